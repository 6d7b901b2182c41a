// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

import {ContractCode} from "./ContractCode.sol";
import {ISuccession} from "./ISuccession.sol";
import {PublicNotice} from "./PublicNotice.sol";

/// @title Succession
/// @notice See {ISuccession}.
/// @dev A registry calls {_requireActive} where it starts something new, {_requireHere} where it deals with a record,
/// and implements {_surrender}. Where a record's own word has room for a mark, override {_isMoved} and {_markMoved}.
abstract contract Succession is ISuccession, PublicNotice {
    // --- Types and immutables ---

    /// @dev One slot.
    struct Retirement {
        address successor;
        uint40 retiresAt;
    }

    /// @inheritdoc ISuccession
    address public immutable predecessor;

    // --- Storage ---

    Retirement private _retirement;
    mapping(bytes32 record => bool isMoved) private _moved;

    // --- Constructor ---

    /// @param predecessor_ contract that this one succeeds; zero for the first of its line
    constructor(address predecessor_) {
        predecessor = predecessor_;
    }

    // --- Writes ---

    /// @inheritdoc ISuccession
    function retire(address successor_) external restricted {
        require(_namesThis(successor_), SuccessorInvalid(successor_));
        require(!isRetired(), SuccessionFinal(_retirement.successor));

        uint40 retiresAt = _noticeEndsAt();
        _retirement = Retirement(successor_, retiresAt);
        emit RetirementAnnounced(successor_, retiresAt);
    }

    /// @inheritdoc ISuccession
    function handOver(bytes32 record) external returns (bytes memory data) {
        address caller = _msgSender();
        require(isRetired() && caller == _retirement.successor, SuccessorOnly(caller));
        _requireHere(record);

        data = _surrender(record);
        _markMoved(record);
        emit RecordMoved(record, caller);
    }

    // --- Reads ---

    /// @inheritdoc ISuccession
    function successor() public view returns (address account, uint40 retiresAt) {
        return (_retirement.successor, _retirement.retiresAt);
    }

    /// @inheritdoc ISuccession
    function isRetired() public view returns (bool) {
        uint40 retiresAt = _retirement.retiresAt;
        return retiresAt != 0 && block.timestamp >= retiresAt;
    }

    // --- Internal writes ---

    /// @dev Gives up `record`: checks that it exists and may move now, ends it here, and returns it encoded.
    function _surrender(bytes32 record) internal virtual returns (bytes memory data);

    /// @dev Marks `record` as moved.
    function _markMoved(bytes32 record) internal virtual {
        _moved[record] = true;
    }

    /// @dev Takes `record` over from the predecessor.
    function _import(bytes32 record) internal returns (bytes memory data) {
        require(predecessor != address(0), PredecessorMissing());
        return ISuccession(predecessor).handOver(record);
    }

    // --- Internal reads ---

    /// @dev Reverts with {ContractRetired} once this contract is retired.
    function _requireActive() internal view {
        require(!isRetired(), ContractRetired(_retirement.successor, _retirement.retiresAt));
    }

    /// @dev Reverts with {RecordAlreadyMoved} where `record` has moved to the successor.
    function _requireHere(bytes32 record) internal view {
        require(!_isMoved(record), RecordAlreadyMoved(record));
    }

    /// @dev Whether `record` has moved.
    function _isMoved(bytes32 record) internal view virtual returns (bool) {
        return _moved[record];
    }

    function _namesThis(address successor_) private view returns (bool) {
        if (!ContractCode.isContract(successor_)) return false;
        (bool answers, bytes32 named, ) = LowLevelCall.staticcallReturn64Bytes(
            successor_,
            abi.encodeCall(ISuccession.predecessor, ())
        );
        // Decoding here would revert without a name where the answer is no address.
        return answers && LowLevelCall.returnDataSize() >= 32 && named == bytes32(uint256(uint160(address(this))));
    }
}
