import { expect } from "chai";
import { AbiCoder, type AddressLike, toBeHex, ZeroAddress, ZeroHash } from "ethers";

import { deployDouble, type MarkedDouble, type RegisterDouble } from "../support/doubles.js";
import {
  announceAndWait,
  as,
  type City,
  DAY,
  decide,
  governedCity,
  nextTime,
  NOTICE_PERIOD,
  perform,
  unsealedCity,
} from "../support/fixtures.js";
import { ethers, networkHelpers } from "../support/network.js";

const { time } = networkHelpers;

const RECORD = `0x${"11".repeat(32)}`;
const OTHER_RECORD = `0x${"12".repeat(32)}`;
const CONTENT = `0x${"22".repeat(32)}`;

describe("Succession", function () {
  let city: City;
  let successor: RegisterDouble;

  const open = (predecessor: AddressLike) =>
    city.authority
      .getAddress()
      .then((authority) =>
        deployDouble<RegisterDouble>("Register__Double", city.deployer, [authority, predecessor]),
      );

  async function prepare(fixture: () => Promise<City>) {
    city = await networkHelpers.loadFixture(fixture);
    await as(city.register, city.officer).enter(RECORD, CONTENT);
    successor = await open(city.register);
  }

  /** The council announces the retirement; answers when. */
  async function retireTo(account: AddressLike): Promise<bigint> {
    const act = await city.register.retire.populateTransaction(account);
    await announceAndWait(city.authority, city.council, act);
    const at = await nextTime();
    await perform(city.council, act);
    return at;
  }

  describe("retire", function () {
    beforeEach(() => prepare(unsealedCity));

    it("given an unsealed city, retires at once", async function () {
      const { register } = city;
      const at = await nextTime();
      await expect(register.retire(successor))
        .to.emit(register, "RetirementAnnounced")
        .withArgs(successor, at);
      expect(await register.isRetired()).to.equal(true);
      expect(await register.successor()).to.deep.equal([await successor.getAddress(), at]);
    });

    it("attack: reverts for a successor that does not name its predecessor, or is no contract", async function () {
      const { register, citizen, deployer } = city;
      const foreign = await open(ZeroAddress);
      const heir = await deployDouble("Heir__Double", deployer, [await foreign.getAddress()]);
      for (const account of [foreign, heir, citizen.address, ZeroAddress, city.factory, register]) {
        await expect(register.retire(account))
          .to.be.revertedWithCustomError(register, "SuccessorInvalid")
          .withArgs(account);
      }
    });

    it("attack: reverts for a successor that answers with something else than an address", async function () {
      const { register, deployer } = city;
      const here = await register.getAddress();
      const dirty = toBeHex(BigInt(here) | (1n << 255n), 32);
      for (const answer of ["0x", here, dirty]) {
        const parrot = await deployDouble("Parrot__Double", deployer, [answer]);
        await expect(register.retire(parrot))
          .to.be.revertedWithCustomError(register, "SuccessorInvalid")
          .withArgs(parrot);
      }
    });

    it("GOV-13: reverts once the contract is retired", async function () {
      const { register } = city;
      await register.retire(successor);
      await expect(register.retire(await open(register)))
        .to.be.revertedWithCustomError(register, "SuccessionFinal")
        .withArgs(successor);
    });
  });

  describe("retire, given a sealed city", function () {
    beforeEach(() => prepare(governedCity));

    it("is the council's act, and the ombudsman may veto it", async function () {
      const { authority, council, ombudsman, register, stranger } = city;
      const act = await register.retire.populateTransaction(successor);
      await expect(perform(stranger, act))
        .to.be.revertedWithCustomError(register, "AccessManagedUnauthorized")
        .withArgs(stranger);
      await announceAndWait(authority, council, act);
      await as(authority, ombudsman).cancel(council, act.to, act.data);
      await expect(perform(council, act)).to.be.revertedWithCustomError(
        authority,
        "AccessManagerNotScheduled",
      );
    });

    it("the contract works on until the notice ends, and starts nothing new from then on", async function () {
      const { register, officer } = city;
      expect(await register.successor()).to.deep.equal([ZeroAddress, 0n]);
      expect(await register.isRetired()).to.equal(false);
      const retiresAt = (await retireTo(successor)) + NOTICE_PERIOD;
      expect(await register.successor()).to.deep.equal([await successor.getAddress(), retiresAt]);
      await time.setNextBlockTimestamp(retiresAt - 1n);
      await expect(as(register, officer).enter(OTHER_RECORD, CONTENT)).to.emit(register, "Entered");
      expect(await register.isRetired()).to.equal(false);
      await time.increaseTo(retiresAt);
      expect(await register.isRetired()).to.equal(true);
      await expect(as(register, officer).enter(OTHER_RECORD, CONTENT))
        .to.be.revertedWithCustomError(register, "ContractRetired")
        .withArgs(successor, retiresAt);
    });

    it("GOV-12: another successor may be named during the notice, which begins anew", async function () {
      const { register } = city;
      await retireTo(successor);
      const later = await open(register);
      await time.increase(20n * DAY);
      const at = await retireTo(later);
      expect(await register.successor()).to.deep.equal([await later.getAddress(), at + NOTICE_PERIOD]);
      await time.increaseTo(at + NOTICE_PERIOD - 1n);
      expect(await register.isRetired()).to.equal(false);
      await time.increaseTo(at + NOTICE_PERIOD);
      await expect(successor.take(RECORD))
        .to.be.revertedWithCustomError(register, "SuccessorOnly")
        .withArgs(successor);
      await later.take(RECORD);
    });

    it("GOV-13: retired is never active again", async function () {
      const { authority, council, register } = city;
      await time.increaseTo((await retireTo(successor)) + NOTICE_PERIOD);
      const later = await open(register);
      await expect(decide(authority, council, await register.retire.populateTransaction(later)))
        .to.be.revertedWithCustomError(register, "SuccessionFinal")
        .withArgs(successor);
      await time.increase(1_000n * DAY);
      expect(await register.isRetired()).to.equal(true);
    });
  });

  describe("handOver", function () {
    let retiresAt: bigint;

    beforeEach(async function () {
      await prepare(governedCity);
      retiresAt = (await retireTo(successor)) + NOTICE_PERIOD;
    });

    it("GOV-12: moves a record to the successor, in one transaction with its import there", async function () {
      const { register, officer } = city;
      await time.increaseTo(retiresAt);
      await expect(successor.take(RECORD)).to.emit(register, "RecordMoved").withArgs(RECORD, successor);
      expect(await successor.contentOf(RECORD)).to.equal(CONTENT);
      expect(await register.contentOf(RECORD)).to.equal(ZeroHash);
      await expect(as(successor, officer).enter(RECORD, CONTENT)).to.be.revertedWithCustomError(
        successor,
        "AccessManagedUnauthorized",
      );
    });

    it("answers the record encoded", async function () {
      const { register } = city;
      await time.increaseTo(retiresAt);
      const answer = await as(register, ethers.provider).handOver.staticCall(RECORD, {
        from: await successor.getAddress(),
      });
      expect(answer).to.equal(AbiCoder.defaultAbiCoder().encode(["bytes32"], [CONTENT]));
    });

    it("GOV-12: attack: reverts a second time", async function () {
      const { register } = city;
      await time.increaseTo(retiresAt);
      await successor.take(RECORD);
      await expect(successor.take(RECORD))
        .to.be.revertedWithCustomError(register, "RecordAlreadyMoved")
        .withArgs(RECORD);
    });

    it("GOV-12: attack: reverts before the end of the notice", async function () {
      const { register } = city;
      await time.setNextBlockTimestamp(retiresAt - 1n);
      await expect(successor.take(RECORD))
        .to.be.revertedWithCustomError(register, "SuccessorOnly")
        .withArgs(successor);
      await time.setNextBlockTimestamp(retiresAt);
      await expect(successor.take(RECORD)).to.emit(register, "RecordMoved");
    });

    it("GOV-12: attack: reverts for a stranger and for a contract that only claims to be the successor", async function () {
      const { register, stranger } = city;
      await time.increaseTo(retiresAt);
      const pretender = await open(register);
      await expect(as(register, stranger).handOver(RECORD))
        .to.be.revertedWithCustomError(register, "SuccessorOnly")
        .withArgs(stranger);
      await expect(pretender.take(RECORD))
        .to.be.revertedWithCustomError(register, "SuccessorOnly")
        .withArgs(pretender);
    });

    it("passes on what the registry says of a record that it does not hold", async function () {
      const { register } = city;
      await time.increaseTo(retiresAt);
      await expect(successor.take(OTHER_RECORD))
        .to.be.revertedWithCustomError(register, "RecordUnknown")
        .withArgs(OTHER_RECORD);
    });

    it("a first of its line has nothing to import", async function () {
      const { register } = city;
      expect(await register.predecessor()).to.equal(ZeroAddress);
      expect(await successor.predecessor()).to.equal(await register.getAddress());
      await expect(register.take(RECORD)).to.be.revertedWithCustomError(register, "PredecessorMissing");
    });

    it("a line of three carries a record through", async function () {
      const { authority, council } = city;
      await time.increaseTo(retiresAt);
      await successor.take(RECORD);
      const third = await open(successor);
      await decide(authority, council, await successor.retire.populateTransaction(third));
      await time.increase(NOTICE_PERIOD);
      await expect(third.take(RECORD)).to.emit(successor, "RecordMoved").withArgs(RECORD, third);
      expect(await third.contentOf(RECORD)).to.equal(CONTENT);
    });

    it("GOV-12: a registry may keep the mark in the record's own word", async function () {
      const { authority, council, deployer } = city;
      const here = await authority.getAddress();
      const marked = await deployDouble<MarkedDouble>("Marked__Double", deployer, [here, ZeroAddress]);
      const heir = await deployDouble<RegisterDouble>("Register__Double", deployer, [
        here,
        await marked.getAddress(),
      ]);
      await decide(authority, council, await marked.retire.populateTransaction(heir));
      await time.increase(NOTICE_PERIOD);
      await marked.touch(RECORD);
      await expect(heir.take(RECORD)).to.emit(marked, "RecordMoved").withArgs(RECORD, heir);
      expect(await marked.goneOf(RECORD)).to.equal(true);
      await expect(marked.touch(RECORD))
        .to.be.revertedWithCustomError(marked, "RecordAlreadyMoved")
        .withArgs(RECORD);
      await expect(heir.take(RECORD))
        .to.be.revertedWithCustomError(marked, "RecordAlreadyMoved")
        .withArgs(RECORD);
    });
  });
});
