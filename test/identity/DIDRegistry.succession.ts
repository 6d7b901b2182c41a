import { expect } from "chai";
import { keccak256, ZeroAddress, zeroPadValue } from "ethers";

import type { DIDRegistry } from "../../typechain-types/index.js";
import {
  ADD_DELEGATE,
  as,
  change,
  COURT_ORDER,
  DAY,
  DECLARE_COMPROMISED,
  DELAY,
  deployRegistry,
  FOR_EVER,
  guardedByFour,
  hashOf,
  type Identities,
  name,
  nextTime,
  rights,
  supportBy,
} from "../support/identities.js";
import { ethers, networkHelpers } from "../support/network.js";
import { appoint, NOTICE_PERIOD } from "../support/payments.js";

const { time } = networkHelpers;
const USE = name("veriKey");
const KEY_HASH = keccak256("0x1234");
const recordOf = ({ address }: { address: string }): string => zeroPadValue(address, 32);

interface Succession extends Identities {
  next: DIDRegistry;
}

/** A registry with records, retired in favour of a second one; nothing is imported yet. */
async function retired(): Promise<Succession> {
  const city = await guardedByFour();
  const { registry, officers, deployer, council, judge, alice, heir, rival } = city;
  const next = await deployRegistry(
    deployer,
    await officers.getAddress(),
    false,
    await registry.getAddress(),
  );
  await appoint(officers, next, council, ["retire"]);
  await appoint(officers, next, judge, ["decideRecovery"]);
  await as(registry, alice).applyChanges(alice, [
    change(ADD_DELEGATE, { name: USE, account: rival.address, time: FOR_EVER }),
    change(DECLARE_COMPROMISED, { name: KEY_HASH, time: 1_000n }),
    rights(rival.address, "act"),
  ]);
  await as(registry, alice).changeOwner(alice, heir);
  await as(registry, council).retire(next);
  return { ...city, next };
}

describe("DIDRegistry: a second registry takes the records over", () => {
  let city: Succession;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(retired);
  });

  it("DID-11: reads through before anything is imported", async () => {
    const { registry, next, alice, heir, rival, spare, guardians } = city;
    expect(await next.predecessor()).to.equal(await registry.getAddress());
    expect(await next.identityOwner(alice)).to.equal(heir.address);
    expect(await next.owners(alice)).to.equal(heir.address);
    expect(await next.changed(alice)).to.equal(await registry.changed(alice));
    expect(await next.validDelegate(alice, USE, rival)).to.equal(true);
    expect(await next.delegates(alice, keccak256(USE), rival)).to.equal(FOR_EVER);
    expect(await next.isDeactivated(alice)).to.equal(false);
    expect(await next.tenureOf(alice)).to.equal(0n);
    expect(await next.successorOf(alice)).to.equal(ZeroAddress);
    expect(await next.compromisedSince(alice, KEY_HASH)).to.deep.equal([1_000n, 0n]);
    expect((await next.enrolmentOf(alice, 0n, hashOf(spare))).objectsUntil).to.equal(FOR_EVER);
    expect([...(await next.guardiansOf(alice)).guardians]).to.deep.equal(
      guardians.map(({ address }) => address),
    );
    await as(registry, guardians[0]).freeze(alice);
    expect(await next.frozenUntil(alice)).to.equal(await registry.frozenUntil(alice));
    await as(registry, guardians[0]).supportRecovery(alice, rival);
    expect(await next.supportersOf(alice, rival)).to.deep.equal([guardians[0].address]);
    expect((await next.recoveryOf(alice)).openedAt).not.to.equal(0n);
  });

  it("the first dealing imports the record and does what was asked, in one transaction", async () => {
    const { registry, next, alice, heir, rival } = city;
    const before = await registry.changed(alice);
    const act = as(next, heir).changeOwner(alice, rival);
    await expect(act)
      .to.emit(next, "RecordImported")
      .withArgs(alice.address, await registry.getAddress(), before);
    await expect(act)
      .to.emit(registry, "RecordMoved")
      .withArgs(recordOf(alice), await next.getAddress());
    await expect(act).to.emit(next, "DIDOwnerChanged").withArgs(alice.address, heir.address, 0n);
    const block = await next.changed(alice);
    await expect(act).to.emit(next, "DIDOwnerChanged").withArgs(alice.address, rival.address, block);
    expect(block).to.be.greaterThan(before);
    expect(await next.identityOwner(alice)).to.equal(rival.address);
  });

  it("DID-11: afterwards the old registry writes nothing for it and answers what the new one says", async () => {
    const { registry, next, alice, heir, rival, guardians, judge } = city;
    await as(next, heir).changeOwner(alice, rival);
    for (const act of [
      () => as(registry, rival).changeOwner(alice, heir),
      () => as(registry, heir).changeOwner(alice, heir),
      () => as(registry, guardians[0]).freeze(alice),
      () => as(registry, guardians[0]).supportRecovery(alice, heir),
      () => registry.executeRecovery(alice),
      () => as(registry, judge).decideRecovery(alice, heir, COURT_ORDER),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "RecordAlreadyMoved")
        .withArgs(recordOf(alice));
    }
    await as(next, guardians[0]).freeze(alice);
    await supportBy({ registry: next, alice }, heir, guardians[0], guardians[1]);
    expect(await registry.identityOwner(alice)).to.equal(rival.address);
    expect(await registry.owners(alice)).to.equal(rival.address);
    expect(await registry.changed(alice)).to.equal(await next.changed(alice));
    expect(await registry.frozenUntil(alice)).to.equal(await next.frozenUntil(alice));
    expect(await registry.frozenUntil(alice)).not.to.equal(0n);
    expect((await registry.recoveryOf(alice)).newOwner).to.equal(heir.address);
    expect(await registry.supportersOf(alice, heir)).to.have.length(2);
    expect((await registry.guardiansOf(alice)).guardians).to.have.length(4);
    expect(await registry.validDelegate(alice, USE, rival)).to.equal(true);
    await time.increase(DELAY);
    await next.executeRecovery(alice);
    expect(await registry.successorOf(alice)).to.equal(heir.address);
    expect(await registry.tenureOf(alice)).to.equal(1n);
    await as(next, heir).changeOwner(alice, ZeroAddress);
    expect(await registry.isDeactivated(alice)).to.equal(true);
    expect(await registry.validDelegate(alice, USE, rival)).to.equal(false);
  });

  it("DID-11: enrolled keys, delegates and dates are read through, and overruled where they are written", async () => {
    const { next, alice, heir, rival, spare, guardians } = city;
    await as(next, rival).applyChanges(alice, [change(DECLARE_COMPROMISED, { name: KEY_HASH, time: 999n })]);
    expect(await next.compromisedSince(alice, KEY_HASH)).to.deep.equal([999n, 0n]);
    await expect(
      as(next, rival).applyChanges(alice, [change(DECLARE_COMPROMISED, { name: KEY_HASH, time: 1_000n })]),
    )
      .to.be.revertedWithCustomError(next, "CompromiseDateInvalid")
      .withArgs(KEY_HASH, 1_000n, 999n);
    await as(next, heir).applyChanges(alice, [rights(rival.address, "")]);
    expect((await next.enrolmentOf(alice, 0n, hashOf(rival))).actsUntil).to.equal(0n);
    await as(next, heir).revokeDelegate(alice, USE, rival);
    expect(await next.validDelegate(alice, USE, rival)).to.equal(false);
    // The spare key objects here as it did there.
    await as(next, guardians[0]).freeze(alice);
    await as(next, spare).unfreeze(alice);
  });

  it("a date that is only written in the predecessor moves back only", async () => {
    const { next, heir, alice } = city;
    await expect(
      as(next, heir).applyChanges(alice, [change(DECLARE_COMPROMISED, { name: KEY_HASH, time: 1_001n })]),
    )
      .to.be.revertedWithCustomError(next, "CompromiseDateInvalid")
      .withArgs(KEY_HASH, 1_001n, 1_000n);
  });

  it("an open recovery, a freeze and announced guardians come along", async () => {
    const { registry, next, alice, rival, heir, guardians } = city;
    const at = await nextTime();
    await as(registry, heir).setGuardians(alice, [guardians[0].address, rival.address], 2n, DELAY);
    await as(registry, guardians[1]).supportRecovery(alice, rival);
    await as(registry, guardians[2]).supportRecovery(alice, rival);
    const before = await registry.recoveryOf(alice);
    await next.importRecords([alice]);
    expect(await next.recoveryOf(alice)).to.deep.equal(before);
    expect(await next.supportersOf(alice, rival)).to.deep.equal([guardians[1].address, guardians[2].address]);
    const [{ guardians: announced }, effectiveAt] = await next.announcedGuardiansOf(alice);
    expect([[...announced], effectiveAt]).to.deep.equal([[guardians[0].address, rival.address], at + DELAY]);
    expect((await registry.announcedGuardiansOf(alice))[1]).to.equal(at + DELAY);
    await as(next, guardians[2]).withdrawSupport(alice, rival);
    expect((await next.recoveryOf(alice)).readyAt).to.equal(0n);
    await time.increaseTo(at + DELAY);
    expect([...(await next.guardiansOf(alice)).guardians]).to.deep.equal([
      guardians[0].address,
      rival.address,
    ]);
  });

  it("a recovery in dispute is decided in the new registry", async () => {
    const { registry, next, alice, rival, stranger, judge, guardians } = city;
    await as(registry, guardians[0]).freeze(alice);
    await supportBy(city, rival, guardians[0], guardians[1]);
    await supportBy(city, stranger, guardians[2], guardians[3]);
    await next.importRecords([alice]);
    expect((await next.recoveryOf(alice)).rival).to.equal(stranger.address);
    expect(await next.frozenUntil(alice)).to.equal(FOR_EVER);
    await as(next, judge).decideRecovery(alice, stranger, COURT_ORDER);
    expect(await next.successorOf(alice)).to.equal(stranger.address);
    expect(await registry.successorOf(alice)).to.equal(stranger.address);
  });

  it("guardians whose turn came between are in force on the other side", async () => {
    const { registry, next, alice, heir, rival, guardians } = city;
    await as(registry, heir).setGuardians(alice, [guardians[0].address, rival.address], 2n, DELAY);
    await time.increase(DELAY);
    await next.importRecords([alice]);
    expect([...(await next.guardiansOf(alice)).guardians]).to.deep.equal([
      guardians[0].address,
      rival.address,
    ]);
    expect((await next.announcedGuardiansOf(alice))[1]).to.equal(0n);
  });

  it("anyone imports many at once; what is here is passed over, what is empty comes without an event of ERC-1056", async () => {
    const { registry, next, alice, stranger, rival } = city;
    const act = as(next, stranger).importRecords([alice, rival, alice]);
    await expect(act)
      .to.emit(next, "RecordImported")
      .withArgs(rival.address, await registry.getAddress(), 0n);
    expect(await next.changed(rival)).to.equal(0n);
    expect(await next.identityOwner(rival)).to.equal(rival.address);
    await expect(as(next, stranger).importRecords([alice])).not.to.emit(next, "RecordImported");
    await as(next, rival).changeOwner(rival, stranger);
    expect(await registry.identityOwner(rival)).to.equal(stranger.address);
  });

  it("the retired registry starts nothing new, and goes on with what it holds", async () => {
    const { registry, next, alice, heir, rival, guardians } = city;
    const { retiresAt } = await registry.successor();
    for (const act of [
      () => as(registry, rival).changeOwner(rival, heir),
      () => as(registry, rival).applyChanges(rival, [rights(heir.address, "act")]),
      () => as(registry, rival).setGuardians(rival, [heir.address, alice.address], 2n, DELAY),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "ContractRetired")
        .withArgs(await next.getAddress(), retiresAt);
    }
    await as(registry, heir).setAttribute(alice, name("did/svc/Hub"), "0x01", 1n);
    await as(registry, guardians[0]).freeze(alice);
  });

  it("DID-11: only the successor takes a record, and once", async () => {
    const { registry, next, alice, stranger } = city;
    await expect(as(registry, stranger).handOver(recordOf(alice)))
      .to.be.revertedWithCustomError(registry, "SuccessorOnly")
      .withArgs(stranger.address);
    const successor = await ethers.getImpersonatedSigner(await next.getAddress());
    await networkHelpers.setBalance(successor.address, 10n ** 18n);
    await as(registry, successor).handOver(recordOf(alice));
    await expect(as(registry, successor).handOver(recordOf(alice)))
      .to.be.revertedWithCustomError(registry, "RecordAlreadyMoved")
      .withArgs(recordOf(alice));
  });

  it("the first of its line has nothing to take over", async () => {
    const { registry, alice } = city;
    await expect(registry.importRecords([alice])).to.be.revertedWithCustomError(
      registry,
      "PredecessorMissing",
    );
  });

  it("before the notice is over the new registry takes nothing", async () => {
    const { registry, officers, council, next: first, alice, deployer, heir } = city;
    await officers.seal();
    const third = await deployRegistry(
      deployer,
      await officers.getAddress(),
      false,
      await first.getAddress(),
    );
    await as(first, council).retire(third);
    await expect(as(third, heir).changeOwner(alice, alice))
      .to.be.revertedWithCustomError(first, "SuccessorOnly")
      .withArgs(await third.getAddress());
    await time.increase(NOTICE_PERIOD);
    await as(third, heir).changeOwner(alice, alice);
    // Through the second, which had never dealt with it.
    expect(await registry.identityOwner(alice)).to.equal(alice.address);
    expect(await first.identityOwner(alice)).to.equal(alice.address);
    expect(await third.owners(alice)).to.equal(alice.address);
  });

  it("a retired registry in the middle starts nothing with what it never held", async () => {
    const { officers, council, next: second, alice, deployer, heir } = city;
    const third = await deployRegistry(
      deployer,
      await officers.getAddress(),
      false,
      await second.getAddress(),
    );
    await as(second, council).retire(third);
    const { retiresAt } = await second.successor();
    await expect(as(second, heir).changeOwner(alice, alice))
      .to.be.revertedWithCustomError(second, "ContractRetired")
      .withArgs(await third.getAddress(), retiresAt);
    await time.increase(DAY);
    expect(await third.identityOwner(alice)).to.equal(heir.address);
    await third.importRecords([alice]);
    expect(await third.identityOwner(alice)).to.equal(heir.address);
    expect([...(await third.guardiansOf(alice)).guardians]).to.have.length(4);
  });
});
