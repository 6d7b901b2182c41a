// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The trustees' ceremony
/// @notice Trustees make the key of a sealed election together, so that any `threshold` of them decrypt its tally and
/// fewer learn nothing: every trustee deals, nobody puts a secret together, and what a dealer does wrong is judged here.
/// One ceremony makes the key of one election, of one ballot contract.
/// @dev Feldman's sharing on secp256k1, one polynomial for each key, all of them independent. Points are `x ‖ y`, 64
/// bytes, canonical, `0 < x < ORDER`; scalars 32 bytes, below the order. Trustees are numbered from 1 in the order of the
/// plan, keys from 0. `H(statement, …)` is keccak256(keccak256("Civitas TrusteeCeremony <statement>") ‖ …) over words of
/// 32 bytes and points, `addr(P)` the last 20 bytes of keccak256(P) as a word; a challenge is a hash modulo the order.
/// - session = H(session, chainId, this contract, ceremonyId, keccak256(abi.encode(plan))).
/// - Registration: a fresh key `E = e·G`, with `c = H(registration, session, trustee, E, addr(z·G − c·E))`.
/// - Dealing: for each key `k` the points `C_0 … C_{t−1}` of a polynomial, with `c = H(dealing, session, dealer, k,
///   C_0 … C_{t−1}, addr(z·G − c·C_0))`; a point `R = x·G`; and for each trustee `j` and key `k` the share
///   `f_k(j) + H(pad, session, dealer, j, k, K)` modulo the order, where `K = x·E_j = e_j·R`.
///   What is kept is keccak256(keccak256(points) ‖ keccak256(R ‖ shares)).
/// - Complaint: the recipient opens `K` with `c = H(complaint, session, dealer, recipient, R, E, K, addr(z·G − c·E),
///   z·R − c·K)`, and the contract compares `share·G` with `Σ jˡ·C_l`. Hints: `z·R ‖ −c·K ‖ slope`.
/// - Key: `Y_k = Σ C_0` over all dealers, trustee `j`'s verification key `Σ Σ jˡ·C_l`; page = `Y_0 … ‖` the verification
///   keys trustee by trustee; keyHash = H(key, session, keccak256(page)).
/// A trustee who misses a deadline, a complaint that is upheld, or a key that is none ends the ceremony without a key;
/// the office plans another one, without whoever is named. Times are Unix seconds.
///
/// Assumptions: fewer than `threshold` trustees collude, so they are of opposed interests; at least `threshold` of them
/// serve to the end. Each one checks its shares in time, keeps them in a place of its own, and destroys them after the
/// result. The last dealer sees the others' points and can bend the key's distribution, which does not help to decrypt.
/// Trust: the ELECTION_OFFICE plans; nobody else than a trustee's account registers or deals for it. Anyone carries a
/// complaint, completes and aborts.
interface ITrusteeCeremony {
    // --- Types ---

    /// @notice Stages of a ceremony.
    enum CeremonyStage {
        None,
        Registering,
        Dealing,
        Complaining,
        Ready,
        Aborted
    }

    /// @notice Why a ceremony ended without a key.
    enum Failure {
        None,
        NotRegistered,
        NotDealt,
        WrongShare,
        NoKey
    }

    /// @notice What a ceremony is held for.
    /// @param ballot contract of the ballot whose election gets the key
    /// @param trustees accounts, ascending
    /// @param threshold how many of them decrypt: 2 to all
    /// @param keyCount keys to make: 1 to {MAXIMUM_KEYS}
    /// @param registerUntil last second of the registration
    /// @param dealUntil last second of the dealing
    /// @param complainUntil last second of the complaints
    struct Plan {
        address ballot;
        address[] trustees;
        uint8 threshold;
        uint8 keyCount;
        uint40 registerUntil;
        uint40 dealUntil;
        uint40 complainUntil;
    }

    /// @notice A ceremony as it stands.
    /// @param stage its stage
    /// @param ballot contract of the ballot
    /// @param threshold how many trustees decrypt
    /// @param trusteeCount trustees
    /// @param keyCount keys
    /// @param registerUntil last second of the registration
    /// @param dealUntil last second of the dealing
    /// @param complainUntil last second of the complaints
    /// @param session what every message is bound to
    /// @param keyHash hash of the key; zero before there is one
    struct Ceremony {
        CeremonyStage stage;
        address ballot;
        uint8 threshold;
        uint8 trusteeCount;
        uint8 keyCount;
        uint40 registerUntil;
        uint40 dealUntil;
        uint40 complainUntil;
        bytes32 session;
        bytes32 keyHash;
    }

    /// @notice A trustee of a ceremony.
    /// @param account of the trustee
    /// @param keyX first coordinate of the registered key; 0 before
    /// @param keyY second coordinate
    /// @param dealingHash hash of what it dealt; zero before
    struct Trustee {
        address account;
        uint256 keyX;
        uint256 keyY;
        bytes32 dealingHash;
    }

    /// @notice A proof of knowledge.
    /// @param challenge scalar
    /// @param response scalar
    struct Proof {
        uint256 challenge;
        uint256 response;
    }

    /// @notice What a recipient complains about.
    /// @param dealer number of the dealer
    /// @param recipient number of the recipient
    /// @param key number of the key whose share is wrong
    /// @param commitments points that the dealer dealt
    /// @param shares `R ‖ shares` that it dealt
    /// @param exchanged the point `K`
    /// @param proof that it is what the two exchanged
    /// @param hints for the proof
    struct Complaint {
        uint256 dealer;
        uint256 recipient;
        uint256 key;
        bytes commitments;
        bytes shares;
        bytes exchanged;
        Proof proof;
        bytes hints;
    }

    // --- Events ---

    /// @notice A ceremony was planned, and its trustees may register.
    /// @param ceremonyId its number
    /// @param session what its messages are bound to
    /// @param plan what it is held for
    event CeremonyPlanned(uint256 indexed ceremonyId, bytes32 session, Plan plan);

    /// @notice A trustee has registered.
    /// @param ceremonyId number of the ceremony
    /// @param trustee its number
    /// @param keyX first coordinate of its key
    /// @param keyY second coordinate
    event TrusteeRegistered(uint256 indexed ceremonyId, uint256 indexed trustee, uint256 keyX, uint256 keyY);

    /// @notice A trustee has dealt; the bytes are the transaction's.
    /// @param ceremonyId number of the ceremony
    /// @param trustee its number
    /// @param dealingHash hash of what it dealt
    event SharesDealt(uint256 indexed ceremonyId, uint256 indexed trustee, bytes32 dealingHash);

    /// @notice A complaint was judged.
    /// @param ceremonyId number of the ceremony
    /// @param dealer number of the dealer
    /// @param recipient number of the complaining trustee
    /// @param isUpheld true where the dealer dealt a wrong share; else the complaint was false
    event ComplaintJudged(uint256 indexed ceremonyId, uint256 indexed dealer, uint256 indexed recipient, bool isUpheld);

    /// @notice A ceremony has its key.
    /// @param ceremonyId its number
    /// @param keyHash hash of the key
    /// @param account contract whose code holds it after one byte of zero
    event KeyMade(uint256 indexed ceremonyId, bytes32 keyHash, address account);

    /// @notice A ceremony ended without a key.
    /// @param ceremonyId its number
    /// @param failure why
    /// @param trustee number of the trustee who is to blame; 0 for nobody
    event CeremonyAborted(uint256 indexed ceremonyId, Failure failure, uint256 trustee);

    // --- Errors ---

    /// @notice A plan needs a ballot, two to {MAXIMUM_TRUSTEES} trustees, a threshold of at least two that they reach,
    /// and one to {MAXIMUM_KEYS} keys.
    error PlanWrong();

    /// @notice The trustees are not in ascending order, or one stands there twice, or is nobody.
    /// @param position of the one that is not above the one before, from 0
    error TrusteesUnsorted(uint256 position);

    /// @notice The deadlines are less than {MINIMUM_PERIOD} or more than {MAXIMUM_PERIOD} apart.
    /// @param registerUntil given
    /// @param dealUntil given
    /// @param complainUntil given
    error DeadlinesWrong(uint40 registerUntil, uint40 dealUntil, uint40 complainUntil);

    /// @notice There is no such ceremony.
    /// @param ceremonyId number given
    error CeremonyUnknown(uint256 ceremonyId);

    /// @notice The ceremony is not in the stage that this act needs.
    /// @param ceremonyId its number
    /// @param stage its stage
    error CeremonyStageWrong(uint256 ceremonyId, CeremonyStage stage);

    /// @notice The deadline for this act is over.
    /// @param ceremonyId number of the ceremony
    /// @param deadline last second
    error CeremonyDeadlineOver(uint256 ceremonyId, uint40 deadline);

    /// @notice The deadline for others' acts is not over.
    /// @param ceremonyId number of the ceremony
    /// @param deadline last second
    error CeremonyDeadlineOpen(uint256 ceremonyId, uint40 deadline);

    /// @notice The account is not this trustee's.
    /// @param ceremonyId number of the ceremony
    /// @param trustee number given
    /// @param account who tried
    error NotTrustee(uint256 ceremonyId, uint256 trustee, address account);

    /// @notice There is no trustee of this number.
    /// @param ceremonyId number of the ceremony
    /// @param trustee number given
    error TrusteeUnknown(uint256 ceremonyId, uint256 trustee);

    /// @notice The trustee has registered.
    /// @param ceremonyId number of the ceremony
    /// @param trustee its number
    error AlreadyRegistered(uint256 ceremonyId, uint256 trustee);

    /// @notice The trustee has dealt.
    /// @param ceremonyId number of the ceremony
    /// @param trustee its number
    error AlreadyDealt(uint256 ceremonyId, uint256 trustee);

    /// @notice The key is the trustee's account key, which it uses elsewhere.
    /// @param trustee its number
    error KeyOfAccount(uint256 trustee);

    /// @notice What the trustee dealt, or the recipient shows, has another hash.
    /// @param dealer number of the dealer
    error DealingUnknown(uint256 dealer);

    /// @notice The number of dealings is not that of the trustees.
    /// @param dealings given
    /// @param trustees of the ceremony
    error DealingCountWrong(uint256 dealings, uint256 trustees);

    /// @notice There is no key of this number.
    /// @param key number given
    error KeyUnknown(uint256 key);

    /// @notice A ceremony stays in the contract where it was planned.
    /// @param record what should have moved
    error CeremonyStaysHere(bytes32 record);

    // --- Writes ---

    /// @notice Plans a ceremony.
    /// @param plan what it is held for, fixed from now on
    /// @return ceremonyId its number, from 1
    /// @dev Caller: ELECTION_OFFICE. Reverts with {PlanWrong}, {TrusteesUnsorted}, {DeadlinesWrong}, {ContractRetired}.
    function planCeremony(Plan calldata plan) external returns (uint256 ceremonyId);

    /// @notice Registers the caller's key.
    /// @param ceremonyId number of the ceremony
    /// @param trustee number of the caller
    /// @param key 64 bytes, drawn for this ceremony
    /// @param proof that the caller knows its secret
    /// @dev Caller: the trustee. Reverts with {CeremonyStageWrong}, {CeremonyDeadlineOver}, {NotTrustee},
    /// {AlreadyRegistered}, {KeyOfAccount}, {MessageLengthWrong}, {MessagePointWrong}, {KnowledgeProofWrong}.
    function register(uint256 ceremonyId, uint256 trustee, bytes calldata key, Proof calldata proof) external;

    /// @notice Deals the caller's part of the key.
    /// @param ceremonyId number of the ceremony
    /// @param trustee number of the caller
    /// @param commitments points, key by key
    /// @param proofs one for each key
    /// @param shares `R ‖ shares`, trustee by trustee, and of each key by key
    /// @dev Caller: the trustee. Reverts with {CeremonyStageWrong}, {CeremonyDeadlineOver}, {NotTrustee}, {AlreadyDealt},
    /// {MessageLengthWrong}, {MessagePointWrong}, {MessageScalarWrong}, {KnowledgeProofWrong}.
    function deal(
        uint256 ceremonyId,
        uint256 trustee,
        bytes calldata commitments,
        Proof[] calldata proofs,
        bytes calldata shares
    ) external;

    /// @notice Judges a complaint: a dealer of a wrong share ends the ceremony, a false complaint is put on record.
    /// @param ceremonyId number of the ceremony
    /// @param complaint what the recipient opens
    /// @dev Caller: anyone; the proof is the recipient's. Reverts with {CeremonyStageWrong}, {CeremonyDeadlineOver},
    /// {TrusteeUnknown}, {KeyUnknown}, {DealingUnknown}, {MessageLengthWrong}, {MessagePointWrong}, {HintWrong},
    /// {HintLengthWrong}, {KnowledgeProofWrong}.
    function complain(uint256 ceremonyId, Complaint calldata complaint) external;

    /// @notice Adds up what was dealt, after the complaints.
    /// @param ceremonyId number of the ceremony
    /// @param commitments points that each trustee dealt
    /// @param sharesHashes keccak256 of the shares that each trustee dealt
    /// @dev Caller: anyone. Where the sum is no key, the ceremony is aborted. Reverts with {CeremonyStageWrong},
    /// {CeremonyDeadlineOpen}, {DealingCountWrong}, {DealingUnknown}.
    function complete(uint256 ceremonyId, bytes[] calldata commitments, bytes32[] calldata sharesHashes) external;

    /// @notice Ends a ceremony in which a trustee has missed a deadline.
    /// @param ceremonyId number of the ceremony
    /// @dev Caller: anyone. Reverts with {CeremonyStageWrong}, {CeremonyDeadlineOpen}.
    function abort(uint256 ceremonyId) external;

    // --- Reads ---

    /// @notice Most trustees of a ceremony.
    /// @return number
    function MAXIMUM_TRUSTEES() external view returns (uint256);

    /// @notice Most keys of a ceremony.
    /// @return number
    function MAXIMUM_KEYS() external view returns (uint256);

    /// @notice Shortest time for each of the three steps.
    /// @return seconds
    function MINIMUM_PERIOD() external view returns (uint40);

    /// @notice Longest time for all three.
    /// @return seconds
    function MAXIMUM_PERIOD() external view returns (uint40);

    /// @notice How many ceremonies there are; their numbers go from 1 to this.
    /// @return number
    function ceremonyCount() external view returns (uint256);

    /// @notice A ceremony.
    /// @param ceremonyId its number
    /// @return ceremony
    /// @dev Reverts with {CeremonyUnknown}.
    function ceremonyOf(uint256 ceremonyId) external view returns (Ceremony memory ceremony);

    /// @notice A trustee of a ceremony.
    /// @param ceremonyId number of the ceremony
    /// @param trustee its number
    /// @return found all zero where there is none
    function trusteeOf(uint256 ceremonyId, uint256 trustee) external view returns (Trustee memory found);

    /// @notice The key of a ceremony.
    /// @param ceremonyId its number
    /// @return account contract whose code holds it after one byte of zero
    /// @return page the keys, then the verification keys trustee by trustee; empty before there is a key
    function keyOf(uint256 ceremonyId) external view returns (address account, bytes memory page);
}
