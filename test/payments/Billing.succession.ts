import { expect } from "chai";
import { MaxUint256, ZeroHash } from "ethers";

import type { Billing } from "../../typechain-types/index.js";
import {
  AMOUNT,
  appointBilling,
  type BillingCity,
  billsOf,
  COLLECT,
  CREDIT,
  DATASET,
  DEFER,
  deployBilling,
  HOLD,
  openRoll,
  owedNow,
  packOrder,
  packRoll,
  postOpen,
  REFUND,
  REASON,
  ROLL,
  selectorOf,
  signedPayment,
  soon,
  STATUS,
} from "../support/billing.js";
import { networkHelpers } from "../support/network.js";
import { as, DAY, tokens } from "../support/payments.js";

const { time } = networkHelpers;
const EVERY_RIGHT = COLLECT | HOLD | CREDIT | REFUND | DEFER;

interface Succession extends BillingCity {
  next: Billing;
  third: Billing;
}

/** A second and a third Billing of the line; nothing is retired yet. */
async function line(): Promise<Succession> {
  const city = await openRoll();
  const {
    billing,
    token,
    officers,
    deployer,
    council,
    citizen,
    neighbour,
    budget,
    agent,
    head,
    roll,
    payee,
  } = city;
  const next = await deployBilling(deployer, officers, token, billing);
  const third = await deployBilling(deployer, officers, token, next);
  for (const contract of [next, third]) {
    await appointBilling(city, contract, city);
    await as(contract, council).announceAgent(agent, EVERY_RIGHT);
    await as(contract, head).setPayee(payee, true);
    await as(contract, head).setCreditAccount(roll, budget);
    for (const holder of [citizen, neighbour, budget]) await as(token, holder).approve(contract, MaxUint256);
  }
  return { ...city, next, third };
}

/** The first is retired; some of its bills were dealt with before. */
async function succeeded(): Promise<Succession> {
  const city = await line();
  const { billing, next, council, citizen, desk_, tree, roll } = city;
  await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
  await as(billing, citizen).payPart(tree.bills[1], tokens(30), tree.proof(1));
  await as(billing, desk_).hold(tree.bills[2], tree.proof(2));
  await as(billing, desk_).defer(tree.bills[3], tree.proof(3), BigInt(await time.latest()) + 90n * DAY);
  await billing.plant(roll, tree.rows[2]);
  await as(billing, council).retire(next);
  return city;
}

describe("Billing: succession", () => {
  it("BILL-10: the second one takes open bills over with all that is known of them, at the first dealing", async () => {
    const { billing, next, citizen, roll, tree } = await networkHelpers.loadFixture(succeeded);
    for (const index of [0, 1, 2, 3, 4]) {
      expect(await next.statusOf(roll, index)).to.equal(await billing.statusOf(roll, index));
      expect(await next.ledgerOf(roll, index)).to.deep.equal(await billing.ledgerOf(roll, index));
      expect(await owedNow(next, tree.bills[index])).to.deep.equal(await owedNow(billing, tree.bills[index]));
    }
    expect(await next.isSettled(roll, 0n)).to.equal(true);
    expect(await next.rootOf(roll)).to.equal(tree.root);
    expect(await next.rollStateOf(roll)).to.equal(ROLL.payable);
    expect(await next.isPlanted(roll, tree.rows[2][0])).to.equal(true);
    expect(await next.isPlanted(roll, tree.rows[1][0])).to.equal(false);

    const record = await billing.recordOf(roll, 1n);
    const act = as(next, citizen).pay(tree.bills[1], AMOUNT, tree.proof(1));
    await expect(act)
      .to.emit(billing, "RecordMoved")
      .withArgs(record, await next.getAddress());
    await expect(act).to.emit(next, "BillPaid").withArgs(roll, 1n, citizen.address, tokens(70));
    const ledger = await next.ledgerOf(roll, 1n);
    expect([ledger.paid, ledger.credited]).to.deep.equal([AMOUNT, 0n]);
    expect(await next.isSettled(roll, 0n)).to.equal(true);
  });

  it("BILL-10: nobody pays twice: what has moved is dealt with by the successor alone", async () => {
    const city = await networkHelpers.loadFixture(succeeded);
    const { billing, next, citizen, desk_, relayer, roll, tree } = city;
    await as(next, citizen).pay(tree.bills[4], AMOUNT, tree.proof(4));
    const record = await billing.recordOf(roll, 5n);
    for (const act of [
      () => as(billing, citizen).pay(tree.bills[5], AMOUNT, tree.proof(5)),
      () => as(billing, citizen).pay(tree.bills[5], AMOUNT, tree.proof(5, 2)),
      () => as(billing, citizen).payPart(tree.bills[1], tokens(5), tree.proof(1)),
      () => as(billing, desk_).hold(tree.bills[5], tree.proof(5)),
      () => as(billing, desk_).release(roll, 2n),
    ]) {
      await expect(act()).to.be.revertedWithCustomError(billing, "RecordAlreadyMoved").withArgs(record);
    }
    const order = packOrder({ amount: AMOUNT, deadline: await soon() });
    await expect(
      as(billing, relayer).payBySignature(roll, [await signedPayment(billing, citizen, tree, 5, order)]),
    )
      .to.emit(billing, "PaymentSkipped")
      .withArgs(roll, 5n, citizen.address, selectorOf(billing, "RecordAlreadyMoved"));
    await expect(as(next, citizen).pay(tree.bills[4], AMOUNT, tree.proof(4)))
      .to.be.revertedWithCustomError(next, "BillStatusWrong")
      .withArgs(roll, 4n, STATUS.settled);
    await expect(as(next, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0)))
      .to.be.revertedWithCustomError(next, "BillStatusWrong")
      .withArgs(roll, 0n, STATUS.settled);
  });

  it("what has not moved goes on being paid in the retired one, which starts nothing new", async () => {
    const city = await networkHelpers.loadFixture(succeeded);
    const { billing, next, clerk, citizen, payee, roll, tree } = city;
    await as(billing, citizen).pay(tree.bills[6], AMOUNT, tree.proof(6));
    expect(await next.isSettled(roll, 6n)).to.equal(true);
    const opensAt = BigInt(await time.latest()) + 5n * DAY;
    const later = packRoll({ payee: payee.address, opensAt, serial: 9n });
    const series = packRoll({ payee: payee.address, opensAt, serial: 9n, levels: 0 });
    for (const act of [
      () => as(billing, clerk).postRoll(later, tree.root, 1n, 1n, DATASET),
      () => as(billing, clerk).postSeries(series),
      () => as(billing, clerk).carry([], later),
      () => as(billing, clerk).issue(series, [ZeroHash]),
    ]) {
      await expect(act()).to.be.revertedWithCustomError(billing, "ContractRetired");
    }
  });

  it("held, deferred and refunded bills keep their clocks and sequences", async () => {
    const { billing, next, citizen, desk_, roll, tree } = await networkHelpers.loadFixture(succeeded);
    const held = await billing.ledgerOf(roll, 2n);
    await time.increase(10n * DAY);
    await as(next, desk_).release(roll, 2n);
    const released = await next.ledgerOf(roll, 2n);
    expect(released.pausedSeconds).to.equal(BigInt(await time.latest()) - held.heldSince);
    expect([released.sequence, released.heldSince]).to.deep.equal([1n, 0n]);
    const deferred = await billing.ledgerOf(roll, 3n);
    await as(next, citizen).payPart(tree.bills[3], tokens(5), tree.proof(3));
    expect((await next.ledgerOf(roll, 3n)).deferredUntil).to.equal(deferred.deferredUntil);
    await as(next, desk_).refund(tree.bills[0], tree.proof(0), citizen, AMOUNT, false, REASON);
    expect((await next.ledgerOf(roll, 0n)).sequence).to.equal(1n);
    await as(next, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
  });

  it("a signature for the old contract does not work in the new one, one for the new one does", async () => {
    const city = await networkHelpers.loadFixture(succeeded);
    const { billing, next, citizen, relayer, collector, head, roll, tree } = city;
    const order = packOrder({ amount: AMOUNT, deadline: await soon() });
    const old = await signedPayment(billing, citizen, tree, 5, order);
    await expect(as(next, relayer).payBySignature(roll, [old]))
      .to.emit(next, "PaymentSkipped")
      .withArgs(roll, 5n, citizen.address, selectorOf(next, "PayerSignatureInvalid"));
    await as(next, relayer).payBySignature(roll, [await signedPayment(next, citizen, tree, 5, order)]);
    expect(await next.isSettled(roll, 5n)).to.equal(true);
    await as(next, head).setCollector(collector, true);
  });

  it("before the retirement, and by anybody else, nothing is taken over", async () => {
    const { billing, next, citizen, roll, tree } = await networkHelpers.loadFixture(line);
    await expect(as(next, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0)))
      .to.be.revertedWithCustomError(billing, "SuccessorOnly")
      .withArgs(await next.getAddress());
    await expect(next.takeOver(roll, 0n)).to.be.revertedWithCustomError(billing, "SuccessorOnly");
    await expect(billing.takeOver(roll, 0n))
      .to.be.revertedWithCustomError(billing, "RollIdInvalid")
      .withArgs(roll);
    await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
  });

  it("anyone takes a record over ahead, and it stays as it is when that is repeated", async () => {
    const { billing, next, stranger, citizen, roll, tree } = await networkHelpers.loadFixture(succeeded);
    await as(next, stranger).takeOver(roll, 0n);
    await as(next, citizen).pay(tree.bills[7], AMOUNT, tree.proof(7));
    await as(next, stranger).takeOver(roll, 0n);
    expect(await next.isSettled(roll, 7n)).to.equal(true);
    await expect(as(billing, stranger).handOver(await billing.recordOf(roll, 0n)))
      .to.be.revertedWithCustomError(billing, "SuccessorOnly")
      .withArgs(stranger.address);
  });

  it("a third one takes over what the second never touched, and what it did", async () => {
    const city = await networkHelpers.loadFixture(succeeded);
    const { billing, next, third, council, citizen } = city;
    const { roll, tree } = city;
    await as(next, council).retire(third);
    expect(await third.statusOf(roll, 1n)).to.equal(STATUS.inLedger);
    expect((await owedNow(third, tree.bills[1])).due).to.equal(tokens(70));
    await as(third, citizen).pay(tree.bills[1], tokens(70), tree.proof(1));
    expect(await third.isSettled(roll, 0n)).to.equal(true);
    expect(await third.isSettled(roll, 1n)).to.equal(true);
    for (const old of [billing, next]) {
      await expect(as(old, citizen).pay(tree.bills[8], AMOUNT, tree.proof(8))).to.be.revertedWithCustomError(
        old,
        "RecordAlreadyMoved",
      );
    }
  });

  it("a roll is taken back where it was posted: the second one says nothing of an older one", async () => {
    const city = await networkHelpers.loadFixture(line);
    const { billing, next, clerk, council, payee } = city;
    const opensAt = BigInt(await time.latest()) + 5n * DAY;
    const older = packRoll({ payee: payee.address, opensAt, serial: 11n });
    await as(billing, clerk).postRoll(older, DATASET, 1n, 1n, DATASET);
    await as(billing, council).retire(next);
    await expect(as(next, clerk).voidRoll(older, REASON))
      .to.be.revertedWithCustomError(next, "RollIdInvalid")
      .withArgs(older);
    expect(await next.rollStateOf(older)).to.equal(ROLL.announced);
    await as(billing, clerk).voidRoll(older, REASON);
    expect(await next.rollStateOf(older)).to.equal(ROLL.voided);
  });

  it("the second one posts rolls of its own generation", async () => {
    const city = await networkHelpers.loadFixture(succeeded);
    const { next, citizen, clerk, payee, billing } = city;
    const { roll, tree } = await postOpen({ ...city, billing: next }, 9n, (id_, opens) =>
      billsOf(id_, 16, opens + DAY),
    );
    await as(next, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    expect(await next.isSettled(roll, 0n)).to.equal(true);
    expect(await billing.isSettled(roll, 0n)).to.equal(false);
    const opensAt = BigInt(await time.latest()) + 5n * DAY;
    const wrong = packRoll({ payee: payee.address, opensAt, generation: 0n, serial: 10n });
    await expect(as(next, clerk).postRoll(wrong, tree.root, 1n, 1n, DATASET))
      .to.be.revertedWithCustomError(next, "RollIdInvalid")
      .withArgs(wrong);
  });
});
