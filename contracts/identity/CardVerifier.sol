// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC7913P256Verifier} from "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier.sol";

/// @title CardVerifier
/// @notice Verifies plain P-256 signatures, as smart cards and secure elements make them (ERC-7913). A signer is this
/// contract's address followed by the 64 bytes of a key; its signature is `r` and `s`, 64 bytes, with the lower `s`.
contract CardVerifier is ERC7913P256Verifier {}
