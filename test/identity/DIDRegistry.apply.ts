import { expect } from "chai";
import { concat, keccak256, ZeroAddress } from "ethers";
import hre from "hardhat";

import {
  ADD_DELEGATE,
  as,
  change,
  CHANGE_OWNER,
  DAY,
  DEACTIVATE,
  DECLARE_COMPROMISED,
  DELAY,
  FOR_EVER,
  guarded,
  hashOf,
  type Identities,
  identities,
  name,
  nextTime,
  receiptOf,
  REVOKE_ATTRIBUTE,
  REVOKE_DELEGATE,
  rights,
  SET_ATTRIBUTE,
  SET_SIGNER,
  supportBy,
} from "../support/identities.js";
import { networkHelpers } from "../support/network.js";

const KEY_NAME = name("did/pub/Ed25519/veriKey/hex");
const VERI_KEY = name("veriKey");
const KEY = `0x${"77".repeat(32)}`;

const none = { actsUntil: 0n, objectsFrom: 0n, objectsUntil: 0n };

describe("DIDRegistry: changes in a batch", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(identities);
  });

  it("DID-2: does each kind in its order; all later events name this block", async () => {
    const { registry, alice, heir, spare } = city;
    await as(registry, alice).setAttribute(alice, KEY_NAME, KEY, 1n);
    const before = await registry.changed(alice);
    const at = await nextTime();
    const act = as(registry, alice).applyChanges(alice, [
      change(ADD_DELEGATE, { name: VERI_KEY, account: spare.address, time: 100n }),
      change(REVOKE_DELEGATE, { name: VERI_KEY, account: spare.address }),
      change(SET_ATTRIBUTE, { name: KEY_NAME, value: KEY, time: FOR_EVER }),
      change(REVOKE_ATTRIBUTE, { name: KEY_NAME, value: KEY }),
      rights(spare.address, "act", 50n),
      change(DECLARE_COMPROMISED, { name: keccak256(KEY), time: 7n }),
      change(CHANGE_OWNER, { account: heir.address }),
    ]);
    const block = before + 1n;
    await expect(act)
      .to.emit(registry, "DIDDelegateChanged")
      .withArgs(alice.address, VERI_KEY, spare.address, at + 100n, before);
    await expect(act)
      .to.emit(registry, "DIDDelegateChanged")
      .withArgs(alice.address, VERI_KEY, spare.address, 0n, block);
    await expect(act)
      .to.emit(registry, "DIDAttributeChanged")
      .withArgs(alice.address, KEY_NAME, KEY, FOR_EVER, block);
    await expect(act)
      .to.emit(registry, "DIDAttributeChanged")
      .withArgs(alice.address, KEY_NAME, KEY, 0n, block);
    await expect(act)
      .to.emit(registry, "SignerSet")
      .withArgs(alice.address, hashOf(spare), spare.address.toLowerCase(), at + 50n, 0n, 0n);
    await expect(act).to.emit(registry, "KeyCompromised").withArgs(alice.address, keccak256(KEY), 7n);
    await expect(act).to.emit(registry, "DIDOwnerChanged").withArgs(alice.address, heir.address, block);
    expect(await registry.changed(alice)).to.equal(block);
    expect(await registry.identityOwner(alice)).to.equal(heir.address);
    expect(await registry.validDelegate(alice, VERI_KEY, spare)).to.equal(false);
    expect(await registry.compromisedSince(alice, keccak256(KEY))).to.deep.equal([7n, 0n]);
  });

  it("does nothing of a batch whose last change is refused", async () => {
    const { registry, alice, heir } = city;
    await expect(
      as(registry, alice).applyChanges(alice, [change(CHANGE_OWNER, { account: heir.address }), change(9)]),
    )
      .to.be.revertedWithCustomError(registry, "ChangeKindUnknown")
      .withArgs(9n);
    expect(await registry.identityOwner(alice)).to.equal(alice.address);
    expect(await registry.changed(alice)).to.equal(0n);
  });

  it("refuses an empty batch, a kind that means nothing and an owner left out", async () => {
    const { registry, alice } = city;
    const own = as(registry, alice);
    await expect(own.applyChanges(alice, [])).to.be.revertedWithCustomError(registry, "ChangesMissing");
    await expect(own.applyChanges(alice, [change(0)]))
      .to.be.revertedWithCustomError(registry, "ChangeKindUnknown")
      .withArgs(0n);
    await expect(own.applyChanges(alice, [change(CHANGE_OWNER)])).to.be.revertedWithCustomError(
      registry,
      "IdentityOwnerMissing",
    );
  });

  it("DID-3: refuses unreadable names, in a registry that allows them to ERC-1056 too", async () => {
    const { registry, alice, spare } = city;
    const unreadable = "0x80".padEnd(66, "0");
    for (const kind of [ADD_DELEGATE, REVOKE_DELEGATE, SET_ATTRIBUTE, REVOKE_ATTRIBUTE]) {
      await expect(
        as(registry, alice).applyChanges(alice, [
          change(kind, { name: unreadable, account: spare.address, value: KEY }),
        ]),
      )
        .to.be.revertedWithCustomError(registry, "NameUnreadable")
        .withArgs(unreadable);
    }
  });

  it("refuses a value that is too long", async () => {
    const { registry, alice } = city;
    await expect(
      as(registry, alice).applyChanges(alice, [
        change(SET_ATTRIBUTE, { name: KEY_NAME, value: `0x${"00".repeat(2_049)}` }),
      ]),
    )
      .to.be.revertedWithCustomError(registry, "AttributeValueTooLong")
      .withArgs(2_049n, 2_048n);
  });

  it("DID-1: is for the owner alone, and a former owner is a stranger", async () => {
    const { registry, alice, heir, stranger } = city;
    const changes = [change(SET_ATTRIBUTE, { name: KEY_NAME, value: KEY })];
    await expect(as(registry, stranger).applyChanges(alice, changes))
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(alice.address, stranger.address.toLowerCase());
    await as(registry, alice).changeOwner(alice, heir);
    await expect(as(registry, alice).applyChanges(alice, changes))
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(alice.address, alice.address.toLowerCase());
    await expect(as(registry, heir).applyChanges(alice, changes)).to.emit(registry, "DIDAttributeChanged");
  });

  it("the largest batch of attributes fits under 15 million gas", async () => {
    const { registry, alice } = city;
    const batch = Array.from({ length: 900 }, (_, index) =>
      change(SET_ATTRIBUTE, {
        name: KEY_NAME,
        value: `0x${index.toString(16).padStart(64, "0")}`,
        time: 100n,
      }),
    );
    const receipt = await receiptOf(as(registry, alice).applyChanges(alice, batch));
    expect(receipt.logs).to.have.length(900);
    if (!hre.globalOptions.coverage) expect(receipt.gasUsed).to.be.lessThan(15_000_000n);
  });
});

describe("DIDRegistry: keys beside the owner's", () => {
  let city: Identities;
  const enrolment = async (signer: { address: string }, tenure = 0n) => {
    const { actsUntil, objectsFrom, objectsUntil } = await city.registry.enrolmentOf(
      city.alice,
      tenure,
      hashOf(signer),
    );
    return { actsUntil, objectsFrom, objectsUntil };
  };
  const set = (right: string, time?: bigint) =>
    as(city.registry, city.alice).applyChanges(city.alice, [rights(city.spare.address, right, time)]);

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(identities);
  });

  it("a key that acts changes what the owner can, until its last second and in it", async () => {
    const { registry, alice, spare, heir } = city;
    const at = await nextTime();
    await set("act", 100n);
    expect(await enrolment(spare)).to.deep.equal({ ...none, actsUntil: at + 100n });
    const own = as(registry, spare);
    await own.applyChanges(alice, [change(SET_ATTRIBUTE, { name: KEY_NAME, value: KEY })]);
    await networkHelpers.time.setNextBlockTimestamp(at + 100n);
    await own.applyChanges(alice, [change(SET_ATTRIBUTE, { name: KEY_NAME, value: KEY })]);
    await networkHelpers.time.setNextBlockTimestamp(at + 101n);
    await expect(own.applyChanges(alice, [change(CHANGE_OWNER, { account: heir.address })]))
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(alice.address, spare.address.toLowerCase());
  });

  it("the functions of ERC-1056 stay the owner's", async () => {
    const { registry, alice, spare, heir } = city;
    await set("act");
    await expect(as(registry, spare).changeOwner(alice, heir)).to.be.revertedWith("bad_actor");
  });

  it("a removed key acts no more, at once", async () => {
    const { registry, alice, spare } = city;
    await set("act+object");
    await set("");
    expect((await enrolment(spare)).actsUntil).to.equal(0n);
    await expect(
      as(registry, spare).applyChanges(alice, [change(SET_ATTRIBUTE, { name: KEY_NAME, value: KEY })]),
    ).to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized");
  });

  it("a key that only objects does not act", async () => {
    const { registry, alice, spare } = city;
    await set("object");
    await expect(
      as(registry, spare).applyChanges(alice, [change(SET_ATTRIBUTE, { name: KEY_NAME, value: KEY })]),
    )
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(alice.address, spare.address.toLowerCase());
  });

  it("a key of one identity is nobody in another", async () => {
    const { registry, alice, heir, spare } = city;
    await set("act");
    await expect(
      as(registry, spare).applyChanges(heir, [change(SET_ATTRIBUTE, { name: KEY_NAME, value: KEY })]),
    )
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(heir.address, spare.address.toLowerCase());
    expect(await registry.identityOwner(alice)).to.equal(alice.address);
  });

  it("refuses what is no signer", async () => {
    const { registry, alice, stranger } = city;
    for (const signer of [
      "0x",
      "0x1234",
      `0x${"11".repeat(19)}`,
      ZeroAddress,
      // A verifier without code, and one that is too long.
      concat([stranger.address, KEY]),
      concat([await registry.getAddress(), `0x${"00".repeat(2_029)}`]),
    ]) {
      await expect(as(registry, alice).applyChanges(alice, [rights(signer, "act")]))
        .to.be.revertedWithCustomError(registry, "SignerInvalid")
        .withArgs(signer.toLowerCase());
    }
    const longest = concat([await registry.getAddress(), `0x${"00".repeat(2_028)}`]);
    await expect(as(registry, alice).applyChanges(alice, [rights(longest, "act")])).to.emit(
      registry,
      "SignerSet",
    );
  });

  for (const wrong of ["Act", "acts", "object+act", "act ", "objec"]) {
    it(`refuses the right "${wrong}"`, async () => {
      await expect(set(wrong))
        .to.be.revertedWithCustomError(city.registry, "SignerRightsUnknown")
        .withArgs(name(wrong));
    });
  }

  it("without guardians the right to object begins and ends at once", async () => {
    const { spare } = city;
    const at = await nextTime();
    await set("object");
    expect(await enrolment(spare)).to.deep.equal({ actsUntil: 0n, objectsFrom: at, objectsUntil: FOR_EVER });
    const later = await nextTime();
    await set("");
    expect(await enrolment(spare)).to.deep.equal({ actsUntil: 0n, objectsFrom: at, objectsUntil: later });
  });

  describe("with guardians", () => {
    let enrolledAt: bigint;

    beforeEach(async () => {
      const { registry, alice, guardians } = city;
      await as(registry, alice).setGuardians(alice, guardians.slice(0, 3), 2n, DELAY);
      enrolledAt = await nextTime();
      await set("act+object");
    });

    it("DID-7: the right to object begins after the recovery delay", async () => {
      expect(await enrolment(city.spare)).to.deep.equal({
        actsUntil: FOR_EVER,
        objectsFrom: enrolledAt + DELAY,
        objectsUntil: FOR_EVER,
      });
    });

    it("a right that has not begun is taken away at once", async () => {
      await set("act");
      expect(await enrolment(city.spare)).to.deep.equal({ ...none, actsUntil: FOR_EVER });
    });

    it("a right that has not begun keeps its beginning when it is set again", async () => {
      await networkHelpers.time.increase(DAY);
      const at = await nextTime();
      await set("object", 2n * DELAY);
      expect(await enrolment(city.spare)).to.deep.equal({
        actsUntil: 0n,
        objectsFrom: enrolledAt + DELAY,
        objectsUntil: at + 2n * DELAY,
      });
    });

    it("DID-7: a right that has begun ends only after the recovery delay", async () => {
      await networkHelpers.time.increase(DELAY);
      const at = await nextTime();
      await set("");
      expect(await enrolment(city.spare)).to.deep.equal({
        actsUntil: 0n,
        objectsFrom: enrolledAt + DELAY,
        objectsUntil: at + DELAY,
      });
      // Asked again it ends no later, and no sooner.
      await networkHelpers.time.increase(DAY);
      await set("act");
      expect((await enrolment(city.spare)).objectsUntil).to.equal(at + DELAY);
    });

    it("DID-7: a shorter right does not end the longer one before the delay", async () => {
      await networkHelpers.time.increase(DELAY);
      const at = await nextTime();
      await set("object", 1n);
      expect(await enrolment(city.spare)).to.deep.equal({
        actsUntil: 0n,
        objectsFrom: enrolledAt + DELAY,
        objectsUntil: at + DELAY,
      });
    });

    it("a right that ends is kept by setting it again, from where it began", async () => {
      await networkHelpers.time.increase(DELAY);
      await set("");
      await networkHelpers.time.increase(DAY);
      await set("object");
      expect(await enrolment(city.spare)).to.deep.equal({
        actsUntil: 0n,
        objectsFrom: enrolledAt + DELAY,
        objectsUntil: FOR_EVER,
      });
    });

    it("a right that has ended begins anew", async () => {
      await networkHelpers.time.increase(DELAY);
      const removedAt = await nextTime();
      await set("");
      const at = removedAt + DELAY + 1n;
      await networkHelpers.time.setNextBlockTimestamp(at);
      await set("object");
      expect(await enrolment(city.spare)).to.deep.equal({
        actsUntil: 0n,
        objectsFrom: at + DELAY,
        objectsUntil: FOR_EVER,
      });
    });
  });
});

describe("DIDRegistry: compromised keys are dated", () => {
  const KEY_HASH = keccak256(KEY);
  const since = (time: bigint) => [change(DECLARE_COMPROMISED, { name: KEY_HASH, time })];

  it("DID-9: a date only moves back", async () => {
    const { registry, alice } = await networkHelpers.loadFixture(identities);
    const own = as(registry, alice);
    expect(await registry.compromisedSince(alice, KEY_HASH)).to.deep.equal([0n, 0n]);
    await own.applyChanges(alice, since(1_000n));
    for (const refused of [1_000n, 1_001n, 0n]) {
      await expect(own.applyChanges(alice, since(refused)))
        .to.be.revertedWithCustomError(registry, "CompromiseDateInvalid")
        .withArgs(KEY_HASH, refused, 1_000n);
    }
    await expect(own.applyChanges(alice, since(999n)))
      .to.emit(registry, "KeyCompromised")
      .withArgs(alice.address, KEY_HASH, 999n);
    expect(await registry.compromisedSince(alice, KEY_HASH)).to.deep.equal([999n, 0n]);
  });

  it("is dated up to now, and not in the future", async () => {
    const { registry, alice } = await networkHelpers.loadFixture(identities);
    const at = await nextTime();
    await expect(as(registry, alice).applyChanges(alice, since(at + 1n)))
      .to.be.revertedWithCustomError(registry, "CompromiseDateInvalid")
      .withArgs(KEY_HASH, at + 1n, 0n);
    const later = await nextTime();
    await expect(as(registry, alice).applyChanges(alice, since(later)))
      .to.emit(registry, "KeyCompromised")
      .withArgs(alice.address, KEY_HASH, later);
  });

  it("DID-9: the owner after a recovery corrects what a thief declared, then it only moves back again", async () => {
    const city = await networkHelpers.loadFixture(guarded);
    const { registry, alice, heir, guardians } = city;
    await as(registry, alice).applyChanges(alice, since(1n));
    const at = await supportBy(city, heir, guardians[0], guardians[1]);
    await networkHelpers.time.increaseTo(at + DELAY);
    await registry.executeRecovery(alice);
    await as(registry, heir).applyChanges(alice, since(at));
    expect(await registry.compromisedSince(alice, KEY_HASH)).to.deep.equal([at, 1n]);
    await expect(as(registry, heir).applyChanges(alice, since(at + 1n)))
      .to.be.revertedWithCustomError(registry, "CompromiseDateInvalid")
      .withArgs(KEY_HASH, at + 1n, at);
  });
});

describe("DIDRegistry: deactivation is final", () => {
  it("DID-4: by a batch; what follows in the batch is refused", async () => {
    const { registry, alice, heir } = await networkHelpers.loadFixture(identities);
    await expect(
      as(registry, alice).applyChanges(alice, [
        change(DEACTIVATE),
        change(CHANGE_OWNER, { account: heir.address }),
      ]),
    )
      .to.be.revertedWithCustomError(registry, "IdentityDeactivated")
      .withArgs(alice.address);
    await expect(as(registry, alice).applyChanges(alice, [change(DEACTIVATE)]))
      .to.emit(registry, "DIDOwnerChanged")
      .withArgs(alice.address, ZeroAddress, 0n);
    expect(await registry.isDeactivated(alice)).to.equal(true);
  });

  it("DID-4: no key acts any more, enrolled ones neither", async () => {
    const { registry, alice, heir, spare } = await networkHelpers.loadFixture(identities);
    await as(registry, alice).applyChanges(alice, [
      rights(spare.address, "act"),
      change(ADD_DELEGATE, { name: VERI_KEY, account: spare.address, time: FOR_EVER }),
      change(CHANGE_OWNER, { account: heir.address }),
    ]);
    expect(await registry.validDelegate(alice, VERI_KEY, spare)).to.equal(true);
    await as(registry, heir).changeOwner(alice, ZeroAddress);
    expect(await registry.identityOwner(alice)).to.equal(ZeroAddress);
    expect(await registry.owners(alice)).to.equal(ZeroAddress);
    expect(await registry.isDeactivated(alice)).to.equal(true);
    expect(await registry.validDelegate(alice, VERI_KEY, spare)).to.equal(false);
    for (const key of [alice, heir, spare]) {
      await expect(as(registry, key).changeOwner(alice, alice)).to.be.revertedWith("bad_actor");
      await expect(as(registry, key).applyChanges(alice, [change(SET_SIGNER)]))
        .to.be.revertedWithCustomError(registry, "IdentityDeactivated")
        .withArgs(alice.address);
      await expect(as(registry, key).setGuardians(alice, [], 0n, 0n))
        .to.be.revertedWithCustomError(registry, "IdentityDeactivated")
        .withArgs(alice.address);
    }
  });
});
