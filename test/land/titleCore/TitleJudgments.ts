import { expect } from "chai";

import {
  DAY,
  doc,
  encumber,
  encumberByOrder,
  KIND,
  type Land,
  landWithTitle,
  mortgage,
  RECOVERY_NOTICE,
  wire,
} from "../../support/land.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const { time } = networkHelpers;

const CONTESTED = 3n;

describe("TitleJudgments", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  /** Announces a recovery of the owner's titles; answers when it takes effect. */
  async function announced(): Promise<bigint> {
    const { registry, identities, owner, heir } = city;
    await identities.setSuccessor(owner.address, heir.address);
    await registry.announceRecovery(owner);
    return BigInt(await time.latest()) + RECOVERY_NOTICE;
  }

  it("attack: a court enters no mortgage, which needs the owners' signatures", async function () {
    const { registry, bank, id } = city;
    await expect(encumberByOrder(city, id, mortgage(bank), "order"))
      .to.be.revertedWithCustomError(registry, "EncumbranceKindUnfit")
      .withArgs(KIND.mortgage);
  });

  it("attack: what moved to the successor is not recovered in the old register", async function () {
    const { registry, council, deployer, officers, owner, id } = city;
    const number = await encumber(city, id, mortgage(owner));
    const effectiveAt = await announced();
    const successor = await deployLandRegistry(deployer, officers, registry);
    await wire(city, successor);
    await as(registry, council).retire(successor);
    await successor.importTitle(id, []);
    await time.increaseTo(effectiveAt);
    await expect(registry.recoverEncumbrances(owner, id, [number]))
      .to.be.revertedWithCustomError(registry, "TitleUnknown")
      .withArgs(id);
  });

  it("an owner objects until the second in which the notice ends", async function () {
    const { registry, owner } = city;
    const effectiveAt = await announced();
    await time.setNextBlockTimestamp(effectiveAt);
    await expect(as(registry, owner).contestRecovery())
      .to.be.revertedWithCustomError(registry, "RecoveryContestUnfit")
      .withArgs(owner.address);
  });

  it("a key that is frozen after the announcement objects again from the second in which it is free", async function () {
    const { registry, identities, owner } = city;
    await announced();
    const freeAt = BigInt(await time.latest()) + DAY;
    await identities.setFrozenUntil(owner.address, freeAt);
    await time.setNextBlockTimestamp(freeAt - 1n);
    await expect(as(registry, owner).contestRecovery())
      .to.be.revertedWithCustomError(registry, "RecoveryContestUnfit")
      .withArgs(owner.address);
    await time.setNextBlockTimestamp(freeAt);
    await expect(as(registry, owner).contestRecovery()).to.emit(registry, "RecoveryContested");
  });

  it("a recovery that a court contests waits for the court", async function () {
    const { registry, bailiff, owner, id } = city;
    const effectiveAt = await announced();
    await as(registry, bailiff).contestRecoveryByOrder(owner, doc("order"));
    expect((await registry.recoveryOf(owner)).state).to.equal(CONTESTED);
    await time.increaseTo(effectiveAt);
    await expect(registry.recoverTitles(owner, [id]))
      .to.be.revertedWithCustomError(registry, "RecoveryNotDue")
      .withArgs(owner.address, CONTESTED, effectiveAt);
  });
});
