// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Succession of a registry
/// @notice Contracts never change; a registry is succeeded by another one. The old one starts nothing new once it is
/// retired, but what is open in it is completed, proven and paid out there; the successor imports a record at its
/// first dealing with it.
/// @dev Times are Unix seconds.
///
/// Assumptions: the successor was written to name its predecessor and to read its records.
/// Trust: the council retires a contract after thirty days' notice once the city is sealed; it can name another
/// successor during the notice, which begins anew; after it, nothing is ever undone. Only the named successor can
/// take a record over, and each record once.
interface ISuccession {
    /// @notice The end of this contract's active life was announced.
    /// @param successor contract that takes over
    /// @param retiresAt from when
    event RetirementAnnounced(address indexed successor, uint40 retiresAt);

    /// @notice A record has left for the successor; this contract no longer deals with it.
    /// @param record its identifier here
    /// @param successor contract that holds it now
    event RecordMoved(bytes32 indexed record, address indexed successor);

    /// @notice The contract is retired and starts nothing new.
    /// @param successor where to go instead
    /// @param since when
    error ContractRetired(address successor, uint40 since);

    /// @notice The contract is retired for good; its successor cannot be changed.
    /// @param successor the successor
    error SuccessionFinal(address successor);

    /// @notice The proposed successor does not name this contract as its predecessor.
    /// @param successor proposed contract
    error SuccessorInvalid(address successor);

    /// @notice Only the successor of a retired contract takes records over.
    /// @param caller who tried
    error SuccessorOnly(address caller);

    /// @notice The record has moved to the successor.
    /// @param record its identifier here
    error RecordAlreadyMoved(bytes32 record);

    /// @notice This contract is the first of its line: there is nothing to take over.
    error PredecessorMissing();

    /// @notice Announces the retirement of this contract.
    /// @param successor_ contract that takes over; it names this one as its predecessor
    /// @dev Caller: COUNCIL. Reverts with {SuccessorInvalid}, {SuccessionFinal}.
    function retire(address successor_) external;

    /// @notice Hands a record over to the successor and marks it moved, in one transaction with its import there.
    /// @param record its identifier here
    /// @return data the record, encoded as the contract documents
    /// @dev Caller: the successor. Reverts with {SuccessorOnly}, {RecordAlreadyMoved}.
    function handOver(bytes32 record) external returns (bytes memory data);

    /// @notice The contract that this one succeeds.
    /// @return contract; zero for the first of its line
    function predecessor() external view returns (address);

    /// @notice The contract that succeeds, or will succeed, this one.
    /// @return account zero where none is announced
    /// @return retiresAt when it takes or took over; 0 where none is announced
    function successor() external view returns (address account, uint40 retiresAt);

    /// @notice Whether this contract starts nothing new any more.
    /// @return true from the end of the notice
    function isRetired() external view returns (bool);
}
