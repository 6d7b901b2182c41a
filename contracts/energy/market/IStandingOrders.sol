// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Orders of households
/// @notice A standing order holds until it is changed; a change holds from the next 00:00 UTC, whenever it is settled. A
/// one-off order (the car, tonight) stands in the standing order's place for some intervals that have not begun.
/// @dev Prices are in millionths of a token per Wh, a buyer's with the grid's fee; amounts in Wh an interval. EIP-712
/// domain "Civitas EnergyMarket", version "1".
///
/// Assumptions: none beyond the chain's clock.
/// Trust: nobody but the household gives its orders. Whoever settles can leave out none of them.
interface IStandingOrders {
    // --- Types ---

    /// @notice Terms of an order.
    /// @param buyLimit most that is paid, with the grid's fee
    /// @param sellLimit least that is taken
    /// @param maxBuy most that is bought from neighbours in an interval
    /// @param maxSell most that is sold to neighbours in an interval
    struct OrderTerms {
        uint24 buyLimit;
        uint24 sellLimit;
        uint24 maxBuy;
        uint24 maxSell;
    }

    // --- Events ---

    /// @notice A standing order was given.
    /// @param account whose
    /// @param terms of trade
    /// @param validUntil last day
    /// @param fromDay first day
    /// @param sequence number of the order
    event OrderGiven(uint32 indexed account, OrderTerms terms, uint16 validUntil, uint16 fromDay, uint16 sequence);

    /// @notice A one-off order was given.
    /// @param account whose
    /// @param terms of trade
    /// @param firstInterval its number
    /// @param lastInterval its number
    /// @param sequence number of the order
    event OneOffGiven(
        uint32 indexed account,
        OrderTerms terms,
        uint32 firstInterval,
        uint32 lastInterval,
        uint16 sequence
    );

    // --- Errors ---

    /// @notice The order is not the next one.
    /// @param account whose
    /// @param sequence given
    /// @param expected number of the next order
    error OrderSequenceWrong(uint32 account, uint16 sequence, uint16 expected);

    /// @notice The order ends before it begins.
    /// @param validUntil given
    /// @param fromDay first day
    error OrderExpired(uint16 validUntil, uint16 fromDay);

    /// @notice Two orders wait already: the zone is behind with its settlements.
    /// @param account whose
    /// @param fromDay of the later one
    error OrderQueueFull(uint32 account, uint16 fromDay);

    /// @notice The account owes more than its credit: it pays first.
    /// @param account whose
    /// @param owed its debt
    error AccountInDebt(uint32 account, uint256 owed);

    /// @notice The intervals have begun, are none, or are more than a day's.
    /// @param firstInterval given
    /// @param lastInterval given
    /// @param earliest first interval allowed
    error OneOffIntervalsWrong(uint32 firstInterval, uint32 lastInterval, uint32 earliest);

    /// @notice The one-off order before is not settled.
    /// @param account whose
    /// @param lastInterval of it
    error OneOffWaits(uint32 account, uint32 lastInterval);

    // --- Writes ---

    /// @notice Gives a standing order of the caller.
    /// @param account its number
    /// @param terms of trade
    /// @param validUntil last day
    /// @dev Caller: the account's owner. Reverts with {IMarketAccounts-AccountOwnerOnly},
    /// {IMarketAccounts-AccountIsClosed}, {OrderExpired}, {AccountInDebt}, {OrderQueueFull}, {ISuccession-ContractRetired}.
    function giveOrder(uint32 account, OrderTerms calldata terms, uint16 validUntil) external;

    /// @notice The same with the owner's signature.
    /// @param account its number
    /// @param terms of trade
    /// @param validUntil last day
    /// @param sequence number of the order
    /// @param deadline last second
    /// @param signature of the owner: `StandingOrder(uint32 account,uint24 buyLimit,uint24 sellLimit,uint24 maxBuy,uint24
    /// maxSell,uint16 validUntil,uint16 sequence,uint40 deadline)`
    /// @dev Caller: anyone. Reverts as {giveOrder}, and with {ISignedActs-DeadlineWrong}, {ISignedActs-SignatureInvalid},
    /// {ISignedActs-SignatureIsWithdrawn}, {OrderSequenceWrong}.
    function giveOrderBySignature(
        uint32 account,
        OrderTerms calldata terms,
        uint16 validUntil,
        uint16 sequence,
        uint40 deadline,
        bytes calldata signature
    ) external;

    /// @notice Gives a one-off order of the caller.
    /// @param account its number
    /// @param terms of trade
    /// @param firstInterval the next one or a later one
    /// @param lastInterval at most 95 later
    /// @dev Caller: the account's owner. Reverts with {IMarketAccounts-AccountOwnerOnly},
    /// {IMarketAccounts-AccountIsClosed}, {OneOffIntervalsWrong}, {OneOffWaits}, {AccountInDebt},
    /// {ISuccession-ContractRetired}.
    function giveOneOff(uint32 account, OrderTerms calldata terms, uint32 firstInterval, uint32 lastInterval) external;

    /// @notice The same with the owner's signature.
    /// @param account its number
    /// @param terms of trade
    /// @param firstInterval the next one or a later one
    /// @param lastInterval at most 95 later
    /// @param sequence number of the order
    /// @param deadline last second
    /// @param signature of the owner: `OneOffOrder(uint32 account,uint24 buyLimit,uint24 sellLimit,uint24 maxBuy,uint24
    /// maxSell,uint32 firstInterval,uint32 lastInterval,uint16 sequence,uint40 deadline)`
    /// @dev Caller: anyone. Reverts as {giveOneOff}, and with {ISignedActs-DeadlineWrong},
    /// {ISignedActs-SignatureInvalid}, {ISignedActs-SignatureIsWithdrawn}, {OrderSequenceWrong}.
    function giveOneOffBySignature(
        uint32 account,
        OrderTerms calldata terms,
        uint32 firstInterval,
        uint32 lastInterval,
        uint16 sequence,
        uint40 deadline,
        bytes calldata signature
    ) external;

    // --- Reads ---

    /// @notice The order of an account on a day that is not settled, as it stands now.
    /// @param account its number
    /// @param day its number
    /// @return terms of trade
    /// @return validUntil last day of the order
    function orderOn(uint32 account, uint16 day) external view returns (OrderTerms memory terms, uint16 validUntil);

    /// @notice The one-off order of an account that is not settled.
    /// @param account its number
    /// @return terms of trade
    /// @return firstInterval its number; 0 where there is none
    /// @return lastInterval its number
    function oneOffOf(
        uint32 account
    ) external view returns (OrderTerms memory terms, uint32 firstInterval, uint32 lastInterval);

    /// @notice Number of the next order of an account.
    /// @param account its number
    /// @return sequence
    function sequenceOf(uint32 account) external view returns (uint16 sequence);
}
