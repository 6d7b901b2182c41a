import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  as,
  change,
  CHANGE_OWNER,
  COMPLETION_PERIOD,
  COURT_ORDER,
  DAY,
  DEACTIVATE,
  DELAY,
  DISPUTE_PERIOD,
  FOR_EVER,
  FREEZE_PERIOD,
  guarded,
  guardedByFour,
  hashOf,
  type Identities,
  name,
  nextTime,
  rights,
  ROUND_PERIOD,
  SET_ATTRIBUTE,
  supportBy,
} from "../support/identities.js";
import { networkHelpers } from "../support/network.js";

const { time } = networkHelpers;
const NOBODY = `0x${"00".repeat(32)}`;
const NO_ORDER = NOBODY;

describe("DIDRegistry: a recovery", () => {
  let city: Identities;
  const stateOf = async () => {
    const state = await city.registry.recoveryOf(city.alice);
    return {
      round: state.round,
      newOwner: state.newOwner,
      readyAt: state.readyAt,
      openedAt: state.openedAt,
      isContested: state.isContested,
      rival: state.rival,
    };
  };
  const untouched = (round: bigint) => ({
    round,
    newOwner: ZeroAddress,
    readyAt: 0n,
    openedAt: 0n,
    isContested: false,
    rival: ZeroAddress,
  });

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(guarded);
  });

  it("DID-5: two of three name the next owner, who acts after the delay, to the second", async () => {
    const { registry, alice, heir, guardians, stranger } = city;
    const openedAt = await nextTime();
    await expect(as(registry, guardians[0]).supportRecovery(alice, heir))
      .to.emit(registry, "RecoverySupported")
      .withArgs(alice.address, guardians[0].address, heir.address, 0n);
    expect(await stateOf()).to.deep.equal({ ...untouched(0n), openedAt });
    const at = await nextTime();
    const act = as(registry, guardians[2]).supportRecovery(alice, heir);
    await expect(act)
      .to.emit(registry, "RecoveryAnnounced")
      .withArgs(alice.address, heir.address, at + DELAY, 0n);
    await expect(act).not.to.emit(registry, "FreezeSet");
    expect(await stateOf()).to.deep.equal({
      ...untouched(0n),
      openedAt,
      newOwner: heir.address,
      readyAt: at + DELAY,
    });
    expect(await registry.supportersOf(alice, heir)).to.deep.equal([
      guardians[0].address,
      guardians[2].address,
    ]);

    await time.setNextBlockTimestamp(at + DELAY - 1n);
    await expect(as(registry, stranger).executeRecovery(alice))
      .to.be.revertedWithCustomError(registry, "RecoveryNotDue")
      .withArgs(alice.address, at + DELAY);
    expect(await registry.successorOf(alice)).to.equal(ZeroAddress);
    await time.setNextBlockTimestamp(at + DELAY);
    const done = as(registry, stranger).executeRecovery(alice);
    await expect(done)
      .to.emit(registry, "RecoveryCompleted")
      .withArgs(alice.address, alice.address, heir.address, 0n);
    await expect(done).to.emit(registry, "DIDOwnerChanged").withArgs(alice.address, heir.address, 0n);
    await expect(done).not.to.emit(registry, "FreezeSet");
    expect(await registry.identityOwner(alice)).to.equal(heir.address);
    expect(await registry.successorOf(alice)).to.equal(heir.address);
    expect(await registry.tenureOf(alice)).to.equal(1n);
    expect(await stateOf()).to.deep.equal(untouched(1n));
    await expect(registry.executeRecovery(alice))
      .to.be.revertedWithCustomError(registry, "RecoveryMissing")
      .withArgs(alice.address);
    await expect(as(registry, alice).changeOwner(alice, alice)).to.be.revertedWith("bad_actor");
    await as(registry, heir).applyChanges(alice, [
      change(SET_ATTRIBUTE, { name: name("did/svc/Hub"), value: "0x01" }),
    ]);
  });

  it("DID-2: its event follows the ones before it", async () => {
    const { registry, alice, heir, guardians } = city;
    await as(registry, alice).setAttribute(alice, name("did/svc/Hub"), "0x01", 1n);
    const before = await registry.changed(alice);
    await supportBy(city, heir, guardians[0], guardians[1]);
    await time.increase(DELAY);
    await expect(registry.executeRecovery(alice))
      .to.emit(registry, "DIDOwnerChanged")
      .withArgs(alice.address, heir.address, before);
    expect(await registry.changed(alice)).to.be.greaterThan(before);
  });

  it("the successor is whoever owns the identity later", async () => {
    const { registry, alice, heir, rival, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    await time.increase(DELAY);
    await registry.executeRecovery(alice);
    await as(registry, heir).changeOwner(alice, rival);
    expect(await registry.successorOf(alice)).to.equal(rival.address);
    await as(registry, rival).changeOwner(alice, alice);
    expect(await registry.successorOf(alice), "nobody succeeds itself").to.equal(ZeroAddress);
  });

  it("DID-6: keys enrolled before are gone, and can be enrolled again", async () => {
    const { registry, alice, heir, spare, rival, guardians } = city;
    await as(registry, alice).applyChanges(alice, [rights(rival.address, "act")]);
    await supportBy(city, heir, guardians[0], guardians[1]);
    await time.increase(DELAY);
    await registry.executeRecovery(alice);
    await expect(as(registry, rival).applyChanges(alice, [change(CHANGE_OWNER, { account: rival.address })]))
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(alice.address, rival.address.toLowerCase());
    await expect(as(registry, spare).freeze(alice)).to.be.revertedWithCustomError(
      registry,
      "SafetyActorUnauthorized",
    );
    expect((await registry.enrolmentOf(alice, 0n, hashOf(rival))).actsUntil).to.equal(FOR_EVER);
    expect((await registry.enrolmentOf(alice, 1n, hashOf(rival))).actsUntil).to.equal(0n);
    await as(registry, heir).applyChanges(alice, [rights(rival.address, "act")]);
    await as(registry, rival).applyChanges(alice, [change(CHANGE_OWNER, { account: rival.address })]);
    expect(await registry.identityOwner(alice)).to.equal(rival.address);
  });

  it("guardians stay, and recover a second time", async () => {
    const { registry, alice, heir, rival, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    await time.increase(DELAY);
    await registry.executeRecovery(alice);
    await supportBy(city, rival, guardians[1], guardians[2]);
    await time.increase(DELAY);
    await expect(registry.executeRecovery(alice))
      .to.emit(registry, "RecoveryCompleted")
      .withArgs(alice.address, heir.address, rival.address, 1n);
    expect(await registry.tenureOf(alice)).to.equal(2n);
    expect(await registry.successorOf(alice)).to.equal(rival.address);
  });

  it("is for guardians alone, once each", async () => {
    const { registry, alice, heir, spare, guardians, stranger } = city;
    for (const actor of [stranger, alice, spare, guardians[3]]) {
      await expect(as(registry, actor).supportRecovery(alice, heir))
        .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
        .withArgs(alice.address, actor.address.toLowerCase());
    }
    await as(registry, guardians[0]).supportRecovery(alice, heir);
    await expect(as(registry, guardians[0]).supportRecovery(alice, heir))
      .to.be.revertedWithCustomError(registry, "GuardianActRepeated")
      .withArgs(guardians[0].address);
    expect((await stateOf()).readyAt).to.equal(0n);
  });

  it("does not name nobody, the identity, its owner or the registry", async () => {
    const { registry, alice, heir, guardians } = city;
    await as(registry, alice).changeOwner(alice, heir);
    for (const wrong of [ZeroAddress, alice.address, heir.address, await registry.getAddress()]) {
      await expect(as(registry, guardians[0]).supportRecovery(alice, wrong))
        .to.be.revertedWithCustomError(registry, "RecoveryOwnerInvalid")
        .withArgs(wrong);
    }
  });

  it("a third support changes nothing", async () => {
    const { registry, alice, heir, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    const before = await stateOf();
    await expect(as(registry, guardians[2]).supportRecovery(alice, heir)).not.to.emit(
      registry,
      "RecoveryAnnounced",
    );
    expect(await stateOf()).to.deep.equal(before);
  });

  it("supports count for thirty days, and then for nothing", async () => {
    const { registry, alice, heir, guardians } = city;
    const openedAt = await nextTime();
    await as(registry, guardians[0]).supportRecovery(alice, heir);
    await time.increaseTo(openedAt + ROUND_PERIOD);
    expect((await stateOf()).round).to.equal(0n);
    await time.increaseTo(openedAt + ROUND_PERIOD + 1n);
    expect(await stateOf()).to.deep.equal(untouched(1n));
    expect(await registry.supportersOf(alice, heir)).to.deep.equal([]);
    await as(registry, guardians[1]).supportRecovery(alice, heir);
    expect((await stateOf()).readyAt).to.equal(0n);
    await expect(as(registry, guardians[0]).supportRecovery(alice, heir)).to.emit(
      registry,
      "RecoveryAnnounced",
    );
    // Once the threshold is reached, the round does not run out.
    await time.increase(2n * ROUND_PERIOD);
    expect((await stateOf()).newOwner).to.equal(heir.address);
    await registry.executeRecovery(alice);
  });

  it("a guardian withdraws its support; below the threshold the recovery stops", async () => {
    const { registry, alice, heir, rival, guardians, stranger } = city;
    await supportBy(city, heir, guardians[0], guardians[1], guardians[2]);
    await expect(as(registry, guardians[0]).withdrawSupport(alice, heir))
      .to.emit(registry, "RecoverySupportWithdrawn")
      .withArgs(alice.address, guardians[0].address, heir.address, 0n);
    expect(await registry.supportersOf(alice, heir)).to.deep.equal([
      guardians[1].address,
      guardians[2].address,
    ]);
    expect((await stateOf()).newOwner, "two are left").to.equal(heir.address);
    await expect(as(registry, guardians[0]).withdrawSupport(alice, heir))
      .to.be.revertedWithCustomError(registry, "RecoverySupportMissing")
      .withArgs(guardians[0].address, heir.address);
    await expect(as(registry, guardians[1]).withdrawSupport(alice, rival))
      .to.be.revertedWithCustomError(registry, "RecoverySupportMissing")
      .withArgs(guardians[1].address, rival.address);
    await expect(as(registry, stranger).withdrawSupport(alice, heir))
      .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
      .withArgs(alice.address, stranger.address.toLowerCase());
    await expect(as(registry, guardians[1]).withdrawSupport(alice, heir))
      .to.emit(registry, "RecoveryStopped")
      .withArgs(alice.address, heir.address, NOBODY, 0n);
    expect(await stateOf()).to.deep.equal(untouched(1n));
  });

  it("a support that was never enough is withdrawn and the round goes on", async () => {
    const { registry, alice, heir, rival, guardians } = city;
    await as(registry, guardians[0]).supportRecovery(alice, rival);
    await expect(as(registry, guardians[0]).withdrawSupport(alice, rival)).not.to.emit(
      registry,
      "RecoveryStopped",
    );
    await supportBy(city, heir, guardians[0], guardians[1]);
    expect((await stateOf()).round).to.equal(0n);
    // Another one's support falls away without touching the recovery.
    await as(registry, guardians[2]).supportRecovery(alice, rival);
    await as(registry, guardians[2]).withdrawSupport(alice, rival);
    expect((await stateOf()).newOwner).to.equal(heir.address);
  });

  describe("is vetoed", () => {
    it("by the owner, while not frozen", async () => {
      const { registry, alice, heir, guardians } = city;
      await expect(as(registry, alice).vetoRecovery(alice))
        .to.be.revertedWithCustomError(registry, "RecoveryMissing")
        .withArgs(alice.address);
      await as(registry, guardians[0]).supportRecovery(alice, heir);
      await expect(as(registry, alice).vetoRecovery(alice), "before the threshold")
        .to.be.revertedWithCustomError(registry, "RecoveryMissing")
        .withArgs(alice.address);
      await as(registry, guardians[1]).supportRecovery(alice, heir);
      await expect(as(registry, alice).vetoRecovery(alice))
        .to.emit(registry, "RecoveryStopped")
        .withArgs(alice.address, heir.address, hashOf(alice), 0n);
      expect(await stateOf()).to.deep.equal(untouched(1n));
      // An owner's veto is no dispute: the next attempt has its delay again.
      await supportBy(city, heir, guardians[0], guardians[1]);
      expect((await stateOf()).isContested).to.equal(false);
    });

    it("by a key that acts, while not frozen", async () => {
      const { registry, alice, heir, rival, guardians } = city;
      await as(registry, alice).applyChanges(alice, [rights(rival.address, "act")]);
      await supportBy(city, heir, guardians[0], guardians[1]);
      await expect(as(registry, rival).vetoRecovery(alice))
        .to.emit(registry, "RecoveryStopped")
        .withArgs(alice.address, heir.address, hashOf(rival), 0n);
    });

    it("by guardians at the threshold, once each", async () => {
      const { registry, alice, heir, guardians, stranger } = city;
      await as(registry, guardians[0]).freeze(alice);
      await supportBy(city, heir, guardians[0], guardians[1]);
      await expect(as(registry, guardians[2]).vetoRecovery(alice))
        .to.emit(registry, "VetoSupported")
        .withArgs(alice.address, guardians[2].address, 0n);
      await expect(as(registry, guardians[2]).vetoRecovery(alice))
        .to.be.revertedWithCustomError(registry, "GuardianActRepeated")
        .withArgs(guardians[2].address);
      await expect(as(registry, stranger).vetoRecovery(alice))
        .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
        .withArgs(alice.address, stranger.address.toLowerCase());
      await expect(as(registry, guardians[1]).vetoRecovery(alice))
        .to.emit(registry, "RecoveryStopped")
        .withArgs(alice.address, heir.address, NOBODY, 0n);
      await supportBy(city, heir, guardians[0], guardians[1]);
      expect((await stateOf()).isContested, "no dispute").to.equal(false);
    });
  });

  describe("of a frozen identity", () => {
    beforeEach(async () => {
      await as(city.registry, city.guardians[0]).freeze(city.alice);
    });

    it("holds the freeze until seven days after the delay", async () => {
      const { registry, alice, heir, guardians } = city;
      await time.increase(FREEZE_PERIOD - 2n * DAY);
      await as(registry, guardians[0]).supportRecovery(alice, heir);
      const at = await nextTime();
      await expect(as(registry, guardians[1]).supportRecovery(alice, heir))
        .to.emit(registry, "FreezeSet")
        .withArgs(alice.address, NOBODY, at + DELAY + COMPLETION_PERIOD);
      await time.setNextBlockTimestamp(at + DELAY + COMPLETION_PERIOD - 1n);
      await expect(as(registry, alice).vetoRecovery(alice)).to.be.revertedWithCustomError(
        registry,
        "SafetyActorUnauthorized",
      );
      const done = registry.executeRecovery(alice);
      await expect(done).to.emit(registry, "FreezeSet").withArgs(alice.address, NOBODY, 0n);
      expect(await registry.frozenUntil(alice)).to.equal(0n);
      await as(registry, heir).changeOwner(alice, heir);
    });

    it("a longer freeze stays", async () => {
      const { registry, alice, heir, guardians } = city;
      const until = await registry.frozenUntil(alice);
      await as(registry, guardians[0]).supportRecovery(alice, heir);
      await expect(as(registry, guardians[1]).supportRecovery(alice, heir)).not.to.emit(
        registry,
        "FreezeSet",
      );
      expect(await registry.frozenUntil(alice)).to.equal(until);
    });

    it("a freeze that lapsed is not revived", async () => {
      const { registry, alice, heir, guardians } = city;
      await time.increase(FREEZE_PERIOD);
      await as(registry, guardians[0]).supportRecovery(alice, heir);
      await expect(as(registry, guardians[1]).supportRecovery(alice, heir)).not.to.emit(
        registry,
        "FreezeSet",
      );
      await expect(as(registry, alice).vetoRecovery(alice)).to.emit(registry, "RecoveryStopped");
    });
  });
});

describe("DIDRegistry: the thief who holds the phone", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(guarded);
    await as(city.registry, city.guardians[0]).freeze(city.alice);
  });

  it("DID-6: does nothing with the owner's key while the identity is frozen", async () => {
    const { registry, alice, heir, rival, spare, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    const thief = as(registry, alice);
    const until = await registry.frozenUntil(alice);
    for (const act of [
      () => thief.changeOwner(alice, rival),
      () => thief.changeOwner(alice, ZeroAddress),
      () => thief.addDelegate(alice, name("sigAuth"), rival, 1_000n),
      () => thief.revokeDelegate(alice, name("sigAuth"), rival),
      () => thief.setAttribute(alice, name("did/svc/Hub"), "0x01", 1_000n),
      () => thief.revokeAttribute(alice, name("did/svc/Hub"), "0x01"),
      () => thief.setGuardians(alice, [rival.address, guardians[3].address], 2n, DELAY),
      () => thief.setGuardians(alice, [], 0n, 0n),
      () => thief.applyChanges(alice, [change(CHANGE_OWNER, { account: rival.address })]),
      () => thief.applyChanges(alice, [rights(rival.address, "act+object")]),
      () => thief.applyChanges(alice, [rights(spare.address, "")]),
      () => thief.applyChanges(alice, [change(DEACTIVATE)]),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "IdentityFrozen")
        .withArgs(alice.address, until);
    }
    for (const act of [
      () => thief.vetoRecovery(alice),
      () => thief.unfreeze(alice),
      () => thief.freeze(alice),
      () => thief.supportRecovery(alice, rival),
      () => thief.withdrawSupport(alice, heir),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
        .withArgs(alice.address, alice.address.toLowerCase());
    }
    await time.increase(DELAY);
    await registry.executeRecovery(alice);
    expect(await registry.identityOwner(alice)).to.equal(heir.address);
  });

  it("DID-6: cannot veto with a key enrolled shortly before the freeze", async () => {
    const fresh = await networkHelpers.loadFixture(guarded);
    const { registry, alice, heir, rival, guardians } = fresh;
    await as(registry, alice).applyChanges(alice, [rights(rival.address, "act+object")]);
    await time.increase(DELAY - 100n);
    await as(registry, guardians[0]).freeze(alice);
    // The right begins during the freeze, and does not count in it.
    await time.increase(200n);
    await supportBy(fresh, heir, guardians[0], guardians[1]);
    for (const act of [
      () => as(registry, rival).vetoRecovery(alice),
      () => as(registry, rival).unfreeze(alice),
      () => as(registry, rival).freeze(alice),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
        .withArgs(alice.address, rival.address.toLowerCase());
    }
  });

  it("DID-6: a key whose right began in the very second of the freeze counts", async () => {
    const fresh = await networkHelpers.loadFixture(guarded);
    const { registry, alice, rival, guardians } = fresh;
    const at = await nextTime();
    await as(registry, alice).applyChanges(alice, [rights(rival.address, "object")]);
    await time.setNextBlockTimestamp(at + DELAY);
    await as(registry, guardians[0]).freeze(alice);
    await as(registry, rival).unfreeze(alice);
  });

  it("DID-6: cannot take the spare key's right away before the guardians can freeze", async () => {
    const fresh = await networkHelpers.loadFixture(guarded);
    const { registry, alice, rival, spare, guardians } = fresh;
    const at = await nextTime();
    await as(registry, alice).applyChanges(alice, [rights(spare.address, "")]);
    await time.setNextBlockTimestamp(at + DELAY);
    await as(registry, guardians[0]).freeze(alice);
    await time.increase(DAY);
    // Guardians whom the thief deceives: the spare key still objects, as it stood when the freeze began.
    await supportBy(fresh, rival, guardians[0], guardians[1]);
    await expect(as(registry, spare).vetoRecovery(alice)).to.emit(registry, "RecoveryStopped");
  });

  it("DID-6: after a change of owner to an enrolled key, that key is the owner's and objects no more", async () => {
    const fresh = await networkHelpers.loadFixture(guarded);
    const { registry, alice, spare, guardians } = fresh;
    await as(registry, alice).changeOwner(alice, spare);
    await as(registry, guardians[0]).freeze(alice);
    await expect(as(registry, spare).unfreeze(alice))
      .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
      .withArgs(alice.address, spare.address.toLowerCase());
  });

  it("DID-6: the identity's own key objects in no case, as an enrolled key of another owner neither", async () => {
    const fresh = await networkHelpers.loadFixture(guarded);
    const { registry, alice, heir, guardians } = fresh;
    await as(registry, alice).changeOwner(alice, heir);
    await as(registry, heir).applyChanges(alice, [rights(alice.address, "object")]);
    await time.increase(2n * DELAY);
    await as(registry, guardians[0]).freeze(alice);
    await expect(as(registry, alice).unfreeze(alice))
      .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
      .withArgs(alice.address, alice.address.toLowerCase());
  });

  it("an honest owner with a second key stops a false recovery, and is free again", async () => {
    const { registry, alice, rival, spare, guardians } = city;
    await supportBy(city, rival, guardians[0], guardians[1]);
    await expect(as(registry, spare).vetoRecovery(alice))
      .to.emit(registry, "RecoveryStopped")
      .withArgs(alice.address, rival.address, hashOf(spare), 0n);
    await time.increase(DELAY);
    await expect(registry.executeRecovery(alice))
      .to.be.revertedWithCustomError(registry, "RecoveryMissing")
      .withArgs(alice.address);
    await as(registry, spare).unfreeze(alice);
    await as(registry, alice).changeOwner(alice, alice);
  });

  it("whoever deactivates a stolen identity keeps nothing: its holdings are recovered", async () => {
    const fresh = await networkHelpers.loadFixture(guarded);
    const { registry, alice, heir, rival, guardians } = fresh;
    await as(registry, alice).changeOwner(alice, rival);
    await as(registry, rival).changeOwner(alice, ZeroAddress);
    await as(registry, guardians[2]).freeze(alice);
    const before = await registry.changed(alice);
    await supportBy(fresh, heir, guardians[0], guardians[1]);
    await expect(as(registry, rival).vetoRecovery(alice)).to.be.revertedWithCustomError(
      registry,
      "SafetyActorUnauthorized",
    );
    await time.increase(DELAY);
    const done = registry.executeRecovery(alice);
    await expect(done)
      .to.emit(registry, "RecoveryCompleted")
      .withArgs(alice.address, ZeroAddress, heir.address, 0n);
    await expect(done).not.to.emit(registry, "DIDOwnerChanged");
    expect(await registry.successorOf(alice)).to.equal(heir.address);
    expect(await registry.changed(alice)).to.equal(before);
    expect(await registry.isDeactivated(alice), "DID-4: the identity stays deactivated").to.equal(true);
    expect(await registry.identityOwner(alice)).to.equal(ZeroAddress);
    await expect(as(registry, heir).changeOwner(alice, heir)).to.be.revertedWith("bad_actor");
  });

  it("a deactivated identity is not vetoed by a key that acted", async () => {
    const fresh = await networkHelpers.loadFixture(guarded);
    const { registry, alice, heir, rival, guardians } = fresh;
    await as(registry, alice).applyChanges(alice, [rights(rival.address, "act"), change(DEACTIVATE)]);
    await supportBy(fresh, heir, guardians[0], guardians[1]);
    for (const act of [
      () => as(registry, rival).vetoRecovery(alice),
      () => as(registry, rival).freeze(alice),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
        .withArgs(alice.address, rival.address.toLowerCase());
    }
  });
});

describe("DIDRegistry: a recovery in dispute is the court's", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(guardedByFour);
  });

  /** Two pairs of guardians name two owners. */
  async function oppose(): Promise<void> {
    const { registry, alice, heir, rival, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    await as(registry, guardians[2]).supportRecovery(alice, rival);
    await expect(as(registry, guardians[3]).supportRecovery(alice, rival))
      .to.emit(registry, "RecoveryOpposed")
      .withArgs(alice.address, heir.address, rival.address, 0n);
  }

  it("DID-5: two opposed recoveries: nobody completes, vetoes or withdraws", async () => {
    const { registry, alice, heir, spare, guardians } = city;
    await oppose();
    const state = await registry.recoveryOf(alice);
    expect(state.isContested).to.equal(true);
    await time.increase(2n * DELAY);
    for (const act of [
      () => registry.executeRecovery(alice),
      () => as(registry, alice).vetoRecovery(alice),
      () => as(registry, spare).vetoRecovery(alice),
      () => as(registry, guardians[0]).vetoRecovery(alice),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "RecoveryContested")
        .withArgs(alice.address);
    }
    await expect(as(registry, guardians[0]).withdrawSupport(alice, heir)).not.to.emit(
      registry,
      "RecoveryStopped",
    );
    expect((await registry.recoveryOf(alice)).isContested).to.equal(true);
  });

  it("DID-5: the court names one of both, whom guardians support", async () => {
    const { registry, alice, heir, rival, spare, judge, stranger } = city;
    await oppose();
    const act = as(registry, judge).decideRecovery(alice, rival, COURT_ORDER);
    await expect(act).to.emit(registry, "OrderExecuted").withArgs(alice.address, COURT_ORDER);
    await expect(act)
      .to.emit(registry, "RecoveryCompleted")
      .withArgs(alice.address, alice.address, rival.address, 0n);
    expect(await registry.successorOf(alice)).to.equal(rival.address);
    expect((await registry.recoveryOf(alice)).isContested).to.equal(false);
    expect([heir.address, spare.address, stranger.address]).not.to.include(rival.address);
  });

  it("the court does not name a stranger, or one whose support fell away", async () => {
    const { registry, alice, heir, rival, judge, stranger, guardians } = city;
    await oppose();
    await as(registry, guardians[3]).withdrawSupport(alice, rival);
    for (const wrong of [stranger.address, rival.address]) {
      await expect(as(registry, judge).decideRecovery(alice, wrong, COURT_ORDER))
        .to.be.revertedWithCustomError(registry, "RecoveryCandidateUnknown")
        .withArgs(wrong);
    }
    await as(registry, judge).decideRecovery(alice, heir, COURT_ORDER);
    expect(await registry.identityOwner(alice)).to.equal(heir.address);
  });

  it("the court may name nobody: the owner stays and is no longer frozen", async () => {
    const { registry, alice, heir, judge, guardians } = city;
    await as(registry, guardians[0]).freeze(alice);
    await oppose();
    expect(await registry.frozenUntil(alice)).to.equal(FOR_EVER);
    const act = as(registry, judge).decideRecovery(alice, ZeroAddress, COURT_ORDER);
    await expect(act).to.emit(registry, "OrderExecuted").withArgs(alice.address, COURT_ORDER);
    await expect(act).to.emit(registry, "RecoveryStopped").withArgs(alice.address, heir.address, NOBODY, 0n);
    await expect(act).to.emit(registry, "FreezeSet").withArgs(alice.address, NOBODY, 0n);
    await as(registry, alice).changeOwner(alice, alice);
    expect(await registry.successorOf(alice)).to.equal(ZeroAddress);
    // A new attempt is a new round, without the dispute.
    await supportBy(city, heir, guardians[0], guardians[1]);
    const { isContested, round } = await registry.recoveryOf(alice);
    expect([isContested, round]).to.deep.equal([false, 1n]);
  });

  it("the court has nothing to decide where nothing is in dispute", async () => {
    const { registry, alice, heir, judge, guardians, stranger } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    for (const newOwner of [heir.address, ZeroAddress]) {
      await expect(as(registry, judge).decideRecovery(alice, newOwner, COURT_ORDER))
        .to.be.revertedWithCustomError(registry, "RecoveryUncontested")
        .withArgs(alice.address);
    }
    await expect(as(registry, judge).decideRecovery(alice, heir, NO_ORDER)).to.be.revertedWithCustomError(
      registry,
      "RecoveryOrderMissing",
    );
    await expect(as(registry, stranger).decideRecovery(alice, heir, COURT_ORDER))
      .to.be.revertedWithCustomError(registry, "AccessManagedUnauthorized")
      .withArgs(stranger.address);
  });

  it("DID-6: a frozen identity stays frozen until the court decides", async () => {
    const { registry, alice, judge, heir, guardians } = city;
    await as(registry, guardians[0]).freeze(alice);
    await supportBy(city, heir, guardians[0], guardians[1]);
    await as(registry, guardians[2]).supportRecovery(alice, city.rival);
    await expect(as(registry, guardians[3]).supportRecovery(alice, city.rival))
      .to.emit(registry, "FreezeSet")
      .withArgs(alice.address, NOBODY, FOR_EVER);
    await time.increase(400n * DAY);
    await expect(as(registry, alice).changeOwner(alice, alice))
      .to.be.revertedWithCustomError(registry, "IdentityFrozen")
      .withArgs(alice.address, FOR_EVER);
    await as(registry, judge).decideRecovery(alice, heir, COURT_ORDER);
    expect(await registry.frozenUntil(alice)).to.equal(0n);
  });

  it("DID-5: another attempt within 90 days of a veto of an objecting key is in dispute", async () => {
    const { registry, alice, heir, spare, judge, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    const vetoedAt = await nextTime();
    await as(registry, spare).vetoRecovery(alice);
    await time.increase(DISPUTE_PERIOD - DAY);
    await as(registry, guardians[0]).supportRecovery(alice, heir);
    await time.setNextBlockTimestamp(vetoedAt + DISPUTE_PERIOD - 1n);
    const act = as(registry, guardians[1]).supportRecovery(alice, heir);
    await expect(act)
      .to.emit(registry, "RecoveryOpposed")
      .withArgs(alice.address, heir.address, ZeroAddress, 1n);
    await expect(act).not.to.emit(registry, "RecoveryAnnounced");
    await time.increase(2n * DELAY);
    await expect(registry.executeRecovery(alice))
      .to.be.revertedWithCustomError(registry, "RecoveryContested")
      .withArgs(alice.address);
    await as(registry, judge).decideRecovery(alice, heir, COURT_ORDER);
    expect(await registry.identityOwner(alice)).to.equal(heir.address);
    // The recovery ends the dispute.
    await supportBy(city, city.rival, guardians[0], guardians[1]);
    expect((await registry.recoveryOf(alice)).isContested).to.equal(false);
  });

  it("after 90 days a veto is no dispute any more", async () => {
    const { registry, alice, heir, spare, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    const vetoedAt = await nextTime();
    await as(registry, spare).vetoRecovery(alice);
    await time.increase(DISPUTE_PERIOD - DAY);
    await as(registry, guardians[0]).supportRecovery(alice, heir);
    await time.setNextBlockTimestamp(vetoedAt + DISPUTE_PERIOD);
    await expect(as(registry, guardians[1]).supportRecovery(alice, heir)).to.emit(
      registry,
      "RecoveryAnnounced",
    );
  });

  it("the court ends a dispute by naming nobody: the next attempt has its delay again", async () => {
    const { registry, alice, heir, spare, judge, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    await as(registry, spare).vetoRecovery(alice);
    await supportBy(city, heir, guardians[0], guardians[1]);
    await as(registry, judge).decideRecovery(alice, ZeroAddress, COURT_ORDER);
    await supportBy(city, heir, guardians[0], guardians[1]);
    expect((await registry.recoveryOf(alice)).isContested).to.equal(false);
  });

  it("DID-7: a dispute, and a recovery, void an announcement of other guardians", async () => {
    const { registry, alice, heir, rival, guardians } = city;
    await supportBy(city, heir, guardians[0], guardians[1]);
    await as(registry, alice).setGuardians(alice, [], 0n, 0n);
    await as(registry, guardians[2]).supportRecovery(alice, rival);
    await expect(as(registry, guardians[3]).supportRecovery(alice, rival))
      .to.emit(registry, "GuardianChangeVoided")
      .withArgs(alice.address);

    const other = await networkHelpers.loadFixture(guarded);
    await supportBy(other, other.heir, other.guardians[0], other.guardians[1]);
    await time.increase(DELAY - 60n);
    await as(other.registry, other.alice).setGuardians(other.alice, [], 0n, 0n);
    await time.increase(60n);
    await expect(other.registry.executeRecovery(other.alice))
      .to.emit(other.registry, "GuardianChangeVoided")
      .withArgs(other.alice.address);
    expect((await other.registry.guardiansOf(other.alice)).guardians).to.have.length(3);
  });

  it("a third who reaches the threshold can be named too", async () => {
    const { registry, alice, stranger, judge, guardians } = city;
    await oppose();
    await supportBy(city, stranger, guardians[0], guardians[2]);
    const { newOwner, rival } = await registry.recoveryOf(alice);
    expect([newOwner, rival]).to.deep.equal([city.heir.address, city.rival.address]);
    await as(registry, judge).decideRecovery(alice, stranger, COURT_ORDER);
    expect(await registry.identityOwner(alice)).to.equal(stranger.address);
  });
});
