// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IAgents} from "../governance/IAgents.sol";
import {ISuccession} from "../governance/ISuccession.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {Succession} from "../governance/Succession.sol";
import {ISignedActs} from "../payments/ISignedActs.sol";
import {Completions} from "./conveyance/Completions.sol";
import {ICompletions} from "./conveyance/ICompletions.sol";
import {IEscrows} from "./conveyance/IEscrows.sol";
import {IForcedSales} from "./conveyance/IForcedSales.sol";
import {ISaleConsents} from "./conveyance/ISaleConsents.sol";
import {ISalePayments} from "./conveyance/ISalePayments.sol";
import {ISales} from "./conveyance/ISales.sol";
import {ISaleTaxes} from "./conveyance/ISaleTaxes.sol";
import {SaleHashes} from "./conveyance/SaleHashes.sol";
import {SaleRecords} from "./conveyance/SaleRecords.sol";
import {IConveyance} from "./IConveyance.sol";

/// @title Conveyance
/// @notice See {IConveyance}. Completions are here; escrows and forced sales run the code of {SaleEscrows} and
/// {ForcedSales} on the same records.
contract Conveyance is Completions, IConveyance, ERC165 {
    using Address for address;

    // --- Constants and immutables ---

    /// @inheritdoc IEscrows
    uint40 public constant TENDER_PERIOD = 3 days;

    /// @notice The code of deposits between signing and completion, a {SaleEscrows}.
    address public immutable escrows;

    /// @notice The code of sales that a court has ordered, a {ForcedSales}.
    address public immutable forcedSales;

    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param setup the register, the token, the assurance fund, and whether the chain follows the office
    /// @param predecessor_ contract that this one succeeds; zero for the first
    /// @param escrows_ see {escrows}; set up alike
    /// @param forcedSales_ see {forcedSales}; set up alike
    constructor(
        address authority_,
        Setup memory setup,
        address predecessor_,
        address escrows_,
        address forcedSales_
    ) SaleRecords(setup) PublicNotice(authority_) Succession(predecessor_) {
        (escrows, forcedSales) = (escrows_, forcedSales_);
    }

    // --- Writes: escrows ---

    /// @inheritdoc IEscrows
    function open(Sale calldata, bytes32, bytes[] calldata) external {
        _requireActive();
        escrows.functionDelegateCall(_msgData());
    }

    /// @inheritdoc IEscrows
    function tender(Sale calldata, bytes32, bytes[] calldata) external {
        escrows.functionDelegateCall(_msgData());
    }

    /// @inheritdoc IEscrows
    function challenge(Sale calldata, bytes32) external {
        escrows.functionDelegateCall(_msgData());
    }

    /// @inheritdoc IEscrows
    function refund(Sale calldata, bytes32) external {
        escrows.functionDelegateCall(_msgData());
    }

    /// @inheritdoc IEscrows
    function forfeit(Sale calldata, bytes32) external {
        escrows.functionDelegateCall(_msgData());
    }

    /// @inheritdoc IEscrows
    function cancel(Sale calldata, bytes32, bool, uint40, bytes[] calldata) external {
        escrows.functionDelegateCall(_msgData());
    }

    // --- Writes: forced sales ---

    /// @inheritdoc IForcedSales
    function foreclose(Auction calldata, bytes calldata) external restricted {
        _requireActive();
        forcedSales.functionDelegateCall(_msgData());
    }

    /// @inheritdoc IForcedSales
    function distinguish(uint256 id, uint256 number, bytes32 orderHash) external restricted {
        _distinguished[id][number] = true;
        emit ClaimDistinguished(id, number, orderHash);
    }

    // --- Reads ---

    /// @inheritdoc IEscrows
    function escrowOf(bytes32 statement) external view returns (EscrowState state, uint256 deposit) {
        Escrow memory escrow = _escrows[statement];
        return (escrow.state, escrow.deposit);
    }

    /// @inheritdoc IForcedSales
    function isDistinguished(uint256 id, uint256 number) external view returns (bool) {
        return _distinguished[id][number];
    }

    /// @inheritdoc IForcedSales
    function bidOf(Auction calldata auction) external view returns (bytes32) {
        return _hashTypedDataV4(SaleHashes.bidHash(auction, token));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == _wholeId() ||
            interfaceId == type(IAgents).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            interfaceId == type(ISignedActs).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal writes ---

    /// @dev Open escrows and credits end where they began, and LAND_REVENUE sets the successor's tariff.
    function _surrender(bytes32 record) internal pure override returns (bytes memory data) {
        // There is nothing to hand over, so no record has data.
        require(data.length != 0, RecordStays(record));
    }

    // --- Internal reads ---

    /// @dev The id of {IConveyance} with all its parts: Solidity's own leaves inherited functions out.
    function _wholeId() private pure returns (bytes4) {
        return
            type(ISales).interfaceId ^
            type(ISaleTaxes).interfaceId ^
            type(ISaleConsents).interfaceId ^
            type(ISalePayments).interfaceId ^
            type(ICompletions).interfaceId ^
            type(IEscrows).interfaceId ^
            type(IForcedSales).interfaceId;
    }
}
