// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {AccountSignatures} from "../../identity/libraries/AccountSignatures.sol";
import {ISignedActs} from "../../payments/ISignedActs.sol";
import {IEscrows} from "./IEscrows.sol";
import {ISales} from "./ISales.sol";
import {ISaleTaxes} from "./ISaleTaxes.sol";
import {SaleHashes} from "./SaleHashes.sol";

/// @title SaleRecords
/// @notice What {IConveyance} stores, and what all of its code acts on.
/// @dev The contract runs the code of several others on one storage (delegatecall): all of them begin with this base, and
/// so lay it out alike. All are set up alike, too: what is immutable stands in each code.
abstract contract SaleRecords is ISales, Context, EIP712 {
    // --- Types, constants and immutables ---

    /// @dev What is fixed at deployment.
    struct Setup {
        address registry;
        address token;
        address assuranceFund;
        bool isMirror;
    }

    /// @dev One slot.
    struct Escrow {
        uint128 deposit;
        IEscrows.EscrowState state;
    }

    /// @dev Longest life of what is signed, as {ISignedActs} has it.
    uint40 internal constant LONGEST_DEADLINE = 90 days;

    /// @inheritdoc ISales
    address public immutable registry;

    /// @inheritdoc ISales
    address public immutable token;

    /// @inheritdoc ISales
    address public immutable assuranceFund;

    /// @inheritdoc ISales
    bool public immutable isMirror;

    // --- Storage ---

    ISaleTaxes.Tariff internal _tariff;
    mapping(uint256 id => mapping(address buyer => ISaleTaxes.Exemption exemption)) internal _exemptions;
    mapping(address account => mapping(bytes32 statement => bool)) internal _assents;
    mapping(bytes32 statement => bool) internal _confirmed;
    mapping(address account => uint256 amount) internal _credits;
    mapping(bytes32 statement => Escrow escrow) internal _escrows;
    mapping(uint256 id => mapping(uint256 number => bool isDistinguished)) internal _distinguished;

    // --- Constructor ---

    constructor(Setup memory setup) EIP712("Civitas Conveyance", "1") {
        (registry, token) = (setup.registry, setup.token);
        (assuranceFund, isMirror) = (setup.assuranceFund, setup.isMirror);
    }

    // --- Internal reads ---

    /// @dev Whether an account has withdrawn what it signed: {ISignedActs} keeps it beside these records.
    function _isWithdrawn(address account, bytes32 digest) internal view virtual returns (bool);

    /// @dev Who says whether the taxes on a title are settled; zero where nobody is asked.
    function _taxChecker() internal view virtual returns (address);

    /// @dev The city's authority.
    function _cityAuthority() internal view virtual returns (address);

    /// @dev The digest that the parties of a sale sign.
    function _statementOf(Sale calldata sale, bytes32 chain) internal view returns (bytes32) {
        return _digestOf(SaleHashes.hashOf(sale), chain);
    }

    function _digestOf(bytes32 saleHash, bytes32 chain) internal view returns (bytes32) {
        return _hashTypedDataV4(SaleHashes.statementHash(saleHash, chain));
    }

    function _requireTimely(uint40 deadline) internal view {
        uint40 latest = uint40(block.timestamp) + LONGEST_DEADLINE;
        require(block.timestamp <= deadline && deadline <= latest, ISignedActs.DeadlineWrong(deadline, latest));
    }

    /// @dev Foreign code may run (ERC-1271): call before state is read.
    function _requireAgreed(address account, bytes32 digest, bytes calldata signature) internal view {
        require(AccountSignatures.isSignedBy(account, digest, signature), ISignedActs.SignatureInvalid(account));
        require(!_isWithdrawn(account, digest), ISignedActs.SignatureIsWithdrawn(digest));
    }
}
