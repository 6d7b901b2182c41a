import { expect } from "chai";
import { concat, dataSlice, id, toBeHex, ZeroAddress, ZeroHash } from "ethers";
import hre from "hardhat";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { IElectionRoll__factory } from "../../typechain-types/index.js";
import {
  announceRoll,
  as,
  type Ballots,
  ballots,
  DAY,
  freezeRoll,
  frozenRoll,
  HOUR,
  leafOf,
  nextTime,
  nextTimeAt,
  nobodies,
  nodeOf,
  now,
  OBJECTIONS,
  PAGE_ACCOUNTS,
  REASON,
  receiptOf,
  ROLL_STAGE,
  RollDrawing,
  SOURCE,
} from "../support/ballots.js";
import { ethers, networkHelpers } from "../support/network.js";

const LARGEST_BATCH_GAS = 15_000_000n;

describe("ElectionRoll", function () {
  let city: Ballots;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(ballots);
  });

  /** A roll of its own, announced. */
  const announced = async (size: number): Promise<RollDrawing> => {
    const drawing = new RollDrawing(nobodies(size));
    await announceRoll(city, drawing);
    return drawing;
  };

  it("publishes its limits and its authority", async function () {
    const { roll, officers } = city;
    expect(await roll.PAGE_ACCOUNTS()).to.equal(PAGE_ACCOUNTS);
    expect(await roll.MINIMUM_OBJECTION_PERIOD()).to.equal(3n * DAY);
    expect(await roll.MAXIMUM_OBJECTION_PERIOD()).to.equal(90n * DAY);
    expect(await roll.authority()).to.equal(await officers.getAddress());
    expect(await roll.rollCount()).to.equal(0n);
  });

  it("claims its own interface and ERC-165, and no other", async function () {
    for (const claimed of [interfaceId(IElectionRoll__factory.abi), "0x01ffc9a7"]) {
      expect(await city.roll.supportsInterface(claimed), claimed).to.equal(true);
    }
    expect(await city.roll.supportsInterface("0xffffffff")).to.equal(false);
  });

  describe("announce", function () {
    it("opens a roll to objections and numbers it", async function () {
      const { roll, office, drawing } = city;
      const at = await nextTime();
      const until = at + OBJECTIONS;
      const { root, datasetHash, size } = drawing;
      await expect(as(roll, office).announce(root, datasetHash, SOURCE, size, until))
        .to.emit(roll, "RollAnnounced")
        .withArgs(1n, root, datasetHash, SOURCE, size, until);
      expect(await roll.rollOf(1n)).to.deep.equal([
        root,
        datasetHash,
        SOURCE,
        BigInt(size),
        until,
        ROLL_STAGE.announced,
      ]);
      await announceRoll(city, drawing);
      expect(await roll.rollCount()).to.equal(2n);
    });

    it("refuses a roll without root, dataset, source or voters", async function () {
      const { roll, office, drawing } = city;
      const until = (await now()) + OBJECTIONS + HOUR;
      const { root, datasetHash, size } = drawing;
      for (const terms of [
        [ZeroHash, datasetHash, SOURCE, size],
        [root, ZeroHash, SOURCE, size],
        [root, datasetHash, ZeroHash, size],
        [root, datasetHash, SOURCE, 0],
      ] as const) {
        await expect(as(roll, office).announce(...terms, until)).to.be.revertedWithCustomError(
          roll,
          "RollIncomplete",
        );
      }
    });

    it("takes objections for three to ninety days, both included", async function () {
      const { roll, office, drawing } = city;
      const { root, datasetHash, size } = drawing;
      const announce = (until: bigint) => as(roll, office).announce(root, datasetHash, SOURCE, size, until);
      for (const offset of [-1n, 0n]) {
        const at = await nextTime();
        const [earliest, latest] = [at + 3n * DAY, at + 90n * DAY];
        if (offset === 0n) await announce(earliest);
        else {
          await expect(announce(earliest - 1n))
            .to.be.revertedWithCustomError(roll, "ObjectionPeriodWrong")
            .withArgs(earliest - 1n, earliest, latest);
        }
      }
      const at = await nextTime();
      await announce(at + 90n * DAY);
      const later = await nextTime();
      await expect(announce(later + 90n * DAY + 1n))
        .to.be.revertedWithCustomError(roll, "ObjectionPeriodWrong")
        .withArgs(later + 90n * DAY + 1n, later + 3n * DAY, later + 90n * DAY);
    });

    it("is for the office alone", async function () {
      const { roll, stranger, drawing } = city;
      const until = (await now()) + OBJECTIONS + HOUR;
      await expect(
        as(roll, stranger).announce(drawing.root, drawing.datasetHash, SOURCE, drawing.size, until),
      )
        .to.be.revertedWithCustomError(roll, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });

  describe("object", function () {
    it("puts anyone's objection on record until the last second", async function () {
      const { roll, stranger, drawing } = city;
      await announceRoll(city, drawing);
      const { objectionsUntil } = await roll.rollOf(1n);
      await nextTimeAt(objectionsUntil);
      await expect(as(roll, stranger).object(1n, REASON))
        .to.emit(roll, "RollObjected")
        .withArgs(1n, stranger.address, REASON);
      await expect(as(roll, stranger).object(1n, REASON))
        .to.be.revertedWithCustomError(roll, "ObjectionsOver")
        .withArgs(1n, objectionsUntil);
    });

    it("hears nothing about a roll that is frozen, withdrawn or none", async function () {
      const { roll, office, drawing, stranger } = city;
      await freezeRoll(city, drawing);
      await announceRoll(city, drawing);
      await as(roll, office).withdraw(2n, REASON);
      for (const [rollId, stage] of [
        [1n, ROLL_STAGE.frozen],
        [2n, ROLL_STAGE.withdrawn],
        [3n, ROLL_STAGE.none],
      ]) {
        await expect(as(roll, stranger).object(rollId, REASON))
          .to.be.revertedWithCustomError(roll, "RollStageWrong")
          .withArgs(rollId, stage);
      }
    });
  });

  describe("freeze and withdraw", function () {
    it("freezes after the last second of objections, and not before", async function () {
      const { roll, office, drawing } = city;
      await announceRoll(city, drawing);
      const { objectionsUntil } = await roll.rollOf(1n);
      await nextTimeAt(objectionsUntil);
      await expect(as(roll, office).freeze(1n))
        .to.be.revertedWithCustomError(roll, "ObjectionsOpen")
        .withArgs(1n, objectionsUntil);
      await nextTimeAt(objectionsUntil + 1n);
      await expect(as(roll, office).freeze(1n)).to.emit(roll, "RollFrozen").withArgs(1n);
      expect((await roll.rollOf(1n)).stage).to.equal(ROLL_STAGE.frozen);
    });

    it("withdraws an announced roll", async function () {
      const { roll, office, drawing } = city;
      await announceRoll(city, drawing);
      await expect(as(roll, office).withdraw(1n, REASON)).to.emit(roll, "RollWithdrawn").withArgs(1n, REASON);
      expect((await roll.rollOf(1n)).stage).to.equal(ROLL_STAGE.withdrawn);
    });

    it("BALLOT-1: a frozen or withdrawn roll changes its stage no more", async function () {
      const { roll, office, drawing } = city;
      await freezeRoll(city, drawing);
      await announceRoll(city, drawing);
      await as(roll, office).withdraw(2n, REASON);
      await networkHelpers.time.increase(100n * DAY);
      for (const [rollId, stage] of [
        [1n, ROLL_STAGE.frozen],
        [2n, ROLL_STAGE.withdrawn],
        [9n, ROLL_STAGE.none],
      ]) {
        for (const act of [
          () => as(roll, office).freeze(rollId),
          () => as(roll, office).withdraw(rollId, REASON),
        ]) {
          await expect(act()).to.be.revertedWithCustomError(roll, "RollStageWrong").withArgs(rollId, stage);
        }
      }
    });

    it("is for the office alone", async function () {
      const { roll, stranger, drawing } = city;
      await announceRoll(city, drawing);
      for (const act of [
        () => as(roll, stranger).freeze(1n),
        () => as(roll, stranger).withdraw(1n, REASON),
      ]) {
        await expect(act())
          .to.be.revertedWithCustomError(roll, "AccessManagedUnauthorized")
          .withArgs(stranger.address);
      }
    });
  });

  describe("publishPages", function () {
    it("writes pages into code, whoever sends them, and skips those that are there", async function () {
      const { roll, stranger } = city;
      const drawing = await announced(PAGE_ACCOUNTS + 3);
      const [at, isThere] = await roll.pageOf(1n, 1);
      expect(isThere).to.equal(false);
      await expect(as(roll, stranger).publishPages(1n, [drawing.page(1)]))
        .to.emit(roll, "RollPagePublished")
        .withArgs(1n, 1, at);
      expect(await roll.pageOf(1n, 1)).to.deep.equal([at, true]);
      expect(await ethers.provider.getCode(at)).to.equal(concat(["0x00", drawing.page(1).accounts]));

      const receipt = await receiptOf(
        as(roll, stranger).publishPages(1n, [drawing.page(0), drawing.page(1)]),
      );
      expect(receipt.logs).to.have.length(1);
      for (const index of [0, 1, PAGE_ACCOUNTS - 1, PAGE_ACCOUNTS, PAGE_ACCOUNTS + 2]) {
        expect(await roll.accountAt(1n, index)).to.equal(ethers.getAddress(drawing.accounts[index]));
      }
      expect(await roll.accountAt(1n, PAGE_ACCOUNTS + 3), "beyond the roll").to.equal(ZeroAddress);
      expect(await roll.accountAt(1n, 5 * PAGE_ACCOUNTS), "no page").to.equal(ZeroAddress);
      expect(await roll.accountAt(2n, 0), "no roll").to.equal(ZeroAddress);
    });

    it("rolls of one voter, of one page and one more have their pages", async function () {
      const { roll } = city;
      for (const [rollId, size] of [
        [1n, 1],
        [2n, 2],
        [3n, PAGE_ACCOUNTS],
        [4n, PAGE_ACCOUNTS + 1],
      ] as const) {
        const drawing = await announced(size);
        for (let page = 0; page * PAGE_ACCOUNTS < size; ++page) {
          await roll.publishPages(rollId, [drawing.page(page)]);
        }
        expect(await roll.accountAt(rollId, size - 1)).to.equal(
          ethers.getAddress(drawing.accounts[size - 1]),
        );
      }
    });

    it("keeps two full pages under 15 million gas", async function () {
      const { roll } = city;
      const drawing = await announced(3 * PAGE_ACCOUNTS);
      const { gasUsed } = await receiptOf(roll.publishPages(1n, [drawing.page(0), drawing.page(1)]));
      if (hre.globalOptions.coverage) return;
      expect(gasUsed).to.be.lessThan(LARGEST_BATCH_GAS);
      expect((gasUsed / 2n) * 3n, "three would not fit").to.be.greaterThan(LARGEST_BATCH_GAS);
    });

    it("refuses pages of an unknown roll", async function () {
      await expect(city.roll.publishPages(1n, []))
        .to.be.revertedWithCustomError(city.roll, "RollUnknown")
        .withArgs(1n);
      await expect(city.roll.rollOf(0n)).to.be.revertedWithCustomError(city.roll, "RollUnknown").withArgs(0n);
    });

    it("refuses a page that is cut, too long, or not one of the roll", async function () {
      const { roll } = city;
      const drawing = await announced(PAGE_ACCOUNTS + 2);
      const { accounts, proof } = drawing.page(1);
      for (const [number, bytes] of [
        [1, dataSlice(accounts, 0, 20)],
        [1, dataSlice(accounts, 0, 39)],
        [1, concat([accounts, nobodies(1)[0]])],
        [0, accounts],
        [2, accounts],
        [2, "0x"],
        [2 ** 32 - 1, accounts],
      ] as const) {
        await expect(roll.publishPages(1n, [{ number, accounts: bytes, proof }]))
          .to.be.revertedWithCustomError(roll, "PageLengthWrong")
          .withArgs(1n, number, (bytes.length - 2) / 2);
      }
    });

    it("BALLOT-2: refuses a roll that names an account twice, nobody, or one out of order", async function () {
      const { roll } = city;
      const [a, b, c] = nobodies(3);
      for (const [rollId, accounts, index] of [
        [1n, [a, b, b], 2],
        [2n, [b, a, c], 1],
        [3n, [ZeroAddress, a, b], 0],
      ] as const) {
        const drawing = new RollDrawing(accounts);
        await announceRoll(city, drawing);
        await expect(roll.publishPages(rollId, [drawing.page(0)]))
          .to.be.revertedWithCustomError(roll, "RollUnsorted")
          .withArgs(rollId, index);
      }
      const drawing = await announced(PAGE_ACCOUNTS + 2);
      const { proof } = drawing.page(1);
      const accounts = concat([drawing.accounts[PAGE_ACCOUNTS + 1], drawing.accounts[PAGE_ACCOUNTS]]);
      await expect(roll.publishPages(4n, [{ number: 1, accounts, proof }]))
        .to.be.revertedWithCustomError(roll, "RollUnsorted")
        .withArgs(4n, PAGE_ACCOUNTS + 1);
    });

    it("refuses accounts that the root does not hold, a wrong proof, and one too short or too long", async function () {
      const { roll } = city;
      const drawing = await announced(2 * PAGE_ACCOUNTS);
      const page = drawing.page(0);
      const other = concat([toBeHex(1n, 20), dataSlice(page.accounts, 20)]);
      for (const wrong of [
        { ...page, accounts: other },
        { ...page, proof: [id("somebody else's")] },
        { ...page, proof: [] },
        { ...page, proof: [...page.proof, ZeroHash] },
        { ...drawing.page(1), number: 0 },
      ]) {
        await expect(roll.publishPages(1n, [wrong]))
          .to.be.revertedWithCustomError(roll, "PageProofWrong")
          .withArgs(1n, 0);
      }
    });
  });

  describe("isOnRoll", function () {
    it("every voter of rolls of many sizes is proven, at that index and as that account alone", async function () {
      const { roll } = city;
      let rollId = 0n;
      for (const size of [1, 2, 3, 5, 8, 9]) {
        const drawing = await announced(size);
        ++rollId;
        for (const [index, account] of drawing.accounts.entries()) {
          const proof = drawing.proof(index);
          expect(await roll.isOnRoll(rollId, index, account, proof)).to.equal(true);
          expect(await roll.isOnRoll(rollId, index, toBeHex(1n, 20), proof)).to.equal(false);
          if (size > 1) expect(await roll.isOnRoll(rollId, index ^ 1, account, proof)).to.equal(false);
        }
      }
    });

    it("attack: an inner node is no leaf, and a leaf no inner node", async function () {
      const { roll } = city;
      const drawing = await announced(4);
      // The proof of the node above two leaves, with either of them as the account's hash: too short.
      expect(await roll.isOnRoll(1n, 0, drawing.accounts[0], drawing.proof(0, 1))).to.equal(false);
      expect(await roll.isOnRoll(1n, 0, drawing.accounts[0], [...drawing.proof(0), ZeroHash])).to.equal(
        false,
      );
      // A roll one level higher, whose leaves are the nodes of this one.
      expect(nodeOf(drawing.levels[0][0], drawing.levels[0][1])).to.equal(drawing.levels[1][0]);
      expect(leafOf(0, drawing.accounts[0])).not.to.equal(drawing.levels[1][0]);
    });

    it("attack: a doubled sibling makes nobody a voter twice", async function () {
      const { roll } = city;
      const three = new RollDrawing(nobodies(3));
      await announceRoll(city, three);
      const last = three.accounts[2];
      // The tree that fills up by doubling has another root; the index beyond the roll is refused before.
      expect(await roll.isOnRoll(1n, 3, last, [three.levels[0][2], three.levels[1][0]])).to.equal(false);
      const doubled = nodeOf(three.levels[1][0], nodeOf(leafOf(2, last), leafOf(2, last)));
      expect(doubled).not.to.equal(three.root);
    });

    it("attack: a registrar who hides a voter behind the last index gains nothing", async function () {
      const { roll, office } = city;
      const four = new RollDrawing(nobodies(4));
      const until = (await now()) + OBJECTIONS + HOUR;
      await as(roll, office).announce(four.root, four.datasetHash, SOURCE, 3, until);
      expect(await roll.isOnRoll(1n, 2, four.accounts[2], four.proof(2))).to.equal(true);
      expect(await roll.isOnRoll(1n, 3, four.accounts[3], four.proof(3))).to.equal(false);
    });

    it("asks for a roll that exists", async function () {
      await expect(city.roll.isOnRoll(7n, 0, ZeroAddress, []))
        .to.be.revertedWithCustomError(city.roll, "RollUnknown")
        .withArgs(7n);
    });
  });

  it("a published page that is called does nothing", async function () {
    city = await networkHelpers.loadFixture(frozenRoll);
    const [page] = await city.roll.pageOf(1n, 0);
    expect(await ethers.provider.call({ to: page, data: "0xff" })).to.equal("0x");
  });
});
