import { ZeroHash } from "ethers";

import { emptyStreet, REASON } from "../../support/energy/market.js";
import { expectOfficesAlone } from "../../support/energy/officesAlone.js";
import { networkHelpers } from "../../support/network.js";

const nothing = () => emptyStreet();

describe("MeterDevices", function () {
  it("takes registrations, calibrations, stops and new keys from the office of meters alone", async function () {
    const { meters, stranger } = await networkHelpers.loadFixture(nothing);
    await expectOfficesAlone(meters, stranger, {
      register: [[]],
      setCalibration: [1n, 1n, ZeroHash],
      stop: [1n, REASON],
      replaceKey: [1n, 1n, false],
    });
  });
});
