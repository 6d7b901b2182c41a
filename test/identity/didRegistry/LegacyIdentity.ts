import { expect } from "chai";
import { concat, keccak256, Signature, toBeHex, toUtf8Bytes } from "ethers";

import { as, DELAY, FREEZE_PERIOD, legacyIdentities, nextTime } from "../../support/identities.js";
import { networkHelpers } from "../../support/network.js";

describe("LegacyIdentity", () => {
  it("DID-6: a signature of ERC-1056 does nothing while the identity is frozen, and is not used up", async () => {
    const { registry, alice, heir, relayer, guardians } = await networkHelpers.loadFixture(legacyIdentities);
    await as(registry, alice).setGuardians(alice, guardians.slice(0, 3), 2n, DELAY);
    const operation = concat([toUtf8Bytes("changeOwner"), heir.address]);
    const registryAddress = await registry.getAddress();
    const { v, r, s } = Signature.from(
      alice.signingKey.sign(
        keccak256(concat(["0x1900", registryAddress, toBeHex(0n, 32), alice.address, operation])),
      ),
    );
    const change = () => as(registry, relayer).changeOwnerSigned(alice, v, r, s, heir);

    const frozenUntil = (await nextTime()) + FREEZE_PERIOD;
    await as(registry, guardians[0]).freeze(alice);
    await expect(change())
      .to.be.revertedWithCustomError(registry, "IdentityFrozen")
      .withArgs(alice.address, frozenUntil);
    expect(await registry.nonce(alice)).to.equal(0n);

    await as(registry, guardians[0]).unfreeze(alice);
    await as(registry, guardians[1]).unfreeze(alice);
    await change();
    expect(await registry.identityOwner(alice)).to.equal(heir.address);
  });
});
