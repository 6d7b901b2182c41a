import { expect } from "chai";
import { id, MaxUint256, ZeroAddress, ZeroHash, type BaseContract } from "ethers";

import type { TypedContractMethod } from "../../typechain-types/common.js";
import {
  AMOUNT,
  type BillingCity,
  billsOf,
  COLLECT,
  CREDIT,
  DATASET,
  DEFER,
  HOLD,
  LATE,
  leafOf,
  LONGEST_DEFERRAL,
  openRoll,
  OPENING_NOTICE,
  owedNow,
  packRoll,
  postOpen,
  REFUND,
  REASON,
  REOPENING_GRACE,
  selectorOf,
  STATUS,
  type Terms,
  treeOf,
} from "../support/billing.js";
import { deployDouble } from "../support/doubles.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, DAY, nextTime, tokens } from "../support/payments.js";

const { time } = networkHelpers;

type CreditAccount = BaseContract & {
  setPayout: TypedContractMethod<[payout: number], [void], "nonpayable">;
};
const PAYOUT = { pay: 0, payLess: 1, payMore: 2, answerGarbage: 3, refuse: 4 } as const;

/** When a bill of the fixtures becomes late: after this second. */
const lateAfter = ({ dueAt }: Pick<BillingCity, "dueAt">): bigint => dueAt + LATE.graceDays * DAY;

describe("Billing: late fees", () => {
  it("attack: BILL-8: a late fee at due - 1, due, the end of the grace days, a second and a day after, and 12 seconds moved", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, dueAt, tree } = city;
    const end = lateAfter(city);
    const at = async (moment: bigint) => (await billing.owedOf(tree.bills[0], moment)).due;
    for (const moment of [dueAt - 1n, dueAt, dueAt + 1n, end - 12n, end - 1n, end]) {
      expect(await at(moment), `at ${moment}`).to.equal(AMOUNT);
    }
    for (const [moment, due] of [
      [end + 1n, tokens(102)],
      [end + 12n, tokens(102)],
      [end + DAY - 1n, tokens(102)],
      [end + DAY, tokens(102.05)],
      [end + DAY + 12n, tokens(102.05)],
      [end + 2n * DAY - 1n, tokens(102.05)],
      [end + 2n * DAY, tokens(102.1)],
      [end + 160n * DAY - 1n, tokens(109.95)],
      [end + 160n * DAY, tokens(110)],
      [end + 161n * DAY, tokens(110)],
      [end + 9_000n * DAY, tokens(110)],
    ] as const) {
      expect(await at(moment), `at ${moment}`).to.equal(due);
    }
  });

  it("what is owed is what is paid, in the second it is paid", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, token, citizen, roll, tree } = city;
    const end = lateAfter(city);
    await time.setNextBlockTimestamp(end);
    await expect(as(billing, citizen).pay(tree.bills[0], MaxUint256, tree.proof(0))).to.changeTokenBalances(
      ethers,
      token,
      [citizen],
      [-AMOUNT],
    );
    expect((await billing.ledgerOf(roll, 0n)).paid).to.equal(0n);
    await time.setNextBlockTimestamp(end + 1n);
    await expect(as(billing, citizen).pay(tree.bills[1], MaxUint256, tree.proof(1))).to.changeTokenBalances(
      ethers,
      token,
      [citizen],
      [-tokens(102)],
    );
    const late = await billing.ledgerOf(roll, 1n);
    expect([late.paid, late.accruedFee, late.lateDays, late.isSurcharged]).to.deep.equal([
      tokens(102),
      tokens(2),
      0n,
      true,
    ]);
    await time.setNextBlockTimestamp(end + DAY);
    await expect(as(billing, citizen).pay(tree.bills[2], MaxUint256, tree.proof(2))).to.changeTokenBalances(
      ethers,
      token,
      [citizen],
      [-tokens(102.05)],
    );
    expect((await billing.ledgerOf(roll, 2n)).lateDays).to.equal(1n);
  });

  it("no fee grows before the roll opens, whatever its bills say is due", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing } = city;
    const { tree, opensAt } = await postOpen(city, 3n, (roll) => billsOf(roll, 16, 1n));
    const end = opensAt + LATE.graceDays * DAY;
    expect((await billing.owedOf(tree.bills[0], end)).due).to.equal(AMOUNT);
    expect((await billing.owedOf(tree.bills[0], end + 1n)).due).to.equal(tokens(102));
  });

  /** What a bill with other late terms owes some time after its grace days. */
  async function owedWith(city: BillingCity, changes: Partial<Terms>, after: bigint): Promise<bigint> {
    const serial = BigInt(await time.latest());
    const { tree, opensAt } = await postOpen(city, serial, (roll, opens) =>
      billsOf(roll, 16, opens, { graceDays: 0n, percentBps: 0n, dailyPpm: 0n, ...changes }),
    );
    return (await city.billing.owedOf(tree.bills[0], opensAt + after)).due;
  }

  it("flat, per cent and daily rate add up, within a cap that is at most the amount", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const day = DAY;
    for (const [changes, after, fee] of [
      [{ capBps: 0n, flatFee: tokens(5) }, 1n, 0n],
      [{ capBps: 10_000n, flatFee: tokens(5) }, 1n, tokens(5)],
      [{ capBps: 10_000n, flatFee: tokens(5) }, 0n, 0n],
      [{ capBps: 10_000n, flatFee: tokens(5), percentBps: 100n, dailyPpm: 1_000n }, 3n * day, tokens(6.3)],
      [{ capBps: 400n, flatFee: tokens(5) }, 1n, tokens(4)],
      [{ capBps: 65_535n, flatFee: tokens(500) }, 1n, tokens(100)],
      [{ capBps: 10_001n, percentBps: 65_535n }, 1n, tokens(100)],
    ] as const) {
      expect(await owedWith(city, changes, after), JSON.stringify(after.toString())).to.equal(AMOUNT + fee);
    }
  });

  it("rounds down, in the citizen's favour", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    expect(await owedWith(city, { amount: 9_999n, percentBps: 1n, capBps: 10_000n }, 1n)).to.equal(9_999n);
    expect(await owedWith(city, { amount: 10_000n, percentBps: 1n, capBps: 10_000n }, 1n)).to.equal(10_001n);
    expect(await owedWith(city, { amount: 999_999n, dailyPpm: 1n, capBps: 10_000n }, DAY)).to.equal(999_999n);
    expect(await owedWith(city, { amount: 1_000_000n, dailyPpm: 1n, capBps: 10_000n }, DAY)).to.equal(
      1_000_001n,
    );
    expect(await owedWith(city, { amount: 19_999n, percentBps: 9_999n, capBps: 1n }, 1n)).to.equal(20_000n);
  });

  it("on the bill, a part paid late changes nothing of what accrues", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, citizen, tree } = city;
    const end = lateAfter(city);
    await time.setNextBlockTimestamp(end + 2n * DAY);
    await as(billing, citizen).payPart(tree.bills[0], tokens(52.1), tree.proof(0));
    const later = await billing.owedOf(tree.bills[0], end + 10n * DAY);
    expect([later.due, later.fee, later.settled]).to.deep.equal([tokens(50.4), tokens(2.5), tokens(52.1)]);
  });

  it("on the balance, payments count against fees first, and then lower what accrues", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, citizen } = city;
    const { tree, opensAt, roll } = await postOpen(city, 3n, (id_, opens) =>
      billsOf(id_, 16, opens, { graceDays: 0n, isOnBalance: true, capBps: 10_000n }),
    );
    await time.setNextBlockTimestamp(opensAt + 2n * DAY);
    // 2 % of 100 and two days' 0.05 %: 102.1; after the part 50 are left.
    await as(billing, citizen).payPart(tree.bills[0], tokens(52.1), tree.proof(0));
    expect((await billing.ledgerOf(roll, 0n)).accruedFee).to.equal(tokens(2.1));
    const later = await billing.owedOf(tree.bills[0], opensAt + 12n * DAY);
    expect(later.due).to.equal(tokens(50.25));
    await time.setNextBlockTimestamp(opensAt + 2n * DAY + 60n);
    await as(billing, citizen).payPart(tree.bills[1], tokens(1), tree.proof(1));
    // 1 of 2.1 fees is paid: the base is the whole amount still.
    expect((await billing.owedOf(tree.bills[1], opensAt + 12n * DAY)).due).to.equal(tokens(101.6));
  });

  it("a part paid in time keeps the rest late on the amount, or on the balance, as the terms say", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, citizen } = city;
    const { tree, opensAt } = await postOpen(city, 3n, (id_, opens) =>
      billsOf(id_, 16, opens + DAY, { graceDays: 0n, capBps: 10_000n }).map((bill, i) =>
        i % 2 === 0 ? bill : { ...bill, terms: BigInt(bill.terms) | (1n << 228n) },
      ),
    );
    for (const index of [0, 1]) {
      await as(billing, citizen).payPart(tree.bills[index], tokens(50), tree.proof(index));
    }
    const late = opensAt + DAY + 1n;
    expect((await billing.owedOf(tree.bills[0], late)).due).to.equal(tokens(52));
    expect((await billing.owedOf(tree.bills[1], late)).due).to.equal(tokens(51));
  });
});

describe("Billing: holds", () => {
  it("a held bill is paid by nobody and grows no fee; what it grew stays", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, roll, tree } = city;
    const end = lateAfter(city);
    await time.setNextBlockTimestamp(end + DAY);
    await expect(as(billing, desk_).hold(tree.bills[0], tree.proof(0)))
      .to.emit(billing, "BillHeld")
      .withArgs(roll, 0n);
    expect(await billing.statusOf(roll, 0n)).to.equal(STATUS.held);
    expect((await billing.ledgerOf(roll, 0n)).heldSince).to.equal(end + DAY);
    expect((await billing.owedOf(tree.bills[0], end + 50n * DAY)).due).to.equal(tokens(102.05));
    for (const act of [
      () => as(billing, citizen).pay(tree.bills[0], MaxUint256, tree.proof(0)),
      () => as(billing, citizen).payPart(tree.bills[0], tokens(5), tree.proof(0)),
      () => as(billing, desk_).hold(tree.bills[0], tree.proof(0)),
      () => as(billing, desk_).defer(tree.bills[0], tree.proof(0), end + 90n * DAY),
      () => as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, 1n, true, REASON),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(billing, "BillStatusWrong")
        .withArgs(roll, 0n, STATUS.held);
    }
  });

  it("a release lets the clock go on where it stood, with the next sequence", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, roll, tree } = city;
    const end = lateAfter(city);
    await time.setNextBlockTimestamp(end + DAY + 100n);
    await as(billing, desk_).hold(tree.bills[0], tree.proof(0));
    await time.setNextBlockTimestamp(end + 11n * DAY + 150n);
    await expect(as(billing, desk_).release(roll, 0n))
      .to.emit(billing, "BillReleased")
      .withArgs(roll, 0n, 1n);
    const ledger = await billing.ledgerOf(roll, 0n);
    const pause = 10n * DAY + 50n;
    expect([ledger.heldSince, ledger.pausedSeconds, ledger.sequence]).to.deep.equal([0n, pause, 1n]);
    expect(await billing.statusOf(roll, 0n)).to.equal(STATUS.inLedger);
    const at = async (moment: bigint) => (await billing.owedOf(tree.bills[0], moment)).due;
    expect(await at(end + pause + 2n * DAY - 1n)).to.equal(tokens(102.05));
    expect(await at(end + pause + 2n * DAY)).to.equal(tokens(102.1));
    await as(billing, citizen).pay(tree.bills[0], tokens(102.05), tree.proof(0));
  });

  it("a bill held before it is due has as much time left after the release", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, dueAt, roll, tree } = city;
    await time.setNextBlockTimestamp(dueAt - 5n * DAY);
    await as(billing, desk_).hold(tree.bills[0], tree.proof(0));
    await time.setNextBlockTimestamp(dueAt + 20n * DAY);
    await as(billing, desk_).release(roll, 0n);
    const end = lateAfter(city) + 25n * DAY;
    expect((await billing.owedOf(tree.bills[0], end)).due).to.equal(AMOUNT);
    expect((await billing.owedOf(tree.bills[0], end + 1n)).due).to.equal(tokens(102));
  });

  it("several holds add up, a deferral moves with them", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, dueAt, roll, tree } = city;
    const until = dueAt + 60n * DAY;
    await as(billing, desk_).defer(tree.bills[0], tree.proof(0), until);
    for (const start of [dueAt, dueAt + 10n * DAY]) {
      await time.setNextBlockTimestamp(start);
      await as(billing, desk_).hold(tree.bills[0], tree.proof(0));
      await time.setNextBlockTimestamp(start + 4n * DAY);
      await as(billing, desk_).release(roll, 0n);
    }
    const ledger = await billing.ledgerOf(roll, 0n);
    expect([ledger.pausedSeconds, ledger.deferredUntil, ledger.sequence]).to.deep.equal([
      8n * DAY,
      until + 8n * DAY,
      2n,
    ]);
    expect((await billing.owedOf(tree.bills[0], until + 8n * DAY)).due).to.equal(AMOUNT);
    expect((await billing.owedOf(tree.bills[0], until + 8n * DAY + 1n)).due).to.equal(tokens(102));
  });

  it("only a held bill is released, and neither a settled nor an unknown one held", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, roll, tree } = city;
    await expect(as(billing, desk_).release(roll, 0n))
      .to.be.revertedWithCustomError(billing, "BillStatusWrong")
      .withArgs(roll, 0n, STATUS.open);
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    await expect(as(billing, desk_).hold(tree.bills[0], tree.proof(0)))
      .to.be.revertedWithCustomError(billing, "BillStatusWrong")
      .withArgs(roll, 0n, STATUS.settled);
    await expect(as(billing, desk_).hold(tree.bills[1], tree.proof(2)))
      .to.be.revertedWithCustomError(billing, "BillUnknown")
      .withArgs(roll, leafOf(tree.bills[1]));
  });
});

describe("Billing: credits", () => {
  it("BILL-2: draw on the credit account, pay the payee, and lower what is owed", async () => {
    const { billing, token, desk_, citizen, payee, budget, roll, tree } =
      await networkHelpers.loadFixture(openRoll);
    const act = as(billing, desk_).credit(tree.bills[0], tree.proof(0), tokens(40), REASON);
    await expect(act).to.emit(billing, "BillCredited").withArgs(roll, 0n, tokens(40), tokens(60), REASON);
    await expect(act).to.changeTokenBalances(
      ethers,
      token,
      [budget, payee, billing],
      [-tokens(40), tokens(40), 0n],
    );
    expect(await billing.statusOf(roll, 0n)).to.equal(STATUS.inLedger);
    await expect(as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0)))
      .to.emit(billing, "BillPaid")
      .withArgs(roll, 0n, citizen.address, tokens(60));
    const ledger = await billing.ledgerOf(roll, 0n);
    expect([ledger.paid, ledger.credited]).to.deep.equal([tokens(60), tokens(40)]);
  });

  it("a whole credit settles the bill, held or not; a held one can be refunded nothing", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, roll, tree } = city;
    await as(billing, desk_).credit(tree.bills[0], tree.proof(0), AMOUNT, REASON);
    expect(await billing.isSettled(roll, 0n)).to.equal(true);
    await expect(as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, 1n, false, REASON))
      .to.be.revertedWithCustomError(billing, "RefundInvalid")
      .withArgs(1n, 0n);

    await as(billing, desk_).hold(tree.bills[1], tree.proof(1));
    await as(billing, desk_).credit(tree.bills[1], tree.proof(1), tokens(30), REASON);
    expect(await billing.statusOf(roll, 1n)).to.equal(STATUS.held);
    expect((await billing.ledgerOf(roll, 1n)).heldSince).to.not.equal(0n);
    await as(billing, desk_).credit(tree.bills[1], tree.proof(1), tokens(70), REASON);
    expect(await billing.statusOf(roll, 1n)).to.equal(STATUS.settled);
    expect((await billing.ledgerOf(roll, 1n)).heldSince).to.equal(0n);
  });

  it("BILL-1: never more than is owed, never nothing, never of a settled bill", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, roll, tree } = city;
    await as(billing, citizen).payPart(tree.bills[0], tokens(60), tree.proof(0));
    for (const amount of [0n, tokens(40) + 1n]) {
      await expect(as(billing, desk_).credit(tree.bills[0], tree.proof(0), amount, REASON))
        .to.be.revertedWithCustomError(billing, "CreditInvalid")
        .withArgs(amount, tokens(40));
    }
    await as(billing, desk_).credit(tree.bills[0], tree.proof(0), tokens(40), REASON);
    await expect(as(billing, desk_).credit(tree.bills[0], tree.proof(0), 1n, REASON))
      .to.be.revertedWithCustomError(billing, "BillStatusWrong")
      .withArgs(roll, 0n, STATUS.settled);
    await expect(as(billing, desk_).credit(tree.bills[1], tree.proof(2), 1n, REASON))
      .to.be.revertedWithCustomError(billing, "BillUnknown")
      .withArgs(roll, leafOf(tree.bills[1]));
  });

  it("credits late fees too, as they stood when the bill was held", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, tree } = city;
    await time.setNextBlockTimestamp(lateAfter(city) + 1n);
    await as(billing, desk_).hold(tree.bills[0], tree.proof(0));
    await time.increase(50n * DAY);
    await expect(as(billing, desk_).credit(tree.bills[0], tree.proof(0), tokens(102) + 1n, REASON))
      .to.be.revertedWithCustomError(billing, "CreditInvalid")
      .withArgs(tokens(102) + 1n, tokens(102));
    await as(billing, desk_).credit(tree.bills[0], tree.proof(0), tokens(2), REASON);
    expect((await owedNow(billing, tree.bills[0])).due).to.equal(AMOUNT);
  });

  it("need an account that the head has named and that pays", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, token, head, budget, desk_, roll, tree } = city;
    await as(billing, head).setCreditAccount(roll, ZeroAddress);
    await expect(as(billing, desk_).credit(tree.bills[0], tree.proof(0), 1n, REASON))
      .to.be.revertedWithCustomError(billing, "CreditAccountMissing")
      .withArgs(roll);
    await as(billing, head).setCreditAccount(roll, budget);
    await as(token, budget).approve(billing, 5n);
    await expect(as(billing, desk_).credit(tree.bills[0], tree.proof(0), 6n, REASON))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(await billing.getAddress(), 5n, 6n);
  });

  it("draw on a contract that knows what for, and check that it paid exactly", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, token, agent, head, payee, deployer, desk_, citizen, roll, tree } = city;
    const line = await deployDouble<CreditAccount>("CreditAccount__Double", deployer, [
      await token.getAddress(),
    ]);
    await as(token, agent).mint(line, tokens(1_000));
    await as(billing, head).setCreditAccount(roll, line);
    const act = as(billing, desk_).credit(tree.bills[0], tree.proof(0), tokens(5), REASON);
    await expect(act).to.emit(line, "Drawn").withArgs(payee.address, tokens(5), roll, 0n, REASON);
    await expect(act).to.changeTokenBalances(ethers, token, [line, payee], [-tokens(5), tokens(5)]);
    for (const payout of [PAYOUT.payLess, PAYOUT.payMore, PAYOUT.answerGarbage]) {
      await line.setPayout(payout);
      await expect(as(billing, desk_).credit(tree.bills[0], tree.proof(0), tokens(5), REASON))
        .to.be.revertedWithCustomError(billing, "CreditAccountFailed")
        .withArgs(await line.getAddress(), tokens(5));
    }
    await line.setPayout(PAYOUT.refuse);
    await expect(
      as(billing, desk_).credit(tree.bills[0], tree.proof(0), tokens(5), REASON),
    ).to.be.revertedWithCustomError(line, "DrawRefused");
    await line.setPayout(PAYOUT.pay);
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    await expect(
      as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, tokens(5), true, REASON),
    ).to.changeTokenBalances(ethers, token, [line, citizen], [-tokens(5), tokens(5)]);
    // A line that is its own payee moves nothing.
    await expect(
      as(billing, desk_).refund(tree.bills[0], tree.proof(0), line, tokens(5), true, REASON),
    ).to.changeTokenBalances(ethers, token, [line], [0n]);
  });
});

describe("Billing: deferrals", () => {
  it("no fee grows before their end; what has accrued stays, and days count anew", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, roll, tree } = city;
    const end = lateAfter(city);
    await time.setNextBlockTimestamp(end + 3n * DAY);
    const until = end + 40n * DAY;
    await expect(as(billing, desk_).defer(tree.bills[0], tree.proof(0), until))
      .to.emit(billing, "BillDeferred")
      .withArgs(roll, 0n, until);
    const at = async (moment: bigint) => (await billing.owedOf(tree.bills[0], moment)).due;
    expect(await at(until)).to.equal(tokens(102.15));
    expect(await at(until + DAY - 1n)).to.equal(tokens(102.15));
    expect(await at(until + DAY)).to.equal(tokens(102.2));
    expect((await billing.ledgerOf(roll, 0n)).lateDays).to.equal(0n);
    expect((await billing.ledgerOf(roll, 0n)).deferredUntil).to.equal(until);
  });

  it("of a bill that is not late, put the surcharge off as well", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, tree } = city;
    const until = lateAfter(city) + 40n * DAY;
    await as(billing, desk_).defer(tree.bills[0], tree.proof(0), until);
    expect((await billing.owedOf(tree.bills[0], until)).due).to.equal(AMOUNT);
    expect((await billing.owedOf(tree.bills[0], until + 1n)).due).to.equal(tokens(102));
    await time.increaseTo(until - 10n);
    await as(billing, citizen).payPart(tree.bills[0], tokens(50), tree.proof(0));
    await as(billing, citizen).pay(tree.bills[0], tokens(50), tree.proof(0));
  });

  it("end later than now and than before, within ten years", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, tree, roll } = city;
    const now = await nextTime();
    await expect(as(billing, desk_).defer(tree.bills[0], tree.proof(0), now))
      .to.be.revertedWithCustomError(billing, "DeferralInvalid")
      .withArgs(now, now + 1n, now + LONGEST_DEFERRAL);
    const next = await nextTime();
    await expect(as(billing, desk_).defer(tree.bills[0], tree.proof(0), next + LONGEST_DEFERRAL + 1n))
      .to.be.revertedWithCustomError(billing, "DeferralInvalid")
      .withArgs(next + LONGEST_DEFERRAL + 1n, next + 1n, next + LONGEST_DEFERRAL);
    const later = await nextTime();
    await as(billing, desk_).defer(tree.bills[0], tree.proof(0), later + LONGEST_DEFERRAL);
    const after = await nextTime();
    await expect(as(billing, desk_).defer(tree.bills[0], tree.proof(0), later + LONGEST_DEFERRAL - 1n))
      .to.be.revertedWithCustomError(billing, "DeferralInvalid")
      .withArgs(later + LONGEST_DEFERRAL - 1n, later + LONGEST_DEFERRAL, after + LONGEST_DEFERRAL);
    await as(billing, desk_).defer(tree.bills[0], tree.proof(0), later + LONGEST_DEFERRAL);
    const soonest = await nextTime();
    await as(billing, desk_).defer(tree.bills[1], tree.proof(1), soonest + 1n);
    await expect(as(billing, desk_).defer(tree.bills[1], tree.proof(2), soonest + DAY))
      .to.be.revertedWithCustomError(billing, "BillUnknown")
      .withArgs(roll, leafOf(tree.bills[1]));
  });
});

describe("Billing: refunds", () => {
  it("BILL-3: a settled bill is reopened into the ledger, owed again by the amount, without fee for a month", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, token, desk_, citizen, budget, roll, tree } = city;
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    await time.increaseTo(lateAfter(city) + 100n * DAY);
    const now = await nextTime();
    const act = as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, tokens(30), false, REASON);
    await expect(act)
      .to.emit(billing, "BillRefunded")
      .withArgs(roll, 0n, citizen.address, tokens(30), false, REASON);
    await expect(act).to.changeTokenBalances(ethers, token, [budget, citizen], [-tokens(30), tokens(30)]);
    expect(await billing.statusOf(roll, 0n)).to.equal(STATUS.inLedger);
    expect(await billing.isSettled(roll, 0n)).to.equal(false);
    const owed = await billing.owedOf(tree.bills[0], now + REOPENING_GRACE);
    expect([owed.due, owed.fee, owed.settled, owed.sequence]).to.deep.equal([tokens(30), 0n, tokens(70), 1n]);
    expect((await billing.owedOf(tree.bills[0], now + REOPENING_GRACE + 1n)).due).to.equal(tokens(32));
    await as(billing, citizen).pay(tree.bills[0], tokens(30), tree.proof(0));
    expect(await billing.isSettled(roll, 0n)).to.equal(true);
  });

  it("BILL-3: what is credited at once leaves the bill settled", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, roll, tree } = city;
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    await expect(as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, tokens(30), true, REASON))
      .to.emit(billing, "BillRefunded")
      .withArgs(roll, 0n, citizen.address, tokens(30), true, REASON);
    expect(await billing.isSettled(roll, 0n)).to.equal(true);
    const ledger = await billing.ledgerOf(roll, 0n);
    expect([ledger.paid, ledger.credited, ledger.sequence]).to.deep.equal([tokens(70), tokens(30), 1n]);
  });

  it("BILL-2: never above what was paid and not refunded, late fees included", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, tree } = city;
    const refund = (amount: bigint, isCredited: boolean, index = 0) =>
      as(billing, desk_).refund(tree.bills[index], tree.proof(index), citizen, amount, isCredited, REASON);
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    for (const amount of [0n, AMOUNT + 1n]) {
      await expect(refund(amount, true))
        .to.be.revertedWithCustomError(billing, "RefundInvalid")
        .withArgs(amount, AMOUNT);
    }
    await refund(tokens(60), true);
    await refund(tokens(30), false);
    await expect(refund(tokens(10) + 1n, false))
      .to.be.revertedWithCustomError(billing, "RefundInvalid")
      .withArgs(tokens(10) + 1n, tokens(10));
    await refund(tokens(10), false);
    expect((await owedNow(billing, tree.bills[0])).due).to.equal(tokens(40));

    await time.setNextBlockTimestamp(lateAfter(city) + 1n);
    await as(billing, citizen).pay(tree.bills[1], MaxUint256, tree.proof(1));
    await expect(refund(tokens(102) + 1n, true, 1))
      .to.be.revertedWithCustomError(billing, "RefundInvalid")
      .withArgs(tokens(102) + 1n, tokens(102));
    await refund(tokens(102), true, 1);
  });

  it("of a part, a bill in the ledger is owed again by it, and its clock does not change", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, roll, tree } = city;
    await as(billing, citizen).payPart(tree.bills[0], tokens(60), tree.proof(0));
    await as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, tokens(20), false, REASON);
    expect((await owedNow(billing, tree.bills[0])).due).to.equal(tokens(60));
    await as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, tokens(40), true, REASON);
    expect((await owedNow(billing, tree.bills[0])).due).to.equal(tokens(60));
    expect(await billing.statusOf(roll, 0n)).to.equal(STATUS.inLedger);
    const ledger = await billing.ledgerOf(roll, 0n);
    expect([ledger.paid, ledger.credited, ledger.sequence, ledger.deferredUntil]).to.deep.equal([
      0n,
      tokens(40),
      2n,
      0n,
    ]);
  });

  it("are of bills that were paid, to anybody but this contract", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, desk_, citizen, roll, tree } = city;
    await expect(as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, 1n, true, REASON))
      .to.be.revertedWithCustomError(billing, "BillStatusWrong")
      .withArgs(roll, 0n, STATUS.open);
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    await expect(as(billing, desk_).refund(tree.bills[0], tree.proof(0), billing, 1n, true, REASON))
      .to.be.revertedWithCustomError(billing, "PayeeRefused")
      .withArgs(await billing.getAddress());
    await expect(as(billing, desk_).refund(tree.bills[0], tree.proof(1), citizen, 1n, true, REASON))
      .to.be.revertedWithCustomError(billing, "BillUnknown")
      .withArgs(roll, leafOf(tree.bills[0]));
  });
});

describe("Billing: mandates' collections", () => {
  it("take what is owed, at most what is given, and leave out the rest with a reason", async () => {
    const city = await networkHelpers.loadFixture(openRoll);
    const { billing, token, desk_, citizen, neighbour, stranger, payee, roll, tree } = city;
    const item = (index: number, payer: string, maxAmount = AMOUNT, sequence = 0n) => ({
      payer,
      terms: tree.bills[index].terms,
      maxAmount,
      sequence,
    });
    await as(billing, citizen).payPart(tree.bills[1], tokens(30), tree.proof(1));
    const list = [
      item(0, citizen.address),
      item(1, neighbour.address),
      item(2, stranger.address),
      item(3, citizen.address, AMOUNT - 1n),
      item(0, citizen.address),
      item(4, citizen.address, AMOUNT, 1n),
    ];
    expect(await as(billing, desk_).collect.staticCall(roll, list)).to.deep.equal([
      AMOUNT,
      tokens(70),
      0n,
      0n,
      0n,
      0n,
    ]);
    const act = as(billing, desk_).collect(roll, list);
    await expect(act).to.changeTokenBalances(
      ethers,
      token,
      [citizen, neighbour, payee, billing],
      [-AMOUNT, -tokens(70), tokens(170), 0n],
    );
    for (const [index, payer, problem] of [
      [2n, stranger.address, "PaymentFailed"],
      [3n, citizen.address, "DueAboveMaximum"],
      [0n, citizen.address, "BillStatusWrong"],
      [4n, citizen.address, "SequenceWrong"],
    ] as const) {
      await expect(act)
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, index, payer, selectorOf(billing, problem));
    }
    await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 0n, citizen.address, AMOUNT);
    await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 1n, neighbour.address, tokens(70));
  });

  it("are of an open roll", async () => {
    const { billing, desk_, clerk, payee, citizen } = await networkHelpers.loadFixture(openRoll);
    const opensAt = BigInt(await time.latest()) + 3n * DAY;
    const roll = packRoll({ payee: payee.address, opensAt, serial: 2n });
    const tree = treeOf(billsOf(roll, 16, opensAt));
    await as(billing, clerk).postRoll(roll, tree.root, 16n, 1n, DATASET);
    await expect(
      as(billing, desk_).collect(roll, [
        { payer: citizen, terms: tree.bills[0].terms, maxAmount: AMOUNT, sequence: 0n },
      ]),
    )
      .to.be.revertedWithCustomError(billing, "RollStateWrong")
      .withArgs(roll, 1n);
  });
});

describe("Billing: agents", () => {
  it("do what their rights say, and nobody else does", async () => {
    const { billing, council, desk_, stranger, citizen, roll, tree } =
      await networkHelpers.loadFixture(openRoll);
    const [bill, proof] = [tree.bills[0], tree.proof(0)];
    const attempts = (who: BillingCity["stranger"]) =>
      [
        [COLLECT, () => as(billing, who).collect(roll, [])],
        [HOLD, () => as(billing, who).hold(bill, proof)],
        [HOLD, () => as(billing, who).release(roll, 0n)],
        [CREDIT, () => as(billing, who).credit(bill, proof, 1n, REASON)],
        [DEFER, () => as(billing, who).defer(bill, proof, MaxUint256 >> 216n)],
        [REFUND, () => as(billing, who).refund(bill, proof, citizen, 1n, true, REASON)],
      ] as const;
    for (const [right, attempt] of attempts(stranger)) {
      await expect(attempt())
        .to.be.revertedWithCustomError(billing, "AgentUnauthorized")
        .withArgs(stranger.address, right);
    }
    for (const missing of [COLLECT, HOLD, CREDIT, REFUND, DEFER]) {
      await as(billing, council).announceAgent(desk_, 31n & ~missing);
      for (const [right, attempt] of attempts(desk_)) {
        if (right !== missing) continue;
        await expect(attempt())
          .to.be.revertedWithCustomError(billing, "AgentUnauthorized")
          .withArgs(desk_.address, right);
      }
    }
  });

  it("a closed contract stops money and deferrals of agents, not the citizens' disputes", async () => {
    const { billing, officers, desk_, citizen, roll, tree } = await networkHelpers.loadFixture(openRoll);
    const [bill, proof] = [tree.bills[0], tree.proof(0)];
    await officers.setTargetClosed(await billing.getAddress(), true);
    for (const act of [
      () => as(billing, desk_).collect(roll, []),
      () => as(billing, desk_).credit(bill, proof, 1n, REASON),
      () => as(billing, desk_).defer(bill, proof, MaxUint256 >> 216n),
      () => as(billing, desk_).refund(bill, proof, citizen, 1n, true, REASON),
    ]) {
      await expect(act()).to.be.revertedWithCustomError(billing, "BillingClosed");
    }
    await as(billing, desk_).hold(bill, proof);
    await as(billing, desk_).release(roll, 0n);
  });
});

describe("Billing: arrears", () => {
  async function withNextRoll() {
    const city = await openRoll();
    await time.increaseTo(lateAfter(city) + 1n);
    const opensAt = BigInt(await time.latest()) + 5n * DAY;
    const next = packRoll({ payee: city.payee.address, opensAt, serial: 2n });
    const arrear = (index: number, toIndex: bigint) => ({
      bill: city.tree.bills[index],
      proof: city.tree.proof(index),
      toIndex,
    });
    return { ...city, next, nextOpensAt: opensAt, arrear };
  }

  it("go over into a roll that is being prepared: owed there, no longer here", async () => {
    const city = await networkHelpers.loadFixture(withNextRoll);
    const { billing, clerk, desk_, citizen, roll, next, nextOpensAt, arrear, tree } = city;
    await as(billing, citizen).payPart(tree.bills[1], tokens(42), tree.proof(1));
    const act = as(billing, clerk).carry([arrear(0, 3n), arrear(1, 3n)], next);
    await expect(act).to.emit(billing, "ArrearCarried").withArgs(roll, 0n, next, 3n, tokens(102));
    await expect(act).to.emit(billing, "ArrearCarried").withArgs(roll, 1n, next, 3n, tokens(60));
    expect((await owedNow(billing, tree.bills[0])).due).to.equal(0n);
    const ledger = await billing.ledgerOf(roll, 0n);
    expect([ledger.isCarried, ledger.toIndex, ledger.toRoll]).to.deep.equal([true, 3n, next]);
    for (const refused of [
      () => as(billing, citizen).pay(tree.bills[0], MaxUint256, tree.proof(0)),
      () => as(billing, citizen).payPart(tree.bills[0], tokens(2), tree.proof(0)),
      () => as(billing, desk_).hold(tree.bills[0], tree.proof(0)),
      () => as(billing, desk_).credit(tree.bills[0], tree.proof(0), 1n, REASON),
      () => as(billing, desk_).defer(tree.bills[0], tree.proof(0), nextOpensAt + DAY),
      () => as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, 1n, true, REASON),
    ]) {
      await expect(refused()).to.be.revertedWithCustomError(billing, "BillCarried").withArgs(roll, 0n);
    }

    const bills = treeOf(billsOf(next, 16, nextOpensAt + 30n * DAY, { amount: tokens(262) }));
    await as(billing, clerk).postRoll(next, bills.root, 16n, 1n, DATASET);
    await time.increaseTo(nextOpensAt);
    expect(await billing.isSettled(roll, 0n)).to.equal(false);
    await as(billing, citizen).pay(bills.bills[3], tokens(262), bills.proof(3));
    expect(await billing.isSettled(roll, 0n)).to.equal(true);
    expect(await billing.isSettled(roll, 1n)).to.equal(true);
    await expect(billing.reinstate(roll, 0n))
      .to.be.revertedWithCustomError(billing, "BillNotReinstatable")
      .withArgs(roll, 0n);
  });

  it("nobody is billed twice: what was paid, held or carried meanwhile is left out", async () => {
    const city = await networkHelpers.loadFixture(withNextRoll);
    const { billing, clerk, desk_, citizen, roll, next, arrear, tree } = city;
    await as(billing, citizen).pay(tree.bills[0], MaxUint256, tree.proof(0));
    await as(billing, desk_).hold(tree.bills[1], tree.proof(1));
    const wrong = { ...arrear(2, 0n), proof: tree.proof(3) };
    const unopened = { ...arrear(2, 0n), bill: { ...tree.bills[2], roll: next } };
    const act = as(billing, clerk).carry(
      [arrear(0, 0n), arrear(1, 0n), wrong, unopened, arrear(4, 0n), arrear(4, 1n)],
      next,
    );
    for (const [id_, index, problem] of [
      [roll, 0n, "BillStatusWrong"],
      [roll, 1n, "BillStatusWrong"],
      [roll, 2n, "BillUnknown"],
      [next, 2n, "RollStateWrong"],
      [roll, 4n, "BillCarried"],
    ] as const) {
      await expect(act).to.emit(billing, "ArrearSkipped").withArgs(id_, index, selectorOf(billing, problem));
    }
    await expect(act).to.emit(billing, "ArrearCarried").withArgs(roll, 4n, next, 0n, tokens(102));
  });

  it("only into a roll that is not posted yet and can still be", async () => {
    const city = await networkHelpers.loadFixture(withNextRoll);
    const { billing, clerk, payee, roll, next, nextOpensAt, arrear } = city;
    await expect(as(billing, clerk).carry([arrear(0, 0n)], roll)).to.be.revertedWithCustomError(
      billing,
      "OpeningWrong",
    );
    const series = packRoll({ payee: payee.address, opensAt: nextOpensAt, levels: 0 });
    await expect(as(billing, clerk).carry([arrear(0, 0n)], series))
      .to.be.revertedWithCustomError(billing, "RollIdInvalid")
      .withArgs(series);
    await as(billing, clerk).postRoll(next, id("root"), 1n, 1n, DATASET);
    await expect(as(billing, clerk).carry([arrear(0, 0n)], next))
      .to.be.revertedWithCustomError(billing, "RollTaken")
      .withArgs(next);
  });

  it("are owed again where the new roll is voided, without fee for a month and with the next sequence", async () => {
    const city = await networkHelpers.loadFixture(withNextRoll);
    const { billing, clerk, citizen, stranger, roll, next, arrear, tree } = city;
    await as(billing, clerk).carry([arrear(0, 0n)], next);
    await as(billing, clerk).postRoll(next, id("root"), 1n, 1n, DATASET);
    await expect(as(billing, stranger).reinstate(roll, 0n))
      .to.be.revertedWithCustomError(billing, "BillNotReinstatable")
      .withArgs(roll, 0n);
    await as(billing, clerk).voidRoll(next, ZeroHash);
    const now = await nextTime();
    await expect(as(billing, stranger).reinstate(roll, 0n))
      .to.emit(billing, "ArrearReinstated")
      .withArgs(roll, 0n, 1n);
    const ledger = await billing.ledgerOf(roll, 0n);
    expect([ledger.isCarried, ledger.toIndex, ledger.toRoll]).to.deep.equal([false, 0n, 0n]);
    expect((await billing.owedOf(tree.bills[0], now + REOPENING_GRACE + DAY - 1n)).due).to.equal(tokens(102));
    expect((await billing.owedOf(tree.bills[0], now + REOPENING_GRACE + DAY)).due).to.equal(tokens(102.05));
    await as(billing, citizen).pay(tree.bills[0], tokens(102), tree.proof(0));
  });

  it("are owed again where the new roll was never posted and no longer can be, to the second", async () => {
    const city = await networkHelpers.loadFixture(withNextRoll);
    const { billing, clerk, stranger, roll, next, nextOpensAt, arrear } = city;
    await as(billing, clerk).carry([arrear(0, 0n)], next);
    await time.setNextBlockTimestamp(nextOpensAt - OPENING_NOTICE);
    await expect(as(billing, stranger).reinstate(roll, 0n)).to.be.revertedWithCustomError(
      billing,
      "BillNotReinstatable",
    );
    await time.setNextBlockTimestamp(nextOpensAt - OPENING_NOTICE + 1n);
    await as(billing, stranger).reinstate(roll, 0n);
    await expect(as(billing, stranger).reinstate(roll, 0n))
      .to.be.revertedWithCustomError(billing, "BillNotReinstatable")
      .withArgs(roll, 0n);
    await expect(as(billing, stranger).reinstate(roll, 1n))
      .to.be.revertedWithCustomError(billing, "BillNotReinstatable")
      .withArgs(roll, 1n);
  });
});
