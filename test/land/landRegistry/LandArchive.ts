import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import {
  consents,
  DAY,
  doc,
  encumbranceWord,
  type Land,
  landWithTitle,
  mortgage,
  namespace,
  PLOT,
  ref,
  ringHashOf,
  wire,
} from "../../support/land.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const { time } = networkHelpers;

const LEAF = ["uint256", "address", "bytes32", "uint32", "uint256[]", "(address,uint64)[]", "uint64"];

describe("LandArchive", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  /** A register before the chain that holds one title, which anyone enters. */
  async function enter(leaf: { owner?: string; ringHash?: string; encumbrances?: bigint[] }) {
    const { registry, corrections, owner } = city;
    const id = ref("ALT:1");
    const account = leaf.owner ?? owner.address;
    const { ringHash = ringHashOf(PLOT), encumbrances = [] } = leaf;
    const tree = StandardMerkleTree.of([[id, account, ringHash, 1_000n, encumbrances, [], 0n]], LEAF);
    await as(registry, corrections).openNamespace(namespace("ALT"), tree.root, doc("decision"));
    return registry.materialise(
      { id, owner: account, ringHash, size: 1_000n, encumbrances, shares: [], denominator: 0n },
      tree.getProof(0),
    );
  }

  it("LAND-1: opens no namespace of more characters than a reference has room for", async function () {
    const { registry, corrections } = city;
    for (const length of [30, 31, 32]) {
      const name = `0x${"41".repeat(length).padEnd(64, "0")}`;
      await expect(as(registry, corrections).openNamespace(name, ZeroHash, doc("decision")))
        .to.be.revertedWithCustomError(registry, "NamespaceUnfit")
        .withArgs(name);
    }
    await as(registry, corrections).openNamespace(
      `0x${"41".repeat(29).padEnd(64, "0")}`,
      ZeroHash,
      doc("decision"),
    );
  });

  it("enters no title without a boundary", async function () {
    await expect(enter({ ringHash: ZeroHash }))
      .to.be.revertedWithCustomError(city.registry, "RingMissing")
      .withArgs(ref("ALT:1"));
  });

  it("enters no title of nobody", async function () {
    await expect(enter({ owner: ZeroAddress }))
      .to.be.revertedWithCustomError(city.registry, "HolderUnfit")
      .withArgs(ZeroAddress);
  });

  it("enters no title of the register, where it would look shared", async function () {
    const register = await city.registry.getAddress();
    await expect(enter({ owner: register }))
      .to.be.revertedWithCustomError(city.registry, "HolderUnfit")
      .withArgs(register);
  });

  it("enters no encumbrance that nobody holds, and nobody could release", async function () {
    await expect(enter({ encumbrances: [encumbranceWord(mortgage({ address: ZeroAddress }), 1n)] }))
      .to.be.revertedWithCustomError(city.registry, "HolderUnfit")
      .withArgs(ZeroAddress);
  });

  it("carries a notice over: the buyer is as safe in the successor", async function () {
    const { registry, registrar, council, deployer, officers, owner, other, id } = city;
    const expiresAt = BigInt(await time.latest()) + 30n * DAY;
    const message = {
      id,
      version: 0n,
      beneficiary: other.address,
      expiresAt,
      documentHash: doc("contract"),
      deadline: expiresAt,
    };
    const signed = await consents(registry, "Reserve", message, [owner]);
    await as(registry, registrar).reserve(id, other, expiresAt, doc("contract"), expiresAt, signed);
    const successor = await deployLandRegistry(deployer, officers, registry);
    await wire(city, successor);
    await as(registry, council).retire(successor);
    await successor.importTitle(id, []);
    expect(await successor.noticeOf(id)).to.deep.equal([other.address, expiresAt]);
  });
});
