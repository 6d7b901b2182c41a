import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  DAY,
  deedOf,
  divide,
  doc,
  encumber,
  type Land,
  landWithTitle,
  mortgage,
  RECOVERY_NOTICE,
  title,
} from "../support/land.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const { time } = networkHelpers;

const STATE = { none: 0n, announced: 1n, silent: 2n, contested: 3n, allowed: 4n, barred: 5n } as const;

describe("TitleCore: recovery", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  /** The identity registry names the heir, and the recovery is announced; answers when it takes effect. */
  async function announced(): Promise<bigint> {
    const { registry, identities, owner, heir } = city;
    await identities.setSuccessor(owner.address, heir.address);
    await registry.announceRecovery(owner);
    return BigInt(await time.latest()) + RECOVERY_NOTICE;
  }

  it("moves titles, shares and encumbrances to the successor after the notice; what lies on them stays", async function () {
    const { registry, owner, heir, stranger, bank, id } = city;
    expect(await registry.RECOVERY_NOTICE()).to.equal(RECOVERY_NOTICE);
    await encumber(city, id, mortgage(bank));
    await encumber(city, id, mortgage(owner));
    const effectiveAt = await announced();
    expect(await registry.recoveryOf(owner)).to.deep.equal([STATE.announced, heir.address, effectiveAt]);
    await time.setNextBlockTimestamp(effectiveAt - 1n);
    await expect(as(registry, stranger).recoverTitles(owner, [id]))
      .to.be.revertedWithCustomError(registry, "RecoveryNotDue")
      .withArgs(owner.address, STATE.announced, effectiveAt);
    await time.setNextBlockTimestamp(effectiveAt);
    const act = as(registry, stranger).recoverTitles(owner, [id]);
    await expect(act).to.emit(registry, "TitleRecovered").withArgs(id, owner.address, heir.address);
    await expect(act).to.emit(registry, "Transfer").withArgs(owner.address, heir.address, id);
    expect(await title(city, id)).to.deep.include({ owner: heir.address, blockers: 2n, version: 3n });
    await expect(registry.recoverTitles(owner, [id]))
      .to.be.revertedWithCustomError(registry, "OwnerUnknown")
      .withArgs(id, owner.address);
    await expect(registry.recoverEncumbrances(owner, id, [2n]))
      .to.emit(registry, "EncumbranceAssigned")
      .withArgs(id, 2n, owner.address, heir.address);
    await expect(registry.recoverEncumbrances(owner, id, [1n]))
      .to.be.revertedWithCustomError(registry, "EncumbranceHolderDiffers")
      .withArgs(id, 1n, bank.address);
  });

  it("the announcement says who and when, once", async function () {
    const { registry, identities, owner, heir } = city;
    await identities.setSuccessor(owner.address, heir.address);
    const at = BigInt(await time.latest()) + 10n;
    await time.setNextBlockTimestamp(at);
    await expect(registry.announceRecovery(owner))
      .to.emit(registry, "RecoveryAnnounced")
      .withArgs(owner.address, heir.address, at + RECOVERY_NOTICE);
    await expect(registry.announceRecovery(owner))
      .to.be.revertedWithCustomError(registry, "RecoveryAlreadyAnnounced")
      .withArgs(owner.address, heir.address);
  });

  it("moves a share, and adds it to one that the successor has", async function () {
    const { registry, owner, other, heir, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 1n],
        [heir, 1n],
      ],
      3n,
    );
    await time.increaseTo(await announced());
    await registry.recoverTitles(owner, [id]);
    expect(await registry.shareOf(id, heir)).to.deep.equal([2n, 3n]);
    expect(await registry.shareOf(id, owner)).to.deep.equal([0n, 3n]);
    expect((await title(city, id)).version).to.equal(2n);
  });

  it("LAND-6: leaves a frozen title where it is", async function () {
    const { registry, owner, bailiff, id } = city;
    await as(registry, bailiff).setFrozenTokens(owner, id, true);
    await time.increaseTo(await announced());
    await expect(registry.recoverTitles(owner, [id]))
      .to.be.revertedWithCustomError(registry, "TitleFrozen")
      .withArgs(id);
  });

  it("the old key cannot act meanwhile, nor afterwards", async function () {
    const { registry, owner, other, bank, agent, id } = city;
    const number = await encumber(city, id, mortgage(owner));
    await announced();
    expect(await registry.canSend(owner)).to.equal(false);
    const refused = [
      async () => as(registry, agent).convey(await deedOf(city, id, [owner], other)),
      async () => encumber(city, id, mortgage(bank)),
      async () => as(registry, owner).release(id, number, doc("release")),
      async () => as(registry, owner).assign(id, number, other),
      async () => as(registry, owner).subordinate(id, number, number),
    ];
    for (const act of refused) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "ERC7943CannotSend")
        .withArgs(owner.address);
    }
  });

  it("the old key objects, and a court decides for the successor", async function () {
    const { registry, owner, heir, judge, id } = city;
    const effectiveAt = await announced();
    await expect(as(registry, owner).contestRecovery())
      .to.emit(registry, "RecoveryContested")
      .withArgs(owner.address);
    await time.increaseTo(effectiveAt);
    await expect(registry.recoverTitles(owner, [id]))
      .to.be.revertedWithCustomError(registry, "RecoveryNotDue")
      .withArgs(owner.address, STATE.contested, effectiveAt);
    await expect(as(registry, judge).decideRecovery(owner, true, doc("judgment")))
      .to.emit(registry, "RecoveryDecided")
      .withArgs(owner.address, true);
    await registry.recoverTitles(owner, [id]);
    expect(await registry.ownerOf(id)).to.equal(heir.address);
  });

  it("the old key objects, and a court bars the successor for good; the key acts again", async function () {
    const { registry, identities, owner, other, heir, judge, agent, id } = city;
    const effectiveAt = await announced();
    await as(registry, owner).contestRecovery();
    const act = as(registry, judge).decideRecovery(owner, false, doc("judgment"));
    await expect(act).to.emit(registry, "RecoveryDecided").withArgs(owner.address, false);
    await expect(act).to.emit(registry, "OrderExecuted").withArgs(0n, doc("judgment"));
    await time.increaseTo(effectiveAt);
    await expect(registry.recoverTitles(owner, [id]))
      .to.be.revertedWithCustomError(registry, "RecoveryNotDue")
      .withArgs(owner.address, STATE.barred, effectiveAt);
    await identities.setSuccessor(owner.address, other.address);
    await registry.announceRecovery(owner);
    await identities.setSuccessor(owner.address, heir.address);
    await expect(registry.announceRecovery(owner))
      .to.be.revertedWithCustomError(registry, "RecoveryAlreadyAnnounced")
      .withArgs(owner.address, heir.address);
    await as(registry, owner).contestRecovery();
    await as(registry, judge).decideRecovery(owner, false, doc("another judgment"));
    await as(registry, agent).convey(await deedOf(city, id, [owner], other));
  });

  it("a key that is reported stolen does not object", async function () {
    const { registry, identities, owner, id } = city;
    const until = BigInt(await time.latest()) + 30n * DAY;
    await identities.setFrozenUntil(owner.address, until);
    await expect(registry.suspend(owner))
      .to.emit(registry, "AccountSuspended")
      .withArgs(owner.address, until);
    expect(await registry.suspendedUntil(owner)).to.equal(until);
    await identities.setFrozenUntil(owner.address, 0n);
    const effectiveAt = await announced();
    expect((await registry.recoveryOf(owner)).state).to.equal(STATE.silent);
    await expect(as(registry, owner).contestRecovery())
      .to.be.revertedWithCustomError(registry, "RecoveryContestUnfit")
      .withArgs(owner.address);
    await time.increaseTo(effectiveAt);
    await registry.recoverTitles(owner, [id]);
  });

  it("a key that is reported stolen after the announcement does not object either", async function () {
    const { registry, identities, owner } = city;
    await announced();
    await identities.setFrozenUntil(owner.address, BigInt(await time.latest()) + DAY);
    await expect(as(registry, owner).contestRecovery())
      .to.be.revertedWithCustomError(registry, "RecoveryContestUnfit")
      .withArgs(owner.address);
  });

  it("a suspended key cannot act until the second given", async function () {
    const { registry, identities, owner, id } = city;
    const until = BigInt(await time.latest()) + DAY;
    await identities.setFrozenUntil(owner.address, until);
    await registry.suspend(owner);
    expect(await registry.canTransfer(owner, city.other, id)).to.equal(false);
    await time.increaseTo(until - 1n);
    expect(await registry.canSend(owner)).to.equal(false);
    await time.increaseTo(until);
    expect(await registry.canSend(owner)).to.equal(true);
  });

  it("a court stops a recovery, also of a stolen key", async function () {
    const { registry, owner, bailiff } = city;
    const court = as(registry, bailiff);
    await expect(court.contestRecoveryByOrder(owner, doc("stop")))
      .to.be.revertedWithCustomError(registry, "RecoveryNotDue")
      .withArgs(owner.address, STATE.none, 0n);
    await announced();
    const act = court.contestRecoveryByOrder(owner, doc("stop"));
    await expect(act).to.emit(registry, "RecoveryContested").withArgs(owner.address);
    await expect(act).to.emit(registry, "OrderExecuted").withArgs(0n, doc("stop"));
    await expect(as(registry, city.judge).decideRecovery(city.other, true, doc("judgment")))
      .to.be.revertedWithCustomError(registry, "RecoveryNotDue")
      .withArgs(city.other.address, STATE.none, 0n);
  });

  it("a thief without the identity registry's word recovers nothing", async function () {
    const { registry, identities, owner, heir, other, stranger, id } = city;
    await expect(as(registry, stranger).announceRecovery(owner))
      .to.be.revertedWithCustomError(registry, "RecoveryUnfounded")
      .withArgs(owner.address, ZeroAddress);
    for (const unfit of [owner.address, await registry.getAddress()]) {
      await identities.setSuccessor(owner.address, unfit);
      await expect(registry.announceRecovery(owner))
        .to.be.revertedWithCustomError(registry, "RecoveryUnfounded")
        .withArgs(owner.address, unfit);
    }
    await time.increaseTo(await announced());
    await identities.setSuccessor(owner.address, other.address);
    await expect(registry.recoverTitles(owner, [id]))
      .to.be.revertedWithCustomError(registry, "RecoveryUnfounded")
      .withArgs(owner.address, other.address);
    expect(await registry.ownerOf(id)).to.not.equal(heir.address);
    await expect(as(registry, other).contestRecovery())
      .to.be.revertedWithCustomError(registry, "RecoveryContestUnfit")
      .withArgs(other.address);
  });

  it("without an identity registry nothing is recovered", async function () {
    const { registry, council, owner } = city;
    await as(registry, council).announceChecker(await registry.RECOVERY(), ZeroAddress);
    for (const act of [registry.suspend, registry.announceRecovery]) {
      await expect(act(owner)).to.be.revertedWithCustomError(registry, "RecoveryUnavailable");
    }
  });
});
