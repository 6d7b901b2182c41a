import { expect } from "chai";
import {
  AbiCoder,
  concat,
  encodeBytes32String,
  getCreateAddress,
  id,
  keccak256,
  MaxUint256,
  solidityPackedKeccak256,
  toUtf8Bytes,
  Wallet,
  ZeroAddress,
  ZeroHash,
} from "ethers";
import { EthrDID } from "ethr-did";
import hre from "hardhat";

import { drawBlueprint } from "../../../scripts/city/blueprint.js";
import { parseCityFile } from "../../../scripts/city/cityFile.js";
import { domains, rolesOf, services } from "../../../scripts/city/domains/index.js";
import { applyChangesTypedData, authorizationOf, didChange, didOf } from "../../../sdk/index.js";
import type { DIDRegistry, IERC1056 } from "../../../typechain-types/index.js";
import {
  deployPublishedRegistry,
  type PublishedClient,
  publishedClient,
  publishedController,
} from "../../support/didClients.js";
import { deployDIDRegistry, type IdentityCity, identityCity } from "../../support/didRegistry.js";
import { failureOf } from "../../support/failureOf.js";

const DAY = 86_400n;
const SIG_AUTH = encodeBytes32String("sigAuth");
const SERVICE = encodeBytes32String("did/svc/Hub");
const VALUE = "0x61";

/**
 * What the original of ERC-1056 does to its users' harm, shown on npm's own bytecode, and what our registry does
 * instead. Ours has ERC-1056's signatures switched on here, where that makes its task harder.
 */
describe("defects of the original registry, beside ours", () => {
  let city: IdentityCity;
  let original: IERC1056;
  let ours: DIDRegistry;
  let theirClient: { original: PublishedClient; ours: PublishedClient };
  let owner: Wallet;
  let next: Wallet;

  before(async () => {
    city = await identityCity({ legacy: true });
    original = await deployPublishedRegistry(city.admin);
    ours = city.registry;
    theirClient = {
      original: await publishedClient(city.ethers.provider, original),
      ours: await publishedClient(city.ethers.provider, ours),
    };
  });
  beforeEach(async () => {
    [owner, next] = [await city.newAccount(), await city.newAccount()];
  });

  /** Either registry, with whoever sends. */
  const both = (sender: Wallet): [IERC1056, IERC1056] => [original.connect(sender), ours.connect(sender)];

  /** An owner's signature in the form of ERC-1056. */
  async function signLegacy(registry: IERC1056 | DIDRegistry, by: Wallet, identity: string, words: string) {
    const digest = solidityPackedKeccak256(
      ["bytes2", "address", "uint256", "address", "bytes"],
      ["0x1900", await registry.getAddress(), await registry.nonce(by), identity, words],
    );
    const { v, r, s } = by.signingKey.sign(digest);
    return [v, r, s] as const;
  }

  it("1: a signature works again on another chain at the original; ours has an address of its own there", async () => {
    const words = concat([toUtf8Bytes("changeOwner"), next.address]);
    const signature = await signLegacy(original, owner, owner.address, words);
    const otherChain = await hre.network.create({
      network: "default",
      chainType: "l1",
      override: { chainId: 4242 },
    });
    const [deployer] = await otherChain.ethers.getSigners();
    // The same account deploys with the same nonce: the original has the same address on both chains.
    await otherChain.networkHelpers.setNonce(
      deployer.address,
      nonceOf(await original.getAddress(), deployer.address),
    );
    const twin = await deployPublishedRegistry(deployer);
    expect(await twin.getAddress()).to.equal(await original.getAddress());
    await original.changeOwnerSigned(owner, ...signature, next);
    await twin.changeOwnerSigned(owner.address, ...signature, next.address);
    expect(await twin.identityOwner(owner.address)).to.equal(next.address);

    const addresses = [1, 4242].map((chainId) => {
      const roles = rolesOf(domains);
      const offices = roles.map(({ name }, index) => [name, [new Wallet(id(`office ${index}`)).address]]);
      const file = {
        name: "Test City",
        chainId,
        services,
        token: { name: "Test Token", symbol: "TEST" },
        readers: "restricted",
        legacyIdentity: true,
        offices: Object.fromEntries(offices) as Record<string, string[]>,
      };
      return drawBlueprint(parseCityFile(file), deployer.address).addressOf("DIDRegistry");
    });
    expect(addresses[0]).to.not.equal(addresses[1]);
  });

  it("1: our own signatures name the chain, and work on no other, at the same address", async () => {
    const changes = [didChange.owner(next.address)];
    const terms = { identity: owner.address, nonce: 0n, deadline: await city.deadline(), changes };
    const elsewhere = { ...city.domain, chainId: city.domain.chainId + 1n };
    const typedData = applyChangesTypedData(elsewhere, terms);
    const signature = await owner.signTypedData(typedData.domain, typedData.types, typedData.message);
    await expect(ours.applySigned(owner, changes, authorizationOf(owner.address, typedData, signature)))
      .to.be.revertedWithCustomError(ours, "AuthorizationSignatureInvalid")
      .withArgs(owner.address.toLowerCase());
    const here = applyChangesTypedData(city.domain, terms);
    const good = await owner.signTypedData(here.domain, here.types, here.message);
    await ours.applySigned(owner, changes, authorizationOf(owner.address, here, good));
    expect(await ours.identityOwner(owner)).to.equal(next.address);
  });

  it("2: an ended identity comes back to its first key at the original; ours stays ended", async () => {
    for (const registry of both(owner)) await registry.changeOwner(owner, ZeroAddress);
    const [theirs, our] = both(owner);
    expect(await theirs.identityOwner(owner)).to.equal(owner.address);
    await theirs.setAttribute(owner, SERVICE, VALUE, DAY);
    expect(await our.identityOwner(owner)).to.equal(ZeroAddress);
    await expect(our.setAttribute(owner, SERVICE, VALUE, DAY)).to.be.revertedWith("bad_actor");
    await expect(our.changeOwner(owner, owner)).to.be.revertedWith("bad_actor");
    const words = concat([toUtf8Bytes("changeOwner"), owner.address]);
    const signature = await signLegacy(ours, owner, owner.address, words);
    await expect(our.changeOwnerSigned(owner, ...signature, owner)).to.be.revertedWith("bad_signature");
    const signatureOfNobody = await signLegacy(ours, next, owner.address, words);
    await expect(our.changeOwnerSigned(owner, ...signatureOfNobody, owner)).to.be.revertedWith(
      "bad_signature",
    );
  });

  it("2: a first key that was rotated away takes an ended identity back at the original, not at ours", async () => {
    for (const registry of both(owner)) await registry.changeOwner(owner, next);
    for (const registry of both(next)) {
      await registry.addDelegate(owner, SIG_AUTH, next, DAY);
      await registry.changeOwner(owner, ZeroAddress);
    }
    const [theirs, our] = both(owner);
    await theirs.changeOwner(owner, owner);
    expect(await theirs.identityOwner(owner)).to.equal(owner.address);
    await expect(our.changeOwner(owner, owner)).to.be.revertedWith("bad_actor");
    await expect(our.connect(next).changeOwner(owner, next)).to.be.revertedWith("bad_actor");
    expect(await our.validDelegate(owner, SIG_AUTH, next)).to.equal(false);
    expect(
      (await theirClient.ours.resolve(didOf(31337n, owner.address))).didDocumentMetadata.deactivated,
    ).to.equal(true);
  });

  it("3: anyone writes for the identity zero at the original, by no signature at all; not at ours", async () => {
    const nothing = [27, ZeroHash, ZeroHash] as const;
    const [theirs, our] = both(owner);
    await theirs.changeOwnerSigned(ZeroAddress, ...nothing, owner);
    expect(await theirs.identityOwner(ZeroAddress)).to.equal(owner.address);
    const refusals = [
      () => our.changeOwnerSigned(ZeroAddress, ...nothing, owner),
      () => our.addDelegateSigned(ZeroAddress, ...nothing, SIG_AUTH, owner, DAY),
      () => our.revokeDelegateSigned(ZeroAddress, ...nothing, SIG_AUTH, owner),
      () => our.setAttributeSigned(ZeroAddress, ...nothing, SERVICE, VALUE, DAY),
      () => our.revokeAttributeSigned(ZeroAddress, ...nothing, SERVICE, VALUE),
    ];
    for (const refusal of refusals) await expect(refusal()).to.be.revertedWith("bad_signature");
    expect(await our.changed(ZeroAddress)).to.equal(0n);
    // Nor for an identity that has ended, whose owner is nobody.
    await our.changeOwner(owner, ZeroAddress);
    await expect(our.changeOwnerSigned(owner, ...nothing, owner)).to.be.revertedWith("bad_signature");
  });

  it("4: a revoked delegate stays in the document at the original where the clocks differ; at ours it is gone", async () => {
    const did = didOf(31337n, owner.address);
    for (const registry of both(owner)) {
      await registry.addDelegate(owner, SIG_AUTH, next, 30n * DAY);
    }
    const snapshot = await city.networkHelpers.takeSnapshot();
    await city.networkHelpers.time.increase(DAY);
    for (const registry of both(owner)) await registry.revokeDelegate(owner, SIG_AUTH, next);
    expect((await theirClient.original.resolve(did)).didDocument?.authentication).to.have.lengthOf(2);
    expect((await theirClient.ours.resolve(did)).didDocument?.authentication).to.have.lengthOf(1);
    const [, our] = both(owner);
    expect(await our.validDelegate(owner, SIG_AUTH, next)).to.equal(false);
    expect(await our.delegates(owner, typeHash(SIG_AUTH), next)).to.be.at.most(await city.now());
    await snapshot.restore();
  });

  it("5: an endless validity panics at the original; at ours it has no end", async () => {
    const [theirs, our] = both(owner);
    for (const act of [
      () => theirs.addDelegate(owner, SIG_AUTH, next, MaxUint256),
      () => theirs.setAttribute(owner, SERVICE, VALUE, MaxUint256),
    ]) {
      // Solidity's overflow.
      expect(await failureOf(act())).to.match(/revert|panic/i);
    }
    await our.addDelegate(owner, SIG_AUTH, next, MaxUint256);
    await our.setAttribute(owner, SERVICE, VALUE, MaxUint256);
    expect(await our.validDelegate(owner, SIG_AUTH, next)).to.equal(true);
    const { didDocument } = await theirClient.ours.resolve(didOf(31337n, owner.address));
    expect(didDocument?.service).to.have.lengthOf(1);
    expect(didDocument?.authentication).to.have.lengthOf(2);
  });

  it("6: an unreadable name ends every resolution of an older client at the original; a city's registry refuses it", async () => {
    const unreadable = `0x${"ff".repeat(32)}`;
    const strict = (await deployDIDRegistry(city.admin, city.authority.address)).connect(owner);
    await original.connect(owner).setAttribute(owner, unreadable, VALUE, DAY);
    await expect(strict.setAttribute(owner, unreadable, VALUE, DAY))
      .to.be.revertedWithCustomError(strict, "NameUnreadable")
      .withArgs(unreadable);
    expect(await strict.changed(owner)).to.equal(0n);
  });

  it("8: a citizen's client that signs after a rotation counts the owner's signatures, as the contract does", async () => {
    for (const registry of both(owner)) await registry.changeOwner(owner, next);
    const controller = await publishedController(owner.address, ours, city.relayer);
    const hash = await controller.createChangeOwnerHash(city.relayer.address);
    const { v, r, s } = next.signingKey.sign(hash);
    await controller.changeOwnerSigned(city.relayer.address, { sigV: v, sigR: r, sigS: s });
    expect(await ours.identityOwner(owner)).to.equal(city.relayer.address);
    expect(await ours.nonce(next)).to.equal(1n);
    expect(await ours.nonce(owner)).to.equal(0n);
  });

  describe("faults that the published suite does not see", () => {
    it("a stranger sets no attribute, and does nothing else to an identity", async () => {
      const our = ours.connect(next);
      const strangers = [
        () => our.setAttribute(owner, SERVICE, VALUE, DAY),
        () => our.revokeAttribute(owner, SERVICE, VALUE),
        () => our.addDelegate(owner, SIG_AUTH, next, DAY),
        () => our.revokeDelegate(owner, SIG_AUTH, next),
        () => our.changeOwner(owner, next),
      ];
      for (const act of strangers) await expect(act()).to.be.revertedWith("bad_actor");
      expect(await ours.changed(owner)).to.equal(0n);
    });

    it("a revoked delegate is gone in the contract, not only in the document", async () => {
      const our = ours.connect(owner);
      await our.addDelegate(owner, SIG_AUTH, next, DAY);
      expect(await our.validDelegate(owner, SIG_AUTH, next)).to.equal(true);
      await our.revokeDelegate(owner, SIG_AUTH, next);
      expect(await our.validDelegate(owner, SIG_AUTH, next)).to.equal(false);
      expect(await our.delegates(owner, typeHash(SIG_AUTH), next)).to.be.at.most(await city.now());
    });

    it("delegates are read under the hash of their type, as at the original", async () => {
      for (const registry of both(owner)) {
        await registry.addDelegate(owner, SIG_AUTH, next, DAY);
        expect(await registry.delegates(owner, typeHash(SIG_AUTH), next)).to.equal((await city.now()) + DAY);
        expect(await registry.delegates(owner, SIG_AUTH, next)).to.equal(0n);
      }
    });
  });

  it("ethr-did itself writes to both alike", async () => {
    for (const registry of [original, ours]) {
      const client = new EthrDID({
        identifier: owner.address,
        privateKey: owner.privateKey,
        provider: asTheirs(city.ethers.provider),
        registry: await registry.getAddress(),
        chainNameOrId: "0x7a69",
      });
      await client.setAttribute("did/svc/Hub", "https://a.example", 86_400);
    }
    const did = didOf(31337n, owner.address);
    const [theirs, our] = await Promise.all([
      theirClient.original.resolve(did),
      theirClient.ours.resolve(did),
    ]);
    expect(our.didDocument).to.deep.equal(theirs.didDocument);
  });
});

/** The client is built for ethers' CommonJS build, whose types are not those of its other build. */
const asTheirs = (value: unknown): never => value as never;

/** Where the original keeps a type of delegates. */
const typeHash = (type: string): string => keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32"], [type]));

/** With which nonce an account deployed a contract. */
function nonceOf(contract: string, deployer: string): number {
  for (let nonce = 0; nonce < 1000; ++nonce) {
    if (getCreateAddress({ from: deployer, nonce }) === contract) return nonce;
  }
  throw new Error(`${deployer} has not deployed ${contract}`);
}
