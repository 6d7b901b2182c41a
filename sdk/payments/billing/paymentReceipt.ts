import { getAddress, Interface, isHexString } from "ethers";

import { type ReceiptProof, verifyReceiptProof } from "../../chain/receiptProof.js";
import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import type { Address, Hex } from "../../signing/types.js";
import { billCommitment, type BillOpening } from "./billCommitment.js";
import type { Bill } from "./billLeaf.js";
import { type TermsOfBill, indexOfTerms } from "./billTerms.js";
import { verifyBill } from "./verifyBill.js";

const EVENTS = new Interface([
  "event BillPaid(uint256 indexed roll, uint32 indexed index, address indexed payer, uint256 amount)",
  "event BillPartPaid(uint256 indexed roll, uint32 indexed index, address indexed payer, uint256 amount, uint256 due)",
]);

/** Who has paid which bill: one bill alone, and whoever gets it can check it without a node. */
export interface PaymentReceipt {
  readonly bill: Bill;
  /** Siblings up to the root of the roll. */
  readonly proof: readonly string[];
  /** Opens the bill's commitment; leave it out to show the payment without saying whose bill it was. */
  readonly opening?: BillOpening;
  /** What the transaction has logged. */
  readonly payment: ReceiptProof;
}

/** What a receipt is held against. */
export interface ReceiptAnchors {
  /** The contract `Billing`, from the city's directory. */
  readonly billing: string;
  /** `Billing.rootOf(roll)`, or the root in `RollPosted`. */
  readonly root: string;
  /** Hash of the block, from any source that is trusted. */
  readonly blockHash: string;
}

/** What a receipt shows. */
export interface ShownPayment {
  readonly terms: Required<TermsOfBill>;
  readonly payer: Address;
  /** Paid in this transaction, millionths. */
  readonly amount: bigint;
  /** What was left, millionths; 0 where the bill was settled. */
  readonly due: bigint;
  /** When, Unix seconds. */
  readonly paidAt: bigint;
  readonly blockNumber: bigint;
  /** Whether account and document were shown. */
  readonly isOpened: boolean;
}

/**
 * Checks a payment receipt without a node: that the bill is in the roll, that its commitment says what the opening
 * shows, and that a transaction of the block has paid it. A receipt says what was paid then; whether the payment was
 * refunded later, `Billing.isSettled` tells.
 * @throws InputError where any of it does not hold.
 */
export function verifyPaymentReceipt(receipt: PaymentReceipt, anchors: ReceiptAnchors): ShownPayment {
  const { bill, opening } = receipt;
  const terms = verifyBill(anchors.root, bill, receipt.proof);
  if (opening !== undefined && billCommitment(opening) !== bill.commit.toLowerCase()) {
    throw new InputError(
      "opening",
      opening.document,
      "is not what the bill commits to",
      "ask the payer again",
    );
  }
  const proven = verifyReceiptProof(receipt.payment);
  if (proven.blockHash !== anchors.blockHash.toLowerCase()) {
    throw new InputError(
      "blockHash",
      anchors.blockHash,
      `is not that of the receipt (${proven.blockHash})`,
      "ask a node that you trust for the hash of that block",
    );
  }
  const billing = requireAddress("billing", anchors.billing);
  for (const { address, topics, data } of proven.succeeded ? proven.logs : []) {
    if (getAddress(address) !== billing) continue;
    const event = parse(topics, data);
    if (event === undefined || event.roll !== bill.roll || event.index !== indexOfTerms(bill.terms)) continue;
    const { timestamp: paidAt, blockNumber } = proven;
    const { payer, amount, due } = event;
    return { terms, payer, amount, due, paidAt, blockNumber, isOpened: opening !== undefined };
  }
  throw new InputError(
    "payment",
    indexOfTerms(bill.terms),
    "is no bill that this transaction has paid",
    "give the transaction that paid it",
  );
}

function parse(topics: readonly Hex[], data: Hex) {
  const log = isHexString(data) ? EVENTS.parseLog({ topics: [...topics], data }) : null;
  if (log === null) return undefined;
  const { roll, index, payer, amount } = log.args as unknown as {
    roll: bigint;
    index: bigint;
    payer: Address;
    amount: bigint;
  };
  const due = log.name === "BillPartPaid" ? (log.args.getValue("due") as bigint) : 0n;
  return { roll, index: Number(index), payer, amount, due };
}
