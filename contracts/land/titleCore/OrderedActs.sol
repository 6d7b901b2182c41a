// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ITitleCore} from "../ITitleCore.sol";
import {ITitleOrders} from "../ITitleOrders.sol";
import {DatedHash} from "../libraries/DatedHashes.sol";
import {EncumbranceWord} from "../libraries/EncumbranceWords.sol";
import {TitleRecords} from "./TitleRecords.sol";

/// @title OrderedActs
/// @notice Courts' orders and applications of the day-book: each is used once in a whole line of registers.
abstract contract OrderedActs is TitleRecords {
    // --- Constants and immutables ---

    /// @dev See {ITitleOrders-RECOVERY}.
    bytes32 internal constant RECOVERY_QUESTION = "RECOVERY";

    /// @dev See {ITitleOrders-RECOVERY_NOTICE}.
    uint40 internal constant NOTICE_OF_RECOVERY = 14 days;

    /// @dev In the place of an application that the register before this one holds, once it was used here: the word of no
    /// commitment, and lapsed.
    DatedHash private constant STRUCK_OUT = DatedHash.wrap(bytes32(uint256(1)));

    /// @dev The register that this one succeeds; zero for the first of its line. The register and its codes are built with
    /// the same one.
    address internal immutable _before;

    // --- Constructor ---

    /// @param before_ register that this one succeeds; zero for the first
    constructor(address before_) {
        _before = before_;
    }

    // --- Internal writes ---

    /// @dev Uses an order up. Reverts with {ITitleOrders-OrderMissing} or {ITitleOrders-OrderUsed}.
    function _useOrder(uint256 id, bytes32 orderHash) internal {
        require(orderHash != 0, ITitleOrders.OrderMissing());
        require(!_isOrderUsed(orderHash), ITitleOrders.OrderUsed(orderHash));
        _usedOrders[orderHash] = true;
        emit ITitleOrders.OrderExecuted(id, orderHash);
    }

    /// @dev Uses up an application of the day-book, whose number is the rank.
    function _useIntake(
        uint256 id,
        ITitleCore.Terms calldata terms,
        bytes32 documentHash,
        uint256 intake,
        bytes32 salt
    ) internal returns (EncumbranceWord) {
        DatedHash application = _applicationOf(intake);
        bytes32 commitment = keccak256(abi.encode(id, terms, documentHash, salt));
        bool isGood = !application.isEmpty() && application.matches(commitment);
        require(isGood && block.timestamp <= application.time() + INTAKE_PERIOD, ITitleCore.IntakeUnfit(intake));
        // One that came from the register before this one stays there, and is struck out here.
        _dayBook[intake] = _dayBook[intake].isEmpty() ? STRUCK_OUT : DatedHash.wrap(0);
        // Numbers are given by {_nextIntake}.
        return _wordOf(terms, uint32(intake));
    }

    // --- Internal reads ---

    /// @dev The application under a number, here or, where nothing stands here, in the register that this one succeeds.
    function _applicationOf(uint256 intake) internal view returns (DatedHash application) {
        application = _dayBook[intake];
        if (application.isEmpty() && _before != address(0)) application = ITitleCore(_before).applicationOf(intake);
    }

    function _isOrderUsed(bytes32 orderHash) internal view returns (bool) {
        return _usedOrders[orderHash] || (_before != address(0) && ITitleOrders(_before).isOrderUsed(orderHash));
    }
}
