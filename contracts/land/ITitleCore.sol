// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {DatedHash} from "./libraries/DatedHashes.sol";
import {EncumbranceWord} from "./libraries/EncumbranceWords.sol";
import {TitleWord} from "./libraries/TitleWords.sol";

/// @title Titles and what lies on them
/// @notice Who owns a thing, in which fractions, and which rights of others lie on it in which rank. The core of the land
/// register; what a title is about (a parcel) the register says.
/// @dev A title is a word, see {TitleWord}; an encumbrance is a word, see {EncumbranceWord}, numbered within its title
/// from 1. Amounts are cents. Times are Unix seconds, days count from 1970 (UTC). Document hashes are keccak256 of the
/// document with its salt, so that nobody finds a document by guessing. Domain of all signatures (EIP-712): `Civitas
/// LandRegistry`, version "1". A signature is bound to the title's version: it dies with the next change, and the owner
/// can withdraw all of them with {withdraw}.
///
/// Assumptions: desks and registrar enter what was handed in; agents with {SETTLE} and {FORECLOSE} have checked the
/// signatures, and moved the money, that their act stands for.
/// Trust: a title moves with the consent of everyone who owns it, through an agent, or by a court's order (see
/// {ITitleOrders}). The registrar alone moves nothing and encumbers nothing: voluntary entries need the owners'
/// signatures, involuntary ones a court's order. A rank changes by the act of the holder who loses by it. An
/// encumbrance leaves with its holder's consent, by its own expiry or by a court's order.
interface ITitleCore {
    // --- Types ---

    /// @notice What an encumbrance says.
    /// @param holder who holds it
    /// @param amount what it secures, in cents; 0 where it is not about money
    /// @param expiryDay last day on which it is in force; 0 where it does not end
    /// @param kind see {EncumbranceWords}
    struct Terms {
        address holder;
        uint40 amount;
        uint16 expiryDay;
        uint8 kind;
    }

    /// @notice An owner's agreement.
    /// @param holder who agrees: the owner, or a co-owner
    /// @param signature of the act's typed data
    struct Consent {
        address holder;
        bytes signature;
    }

    /// @notice A fraction of a title.
    /// @param holder whose
    /// @param numerator over the denominator of the title
    struct Share {
        address holder;
        uint64 numerator;
    }

    /// @notice An encumbrance that leaves, with the consent of its holder.
    /// @param number of the encumbrance
    /// @param holder whose consent the agent holds
    struct Discharge {
        uint256 number;
        address holder;
    }

    /// @notice A transfer of a whole title.
    /// @param id title
    /// @param version the version that was agreed on
    /// @param owners everyone who owns it, ascending
    /// @param to new owner
    /// @param discharges encumbrances that leave
    /// @param documentHash deed
    struct Deed {
        uint256 id;
        uint256 version;
        address[] owners;
        address to;
        Discharge[] discharges;
        bytes32 documentHash;
    }

    // --- Events ---

    /// @notice A desk of the day-book was opened or closed.
    /// @param desk account
    /// @param isOpen whether it may lodge now
    event DeskSet(address indexed desk, bool isOpen);

    /// @notice An application was entered in the day-book; its number is its rank.
    /// @param intake number
    /// @param id title that it is about
    /// @param desk who entered it
    /// @param commitment see {lodge}
    event Lodged(uint256 indexed intake, uint256 indexed id, address indexed desk, bytes32 commitment);

    /// @notice An encumbrance was entered.
    /// @param id title
    /// @param number its number within the title
    /// @param holder who holds it
    /// @param word what it says, see {EncumbranceWord}
    /// @param documentHash what it rests on
    event Encumbered(
        uint256 indexed id,
        uint256 indexed number,
        address indexed holder,
        EncumbranceWord word,
        bytes32 documentHash
    );

    /// @notice An encumbrance has left its title.
    /// @param id title
    /// @param number of the encumbrance
    /// @param documentHash release, deed or order; 0 where it had expired
    event Released(uint256 indexed id, uint256 indexed number, bytes32 documentHash);

    /// @notice Two encumbrances changed places, by the act of the holder who loses.
    /// @param id title
    /// @param number the one that went back
    /// @param advanced the one that went forward
    event Subordinated(uint256 indexed id, uint256 indexed number, uint256 indexed advanced);

    /// @notice An encumbrance has another holder.
    /// @param id title
    /// @param number of the encumbrance
    /// @param from who held it
    /// @param to who holds it
    event EncumbranceAssigned(uint256 indexed id, uint256 indexed number, address indexed from, address to);

    /// @notice A title passed with its owners' consent.
    /// @param id title
    /// @param version its version now
    /// @param documentHash deed
    event Conveyed(uint256 indexed id, uint256 version, bytes32 documentHash);

    /// @notice A title is owned in fractions from now on.
    /// @param id title
    /// @param denominator of all shares
    /// @param documentHash what it rests on
    event OwnershipDivided(uint256 indexed id, uint64 denominator, bytes32 documentHash);

    /// @notice A share is this large now.
    /// @param id title
    /// @param holder whose
    /// @param numerator over the title's denominator; 0 where it is gone
    event ShareSet(uint256 indexed id, address indexed holder, uint64 numerator);

    /// @notice A title has one owner again; all its shares are gone.
    /// @param id title
    event OwnershipUnited(uint256 indexed id);

    /// @notice The title is kept for somebody: no other sale and no voluntary encumbrance until the end.
    /// @param id title
    /// @param beneficiary for whom
    /// @param expiresAt last second
    /// @param documentHash contract
    event NoticeEntered(uint256 indexed id, address indexed beneficiary, uint40 expiresAt, bytes32 documentHash);

    /// @notice The priority notice was given up by whom it served.
    /// @param id title
    event NoticeWaived(uint256 indexed id);

    /// @notice Everything that was signed for the title so far is void.
    /// @param id title
    /// @param version its version now
    event ConsentsWithdrawn(uint256 indexed id, uint256 version);

    // --- Errors ---

    /// @notice Titles are dealt with by deeds, not by approvals and transfers of tokens.
    error DealingsOnly();

    /// @notice No title with that reference is in force.
    /// @param id title
    error TitleUnknown(uint256 id);

    /// @notice A title with that reference is, or once was, entered.
    /// @param id title
    error TitleExists(uint256 id);

    /// @notice The title is in another version than what was signed.
    /// @param id title
    /// @param version its version now
    /// @param expected the version that was agreed on
    error TitleVersionDiffers(uint256 id, uint256 version, uint256 expected);

    /// @notice The title is frozen by a court.
    /// @param id title
    error TitleFrozen(uint256 id);

    /// @notice The title is in dispute.
    /// @param id title
    error TitleInDispute(uint256 id);

    /// @notice A court has ordered that the title be sold.
    /// @param id title
    error TitleInForeclosure(uint256 id);

    /// @notice No court has ordered that the title be sold.
    /// @param id title
    error TitleNotInForeclosure(uint256 id);

    /// @notice The title is kept for somebody else.
    /// @param id title
    /// @param beneficiary for whom
    /// @param expiresAt last second
    error TitleReserved(uint256 id, address beneficiary, uint40 expiresAt);

    /// @notice Encumbrances keep the title from passing free.
    /// @param id title
    /// @param blockers how many
    error TitleBlocked(uint256 id, uint256 blockers);

    /// @notice Not everyone who owns the title is named, ascending, or somebody who does not.
    /// @param id title
    /// @param share what was added up so far
    /// @param whole what everyone together owns
    error OwnersIncomplete(uint256 id, uint256 share, uint256 whole);

    /// @notice The account owns nothing of the title.
    /// @param id title
    /// @param account who
    error OwnerUnknown(uint256 id, address account);

    /// @notice The signature is not the account's.
    /// @param account who
    error ConsentInvalid(address account);

    /// @notice The deadline has passed, or is more than ninety days away.
    /// @param deadline Unix seconds
    error DeadlineUnfit(uint256 deadline);

    /// @notice Nobody, or the register itself, cannot hold this.
    /// @param holder who
    error HolderUnfit(address holder);

    /// @notice The title carries no encumbrance of that number.
    /// @param id title
    /// @param number of the encumbrance
    error EncumbranceUnknown(uint256 id, uint256 number);

    /// @notice The caller, or who is named, does not hold the encumbrance.
    /// @param id title
    /// @param number of the encumbrance
    /// @param holder who
    error EncumbranceHolderDiffers(uint256 id, uint256 number, address holder);

    /// @notice An encumbrance of that kind needs an order, or the owners' consent instead.
    /// @param kind see {EncumbranceWords}
    error EncumbranceKindUnfit(uint8 kind);

    /// @notice The encumbrance is in force until the end of its day.
    /// @param id title
    /// @param number of the encumbrance
    /// @param expiryDay last day, from 1970
    error EncumbranceInForce(uint256 id, uint256 number, uint16 expiryDay);

    /// @notice The last day has passed, or is missing where the kind needs one.
    /// @param expiryDay last day, from 1970
    error ExpiryUnfit(uint16 expiryDay);

    /// @notice The rank to give up does not lie before the other one.
    /// @param id title
    /// @param number of the encumbrance
    /// @param advanced the other encumbrance
    error RankNotAhead(uint256 id, uint256 number, uint256 advanced);

    /// @notice A third encumbrance lies between the two, whose holder would lose too.
    /// @param id title
    /// @param number of the encumbrance
    error RankBetween(uint256 id, uint256 number);

    /// @notice The encumbrances are not named by rank, each once.
    /// @param id title
    /// @param number of the encumbrance
    error RankOrderUnfit(uint256 id, uint256 number);

    /// @notice Not every blocking encumbrance is named.
    /// @param id title
    /// @param named how many are named
    /// @param expected how many there are
    error EncumbrancesIncomplete(uint256 id, uint256 named, uint256 expected);

    /// @notice The desk may not lodge.
    /// @param desk account
    error DeskUnknown(address desk);

    /// @notice The day-book holds another application under that number, none, or one that has lapsed.
    /// @param intake number in the day-book
    error IntakeUnfit(uint256 intake);

    /// @notice The day-book has no number left.
    error IntakesExhausted();

    /// @notice The register that this one succeeds is not retired yet.
    error PredecessorActive();

    /// @notice The shares do not make one whole, or one is zero, or somebody holds two (ascending holders).
    /// @param sum what was added up so far
    /// @param denominator what they should add up to
    error SharesUnfit(uint256 sum, uint256 denominator);

    /// @notice The title is not owned in fractions.
    /// @param id title
    error TitleNotShared(uint256 id);

    /// @notice The share is smaller than what should pass.
    /// @param id title
    /// @param holder who
    /// @param share what the account owns
    /// @param needed what is needed
    error ShareTooSmall(uint256 id, address holder, uint256 share, uint256 needed);

    /// @notice The title carries no priority notice of the account.
    /// @param id title
    /// @param account who
    error NoticeMissing(uint256 id, address account);

    // --- Writes: the day-book ---

    /// @notice Opens or closes a desk of the day-book.
    /// @param desk account of a counter, a notary, a bank
    /// @param isOpen whether it may lodge
    /// @dev Caller: LAND_REGISTRAR.
    function setDesk(address desk, bool isOpen) external;

    /// @notice Enters an application in the day-book. The number is its rank, whenever it is entered in the title; it
    /// lapses after thirty days.
    /// @param id title, or reference of one that is to come
    /// @param commitment keccak256 of abi.encode(id, terms, documentHash, salt), salt of 32 random bytes: hides what is
    /// applied for from who reads pending transactions
    /// @return intake number
    /// @dev Caller: a desk. Reverts with {DeskUnknown}, {IntakesExhausted}, {ISuccession-ContractRetired},
    /// {PredecessorActive}.
    function lodge(uint256 id, bytes32 commitment) external returns (uint256 intake);

    // --- Writes: encumbrances ---

    /// @notice Enters an encumbrance with the consent of everyone who owns the title.
    /// @param id title
    /// @param terms what it says; of a voluntary kind
    /// @param documentHash contract
    /// @param intake number in the day-book
    /// @param salt of the application
    /// @param deadline of the consents
    /// @param consents of all owners, ascending
    /// @return number within the title
    /// @dev Caller: LAND_REGISTRAR. What is signed: `Encumber(uint256 id,uint256 version,address holder,uint40
    /// amount,uint16 expiryDay,uint8 kind,bytes32 documentHash,uint256 deadline)`. Raises the version. Reverts with
    /// {EncumbranceKindUnfit}, {HolderUnfit}, {ExpiryUnfit}, {IntakeUnfit}, {DeadlineUnfit}, {ConsentInvalid},
    /// {OwnersIncomplete}, or where the title must not be dealt with.
    function encumber(
        uint256 id,
        Terms calldata terms,
        bytes32 documentHash,
        uint256 intake,
        bytes32 salt,
        uint256 deadline,
        Consent[] calldata consents
    ) external returns (uint256 number);

    /// @notice Releases an encumbrance.
    /// @param id title
    /// @param number of the encumbrance
    /// @param documentHash release
    /// @dev Caller: its holder. Reverts with {EncumbranceUnknown}, {EncumbranceHolderDiffers}, or
    /// {IERC7943NonFungible-ERC7943CannotSend} where the holder's key is held for stolen.
    function release(uint256 id, uint256 number, bytes32 documentHash) external;

    /// @notice Takes an expired encumbrance off.
    /// @param id title
    /// @param number of the encumbrance
    /// @dev Caller: anyone. Reverts with {EncumbranceUnknown}, {EncumbranceInForce}.
    function lapse(uint256 id, uint256 number) external;

    /// @notice Gives the rank of an encumbrance to the one behind it, and takes that one's.
    /// @param id title
    /// @param number the encumbrance that goes back
    /// @param advanced the encumbrance that goes forward; no other lies between
    /// @dev Caller: the holder of `number`. Reverts with {EncumbranceUnknown}, {EncumbranceHolderDiffers},
    /// {RankNotAhead}, {RankBetween}.
    function subordinate(uint256 id, uint256 number, uint256 advanced) external;

    /// @notice Passes an encumbrance on; its rank stays.
    /// @param id title
    /// @param number of the encumbrance
    /// @param to new holder
    /// @dev Caller: its holder. Reverts with {EncumbranceUnknown}, {EncumbranceHolderDiffers}, {HolderUnfit}.
    function assign(uint256 id, uint256 number, address to) external;

    // --- Writes: owners ---

    /// @notice Makes everything void that was signed for the title so far.
    /// @param id title
    /// @dev Caller: the owner, or any co-owner. Reverts with {OwnerUnknown}.
    function withdraw(uint256 id) external;

    /// @notice Keeps the title for somebody, usually its buyer: until the deadline it passes to nobody else, and no
    /// voluntary encumbrance is entered. Involuntary ones are.
    /// @param id title
    /// @param beneficiary for whom
    /// @param expiresAt last second, at most ninety days away
    /// @param documentHash contract
    /// @param deadline of the consents
    /// @param consents of all owners, ascending
    /// @dev Caller: LAND_REGISTRAR. What is signed: `Reserve(uint256 id,uint256 version,address beneficiary,uint40
    /// expiresAt,bytes32 documentHash,uint256 deadline)`. Raises the version. Reverts as {encumber} does.
    function reserve(
        uint256 id,
        address beneficiary,
        uint40 expiresAt,
        bytes32 documentHash,
        uint256 deadline,
        Consent[] calldata consents
    ) external;

    /// @notice Gives a priority notice up.
    /// @param id title
    /// @dev Caller: whom it serves. Reverts with {NoticeMissing}.
    function waiveNotice(uint256 id) external;

    /// @notice Divides a title among its owners anew, with the consent of all of them.
    /// @param id title
    /// @param shares of everyone from now on, ascending
    /// @param denominator of the shares, which add up to it
    /// @param documentHash contract
    /// @param deadline of the consents
    /// @param consents of all owners so far, ascending
    /// @dev Caller: LAND_REGISTRAR. What is signed: `Divide(uint256 id,uint256 version,Share[] shares,uint64
    /// denominator,bytes32 documentHash,uint256 deadline)Share(address holder,uint64 numerator)`. Raises the version.
    /// Reverts with {SharesUnfit}, {HolderUnfit}, {TitleBlocked} and as {encumber} does.
    function divide(
        uint256 id,
        Share[] calldata shares,
        uint64 denominator,
        bytes32 documentHash,
        uint256 deadline,
        Consent[] calldata consents
    ) external;

    /// @notice Makes the only holder of shares the owner.
    /// @param id title
    /// @param holder of all shares
    /// @dev Caller: anyone. Raises the version. Reverts with {TitleNotShared}, {ShareTooSmall}, or where the title must
    /// not be dealt with.
    function unite(uint256 id, address holder) external;

    // --- Writes: settlement ---

    /// @notice Passes a title on, free of what blocks it.
    /// @param deed what was agreed
    /// @dev Caller: an agent with {SETTLE}, which has checked every signature. Reverts with {TitleVersionDiffers},
    /// {OwnersIncomplete}, {EncumbranceHolderDiffers}, {TitleBlocked}, {TitleReserved}, errors of ERC-7943, or where the
    /// title must not be dealt with.
    function convey(Deed calldata deed) external;

    /// @notice Passes a share on.
    /// @param id title
    /// @param version the version that was agreed on
    /// @param from co-owner
    /// @param to who gets it; may be a co-owner already
    /// @param numerator how much, over the title's denominator
    /// @param documentHash deed
    /// @dev Caller: an agent with {SETTLE}. Reverts as {convey} does, with {TitleNotShared}, {ShareTooSmall}.
    function conveyShare(
        uint256 id,
        uint256 version,
        address from,
        address to,
        uint64 numerator,
        bytes32 documentHash
    ) external;

    /// @notice Enters an encumbrance that a settlement agreed on, at the next rank.
    /// @param id title
    /// @param version the version that was agreed on
    /// @param terms what it says; of a voluntary kind
    /// @param documentHash contract
    /// @return number within the title
    /// @dev Caller: an agent with {SETTLE}. Raises the version. Reverts as {encumber} does.
    function charge(
        uint256 id,
        uint256 version,
        Terms calldata terms,
        bytes32 documentHash
    ) external returns (uint256 number);

    /// @notice Passes a title on that a court has ordered to be sold, free of every blocking encumbrance; what runs with
    /// the land stays.
    /// @param id title
    /// @param to who bought it
    /// @param numbers of every blocking encumbrance, by rank
    /// @param documentHash protocol of the sale
    /// @return holders of the encumbrances, by rank: who is paid first
    /// @return amounts of each, in cents
    /// @dev Caller: an agent with {FORECLOSE}. Reverts with {TitleNotInForeclosure}, {EncumbrancesIncomplete},
    /// {RankOrderUnfit}, {TitleFrozen}, {TitleInDispute}, {IERC7943NonFungible-ERC7943CannotReceive}.
    function foreclose(
        uint256 id,
        address to,
        uint256[] calldata numbers,
        bytes32 documentHash
    ) external returns (address[] memory holders, uint256[] memory amounts);

    // --- Reads ---

    /// @notice Right of an agent to settle sales.
    /// @return bit
    function SETTLE() external view returns (uint96);

    /// @notice Right of an agent to complete foreclosures.
    /// @return bit
    function FORECLOSE() external view returns (uint96);

    /// @notice The title's word.
    /// @param id title
    /// @return word see {TitleWord}; 0 where there was never one
    function titleOf(uint256 id) external view returns (TitleWord word);

    /// @notice An encumbrance's word.
    /// @param id title
    /// @param number of the encumbrance
    /// @return word see {EncumbranceWord}; 0 where it is not in force
    function encumbranceOf(uint256 id, uint256 number) external view returns (EncumbranceWord word);

    /// @notice What an account owns of a title that is owned in fractions.
    /// @param id title
    /// @param holder account
    /// @return numerator over the denominator; 0 where it owns none
    /// @return denominator 0 where the title is not shared
    function shareOf(uint256 id, address holder) external view returns (uint64 numerator, uint64 denominator);

    /// @notice For whom the title is kept.
    /// @param id title
    /// @return beneficiary zero where there is no notice in force
    /// @return expiresAt last second; 0 where there is none
    function noticeOf(uint256 id) external view returns (address beneficiary, uint40 expiresAt);

    /// @notice The last number that the day-book gave.
    /// @return intake numbers begin above {FIRST_RANKS}
    function lastIntake() external view returns (uint256 intake);

    /// @notice An application in the day-book, here or in a register that this one succeeds: the successor enters it with
    /// its rank.
    /// @param intake number
    /// @return application upper 216 bits of its commitment, and since when it waits; 0 where there is none
    function applicationOf(uint256 intake) external view returns (DatedHash application);

    /// @notice Ranks up to this one are those of the register before the chain.
    /// @return rank
    function FIRST_RANKS() external view returns (uint32 rank);

    /// @notice Whether an account may lodge.
    /// @param desk account
    /// @return true where it may
    function isDesk(address desk) external view returns (bool);
}
