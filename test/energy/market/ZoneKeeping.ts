import { ATTRIBUTION, emptyStreet, POLICY, TARIFF, ZONE } from "../../support/energy/market.js";
import { expectOfficesAlone } from "../../support/energy/officesAlone.js";
import { networkHelpers } from "../../support/network.js";

const nothing = () => emptyStreet();

describe("ZoneKeeping", function () {
  it("takes zones, tariffs, operators and what leaves a fund from their offices alone", async function () {
    const { market, stranger, utility, hall } = await networkHelpers.loadFixture(nothing);
    const setup = {
      policy: POLICY.mid,
      attribution: ATTRIBUTION.seller,
      hasPriority: false,
      utility,
      utilityReserve: 0n,
      payees: [hall, hall, hall],
    };
    const tariff = { ...TARIFF, fromDay: 60_000n };
    await expectOfficesAlone(market, stranger, {
      openZone: [ZONE + 1n, setup, tariff],
      setTariff: [ZONE, tariff],
      setOperator: [stranger.address, true],
      withdrawFund: [ZONE, stranger.address, 1n],
    });
  });
});
