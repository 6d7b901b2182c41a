// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC7913WebAuthnVerifier} from "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913WebAuthnVerifier.sol";

/// @title PasskeyVerifier
/// @notice Verifies WebAuthn assertions of passkeys (ERC-7913). A signer is this contract's address followed by the
/// 64 bytes of a P-256 key; its signature is the ABI-encoded assertion whose challenge is the digest.
/// @dev The person was present and verified (biometrics or PIN), as the authenticator says. Neither the origin nor the
/// relying party is checked: the digest binds chain, contract and act.
contract PasskeyVerifier is ERC7913WebAuthnVerifier {}
