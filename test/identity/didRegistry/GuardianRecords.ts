import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { as, COURT_ORDER, guardedByFour, type Identities, supportBy } from "../../support/identities.js";
import { networkHelpers } from "../../support/network.js";

/** A candidate whose address differs from zero, which stands for a veto, in one bit. */
const ACCOUNT_ONE = "0x0000000000000000000000000000000000000001";

describe("GuardianRecords", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(guardedByFour);
  });

  it("a veto is nobody's support, and a support no veto", async () => {
    const { registry, alice, heir, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    await as(registry, guardians[2]).supportRecovery(alice, ACCOUNT_ONE);
    expect(await registry.supportersOf(alice, ACCOUNT_ONE)).to.deep.equal([guardians[2].address]);

    const vetoes = as(registry, guardians[2]).vetoRecovery(alice);
    await expect(vetoes).to.emit(registry, "VetoSupported").withArgs(alice.address, guardians[2].address, 0n);
    await expect(vetoes).not.to.emit(registry, "RecoveryStopped");
    await expect(as(registry, guardians[3]).vetoRecovery(alice))
      .to.emit(registry, "RecoveryStopped")
      .withArgs(alice.address, heir.address, `0x${"00".repeat(32)}`, 0n);
    expect(await registry.supportersOf(alice, ACCOUNT_ONE)).to.deep.equal([]);
  });

  for (const outcome of ["names one of two", "names nobody"] as const) {
    it(`nothing of a dispute is left once the court ${outcome}`, async () => {
      const { registry, alice, heir, rival, judge, guardians } = city;
      await supportBy(city, heir, guardians[0], guardians[1]);
      await supportBy(city, rival, guardians[2], guardians[3]);
      const { rival: before } = await registry.recoveryOf(alice);
      expect(before).to.equal(rival.address);

      const named = outcome === "names nobody" ? ZeroAddress : heir.address;
      await as(registry, judge).decideRecovery(alice, named, COURT_ORDER);
      const after = await registry.recoveryOf(alice);
      expect(after.toArray()).to.deep.equal([1n, ZeroAddress, 0n, 0n, false, ZeroAddress]);
    });
  }
});
