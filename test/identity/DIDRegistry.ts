import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { Interface, keccak256, toBeHex, ZeroAddress } from "ethers";
import hre from "hardhat";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import {
  IAccountRecovery__factory,
  IDIDRegistry__factory,
  IdentityGuardians__factory,
  IERC1056__factory,
  IIdentityGuardians__factory,
} from "../../typechain-types/index.js";
import {
  ADD_DELEGATE,
  as,
  AUTHORIZATION_PERIOD,
  change,
  FREEZE_PERIOD,
  type Identities,
  identities,
  legacyIdentities,
  MAXIMUM_DELAY,
  MINIMUM_DELAY,
  name,
} from "../support/identities.js";
import { ethers, networkHelpers } from "../support/network.js";

const CLAIMS: [name: string, id: string][] = [
  [
    "IDIDRegistry",
    interfaceId(
      IDIDRegistry__factory.abi,
      IERC1056__factory.abi,
      IIdentityGuardians__factory.abi,
      IAccountRecovery__factory.abi,
    ),
  ],
  ["IERC1056", interfaceId(IERC1056__factory.abi)],
  ["IIdentityGuardians", interfaceId(IIdentityGuardians__factory.abi)],
  ["IAccountRecovery", interfaceId(IAccountRecovery__factory.abi)],
  ["IERC5267", "0x84b0196e"],
  ["IERC165", "0x01ffc9a7"],
];

describe("DIDRegistry: what it says of itself", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(identities);
  });

  for (const [claim, id] of CLAIMS) {
    it(`claims ${claim}, and nothing one bit off`, async () => {
      const { registry } = city;
      expect(await registry.supportsInterface(id)).to.equal(true);
      for (let bit = 0n; bit < 32n; bit++) {
        expect(await registry.supportsInterface(toBeHex(BigInt(id) ^ (1n << bit), 4))).to.equal(false);
      }
    });
  }

  it("names its domain, its limits and its parts", async () => {
    const { registry } = city;
    const { name: domain, version, chainId, verifyingContract } = await registry.eip712Domain();
    expect([domain, version, chainId, verifyingContract]).to.deep.equal([
      "Civitas DIDRegistry",
      "1",
      31_337n,
      await registry.getAddress(),
    ]);
    expect(await registry.legacyAllowed()).to.equal(false);
    expect(await registry.predecessor()).to.equal(ZeroAddress);
    expect(await registry.AUTHORIZATION_PERIOD()).to.equal(AUTHORIZATION_PERIOD);
    expect(await registry.MAXIMUM_VALUE_LENGTH()).to.equal(2_048n);
    expect(await registry.FREEZE_PERIOD()).to.equal(FREEZE_PERIOD);
    expect(await registry.MINIMUM_RECOVERY_DELAY()).to.equal(MINIMUM_DELAY);
    expect(await registry.MAXIMUM_RECOVERY_DELAY()).to.equal(MAXIMUM_DELAY);
    expect(await registry.MAXIMUM_GUARDIANS()).to.equal(15n);
  });

  it("both contracts lay out the storage that they share alike", () => {
    const path = join(hre.config.paths.root, "docs/storage/identity.json");
    const layouts = JSON.parse(readFileSync(path, "utf8")) as Record<string, { storage: unknown[] }>;
    const { storage: shared } = layouts.IdentityGuardians;
    expect(shared.length).to.be.greaterThan(8);
    expect(layouts.DIDRegistry.storage.slice(0, shared.length)).to.deep.equal(shared);
  });

  it("runs the code of the guardians that it names, whose functions it all has", async () => {
    const { registry } = city;
    const guardianship = await registry.guardianship();
    const code = await registry.runner?.provider?.getCode(guardianship);
    expect(code).not.to.equal("0x");
    const here = new Set<string>();
    registry.interface.forEachFunction((fragment) => here.add(fragment.format("sighash")));
    const inner = ["setSigner", "declareCompromised", "exportRecord", "importRecord"];
    new Interface(IdentityGuardians__factory.abi).forEachFunction((fragment) => {
      if (inner.includes(fragment.name)) {
        expect(here.has(fragment.format("sighash")), `${fragment.name} is nobody's to call`).to.equal(false);
      } else {
        expect(here.has(fragment.format("sighash")), fragment.name).to.equal(true);
      }
    });
  });

  it("attack: the inner functions cannot be called on the registry's records", async () => {
    const { registry, alice, stranger } = city;
    const inner = IdentityGuardians__factory.createInterface();
    for (const data of [
      inner.encodeFunctionData("setSigner", [alice.address, stranger.address, name("act"), 1n]),
      inner.encodeFunctionData("declareCompromised", [alice.address, keccak256("0x01"), 1n]),
      inner.encodeFunctionData("importRecord", [alice.address, stranger.address, "0x"]),
    ]) {
      await expect(stranger.sendTransaction({ to: registry, data })).to.revert(ethers);
    }
  });

  it("attack: what is done to the guardians' code itself changes nothing here", async () => {
    const { registry, alice, stranger } = city;
    const code = IdentityGuardians__factory.connect(await registry.guardianship(), alice);
    await code.setGuardians(alice, [stranger.address, await registry.getAddress()], 2n, MINIMUM_DELAY);
    expect((await registry.guardiansOf(alice)).guardians).to.have.length(0);
  });
});

describe("DIDRegistry: what the original gets wrong", () => {
  let city: Identities;

  beforeEach(async () => {
    city = await networkHelpers.loadFixture(identities);
  });

  it("DID-4: a key that was rotated away does not bring a deactivated identity back", async () => {
    const { registry, alice, heir } = city;
    await as(registry, alice).changeOwner(alice, heir);
    await as(registry, heir).changeOwner(alice, ZeroAddress);
    await expect(as(registry, alice).changeOwner(alice, alice)).to.be.revertedWith("bad_actor");
    await expect(as(registry, heir).changeOwner(alice, heir)).to.be.revertedWith("bad_actor");
  });

  it("DID-1: nobody writes for the identity zero", async () => {
    const { registry, alice } = city;
    await expect(as(registry, alice).changeOwner(ZeroAddress, alice)).to.be.revertedWith("bad_actor");
    await expect(
      as(registry, alice).applyChanges(ZeroAddress, [change(ADD_DELEGATE, { name: name("veriKey") })]),
    )
      .to.be.revertedWithCustomError(registry, "IdentityActorUnauthorized")
      .withArgs(ZeroAddress, alice.address.toLowerCase());
  });

  it("DID-1: garbage, from which nobody is recovered, is not the signature of the identity zero", async () => {
    const { registry, alice, stranger } = await networkHelpers.loadFixture(legacyIdentities);
    const garbage = `0x${"00".repeat(32)}`;
    await expect(
      as(registry, stranger).changeOwnerSigned(ZeroAddress, 0, garbage, garbage, stranger),
    ).to.be.revertedWith("bad_signature");
    await as(registry, alice).changeOwner(alice, ZeroAddress);
    await expect(
      as(registry, stranger).changeOwnerSigned(alice, 0, garbage, garbage, stranger),
    ).to.be.revertedWith("bad_signature");
    expect(await registry.identityOwner(alice)).to.equal(ZeroAddress);
  });

  it("the table of delegates is keyed by the hash of the use, as clients read it", async () => {
    const { registry, alice, heir } = city;
    const use = name("veriKey");
    await as(registry, alice).addDelegate(alice, use, heir, 1_000n);
    expect(await registry.delegates(alice, keccak256(use), heir)).not.to.equal(0n);
    expect(await registry.delegates(alice, use, heir)).to.equal(0n);
  });

  it("a revoked delegate is logged with zero, whatever clock the client has", async () => {
    const { registry, alice, heir } = city;
    const use = name("veriKey");
    await as(registry, alice).addDelegate(alice, use, heir, 1_000n);
    const before = await registry.changed(alice);
    await expect(as(registry, alice).revokeDelegate(alice, use, heir))
      .to.emit(registry, "DIDDelegateChanged")
      .withArgs(alice.address, use, heir.address, 0n, before);
    expect(await registry.validDelegate(alice, use, heir)).to.equal(false);
  });
});
