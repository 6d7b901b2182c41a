import { expect } from "chai";

import { encodeHints } from "../../../sdk/index.js";
import { draftOf, settle, street } from "../../support/energy/market.js";
import { networkHelpers } from "../../support/network.js";

const plain = () => street();

describe("Settlements: shares", function () {
  it("refuses hints of which nobody at the price gets a share, where somebody asked for one", async function () {
    const made = await networkHelpers.loadFixture(plain);
    const draft = draftOf(made, [[900n], [300n], [-500n], [-500n], [-400n]]);
    const [claim] = draft.clearings;
    expect(claim.buy.denominator).to.not.equal(0n);
    const nothing = { numerator: 0n, denominator: 0n };
    const hints = encodeHints([{ ...claim, buy: nothing }]);
    await expect(settle(made, { ...draft, hints }))
      .to.be.revertedWithCustomError(made.market, "ClearingWrong")
      .withArgs(made.firstInterval);
    await settle(made, draft);
  });
});
