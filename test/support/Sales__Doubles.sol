// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {ITaxClearance} from "../../contracts/land/ITaxClearance.sol";

/// @notice Says which titles have taxes open.
contract TaxClearance__Double is ITaxClearance {
    mapping(uint256 id => bool) public isOpen;

    function setOpen(uint256 id, bool isOpen_) external {
        isOpen[id] = isOpen_;
    }

    function isTaxSettled(uint256 id) external view returns (bool) {
        return !isOpen[id];
    }
}

/// @notice Bills that are all settled, for what a question to them costs.
contract SettledBills__Double {
    mapping(uint256 roll => uint256 bits) private _settled;

    constructor() {
        _settled[5] = type(uint256).max;
    }

    function isSettled(uint256 roll, uint32 index) external view returns (bool) {
        return (_settled[roll] >> (index % 256)) & 1 != 0;
    }
}

/// @notice A token that some accounts cannot receive, and that calls out when it reaches others.
contract SaleToken__Double is ERC20 {
    mapping(address account => bool) public isBarred;
    mapping(address account => bytes call) public callOf;
    address public target;
    bool public wasCalled;
    bytes public answer;

    error Barred(address account);

    constructor() ERC20("Token of the tests", "TEST") {}

    function decimals() public pure override returns (uint8) {
        return 6;
    }

    function mint(address account, uint256 amount) external {
        _mint(account, amount);
    }

    function setBarred(address account, bool isBarred_) external {
        isBarred[account] = isBarred_;
    }

    /// @notice Makes tokens that reach `account` call `target_` with `data`, in the token's name.
    function setCall(address account, address target_, bytes calldata data) external {
        callOf[account] = data;
        target = target_;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!isBarred[to], Barred(to));
        super._update(from, to, value);
        bytes memory data = callOf[to];
        if (data.length == 0) return;
        delete callOf[to];
        // solhint-disable-next-line avoid-low-level-calls
        (wasCalled, answer) = target.call(data);
    }
}

/// @notice A wallet that says yes to everything, and tries to act while it is asked.
contract ReentrantWallet__Double is IERC1271 {
    address public target;
    bytes public data;

    function setCall(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    /// @dev Asked by a static call: whatever writes fails, and with it the answer.
    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        (bool isDone, ) = target.staticcall(data);
        return isDone ? IERC1271.isValidSignature.selector : bytes4(0);
    }

    function act(address target_, bytes calldata data_) external returns (bytes memory) {
        // solhint-disable-next-line avoid-low-level-calls
        (bool isDone, bytes memory answer) = target_.call(data_);
        require(isDone, string(answer));
        return answer;
    }
}
