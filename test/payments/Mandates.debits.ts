import { expect } from "chai";

import {
  AMOUNT,
  batchOf,
  debitFor,
  debitWord,
  DECISION,
  type Desks,
  desks,
  mandateOf,
  OBSTACLE,
  packTerms,
  REASON,
} from "../support/desks.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, tokens } from "../support/payments.js";

describe("Mandates: debits", function () {
  let city: Desks;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(desks);
    await as(city.mandates, city.citizen).give(await mandateOf(city));
  });

  it("asks the bills for nothing where a mandate stands in the way", async function () {
    const { mandates, billing, citizen, collector, stranger, roll } = city;
    const act = as(mandates, collector).collect(batchOf(city), [
      debitFor(city, 0, { payer: stranger.address }),
      debitFor(city, 1),
    ]);
    await expect(act)
      .to.emit(mandates, "DebitSkipped")
      .withArgs(stranger.address, roll, 0n, OBSTACLE.mandateMissing);
    await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 1n, citizen.address, AMOUNT);
    await expect(act).not.to.emit(billing, "PaymentSkipped");
  });

  it("gives back all that was taken for a larger bill than there is, where a part was credited", async function () {
    const { mandates, disputes, token, clerk, citizen, collector, tree, roll, dueAt } = city;
    const [bill, proof] = [tree.bills[0], tree.proofs[0]];
    await as(disputes, clerk).credit([
      { bill, proof, amount: tokens(40), reason: REASON, documentHash: DECISION },
    ]);
    const larger = packTerms({ amount: tokens(140), index: 0, dueAt });
    await as(mandates, collector).collect(batchOf(city), [
      debitFor(city, 0, { maxAmount: tokens(140), terms: larger }),
    ]);
    const words = [debitWord(citizen.address, 0n, AMOUNT)];
    const sent = as(mandates, citizen).reclaim(bill, proof, words, 0);
    await expect(sent).to.emit(mandates, "DebitReclaimed").withArgs(citizen.address, roll, 0n, AMOUNT);
    await expect(sent).to.changeTokenBalances(ethers, token, [citizen], [AMOUNT]);
  });
});
