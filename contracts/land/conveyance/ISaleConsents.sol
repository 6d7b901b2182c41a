// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISales} from "./ISales.sol";

/// @title Consents to sales
/// @notice Who has agreed to a statement. A party signs off chain, or assents here where it has no key that signs.
/// @dev A statement is named by its EIP-712 digest. Either way is withdrawn with `withdrawSignature`.
///
/// Assumptions: a party has read the statement whose digest it signs.
/// Trust: a notary's word counts while it is a notary. In mirror mode nothing is entered that the office has not entered
/// in its own register before, on condition of the settlement here.
interface ISaleConsents is ISales {
    // --- Events ---

    /// @notice An account agrees to a statement.
    /// @param account who
    /// @param statement digest
    event Assented(address indexed account, bytes32 indexed statement);

    /// @notice The office has entered the sale in its own register, on condition of the settlement here.
    /// @param statement digest, of a forced sale its bid's
    /// @param entryHash entry, keccak256 with its salt
    event SaleConfirmed(bytes32 indexed statement, bytes32 entryHash);

    // --- Errors ---

    /// @notice Not as many signatures as the statement has parties.
    /// @param given how many there are
    /// @param expected how many there should be
    error SignatureCountDiffers(uint256 given, uint256 expected);

    /// @notice The city asks for a notary, and the statement names none.
    error NotaryMissing();

    /// @notice The account is no notary of the city now.
    /// @param notary who
    error NotaryUnfit(address notary);

    /// @notice The office has not entered the sale in its own register.
    /// @param statement digest
    error SaleUnconfirmed(bytes32 statement);

    /// @notice Settlement is registration here: there is nothing to confirm.
    error ConfirmationNeedless();

    // --- Writes ---

    /// @notice Agrees to a statement in the caller's name; its signature may then be left empty.
    /// @param statement digest
    /// @dev Caller: anyone, for itself.
    function assent(bytes32 statement) external;

    /// @notice Agrees to a statement as a notary; the same as a notary's signature.
    /// @param statement digest
    /// @dev Caller: NOTARY. Who may call this may sign.
    function certify(bytes32 statement) external;

    /// @notice Says that the office has entered the sale in its own register, on condition of the settlement here.
    /// @param statement digest, of a forced sale its bid's
    /// @param entryHash entry, keccak256 with its salt
    /// @dev Caller: LAND_REGISTRAR. Reverts with {ConfirmationNeedless}.
    function confirm(bytes32 statement, bytes32 entryHash) external;

    // --- Reads ---

    /// @notice Whether an account has assented to a statement here.
    /// @param account who
    /// @param statement digest
    /// @return true where it has
    function hasAssented(address account, bytes32 statement) external view returns (bool);

    /// @notice Whether the office has entered the sale, and it is not completed yet.
    /// @param statement digest
    /// @return true where it has
    function isConfirmed(bytes32 statement) external view returns (bool);
}
