import assert from "node:assert/strict";

import type { Wallet } from "ethers";

import { relayPayments } from "../../scripts/billing/relay.js";
import {
  datasetHash,
  datasetOf,
  payBillTypedData,
  type PaymentFile,
  paymentFileText,
  prepareRoll,
  readDomain,
  readPaymentFile,
  readTerms,
  type Roll,
  surveyRoll,
} from "../../sdk/index.js";
import { openAccounts, type ScaleCity } from "./city.js";

/** What it costs to hand in signed payments. */
export interface RelayFigures {
  readonly payments: number;
  readonly payers: number;
  readonly transactions: number;
  readonly totalGas: number;
  readonly gasEach: number;
  /** The largest transaction. */
  readonly largestGas: number;
  /** Its share of the 16,777,216 gas that a transaction may have. */
  readonly largestShareOfCap: number;
}

/** EIP-7825. */
const TRANSACTION_CAP = 2 ** 24;

const SECRET = `0x${"5c".repeat(32)}`;

/** Bills some payers, lets them sign, and hands the payments in with the office's command, which simulates each. */
export async function measureRelay(city: ScaleCity, payments: number, serial: number): Promise<RelayFigures> {
  const { chain, billing, office, payee, relayer, token } = city;
  const { provider } = chain.ethers;
  const payers = await openAccounts(city, Math.min(payments, 500));
  const opensAt = BigInt((await chain.networkHelpers.time.latest()) + 2 * 86_400);
  const { roll, payerOf } = await rollFor(payments, payers, { payee, opensAt, serial });
  const hash = await datasetHash(datasetOf(roll));
  await (await billing.connect(office).postRoll(roll.id, roll.root, roll.count, roll.total, hash)).wait();
  await chain.networkHelpers.time.increaseTo(opensAt);

  const domain = await readDomain((call) => provider.call(call), await billing.getAddress());
  const deadline = opensAt + 30n * 86_400n;
  const files = new Map<string, PaymentFile>();
  for (let index = 0; index < payments; ++index) {
    const { bill, proof } = roll.bill(index);
    const payer = payerOf[index];
    const amount = readTerms(bill.terms).amount;
    const typed = payBillTypedData(domain, bill, { payer: payer.address, maxAmount: amount, deadline });
    const signature = await payer.signTypedData(typed.domain, typed.types, typed.message);
    files.set(String(index), readPaymentFile(paymentFileText(typed, { bill, proof }, signature)));
  }
  const before = await token.balanceOf(payee);
  const first = await provider.getBlockNumber();
  const results = await relayPayments(relayer, await billing.getAddress(), files);
  assert.equal(results.filter(({ outcome }) => outcome === "paid").length, payments);
  assert.equal(await token.balanceOf(payee), before + roll.total);

  const gas: number[] = [];
  for (let block = first + 1; block <= (await provider.getBlockNumber()); ++block) {
    const mined = await provider.getBlock(block);
    gas.push(Number(mined?.gasUsed ?? 0));
  }
  const totalGas = gas.reduce((sum, each) => sum + each, 0);
  const largestGas = Math.max(...gas);
  return {
    payments,
    payers: payers.length,
    transactions: gas.length,
    totalGas,
    gasEach: Math.round(totalGas / payments),
    largestGas,
    largestShareOfCap: largestGas / TRANSACTION_CAP,
  };
}

/** A roll in which the payers take turns, by index: in a batch none pays twice. */
async function rollFor(
  bills: number,
  payers: readonly Wallet[],
  { payee, opensAt, serial }: { payee: string; opensAt: bigint; serial: number },
): Promise<{ roll: Roll; payerOf: Wallet[] }> {
  const file = `document,account,amount,due\n${Array.from({ length: bills }, (_, i) => `R-${i},,10.25,2090-03-31`).join("\n")}\n`;
  const survey = await surveyRoll([file]);
  const plan = { payee, opensAt, generation: 0, serial: BigInt(serial), secret: SECRET };
  const roll = await prepareRoll([file], survey, plan);
  return { roll, payerOf: Array.from({ length: bills }, (_, index) => payers[index % payers.length]) };
}
