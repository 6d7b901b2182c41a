// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Households in the energy market
/// @notice A household joins with its meter and gets an account: a place in the readings of its zone, money, and a counter
/// of metered surplus. It pays in and takes out what is free whenever it likes.
/// @dev An account is zone · 65,536 + place. Free = balance − frozen − reserved; reserved = the largest amount that it buys
/// an interval × (retail + fee) × the intervals not settled, and nothing once 192 of them (48 hours) wait. Money is in
/// millionths of a token.
///
/// Assumptions: a household that consumes more than it buys from neighbours owes the utility for it; the reserve covers
/// what it buys from neighbours.
/// Trust: nobody moves a household's money but itself, a settlement that was proven, and a correction that its gateway
/// signed; a court freezes an amount and names its order. Nothing stops a withdrawal of what is free.
interface IMarketAccounts {
    // --- Types ---

    /// @notice An account as it stands.
    /// @param owner who holds it
    /// @param device its meter
    /// @param activeFrom first day in the zone
    /// @param closesOn first day on which it is out; 0 where it stays
    /// @param balance its money
    /// @param owed its debt
    /// @param creditLimit debt up to which it goes on trading
    /// @param frozen what a court has frozen
    /// @param certificateWh metered surplus for which no certificate is drawn
    /// @param certificateDebt Wh by which corrections went below what was drawn
    /// @param priorityFrom first day of its priority
    /// @param priorityUntil day before which the priority ends
    struct Account {
        address owner;
        uint32 device;
        uint16 activeFrom;
        uint16 closesOn;
        uint64 balance;
        uint64 owed;
        uint64 creditLimit;
        uint64 frozen;
        uint40 certificateWh;
        uint40 certificateDebt;
        uint16 priorityFrom;
        uint16 priorityUntil;
    }

    // --- Events ---

    /// @notice A household joined.
    /// @param account its number
    /// @param owner who holds it
    /// @param device its meter
    /// @param fromDay first day
    event AccountOpened(uint32 indexed account, address indexed owner, uint32 indexed device, uint16 fromDay);

    /// @notice A household leaves.
    /// @param account its number
    /// @param onDay first day on which it is out
    event AccountClosed(uint32 indexed account, uint16 onDay);

    /// @notice Money came in.
    /// @param account its number
    /// @param from who paid
    /// @param amount how much
    event Deposited(uint32 indexed account, address indexed from, uint256 amount);

    /// @notice Money went out.
    /// @param account its number
    /// @param to who got it
    /// @param amount how much
    event Withdrawn(uint32 indexed account, address indexed to, uint256 amount);

    /// @notice A debt became smaller.
    /// @param account its number
    /// @param amount by how much
    /// @param owed what is left
    event DebtRepaid(uint32 indexed account, uint256 amount, uint256 owed);

    /// @notice An account could not pay.
    /// @param account its number
    /// @param amount what was missing
    /// @param fromFund how much of it the guarantee fund advanced; the utility waits for the rest
    /// @param owed its debt now
    event ShortfallCovered(uint32 indexed account, uint256 amount, uint256 fromFund, uint256 owed);

    /// @notice An account is beyond its credit and trades nothing from the next 00:00 UTC on.
    /// @param account its number
    /// @param lastDay on which it trades
    event AccountSuspended(uint32 indexed account, uint16 lastDay);

    /// @notice The credit of an account was set.
    /// @param account its number
    /// @param limit debt up to which it goes on trading
    event CreditLimitSet(uint32 indexed account, uint64 limit);

    /// @notice A household is served before price.
    /// @param account its number
    /// @param fromDay first day
    /// @param untilDay day before which it ends
    event PrioritySet(uint32 indexed account, uint16 fromDay, uint16 untilDay);

    /// @notice A court froze money of an account, or freed it.
    /// @param account its number
    /// @param amount that is frozen now
    /// @param orderHash keccak256 of the order with its salt
    event AccountFrozen(uint32 indexed account, uint64 amount, bytes32 orderHash);

    /// @notice Certificates were drawn for metered surplus.
    /// @param account its number
    /// @param wattHours how much
    event CertificatesDrawn(uint32 indexed account, uint256 wattHours);

    /// @notice An account of the predecessor goes on here.
    /// @param older its number there
    /// @param account its number here
    event AccountTakenOver(uint32 indexed older, uint32 indexed account);

    // --- Errors ---

    /// @notice There is no such account.
    /// @param account number given
    error AccountUnknown(uint32 account);

    /// @notice The caller does not hold the account.
    /// @param account its number
    /// @param caller who tried
    error AccountOwnerOnly(uint32 account, address caller);

    /// @notice The account closes, or is closed.
    /// @param account its number
    /// @param onDay first day on which it is out
    error AccountIsClosed(uint32 account, uint16 onDay);

    /// @notice The device belongs to another zone, to somebody else, is not calibrated, or is stopped.
    /// @param device its number
    error DeviceNotFit(uint32 device);

    /// @notice The place is neither the next one nor one that was left, settled and emptied seven days ago.
    /// @param zone its number
    /// @param place given
    error PlaceTaken(uint16 zone, uint16 place);

    /// @notice Less is free.
    /// @param account its number
    /// @param amount wanted
    /// @param free what is
    error BalanceNotFree(uint32 account, uint256 amount, uint256 free);

    /// @notice The credit is above what the office may give.
    /// @param limit given
    /// @param maximum allowed
    error CreditLimitTooHigh(uint64 limit, uint64 maximum);

    /// @notice A court's act names its order.
    error OrderHashMissing();

    /// @notice Fewer Wh are there.
    /// @param account its number
    /// @param wattHours wanted
    /// @param available there
    error SurplusTooSmall(uint32 account, uint256 wattHours, uint256 available);

    /// @notice The account has intervals that are not settled, or that may still be corrected.
    /// @param account its number
    /// @param nextInterval of its zone
    error AccountUnsettled(uint32 account, uint32 nextInterval);

    // --- Writes ---

    /// @notice Joins a zone with a meter, from the next 00:00 UTC on.
    /// @param device a calibrated meter of the caller
    /// @param place the next one of the zone, or one that was left
    /// @return account its number
    /// @dev Caller: the meter's owner. Reverts with {DeviceNotFit}, {ZoneUnknown}, {PlaceTaken},
    /// {IMeterDevices-DeviceAlreadyListed}, {ISuccession-ContractRetired}.
    function join(uint32 device, uint16 place) external returns (uint32 account);

    /// @notice Leaves, from the next 00:00 UTC on.
    /// @param account its number
    /// @dev Caller: its owner, or the owner of its meter, who may have bought the house. Reverts with {AccountOwnerOnly},
    /// {AccountIsClosed}.
    function close(uint32 account) external;

    /// @notice Pays in with tokens that the caller has allowed this contract to spend. A debt is paid first.
    /// @param account its number
    /// @param amount how much
    /// @dev Caller: anyone. Reverts with {AccountUnknown}, {ISuccession-ContractRetired}.
    function deposit(uint32 account, uint64 amount) external;

    /// @notice The same with a permit (ERC-2612) of the caller to this contract.
    /// @param account its number
    /// @param amount how much
    /// @param deadline of the permit
    /// @param signature of the caller
    /// @dev Caller: anyone. A permit that somebody has handed in already is none the worse.
    function depositWithPermit(uint32 account, uint64 amount, uint256 deadline, bytes calldata signature) external;

    /// @notice The same with an authorisation (ERC-3009, receiveWithAuthorization) to this contract.
    /// @param account its number
    /// @param from who pays
    /// @param amount how much
    /// @param validAfter valid later than this, Unix seconds
    /// @param validBefore valid earlier than this, Unix seconds
    /// @param salt of the nonce, which is keccak256(abi.encode(account, salt))
    /// @param signature of who pays
    /// @dev Caller: anyone.
    function depositWithAuthorization(
        uint32 account,
        address from,
        uint64 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 salt,
        bytes calldata signature
    ) external;

    /// @notice Takes out what is free.
    /// @param account its number
    /// @param to who gets it
    /// @param amount how much
    /// @dev Caller: its owner. Reverts with {AccountOwnerOnly}, {BalanceNotFree}.
    function withdraw(uint32 account, address to, uint64 amount) external;

    /// @notice Sets the debt up to which an account goes on trading.
    /// @param account its number
    /// @param limit at most {MAXIMUM_CREDIT}
    /// @dev Caller: GRID_OPERATOR. Reverts with {AccountUnknown}, {CreditLimitTooHigh}.
    function setCreditLimit(uint32 account, uint64 limit) external;

    /// @notice Serves a household before price, from the next 00:00 UTC on, where its zone does so.
    /// @param account its number
    /// @param untilDay day before which it ends; the next day ends it
    /// @dev Caller: GRID_OPERATOR. Reverts with {AccountUnknown}, {AccountUnsettled}.
    function setPriority(uint32 account, uint16 untilDay) external;

    /// @notice Freezes an amount of an account, or frees it.
    /// @param account its number
    /// @param amount that is frozen from now on
    /// @param orderHash keccak256 of the court's order with its salt
    /// @dev Caller: COURT_FREEZE. Reverts with {AccountUnknown}, {OrderHashMissing}.
    function freezeByOrder(uint32 account, uint64 amount, bytes32 orderHash) external;

    /// @notice Draws metered surplus, for which the caller issues a certificate.
    /// @param account its number
    /// @param wattHours how much
    /// @return owner who holds the account
    /// @return class of the meter's source; 0 where the zone gives the attribute to buyers, whose energy is of many
    /// @return settledDay day of the last interval settled
    /// @dev Caller: an agent with {DRAW}. Reverts with {AccountUnknown}, {SurplusTooSmall}.
    function drawCertificates(
        uint32 account,
        uint256 wattHours
    ) external returns (address owner, uint8 class, uint16 settledDay);

    /// @notice Takes an account of the retired predecessor over, with its money and its surplus; it joins the same zone
    /// with a meter of the same owner, from the next 00:00 UTC on, and gives its orders anew.
    /// @param older its number there
    /// @param device a calibrated meter of the owner in this market's register
    /// @return account its number here
    /// @dev Caller: the owner. Reverts as {join}, and as {ISuccession-handOver} of the predecessor.
    function takeOver(uint32 older, uint32 device) external returns (uint32 account);

    // --- Reads ---

    /// @notice Right to draw certificates.
    /// @return bit of an agent's rights
    function DRAW() external view returns (uint96);

    /// @notice Most credit of an account.
    /// @return millionths of a token
    function MAXIMUM_CREDIT() external view returns (uint64);

    /// @notice Unsettled intervals for which money is reserved; after so many everything is free.
    /// @return intervals
    function LONGEST_RESERVE() external view returns (uint32);

    /// @notice An account as it stands.
    /// @param account its number
    /// @return as it stands
    /// @dev Reverts with {AccountUnknown}.
    function accountOf(uint32 account) external view returns (Account memory);

    /// @notice What of the balance is free, and what is reserved for intervals that are not settled. What a court has
    /// frozen is neither.
    /// @param account its number
    /// @return free what can be withdrawn
    /// @return reserved what cannot, yet
    function fundsOf(uint32 account) external view returns (uint256 free, uint256 reserved);
}
