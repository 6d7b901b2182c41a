// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";

import {IAgents} from "../governance/IAgents.sol";
import {ISuccession} from "../governance/ISuccession.sol";
import {PublicNotice} from "../governance/PublicNotice.sol";
import {BillAgents} from "./billing/BillAgents.sol";
import {BillArrears} from "./billing/BillArrears.sol";
import {Bills} from "./billing/Bills.sol";
import {IBillAgents} from "./billing/IBillAgents.sol";
import {IBillArrears} from "./billing/IBillArrears.sol";
import {IBillPayments} from "./billing/IBillPayments.sol";
import {IBillRolls} from "./billing/IBillRolls.sol";
import {IBills} from "./billing/IBills.sol";
import {IBillSignatures} from "./billing/IBillSignatures.sol";
import {ISignedBills} from "./billing/ISignedBills.sol";
import {ISignedPayments} from "./billing/ISignedPayments.sol";
import {SignedBills} from "./billing/SignedBills.sol";
import {SignedPayments} from "./billing/SignedPayments.sol";
import {IBilling} from "./IBilling.sol";

/// @title Billing
/// @notice See {IBilling}.
contract Billing is IBilling, SignedPayments, SignedBills, BillAgents, BillArrears, ERC165 {
    // --- Constructor ---

    /// @param authority_ the city's authority
    /// @param token_ the municipal token
    /// @param predecessor_ Billing that this one succeeds; zero for the first
    constructor(
        address authority_,
        address token_,
        address predecessor_
    ) PublicNotice(authority_) Bills(token_, predecessor_) EIP712("Civitas Billing", "1") {}

    // --- Reads ---

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == _wholeId() ||
            interfaceId == type(IAgents).interfaceId ||
            interfaceId == type(ISuccession).interfaceId ||
            interfaceId == type(IERC5267).interfaceId ||
            super.supportsInterface(interfaceId);
    }

    // --- Internal reads ---

    /// @dev The id of {IBilling}, which has its functions from its parts.
    function _wholeId() private pure returns (bytes4) {
        return
            type(IBills).interfaceId ^
            type(IBillRolls).interfaceId ^
            type(IBillPayments).interfaceId ^
            type(IBillSignatures).interfaceId ^
            type(ISignedPayments).interfaceId ^
            type(ISignedBills).interfaceId ^
            type(IBillAgents).interfaceId ^
            type(IBillArrears).interfaceId;
    }
}
