// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {Elections} from "../Elections.sol";
import {IBallotVerifier} from "../IBallotVerifier.sol";
import {IElectionRoll} from "../IElectionRoll.sol";
import {IElections} from "../IElections.sol";
import {ISealedBallot} from "../ISealedBallot.sol";
import {ITallyVerifier} from "../ITallyVerifier.sol";
import {ITrusteeCeremony} from "../ITrusteeCeremony.sol";
import {SealedSettings} from "../libraries/SealedSettings.sol";
import {SealedSums} from "../libraries/SealedSums.sol";
import {TrusteeKeys} from "../libraries/TrusteeKeys.sol";

/// @title SealedElections
/// @notice The elections of {SealedBallot}: their terms, their key and what is known of them.
abstract contract SealedElections is ISealedBallot, Elections, EIP712, ERC165 {
    using SealedSettings for uint256;
    using SealedSums for SealedSums.Sums;

    // --- Types, constants and immutables ---

    /// @dev One slot.
    struct Tally {
        uint40 tallyUntil;
        uint32 minimumBallots;
        uint8 shares;
        bool isCounted;
        ITallyVerifier.Outcome outcome;
        uint16 winner;
        uint16 adopted;
    }

    /// @inheritdoc ISealedBallot
    uint256 public constant MAXIMUM_CHOICES = SealedSettings.MAXIMUM_CHOICES;

    /// @inheritdoc ISealedBallot
    uint256 public constant MAXIMUM_CONTESTS = SealedSettings.MAXIMUM_CONTESTS;

    /// @inheritdoc ISealedBallot
    uint32 public constant MINIMUM_BALLOTS = 3;

    /// @inheritdoc ISealedBallot
    uint40 public constant MINIMUM_TALLY_PERIOD = 1 hours;

    /// @inheritdoc ISealedBallot
    bytes32 public constant TRANSCRIPT = keccak256("Civitas SealedBallot transcript");

    /// @inheritdoc ISealedBallot
    bytes32 public constant TOO_FEW_SHARES = keccak256("Civitas SealedBallot: too few shares");

    /// @inheritdoc ISealedBallot
    bytes32 public constant TOO_FEW_BALLOTS = keccak256("Civitas SealedBallot: too few ballots");

    /// @dev One for every contest and every choice but 0 of the largest form: {MAXIMUM_CONTESTS}.
    uint256 internal constant VOTE_COUNTERS = 16;

    bytes32 private constant CONTEXT = keccak256("Civitas SealedBallot context");

    /// @inheritdoc ISealedBallot
    address public immutable ceremonies;

    /// @inheritdoc ISealedBallot
    address public immutable ballotVerifier;

    /// @inheritdoc ISealedBallot
    address public immutable tallyVerifier;

    // --- Storage ---

    /// @inheritdoc ISealedBallot
    bytes32 public reviewHash;

    /// @inheritdoc ISealedBallot
    mapping(uint256 electionId => bytes32 context) public contextOf;

    /// @inheritdoc ISealedBallot
    mapping(uint256 electionId => mapping(uint256 voterIndex => mapping(bytes32 seal => bool isSpoilt)))
        public isSpoilt;

    /// @inheritdoc ISealedBallot
    mapping(uint256 electionId => mapping(uint256 trustee => bytes32 shareHash)) public shareOf;

    mapping(uint256 electionId => Tally tally) internal _tallies;
    mapping(uint256 electionId => SealedSums.Sums sums) internal _sums;
    mapping(uint256 electionId => uint32[VOTE_COUNTERS] votes) internal _votes;
    mapping(uint256 ceremonyId => uint256 electionId) private _elected;

    // --- Constructor ---

    /// @param ceremonies_ the trustees' ceremonies
    /// @param ballotVerifier_ the verifier of ballots
    /// @param tallyVerifier_ the verifier of shares and tallies
    constructor(
        address ceremonies_,
        address ballotVerifier_,
        address tallyVerifier_
    ) EIP712("Civitas SealedBallot", "1") {
        ceremonies = ceremonies_;
        ballotVerifier = ballotVerifier_;
        tallyVerifier = tallyVerifier_;
    }

    // --- Writes ---

    /// @inheritdoc ISealedBallot
    function create(Terms calldata terms) external restricted returns (uint256 electionId) {
        require(terms.questionHash != 0 && terms.optionsHash != 0, ElectionIncomplete());
        require(terms.isAdvisory || reviewHash != 0, ReviewMissing());
        uint256 settings = SealedSettings.pack(
            terms.form,
            terms.optionCount,
            terms.hasBlank,
            terms.isAdvisory,
            terms.ceremonyId
        );
        require(settings != 0, OptionsWrong(terms.form, terms.optionCount, terms.hasBlank));
        require(terms.minimumBallots >= MINIMUM_BALLOTS, MinimumTooSmall(terms.minimumBallots));
        uint256 closesAt = terms.schedule.closesAt;
        require(
            terms.tallyUntil >= closesAt + MINIMUM_TALLY_PERIOD && terms.tallyUntil <= closesAt + MAXIMUM_VOTING_PERIOD,
            TallyTimeWrong(terms.tallyUntil)
        );
        _requireCeremony(terms.ceremonyId, settings);

        bytes32 termsHash = keccak256(abi.encode(terms));
        // Settings without a ballot have 72 bits.
        electionId = _create(terms.rollId, termsHash, uint104(settings), terms.schedule, terms.rules);
        _elections[electionId].stage = Stage.Ceremony;
        _elected[terms.ceremonyId] = electionId;
        Tally storage tally_ = _tallies[electionId];
        tally_.tallyUntil = terms.tallyUntil;
        tally_.minimumBallots = terms.minimumBallots;
        emit ElectionCreated(electionId, termsHash, terms);
    }

    /// @inheritdoc ISealedBallot
    function recordReview(bytes32 review) external restricted {
        require(review != 0, ReviewEmpty());
        reviewHash = review;
        emit ReviewRecorded(review);
    }

    /// @inheritdoc ISealedBallot
    function adoptKey(uint256 electionId) external {
        State storage state = _elections[electionId];
        require(state.stage == Stage.Ceremony, ElectionStageWrong(electionId, state.stage));
        uint256 settings = state.settings;
        uint256 ceremonyId = settings.ceremonyOf();
        ITrusteeCeremony.Ceremony memory ceremony = ITrusteeCeremony(ceremonies).ceremonyOf(ceremonyId);
        require(ceremony.stage == ITrusteeCeremony.CeremonyStage.Ready, KeyMissing(ceremonyId));
        // A roll never changes: it opens with this root and size, or not at all.
        IElectionRoll.Roll memory voters = IElectionRoll(roll).rollOf(state.rollId);

        bytes32 context = keccak256(
            abi.encode(
                CONTEXT,
                block.chainid,
                address(this),
                electionId,
                state.termsHash,
                voters.root,
                voters.size,
                ceremony.keyHash
            )
        );
        state.stage = Stage.KeyReady;
        contextOf[electionId] = context;
        _sums[electionId].begin(
            settings.contestsOf(),
            TrusteeKeys.read(_keyPageOf(settings), 0, settings.choicesOf() - 1)
        );
        emit KeyAdopted(electionId, context, ceremony.keyHash);
    }

    // --- Reads ---

    /// @inheritdoc ISealedBallot
    function ballotDigest(uint256 electionId, uint32 voterIndex, bytes32 ballotHash) external view returns (bytes32) {
        bytes32 context = contextOf[electionId];
        bytes32 ballotType = IBallotVerifier(ballotVerifier).BALLOT_TYPEHASH();
        return _hashTypedDataV4(keccak256(abi.encode(ballotType, electionId, context, voterIndex, ballotHash)));
    }

    /// @inheritdoc ISealedBallot
    function formOf(uint256 electionId) external view returns (Form memory form) {
        uint256 settings = _settingsOf(electionId);
        Tally memory tally_ = _tallies[electionId];
        return
            Form({
                form: settings.formOf(),
                optionCount: settings.optionCountOf(),
                contests: settings.contestsOf(),
                choices: settings.choicesOf(),
                hasBlank: settings.hasBlankIn(),
                isAdvisory: settings.isAdvisoryIn(),
                minimumBallots: tally_.minimumBallots,
                ceremonyId: settings.ceremonyOf(),
                tallyUntil: tally_.tallyUntil
            });
    }

    /// @inheritdoc ISealedBallot
    function ballotsOf(uint256 electionId) external view returns (uint256) {
        return uint256(_elections[electionId].settings).ballotsOf();
    }

    /// @inheritdoc ISealedBallot
    function sumsOf(uint256 electionId) external view returns (uint256[] memory sums) {
        return _sumsOf(electionId, _settingsOf(electionId));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(ISealedBallot).interfaceId ||
            interfaceId == type(IElections).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal reads ---

    function _settingsOf(uint256 electionId) internal view returns (uint256) {
        require(_elections[electionId].stage != Stage.None, ElectionUnknown(electionId));
        return _elections[electionId].settings;
    }

    function _sumsOf(uint256 electionId, uint256 settings) internal view returns (uint256[] memory) {
        return _sums[electionId].read(settings.contestsOf() * settings.choicesOf());
    }

    /// @dev The contract whose code holds the key of an election.
    function _keyPageOf(uint256 settings) internal view returns (address) {
        return TrusteeKeys.addressOf(ceremonies, settings.ceremonyOf());
    }

    /// @dev The ceremony makes as many keys as the form needs, for this contract and for no other election.
    function _requireCeremony(uint256 ceremonyId, uint256 settings) private view {
        ITrusteeCeremony.Ceremony memory ceremony = ITrusteeCeremony(ceremonies).ceremonyOf(ceremonyId);
        require(
            ceremony.ballot == address(this) &&
                ceremony.keyCount == settings.choicesOf() - 1 &&
                ceremony.stage != ITrusteeCeremony.CeremonyStage.Aborted,
            CeremonyUnfit(ceremonyId)
        );
        require(_elected[ceremonyId] == 0, CeremonyTaken(ceremonyId, _elected[ceremonyId]));
    }

    /// @inheritdoc Elections
    function _isReady(Stage stage) internal pure override returns (bool) {
        return stage == Stage.KeyReady;
    }

    /// @inheritdoc Elections
    function _transcript() internal pure override returns (bytes32) {
        return TRANSCRIPT;
    }
}
