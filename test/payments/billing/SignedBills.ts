import { expect } from "chai";

import { deployBilling, openRoll } from "../../support/billing.js";
import { networkHelpers } from "../../support/network.js";
import { as, DAY } from "../../support/payments.js";

describe("SignedBills", () => {
  it("a retired contract issues nothing more, whoever has signed it", async () => {
    const { billing, token, officers, deployer, council, clerk, stranger, tree } =
      await networkHelpers.loadFixture(openRoll);
    const next = await deployBilling(deployer, officers, token, billing);
    await as(billing, council).retire(next);
    const [, retiresAt] = await billing.successor();
    const issued = { officer: clerk.address, validUntil: retiresAt + DAY, signature: "0x" };
    await expect(as(billing, stranger).issueSigned(tree.bills[0], issued))
      .to.be.revertedWithCustomError(billing, "ContractRetired")
      .withArgs(await next.getAddress(), retiresAt);
  });
});
