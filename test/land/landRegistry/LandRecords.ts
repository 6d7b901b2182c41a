import { expect } from "chai";

import { type Land, land, rectangle, ref, registerPlot, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";

describe("LandRecords", function () {
  let city: Land;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(land);
  });

  it("enters the largest size that a title's word holds, and not a square metre more", async function () {
    const largest = 2n ** 32n - 1n;
    await registerPlot(city, ref("NORD:1"), city.owner, rectangle(0, 0, 65_535, 65_537));
    expect((await title(city, ref("NORD:1"))).size).to.equal(largest);
    await expect(registerPlot(city, ref("NORD:2"), city.owner, rectangle(0, 0, 65_536, 65_536)))
      .to.be.revertedWithCustomError(city.registry, "SizeUnfit")
      .withArgs(ref("NORD:2"), largest + 1n);
  });
});
