import { expect } from "chai";
import { MaxUint256, ZeroAddress } from "ethers";

import type { Billing, Disputes, Mandates } from "../../typechain-types/index.js";
import {
  AMOUNT,
  ANSWER_PERIOD,
  batchId,
  batchOf,
  caseRecord,
  debitFor,
  debitWord,
  DECISION,
  deployDesks,
  type Desks,
  desks,
  HEAD_PERIOD,
  mandateOf,
  mandateRecord,
  openingOf,
  REASON,
  STATE,
  STATEMENT,
  STATUS,
} from "../support/desks.js";
import { networkHelpers } from "../support/network.js";
import { appoint, as, DAY, nextTime, nextTimeAt, NOTICE_PERIOD, tokens } from "../support/payments.js";

const { time } = networkHelpers;

interface Succession extends Desks {
  nextBilling: Billing;
  nextMandates: Mandates;
  nextDisputes: Disputes;
  retiresAt: bigint;
}

/**
 * Bills and desks with their successors in a sealed city, the retirement of the first announced: bill 0 is disputed,
 * bill 1 in instalments, bill 2 collected under a mandate.
 */
async function announcedSuccession(): Promise<Succession> {
  const city = await desks();
  const { officers, token, billing, mandates, disputes, council, clerk, head, citizen, collector } = city;
  const { payee, roll, budget, tree, dueAt } = city;
  await as(disputes, citizen).open(tree.bills[0], tree.proofs[0], openingOf(citizen), tokens(60), STATEMENT);
  await as(disputes, clerk).grantPlan(tree.bills[1], tree.proofs[1], dueAt + 90n * DAY, 30n, 4n, DECISION);
  await as(mandates, citizen).give(await mandateOf(city));
  await as(mandates, collector).collect(batchOf(city), [debitFor(city, 2)]);

  const next = await deployDesks(city, { clerk, head }, [billing, mandates, disputes]);
  await as(next.billing, head).setCreditAccount(roll, budget);
  await as(next.mandates, head).setCollector(collector, payee, true);
  for (const holder of [citizen, budget]) await as(token, holder).approve(next.billing, MaxUint256);
  for (const contract of [mandates, disputes]) await appoint(officers, contract, council, ["retire"]);
  await officers.seal();
  const at = await nextTime();
  await as(billing, council).retire(next.billing);
  await nextTimeAt(at + 1n);
  await as(mandates, council).retire(next.mandates);
  await nextTimeAt(at + 2n);
  await as(disputes, council).retire(next.disputes);
  return {
    ...city,
    nextBilling: next.billing,
    nextMandates: next.mandates,
    nextDisputes: next.disputes,
    retiresAt: at + NOTICE_PERIOD,
  };
}

/** The same after the notice. */
async function retired(): Promise<Succession> {
  const city = await announcedSuccession();
  await time.increaseTo(city.retiresAt + 2n);
  return city;
}

describe("Mandates: succession", function () {
  let city: Succession;
  const scope = () => [city.citizen.address, city.payee.address, 0n, ZeroAddress] as const;
  const record = (): string => mandateRecord(city.citizen.address, city.payee.address, 0n, ZeroAddress);

  it("gives and collects until the notice ends, to the second", async function () {
    city = await networkHelpers.loadFixture(announcedSuccession);
    const { mandates, nextMandates, citizen, collector, retiresAt } = city;
    await nextTimeAt(retiresAt);
    await as(mandates, citizen).give(await mandateOf(city, { ordinal: 1n }));
    const mandate = await mandateOf(city, { ordinal: 2n });
    for (const act of [
      () => as(mandates, citizen).give(mandate),
      () => as(mandates, citizen).giveBySignature({ mandate, signature: "0x" }),
      () => as(mandates, citizen).giveMany([]),
      () => as(mandates, collector).collect(batchOf(city), [debitFor(city, 3)]),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(mandates, "ContractRetired")
        .withArgs(await nextMandates.getAddress(), retiresAt + 1n);
    }
  });

  describe("given retired mandates and their successor", function () {
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(retired);
    });

    it("a mandate goes on in the successor, with its ordinal and what it has used", async function () {
      const { mandates, nextMandates, nextBilling, stranger, citizen, payee, collector, roll } = city;
      const before = await mandates.mandateInfo(...scope());
      const sent = as(nextMandates, stranger).takeOver(...scope());
      await expect(sent)
        .to.emit(nextMandates, "MandateTakenOver")
        .withArgs(citizen.address, payee.address, 0n, ZeroAddress, 1n);
      await expect(sent)
        .to.emit(mandates, "RecordMoved")
        .withArgs(record(), await nextMandates.getAddress());
      expect(await nextMandates.mandateInfo(...scope())).to.deep.equal(before);
      expect((await mandates.mandateInfo(...scope())).perBill).to.equal(0n);
      await expect(as(nextMandates, collector).collect(batchOf(city), [debitFor(city, 3)]))
        .to.emit(nextBilling, "BillPaid")
        .withArgs(roll, 3n, citizen.address, AMOUNT);
    });

    it("a mandate moves once, and only to the successor", async function () {
      const { mandates, nextMandates, stranger, citizen } = city;
      await expect(as(mandates, stranger).handOver(record()))
        .to.be.revertedWithCustomError(mandates, "SuccessorOnly")
        .withArgs(stranger.address);
      await nextMandates.takeOver(...scope());
      await expect(nextMandates.takeOver(...scope()))
        .to.be.revertedWithCustomError(nextMandates, "MandateOrdinalWrong")
        .withArgs(citizen.address, 0n, 1n);
      await expect(as(mandates, citizen).revoke(...(scope().slice(1) as [string, bigint, string])))
        .to.be.revertedWithCustomError(mandates, "RecordAlreadyMoved")
        .withArgs(record());
      await as(nextMandates, citizen).revoke(...(scope().slice(1) as [string, bigint, string]));
      expect((await nextMandates.mandateInfo(...scope())).perBill).to.equal(0n);
    });

    it("a mandate that is revoked in the retired one does not come back", async function () {
      const { mandates, nextMandates, citizen } = city;
      await as(mandates, citizen).revoke(...(scope().slice(1) as [string, bigint, string]));
      await expect(nextMandates.takeOver(...scope()))
        .to.be.revertedWithCustomError(mandates, "MandateUnknown")
        .withArgs(record());
    });

    it("who has given or revoked in the successor keeps that", async function () {
      const { nextMandates, citizen } = city;
      await as(nextMandates, citizen).revoke(...(scope().slice(1) as [string, bigint, string]));
      await expect(nextMandates.takeOver(...scope()))
        .to.be.revertedWithCustomError(nextMandates, "MandateOrdinalWrong")
        .withArgs(citizen.address, 0n, 1n);
    });

    it("what was collected is taken back where it was collected, while its bills are there", async function () {
      const { mandates, billing, citizen, roll, tree } = city;
      const words = [debitWord(citizen.address, 2n, AMOUNT)];
      expect(await mandates.collectedAt(batchId(roll, words))).not.to.equal(0n);
      await as(mandates, citizen).reclaim(tree.bills[2], tree.proofs[2], words, 0);
      expect(await billing.statusOf(roll, 2n)).to.equal(STATUS.inLedger);
    });

    it("the first of a line has nothing to take over", async function () {
      const { mandates, heir, payee } = city;
      await expect(mandates.takeOver(heir, payee, 0n, ZeroAddress)).to.be.revertedWithCustomError(
        mandates,
        "PredecessorMissing",
      );
    });
  });
});

describe("Disputes: succession", function () {
  let city: Succession;

  it("opens disputes and grants plans until the notice ends, to the second", async function () {
    city = await networkHelpers.loadFixture(announcedSuccession);
    const { disputes, nextDisputes, citizen, clerk, tree, dueAt, retiresAt } = city;
    await nextTimeAt(retiresAt + 1n);
    await as(disputes, citizen).open(tree.bills[3], tree.proofs[3], openingOf(citizen), 1n, STATEMENT);
    const at = dueAt + 90n * DAY;
    for (const act of [
      () => as(disputes, citizen).open(tree.bills[4], tree.proofs[4], openingOf(citizen), 1n, STATEMENT),
      () => as(disputes, clerk).openAtCounter(tree.bills[4], tree.proofs[4], 1n, STATEMENT),
      () => as(disputes, clerk).grantPlan(tree.bills[4], tree.proofs[4], at, 30n, 4n, DECISION),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(disputes, "ContractRetired")
        .withArgs(await nextDisputes.getAddress(), retiresAt + 2n);
    }
  });

  describe("given a retired desk and its successor", function () {
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(retired);
    });

    it("a dispute is answered in the successor, where its clock goes on", async function () {
      const { disputes, nextDisputes, nextBilling, stranger, clerk, head, roll, tree } = city;
      const before = await disputes.disputeOf(roll, 0n);
      const sent = as(nextDisputes, stranger).takeOver(roll, 0n);
      await expect(sent).to.emit(nextDisputes, "CaseTakenOver").withArgs(roll, 0n);
      await expect(sent)
        .to.emit(disputes, "RecordMoved")
        .withArgs(caseRecord(roll, 0n), await nextDisputes.getAddress());
      expect(await nextDisputes.disputeOf(roll, 0n)).to.deep.equal(before);
      expect((await disputes.disputeOf(roll, 0n)).state).to.equal(STATE.none);
      const item = {
        bill: tree.bills[0],
        proof: tree.proofs[0],
        amount: tokens(30),
        reason: REASON,
        documentHash: DECISION,
      };
      await time.increaseTo(before.openedAt + ANSWER_PERIOD + HEAD_PERIOD - 10n);
      await expect(as(nextDisputes, clerk).answer([item])).to.emit(nextDisputes, "ItemSkipped");
      await expect(as(nextDisputes, head).answerAsHead([item]))
        .to.emit(nextBilling, "BillCredited")
        .withArgs(roll, 0n, tokens(30), tokens(70), REASON);
      expect(await nextBilling.statusOf(roll, 0n)).to.equal(STATUS.inLedger);
    });

    it("silence ends a dispute in the successor too", async function () {
      const { nextDisputes, nextBilling, roll, tree, stranger } = city;
      await nextDisputes.takeOver(roll, 0n);
      await time.increase(ANSWER_PERIOD + HEAD_PERIOD);
      await as(nextDisputes, stranger).endBySilence(tree.bills[0], tree.proofs[0]);
      expect((await nextBilling.ledgerOf(roll, 0n)).credited).to.equal(tokens(60));
    });

    it("a plan goes on in the successor, with what is settled", async function () {
      const { disputes, nextDisputes, nextBilling, citizen, roll, tree, dueAt } = city;
      const before = await disputes.planOf(roll, 1n);
      await nextDisputes.takeOver(roll, 1n);
      expect(await nextDisputes.planOf(roll, 1n)).to.deep.equal(before);
      expect((await disputes.planOf(roll, 1n)).count).to.equal(0n);
      await as(nextBilling, citizen).payPart(tree.bills[1], tokens(25), tree.proofs[1]);
      await expect(nextDisputes.extendPlans([{ bill: tree.bills[1], proof: tree.proofs[1] }]))
        .to.emit(nextDisputes, "PlanExtended")
        .withArgs(roll, 1n, dueAt + 150n * DAY);
    });

    it("what is not taken over is answered where it is, while its bill is there", async function () {
      const { disputes, billing, clerk, roll, tree } = city;
      const item = { bill: tree.bills[0], proof: tree.proofs[0], amount: 0n, reason: REASON };
      const { openedAt } = await disputes.disputeOf(roll, 0n);
      expect(BigInt(await time.latest())).to.be.greaterThan(openedAt + ANSWER_PERIOD);
      await as(disputes, city.head).answerAsHead([{ ...item, documentHash: DECISION }]);
      expect(await billing.statusOf(roll, 0n)).to.equal(STATUS.inLedger);
      await expect(as(disputes, clerk).credit([{ ...item, amount: 1n, documentHash: DECISION }]))
        .to.emit(disputes, "CreditGranted")
        .withArgs(roll, 0n, clerk.address, 1n, REASON, DECISION);
    });

    it("a case moves once, and only where there is one", async function () {
      const { disputes, nextDisputes, roll, stranger } = city;
      await expect(as(disputes, stranger).handOver(caseRecord(roll, 0n)))
        .to.be.revertedWithCustomError(disputes, "SuccessorOnly")
        .withArgs(stranger.address);
      await nextDisputes.takeOver(roll, 0n);
      await expect(nextDisputes.takeOver(roll, 0n))
        .to.be.revertedWithCustomError(nextDisputes, "CaseUnknown")
        .withArgs(caseRecord(roll, 0n));
      await nextDisputes.takeOver(roll, 1n);
      await expect(nextDisputes.takeOver(roll, 1n))
        .to.be.revertedWithCustomError(nextDisputes, "CaseUnknown")
        .withArgs(caseRecord(roll, 1n));
      await expect(nextDisputes.takeOver(roll, 7n))
        .to.be.revertedWithCustomError(disputes, "CaseUnknown")
        .withArgs(caseRecord(roll, 7n));
    });

    it("who has disputed a bill in the predecessor does not again in the successor", async function () {
      const { disputes, nextDisputes, citizen, head, roll, tree } = city;
      const bill = [tree.bills[0], tree.proofs[0]] as const;
      const again = () => as(nextDisputes, citizen).open(...bill, openingOf(citizen), 1n, STATEMENT);
      await expect(again())
        .to.be.revertedWithCustomError(nextDisputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.open);
      const item = { bill: bill[0], proof: bill[1], amount: 0n, reason: REASON, documentHash: DECISION };
      await as(disputes, head).answerAsHead([item]);
      await expect(again())
        .to.be.revertedWithCustomError(nextDisputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.rejected);
    });

    it("new disputes begin in the successor, once a bill", async function () {
      const { nextDisputes, nextBilling, citizen, roll, tree } = city;
      await as(nextDisputes, citizen).open(tree.bills[5], tree.proofs[5], openingOf(citizen), 1n, STATEMENT);
      expect(await nextBilling.statusOf(roll, 5n)).to.equal(STATUS.held);
    });
  });
});
