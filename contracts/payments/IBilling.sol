// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IBillAgents} from "./billing/IBillAgents.sol";
import {IBillArrears} from "./billing/IBillArrears.sol";
import {ISignedBills} from "./billing/ISignedBills.sol";
import {ISignedPayments} from "./billing/ISignedPayments.sol";

/// @title Billing: every bill of a city behind one root
/// @notice A roll (tax year, water quarter) is posted once: the root of a tree of bills, their number and their sum.
/// Each bill has two bits on chain. A citizen pays directly, by part, many at once, a household's statement at once,
/// or by a signature that anyone may hand in; nobody pays a bill twice, and no bill is replaced silently.
/// @dev Amounts are in millionths of a token. Times are Unix seconds. Domain of all signatures (EIP-712):
/// name "Civitas Billing", version "1".
///
/// The parts, each with what it assumes and whom it trusts:
///
/// - {IBills}: what a bill is, where it stands, what is owed for it, late fees;
/// - {IBillRolls}: posting and taking back rolls, payees, proofs;
/// - {IBillPayments}: paying with own tokens, permits and authorisations;
/// - {ISignedPayments}: payments that payers sign and anyone, or a trusted collector, hands in;
/// - {ISignedBills}: series of bills that the office signs;
/// - {IBillAgents}: mandates' collections, holds, credits, deferrals, refunds;
/// - {IBillArrears}: what is unpaid goes over into another roll.
///
/// Assumptions: the payee can receive; the office's tree is what it publishes (anyone can compare its dataset with
/// root, number and sum); amounts of known citizens are guessable, their commitments are not.
/// Trust: no token leaves an account without its own call, its signature or its mandate, and then only to the payee of
/// the roll, which the head of billing has named. BILLING_OFFICE posts and signs bills, it cannot change one. Trusted
/// collectors and agents vouch for what they hand in. Closing this contract stops officers, collectors, signed bills and
/// agents; paying a bill of a posted roll is never stopped.
interface IBilling is ISignedPayments, ISignedBills, IBillAgents, IBillArrears {}
