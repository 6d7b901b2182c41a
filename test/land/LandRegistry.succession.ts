import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { ZeroHash } from "ethers";

import type { LandRegistry } from "../../typechain-types/index.js";
import {
  ascending,
  DAY,
  divide,
  doc,
  encumber,
  encumbranceWord,
  KIND,
  type Land,
  landWithTitle,
  lodge,
  mortgage,
  namespace,
  ref,
  registerPlot,
  right,
  SALT,
  STATUS,
  title,
  wire,
} from "../support/land.js";
import { deployLandRegistry } from "../support/landRegister.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

describe("LandRegistry: succession", function () {
  let city: Land & { readonly id: bigint };
  let next: Land;
  let successor: LandRegistry;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
    successor = await deployLandRegistry(city.deployer, city.officers, city.registry);
    await wire(city, successor);
    next = { ...city, registry: successor };
  });

  const retire = async () => as(city.registry, city.council).retire(successor);

  it("a title is carried over with its word, boundary and all that lies on it", async function () {
    const { registry, owner, bank, heir, stranger, id } = city;
    await encumber(city, id, mortgage(bank));
    const gone = await encumber(city, id, mortgage(bank, 5n));
    await encumber(city, id, right(KIND.easement, heir));
    await as(registry, bank).release(id, gone, doc("release"));
    const word = await registry.titleOf(id);
    const [first, third] = [await registry.encumbranceOf(id, 1n), await registry.encumbranceOf(id, 3n)];
    await retire();
    const act = as(successor, stranger).importTitle(id, []);
    await expect(act).to.emit(successor, "TitleImported").withArgs(id);
    await expect(act).to.emit(registry, "RecordMoved");
    expect(await successor.titleOf(id)).to.equal(word);
    expect(await successor.encumbranceOf(id, 1n)).to.equal(first);
    expect(await successor.encumbranceOf(id, 2n)).to.equal(0n);
    expect(await successor.encumbranceOf(id, 3n)).to.equal(third);
    expect(await successor.boundaryOf(id)).to.equal(await registry.boundaryOf(id));
    expect(await successor.balanceOf(owner)).to.equal(1n);
    expect(await registry.balanceOf(owner)).to.equal(0n);
    expect((await title(city, id)).status).to.equal(STATUS.moved);
    await expect(as(registry, owner).withdraw(id))
      .to.be.revertedWithCustomError(registry, "TitleUnknown")
      .withArgs(id);
    await expect(successor.importTitle(id, []))
      .to.be.revertedWithCustomError(successor, "TitleExists")
      .withArgs(id);
  });

  it("LAND-3: a shared title is carried over with all its shares", async function () {
    const { registry, owner, other, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 2n],
      ],
      3n,
    );
    await retire();
    const everyone = ascending([owner, other]).map(({ address }) => address);
    const sharesOf = { [owner.address]: 1n, [other.address]: 2n };
    for (const some of [[owner.address], [other.address, other.address], everyone.toReversed()]) {
      await expect(successor.importTitle(id, some))
        .to.be.revertedWithCustomError(successor, "OwnersIncomplete")
        .withArgs(id, sharesOf[some[0]], 3n);
    }
    await successor.importTitle(id, everyone);
    expect(await successor.shareOf(id, other)).to.deep.equal([2n, 3n]);
    expect(await successor.ownerOf(id)).to.equal(await successor.getAddress());
    expect(await registry.balanceOf(registry)).to.equal(0n);
    expect((await title(next, id)).version).to.equal(2n);
  });

  it("the old register starts nothing new", async function () {
    const { registry, registrar, corrections, owner, bank, agent, desk, id } = city;
    const intake = await lodge(city, id, mortgage(bank), doc("contract"));
    await retire();
    const acts = [
      async () => registerPlot(city, ref("NORD:2"), owner),
      async () => encumber(city, id, mortgage(bank), [owner], intake),
      async () => as(registry, desk).lodge(id, doc("commitment")),
      async () => as(registry, corrections).openNamespace(namespace("SUED"), ZeroHash, doc("decision")),
      async () => as(registry, agent).charge(id, 0n, mortgage(bank), doc("contract")),
      async () =>
        divide(
          city,
          id,
          [
            [owner, 1n],
            [bank, 1n],
          ],
          2n,
        ),
      async () =>
        as(registry, registrar).register(
          { id: ref("NORD:2"), owner: owner.address, ringHash: doc("ring"), size: 1n },
          doc("application"),
        ),
    ];
    for (const act of acts) await expect(act()).to.be.revertedWithCustomError(registry, "ContractRetired");
  });

  it("LAND-1: no reference is entered in both", async function () {
    const { registry, corrections, owner, id } = city;
    await expect(as(successor, corrections).openNamespace(namespace("NORD"), doc("root"), doc("decision")))
      .to.be.revertedWithCustomError(successor, "NamespaceTaken")
      .withArgs(namespace("NORD"));
    await as(successor, corrections).openNamespace(namespace("NORD"), ZeroHash, doc("decision"));
    await expect(registerPlot(next, ref("NORD:2"), owner)).to.be.revertedWithCustomError(
      successor,
      "PredecessorActive",
    );
    await retire();
    await expect(registerPlot(next, id, owner))
      .to.be.revertedWithCustomError(successor, "TitleElsewhere")
      .withArgs(id);
    await registerPlot(next, ref("NORD:2"), owner);
    await expect(registry.ownerOf(ref("NORD:2")))
      .to.be.revertedWithCustomError(registry, "TitleUnknown")
      .withArgs(ref("NORD:2"));
  });

  it("LAND-1: the register before the chain is entered by one register at a time, as old as it is", async function () {
    const { registry, corrections, bailiff, owner } = city;
    const leaf = {
      id: ref("ALT:1"),
      owner: owner.address,
      ringHash: doc("ring"),
      size: 1n,
      encumbrances: [],
      shares: [],
      denominator: 0n,
    };
    const types = ["uint256", "address", "bytes32", "uint32", "uint256[]", "(address,uint64)[]", "uint64"];
    const tree = StandardMerkleTree.of([[leaf.id, leaf.owner, leaf.ringHash, leaf.size, [], [], 0n]], types);
    const opened = [namespace("ALT"), tree.root, doc("decision")] as const;
    await as(registry, corrections).openNamespace(...opened);
    const { openedAt } = await registry.namespaceOf(namespace("ALT"));
    await as(successor, corrections).openNamespace(...opened);
    expect((await successor.namespaceOf(namespace("ALT"))).openedAt).to.equal(openedAt);
    await expect(successor.materialise(leaf, [])).to.be.revertedWithCustomError(
      successor,
      "PredecessorActive",
    );
    await retire();
    for (const act of [
      async () => registry.materialise(leaf, []),
      async () => as(registry, bailiff).materialiseFrozen(leaf, [], doc("order")),
    ]) {
      await expect(act()).to.be.revertedWithCustomError(registry, "ContractRetired");
    }
    await successor.materialise(leaf, []);
    expect(await successor.ownerOf(leaf.id)).to.equal(owner.address);
  });

  it("an order that the old register carried out is used here too; ranks go on behind the old ones", async function () {
    const { registry, judge, other, bank, desk, id } = city;
    await lodge(city, id, mortgage(bank), doc("contract"));
    await as(registry, judge).transferByOrder(id, other, doc("order"));
    await expect(as(successor, desk).lodge(id, doc("commitment"))).to.be.revertedWithCustomError(
      successor,
      "PredecessorActive",
    );
    await retire();
    await successor.importTitle(id, []);
    await expect(as(successor, judge).transferByOrder(id, city.owner, doc("order")))
      .to.be.revertedWithCustomError(successor, "OrderUsed")
      .withArgs(doc("order"));
    await as(successor, desk).lodge(id, doc("commitment"));
    expect(await successor.lastIntake()).to.equal((await registry.lastIntake()) + 1n);
  });

  it("an application that waits in the old day-book is entered here with its rank, once", async function () {
    const { registry, bailiff, bank, lender, id } = city;
    const intake = await lodge(city, id, mortgage(bank), doc("contract"));
    const lien = { ...mortgage(lender), kind: KIND.taxLien };
    const ordered = await lodge(city, id, lien, doc("tax order"));
    const waits = await registry.applicationOf(intake);
    await retire();
    await successor.importTitle(id, []);
    expect(await successor.applicationOf(intake))
      .to.equal(waits)
      .and.to.not.equal(ZeroHash);
    await encumber(next, id, mortgage(bank, 5n));
    await encumber(next, id, mortgage(bank), [city.owner], intake);
    const entered = await successor.encumbranceOf(id, 2n);
    expect(entered).to.equal(encumbranceWord(mortgage(bank), intake));
    await expect(encumber(next, id, mortgage(bank), [city.owner], intake))
      .to.be.revertedWithCustomError(successor, "IntakeUnfit")
      .withArgs(intake);
    await as(successor, bailiff).encumberByOrder(id, lien, doc("tax order"), ordered, SALT);
    await expect(as(successor, bailiff).encumberByOrder(id, lien, doc("tax order 2"), ordered, SALT))
      .to.be.revertedWithCustomError(successor, "IntakeUnfit")
      .withArgs(ordered);
  });

  it("an application of the old day-book lapses here as it would there, and an unknown number is none", async function () {
    const { bank, id } = city;
    const intake = await lodge(city, id, mortgage(bank), doc("contract"));
    await retire();
    await successor.importTitle(id, []);
    for (const other of [intake + 1n, 1n]) {
      expect(await successor.applicationOf(other)).to.equal(ZeroHash);
      await expect(encumber(next, id, mortgage(bank), [city.owner], other))
        .to.be.revertedWithCustomError(successor, "IntakeUnfit")
        .withArgs(other);
    }
    await networkHelpers.time.increase(30n * DAY);
    await expect(encumber(next, id, mortgage(bank), [city.owner], intake))
      .to.be.revertedWithCustomError(successor, "IntakeUnfit")
      .withArgs(intake);
  });

  it("the first register has nothing to import", async function () {
    await expect(city.registry.importTitle(ref("NORD:2"), [])).to.be.revertedWithCustomError(
      city.registry,
      "PredecessorMissing",
    );
  });
});
