import { emptyStreet, ZONE } from "../../support/energy/market.js";
import { expectOfficesAlone } from "../../support/energy/officesAlone.js";
import { networkHelpers } from "../../support/network.js";

const nothing = () => emptyStreet();

describe("MeterGateways", function () {
  it("takes gateways, their zones and their ends from the office of meters alone", async function () {
    const { meters, stranger } = await networkHelpers.loadFixture(nothing);
    await expectOfficesAlone(meters, stranger, {
      registerGateway: [stranger.address, 1n, false],
      assignGateway: [ZONE, 1n],
      stopGateway: [1n],
    });
  });
});
