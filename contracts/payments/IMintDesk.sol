// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The mint desk
/// @notice Creates the municipal token against money received and destroys it against money paid out. Three hands:
/// MINT_POLICY sets limits, MINTER mints within them, TREASURER attests the reserve; nobody holds two of the last two.
/// @dev Amounts are in millionths of a token. Times are Unix seconds.
///
/// Assumptions: the treasurer attests what an auditor can check in the books named by `reportHash`.
/// Trust: a stolen minter's key creates at most its own allowance, all minters' keys together at most
/// {dailyLimit} in any 24 hours, and never more than the attested reserve holds. Nobody can refuse a holder's
/// redemption here; the pay-out itself is the treasury's.
interface IMintDesk {
    // --- Types ---

    /// @notice Tokens to create.
    /// @param to who gets them
    /// @param amount how many
    /// @param receiptHash keccak256 of the receipt of the money with its salt
    struct Mint {
        address to;
        uint256 amount;
        bytes32 receiptHash;
    }

    /// @notice A minter's limits as they stand.
    /// @param cap most that can be minted at once, after a long pause
    /// @param refillPerDay how much of the cap comes back in a day, evenly
    /// @param available how much can be minted now, as far as this minter's own limits go
    /// @param nextOrdinal number of its next mint, from 0
    struct MinterInfo {
        uint256 cap;
        uint256 refillPerDay;
        uint256 available;
        uint64 nextOrdinal;
    }

    /// @notice The reserve as attested last.
    /// @param amount money held for the tokens, in millionths of a token at par
    /// @param validUntil last second in which it backs new tokens
    /// @param reportHash keccak256 of the treasurer's report with its salt
    struct Reserve {
        uint128 amount;
        uint40 validUntil;
        bytes32 reportHash;
    }

    // --- Events ---

    /// @notice A minter's limits were set.
    /// @param minter who
    /// @param cap most that can be minted at once; 0 ends its right
    /// @param refillPerDay how much of the cap comes back in a day
    event MinterSet(address indexed minter, uint256 cap, uint256 refillPerDay);

    /// @notice The limit of all minters together was set.
    /// @param dailyLimit most in any 24 hours
    event DailyLimitSet(uint256 dailyLimit);

    /// @notice The reserve was attested.
    /// @param amount money held, in millionths of a token at par
    /// @param validUntil last second in which it backs new tokens
    /// @param reportHash keccak256 of the treasurer's report with its salt
    event ReserveAttested(uint256 amount, uint40 validUntil, bytes32 indexed reportHash);

    /// @notice Tokens were created.
    /// @param minter who minted
    /// @param to who got them
    /// @param amount how many
    /// @param receiptHash keccak256 of the receipt of the money with its salt
    /// @param ordinal number of this mint among the minter's
    event Minted(
        address indexed minter,
        address indexed to,
        uint256 amount,
        bytes32 indexed receiptHash,
        uint64 ordinal
    );

    /// @notice Tokens were destroyed against a pay-out.
    /// @param holder who gave them
    /// @param amount how many
    /// @param payoutHash keccak256 of the pay-out instruction with its salt
    event Redeemed(address indexed holder, uint256 amount, bytes32 indexed payoutHash);

    // --- Errors ---

    /// @notice The minter's next mint has another number: this one was sent twice, or one before it is missing.
    /// @param minter who
    /// @param given number given
    /// @param expected number of its next mint
    error MintOrdinalWrong(address minter, uint64 given, uint64 expected);

    /// @notice The minter's own allowance is smaller.
    /// @param minter who
    /// @param amount how many should be minted
    /// @param available how many can be minted now
    error MintAllowanceExceeded(address minter, uint256 amount, uint256 available);

    /// @notice All minters together have less left for these 24 hours.
    /// @param amount how many should be minted
    /// @param available how many can be minted now
    error DailyLimitExceeded(uint256 amount, uint256 available);

    /// @notice The supply would exceed the attested reserve.
    /// @param supply supply after the mint, with what is not swapped yet of the token's predecessors
    /// @param reserve attested reserve
    error ReserveExceeded(uint256 supply, uint256 reserve);

    /// @notice The attestation has expired, or there is none.
    /// @param validUntil its last second; 0 where there is none
    error ReserveExpired(uint40 validUntil);

    /// @notice An attestation is valid for at most {MAXIMUM_ATTESTATION}, and not in the past.
    /// @param validUntil last second given
    /// @param latest latest one allowed
    error AttestationPeriodWrong(uint40 validUntil, uint40 latest);

    /// @notice The allowance would take more than 366 days to come back.
    /// @param cap most that can be minted at once
    /// @param refillPerDay how much comes back in a day
    error RefillTooSlow(uint256 cap, uint256 refillPerDay);

    /// @notice A redemption needs an amount and a pay-out instruction.
    error RedemptionEmpty();

    /// @notice Only the municipal token hands tokens over.
    /// @param caller who tried
    error TokenUnknown(address caller);

    // --- Writes ---

    /// @notice Sets a minter's limits; what it has used stays used.
    /// @param minter who
    /// @param cap most that can be minted at once; 0 ends its right
    /// @param refillPerDay how much of the cap comes back in a day, evenly; the whole cap within 366 days
    /// @dev Caller: MINT_POLICY. Reverts with {RefillTooSlow}.
    function setMinter(address minter, uint128 cap, uint128 refillPerDay) external;

    /// @notice Sets the limit of all minters together.
    /// @param dailyLimit_ most in any 24 hours
    /// @dev Caller: MINT_POLICY.
    function setDailyLimit(uint128 dailyLimit_) external;

    /// @notice Attests the reserve; it replaces the attestation before.
    /// @param amount money held for the tokens, in millionths of a token at par
    /// @param validUntil last second in which it backs new tokens, at most {MAXIMUM_ATTESTATION} from now
    /// @param reportHash keccak256 of the report with its salt
    /// @dev Caller: TREASURER. Reverts with {AttestationPeriodWrong}.
    function attestReserve(uint128 amount, uint40 validUntil, bytes32 reportHash) external;

    /// @notice Creates tokens against money received, all or none.
    /// @param mints what to create; 200 fit under 15 million gas
    /// @param firstOrdinal number of the first one among the caller's mints: a repeated call does nothing twice
    /// @dev Caller: MINTER with an allowance. Reverts with {MintOrdinalWrong}, {MintAllowanceExceeded},
    /// {DailyLimitExceeded}, {ReserveExpired}, {ReserveExceeded} and as {ICityToken-mint} does.
    function mint(Mint[] calldata mints, uint64 firstOrdinal) external;

    /// @notice Destroys tokens of the caller against a pay-out; the caller has approved them to the desk before.
    /// @param amount how many
    /// @param payoutHash keccak256 of the pay-out instruction with its salt
    /// @dev Caller: any holder. Reverts with {RedemptionEmpty} and as a transfer does.
    function redeem(uint256 amount, bytes32 payoutHash) external;

    /// @notice Destroys tokens of a holder who has signed for it and needs no gas: an ERC-3009
    /// ReceiveWithAuthorization to this desk whose nonce is `payoutHash`, so that the instruction is part of what is
    /// signed and serves once. ERC-1363's `transferAndCall` with the 32 bytes of `payoutHash` as data does the same
    /// for holders who send themselves.
    /// @param holder who has signed
    /// @param amount how many
    /// @param validAfter valid later than this, Unix seconds
    /// @param validBefore valid earlier than this, Unix seconds
    /// @param payoutHash keccak256 of the pay-out instruction with its salt
    /// @param signature of the holder
    /// @dev Caller: anyone. Reverts with {RedemptionEmpty} and as {ICityToken-receiveWithAuthorization} does.
    function redeemWithAuthorization(
        address holder,
        uint256 amount,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 payoutHash,
        bytes calldata signature
    ) external;

    // --- Reads ---

    /// @notice Longest validity of an attestation.
    /// @return seconds
    function MAXIMUM_ATTESTATION() external view returns (uint40);

    /// @notice The token that this desk mints.
    /// @return contract
    function token() external view returns (address);

    /// @notice A minter's limits as they stand.
    /// @param minter who
    /// @return limits
    function minterInfo(address minter) external view returns (MinterInfo memory);

    /// @notice The limit of all minters together.
    /// @return limit most in any 24 hours
    /// @return available how much is left now
    function dailyLimit() external view returns (uint256 limit, uint256 available);

    /// @notice The reserve as attested last.
    /// @return attestation
    function reserve() external view returns (Reserve memory);
}
