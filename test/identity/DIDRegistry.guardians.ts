import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  as,
  change,
  DAY,
  DELAY,
  FOR_EVER,
  FREEZE_PERIOD,
  guarded,
  guardedByFour,
  hashOf,
  type Identities,
  identities,
  MAXIMUM_DELAY,
  MINIMUM_DELAY,
  nextTime,
  rights,
  SET_ATTRIBUTE,
  supportBy,
} from "../support/identities.js";
import { keyOf } from "../support/payments.js";
import { networkHelpers } from "../support/network.js";

const { time } = networkHelpers;
const NOBODY = `0x${"00".repeat(32)}`;

describe("DIDRegistry: naming guardians", () => {
  let city: Identities;
  const addresses = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => keyOf(`guardian ${index}`).address);
  const setOf = async (identity: { address: string }) => {
    const { guardians, threshold, delay } = await city.registry.guardiansOf(identity.address);
    return { guardians: [...guardians], threshold, delay };
  };
  const announcedOf = async (identity: { address: string }) => {
    const [{ guardians, threshold, delay }, effectiveAt] = await city.registry.announcedGuardiansOf(
      identity.address,
    );
    return { guardians: [...guardians], threshold, delay, effectiveAt };
  };
  const nothing = { guardians: [], threshold: 0n, delay: 0n };

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(identities);
  });

  it("the first are in force at once", async () => {
    const { registry, alice } = city;
    expect(await setOf(alice)).to.deep.equal(nothing);
    const at = await nextTime();
    await expect(as(registry, alice).setGuardians(alice, addresses(3), 2n, DELAY))
      .to.emit(registry, "GuardiansAnnounced")
      .withArgs(alice.address, addresses(3), 2n, DELAY, at);
    expect(await setOf(alice)).to.deep.equal({ guardians: addresses(3), threshold: 2n, delay: DELAY });
    expect(await announcedOf(alice)).to.deep.equal({ ...nothing, effectiveAt: 0n });
  });

  it("DID-7: others come into force after the delay in force, to the second", async () => {
    const { registry, alice } = city;
    await as(registry, alice).setGuardians(alice, addresses(3), 2n, DELAY);
    const at = await nextTime();
    await expect(as(registry, alice).setGuardians(alice, addresses(4), 3n, MINIMUM_DELAY))
      .to.emit(registry, "GuardiansAnnounced")
      .withArgs(alice.address, addresses(4), 3n, MINIMUM_DELAY, at + DELAY);
    const next = { guardians: addresses(4), threshold: 3n, delay: MINIMUM_DELAY };
    expect(await announcedOf(alice)).to.deep.equal({ ...next, effectiveAt: at + DELAY });
    await time.increaseTo(at + DELAY - 1n);
    expect((await setOf(alice)).threshold).to.equal(2n);
    await time.increaseTo(at + DELAY);
    expect(await setOf(alice)).to.deep.equal(next);
    expect(await announcedOf(alice)).to.deep.equal({ ...nothing, effectiveAt: 0n });
    // And a third time, back in the first place.
    const later = await nextTime();
    await as(registry, alice).setGuardians(alice, [], 0n, 0n);
    expect((await announcedOf(alice)).effectiveAt).to.equal(later + MINIMUM_DELAY);
    await time.increaseTo(later + MINIMUM_DELAY);
    expect(await setOf(alice)).to.deep.equal(nothing);
  });

  it("an announcement replaces the one before it, and its delay begins anew", async () => {
    const { registry, alice } = city;
    await as(registry, alice).setGuardians(alice, addresses(3), 2n, DELAY);
    await as(registry, alice).setGuardians(alice, addresses(4), 2n, DELAY);
    await time.increase(DELAY - 10n);
    const at = await nextTime(5n);
    await as(registry, alice).setGuardians(alice, addresses(2), 2n, DELAY);
    await time.increaseTo(at + DELAY - 1n);
    expect((await setOf(alice)).guardians).to.deep.equal(addresses(3));
    await time.increaseTo(at + DELAY);
    expect((await setOf(alice)).guardians).to.deep.equal(addresses(2));
  });

  it("DID-1: only the owner, or a key that acts, names them", async () => {
    const { registry, alice, spare, stranger } = city;
    await expect(as(registry, stranger).setGuardians(alice, addresses(2), 2n, DELAY))
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(alice.address, stranger.address.toLowerCase());
    await as(registry, alice).applyChanges(alice, [rights(spare.address, "act")]);
    await expect(as(registry, spare).setGuardians(alice, addresses(2), 2n, DELAY)).to.emit(
      registry,
      "GuardiansAnnounced",
    );
  });

  it("fifteen are the most; to support with all of them works", async () => {
    const { registry, alice, heir } = city;
    const own = as(registry, alice);
    await expect(own.setGuardians(alice, addresses(16), 2n, DELAY))
      .to.be.revertedWithCustomError(registry, "GuardiansTooMany")
      .withArgs(16n, 15n);
    await own.setGuardians(alice, addresses(15), 15n, DELAY);
    for (let index = 0; index < 15; index++) {
      const guardian = keyOf(`guardian ${index}`);
      await networkHelpers.setBalance(guardian.address, 10n ** 18n);
      expect((await registry.recoveryOf(alice)).readyAt).to.equal(0n);
      await as(registry, guardian).supportRecovery(alice, heir);
    }
    expect((await registry.recoveryOf(alice)).newOwner).to.equal(heir.address);
    expect(await registry.supportersOf(alice, heir)).to.deep.equal(addresses(15));
  });

  const WRONG: [
    what: string,
    count: number,
    threshold: bigint,
    delay: bigint,
    error: string,
    args: bigint[],
  ][] = [
    ["a threshold of none", 3, 0n, DELAY, "GuardianThresholdInvalid", [0n, 3n]],
    ["a threshold of one", 3, 1n, DELAY, "GuardianThresholdInvalid", [1n, 3n]],
    ["a threshold above their number", 3, 4n, DELAY, "GuardianThresholdInvalid", [4n, 3n]],
    ["one guardian alone", 1, 2n, DELAY, "GuardianThresholdInvalid", [2n, 1n]],
    ["a threshold without guardians", 0, 2n, 0n, "GuardianThresholdInvalid", [2n, 0n]],
    ["a delay without guardians", 0, 0n, DELAY, "RecoveryDelayInvalid", [DELAY]],
    ["a delay too short", 3, 2n, MINIMUM_DELAY - 1n, "RecoveryDelayInvalid", [MINIMUM_DELAY - 1n]],
    ["a delay too long", 3, 2n, MAXIMUM_DELAY + 1n, "RecoveryDelayInvalid", [MAXIMUM_DELAY + 1n]],
  ];
  for (const [what, count, threshold, delay, error, args] of WRONG) {
    it(`refuses ${what}`, async () => {
      const { registry, alice } = city;
      await expect(as(registry, alice).setGuardians(alice, addresses(count), threshold, delay))
        .to.be.revertedWithCustomError(registry, error)
        .withArgs(...args);
    });
  }

  for (const delay of [MINIMUM_DELAY, MAXIMUM_DELAY]) {
    it(`takes a delay of ${delay / DAY} days and a threshold of all`, async () => {
      const { registry, alice } = city;
      await as(registry, alice).setGuardians(alice, addresses(2), 2n, delay);
      expect((await setOf(alice)).delay).to.equal(delay);
    });
  }

  it("refuses nobody, the identity, its owner and whoever is named twice", async () => {
    const { registry, alice, heir } = city;
    await as(registry, alice).changeOwner(alice, heir);
    const [first, second] = addresses(2);
    for (const guardian of [ZeroAddress, alice.address, heir.address]) {
      await expect(as(registry, heir).setGuardians(alice, [first, guardian], 2n, DELAY))
        .to.be.revertedWithCustomError(registry, "GuardianInvalid")
        .withArgs(guardian);
    }
    for (const list of [
      [first, second, first],
      [second, first, first],
    ]) {
      await expect(as(registry, heir).setGuardians(alice, list, 2n, DELAY))
        .to.be.revertedWithCustomError(registry, "GuardianDuplicate")
        .withArgs(first);
    }
  });

  it("while a recovery is in dispute nobody is named", async () => {
    const disputed = await networkHelpers.loadFixture(guardedByFour);
    const { registry, alice, heir, rival, guardians } = disputed;
    await supportBy(disputed, heir, guardians[0], guardians[1]);
    await supportBy(disputed, rival, guardians[2], guardians[3]);
    await expect(as(registry, alice).setGuardians(alice, addresses(2), 2n, DELAY))
      .to.be.revertedWithCustomError(registry, "RecoveryContested")
      .withArgs(alice.address);
  });

  it("other guardians in force end the round of the former ones", async () => {
    const { registry, alice, heir, guardians } = await networkHelpers.loadFixture(guarded);
    await as(registry, alice).setGuardians(alice, guardians.slice(1), 2n, DELAY);
    await as(registry, guardians[0]).supportRecovery(alice, heir);
    await as(registry, guardians[1]).supportRecovery(alice, heir);
    const { round, readyAt } = await registry.recoveryOf(alice);
    expect(readyAt).not.to.equal(0n);
    await time.increase(DELAY);
    const state = await registry.recoveryOf(alice);
    expect([state.round, state.newOwner, state.readyAt, state.openedAt]).to.deep.equal([
      round + 1n,
      ZeroAddress,
      0n,
      0n,
    ]);
    await expect(registry.executeRecovery(alice))
      .to.be.revertedWithCustomError(registry, "RecoveryMissing")
      .withArgs(alice.address);
    await expect(as(registry, guardians[0]).supportRecovery(alice, heir))
      .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
      .withArgs(alice.address, guardians[0].address.toLowerCase());
  });
});

describe("DIDRegistry: a freeze", () => {
  let city: Identities;
  const frozenUntil = () => city.registry.frozenUntil(city.alice);

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(guarded);
  });

  it("by a guardian, for thirty days, to the second", async () => {
    const { registry, alice, guardians } = city;
    const at = await nextTime();
    await expect(as(registry, guardians[0]).freeze(alice))
      .to.emit(registry, "FreezeSet")
      .withArgs(alice.address, hashOf(guardians[0]), at + FREEZE_PERIOD);
    expect(await frozenUntil()).to.equal(at + FREEZE_PERIOD);
    await time.setNextBlockTimestamp(at + FREEZE_PERIOD - 1n);
    await expect(as(registry, alice).changeOwner(alice, alice))
      .to.be.revertedWithCustomError(registry, "IdentityFrozen")
      .withArgs(alice.address, at + FREEZE_PERIOD);
    await time.setNextBlockTimestamp(at + FREEZE_PERIOD);
    await as(registry, alice).changeOwner(alice, alice);
  });

  it("by the owner, who cannot take it back or make it longer", async () => {
    const { registry, alice } = city;
    const at = await nextTime();
    await as(registry, alice).freeze(alice);
    expect(await frozenUntil()).to.equal(at + FREEZE_PERIOD);
    for (const act of [() => as(registry, alice).unfreeze(alice), () => as(registry, alice).freeze(alice)]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
        .withArgs(alice.address, alice.address.toLowerCase());
    }
  });

  it("by a key that acts, and by one that objects, frozen or not", async () => {
    const { registry, alice, spare, rival } = city;
    await as(registry, alice).applyChanges(alice, [rights(rival.address, "act")]);
    await as(registry, rival).freeze(alice);
    await expect(as(registry, rival).freeze(alice))
      .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
      .withArgs(alice.address, rival.address.toLowerCase());
    const at = await nextTime(DAY);
    await as(registry, spare).freeze(alice);
    expect(await frozenUntil()).to.equal(at + FREEZE_PERIOD);
  });

  it("by nobody else", async () => {
    const { registry, alice, guardians, stranger } = city;
    for (const actor of [guardians[3], stranger]) {
      await expect(as(registry, actor).freeze(alice))
        .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
        .withArgs(alice.address, actor.address.toLowerCase());
    }
  });

  it("DID-8: by one guardian twice in 365 days; each has its own count", async () => {
    const { registry, alice, guardians } = city;
    const first = await nextTime();
    await as(registry, guardians[0]).freeze(alice);
    await time.increase(100n * DAY);
    const second = await nextTime();
    await as(registry, guardians[0]).freeze(alice);
    await time.setNextBlockTimestamp(first + 365n * DAY - 1n);
    await expect(as(registry, guardians[0]).freeze(alice))
      .to.be.revertedWithCustomError(registry, "FreezeQuotaExhausted")
      .withArgs(guardians[0].address, first + 365n * DAY);
    await as(registry, guardians[1]).freeze(alice);
    await time.setNextBlockTimestamp(first + 365n * DAY + 10n);
    await as(registry, guardians[0]).freeze(alice);
    await time.setNextBlockTimestamp(first + 365n * DAY + 20n);
    await expect(as(registry, guardians[0]).freeze(alice))
      .to.be.revertedWithCustomError(registry, "FreezeQuotaExhausted")
      .withArgs(guardians[0].address, second + 365n * DAY);
  });

  it("is held for a recovery, and made longer by another guardian", async () => {
    const { registry, alice, heir, guardians } = city;
    await as(registry, guardians[0]).freeze(alice);
    await time.increase(29n * DAY);
    const at = await supportBy(city, heir, guardians[0], guardians[1]);
    expect(await frozenUntil()).to.equal(at + DELAY + 7n * DAY);
    const later = await nextTime();
    await expect(as(registry, guardians[2]).freeze(alice))
      .to.emit(registry, "FreezeSet")
      .withArgs(alice.address, hashOf(guardians[2]), later + FREEZE_PERIOD);
    await as(registry, guardians[0]).vetoRecovery(alice);
    expect(await frozenUntil()).to.equal(later + FREEZE_PERIOD);
  });

  it("DID-7: voids an announcement of other guardians", async () => {
    const { registry, alice, guardians, rival } = city;
    await as(registry, alice).setGuardians(alice, [rival.address, guardians[3].address], 2n, MINIMUM_DELAY);
    await time.increase(DELAY - 100n);
    await expect(as(registry, guardians[0]).freeze(alice))
      .to.emit(registry, "GuardianChangeVoided")
      .withArgs(alice.address);
    await time.increase(60n * DAY);
    const { guardians: inForce } = await registry.guardiansOf(alice);
    expect([...inForce]).to.deep.equal(guardians.slice(0, 3).map(({ address }) => address));
    await expect(as(registry, guardians[1]).freeze(alice)).not.to.emit(registry, "GuardianChangeVoided");
  });

  it("is lifted by a key that objects", async () => {
    const { registry, alice, spare, guardians } = city;
    await as(registry, guardians[0]).freeze(alice);
    await expect(as(registry, spare).unfreeze(alice))
      .to.emit(registry, "FreezeSet")
      .withArgs(alice.address, hashOf(spare), 0n);
    expect(await frozenUntil()).to.equal(0n);
    await as(registry, alice).changeOwner(alice, alice);
  });

  it("is lifted by guardians at the threshold, once each", async () => {
    const { registry, alice, guardians, stranger } = city;
    await as(registry, guardians[0]).freeze(alice);
    await expect(as(registry, guardians[0]).unfreeze(alice))
      .to.emit(registry, "UnfreezeSupported")
      .withArgs(alice.address, guardians[0].address);
    await expect(as(registry, guardians[0]).unfreeze(alice))
      .to.be.revertedWithCustomError(registry, "GuardianActRepeated")
      .withArgs(guardians[0].address);
    await expect(as(registry, stranger).unfreeze(alice))
      .to.be.revertedWithCustomError(registry, "SafetyActorUnauthorized")
      .withArgs(alice.address, stranger.address.toLowerCase());
    const act = as(registry, guardians[1]).unfreeze(alice);
    await expect(act).to.emit(registry, "UnfreezeSupported").withArgs(alice.address, guardians[1].address);
    await expect(act).to.emit(registry, "FreezeSet").withArgs(alice.address, NOBODY, 0n);
    expect(await frozenUntil()).to.equal(0n);
  });

  it("votes to lift one freeze do not count for the next", async () => {
    const { registry, alice, guardians } = city;
    await as(registry, guardians[0]).freeze(alice);
    await as(registry, guardians[1]).unfreeze(alice);
    await time.increase(FREEZE_PERIOD);
    await as(registry, guardians[0]).freeze(alice);
    await expect(as(registry, guardians[2]).unfreeze(alice)).not.to.emit(registry, "FreezeSet");
    // In the very second of the freeze that was lifted, votes count anew too.
    await as(registry, guardians[1]).unfreeze(alice);
    expect(await frozenUntil()).to.equal(0n);
  });

  it("that is not there is not lifted", async () => {
    const { registry, alice, spare, guardians } = city;
    await expect(as(registry, spare).unfreeze(alice))
      .to.be.revertedWithCustomError(registry, "FreezeMissing")
      .withArgs(alice.address, 0n);
    const at = await nextTime();
    await as(registry, guardians[0]).freeze(alice);
    await time.setNextBlockTimestamp(at + FREEZE_PERIOD);
    await expect(as(registry, spare).unfreeze(alice))
      .to.be.revertedWithCustomError(registry, "FreezeMissing")
      .withArgs(alice.address, at + FREEZE_PERIOD);
  });

  it("stops neither anybody else's identity nor the withdrawal of what was signed", async () => {
    const { registry, alice, heir, guardians } = city;
    await as(registry, guardians[0]).freeze(alice);
    await as(registry, heir).applyChanges(heir, [
      change(SET_ATTRIBUTE, { name: "0x61".padEnd(66, "0"), value: "0x01" }),
    ]);
    await expect(as(registry, alice).withdraw(3n))
      .to.emit(registry, "NonceWithdrawn")
      .withArgs(hashOf(alice), 3n);
  });

  it("lasts until the court decides where a recovery is in dispute", async () => {
    const disputed = await networkHelpers.loadFixture(guardedByFour);
    const { registry, alice, heir, rival, spare, guardians } = disputed;
    await supportBy(disputed, heir, guardians[0], guardians[1]);
    await supportBy(disputed, rival, guardians[2], guardians[3]);
    await expect(as(registry, guardians[0]).freeze(alice))
      .to.emit(registry, "FreezeSet")
      .withArgs(alice.address, hashOf(guardians[0]), FOR_EVER);
    for (const actor of [spare, guardians[1]]) {
      await expect(as(registry, actor).unfreeze(alice))
        .to.be.revertedWithCustomError(registry, "RecoveryContested")
        .withArgs(alice.address);
    }
  });
});
