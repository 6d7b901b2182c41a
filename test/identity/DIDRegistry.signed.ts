import { expect } from "chai";
import { concat, id, toBeHex, Wallet, ZeroAddress } from "ethers";
import hre from "hardhat";

import { create3Address } from "../../scripts/city/blueprint.js";
import type { DIDRegistry } from "../../typechain-types/index.js";
import { delegate } from "../support/delegation.js";
import { deployDouble } from "../support/doubles.js";
import {
  as,
  type Authorization,
  AUTHORIZATION_PERIOD,
  authorize,
  change,
  CHANGE_OWNER,
  DELAY,
  deployRegistry,
  formOf,
  FREEZE_PERIOD,
  guarded,
  hashOf,
  type Identities,
  identities,
  name,
  nextTime,
  rights,
  SET_ATTRIBUTE,
  supportBy,
} from "../support/identities.js";
import { networkHelpers } from "../support/network.js";

const { time } = networkHelpers;
const KEY_NAME = name("did/pub/Ed25519/veriKey/hex");
const changes = [change(SET_ATTRIBUTE, { name: KEY_NAME, value: "0x0102", time: 100n })];

describe("DIDRegistry: changes by signature", () => {
  let city: Identities;
  const sign = (key: Wallet = city.alice, options = {}) =>
    authorize(city.registry, key, "ApplyChanges", { identity: city.alice.address, changes }, options);
  const send = (authorization: Authorization, batch = changes, identity = city.alice.address) =>
    as(city.registry, city.relayer).applySigned(identity, batch, authorization);

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(identities);
  });

  it("DID-10: anyone relays what the owner has signed, once", async () => {
    const { registry, alice } = city;
    const authorization = await sign();
    const at = await nextTime();
    await expect(send(authorization))
      .to.emit(registry, "DIDAttributeChanged")
      .withArgs(alice.address, KEY_NAME, "0x0102", at + 100n, 0n);
    expect(await registry.isNonceUsed(hashOf(alice), 0n)).to.equal(true);
    await expect(send(authorization))
      .to.be.revertedWithCustomError(registry, "AuthorizationUsed")
      .withArgs(alice.address.toLowerCase(), 0n);
  });

  it("numbers work in any order, each of its own", async () => {
    const { registry, alice } = city;
    for (const nonce of [7n, 0n, 2n ** 256n - 1n, 256n]) await send(await sign(alice, { nonce }));
    for (const [nonce, isUsed] of [
      [7n, true],
      [0n, true],
      [256n, true],
      [1n, false],
      [8n, false],
      [512n, false],
    ] as const) {
      expect(await registry.isNonceUsed(hashOf(alice), nonce), String(nonce)).to.equal(isUsed);
    }
  });

  it("works in its last second, and not after it", async () => {
    const { registry } = city;
    const at = await nextTime(100n);
    const [good, late] = [
      await sign(undefined, { deadline: at }),
      await sign(undefined, { deadline: at, nonce: 1n }),
    ];
    await send(good);
    await time.setNextBlockTimestamp(at + 1n);
    await expect(send(late)).to.be.revertedWithCustomError(registry, "AuthorizationExpired").withArgs(at);
  });

  it("names a deadline of at most 90 days", async () => {
    const { registry } = city;
    const at = await nextTime();
    const latest = at + AUTHORIZATION_PERIOD;
    await expect(send(await sign(undefined, { deadline: latest + 1n })))
      .to.be.revertedWithCustomError(registry, "AuthorizationDeadlineTooFar")
      .withArgs(latest + 1n, latest);
    await time.setNextBlockTimestamp(at + 1n);
    await send(await sign(undefined, { deadline: latest + 1n }));
  });

  it("DID-10: holds for what was signed: identity, changes, number and deadline", async () => {
    const { registry, alice, heir, stranger } = city;
    const good = await sign();
    await as(registry, heir).changeOwner(heir, alice);
    const attempts: [Authorization, typeof changes, string][] = [
      [good, changes, heir.address],
      [{ ...good, nonce: 1n }, changes, alice.address],
      [{ ...good, deadline: good.deadline - 1n }, changes, alice.address],
      [good, [...changes, ...changes], alice.address],
      [{ ...good, signer: stranger.address.toLowerCase() }, changes, alice.address],
      [{ ...good, signer: "0x" }, changes, alice.address],
      [{ ...good, signer: good.signer.slice(0, -2) }, changes, alice.address],
      [{ ...good, signature: "0x" }, changes, alice.address],
    ];
    for (const field of ["kind", "name", "account", "time", "value"] as const) {
      const other = { kind: 5, name: name("other"), account: stranger.address, time: 101n, value: "0x0103" };
      attempts.push([good, [{ ...changes[0], [field]: other[field] }], alice.address]);
    }
    for (const [authorization, batch, identity] of attempts) {
      await expect(send(authorization, batch, identity))
        .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
        .withArgs(authorization.signer);
    }
    expect(await registry.changed(alice)).to.equal(0n);
    await send(good);
  });

  it("DID-1: a former owner's signature is a stranger's", async () => {
    const { registry, alice, heir } = city;
    const early = await sign();
    await as(registry, alice).changeOwner(alice, heir);
    await expect(send(early))
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(alice.address, alice.address.toLowerCase());
    await send(await sign(heir));
  });

  it("a batch that is refused uses nothing up", async () => {
    const { registry, alice } = city;
    const batch = [...changes, change(9)];
    const values = { identity: alice.address, changes: batch };
    await expect(send(await authorize(registry, alice, "ApplyChanges", values), batch))
      .to.be.revertedWithCustomError(registry, "ChangeKindUnknown")
      .withArgs(9n);
    expect(await registry.isNonceUsed(hashOf(alice), 0n)).to.equal(false);
    const empty = { identity: alice.address, changes: [] };
    await expect(
      send(await authorize(registry, alice, "ApplyChanges", empty), []),
    ).to.be.revertedWithCustomError(registry, "ChangesMissing");
  });

  it("is withdrawn by its signer: the number works no more", async () => {
    const { registry, alice, heir } = city;
    const [first, second, third] = [
      await sign(),
      await sign(alice, { nonce: 1n }),
      await sign(alice, { nonce: 2n }),
    ];
    await expect(as(registry, alice).withdraw(0n))
      .to.emit(registry, "NonceWithdrawn")
      .withArgs(hashOf(alice), 0n);
    await expect(as(registry, alice).withdraw(0n))
      .to.be.revertedWithCustomError(registry, "AuthorizationUsed")
      .withArgs(alice.address.toLowerCase(), 0n);
    const withdrawal = await authorize(registry, alice, "Withdraw", {}, { nonce: 1n });
    await expect(registry.withdrawSigned(withdrawal))
      .to.emit(registry, "NonceWithdrawn")
      .withArgs(hashOf(alice), 1n);
    await expect(registry.withdrawSigned(withdrawal))
      .to.be.revertedWithCustomError(registry, "AuthorizationUsed")
      .withArgs(alice.address.toLowerCase(), 1n);
    const forged = {
      ...(await authorize(registry, heir, "Withdraw", {}, { nonce: 2n })),
      signer: first.signer,
    };
    await expect(registry.withdrawSigned(forged))
      .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
      .withArgs(first.signer);
    await as(registry, heir).withdraw(2n);
    for (const [authorization, nonce] of [
      [first, 0n],
      [second, 1n],
    ] as const) {
      await expect(send(authorization))
        .to.be.revertedWithCustomError(registry, "AuthorizationUsed")
        .withArgs(first.signer, nonce);
    }
    await send(third);
  });

  it("a contract wallet that owns an identity signs (ERC-1271), and stops when its key changes", async () => {
    const { registry, alice, heir, deployer } = city;
    const wallet = await deployDouble("Wallet__Double", deployer, [heir.address]);
    const owner = await wallet.getAddress();
    await as(registry, alice).changeOwner(alice, owner);
    const authorization = { ...(await sign(heir)), signer: owner.toLowerCase() };
    await expect(send(authorization)).to.emit(registry, "DIDAttributeChanged");
    const other = { ...(await sign(alice, { nonce: 1n })), signer: owner.toLowerCase() };
    await expect(send(other))
      .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
      .withArgs(owner.toLowerCase());
  });

  it("an account with delegated code signs with its key", async () => {
    const { registry, deployer, relayer } = city;
    const odd = await deployDouble("Wallet__Double", deployer, [ZeroAddress]);
    const address = await delegate(deployer, odd);
    const key = new Wallet(id("a key with delegated code"));
    expect(key.address).to.equal(address);
    const values = { identity: address, changes };
    const authorization = await authorize(registry, key, "ApplyChanges", values);
    await expect(as(registry, relayer).applySigned(address, changes, authorization)).to.emit(
      registry,
      "DIDAttributeChanged",
    );
  });

  it("refuses high s, compact signatures and garbage", async () => {
    const { registry } = city;
    const good = await sign();
    const { r, s, v } = ethersSignature(good.signature);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    for (const signature of [
      concat([r, toBeHex(order - BigInt(s), 32), v === 27 ? "0x1c" : "0x1b"]),
      concat([r, toBeHex(BigInt(s) | (v === 28 ? 1n << 255n : 0n), 32)]),
      `0x${"11".repeat(65)}`,
    ]) {
      await expect(send({ ...good, signature }))
        .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
        .withArgs(good.signer);
    }
  });

  it("DID-10: a signature for another chain, or another registry, is worth nothing", async () => {
    const { registry, alice, deployer, officers } = city;
    const twin = await deployRegistry(deployer, await officers.getAddress());
    const authorization = await sign();
    await expect(twin.applySigned(alice, changes, authorization))
      .to.be.revertedWithCustomError(twin, "AuthorizationSignatureInvalid")
      .withArgs(authorization.signer);
    expect((await registry.eip712Domain()).name).to.equal("Civitas DIDRegistry");
  });
});

function ethersSignature(signature: string): { r: string; s: string; v: number } {
  return {
    r: signature.slice(0, 66),
    s: `0x${signature.slice(66, 130)}`,
    v: Number(`0x${signature.slice(130)}`),
  };
}

describe("DIDRegistry: signatures on two chains, with the registry at one address", () => {
  it("DID-10: what was signed on one does nothing on the other", async () => {
    const registries: DIDRegistry[] = [];
    for (const chainId of [31_337, 31_338]) {
      const { ethers: chain } = await hre.network.create({
        network: "default",
        chainType: "l1",
        override: { chainId },
      });
      const [deployer] = await chain.getSigners();
      registries.push(await deployRegistry(deployer, deployer.address, true));
    }
    const [here, there] = registries;
    expect(await here.getAddress()).to.equal(await there.getAddress());
    const key = new Wallet(id("a key of two chains"));
    const deadline = BigInt((await here.runner?.provider?.getBlock("latest"))?.timestamp ?? 0) + 3_600n;
    const values = { identity: key.address, changes };
    const { domain, types, message } = await formOf(here, "ApplyChanges", values, 0n, deadline);
    const authorization = {
      signer: key.address.toLowerCase(),
      nonce: 0n,
      deadline,
      signature: await key.signTypedData(domain, types, message),
    };
    await here.applySigned(key, changes, authorization);
    await expect(there.applySigned(key, changes, authorization))
      .to.be.revertedWithCustomError(there, "AuthorizationSignatureInvalid")
      .withArgs(authorization.signer);
    expect(await there.changed(key)).to.equal(0n);
  });

  it("the deployment's salt gives each chain another address, so ERC-1056's own signatures do not travel", () => {
    const factory = id("a factory").slice(0, 42);
    const [here, there] = [31_337n, 31_338n].map((chainId) =>
      create3Address(factory, chainId, "DIDRegistry", 1),
    );
    expect(here).not.to.equal(there);
  });
});

describe("DIDRegistry: odd verifiers", () => {
  for (const [kind, oddity] of [
    ["says no", 1],
    ["answers garbage", 3],
    ["answers too short", 5],
    ["answers nothing", 6],
    ["reverts", 7],
    ["says yes with dirt in its word", 8],
    ["burns all gas", 2],
  ] as const) {
    it(`one that ${kind} signs nothing`, async () => {
      const { registry, alice, relayer, deployer } = await networkHelpers.loadFixture(identities);
      const verifier = await deployDouble("OddVerifier__Double", deployer, [oddity]);
      const signer = concat([await verifier.getAddress(), "0x01"]);
      await as(registry, alice).applyChanges(alice, [rights(signer, "act")]);
      const deadline = BigInt(await time.latest()) + 3_600n;
      const act = () =>
        as(registry, relayer).applySigned(
          alice,
          changes,
          { signer, nonce: 0n, deadline, signature: "0x" },
          { gasLimit: 1_000_000n },
        );
      await expect(act())
        .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
        .withArgs(signer);
    });
  }

  it("one that says yes, with more words after it, signs", async () => {
    const { registry, alice, relayer, deployer } = await networkHelpers.loadFixture(identities);
    for (const oddity of [0, 4]) {
      const verifier = await deployDouble("OddVerifier__Double", deployer, [oddity]);
      const signer = concat([await verifier.getAddress(), "0x01"]);
      await as(registry, alice).applyChanges(alice, [rights(signer, "act")]);
      const deadline = BigInt(await time.latest()) + 3_600n;
      await as(registry, relayer).applySigned(alice, changes, {
        signer,
        nonce: 0n,
        deadline,
        signature: "0x",
      });
    }
  });
});

describe("DIDRegistry: guardians' acts by signature", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(guarded);
  });

  it("guardians are named by the owner's signature", async () => {
    const { registry, alice, relayer, guardians } = city;
    const list = guardians.map(({ address }) => address);
    const values = { identity: alice.address, guardians: list, threshold: 3n, delay: DELAY };
    const authorization = await authorize(registry, alice, "SetGuardians", values);
    const own = as(registry, relayer);
    for (const act of [
      () => own.setGuardiansSigned(alice, list.slice(1), 3n, DELAY, authorization),
      () => own.setGuardiansSigned(alice, list, 2n, DELAY, authorization),
      () => own.setGuardiansSigned(alice, list, 3n, DELAY + 1n, authorization),
      () => own.setGuardiansSigned(relayer, list, 3n, DELAY, authorization),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
        .withArgs(authorization.signer);
    }
    const at = await nextTime();
    await expect(own.setGuardiansSigned(alice, list, 3n, DELAY, authorization))
      .to.emit(registry, "GuardiansAnnounced")
      .withArgs(alice.address, list, 3n, DELAY, at + DELAY);
    await expect(own.setGuardiansSigned(alice, list, 3n, DELAY, authorization))
      .to.be.revertedWithCustomError(registry, "AuthorizationUsed")
      .withArgs(authorization.signer, 0n);
  });

  it("guardians freeze, support, withdraw and veto without gas of their own", async () => {
    const { registry, alice, heir, relayer, guardians } = city;
    const own = as(registry, relayer);
    const identity = alice.address;
    const freeze = await authorize(registry, guardians[0], "Freeze", { identity });
    const at = await nextTime();
    await expect(own.freezeSigned(alice, freeze))
      .to.emit(registry, "FreezeSet")
      .withArgs(identity, hashOf(guardians[0]), at + FREEZE_PERIOD);

    const support = { identity, newOwner: heir.address, round: 0n };
    for (const guardian of guardians.slice(0, 2)) {
      const authorization = await authorize(registry, guardian, "SupportRecovery", support, { nonce: 1n });
      await expect(own.supportRecoverySigned(alice, heir, 0n, authorization))
        .to.emit(registry, "RecoverySupported")
        .withArgs(identity, guardian.address, heir.address, 0n);
    }
    const veto = await authorize(registry, guardians[2], "VetoRecovery", { identity, round: 0n });
    await expect(own.vetoRecoverySigned(alice, 0n, veto))
      .to.emit(registry, "VetoSupported")
      .withArgs(identity, guardians[2].address, 0n);
    const withdrawal = await authorize(registry, guardians[1], "WithdrawSupport", support, { nonce: 2n });
    await expect(own.withdrawSupportSigned(alice, heir, 0n, withdrawal))
      .to.emit(registry, "RecoveryStopped")
      .withArgs(identity, heir.address, `0x${"00".repeat(32)}`, 0n);
  });

  it("a spare key lifts a freeze by signature, that one and no other", async () => {
    const { registry, alice, spare, relayer, guardians } = city;
    const identity = alice.address;
    await as(registry, guardians[0]).freeze(alice);
    const until = await registry.frozenUntil(alice);
    const authorization = await authorize(registry, spare, "Unfreeze", { identity, until });
    await as(registry, guardians[1]).freeze(alice);
    const longer = await registry.frozenUntil(alice);
    await expect(as(registry, relayer).unfreezeSigned(alice, until, authorization))
      .to.be.revertedWithCustomError(registry, "FreezeMissing")
      .withArgs(identity, longer);
    await expect(as(registry, relayer).unfreezeSigned(alice, longer, authorization))
      .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
      .withArgs(authorization.signer);
    const right = await authorize(registry, spare, "Unfreeze", { identity, until: longer });
    await expect(as(registry, relayer).unfreezeSigned(alice, longer, right))
      .to.emit(registry, "FreezeSet")
      .withArgs(identity, hashOf(spare), 0n);
  });

  it("DID-10: a signature counts in its round only", async () => {
    const { registry, alice, heir, spare, relayer, guardians } = city;
    const own = as(registry, relayer);
    const identity = alice.address;
    const early = { identity, newOwner: heir.address, round: 0n };
    const support = await authorize(registry, guardians[2], "SupportRecovery", early);
    const withdrawal = await authorize(registry, guardians[2], "WithdrawSupport", early, { nonce: 1n });
    const veto = await authorize(registry, spare, "VetoRecovery", { identity, round: 0n });
    await supportBy(city, heir, guardians[0], guardians[1]);
    await as(registry, alice).vetoRecovery(alice);
    await supportBy(city, heir, guardians[0], guardians[1]);
    for (const act of [
      () => own.supportRecoverySigned(alice, heir, 0n, support),
      () => own.withdrawSupportSigned(alice, heir, 0n, withdrawal),
      () => own.vetoRecoverySigned(alice, 0n, veto),
    ]) {
      await expect(act()).to.be.revertedWithCustomError(registry, "RecoveryRoundWrong").withArgs(0n, 1n);
    }
    await expect(own.supportRecoverySigned(alice, heir, 1n, support))
      .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
      .withArgs(support.signer);
    const now = await authorize(registry, spare, "VetoRecovery", { identity, round: 1n });
    await expect(own.vetoRecoverySigned(alice, 1n, now))
      .to.emit(registry, "RecoveryStopped")
      .withArgs(identity, heir.address, hashOf(spare), 1n);
  });

  it("each form is signed for itself: none passes for another", async () => {
    const { registry, alice, heir, relayer, guardians } = city;
    const own = as(registry, relayer);
    const identity = alice.address;
    const values = { identity, newOwner: heir.address, round: 0n };
    await as(registry, guardians[0]).supportRecovery(alice, heir);
    const support = await authorize(registry, guardians[0], "SupportRecovery", values);
    await expect(own.withdrawSupportSigned(alice, heir, 0n, support))
      .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
      .withArgs(support.signer);
    const withdrawal = await authorize(registry, guardians[1], "WithdrawSupport", values);
    await expect(own.supportRecoverySigned(alice, heir, 0n, withdrawal))
      .to.be.revertedWithCustomError(registry, "AuthorizationSignatureInvalid")
      .withArgs(withdrawal.signer);
  });

  it("a frozen owner's signatures do nothing, those made before the freeze neither", async () => {
    const { registry, alice, heir, relayer, guardians } = city;
    const values = {
      identity: alice.address,
      changes: [change(CHANGE_OWNER, { account: heir.address })],
    };
    const early = await authorize(registry, alice, "ApplyChanges", values);
    await as(registry, guardians[0]).freeze(alice);
    const until = await registry.frozenUntil(alice);
    await expect(as(registry, relayer).applySigned(alice, values.changes, early))
      .to.be.revertedWithCustomError(registry, "IdentityFrozen")
      .withArgs(alice.address, until);
    expect(await registry.identityOwner(alice)).to.equal(alice.address);
  });
});
