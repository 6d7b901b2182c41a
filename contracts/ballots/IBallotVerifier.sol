// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The verifier of sealed ballots
/// @notice Checks ballots for {ISealedBallot}: who has signed them, that their voters stand on the roll, and that each
/// contest seals exactly one choice. It keeps nothing and trusts nobody: the same question has the same answer for
/// everybody. The statements and the packing are drawn in {ISealedBallot}.
/// @dev Anyone may call it, for example to check a batch before it is sent.
/// Assumptions: the caller names roll, key and context of the election that it means.
/// Trust: none; the code has no state, no owner and no call but to the code of pages.
interface IBallotVerifier {
    // --- Types ---

    /// @notice What ballots are bound to.
    /// @param electionId number of the election
    /// @param context of the election
    /// @param choices of a contest
    /// @param contests of a ballot
    /// @param keyPage contract whose code holds the trustees' key
    /// @param roll the rolls' contract
    /// @param rollId number of the roll
    /// @param rollRoot root of the roll
    /// @param rollSize voters on the roll
    /// @param domainSeparator of the ballot contract
    struct Sealing {
        uint256 electionId;
        bytes32 context;
        uint256 choices;
        uint256 contests;
        address keyPage;
        address roll;
        uint256 rollId;
        bytes32 rollRoot;
        uint256 rollSize;
        bytes32 domainSeparator;
    }

    /// @notice Ballots of a batch that was checked.
    /// @param voterIndices of their voters
    /// @param starts where in the batch each one's own bytes start
    /// @param seals hash of each contest's ciphertext, ballot by ballot
    struct Checked {
        uint32[] voterIndices;
        uint256[] starts;
        bytes32[] seals;
    }

    // --- Errors ---

    /// @notice The account does not stand on the roll at this index, or its page is not published.
    /// @param electionId number of the election
    /// @param voterIndex index given
    /// @param account who tried
    error NotOnRoll(uint256 electionId, uint32 voterIndex, address account);

    /// @notice The ballot has another length than the election's.
    /// @param length bytes given
    /// @param needed bytes of a ballot
    error BallotLengthWrong(uint256 length, uint256 needed);

    /// @notice The bytes of the batch are not a row of ballots, or none.
    /// @param position of the ballot that is not one, from 0
    error BatchMalformed(uint256 position);

    /// @notice A relayed ballot is not signed by its voter.
    /// @param position of the ballot in its batch, from 0
    error BallotSignatureWrong(uint256 position);

    /// @notice The proofs of the roll are not one for each ballot.
    /// @param length bytes given
    /// @param needed bytes of the proofs
    error RollProofsWrong(uint256 length, uint256 needed);

    // --- Reads ---

    /// @notice Type of a signed ballot.
    /// @return keccak256 of its EIP-712 type
    function BALLOT_TYPEHASH() external view returns (bytes32);

    /// @notice Checks one ballot that its voter casts.
    /// @param sealing what it is bound to
    /// @param voterIndex of the voter
    /// @param voter who casts it
    /// @param ballot its bytes
    /// @param hints for its proof
    /// @param proof `account 20 | siblings 32 each`, from the voter's leaf up; empty where the page of the roll is
    /// published
    /// @return seals hash of each contest's ciphertext
    /// @dev Reverts with {NotOnRoll}, {RollProofsWrong}, {BallotLengthWrong}, {BallotPointWrong}, {BallotScalarWrong},
    /// {BallotChallengeWrong}, {BallotProofWrong}, {HintWrong}, {HintLengthWrong}.
    function checkDirect(
        Sealing calldata sealing,
        uint32 voterIndex,
        address voter,
        bytes calldata ballot,
        bytes calldata hints,
        bytes calldata proof
    ) external view returns (bytes32[] memory seals);

    /// @notice Checks a batch of signed ballots.
    /// @param sealing what they are bound to
    /// @param ballots packed
    /// @param hints for their proofs
    /// @param proofs a proof of the roll for each ballot; empty where the pages of the roll are published
    /// @return checked what they are
    /// @dev Reverts as {checkDirect} does, and with {BatchMalformed}, {BallotSignatureWrong}.
    function checkRelayed(
        Sealing calldata sealing,
        bytes calldata ballots,
        bytes calldata hints,
        bytes calldata proofs
    ) external view returns (Checked memory checked);
}
