import { expect } from "chai";
import { ZeroAddress } from "ethers";

import {
  as,
  DELAY,
  deployRegistry,
  FOR_EVER,
  FREEZE_PERIOD,
  nextTime,
  rights,
} from "../support/identities.js";
import { networkHelpers } from "../support/network.js";
import { DAY, FORTUNE, keyOf, payments, RECOVERY_NOTICE } from "../support/payments.js";

const { time } = networkHelpers;

/** A token whose registry of recoveries is the real one; the citizen has three guardians and a spare key. */
async function tokenWithIdentities() {
  const city = await payments();
  const registry = await deployRegistry(city.deployer, await city.officers.getAddress());
  await as(city.token, city.council).announceChecker(await city.token.RECOVERY(), registry);
  const spare = keyOf("a spare key");
  const guardians = ["a friend", "a sister", "the identity office"].map(keyOf);
  for (const { address } of [spare, ...guardians]) await networkHelpers.setBalance(address, 10n ** 20n);
  await as(registry, city.citizen).setGuardians(city.citizen, guardians, 2n, DELAY);
  await as(registry, city.citizen).applyChanges(city.citizen, [rights(spare.address, "object")]);
  await time.increase(DELAY);
  return { ...city, identities: registry, spare, guardians };
}

describe("DIDRegistry: tokens follow a recovered identity", () => {
  it("stolen, frozen, suspended, recovered: the heir holds what the phone held", async () => {
    const { token, identities, citizen, heir, merchant, stranger, guardians } =
      await networkHelpers.loadFixture(tokenWithIdentities);
    const at = await nextTime();
    await as(identities, guardians[0]).freeze(citizen);
    await expect(as(token, stranger).suspend(citizen))
      .to.emit(token, "AccountSuspended")
      .withArgs(citizen.address, at + FREEZE_PERIOD);
    await expect(as(token, citizen).transfer(merchant, 1n), "the thief's transfer")
      .to.be.revertedWithCustomError(token, "ERC7943CannotSend")
      .withArgs(citizen.address);
    await expect(as(token, stranger).announceRecovery(citizen))
      .to.be.revertedWithCustomError(token, "RecoveryUnfounded")
      .withArgs(citizen.address, ZeroAddress);

    await as(identities, guardians[0]).supportRecovery(citizen, heir);
    await as(identities, guardians[1]).supportRecovery(citizen, heir);
    await time.increase(DELAY);
    await as(identities, stranger).executeRecovery(citizen);
    const announcedAt = await nextTime();
    await expect(as(token, stranger).announceRecovery(citizen))
      .to.emit(token, "RecoveryAnnounced")
      .withArgs(citizen.address, heir.address, announcedAt + RECOVERY_NOTICE);
    expect(await token.suspendedUntil(citizen)).to.equal(FOR_EVER);
    await time.increase(RECOVERY_NOTICE);
    await expect(as(token, stranger).recover(citizen))
      .to.emit(token, "AccountRecovered")
      .withArgs(citizen.address, heir.address, FORTUNE);
    expect(await token.balanceOf(heir)).to.equal(FORTUNE);
    await as(token, heir).transfer(merchant, FORTUNE);
  });

  it("a freeze that a spare key lifts is lifted in the token too", async () => {
    const { token, identities, citizen, merchant, stranger, spare, guardians } =
      await networkHelpers.loadFixture(tokenWithIdentities);
    await as(identities, guardians[0]).freeze(citizen);
    await as(token, stranger).suspend(citizen);
    await as(identities, spare).unfreeze(citizen);
    await as(token, stranger).suspend(citizen);
    await as(token, citizen).transfer(merchant, 1n);
  });

  it("whoever deactivates a stolen identity does not keep its tokens", async () => {
    const { token, identities, citizen, heir, stranger, guardians } =
      await networkHelpers.loadFixture(tokenWithIdentities);
    await as(identities, citizen).changeOwner(citizen, ZeroAddress);
    await as(identities, guardians[0]).freeze(citizen);
    await as(token, stranger).suspend(citizen);
    await as(identities, guardians[0]).supportRecovery(citizen, heir);
    await as(identities, guardians[2]).supportRecovery(citizen, heir);
    await time.increase(DELAY + DAY);
    await identities.executeRecovery(citizen);
    await as(token, stranger).announceRecovery(citizen);
    await time.increase(RECOVERY_NOTICE);
    await as(token, stranger).recover(citizen);
    expect(await token.balanceOf(heir)).to.equal(FORTUNE);
  });
});
