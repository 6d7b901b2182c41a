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
});
