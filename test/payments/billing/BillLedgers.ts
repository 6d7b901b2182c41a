import { expect } from "chai";
import { MaxUint256, ZeroHash } from "ethers";

import {
  AMOUNT,
  DATASET,
  deployBilling,
  LONGEST_DEFERRAL,
  openRoll,
  packRoll,
  selectorOf,
  type Tree,
} from "../../support/billing.js";
import { networkHelpers } from "../../support/network.js";
import { as, DAY, nextTime, tokens } from "../../support/payments.js";

const { time } = networkHelpers;

/** What an agent asks for a bill of the tree. */
const collection = (tree: Tree, index: number, payer: string, maxAmount = AMOUNT, sequence = 0n) => ({
  payer,
  terms: tree.bills[index].terms,
  maxAmount,
  sequence,
});

describe("BillLedgers", () => {
  it("a collection that is skipped counts as nothing, whatever stands against it", async () => {
    const { billing, citizen, stranger, desk_, roll, tree } = await networkHelpers.loadFixture(openRoll);
    for (const index of [0, 1, 2, 3])
      await as(billing, citizen).payPart(tree.bills[index], tokens(30), tree.proof(index));
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    const problems = [
      [collection(tree, 0, citizen.address), "BillStatusWrong"],
      [collection(tree, 1, citizen.address, AMOUNT, 1n), "SequenceWrong"],
      [collection(tree, 2, citizen.address, tokens(70) - 1n), "DueAboveMaximum"],
      [collection(tree, 3, stranger.address), "PaymentFailed"],
    ] as const;
    const list = problems.map(([item]) => item);
    expect(await as(billing, desk_).collect.staticCall(roll, list)).to.deep.equal([0n, 0n, 0n, 0n]);
    const act = as(billing, desk_).collect(roll, list);
    for (const [index, [{ payer }, problem]] of problems.entries()) {
      await expect(act)
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, BigInt(index), payer, selectorOf(billing, problem));
    }
  });

  it("a collection of a bill that has moved to the successor counts as nothing", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, token, officers, deployer, council, citizen, desk_, roll, tree } = city;
    const next = await deployBilling(deployer, officers, token, billing);
    await as(token, citizen).approve(next, MaxUint256);
    await as(billing, citizen).payPart(tree.bills[0], tokens(30), tree.proof(0));
    await as(billing, council).retire(next);
    await as(next, citizen).pay(tree.bills[1], AMOUNT, tree.proof(1));
    const list = [collection(tree, 0, citizen.address)];
    expect(await as(billing, desk_).collect.staticCall(roll, list)).to.deep.equal([0n]);
    await expect(as(billing, desk_).collect(roll, list))
      .to.emit(billing, "PaymentSkipped")
      .withArgs(roll, 0n, citizen.address, selectorOf(billing, "RecordAlreadyMoved"));
  });

  it("a bill that was held and released is not deferred into the past", async () => {
    const { billing, desk_, tree } = await networkHelpers.loadFixture(openRoll);
    await as(billing, desk_).hold(tree.bills[0], tree.proof(0));
    await as(billing, desk_).release(tree.bills[0].roll, 0n);
    const now = await nextTime();
    await expect(as(billing, desk_).defer(tree.bills[0], tree.proof(0), now))
      .to.be.revertedWithCustomError(billing, "DeferralInvalid")
      .withArgs(now, now + 1n, now + LONGEST_DEFERRAL);
  });

  it("a bill that is owed again names no place in the roll that is gone", async () => {
    const { billing, clerk, payee, dueAt, roll, tree } = await networkHelpers.loadFixture(openRoll);
    await time.increaseTo(dueAt + 60n * DAY);
    const opensAt = BigInt(await time.latest()) + 5n * DAY;
    const later = packRoll({ payee: payee.address, opensAt, serial: 2n });
    await as(billing, clerk).carry([{ bill: tree.bills[0], proof: tree.proof(0), toIndex: 3n }], later);
    await as(billing, clerk).postRoll(later, tree.root, 16n, 1n, DATASET);
    await as(billing, clerk).voidRoll(later, ZeroHash);
    await billing.reinstate(roll, 0n);
    const { isCarried, toIndex, toRoll } = await billing.ledgerOf(roll, 0n);
    expect([isCarried, toIndex, toRoll]).to.deep.equal([false, 0n, 0n]);
  });

  it("a bill that is settled by one payment in time does without a ledger, even if it was paid as a part", async () => {
    const { billing, citizen, roll, tree } = await networkHelpers.loadFixture(openRoll);
    await as(billing, citizen).payPart(tree.bills[0], AMOUNT, tree.proof(0));
    expect(await billing.isSettled(roll, 0n)).to.equal(true);
    expect(await billing.ledgerWordsOf(roll, 0n)).to.deep.equal([0n, [0n, 0n, 0n, 0n], 0n]);
  });
});
