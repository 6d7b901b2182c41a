import { AbiCoder, encodeRlp, id, Interface, keccak256, toBeHex, Wallet, ZeroAddress } from "ethers";

import {
  type Bill,
  billAuthorizationTypedData,
  billLeaf,
  datasetHash,
  datasetOf,
  digestOf,
  type Domain,
  type Hex,
  issueBillTypedData,
  MANDATE_FILE_SCHEMA,
  mandateTypedData,
  openDisputeTypedData,
  packOrder,
  packTerms,
  payBillTypedData,
  payPartTypedData,
  payStatementTypedData,
  PAYMENT_FILE_SCHEMA,
  type PaymentReceipt,
  paymentReceiptText,
  type PreparedBill,
  prepareRoll,
  readTerms,
  RECEIPT_FILE_SCHEMA,
  reclaimDebitTypedData,
  revokeMandateTypedData,
  rollId,
  saltedHash,
  surveyRoll,
  type TypedData,
  verifyPaymentReceipt,
  withdrawDisputeTypedData,
} from "../../sdk/index.js";
import { encodeReceipt } from "../../sdk/chain/receipt.js";
import { trieOf } from "../../sdk/chain/trieOf.js";
import { transactionKey } from "../../sdk/chain/verifyTransaction.js";
import type { SignatureVector } from "./payments.js";

const KEY = id("civitas test vectors");
const SECRET = id("secret of a billing office that everybody knows");
const PAYEE = "0x1000000000000000000000000000000000000001";
const BILLING = "0x00000000000000000000000000000000000b1111";
const MANDATES = "0x0000000000000000000000000000000000deB170";
const DISPUTES = "0x0000000000000000000000000000000000D15c07";
const TOKEN = "0x00000000000000000000000000000000000C1711";

const ABOUT =
  "Whole numbers are decimal strings. Roll id, most significant first: payee 160 | opensAt 40 | generation 8 | levels 8 | " +
  "serial 40. Terms, least significant first: amount 60 | index 32 | dueAt 40 | graceDays 8 | flatFee 40 | percentBps 16 | " +
  "dailyPpm 16 | capBps 16 | isOnBalance 1 | kind 16. Order, least significant first: amount 64 | settled 64 | sequence 32 | " +
  "deadline 40 | isPart 1. Document: keccak256(keccak256(documentSalt) || keccak256(text)), where documentSalt is " +
  "keccak256(secret || roll || first index of the statement) and salt is keccak256(documentSalt). Commitment: " +
  "keccak256(abi.encode(account, document, salt)). Leaf: keccak256(keccak256(abi.encode(roll, terms, commitment))); an unused " +
  "leaf is zero; a node is keccak256 of both children, the smaller first. Signatures: EIP-712, ECDSA with deterministic nonces " +
  "(RFC 6979). Receipt: whoever trusts blockHash and root checks it without a node.";

/** Seven bills of which three are a statement: a file, and all that follows from it. */
const fileFor = (
  account: string,
): string => `document,account,amount,due,statement,kind,grace_days,late_flat,late_percent,late_daily_percent,late_cap_percent,late_on
T-1,${account},100,2030-03-31,,1,14,5.00,2.5,0.0274,20,balance
W-1,${account},30.5,2030-03-31,Household 7,2,,,,,,
G-1,${account},40,2030-03-31,Household 7,3,,,,,,
R-1,${account},1.000001,2030-06-30T12:00:00Z,Household 7,4,,,,,,
T-2,,200,2030-03-31,,1,,,,,,
T-3,0x2000000000000000000000000000000000000002,300,2030-03-31,,1,0,0.01,,,0.5,bill
T-4,0x3000000000000000000000000000000000000003,0.000001,2030-03-31,,1,,,,,,
`;

/** Schemas of the files that payers and the office hand each other. */
export const BILLING_SCHEMAS = {
  "payment.schema.json": PAYMENT_FILE_SCHEMA,
  "mandate.schema.json": MANDATE_FILE_SCHEMA,
  "receipt.schema.json": RECEIPT_FILE_SCHEMA,
} as const;

/** Vectors of billing, for other implementations. */
export interface BillingVectors {
  readonly about: string;
  readonly signer: { readonly address: string; readonly privateKey: string };
  readonly roll: {
    readonly file: string;
    readonly plan: Record<string, unknown>;
    readonly id: string;
    readonly root: string;
    readonly count: number;
    readonly total: string;
    readonly dataset: string;
    readonly datasetHash: string;
    readonly bills: readonly Record<string, unknown>[];
    readonly statement: Record<string, unknown>;
  };
  readonly orders: readonly Record<string, unknown>[];
  readonly receipt: {
    readonly anchors: { readonly billing: string; readonly root: string; readonly blockHash: string };
    /** The receipt as its file holds it, byte for byte. */
    readonly file: string;
    readonly shown: Record<string, unknown>;
  };
  readonly signatures: readonly SignatureVector[];
}

/** Makes the vectors; always the same. */
export async function billingVectors(): Promise<BillingVectors> {
  const wallet = new Wallet(KEY);
  const file = fileFor(wallet.address);
  const plan = { payee: PAYEE, opensAt: 1_893_456_000n, generation: 3, serial: 2030n, secret: SECRET };
  const survey = await surveyRoll([file]);
  const bills: PreparedBill[] = [];
  const roll = await prepareRoll([file], survey, plan, {
    onBill: (bill) => {
      bills.push(bill);
    },
  });
  const dataset = [...datasetOf(roll)].join("");
  const first = bills.find(({ statement }) => statement.places > 1);
  const single = bills[0];
  if (first === undefined) throw new Error("the file has no statement");
  const statement = roll.statement(first.statement.first, first.statement.places);
  const { receipt, anchors } = receiptFor(single, roll.bill(single.index), roll.root, wallet.address as Hex);
  const deadline = 1_900_000_000n;
  const order = { amount: 120_000_000n, deadline, isPart: false };
  const part = { amount: 50_000_000n, settled: 10_000_000n, sequence: 2n, deadline, isPart: true };
  return {
    about: ABOUT,
    signer: { address: wallet.address, privateKey: KEY },
    roll: {
      file,
      plan,
      id: String(roll.id),
      root: roll.root,
      count: roll.count,
      total: String(roll.total),
      dataset,
      datasetHash: await datasetHash([dataset]),
      bills: bills.map((bill) => {
        const { bill: onChain, proof } = roll.bill(bill.index);
        const { terms: word, ...rest } = bill;
        const document = saltedHash(bill.document, bill.documentSalt);
        return {
          ...rest,
          word,
          terms: readTerms(word),
          documentHash: document,
          leaf: billLeaf(onChain),
          proof,
        };
      }),
      statement: { ...statement },
    },
    orders: [order, part].map((each) => ({ ...each, word: packOrder(each) })),
    receipt: {
      anchors,
      file: paymentReceiptText(receipt),
      shown: { ...verifyPaymentReceipt(receipt, anchors) },
    },
    signatures: await Promise.all(
      Object.entries(messages(wallet.address, roll.bill(single.index).bill, statement, deadline)).map(
        async ([name, typedData]) => ({
          name,
          typedData,
          digest: digestOf(typedData),
          signature: await wallet.signTypedData(typedData.domain, typedData.types, typedData.message),
        }),
      ),
    ),
  };
}

/** One message of each form. */
function messages(
  account: string,
  bill: Bill,
  statement: Parameters<typeof payStatementTypedData>[1],
  deadline: bigint,
): Record<string, TypedData> {
  const domainOf = (name: string, verifyingContract: string): Domain => ({
    name,
    version: "1",
    chainId: 1n,
    verifyingContract: verifyingContract as Hex,
  });
  const [billing, mandates, disputes] = [
    domainOf("Civitas Billing", BILLING),
    domainOf("Civitas Mandates", MANDATES),
    domainOf("Civitas Disputes", DISPUTES),
  ];
  const payer = account;
  const series = {
    roll: rollId({ payee: PAYEE, opensAt: 1_893_456_000n, generation: 3, levels: 0, serial: 1n }),
    terms: packTerms({ amount: 35_000_000n, index: 4, dueAt: deadline }),
    commit: id("a commitment"),
  };
  return {
    "payment of a bill": payBillTypedData(billing, bill, { payer, maxAmount: 120_000_000n, deadline }),
    "payment of a part": payPartTypedData(billing, bill, {
      payer,
      amount: 50_000_000n,
      settled: 10_000_000n,
      sequence: 2n,
      deadline,
    }),
    "payment of a statement": payStatementTypedData(billing, statement, {
      payer,
      maxAmount: 80_000_000n,
      deadline,
    }),
    "authorisation for a bill": billAuthorizationTypedData(domainOf("City Token", TOKEN), bill, {
      payer,
      billing: BILLING,
      value: 100_000_000n,
      validBefore: deadline,
    }),
    "single bill": issueBillTypedData(billing, series, { officer: account, validUntil: deadline }),
    mandate: mandateTypedData(mandates, {
      payer,
      payee: PAYEE,
      perBill: 100_000_000n,
      perPeriod: 150_000_000n,
      startsAt: 1_893_456_000n,
      periodDays: 30n,
      periods: 12n,
      ordinal: 1n,
      documentHash: id("a mandate"),
    }),
    "revocation of a mandate": revokeMandateTypedData(mandates, {
      payer,
      payee: PAYEE,
      roll: bill.roll,
      collector: ZeroAddress,
      ordinal: 2n,
      deadline,
    }),
    "reclaim of a debit": reclaimDebitTypedData(mandates, {
      payer,
      roll: bill.roll,
      index: 5n,
      batch: id("a batch"),
      deadline,
    }),
    dispute: openDisputeTypedData(disputes, bill, {
      debtor: account,
      claimed: 25_000_000n,
      statementHash: id("a statement"),
      deadline,
    }),
    "withdrawal of a dispute": withdrawDisputeTypedData(disputes, {
      debtor: account,
      roll: bill.roll,
      index: 5n,
      openedAt: 1_893_500_000n,
      deadline,
    }),
  };
}

/** A receipt in a block that was never mined: its header says what a real one would. */
function receiptFor(
  prepared: PreparedBill,
  { bill, proof }: { readonly bill: Bill; readonly proof: readonly Hex[] },
  root: Hex,
  payer: Hex,
): { receipt: PaymentReceipt; anchors: BillingVectors["receipt"]["anchors"] } {
  const event = new Interface([
    "event BillPaid(uint256 indexed roll, uint32 indexed index, address indexed payer, uint256 amount)",
  ]).getEvent("BillPaid");
  if (event === null) throw new Error("BillPaid has no fragment");
  const receipts = [0, 1, 2].map((transactionIndex) =>
    encodeReceipt({
      type: transactionIndex === 0 ? "0x0" : "0x2",
      status: "0x1",
      cumulativeGasUsed: toBeHex(60_000 * (transactionIndex + 1)),
      logsBloom: `0x${"00".repeat(256)}`,
      transactionIndex: toBeHex(transactionIndex),
      transactionHash: id(String(transactionIndex)),
      logs:
        transactionIndex === 1
          ? [
              {
                address: BILLING,
                topics: [
                  event.topicHash as Hex,
                  toBeHex(bill.roll, 32) as Hex,
                  toBeHex(prepared.index, 32) as Hex,
                  toBeHex(payer, 32) as Hex,
                ],
                data: AbiCoder.defaultAbiCoder().encode(["uint256"], [100_000_000n]) as Hex,
              },
            ]
          : [],
    }),
  );
  const trie = trieOf(receipts.map((receipt, i) => [transactionKey(i), receipt]));
  const zero = `0x${"00".repeat(32)}`;
  const header = encodeRlp([
    zero,
    zero,
    ZeroAddress,
    zero,
    zero,
    trie.root,
    `0x${"00".repeat(256)}`,
    "0x",
    "0x0f4240",
    "0x01c9c380",
    "0x02bf20",
    toBeHex(1_895_000_000),
    "0x",
    zero,
    "0x0000000000000000",
    "0x07",
    zero,
    "0x",
    "0x",
    zero,
    zero,
  ]) as Hex;
  return {
    receipt: {
      bill,
      proof,
      opening: {
        account: prepared.account,
        document: saltedHash(prepared.document, prepared.documentSalt),
        salt: prepared.salt,
      },
      payment: { header, transactionIndex: 1, receipt: receipts[1], nodes: trie.proofOf(transactionKey(1)) },
    },
    anchors: { billing: BILLING, root, blockHash: keccak256(header) },
  };
}
