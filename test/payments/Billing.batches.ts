import { expect } from "chai";
import { type ContractTransactionResponse, MaxUint256, type Wallet, ZeroAddress } from "ethers";

import type { IBills } from "../../typechain-types/index.js";
import {
  AMOUNT,
  DATASET,
  leafOf,
  packOrder,
  packRoll,
  packTerms,
  type Signing,
  signBilling,
  orderMessage,
  soon,
  treeOf,
  trustedPayment,
} from "../support/billing.js";
import { DEEP_LEVELS, deepRoll } from "../support/deepRoll.js";
import { batchOf, type Desks, desks, mandateOf, type Tree } from "../support/desks.js";
import { gasCounts } from "../support/gas.js";
import { networkHelpers } from "../support/network.js";
import { as, DAY, keyOf, receiptOf } from "../support/payments.js";

const { time } = networkHelpers;

const GAS_OF_A_BATCH = 15_000_000n;
/** Bills in a word of statuses: indices as far apart have words of their own. */
const WORD = 127;
/** Whoever pays by signature or mandate: each pays one bill. */
const PAYERS = 300;

/** The largest batch of each function, as its documentation says. */
const LARGEST = {
  issue: 500,
  plant: 512,
  carry: 125,
  payMany: 300,
  payStatement: 256,
  payBySignature: 230,
  payTrusted: 300,
  collect: 300,
} as const;

interface City extends Desks {
  /** A roll with proofs as long as in one of 100,000 bills, each bill with a word of statuses for itself. */
  deep: Tree;
  deepRollId: bigint;
  payers: Wallet[];
}

/** What the next block needs is on chain: payers with money and allowance, whose bills nobody has paid. */
async function crowd(): Promise<City> {
  const city = await desks();
  const { billing, token, agent, clerk, head, budget, payee, citizen } = city;
  const opensAt = BigInt(await time.latest()) + 2n * DAY;
  const deepRollId = packRoll({ payee: payee.address, opensAt, levels: DEEP_LEVELS, serial: 77n });
  const deep = deepRoll(citizen, deepRollId, opensAt + 60n * DAY, 512, WORD);
  await as(billing, clerk).postRoll(deepRollId, deep.root, 512n, 512n * AMOUNT, DATASET);
  await as(billing, head).setCreditAccount(deepRollId, budget);
  const payers = Array.from({ length: PAYERS }, (_, i) => keyOf(`payer ${i}`));
  for (const payer of payers) {
    await networkHelpers.setBalance(payer.address, 10n ** 18n);
    await as(token, agent).mint(payer, 2n * AMOUNT);
    await as(token, payer).approve(billing, MaxUint256);
  }
  await as(token, agent).mint(citizen, 512n * AMOUNT);
  await time.increaseTo(opensAt);
  return { ...city, deep, deepRollId, payers };
}

describe("Billing: the largest batches stay under 15 million gas", function () {
  let city: City;

  before(function () {
    // On instrumented or mutated code gas means nothing.
    if (!gasCounts()) this.skip();
  });

  beforeEach(async function () {
    city = await networkHelpers.loadFixture(crowd);
  });

  /** Expects that a batch fits, and that each of its items worked. */
  async function fits(name: keyof typeof LARGEST, act: Promise<ContractTransactionResponse>, event: string) {
    const receipt = await receiptOf(act);
    const topic = city.billing.interface.getEvent(event as "BillPaid").topicHash;
    expect(receipt.logs.filter(({ topics }) => topics[0] === topic)).to.have.length(
      ["plant"].includes(name) ? 1 : LARGEST[name],
    );
    expect(receipt.gasUsed, name).to.be.lessThan(GAS_OF_A_BATCH);
  }

  /** Bills of the deep roll with their proofs. */
  const proven = (count: number): { bill: IBills.BillStruct; proof: string[] }[] =>
    city.deep.bills.slice(0, count).map((bill, i) => ({ bill, proof: city.deep.proofs[i] }));
  const signedBy = async (payer: Signing, bill: IBills.BillStruct, order: bigint): Promise<string> => {
    const { form, message } = orderMessage(payer.address, bill, order);
    return signBilling(city.billing, payer, form, message);
  };

  it("issue", async function () {
    const { billing, clerk, payee } = city;
    const opensAt = BigInt(await time.latest()) + 2n * DAY;
    const series = packRoll({ payee: payee.address, opensAt, levels: 0, serial: 78n });
    await as(billing, clerk).postSeries(series);
    await time.increaseTo(opensAt);
    const leaves = city.deep.bills.slice(0, LARGEST.issue).map(leafOf);
    await fits("issue", as(billing, clerk).issue(series, leaves), "BillIssued");
  });

  it("plant", async function () {
    const { billing, clerk, payee } = city;
    const opensAt = BigInt(await time.latest()) + 2n * DAY;
    const roll = packRoll({ payee: payee.address, opensAt, levels: 9, serial: 79n });
    const tree = treeOf(city.deep.bills, 9);
    await as(billing, clerk).postRoll(roll, tree.root, 512n, 1n, DATASET);
    await time.increaseTo(opensAt);
    await fits("plant", billing.plant(roll, tree.rows[0]), "NodesPlanted");
    expect(await billing.isPlanted(roll, tree.rows[0][LARGEST.plant - 1])).to.equal(true);
  });

  it("carry", async function () {
    const { billing, clerk, payee } = city;
    const opensAt = BigInt(await time.latest()) + 100n * DAY;
    const next = packRoll({ payee: payee.address, opensAt, levels: DEEP_LEVELS, serial: 80n });
    const arrears = proven(LARGEST.carry).map((bill, i) => ({ ...bill, toIndex: i }));
    await fits("carry", as(billing, clerk).carry(arrears, next), "ArrearCarried");
  });

  it("payMany", async function () {
    const { billing, citizen } = city;
    await fits("payMany", as(billing, citizen).payMany(proven(LARGEST.payMany), MaxUint256), "BillPaid");
  });

  it("payStatement", async function () {
    const { billing, citizen, deep, deepRollId } = city;
    const bills = deep.bills.slice(0, LARGEST.payStatement);
    const statement = { roll: deepRollId, terms: bills.map(({ terms }) => terms), commit: bills[0].commit };
    const proof = deep.proofs[0].slice(Math.log2(LARGEST.payStatement));
    await fits("payStatement", as(billing, citizen).payStatement(statement, MaxUint256, proof), "BillPaid");
  });

  it("payBySignature", async function () {
    const { billing, deep, deepRollId, payers, relayer } = city;
    const order = packOrder({ amount: AMOUNT, deadline: await soon() });
    const payments = await Promise.all(
      deep.bills.slice(0, LARGEST.payBySignature).map(async (bill, i) => ({
        payer: payers[i].address,
        terms: bill.terms,
        commit: bill.commit,
        order,
        signature: await signedBy(payers[i], bill, order),
        proof: deep.proofs[i],
      })),
    );
    await fits("payBySignature", as(billing, relayer).payBySignature(deepRollId, payments), "BillPaid");
  });

  it("payTrusted", async function () {
    const { billing, head, deep, deepRollId, payers, relayer } = city;
    await as(billing, head).setCollector(relayer, true);
    const order = packOrder({ amount: AMOUNT, deadline: await soon() });
    const bills = deep.bills.slice(0, LARGEST.payTrusted);
    const payments = await Promise.all(
      bills.map((bill, i) => trustedPayment(billing, payers[i], bill, order)),
    );
    await fits("payTrusted", as(billing, relayer).payTrusted(deepRollId, payments), "BillPaid");
  });

  it("collect, through Mandates", async function () {
    const { mandates, deepRollId, payers, collector, opensAt } = city;
    const debits = payers.slice(0, LARGEST.collect).map((payer, i) => ({
      payer: payer.address,
      maxAmount: AMOUNT,
      terms: packTerms({ amount: AMOUNT, index: i * WORD, dueAt: opensAt + 90n * DAY }),
    }));
    for (const payer of payers.slice(0, LARGEST.collect)) {
      await as(mandates, payer).give(await mandateOf(city, { payer: payer.address, collector: ZeroAddress }));
    }
    const batch = batchOf({ roll: deepRollId });
    await fits("collect", as(mandates, collector).collect(batch, debits), "BillPaid");
  });
});
