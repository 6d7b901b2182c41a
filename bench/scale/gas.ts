import assert from "node:assert/strict";

import type { ContractTransactionResponse } from "ethers";

import type { ScaleCity } from "./city.js";
import type { RollOnPaper } from "./rollChild.js";

/** What a roll of some size costs on the chain. */
export interface RollGas {
  readonly post: number;
  /** A bill, its proof up to the root; the status word is in use. */
  readonly pay: number;
  /** The same with 1,024 nodes planted; where the tree is deeper than 10 levels. */
  readonly payInForest?: number;
}

const gasOf = async (transaction: Promise<ContractTransactionResponse>): Promise<number> => {
  const receipt = await (await transaction).wait();
  assert(receipt !== null, "the transaction was not mined");
  return Number(receipt.gasUsed);
};

/** Posts a roll, opens it, and pays three of its bills. */
export async function measureRollGas(city: ScaleCity, paper: RollOnPaper): Promise<RollGas> {
  const { billing, office, payer, chain } = city;
  const roll = BigInt(paper.roll);
  const { root, count, total, datasetHash } = paper;
  const post = await gasOf(billing.connect(office).postRoll(roll, root, count, total, datasetHash));
  assert.equal(await billing.rootOf(roll), root);
  await chain.networkHelpers.time.increaseTo((roll >> 56n) & 0xff_ffff_ffffn);

  const billAt = (place: number) => {
    const { terms, commit, proof } = paper.bills[place];
    return { bill: { roll, terms, commit }, proof: [...proof] };
  };
  const pay = async (place: number, cut = 0): Promise<number> => {
    const { bill, proof } = billAt(place);
    const amount = BigInt(bill.terms) & ((1n << 60n) - 1n);
    const before = await city.token.balanceOf(city.payee);
    const sent = billing.connect(payer).pay(bill, amount, proof.slice(0, proof.length - cut));
    const gas = await gasOf(sent);
    assert.equal(await city.token.balanceOf(city.payee), before + amount);
    assert(await billing.isSettled(roll, place));
    return gas;
  };
  await pay(0);
  const steady = await pay(1);
  if (paper.nodes.length === 0) return { post, pay: steady };
  await gasOf(billing.connect(payer).plant(roll, [...paper.nodes]));
  await gasOf(billing.connect(payer).plant(roll, [...paper.below]));
  return { post, pay: steady, payInForest: await pay(2, 10) };
}
