import { accountAt, emptyStreet, REASON } from "../../support/energy/market.js";
import { expectOfficesAlone } from "../../support/energy/officesAlone.js";
import { networkHelpers } from "../../support/network.js";

const nothing = () => emptyStreet();

describe("AccountKeeping", function () {
  it("takes credit and priority from the grid's operator alone, and freezes from the court", async function () {
    const { market, stranger } = await networkHelpers.loadFixture(nothing);
    await expectOfficesAlone(market, stranger, {
      setCreditLimit: [accountAt(0), 1n],
      setPriority: [accountAt(0), 60_000n],
      freezeByOrder: [accountAt(0), 1n, REASON],
    });
  });
});
