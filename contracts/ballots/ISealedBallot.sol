// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBallotVerifier} from "./IBallotVerifier.sol";
import {IElections} from "./IElections.sol";
import {ITallyVerifier} from "./ITallyVerifier.sol";
import {ElectionRules} from "./libraries/ElectionRules.sol";
import {RollCallSettings} from "./libraries/RollCallSettings.sol";

/// @title Sealed ballots
/// @notice Secret votes: everybody sees who has voted, nobody how, and the chain itself proves the tally. Ballots are
/// sealed to a key that trustees made together ({ITrusteeCeremony}); they are added up as they are, and the trustees
/// decrypt the sums alone. There is no trusted setup, and no one can change a result, all trustees together included.
/// @dev Vector ElGamal on secp256k1, generator G, prime order q. A contest has `k` choices, 0 to k−1, and the election
/// `n = k−1` keys `Y_1 … Y_n` with independent secrets. A ballot has one contest of 2 to {MAXIMUM_CHOICES} choices, or, in
/// an approval, for each of up to {MAXIMUM_CONTESTS} items a contest of two: 0 no, 1 yes. Choices are:
/// - single choice and motion: 0 is a blank ballot where the election has one, else the last option; option `i` has the
///   choice `i` otherwise (a motion's 1 is yes, 2 no);
/// - approval: a ballot without any yes cannot be told from others, so none counts as blank.
///
/// `H(statement, …)` is keccak256(keccak256("Civitas SealedBallot <statement>") ‖ …) over words of 32 bytes, and points
/// as `x ‖ y`; `hi(h)` its upper 128 bits; `addr(P)` the last 20 bytes of keccak256(P) as a word. Points are canonical,
/// on the curve, not the identity, with `x < q`; scalars below q; every length is exact.
/// - context = H(context, chainId, this contract, electionId, termsHash, rollRoot, rollSize, keyHash).
/// - Sealing choice `m`: `A = r·G`, `B_j = (m = j ? G : 0) + r·Y_j`;
///   seal = H(seal, context, voterIndex, voter, contest, A ‖ B_1 … B_n).
/// - Proof (1-of-k disjunctive Chaum-Pedersen): `ρ = hi(H(unit weight, seal))`, `t_0 = 0`, `t_i = ρⁱ`, `B' = Σ ρʲ·B_j`,
///   `Y' = Σ ρʲ·Y_j`; for each choice `a_i = z_i·G − c_i·A`, `b_i = z_i·Y' − c_i·(B' − t_i·G)`;
///   `Σ c_i = H(choice challenge, seal, addr(a_0) … addr(a_n), b_0 … b_n)` modulo q. Both rows are checked.
/// - A contest's bytes: `A ‖ B_1 … B_n ‖ b_0 … b_n ‖ c_0 … c_n ‖ z_0 … z_n`, 192·k; a ballot's: its contests one after
///   another; ballotHash = keccak256(ballot).
/// - The second rows of all ballots of a transaction are checked as one sum, the `l`-th row (ballots, contests, choices
///   in their order, from 0) with the weight `τˡ`, `τ = hi(H(batch weight, context, (voterIndex, ballotHash) …))`. Hints
///   (see {HintedSums}), in this order: for each contest its `B_j`, then its `b_i` without the very first; then the keys.
/// - Sums begin with `A = G`, `B_j = Y_j` for each contest.
/// - Share of trustee `t`: `D = s_j·A` for every contest and key; statement = H(share, context, t, keccak256(sums), D),
///   `ρ = hi(statement)`, and with `A' = Σ ρᶜ·A`, `VK' = Σ ρʲ·VK_j`, `D' = Σ ρⁱ·D_i` (all from 0)
///   `c = H(share challenge, statement, addr(z·G − c·VK'), z·A' − c·D')` modulo q. Hints: A', VK', D', then that row.
/// - Tally: `Σ λ·D + m·G = B` for every contest and key, over exactly as many trustees as the threshold.
///
/// A signed ballot is EIP-712, domain `Civitas SealedBallot`, version 1:
/// `SealedBallot(uint256 electionId,bytes32 context,uint32 voterIndex,bytes32 ballotHash)`. Signatures are of keys alone
/// and never asked from code (ERC-1271); contract accounts cast directly. Relayed ballots are packed as
/// `kind 1 | voterIndex 4 | ballot | signature`, with the kinds of {IRollCallBallot}. A relay checks every ballot before
/// it sends a batch: a ballot, a signature or a proof that is wrong reverts all of it. What a relay cannot foresee is
/// refused and logged: {Refusal.AlreadyVoted}, {Refusal.Spoilt}.
///
/// A voter who doubts the device lets it seal a ballot, spoils it here and lets another device open it with `r`: its
/// ciphertexts never count. The device does not know beforehand which ballot will be cast.
///
/// Running hash (see {IElections}): TRANSCRIPT = keccak256("Civitas SealedBallot transcript"). A direct ballot has the
/// kind 1 and the payloadHash keccak256(abi.encode(voterIndex, ballotHash)), relayed ballots the kind 2 and the
/// payloadHash keccak256(ballots), spoilt ones the kind 3 and the payloadHash keccak256(abi.encode(voterIndex, seals)).
///
/// Assumptions: fewer than the threshold of trustees collude; discrete logarithms of secp256k1 stay hard for as long as
/// a vote must stay secret: who records the chain may open every ballot once they are not.
/// Trust: as {IElections} says. Trustees see nothing but the sums unless as many as the threshold collude; too few of
/// them void an election by silence. There is no receipt-freeness: a voter can prove a vote with `r`, and be made to. An
/// election is advisory, and says so in its terms and its result, until an outside review of this contract is on record.
interface ISealedBallot is IElections {
    // --- Types ---

    /// @notice Terms of an election; their hash is keccak256(abi.encode(terms)).
    /// @param rollId number of the roll
    /// @param questionHash keccak256 of the published text of the question
    /// @param optionsHash keccak256 of the hashes of the options' published texts one after another
    /// @param form of the vote
    /// @param optionCount options or items
    /// @param hasBlank whether a ballot may be blank; never in an approval
    /// @param isAdvisory whether the result binds nobody
    /// @param minimumBallots fewer are never decrypted: at least {MINIMUM_BALLOTS}
    /// @param ceremonyId number of the trustees' ceremony, which is planned for this contract and serves this election
    /// @param tallyUntil last second for the trustees' shares
    /// @param schedule times
    /// @param rules when something is adopted
    struct Terms {
        uint256 rollId;
        bytes32 questionHash;
        bytes32 optionsHash;
        RollCallSettings.Form form;
        uint16 optionCount;
        bool hasBlank;
        bool isAdvisory;
        uint32 minimumBallots;
        uint256 ceremonyId;
        uint40 tallyUntil;
        Schedule schedule;
        ElectionRules.Rules rules;
    }

    /// @notice Why a relayed ballot was refused.
    enum Refusal {
        None,
        AlreadyVoted,
        Spoilt
    }

    /// @notice The result of an election.
    /// @param outcome what was decided; an approval is adopted where at least one item is
    /// @param isAdvisory whether it binds nobody
    /// @param winner number of the option adopted; 0 where none is, and for approval
    /// @param ballots voters who have cast
    /// @param blank ballots among them that are blank
    struct Result {
        ITallyVerifier.Outcome outcome;
        bool isAdvisory;
        uint16 winner;
        uint32 ballots;
        uint32 blank;
    }

    /// @notice The form of an election.
    /// @param form of the vote
    /// @param optionCount options or items
    /// @param contests of a ballot
    /// @param choices of a contest
    /// @param hasBlank whether choice 0 is blank
    /// @param isAdvisory whether the result binds nobody
    /// @param minimumBallots fewer are never decrypted
    /// @param ceremonyId number of the ceremony
    /// @param tallyUntil last second for the shares
    struct Form {
        RollCallSettings.Form form;
        uint256 optionCount;
        uint256 contests;
        uint256 choices;
        bool hasBlank;
        bool isAdvisory;
        uint32 minimumBallots;
        uint256 ceremonyId;
        uint40 tallyUntil;
    }

    // --- Events ---

    /// @notice An election was created, its terms fixed.
    /// @param electionId its number
    /// @param termsHash hash of its terms
    /// @param terms its terms
    event ElectionCreated(uint256 indexed electionId, bytes32 indexed termsHash, Terms terms);

    /// @notice An election has its key.
    /// @param electionId its number
    /// @param context what every ballot is bound to
    /// @param keyHash hash of the key
    event KeyAdopted(uint256 indexed electionId, bytes32 context, bytes32 keyHash);

    /// @notice A voter has cast a ballot directly.
    /// @param electionId number of the election
    /// @param voterIndex of the voter on the roll
    /// @param ballotHash by which the voter finds the ballot
    event BallotCast(uint256 indexed electionId, uint32 indexed voterIndex, bytes32 ballotHash);

    /// @notice Relayed ballots have been cast.
    /// @param electionId number of the election
    /// @param counted how many count
    /// @param refused how many do not
    /// @param runningHash hash of everything that was cast so far
    event BallotsRelayed(uint256 indexed electionId, uint256 counted, uint256 refused, bytes32 runningHash);

    /// @notice A relayed ballot does not count.
    /// @param electionId number of the election
    /// @param voterIndex of its voter
    /// @param position of the ballot in its batch, from 0
    /// @param refusal why
    event BallotRefused(uint256 indexed electionId, uint32 indexed voterIndex, uint256 position, Refusal refusal);

    /// @notice A voter has spoilt a ballot to audit it.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    /// @param seals hashes of its ciphertexts, none of which counts any more
    event BallotSpoilt(uint256 indexed electionId, uint32 indexed voterIndex, bytes32[] seals);

    /// @notice A trustee's share is accepted.
    /// @param electionId number of the election
    /// @param trustee number of the trustee
    /// @param share its points
    event ShareAccepted(uint256 indexed electionId, uint256 indexed trustee, bytes share);

    /// @notice The tally is proven.
    /// @param electionId number of the election
    /// @param votes for each contest and each choice but 0
    event BallotsCounted(uint256 indexed electionId, uint256[] votes);

    /// @notice The result is final.
    /// @param electionId number of the election
    /// @param result the result
    /// @param runningHash hash of everything that was cast
    event ElectionFinalised(uint256 indexed electionId, Result result, bytes32 runningHash);

    /// @notice An outside review of this contract is on record: elections may bind from now on.
    /// @param reviewHash keccak256 of the published review
    event ReviewRecorded(bytes32 reviewHash);

    // --- Errors ---

    /// @notice The form does not allow so many options, or a blank ballot.
    /// @param form form given
    /// @param optionCount options given
    /// @param hasBlank as given
    error OptionsWrong(RollCallSettings.Form form, uint256 optionCount, bool hasBlank);

    /// @notice Without an outside review on record, elections are advisory.
    error ReviewMissing();

    /// @notice A review needs a hash.
    error ReviewEmpty();

    /// @notice Fewer ballots than {MINIMUM_BALLOTS} would tell who voted how.
    /// @param minimumBallots given
    error MinimumTooSmall(uint32 minimumBallots);

    /// @notice The trustees have less than {MINIMUM_TALLY_PERIOD} from the close on, or more than {MAXIMUM_VOTING_PERIOD}.
    /// @param tallyUntil given
    error TallyTimeWrong(uint40 tallyUntil);

    /// @notice The ceremony is planned for another contract, for another number of keys, or has failed.
    /// @param ceremonyId number of the ceremony
    error CeremonyUnfit(uint256 ceremonyId);

    /// @notice The ceremony serves another election.
    /// @param ceremonyId number of the ceremony
    /// @param electionId number of that election
    error CeremonyTaken(uint256 ceremonyId, uint256 electionId);

    /// @notice The ceremony has no key yet.
    /// @param ceremonyId number of the ceremony
    error KeyMissing(uint256 ceremonyId);

    /// @notice The account does not stand on the roll at this index, or its page is not published.
    /// @param electionId number of the election
    /// @param voterIndex index given
    /// @param account who tried
    error NotOnRoll(uint256 electionId, uint32 voterIndex, address account);

    /// @notice The voter has cast.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    error AlreadyVoted(uint256 electionId, uint32 voterIndex);

    /// @notice The voter has spoilt this ballot.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    error BallotIsSpoilt(uint256 electionId, uint32 voterIndex);

    /// @notice No ballot of the batch counts: nothing was recorded.
    /// @param electionId number of the election
    /// @param refused ballots in it
    error NoBallotCounted(uint256 electionId, uint256 refused);

    /// @notice A voter spoils a whole ballot: one seal for each contest.
    /// @param seals given
    /// @param contests of a ballot
    error SealCountWrong(uint256 seals, uint256 contests);

    /// @notice There are too few ballots to decrypt them.
    /// @param electionId number of the election
    /// @param ballots cast
    /// @param minimumBallots needed
    error TooFewBallots(uint256 electionId, uint256 ballots, uint256 minimumBallots);

    /// @notice The time of the trustees is over.
    /// @param electionId number of the election
    /// @param tallyUntil last second
    error TallyOver(uint256 electionId, uint40 tallyUntil);

    /// @notice There is no trustee of this number.
    /// @param electionId number of the election
    /// @param trustee number given
    error TrusteeUnknown(uint256 electionId, uint256 trustee);

    /// @notice The trustee's share is there already.
    /// @param electionId number of the election
    /// @param trustee its number
    error AlreadyShared(uint256 electionId, uint256 trustee);

    /// @notice The share is not the one that was accepted.
    /// @param electionId number of the election
    /// @param trustee its number
    error ShareUnknown(uint256 electionId, uint256 trustee);

    /// @notice There are more votes than ballots, or another number of votes than the form has.
    /// @param electionId number of the election
    error VotesWrong(uint256 electionId);

    /// @notice The ballots are counted already.
    /// @param electionId number of the election
    error AlreadyCounted(uint256 electionId);

    /// @notice The ballots are not counted.
    /// @param electionId number of the election
    error NotCounted(uint256 electionId);

    /// @notice The trustees still have time, or as many of them as the threshold have done their part.
    /// @param electionId number of the election
    error TallyPossible(uint256 electionId);

    /// @notice The election has no such option.
    /// @param electionId number of the election
    /// @param option number given
    error OptionUnknown(uint256 electionId, uint256 option);

    // --- Writes ---

    /// @notice Creates an election, in the stage of its ceremony.
    /// @param terms its terms, fixed from now on
    /// @return electionId its number, from 1
    /// @dev Caller: ELECTION_OFFICE. Reverts with {ElectionIncomplete}, {ReviewMissing}, {OptionsWrong},
    /// {MinimumTooSmall}, {TallyTimeWrong}, {CeremonyUnfit}, {CeremonyTaken}, {ScheduleWrong}, {RulesWrong},
    /// {ITrusteeCeremony-CeremonyUnknown}, {IElectionRoll-RollUnknown}, {RollIsWithdrawn}, {ContractRetired}.
    function create(Terms calldata terms) external returns (uint256 electionId);

    /// @notice Puts an outside review of this contract on record.
    /// @param review keccak256 of the published review
    /// @dev Caller: COUNCIL. Reverts with {ReviewEmpty}.
    function recordReview(bytes32 review) external;

    /// @notice Takes the key of the election's ceremony.
    /// @param electionId number of the election
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}, {KeyMissing}.
    function adoptKey(uint256 electionId) external;

    /// @notice Casts the caller's ballot.
    /// @param electionId number of the election
    /// @param voterIndex of the caller on the roll
    /// @param ballot see {ISealedBallot}
    /// @param hints for its proof
    /// @param proof the caller's place on the roll, see {IBallotVerifier-checkDirect}; empty where the page of the roll
    /// is published
    /// @dev Caller: the voter. Reverts with {ElectionStageWrong}, {ElectionOver}, {AlreadyVoted}, {BallotIsSpoilt},
    /// {BallotUnaddable} and as {IBallotVerifier-checkDirect} does.
    function cast(
        uint256 electionId,
        uint32 voterIndex,
        bytes calldata ballot,
        bytes calldata hints,
        bytes calldata proof
    ) external;

    /// @notice Casts signed ballots.
    /// @param electionId number of the election
    /// @param ballots packed, see {ISealedBallot}
    /// @param hints for all of them
    /// @param proofs where each voter stands on the roll, in the order of the ballots; empty where the pages of the roll
    /// are published
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}, {ElectionOver}, {NoBallotCounted}, {BallotUnaddable} and
    /// as {IBallotVerifier-checkRelayed} does.
    function castSigned(
        uint256 electionId,
        bytes calldata ballots,
        bytes calldata hints,
        bytes calldata proofs
    ) external;

    /// @notice Spoils a ballot of the caller's: it never counts.
    /// @param electionId number of the election
    /// @param voterIndex of the caller on the roll
    /// @param seals hash of each of its ciphertexts
    /// @param proof siblings from the voter's leaf up; empty where the page of the roll is published
    /// @dev Caller: the voter. Reverts with {ElectionStageWrong}, {ElectionOver}, {NotOnRoll}, {SealCountWrong},
    /// {AlreadyVoted}.
    function spoil(uint256 electionId, uint32 voterIndex, bytes32[] calldata seals, bytes32[] calldata proof) external;

    /// @notice Takes a trustee's share of the tally.
    /// @param electionId number of the election
    /// @param trustee its number
    /// @param points of the share, contest by contest and key by key
    /// @param proof see {ITallyVerifier}
    /// @dev Caller: anyone; the proof is the trustee's. Reverts with {ElectionStageWrong}, {TooFewBallots}, {TallyOver},
    /// {TrusteeUnknown}, {AlreadyShared} and as {ITallyVerifier-checkShare} does.
    function share(uint256 electionId, uint256 trustee, bytes calldata points, bytes calldata proof) external;

    /// @notice Proves the tally.
    /// @param electionId number of the election
    /// @param votes for each contest and each choice but 0
    /// @param proof see {ITallyVerifier-checkTally}
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}, {AlreadyCounted}, {VotesWrong}, {ShareUnknown} and as
    /// {ITallyVerifier-checkTally} does.
    function tally(uint256 electionId, uint256[] calldata votes, bytes calldata proof) external;

    /// @notice Voids a closed election that can have no tally: too few ballots, or too few shares in their time.
    /// @param electionId number of the election
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}, {TallyPossible}.
    function voidUntallied(uint256 electionId) external;

    // --- Reads ---

    /// @notice Most choices of a contest.
    /// @return number
    function MAXIMUM_CHOICES() external view returns (uint256);

    /// @notice Most items of an approval.
    /// @return number
    function MAXIMUM_CONTESTS() external view returns (uint256);

    /// @notice The least that `minimumBallots` may be.
    /// @return number
    function MINIMUM_BALLOTS() external view returns (uint32);

    /// @notice Shortest time for the trustees' shares.
    /// @return seconds
    function MINIMUM_TALLY_PERIOD() external view returns (uint40);

    /// @notice Domain of the running hash.
    /// @return keccak256("Civitas SealedBallot transcript")
    function TRANSCRIPT() external view returns (bytes32);

    /// @notice Reason of an election that was void because trustees did not serve.
    /// @return keccak256("Civitas SealedBallot: too few shares")
    function TOO_FEW_SHARES() external view returns (bytes32);

    /// @notice Reason of an election that was void because too few had voted.
    /// @return keccak256("Civitas SealedBallot: too few ballots")
    function TOO_FEW_BALLOTS() external view returns (bytes32);

    /// @notice The trustees' ceremonies.
    /// @return contract
    function ceremonies() external view returns (address);

    /// @notice The verifier of ballots.
    /// @return contract
    function ballotVerifier() external view returns (address);

    /// @notice The verifier of shares and tallies.
    /// @return contract
    function tallyVerifier() external view returns (address);

    /// @notice The outside review on record.
    /// @return keccak256 of it; zero where there is none
    function reviewHash() external view returns (bytes32);

    /// @notice What every ballot of an election is bound to.
    /// @param electionId its number
    /// @return context zero before the key is adopted
    function contextOf(uint256 electionId) external view returns (bytes32 context);

    /// @notice What a voter signs.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    /// @param ballotHash keccak256 of the ballot
    /// @return EIP-712 digest
    function ballotDigest(uint256 electionId, uint32 voterIndex, bytes32 ballotHash) external view returns (bytes32);

    /// @notice The form of an election.
    /// @param electionId its number
    /// @return form
    /// @dev Reverts with {ElectionUnknown}.
    function formOf(uint256 electionId) external view returns (Form memory form);

    /// @notice Ballots cast so far.
    /// @param electionId number of the election
    /// @return number
    function ballotsOf(uint256 electionId) external view returns (uint256);

    /// @notice Whether a voter has cast, and whether one has spoilt a ballot.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    /// @return hasVoted whether a ballot of the voter counts
    /// @return hasSpoilt whether the voter has spoilt one
    function voterOf(uint256 electionId, uint32 voterIndex) external view returns (bool hasVoted, bool hasSpoilt);

    /// @notice What ballots of an election are checked with.
    /// @param electionId its number
    /// @return sealing as the verifier of ballots takes it
    /// @dev Reverts with {ElectionUnknown}.
    function sealingOf(uint256 electionId) external view returns (IBallotVerifier.Sealing memory sealing);

    /// @notice Whether a voter has spoilt a ciphertext. Nobody spoils another voter's: whoever sees a ballot on its way
    /// would stop it.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    /// @param seal its hash
    /// @return true where it never counts as this voter's
    function isSpoilt(uint256 electionId, uint256 voterIndex, bytes32 seal) external view returns (bool);

    /// @notice The sums of an election's ballots, still sealed.
    /// @param electionId its number
    /// @return sums contest by contest `ΣA ‖ ΣB_1 … ΣB_n`, coordinate by coordinate
    function sumsOf(uint256 electionId) external view returns (uint256[] memory sums);

    /// @notice The share of a trustee.
    /// @param electionId number of the election
    /// @param trustee its number
    /// @return shareHash keccak256 of its points; zero before it is accepted
    function shareOf(uint256 electionId, uint256 trustee) external view returns (bytes32 shareHash);

    /// @notice Votes for an option, once they are counted.
    /// @param electionId number of the election
    /// @param option its number from 1; 0 for blank ballots
    /// @return number of votes; 0 before
    /// @dev Reverts with {ElectionUnknown}, {OptionUnknown}.
    function votesOf(uint256 electionId, uint256 option) external view returns (uint256);

    /// @notice The result of an election.
    /// @param electionId its number
    /// @return result all zero before it is final
    function resultOf(uint256 electionId) external view returns (Result memory result);

    /// @notice Whether an option or item was adopted.
    /// @param electionId number of the election
    /// @param option its number from 1
    /// @return false before the result is final
    function isAdopted(uint256 electionId, uint256 option) external view returns (bool);
}
