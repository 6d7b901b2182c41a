import { expect } from "chai";

import { startOf } from "../../../sdk/index.js";
import { deployMarket, draftOf, settle, street, ZONE } from "../../support/energy/market.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const plain = () => street();

describe("SettlementKeeping", function () {
  it("of a retired market: what began before that second, and not what began in it", async function () {
    const made = await networkHelpers.loadFixture(plain);
    const { deployer, officers, token, meters, market, council } = made;
    const heir = await deployMarket(deployer, officers, token, meters, market);
    const [last, beyond] = [made.firstInterval, made.firstInterval + 1n];
    await networkHelpers.time.setNextBlockTimestamp(startOf(beyond));
    await as(market, council).retire(heir);
    const idle = made.owners.map(() => [0n]);
    await settle(made, draftOf(made, idle, last));
    await expect(settle(made, draftOf(made, idle, beyond)))
      .to.be.revertedWithCustomError(market, "IntervalsWrong")
      .withArgs(ZONE, beyond);
  });
});
