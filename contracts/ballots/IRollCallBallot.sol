// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IElections} from "./IElections.sol";
import {ElectionRules} from "./libraries/ElectionRules.sol";
import {RollCallSettings} from "./libraries/RollCallSettings.sol";

/// @title Roll-call ballots
/// @notice Public votes of a council, an assembly or a whole city: everybody reads who voted how, and the record is
/// the tally. A voter casts directly, or signs and lets anyone relay.
/// @dev A voter has a lane of 4 to 128 bits in the record of an election; a word holds `256 / laneBits` lanes, the
/// voter of index `i` has the lane `i % perWord` of the word `i / perWord`, counted from the lowest bits. A lane is 0
/// until its voter has cast; then its lower bits hold `choice + 1` and, where voters may vote again, its upper
/// {ORDINAL_BITS} bits the number of their ballots. `laneBits` is the smallest power of two that fits, 4 for yes/no
/// and up to 14 options.
/// A choice is:
/// - single choice: 0 blank, or the number of the option from 1;
/// - motion: 0 blank (abstention), 1 yes, 2 no;
/// - approval: one bit an item, the lowest for item 1; no bit at all is a blank ballot.
///
/// A signed ballot is EIP-712, domain `Civitas RollCallBallot`, version 1:
/// `Ballot(uint256 electionId,bytes32 termsHash,uint32 voterIndex,uint8 ordinal,uint256 choice)`. `ordinal` is the
/// number of the voter's ballots with this one: 1 for the first. It is void once the voter has cast that ballot in
/// another way: whoever thinks better of a signed ballot casts another one directly. Signatures are of keys alone and
/// never asked from code (ERC-1271), so that anyone can check them again from the record; contract accounts cast
/// directly. A key of P-256 stands on a roll as the account that is the last 20 bytes of keccak256(x ‖ y).
///
/// Relayed ballots are packed without anything between them:
/// `kind 1 | voterIndex 4 | ordinal 1 | choice C | signature`, big-endian, where `C` is {choiceBytesOf} and
/// - kind 0: 64 bytes `r ‖ vs` of secp256k1 (ERC-2098);
/// - kind 1: 128 bytes `r ‖ s ‖ x ‖ y` of P-256 over the digest, `s` in the lower half.
/// A ballot that its voter spoilt is refused and logged, with the first of these that holds: {Refusal.NotOnRoll} (no
/// such index), {Refusal.ChoiceWrong}, {Refusal.SignatureWrong}, {Refusal.AlreadyVoted} (no second ballot in this
/// election), {Refusal.OrdinalWrong} (also after the last ballot that can be numbered). What only a relay can do wrong (bytes missing, a wrong proof, a page not
/// published) reverts the whole batch, so that the record says for every ballot, without any proof, why it counted
/// or not.
///
/// Running hash (see {IElections}): TRANSCRIPT = keccak256("Civitas RollCallBallot transcript"). A ballot cast directly
/// has the kind 1 and the payloadHash keccak256(abi.encode(voterIndex, choice)); relayed ballots have the kind 2 and the
/// payloadHash keccak256(ballots), the packed bytes of the whole batch.
///
/// The record of an election therefore holds: chain id, this contract and the roll's; the {Terms} with the texts whose
/// hashes they name (they hash to `termsHash`); the roll's dataset; in their order every accepted transaction as its
/// kind, time and `voterIndex, choice` or packed ballots; the header of a block at or after `Final`, and the proofs of
/// this contract's storage there: the election's five words (stage and sizes, schedule and rules, termsHash,
/// rollRoot, runningHash), the words of the record, and the result.
///
/// Assumptions: voters know that a roll call is public for ever; accounts on the roll are pseudonyms at best.
/// Trust: nobody can vote for another one, and nobody can keep a voter from casting directly. There is no secrecy and
/// no receipt-freeness whatsoever: a vote can be bought or punished by whoever reads the chain.
interface IRollCallBallot is IElections {
    // --- Types ---

    /// @notice Terms of an election; their hash is keccak256(abi.encode(terms)).
    /// @param rollId number of the roll
    /// @param questionHash keccak256 of the published text of the question
    /// @param optionsHash keccak256 of the hashes of the options' published texts one after another, 32 bytes each, in
    /// their order
    /// @param form of the vote
    /// @param optionCount options or items: 2 to {MAXIMUM_OPTIONS}; 2 in a motion; 1 to {MAXIMUM_ITEMS} for approval,
    /// four less where voters may vote again
    /// @param maxApprovals most items on a ballot; 1 in the other forms
    /// @param isRevotable whether voters may vote again until the close, {MAXIMUM_BALLOTS} times in all
    /// @param schedule times
    /// @param rules when something is adopted
    struct Terms {
        uint256 rollId;
        bytes32 questionHash;
        bytes32 optionsHash;
        RollCallSettings.Form form;
        uint16 optionCount;
        uint16 maxApprovals;
        bool isRevotable;
        Schedule schedule;
        ElectionRules.Rules rules;
    }

    /// @notice Why a relayed ballot was refused.
    enum Refusal {
        None,
        NotOnRoll,
        ChoiceWrong,
        SignatureWrong,
        AlreadyVoted,
        OrdinalWrong
    }

    /// @notice What an election has decided.
    enum Outcome {
        None,
        QuorumMissed,
        Rejected,
        Tied,
        Adopted
    }

    /// @notice The result of an election.
    /// @param outcome what was decided; an approval is adopted where at least one item is
    /// @param winner number of the option adopted; 0 where none is, and for approval
    /// @param ballots voters who have cast
    /// @param blank ballots among them that are blank
    struct Result {
        Outcome outcome;
        uint16 winner;
        uint32 ballots;
        uint32 blank;
    }

    /// @notice Where the voter of a relayed ballot stands on the roll.
    /// @param account of the voter
    /// @param siblings from the voter's leaf up
    struct RollProof {
        address account;
        bytes32[] siblings;
    }

    // --- Events ---

    /// @notice An election was created, its terms fixed.
    /// @param electionId its number
    /// @param termsHash hash of its terms
    /// @param terms its terms
    event ElectionCreated(uint256 indexed electionId, bytes32 indexed termsHash, Terms terms);

    /// @notice A voter has cast a ballot directly.
    /// @param electionId number of the election
    /// @param voterIndex of the voter on the roll
    /// @param choice what was cast
    event BallotCast(uint256 indexed electionId, uint32 indexed voterIndex, uint256 choice);

    /// @notice Relayed ballots have been cast.
    /// @param electionId number of the election
    /// @param counted how many count
    /// @param refused how many do not
    /// @param runningHash hash of everything that was cast so far
    event BallotsRelayed(uint256 indexed electionId, uint256 counted, uint256 refused, bytes32 runningHash);

    /// @notice A relayed ballot does not count.
    /// @param electionId number of the election
    /// @param voterIndex that the ballot names
    /// @param position of the ballot in its batch, from 0
    /// @param refusal why
    event BallotRefused(uint256 indexed electionId, uint32 indexed voterIndex, uint256 position, Refusal refusal);

    /// @notice A part of the record has been counted.
    /// @param electionId number of the election
    /// @param countedWords words counted so far
    /// @param words words of the whole record
    event RecordCounted(uint256 indexed electionId, uint256 countedWords, uint256 words);

    /// @notice The result is final.
    /// @param electionId number of the election
    /// @param result the result
    /// @param runningHash hash of everything that was cast
    event ElectionFinalised(uint256 indexed electionId, Result result, bytes32 runningHash);

    // --- Errors ---

    /// @notice The form does not allow so many options or approvals.
    /// @param form form given
    /// @param optionCount options given
    /// @param maxApprovals approvals given
    error OptionsWrong(RollCallSettings.Form form, uint256 optionCount, uint256 maxApprovals);

    /// @notice The account does not stand on the roll at this index, or its page is not published.
    /// @param electionId number of the election
    /// @param voterIndex index given
    /// @param account who tried
    error NotOnRoll(uint256 electionId, uint32 voterIndex, address account);

    /// @notice The choice is none of this election.
    /// @param electionId number of the election
    /// @param choice choice given
    error ChoiceWrong(uint256 electionId, uint256 choice);

    /// @notice The voter has cast, and this election has no second ballot.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    error AlreadyVoted(uint256 electionId, uint32 voterIndex);

    /// @notice The voter has cast all the ballots that the record can number.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    error BallotsExhausted(uint256 electionId, uint32 voterIndex);

    /// @notice The bytes of the batch are not a row of ballots.
    /// @param position of the ballot that is not one, from 0
    error BatchMalformed(uint256 position);

    /// @notice Each ballot needs its proof, and each proof its ballot.
    /// @param ballots ballots given
    /// @param proofs proofs given
    error ProofCountWrong(uint256 ballots, uint256 proofs);

    /// @notice The page that a relayed ballot needs is not published.
    /// @param electionId number of the election
    /// @param voterIndex that the ballot names
    error PageMissing(uint256 electionId, uint32 voterIndex);

    /// @notice The proof of a relayed ballot does not lead to the roll.
    /// @param electionId number of the election
    /// @param voterIndex that the ballot names
    error RollProofWrong(uint256 electionId, uint32 voterIndex);

    /// @notice No ballot of the batch counts: nothing was recorded.
    /// @param electionId number of the election
    /// @param refused ballots in it
    error NoBallotCounted(uint256 electionId, uint256 refused);

    /// @notice The election has no such option.
    /// @param electionId number of the election
    /// @param option number given
    error OptionUnknown(uint256 electionId, uint256 option);

    /// @notice The record is not counted to its end.
    /// @param electionId number of the election
    /// @param countedWords words counted so far
    /// @param words words of the whole record
    error RecordUncounted(uint256 electionId, uint256 countedWords, uint256 words);

    // --- Writes ---

    /// @notice Creates an election.
    /// @param terms its terms, fixed from now on
    /// @return electionId its number, from 1
    /// @dev Caller: ELECTION_OFFICE. Reverts with {ElectionIncomplete}, {OptionsWrong}, {ScheduleWrong}, {RulesWrong},
    /// {IElectionRoll-RollUnknown}, {RollIsWithdrawn}, {ContractRetired}.
    function create(Terms calldata terms) external returns (uint256 electionId);

    /// @notice Casts the caller's ballot, where the page of the roll is published.
    /// @param electionId number of the election
    /// @param voterIndex of the caller on the roll
    /// @param choice see {IRollCallBallot}
    /// @dev Caller: the voter. Reverts with {ElectionStageWrong}, {ElectionOver}, {ChoiceWrong}, {NotOnRoll},
    /// {AlreadyVoted}, {BallotsExhausted}.
    function cast(uint256 electionId, uint32 voterIndex, uint256 choice) external;

    /// @notice Casts the caller's ballot with a proof of the roll.
    /// @param electionId number of the election
    /// @param voterIndex of the caller on the roll
    /// @param choice see {IRollCallBallot}
    /// @param proof siblings from the voter's leaf up
    /// @dev Caller: the voter. Reverts as {cast} does.
    function castWithProof(uint256 electionId, uint32 voterIndex, uint256 choice, bytes32[] calldata proof) external;

    /// @notice Casts signed ballots, where the pages of the roll are published; those that do not count are refused and
    /// logged.
    /// @param electionId number of the election
    /// @param ballots packed, see {IRollCallBallot}
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}, {ElectionOver}, {BatchMalformed}, {PageMissing},
    /// {NoBallotCounted}.
    function castSigned(uint256 electionId, bytes calldata ballots) external;

    /// @notice Casts signed ballots with proofs of the roll; those that do not count are refused and logged.
    /// @param electionId number of the election
    /// @param ballots packed, see {IRollCallBallot}
    /// @param proofs where each voter stands on the roll, in the order of the ballots; not looked at where no voter has
    /// the index
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}, {ElectionOver}, {BatchMalformed}, {ProofCountWrong},
    /// {RollProofWrong}, {NoBallotCounted}.
    function castSignedWithProofs(uint256 electionId, bytes calldata ballots, RollProof[] calldata proofs) external;

    /// @notice Counts the next words of a closed election's record.
    /// @param electionId number of the election
    /// @param maxWords most words to count
    /// @dev Caller: anyone. Reverts with {ElectionStageWrong}.
    function count(uint256 electionId, uint256 maxWords) external;

    // --- Reads ---

    /// @notice Most options of a single choice.
    /// @return number
    function MAXIMUM_OPTIONS() external view returns (uint256);

    /// @notice Most items of an approval without a second ballot.
    /// @return number
    function MAXIMUM_ITEMS() external view returns (uint256);

    /// @notice Most ballots of a voter where voters may vote again.
    /// @return number
    function MAXIMUM_BALLOTS() external view returns (uint256);

    /// @notice Bits of a lane that number a voter's ballots, where voters may vote again.
    /// @return number
    function ORDINAL_BITS() external view returns (uint256);

    /// @notice Type of a signed ballot.
    /// @return keccak256 of its EIP-712 type
    function BALLOT_TYPEHASH() external view returns (bytes32);

    /// @notice Domain of the running hash.
    /// @return keccak256("Civitas RollCallBallot transcript")
    function TRANSCRIPT() external view returns (bytes32);

    /// @notice What a voter signs.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    /// @param ordinal number of the voter's ballots with this one
    /// @param choice see {IRollCallBallot}
    /// @return EIP-712 digest
    function ballotDigest(
        uint256 electionId,
        uint32 voterIndex,
        uint8 ordinal,
        uint256 choice
    ) external view returns (bytes32);

    /// @notice The form of an election.
    /// @param electionId its number
    /// @return form of the vote
    /// @return optionCount options or items
    /// @return maxApprovals most items on a ballot
    /// @return isRevotable whether voters may vote again
    /// @return laneBits bits of a voter's lane in the record
    function formOf(
        uint256 electionId
    )
        external
        view
        returns (
            RollCallSettings.Form form,
            uint256 optionCount,
            uint256 maxApprovals,
            bool isRevotable,
            uint256 laneBits
        );

    /// @notice Bytes of the choice in a relayed ballot.
    /// @param electionId number of the election
    /// @return number
    function choiceBytesOf(uint256 electionId) external view returns (uint256);

    /// @notice A voter's ballot as it stands in the record.
    /// @param electionId number of the election
    /// @param voterIndex of the voter
    /// @return ballots how many the voter has cast; the last one counts
    /// @return choice of the last one; 0 where there is none
    function ballotOf(uint256 electionId, uint32 voterIndex) external view returns (uint8 ballots, uint256 choice);

    /// @notice A word of the record.
    /// @param electionId number of the election
    /// @param word its number
    /// @return lanes of its voters
    function recordWord(uint256 electionId, uint256 word) external view returns (uint256);

    /// @notice How far the record is counted.
    /// @param electionId number of the election
    /// @return countedWords words counted so far
    /// @return words words of the whole record; 0 before the opening
    function countOf(uint256 electionId) external view returns (uint256 countedWords, uint256 words);

    /// @notice Votes counted so far.
    /// @param electionId number of the election
    /// @param option its number from 1; 0 for blank ballots
    /// @return number of votes
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
