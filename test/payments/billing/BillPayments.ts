import { expect } from "chai";

import { AMOUNT, openRoll } from "../../support/billing.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

describe("BillPayments", () => {
  it("a list of one bill is paid as the bill itself", async () => {
    const { billing, token, citizen, payee, roll, tree } = await networkHelpers.loadFixture(openRoll);
    const act = as(billing, citizen).payMany([{ bill: tree.bills[0], proof: tree.proof(0) }], AMOUNT);
    await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 0n, citizen.address, AMOUNT);
    await expect(act).to.changeTokenBalances(ethers, token, [citizen, payee], [-AMOUNT, AMOUNT]);
  });
});
