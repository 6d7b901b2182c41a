import { expect } from "chai";

import { AMOUNT, DECISION, desks, REASON } from "../support/desks.js";
import { networkHelpers } from "../support/network.js";
import { as, DAY, tokens } from "../support/payments.js";

describe("Disputes: plans", function () {
  it("an instalment may be paid, credited, or a part each", async function () {
    const { disputes, billing, clerk, citizen, stranger, tree, roll, dueAt } =
      await networkHelpers.loadFixture(desks);
    const [bill, proof] = [tree.bills[0], tree.proofs[0]];
    const first = dueAt + DAY;
    await as(disputes, clerk).grantPlan(bill, proof, first, 30n, 4n, DECISION);
    await as(billing, citizen).payPart(bill, tokens(10), proof);
    await as(disputes, clerk).credit([
      { bill, proof, amount: tokens(15), reason: REASON, documentHash: DECISION },
    ]);
    expect(await disputes.scheduledOf(roll, 0n, 1n)).to.equal(AMOUNT / 4n);
    await expect(as(disputes, stranger).extendPlans([{ bill, proof }]))
      .to.emit(disputes, "PlanExtended")
      .withArgs(roll, 0n, first + 60n * DAY);
  });

  it("an instalment is paid to the unit where what is owed does not divide evenly", async function () {
    const { disputes, billing, clerk, citizen, stranger, tree, roll, dueAt } =
      await networkHelpers.loadFixture(desks);
    const [bill, proof] = [tree.bills[0], tree.proofs[0]];
    const first = dueAt + DAY;
    await as(disputes, clerk).grantPlan(bill, proof, first, 30n, 7n, DECISION);
    const three = (3n * AMOUNT) / 7n;
    expect(await disputes.scheduledOf(roll, 0n, 3n)).to.equal(three);
    await as(billing, citizen).payPart(bill, three - 1n, proof);
    await expect(as(disputes, stranger).extendPlans([{ bill, proof }]))
      .to.emit(disputes, "PlanExtended")
      .withArgs(roll, 0n, first + 90n * DAY);
    await as(billing, citizen).payPart(bill, tokens(14), proof);
    await expect(as(disputes, stranger).extendPlans([{ bill, proof }]))
      .to.emit(disputes, "PlanExtended")
      .withArgs(roll, 0n, first + 120n * DAY);
  });

  it("an instalment that is paid exactly counts, rounded down as it was scheduled", async function () {
    const { disputes, billing, clerk, citizen, stranger, tree, roll, dueAt } =
      await networkHelpers.loadFixture(desks);
    const [bill, proof] = [tree.bills[0], tree.proofs[0]];
    const first = dueAt + DAY;
    await as(disputes, clerk).grantPlan(bill, proof, first, 30n, 7n, DECISION);
    await as(billing, citizen).payPart(bill, await disputes.scheduledOf(roll, 0n, 3n), proof);
    await expect(as(disputes, stranger).extendPlans([{ bill, proof }]))
      .to.emit(disputes, "PlanExtended")
      .withArgs(roll, 0n, first + 120n * DAY);
  });
});
