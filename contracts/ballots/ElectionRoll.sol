// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {IElectionRoll} from "./IElectionRoll.sol";
import {RollPages} from "./libraries/RollPages.sol";
import {RollTree} from "./libraries/RollTree.sol";

/// @title ElectionRoll
/// @notice See {IElectionRoll}.
contract ElectionRoll is IElectionRoll, Succession, ERC165 {
    using SafeCast for uint256;

    // --- Constants ---

    /// @inheritdoc IElectionRoll
    uint256 public constant PAGE_ACCOUNTS = RollPages.PAGE_ACCOUNTS;

    /// @inheritdoc IElectionRoll
    uint40 public constant MINIMUM_OBJECTION_PERIOD = 3 days;

    /// @inheritdoc IElectionRoll
    uint40 public constant MAXIMUM_OBJECTION_PERIOD = 90 days;

    // --- Storage ---

    /// @inheritdoc IElectionRoll
    uint256 public rollCount;

    mapping(uint256 rollId => Roll roll) private _rolls;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param predecessor_ contract that this one succeeds; zero for the first
    constructor(address authority_, address predecessor_) PublicNotice(authority_) Succession(predecessor_) {}

    // --- Writes ---

    /// @inheritdoc IElectionRoll
    function announce(
        bytes32 root,
        bytes32 datasetHash,
        bytes32 sourceHash,
        uint32 size,
        uint40 objectionsUntil
    ) external restricted returns (uint256 rollId) {
        require(root != 0 && datasetHash != 0 && sourceHash != 0 && size != 0, RollIncomplete());
        uint40 earliest = block.timestamp.toUint40() + MINIMUM_OBJECTION_PERIOD;
        uint40 latest = block.timestamp.toUint40() + MAXIMUM_OBJECTION_PERIOD;
        require(
            objectionsUntil >= earliest && objectionsUntil <= latest,
            ObjectionPeriodWrong(objectionsUntil, earliest, latest)
        );
        _requireActive();

        rollId = ++rollCount;
        _rolls[rollId] = Roll(root, datasetHash, sourceHash, size, objectionsUntil, RollStage.Announced);
        emit RollAnnounced(rollId, root, datasetHash, sourceHash, size, objectionsUntil);
    }

    /// @inheritdoc IElectionRoll
    function object(uint256 rollId, bytes32 objectionHash) external {
        uint40 objectionsUntil = _announced(rollId).objectionsUntil;
        require(block.timestamp <= objectionsUntil, ObjectionsOver(rollId, objectionsUntil));
        emit RollObjected(rollId, _msgSender(), objectionHash);
    }

    /// @inheritdoc IElectionRoll
    function freeze(uint256 rollId) external restricted {
        Roll storage roll = _announced(rollId);
        uint40 objectionsUntil = roll.objectionsUntil;
        require(block.timestamp > objectionsUntil, ObjectionsOpen(rollId, objectionsUntil));

        roll.stage = RollStage.Frozen;
        emit RollFrozen(rollId);
    }

    /// @inheritdoc IElectionRoll
    function withdraw(uint256 rollId, bytes32 reasonHash) external restricted {
        _announced(rollId).stage = RollStage.Withdrawn;
        emit RollWithdrawn(rollId, reasonHash);
    }

    /// @inheritdoc IElectionRoll
    function publishPages(uint256 rollId, Page[] calldata pages) external {
        Roll memory roll = rollOf(rollId);
        for (uint256 i = 0; i < pages.length; ++i) _publish(rollId, roll, pages[i]);
    }

    // --- Reads ---

    /// @inheritdoc IElectionRoll
    function rollOf(uint256 rollId) public view returns (Roll memory roll) {
        roll = _rolls[rollId];
        require(roll.stage != RollStage.None, RollUnknown(rollId));
    }

    /// @inheritdoc IElectionRoll
    function pageOf(uint256 rollId, uint32 page) public view returns (address account, bool isPublished) {
        account = RollPages.addressOf(address(this), rollId, page);
        return (account, account.code.length != 0);
    }

    /// @inheritdoc IElectionRoll
    function accountAt(uint256 rollId, uint32 index) external view returns (address account) {
        return RollPages.accountAt(address(this), rollId, index);
    }

    /// @inheritdoc IElectionRoll
    function isOnRoll(
        uint256 rollId,
        uint32 index,
        address account,
        bytes32[] calldata proof
    ) external view returns (bool) {
        Roll memory roll = rollOf(rollId);
        uint256 depth = RollTree.depthOf(roll.size);
        return index < roll.size && RollTree.proves(roll.root, depth, index, RollTree.leafOf(index, account), proof);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IElectionRoll).interfaceId || super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    function _publish(uint256 rollId, Roll memory roll, Page calldata page) private {
        (, bool isPublished) = pageOf(rollId, page.number);
        if (isPublished) return;
        uint256 first = page.number * PAGE_ACCOUNTS;
        require(
            first < roll.size &&
                page.accounts.length == Math.min(PAGE_ACCOUNTS, roll.size - first) * RollTree.ACCOUNT_BYTES,
            PageLengthWrong(rollId, page.number, page.accounts.length)
        );
        _requireSorted(rollId, first, page.accounts);
        uint256 depth = RollTree.depthOf(roll.size);
        uint256 levels = Math.min(depth, RollPages.PAGE_LEVELS);
        bytes32 node = RollTree.rootOf(first, page.accounts, levels);
        require(
            RollTree.proves(roll.root, depth - levels, page.number, node, page.proof),
            PageProofWrong(rollId, page.number)
        );

        address account = RollPages.write(rollId, page.number, page.accounts);
        emit RollPagePublished(rollId, page.number, account);
    }

    /// @inheritdoc Succession
    function _surrender(bytes32 record) internal pure override returns (bytes memory data) {
        // There is nothing to hand over, so no record has data.
        require(data.length != 0, RollStaysHere(record));
    }

    // --- Internal reads ---

    /// @dev A roll that is announced and neither frozen nor withdrawn.
    function _announced(uint256 rollId) private view returns (Roll storage roll) {
        roll = _rolls[rollId];
        require(roll.stage == RollStage.Announced, RollStageWrong(rollId, roll.stage));
    }

    function _requireSorted(uint256 rollId, uint256 first, bytes calldata accounts) private pure {
        address last = address(0);
        uint256 size = accounts.length / RollTree.ACCOUNT_BYTES;
        for (uint256 i = 0; i < size; ++i) {
            address account = RollTree.accountIn(accounts, i);
            require(account > last, RollUnsorted(rollId, first + i));
            last = account;
        }
    }
}
