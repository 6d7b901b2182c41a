import { expect } from "chai";
import { id, ZeroAddress } from "ethers";

import { deployDouble } from "../support/doubles.js";
import { delegate } from "../support/delegation.js";
import {
  type Act,
  announceAndWait,
  as,
  type City,
  DAY,
  governedCity,
  nextTime,
  NOTICE_PERIOD,
  perform,
  unsealedCity,
} from "../support/fixtures.js";
import { networkHelpers } from "../support/network.js";
import { Office } from "../support/Office.js";

const { time } = networkHelpers;

const NOTE = 1n;
const CLEAR = 2n;
const TAX = id("civitas.test.tax");
const AGE = id("civitas.test.age");

describe("Agents", function () {
  let city: City;
  let agent: Office;
  let agents: string[];

  async function prepare(fixture: () => Promise<City>) {
    city = await networkHelpers.loadFixture(fixture);
    agent = await Office.open(city.citizen);
    agents = [await city.directory.getAddress(), await city.factory.getAddress()];
  }

  /** The council's act, done at a time that the test can name. */
  async function decideAt(act: Act): Promise<bigint> {
    await announceAndWait(city.authority, city.council, act);
    const at = await nextTime();
    await perform(city.council, act);
    return at;
  }
  const announceAgent = async (account: Office | string, rights: bigint) =>
    decideAt(await city.register.announceAgent.populateTransaction(account, rights));
  const announceChecker = async (question: string, account: string) =>
    decideAt(await city.register.announceChecker.populateTransaction(question, account));

  describe("given an unsealed city", function () {
    beforeEach(() => prepare(unsealedCity));

    it("an agent has its rights at once and no other", async function () {
      const { register } = city;
      const at = await nextTime();
      await expect(register.announceAgent(agent, NOTE))
        .to.emit(register, "AgentAnnounced")
        .withArgs(agent, NOTE, at);
      expect(await register.agentRights(agent)).to.equal(NOTE);
      expect(await register.agents()).to.deep.equal([[agent.address, NOTE, NOTE, at]]);
      await expect(as(register, agent).note()).to.emit(register, "Noted").withArgs(agent);
      await expect(as(register, agent).clear())
        .to.be.revertedWithCustomError(register, "AgentUnauthorized")
        .withArgs(agent, NOTE | CLEAR);
    });

    it("an act that needs two rights needs both", async function () {
      const { register } = city;
      await register.announceAgent(agent, CLEAR);
      await expect(as(register, agent).clear()).to.be.revertedWithCustomError(register, "AgentUnauthorized");
      await register.announceAgent(agent, NOTE | CLEAR);
      await as(register, agent).note();
      await as(register, agent).clear();
      expect(await register.notes()).to.equal(0n);
    });

    it("a stranger, a citizen and the deployer have none", async function () {
      const { register, stranger, citizen, deployer } = city;
      for (const actor of [stranger, citizen, deployer]) {
        await expect(as(register, actor).note())
          .to.be.revertedWithCustomError(register, "AgentUnauthorized")
          .withArgs(actor, NOTE);
      }
    });

    it("announceAgent reverts for an account without code, unless it is dismissed", async function () {
      const { register, citizen } = city;
      await expect(register.announceAgent(citizen, NOTE))
        .to.be.revertedWithCustomError(register, "AgentWithoutCode")
        .withArgs(citizen);
      await expect(register.announceAgent(citizen, 0n)).to.emit(register, "AgentAnnounced");
    });

    it("attack: an account with delegated code is a key, not an agent or a checker", async function () {
      const { register, stranger } = city;
      const key = await delegate(stranger, agent);
      await expect(register.announceAgent(key, NOTE))
        .to.be.revertedWithCustomError(register, "AgentWithoutCode")
        .withArgs(key);
      await expect(register.announceChecker(TAX, key))
        .to.be.revertedWithCustomError(register, "AgentWithoutCode")
        .withArgs(key);
    });

    it("a checker answers at once", async function () {
      const { register, directory } = city;
      expect(await register.checkerOf(TAX)).to.equal(ZeroAddress);
      const at = await nextTime();
      await expect(register.announceChecker(TAX, directory))
        .to.emit(register, "CheckerAnnounced")
        .withArgs(TAX, directory, at);
      expect(await register.checkerOf(TAX)).to.equal(agents[0]);
      expect(await register.checkers()).to.deep.equal([[TAX, agents[0], agents[0], at]]);
    });

    it("announceChecker reverts for an account without code, and takes none", async function () {
      const { register, citizen } = city;
      await expect(register.announceChecker(TAX, citizen))
        .to.be.revertedWithCustomError(register, "AgentWithoutCode")
        .withArgs(citizen);
      await expect(register.announceChecker(TAX, ZeroAddress)).to.emit(register, "CheckerAnnounced");
    });

    it("both are the council's acts", async function () {
      const { register, stranger } = city;
      for (const call of [
        () => as(register, stranger).announceAgent(agent, NOTE),
        () => as(register, stranger).announceChecker(TAX, ZeroAddress),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(register, "AccessManagedUnauthorized")
          .withArgs(stranger);
      }
    });
  });

  describe("given a sealed city", function () {
    beforeEach(() => prepare(governedCity));

    it("GOV-11: an agent has no right during the notice, and its rights from its last second on", async function () {
      const { register } = city;
      const at = await announceAgent(agent, NOTE);
      expect(await register.agents()).to.deep.equal([[agent.address, 0n, NOTE, at + NOTICE_PERIOD]]);
      await time.setNextBlockTimestamp(at + NOTICE_PERIOD - 1n);
      await expect(as(register, agent).note())
        .to.be.revertedWithCustomError(register, "AgentUnauthorized")
        .withArgs(agent, NOTE);
      await time.setNextBlockTimestamp(at + NOTICE_PERIOD);
      await expect(as(register, agent).note()).to.emit(register, "Noted");
      expect(await register.agents()).to.deep.equal([[agent.address, NOTE, NOTE, at + NOTICE_PERIOD]]);
    });

    it("GOV-11: a dismissed agent keeps its rights until the notice ends", async function () {
      const { register } = city;
      await time.increaseTo((await announceAgent(agent, NOTE)) + NOTICE_PERIOD);
      const at = await announceAgent(agent, 0n);
      expect(await register.agentRights(agent)).to.equal(NOTE);
      await as(register, agent).note();
      await time.increaseTo(at + NOTICE_PERIOD);
      expect(await register.agentRights(agent)).to.equal(0n);
      expect(await register.agents()).to.deep.equal([[agent.address, 0n, 0n, at + NOTICE_PERIOD]]);
    });

    it("GOV-11: attack: replacing an announcement begins the notice anew and takes nothing from it", async function () {
      const { register } = city;
      const first = await announceAgent(agent, NOTE);
      await time.increaseTo(first + NOTICE_PERIOD - 10n * DAY);
      const second = await announceAgent(agent, NOTE | CLEAR);
      await time.increaseTo(first + NOTICE_PERIOD);
      expect(await register.agentRights(agent)).to.equal(0n);
      await time.increaseTo(second + NOTICE_PERIOD);
      expect(await register.agentRights(agent)).to.equal(NOTE | CLEAR);
      expect(await register.agents()).to.have.length(1);
    });

    it("GOV-11: a checker takes over after the notice, and leaves after one", async function () {
      const { register } = city;
      const [one, other] = [agents[0], agents[1]];
      let at = await announceChecker(TAX, one);
      expect(await register.checkerOf(TAX)).to.equal(ZeroAddress);
      await time.increaseTo(at + NOTICE_PERIOD - 1n);
      expect(await register.checkerOf(TAX)).to.equal(ZeroAddress);
      await time.increaseTo(at + NOTICE_PERIOD);
      expect(await register.checkerOf(TAX)).to.equal(one);

      at = await announceChecker(TAX, other);
      expect(await register.checkers()).to.deep.equal([[TAX, one, other, at + NOTICE_PERIOD]]);
      await time.increase(DAY);
      at = await announceChecker(TAX, ZeroAddress);
      expect(await register.checkerOf(TAX)).to.equal(one);
      await time.increaseTo(at + NOTICE_PERIOD - 1n);
      expect(await register.checkerOf(TAX)).to.equal(one);
      await time.increaseTo(at + NOTICE_PERIOD);
      expect(await register.checkerOf(TAX)).to.equal(ZeroAddress);
    });

    it("lists every agent and every question once", async function () {
      const { register } = city;
      for (const account of agents) await announceAgent(account, NOTE);
      for (const question of [TAX, AGE, TAX]) await announceChecker(question, agents[0]);
      expect((await register.agents()).map(({ account }) => account)).to.deep.equal(agents);
      expect((await register.checkers()).map(({ question }) => question)).to.deep.equal([TAX, AGE]);
    });

    it("the ombudsman may veto an appointment", async function () {
      const { authority, register, council, ombudsman } = city;
      const act = await register.announceAgent.populateTransaction(agent, NOTE);
      await announceAndWait(authority, council, act);
      await as(authority, ombudsman).cancel(council, act.to, act.data);
      await expect(perform(council, act)).to.be.revertedWithCustomError(
        authority,
        "AccessManagerNotScheduled",
      );
    });

    it("a second instance has a table of its own", async function () {
      const { authority, deployer, register } = city;
      await announceAgent(agent, NOTE);
      const other = await deployDouble<typeof register>("Register__Double", deployer, [
        await authority.getAddress(),
        ZeroAddress,
      ]);
      expect(await other.agents()).to.deep.equal([]);
      expect(await other.checkers()).to.deep.equal([]);
    });
  });
});
