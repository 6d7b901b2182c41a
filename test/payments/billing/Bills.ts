import { expect } from "chai";

import { AMOUNT, type BillingCity, LATE, openRoll } from "../../support/billing.js";
import { networkHelpers } from "../../support/network.js";
import { as, DAY, receiptOf, tokens } from "../../support/payments.js";

const { time } = networkHelpers;

/** Least gas that it costs to open a ledger for a bill. */
const LEDGER = 1_500n;

describe("Bills: a plain bill", () => {
  /** An open roll in which one bill is paid, so that every word that a payment writes is there. */
  async function usedRoll(): Promise<BillingCity & { lastInTime: bigint }> {
    const city = await openRoll();
    const { billing, citizen, dueAt, tree } = city;
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    return { ...city, lastInTime: dueAt + LATE.graceDays * DAY };
  }

  const gasOf = async (act: Parameters<typeof receiptOf>[0]): Promise<bigint> =>
    (await receiptOf(act)).gasUsed;

  it("is one that is not late: to the second", async () => {
    const { billing, citizen, tree, lastInTime } = await networkHelpers.loadFixture(usedRoll);
    await time.setNextBlockTimestamp(lastInTime + 1n);
    await expect(as(billing, citizen).pay(tree.bills[1], AMOUNT, tree.proof(1)))
      .to.be.revertedWithCustomError(billing, "DueAboveMaximum")
      .withArgs(tokens(102), AMOUNT);
  });

  it("is paid without the ledgers, until the last second in time", async () => {
    const { billing, citizen, tree, lastInTime } = await networkHelpers.loadFixture(usedRoll);
    const early = await gasOf(as(billing, citizen).pay(tree.bills[1], AMOUNT, tree.proof(1)));
    const withLedgers = await gasOf(as(billing, citizen).payPart(tree.bills[2], AMOUNT, tree.proof(2)));
    await time.setNextBlockTimestamp(lastInTime);
    const late = await gasOf(as(billing, citizen).pay(tree.bills[3], AMOUNT, tree.proof(3)));
    expect(withLedgers - early > LEDGER, `${withLedgers} with, ${early} without`).to.equal(true);
    expect(withLedgers - late > LEDGER, `${withLedgers} with, ${late} in the last second`).to.equal(true);
  });
});
