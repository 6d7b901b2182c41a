import { expect } from "chai";

import { doc, type Land, land, PLOT, ref, ringHashOf } from "../../support/land.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const errors = { interface: new ethers.Interface(["error ReferenceUnfit(uint256,uint256)"]) };

describe("References", function () {
  let city: Land;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(land);
  });

  const register = async (id: bigint) =>
    as(city.registry, city.registrar).register(
      { id, owner: city.owner, ringHash: ringHashOf(PLOT), size: 1_000n },
      doc("application"),
    );

  it("LAND-1: a number behind a letter begins with no zero either", async function () {
    await expect(register(ref("NORD:A01")))
      .to.be.revertedWithCustomError(errors, "ReferenceUnfit")
      .withArgs(ref("NORD:A01"), 7n);
    await register(ref("NORD:A10"));
  });

  it("LAND-1: a reference has at most 31 characters: the last byte is empty", async function () {
    const longest = ref("NORD:12345678901234567890123456");
    const longer = longest | 0x37n;
    await expect(register(longer))
      .to.be.revertedWithCustomError(errors, "ReferenceUnfit")
      .withArgs(longer, 31n);
    await register(longest);
  });
});
