// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// solhint-disable contract-name-capwords

import {Agents} from "../../contracts/governance/Agents.sol";
import {PublicNotice} from "../../contracts/governance/PublicNotice.sol";
import {Succession} from "../../contracts/governance/Succession.sol";

/// @notice The smallest registry of a city: an officer's, a department's and a court's function, an agent's, a
/// citizen's, and records that move to a successor.
contract Register__Double is Agents, Succession {
    uint96 public constant RIGHT_TO_NOTE = 1;
    uint96 public constant RIGHT_TO_CLEAR = 2;

    mapping(bytes32 record => bytes32 content) public contentOf;
    uint256 public tariff;
    uint256 public notes;

    event Entered(bytes32 indexed record, bytes32 content, address caller);
    event TariffSet(uint256 tariff);
    event Rectified(bytes32 indexed record, bytes32 content);
    event Noted(address indexed agent);
    event Paid(address indexed citizen);

    error RecordUnknown(bytes32 record);

    constructor(address authority_, address predecessor_) PublicNotice(authority_) Succession(predecessor_) {}

    /// @notice An officer enters a record.
    function enter(bytes32 record, bytes32 content) external restricted {
        _requireActive();
        _requireHere(record);
        contentOf[record] = content;
        emit Entered(record, content, _msgSender());
    }

    /// @notice A head of department sets the tariff.
    function setTariff(uint256 tariff_) external restricted {
        tariff = tariff_;
        emit TariffSet(tariff_);
    }

    /// @notice A court rectifies a record.
    function rectify(bytes32 record, bytes32 content) external restricted {
        contentOf[record] = content;
        emit Rectified(record, content);
    }

    /// @notice An agent with the right notes something.
    function note() external {
        _requireAgent(RIGHT_TO_NOTE);
        ++notes;
        emit Noted(_msgSender());
    }

    /// @notice An agent with both rights clears the notes.
    function clear() external {
        _requireAgent(RIGHT_TO_NOTE | RIGHT_TO_CLEAR);
        notes = 0;
    }

    /// @notice A citizen pays; nobody can stop it.
    function pay() external {
        emit Paid(_msgSender());
    }

    /// @notice The first dealing with a record of the predecessor.
    function take(bytes32 record) external {
        contentOf[record] = abi.decode(_import(record), (bytes32));
    }

    function _surrender(bytes32 record) internal override returns (bytes memory data) {
        bytes32 content = contentOf[record];
        require(content != 0, RecordUnknown(record));
        delete contentOf[record];
        return abi.encode(content);
    }
}
