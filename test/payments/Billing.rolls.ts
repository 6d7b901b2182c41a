import { expect } from "chai";
import { id, MaxUint256, ZeroAddress, ZeroHash } from "ethers";

import { IBilling__factory } from "../../typechain-types/index.js";
import {
  AMOUNT,
  announcedRoll,
  billsOf,
  DATASET,
  deployBilling,
  LEVELS,
  leafOf,
  LONGEST_OPENING,
  OPENING_NOTICE,
  openRoll,
  packRoll,
  postOpen,
  ROLL,
  treeOf,
} from "../support/billing.js";
import { deployDouble } from "../support/doubles.js";
import { networkHelpers } from "../support/network.js";
import { as, DAY, nextTime, tokens } from "../support/payments.js";

const VOID_REASON = id("wrong tariff");

describe("Billing: rolls", () => {
  describe("posting", () => {
    it("BILL-5: posts a roll of any size in one word, with what anyone needs to check the dataset", async () => {
      const { billing, clerk, payee } = await networkHelpers.loadFixture(announcedRoll);
      const roll = packRoll({ payee: payee.address, opensAt: (await nextTime()) + 3n * DAY, serial: 2n });
      const tree = treeOf(billsOf(roll, 9, 1n));

      await expect(as(billing, clerk).postRoll(roll, tree.root, 9n, 900n, DATASET))
        .to.emit(billing, "RollPosted")
        .withArgs(roll, tree.root, 9n, 900n, DATASET);
      expect(await billing.rootOf(roll)).to.equal(tree.root);
      expect(await billing.rollStateOf(roll)).to.equal(ROLL.announced);
    });

    it("attack: BILL-5: root replacement: an id is used once: nobody replaces a roll, or posts another one in its place", async () => {
      const { billing, clerk, roll, tree } = await networkHelpers.loadFixture(announcedRoll);
      const other = treeOf(billsOf(roll, 16, 2n));

      await expect(as(billing, clerk).postRoll(roll, other.root, 16n, 1n, DATASET))
        .to.be.revertedWithCustomError(billing, "RollTaken")
        .withArgs(roll);
      await as(billing, clerk).voidRoll(roll, VOID_REASON);
      await expect(as(billing, clerk).postRoll(roll, tree.root, 16n, 1n, DATASET))
        .to.be.revertedWithCustomError(billing, "RollTaken")
        .withArgs(roll);
    });

    it("opens a day after the posting at the earliest, two years at the latest, to the second", async () => {
      const { billing, clerk, payee } = await networkHelpers.loadFixture(announcedRoll);
      const post = async (after: bigint, serial: bigint) => {
        const time = await nextTime();
        const roll = packRoll({ payee: payee.address, opensAt: time + after, serial });
        return { time, act: as(billing, clerk).postRoll(roll, id("root"), 1n, 1n, DATASET) };
      };

      for (const after of [OPENING_NOTICE - 1n, LONGEST_OPENING + 1n]) {
        const { time, act } = await post(after, 7n);
        await expect(act)
          .to.be.revertedWithCustomError(billing, "OpeningWrong")
          .withArgs(time + after, time + OPENING_NOTICE, time + LONGEST_OPENING);
      }
      await (
        await post(OPENING_NOTICE, 8n)
      ).act;
      await (
        await post(LONGEST_OPENING, 9n)
      ).act;
    });

    it("refuses an id that does not fit: no levels, too many, another generation", async () => {
      const { billing, clerk, payee, opensAt } = await networkHelpers.loadFixture(announcedRoll);
      for (const wrong of [{ levels: 0 }, { levels: 33 }, { generation: 1n }]) {
        const roll = packRoll({ payee: payee.address, opensAt, serial: 3n, ...wrong });
        await expect(as(billing, clerk).postRoll(roll, id("root"), 1n, 1n, DATASET))
          .to.be.revertedWithCustomError(billing, "RollIdInvalid")
          .withArgs(roll);
      }
      const deepest = packRoll({ payee: payee.address, opensAt, serial: 3n, levels: 32 });
      await as(billing, clerk).postRoll(deepest, id("root"), 2n ** 32n - 1n, 1n, DATASET);
    });

    it("refuses a roll without root, bills or sum, and with more bills than leaves", async () => {
      const { billing, clerk, payee, opensAt } = await networkHelpers.loadFixture(announcedRoll);
      const roll = packRoll({ payee: payee.address, opensAt, serial: 3n });
      const root = id("root");
      const word = (value: bigint): string => `0x${value.toString(16).padStart(64, "0")}`;
      for (const [given, count, total] of [
        [ZeroHash, 1n, 1n],
        [word(1n), 1n, 1n],
        [word(2n), 1n, 1n],
        [root, 0n, 1n],
        [root, 1n, 0n],
        [root, 17n, 1n],
      ] as const) {
        await expect(as(billing, clerk).postRoll(roll, given, count, total, DATASET))
          .to.be.revertedWithCustomError(billing, "RollEmpty")
          .withArgs(roll);
      }
      await as(billing, clerk).postRoll(roll, word(3n), 16n, 1n, DATASET);
    });

    it("no officer alone sends revenue elsewhere: the head names payees, and takes names back", async () => {
      const { billing, clerk, head, stranger, payee, opensAt } =
        await networkHelpers.loadFixture(announcedRoll);
      const roll = packRoll({ payee: stranger.address, opensAt });
      await expect(as(billing, clerk).postRoll(roll, id("root"), 1n, 1n, DATASET))
        .to.be.revertedWithCustomError(billing, "PayeeUnknown")
        .withArgs(stranger.address);

      expect(await billing.isPayee(payee)).to.equal(true);
      await expect(as(billing, head).setPayee(payee, false))
        .to.emit(billing, "PayeeSet")
        .withArgs(payee.address, false);
      expect(await billing.isPayee(payee)).to.equal(false);
      await expect(
        as(billing, clerk).postSeries(packRoll({ payee: payee.address, opensAt, levels: 0 })),
      ).to.be.revertedWithCustomError(billing, "PayeeUnknown");
    });

    it("a payee that cannot receive, or refuses the revenue, is not named", async () => {
      const { billing, head, token, deployer } = await networkHelpers.loadFixture(announcedRoll);
      const willing = await deployDouble("RevenueAccount__Double", deployer, [true]);
      const unwilling = await deployDouble("RevenueAccount__Double", deployer, [false]);
      for (const refused of [ZeroAddress, await billing.getAddress(), await token.getAddress(), unwilling]) {
        await expect(as(billing, head).setPayee(refused, true))
          .to.be.revertedWithCustomError(billing, "PayeeRefused")
          .withArgs(typeof refused === "string" ? refused : await refused.getAddress());
      }
      await expect(as(billing, head).setPayee(willing, true))
        .to.emit(billing, "PayeeSet")
        .withArgs(await willing.getAddress(), true);
      await as(billing, head).setPayee(unwilling, false);
    });

    it("only the office posts, issues, voids and carries; only its head names accounts", async () => {
      const { billing, stranger, roll, opensAt, payee } = await networkHelpers.loadFixture(announcedRoll);
      const other = as(billing, stranger);
      for (const act of [
        () => other.postRoll(roll, id("root"), 1n, 1n, DATASET),
        () => other.postSeries(packRoll({ payee: payee.address, opensAt, levels: 0 })),
        () => other.voidRoll(roll, VOID_REASON),
        () => other.issue(roll, [id("leaf")]),
        () => other.carry([], roll),
        () => other.setCollector(stranger, true),
        () => other.setPayee(stranger, true),
        () => other.setCreditAccount(roll, stranger),
      ]) {
        await expect(act())
          .to.be.revertedWithCustomError(billing, "AccessManagedUnauthorized")
          .withArgs(stranger.address);
      }
    });
  });

  describe("voiding", () => {
    it("BILL-5: is possible until the roll opens, to the second, and then never", async () => {
      const { billing, clerk, roll, opensAt } = await networkHelpers.loadFixture(announcedRoll);
      await networkHelpers.time.setNextBlockTimestamp(opensAt);
      await expect(as(billing, clerk).voidRoll(roll, VOID_REASON))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.payable);
    });

    it("takes a roll back in the last second before it opens; none of its bills is ever paid", async () => {
      const { billing, clerk, citizen, roll, opensAt, tree } =
        await networkHelpers.loadFixture(announcedRoll);
      await networkHelpers.time.setNextBlockTimestamp(opensAt - 1n);
      await expect(as(billing, clerk).voidRoll(roll, VOID_REASON))
        .to.emit(billing, "RollVoided")
        .withArgs(roll, VOID_REASON);
      expect(await billing.rollStateOf(roll)).to.equal(ROLL.voided);
      expect(await billing.rootOf(roll)).to.equal(ZeroHash);

      await networkHelpers.time.increaseTo(opensAt + DAY);
      await expect(as(billing, citizen).pay(tree.bills[0], MaxUint256, tree.proof(0)))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.voided);
      expect(await billing.isBill(tree.bills[0], tree.proof(0))).to.equal(false);
      await expect(as(billing, clerk).voidRoll(roll, VOID_REASON))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.voided);
    });

    it("refuses a roll that was never posted", async () => {
      const { billing, clerk, payee, opensAt } = await networkHelpers.loadFixture(announcedRoll);
      const roll = packRoll({ payee: payee.address, opensAt, serial: 9n });
      expect(await billing.rollStateOf(roll)).to.equal(ROLL.unknown);
      await expect(as(billing, clerk).voidRoll(roll, VOID_REASON))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.unknown);
    });
  });

  describe("opening", () => {
    it("bills are paid from the opening on, to the second", async () => {
      const { billing, citizen, roll, opensAt, tree } = await networkHelpers.loadFixture(announcedRoll);
      expect(await billing.isBill(tree.bills[0], tree.proof(0))).to.equal(false);
      await networkHelpers.time.setNextBlockTimestamp(opensAt - 1n);
      await expect(as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0)))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.announced);
      await networkHelpers.time.setNextBlockTimestamp(opensAt);
      await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
      expect(await billing.rollStateOf(roll)).to.equal(ROLL.payable);
      expect(await billing.isBill(tree.bills[0], tree.proof(0))).to.equal(true);
    });
  });

  describe("series of signed bills", () => {
    it("is opened by its id alone, once, and has no root", async () => {
      const { billing, clerk, payee, opensAt } = await networkHelpers.loadFixture(announcedRoll);
      const roll = packRoll({ payee: payee.address, opensAt, levels: 0, serial: 5n });
      await expect(as(billing, clerk).postSeries(roll)).to.emit(billing, "SeriesPosted").withArgs(roll);
      expect(await billing.rollStateOf(roll)).to.equal(ROLL.announced);
      expect(await billing.rootOf(roll)).to.equal(ZeroHash);
      await expect(as(billing, clerk).postSeries(roll))
        .to.be.revertedWithCustomError(billing, "RollTaken")
        .withArgs(roll);
      await expect(as(billing, clerk).postSeries(packRoll({ payee: payee.address, opensAt, serial: 6n })))
        .to.be.revertedWithCustomError(billing, "RollIdInvalid")
        .withArgs(packRoll({ payee: payee.address, opensAt, serial: 6n }));
      await as(billing, clerk).voidRoll(roll, VOID_REASON);
      expect(await billing.rollStateOf(roll)).to.equal(ROLL.voided);
    });

    it("the office issues bills in an open series, which are paid with an empty proof", async () => {
      const {
        billing,
        clerk,
        citizen,
        payee,
        opensAt,
        dueAt,
        roll: treeRoll,
      } = await networkHelpers.loadFixture(announcedRoll);
      const roll = packRoll({ payee: payee.address, opensAt, levels: 0, serial: 5n });
      await as(billing, clerk).postSeries(roll);
      const [fine, other] = billsOf(roll, 2, dueAt);
      await expect(as(billing, clerk).issue(roll, [leafOf(fine)]))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.announced);
      await networkHelpers.time.increaseTo(opensAt);

      await expect(as(billing, clerk).issue(roll, [leafOf(fine)]))
        .to.emit(billing, "BillIssued")
        .withArgs(roll, leafOf(fine), clerk.address);
      expect(await billing.isPlanted(roll, leafOf(fine))).to.equal(true);
      await expect(as(billing, citizen).pay(fine, AMOUNT, []))
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 0n, citizen.address, AMOUNT);
      await expect(as(billing, citizen).pay(other, AMOUNT, []))
        .to.be.revertedWithCustomError(billing, "BillUnknown")
        .withArgs(roll, leafOf(other));
      await expect(as(billing, clerk).issue(roll, [])).to.be.revertedWithCustomError(billing, "ListInvalid");
      await expect(as(billing, clerk).issue(treeRoll, [leafOf(fine)]))
        .to.be.revertedWithCustomError(billing, "RollIdInvalid")
        .withArgs(treeRoll);
    });
  });

  describe("planting", () => {
    it("anyone plants true nodes of an open roll; proofs end there", async () => {
      const { billing, stranger, citizen, roll, tree } = await networkHelpers.loadFixture(openRoll);
      const nodes = tree.rows[2];
      await expect(as(billing, stranger).plant(roll, nodes))
        .to.emit(billing, "NodesPlanted")
        .withArgs(roll, tree.root, nodes);
      for (const node of nodes) expect(await billing.isPlanted(roll, node)).to.equal(true);

      await expect(as(billing, citizen).pay(tree.bills[5], AMOUNT, tree.proof(5, 2)))
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 5n, citizen.address, AMOUNT);
      await as(billing, citizen).pay(tree.bills[6], AMOUNT, tree.proof(6));
    });

    it("plants further under a planted node", async () => {
      const { billing, stranger, citizen, roll, tree } = await networkHelpers.loadFixture(openRoll);
      await as(billing, stranger).plant(roll, tree.rows[3]);
      await expect(as(billing, stranger).plant(roll, tree.rows[1].slice(0, 4)))
        .to.emit(billing, "NodesPlanted")
        .withArgs(roll, tree.rows[3][0], tree.rows[1].slice(0, 4));
      await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0, 1));
    });

    it("refuses nodes that are not of the tree, and lists that are no level", async () => {
      const { billing, roll, tree } = await networkHelpers.loadFixture(openRoll);
      const wrong = [...tree.rows[2]];
      wrong[3] = id("a bill of nobody");
      await expect(billing.plant(roll, wrong)).to.be.revertedWithCustomError(billing, "NodesUnknown");
      await expect(billing.plant(roll, tree.rows[1].slice(0, 2)))
        .to.be.revertedWithCustomError(billing, "NodesUnknown")
        .withArgs(roll, tree.rows[2][0]);
      for (const list of [[], [tree.root], tree.rows[2].slice(0, 3)]) {
        await expect(billing.plant(roll, list)).to.be.revertedWithCustomError(billing, "ListInvalid");
      }
    });

    it("refuses a roll that can still be voided", async () => {
      const { billing, roll, tree } = await networkHelpers.loadFixture(announcedRoll);
      await expect(billing.plant(roll, tree.rows[1]))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.announced);
    });

    it("what is planted in one roll serves no other", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, roll, tree } = city;
      const other = await postOpen(city, 4n, (id_, opensAt) => billsOf(id_, 16, opensAt + DAY));
      await expect(billing.plant(other.roll, tree.rows[2]))
        .to.be.revertedWithCustomError(billing, "NodesUnknown")
        .withArgs(other.roll, tree.root);
      await billing.plant(roll, tree.rows[2]);
      expect(await billing.isPlanted(other.roll, tree.rows[2][0])).to.equal(false);
    });
  });

  describe("accounts and what is said of itself", () => {
    it("the head names collectors and credit accounts", async () => {
      const { billing, head, stranger, roll } = await networkHelpers.loadFixture(announcedRoll);
      await expect(as(billing, head).setCollector(stranger, true))
        .to.emit(billing, "CollectorSet")
        .withArgs(stranger.address, true);
      expect(await billing.isCollector(stranger)).to.equal(true);
      await expect(as(billing, head).setCollector(stranger, false))
        .to.emit(billing, "CollectorSet")
        .withArgs(stranger.address, false);
      expect(await billing.isCollector(stranger)).to.equal(false);
      await expect(as(billing, head).setCreditAccount(roll, stranger))
        .to.emit(billing, "CreditAccountSet")
        .withArgs(roll, stranger.address);
      expect(await billing.creditAccountOf(roll)).to.equal(stranger.address);
    });

    it("says its token, generation, limits, domain and leaves", async () => {
      const { billing, token, tree, officers, deployer } = await networkHelpers.loadFixture(announcedRoll);
      expect(await billing.token()).to.equal(await token.getAddress());
      expect(await billing.generation()).to.equal(0n);
      const second = await deployBilling(deployer, officers, token, billing);
      expect(await second.generation()).to.equal(1n);
      expect(await second.predecessor()).to.equal(await billing.getAddress());
      expect([
        await billing.COLLECT(),
        await billing.HOLD(),
        await billing.CREDIT(),
        await billing.REFUND(),
        await billing.DEFER(),
      ]).to.deep.equal([1n, 2n, 4n, 8n, 16n]);
      expect(await billing.OPENING_NOTICE()).to.equal(DAY);
      expect(await billing.LONGEST_OPENING()).to.equal(731n * DAY);
      expect(await billing.MAXIMUM_DEADLINE()).to.equal(90n * DAY);
      expect(await billing.LONGEST_ISSUE()).to.equal(366n * DAY);
      expect(await billing.LONGEST_DEFERRAL()).to.equal(3653n * DAY);
      expect(await billing.REOPENING_GRACE()).to.equal(30n * DAY);
      expect(await billing.MINIMUM_PART()).to.equal(tokens(1));
      const { name, version, verifyingContract } = await billing.eip712Domain();
      expect([name, version, verifyingContract]).to.deep.equal([
        "Civitas Billing",
        "1",
        await billing.getAddress(),
      ]);
      expect(await billing.leafOf(tree.bills[3])).to.equal(leafOf(tree.bills[3]));
      expect(LEVELS).to.equal(4);
    });

    it("claims the interfaces that it has", async () => {
      const { billing } = await networkHelpers.loadFixture(announcedRoll);
      const idOf = (fragments: readonly { selector: string }[]): string =>
        `0x${fragments
          .reduce((sum, { selector }) => sum ^ BigInt(selector), 0n)
          .toString(16)
          .padStart(8, "0")}`;
      const functions = IBilling__factory.createInterface().fragments.filter(
        (fragment): fragment is typeof fragment & { selector: string } => fragment.type === "function",
      );
      expect(await billing.supportsInterface(idOf(functions))).to.equal(true);
      expect(await billing.supportsInterface("0x01ffc9a7")).to.equal(true);
      expect(await billing.supportsInterface("0x84b0196e")).to.equal(true);
      expect(await billing.supportsInterface("0xffffffff")).to.equal(false);
    });
  });
});
