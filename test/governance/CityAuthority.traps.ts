import { expect } from "chai";
import { type AddressLike, concat, parseEther } from "ethers";

import { CityAuthority__factory } from "../../typechain-types/index.js";
import { delegate } from "../support/delegation.js";
import { deployDouble, type GuardedDouble, type RelayDouble } from "../support/doubles.js";
import {
  type Act,
  announce,
  announceAndWait,
  as,
  CASHIER,
  type City,
  COUNCIL,
  COUNCIL_DELAY,
  DAY,
  decide,
  EMERGENCY_PERIOD,
  EXPIRATION,
  governedCity,
  GUARDIAN,
  HEAD,
  HEAD_DELAY,
  HOUR,
  nextTime,
  OFFICER,
  OMBUDSMAN,
  operationId,
  perform,
  roleSetup,
  roleTable,
  unsealedCity,
} from "../support/fixtures.js";
import { ethers, networkHelpers } from "../support/network.js";
import { Office } from "../support/Office.js";

const { time } = networkHelpers;

const RECORD = `0x${"11".repeat(32)}`;
const CONTENT = `0x${"22".repeat(32)}`;
const ALL = 2n ** 128n;

/** Known traps of OpenZeppelin's AccessManager: each closed, or shown as it is so that the docs stay true. */
describe("CityAuthority: traps", function () {
  let city: City;

  const givenUnsealed = async () => {
    city = await networkHelpers.loadFixture(unsealedCity);
  };
  const givenSealed = async () => {
    city = await networkHelpers.loadFixture(governedCity);
  };

  const grant = (roleId: bigint, account: AddressLike, delay: bigint) =>
    city.authority.grantRole.populateTransaction(roleId, account, delay);
  const revoke = (roleId: bigint, account: AddressLike) =>
    city.authority.revokeRole.populateTransaction(roleId, account);
  const tariff = (value: bigint) => city.register.setTariff.populateTransaction(value);

  /** A guarded double of the department: `head` decides, `officer` acts at once. */
  async function openGuarded(
    roleId: bigint,
    ...functions: ("setOuter" | "record")[]
  ): Promise<GuardedDouble> {
    const { authority, deployer } = city;
    const guarded = await deployDouble<GuardedDouble>("Guarded__Double", deployer, [
      await authority.getAddress(),
    ]);
    const selectors = functions.map((name) => guarded[name].fragment.selector);
    await authority.setTargetFunctionRole(guarded, selectors, roleId);
    return guarded;
  }

  describe("of restricted functions", function () {
    beforeEach(givenUnsealed);

    it("trap 1: a restricted function that is called from inside checks the outer selector", async function () {
      const guarded = await openGuarded(OFFICER, "setOuter");
      await expect(as(guarded, city.officer).setInner(1n))
        .to.be.revertedWithCustomError(guarded, "AccessManagedUnauthorized")
        .withArgs(city.officer);
      await as(guarded, city.officer).setOuter(1n);
      expect(await guarded.inner()).to.equal(1n);
    });

    it("trap 2: a restricted function that is mapped to no role is the council's alone", async function () {
      await city.authority.seal();
      const { authority, register, council, directory } = city;
      const act = await register.announceAgent.populateTransaction(directory, 1n);
      expect(await authority.getTargetFunctionRole(register, act.data.slice(0, 10))).to.equal(COUNCIL);
      for (const actor of [
        city.officer,
        city.head,
        city.court,
        city.guardian,
        city.ombudsman,
        city.deployer,
      ]) {
        await expect(perform(actor, act))
          .to.be.revertedWithCustomError(register, "AccessManagedUnauthorized")
          .withArgs(actor);
      }
      await expect(decide(authority, council, act)).to.emit(register, "AgentAnnounced");
    });

    it("trap 3: a batch on the target works without a delay, and consumes one schedule once", async function () {
      const quick = await openGuarded(OFFICER, "record");
      const call = quick.interface.encodeFunctionData("record");
      await as(quick, city.officer).multicall([call, call]);
      expect(await quick.lastCaller()).to.equal(city.officer.address);

      const slow = await openGuarded(HEAD, "record");
      const act = { to: await slow.getAddress(), data: call };
      await announceAndWait(city.authority, city.head, act);
      await expect(as(slow, city.head).multicall([call, call]))
        .to.be.revertedWithCustomError(city.authority, "AccessManagerNotScheduled")
        .withArgs(await operationId(city.authority, city.head, act));
      await as(slow, city.head).multicall([call]);
      expect(await slow.lastCaller()).to.equal(city.head.address);
    });

    it("trap 11: restricted on receive and fallback reverts without a name, so no contract of ours has it", async function () {
      const guarded = await openGuarded(OFFICER);
      const to = await guarded.getAddress();
      await expect(city.officer.sendTransaction({ to, value: 1n })).to.be.revertedWithoutReason(ethers);
      await expect(city.officer.sendTransaction({ to, data: "0x1234" })).to.be.revertedWithoutReason(ethers);
      await expect(city.officer.sendTransaction({ to, data: "0x12345678" }))
        .to.be.revertedWithCustomError(guarded, "AccessManagedUnauthorized")
        .withArgs(city.officer);
    });
  });

  describe("of delayed acts", function () {
    beforeEach(givenSealed);

    it("trap 4: the same act cannot be scheduled twice, and expires a week after it is ready", async function () {
      const { authority, head } = city;
      const act = await tariff(7n);
      const id = await operationId(authority, head, act);
      const readyAt = (await nextTime()) + HEAD_DELAY;
      await announce(authority, head, act);
      await expect(announce(authority, head, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerAlreadyScheduled")
        .withArgs(id);
      await time.setNextBlockTimestamp(readyAt + EXPIRATION);
      await expect(perform(head, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerExpired")
        .withArgs(id);
      await time.increaseTo(readyAt + EXPIRATION);
      expect(await authority.getSchedule(id)).to.equal(0n);
      await expect(announce(authority, head, act)).to.emit(authority, "OperationScheduled");
    });

    it("GOV-16: trap 4: an act is done in the last second before it expires", async function () {
      const { authority, head } = city;
      const act = await tariff(7n);
      const readyAt = (await nextTime()) + HEAD_DELAY;
      await announce(authority, head, act);
      await time.setNextBlockTimestamp(readyAt + EXPIRATION - 1n);
      await expect(perform(head, act)).to.emit(authority, "OperationExecuted");
    });

    it("trap 5: one trailing byte makes it another act, so a relay that appends bytes cannot do it", async function () {
      const { authority, head, register } = city;
      const act = await tariff(7n);
      const longer = { to: act.to, data: concat([act.data, "0x00"]) };
      await announceAndWait(authority, head, act);
      await expect(perform(head, longer))
        .to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled")
        .withArgs(await operationId(authority, head, longer));

      const relay = await deployDouble<RelayDouble>("Relay__Double", city.deployer, ["0x00"]);
      await decide(authority, city.council, await grant(HEAD, relay, HEAD_DELAY));
      const scheduling = authority.interface.encodeFunctionData("schedule", [act.to, act.data, 0n]);
      await relay.relay(await authority.getAddress(), scheduling);
      await time.increase(HEAD_DELAY);
      await expect(relay.relay(act.to, act.data)).to.be.revertedWithCustomError(
        authority,
        "AccessManagerNotScheduled",
      );
      expect(await register.tariff()).to.equal(0n);
    });

    it("trap 6: execute makes the authority the caller; a direct call after the schedule keeps the actor", async function () {
      await givenUnsealed();
      const guarded = await openGuarded(HEAD, "record");
      const { authority, head } = city;
      const act = await guarded.record.populateTransaction();
      await announceAndWait(authority, head, act);
      await as(authority, head).execute(act.to, act.data);
      expect(await guarded.lastCaller()).to.equal(await authority.getAddress());
      await decide(authority, head, act);
      expect(await guarded.lastCaller()).to.equal(head.address);
    });

    it("GOV-5: trap 7: a role that is granted anew does not revive what was scheduled before it was lost", async function () {
      const { authority, head, council, register } = city;
      const { to, data } = await tariff(7n);
      const readyAt = (await nextTime()) + 8n * DAY;
      await as(authority, head).schedule(to, data, readyAt);
      const id = await authority.hashOperation(head, to, data);
      await decide(authority, council, await revoke(HEAD, head));
      await decide(authority, council, await grant(HEAD, head, HEAD_DELAY));
      await time.increaseTo(readyAt);

      expect(await authority.getSchedule(id)).to.equal(0n);
      const [operation] = await authority.pendingOperations(0n, ALL);
      expect([operation?.id, operation?.readyAt, operation?.expiresAt]).to.deep.equal([id, 0n, 0n]);
      await expect(perform(head, { to, data }))
        .to.be.revertedWithCustomError(authority, "OperationLapsed")
        .withArgs(id, head, HEAD);
      await expect(as(authority, head).execute(to, data))
        .to.be.revertedWithCustomError(authority, "OperationLapsed")
        .withArgs(id, head, HEAD);
      expect(await register.tariff()).to.equal(0n);
    });

    it("GOV-5: trap 7: the same act is scheduled afresh, with its whole delay", async function () {
      const { authority, head, council, register } = city;
      const { to, data } = await tariff(7n);
      await as(authority, head).schedule(to, data, (await nextTime()) + 8n * DAY);
      const id = await authority.hashOperation(head, to, data);
      await decide(authority, council, await revoke(HEAD, head));
      await decide(authority, council, await grant(HEAD, head, HEAD_DELAY));
      const at = await nextTime();
      await expect(as(authority, head).schedule(to, data, 0n))
        .to.emit(authority, "OperationCanceled")
        .withArgs(id, 1n)
        .and.to.emit(authority, "OperationScheduled")
        .withArgs(id, 2n, at + HEAD_DELAY, head, register, data);
      expect(await authority.pendingOperationCount()).to.equal(1n);
      await time.setNextBlockTimestamp(at + HEAD_DELAY);
      await expect(perform(head, { to, data })).to.emit(register, "TariffSet").withArgs(7n);
    });

    it("GOV-5: trap 7: revoked and granted in one batch, the member's acts are dead", async function () {
      const { authority, head, council } = city;
      const { to, data } = await tariff(7n);
      await as(authority, head).schedule(to, data, (await nextTime()) + 4n * DAY);
      const acts = [await revoke(HEAD, head), await grant(HEAD, head, HEAD_DELAY)];
      for (const act of acts) await announce(authority, council, act);
      await time.increase(COUNCIL_DELAY);
      await as(authority, council).multicall(acts.map((act) => act.data));
      await time.increase(4n * DAY);
      await expect(perform(head, { to, data })).to.be.revertedWithCustomError(authority, "OperationLapsed");
    });

    it("GOV-5: trap 7: who leaves by itself and comes back has no old act either", async function () {
      const { authority, head, council } = city;
      const { to, data } = await tariff(7n);
      await as(authority, head).schedule(to, data, (await nextTime()) + 4n * DAY);
      await as(authority, head).renounceRole(HEAD, head);
      await decide(authority, council, await grant(HEAD, head, HEAD_DELAY));
      await time.increase(3n * DAY);
      await expect(perform(head, { to, data })).to.be.revertedWithCustomError(authority, "OperationLapsed");
      await expect(as(authority, head).cancel(head, to, data)).to.emit(authority, "OperationCanceled");
    });

    it("GOV-5: an act does not execute under another role than it was scheduled under", async function () {
      const { authority, head, council, register } = city;
      const { to, data } = await tariff(7n);
      const { selector } = register.setTariff.fragment;
      await decide(
        authority,
        council,
        await authority.registerRole.populateTransaction(
          roleSetup({
            id: 50n,
            minimumDelay: 7n * DAY,
            holders: [{ account: head, executionDelay: 7n * DAY }],
          }),
        ),
      );
      await as(authority, head).schedule(to, data, (await nextTime()) + 4n * DAY);
      const id = await authority.hashOperation(head, to, data);
      await decide(
        authority,
        council,
        await authority.setTargetFunctionRole.populateTransaction(register, [selector], 50n),
      );
      await time.increase(3n * DAY);
      expect(await authority.getSchedule(id)).to.equal(0n);
      await expect(perform(head, { to, data }))
        .to.be.revertedWithCustomError(authority, "OperationLapsed")
        .withArgs(id, head, HEAD);
    });

    it("GOV-5: an appointment does not execute under another admin role than it was scheduled under", async function () {
      const { authority, head, council, citizen } = city;
      await decide(
        authority,
        council,
        await authority.registerRole.populateTransaction(
          roleSetup({
            id: 50n,
            minimumDelay: 7n * DAY,
            holders: [{ account: head, executionDelay: 7n * DAY }],
          }),
        ),
      );
      const { to, data } = await grant(OFFICER, citizen, 0n);
      await as(authority, head).schedule(to, data, (await nextTime()) + 4n * DAY);
      const id = await authority.hashOperation(head, to, data);
      await decide(authority, council, await authority.setRoleAdmin.populateTransaction(OFFICER, 50n));
      await time.increase(3n * DAY);
      await expect(perform(head, { to, data }))
        .to.be.revertedWithCustomError(authority, "OperationLapsed")
        .withArgs(id, head, HEAD);
    });
  });

  describe("of delays", function () {
    beforeEach(givenSealed);

    it("trap 8: setTargetAdminDelay and setGrantDelay take five days once the city is sealed", async function () {
      const { authority, council, register } = city;
      for (const act of [
        await authority.setTargetAdminDelay.populateTransaction(register, DAY),
        await authority.setGrantDelay.populateTransaction(CASHIER, DAY),
      ]) {
        await decide(authority, council, act);
      }
      expect(await authority.getTargetAdminDelay(register)).to.equal(0n);
      expect(await authority.getRoleGrantDelay(CASHIER)).to.equal(0n);
      await time.increase(5n * DAY);
      expect(await authority.getTargetAdminDelay(register)).to.equal(DAY);
      expect(await authority.getRoleGrantDelay(CASHIER)).to.equal(DAY);
    });

    it("trap 8: a shorter delay takes the difference to come into force", async function () {
      const { authority, council } = city;
      const longer = 3n * DAY;
      await decide(authority, council, await grant(COUNCIL, council, longer));
      const act = await grant(COUNCIL, council, COUNCIL_DELAY);
      await announceAndWait(authority, council, act);
      const at = await nextTime();
      await perform(council, act);
      const { currentDelay, pendingDelay, effect } = await authority.getAccess(COUNCIL, council);
      expect([currentDelay, pendingDelay, effect]).to.deep.equal([
        longer,
        COUNCIL_DELAY,
        at + longer - COUNCIL_DELAY,
      ]);
    });

    it("GOV-3: trap 8: attack: the council does not lower its own delay below the minimum", async function () {
      const { authority, council } = city;
      for (const delay of [0n, COUNCIL_DELAY - 1n]) {
        await expect(decide(authority, council, await grant(COUNCIL, council, delay)))
          .to.be.revertedWithCustomError(authority, "RoleDelayTooShort")
          .withArgs(COUNCIL, delay, COUNCIL_DELAY);
      }
    });

    it("GOV-3: trap 8: attack: revoking and granting anew does not undercut the minimum either", async function () {
      const { authority, council } = city;
      const other = await Office.open(city.stranger);
      await decide(authority, council, await grant(COUNCIL, other, COUNCIL_DELAY));
      await decide(authority, council, await revoke(COUNCIL, other));
      await expect(decide(authority, council, await grant(COUNCIL, other, HOUR)))
        .to.be.revertedWithCustomError(authority, "RoleDelayTooShort")
        .withArgs(COUNCIL, HOUR, COUNCIL_DELAY);
    });

    it("trap 9: a target's admin delay holds back its mapping, its authority and its closing", async function () {
      const { authority, council, register } = city;
      const longer = 10n * DAY;
      await decide(
        authority,
        council,
        await authority.setTargetAdminDelay.populateTransaction(register, longer),
      );
      await time.increase(5n * DAY);
      for (const act of [
        await authority.setTargetFunctionRole.populateTransaction(register, [], HEAD),
        await authority.updateAuthority.populateTransaction(register, authority),
        await authority.setTargetClosed.populateTransaction(register, true),
      ]) {
        const at = await nextTime();
        await announce(authority, council, act);
        expect(await authority.getSchedule(await operationId(authority, council, act))).to.equal(at + longer);
      }
    });

    it("trap 9: the emergency brake stays immediate", async function () {
      const { authority, council, register, guardian } = city;
      await decide(
        authority,
        council,
        await authority.setTargetAdminDelay.populateTransaction(register, 10n * DAY),
      );
      await time.increase(5n * DAY);
      await expect(as(authority, guardian).emergencyClose(register)).to.emit(
        authority,
        "TargetEmergencyClosed",
      );
    });
  });

  describe("of closing", function () {
    beforeEach(givenSealed);

    it("GOV-15: trap 10: a closed target stops every restricted function, the council's too, and no citizen's", async function () {
      const { authority, council, register, officer, citizen, guardian, directory } = city;
      const act = await register.announceAgent.populateTransaction(directory, 1n);
      await announceAndWait(authority, council, act);
      await as(authority, guardian).emergencyClose(register);
      for (const [actor, blocked] of [
        [council, act],
        [officer, await register.enter.populateTransaction(RECORD, CONTENT)],
      ] as const) {
        await expect(perform(actor, blocked))
          .to.be.revertedWithCustomError(register, "AccessManagedUnauthorized")
          .withArgs(actor);
      }
      await expect(as(authority, council).schedule(act.to, concat([act.data, "0x00"]), 0n))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCall")
        .withArgs(council, register, act.data.slice(0, 10));
      await expect(as(register, citizen).pay()).to.emit(register, "Paid");
    });

    it("trap 10: an act that is ready while its target is closed for a week expires", async function () {
      const { authority, head, guardian, register } = city;
      const act = await tariff(7n);
      const readyAt = (await nextTime()) + HEAD_DELAY;
      await announce(authority, head, act);
      await time.setNextBlockTimestamp(readyAt);
      await as(authority, guardian).emergencyClose(register);
      await time.increaseTo(readyAt + EMERGENCY_PERIOD);
      expect(await authority.isTargetClosed(register)).to.equal(false);
      await expect(perform(head, act)).to.be.revertedWithCustomError(authority, "AccessManagerExpired");
    });
  });

  describe("of the authority of a contract", function () {
    beforeEach(givenSealed);

    it("trap 12: setAuthority is mapped to no role", async function () {
      const { authority, council, register } = city;
      const { selector } = register.setAuthority.fragment;
      await expect(
        decide(
          authority,
          council,
          await authority.setTargetFunctionRole.populateTransaction(register, [selector], HEAD),
        ),
      )
        .to.be.revertedWithCustomError(authority, "AccessManagerLockedFunction")
        .withArgs(selector);
    });

    it("trap 12: executing setAuthority takes the council's delay and the target's admin delay", async function () {
      const { authority, council, register, head, stranger } = city;
      const other = await deployDouble("Anarchy__Double", stranger, [true]);
      await decide(
        authority,
        council,
        await authority.setTargetAdminDelay.populateTransaction(register, 10n * DAY),
      );
      await time.increase(5n * DAY);
      const act = await register.setAuthority.populateTransaction(other);
      await expect(as(authority, head).execute(act.to, act.data))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCall")
        .withArgs(head, register, register.setAuthority.fragment.selector);
      const at = await nextTime();
      await announce(authority, council, act);
      expect(await authority.getSchedule(await operationId(authority, council, act))).to.equal(
        at + 10n * DAY,
      );
    });

    it("trap 12: the ombudsman vetoes both ways to another authority", async function () {
      const { authority, council, register, ombudsman, stranger } = city;
      const other = await deployDouble("Anarchy__Double", stranger, [true]);
      for (const act of [
        await register.setAuthority.populateTransaction(other),
        await authority.updateAuthority.populateTransaction(register, other),
      ]) {
        await announce(authority, council, act);
        await expect(as(authority, ombudsman).cancel(council, act.to, act.data)).to.emit(
          authority,
          "OperationCanceled",
        );
      }
    });
  });

  describe("of the handover", function () {
    beforeEach(givenUnsealed);

    it("GOV-1: trap 13: attack: the last council member cannot leave", async function () {
      await givenSealed();
      const { authority, council } = city;
      await expect(as(authority, council).renounceRole(COUNCIL, council))
        .to.be.revertedWithCustomError(authority, "CouncilLastMember")
        .withArgs(council);
      const other = await Office.open(city.stranger);
      await decide(authority, council, await grant(COUNCIL, other, COUNCIL_DELAY));
      await expect(as(authority, council).renounceRole(COUNCIL, council)).to.emit(authority, "RoleRevoked");
    });

    it("GOV-2: trap 13: attack: a key with delegated code (EIP-7702) is no council", async function () {
      const { authority, council, stranger } = city;
      const key = await delegate(stranger, council);
      expect(await ethers.provider.getCode(key)).to.match(/^0xef0100/);
      await authority.grantRole(COUNCIL, key, COUNCIL_DELAY);
      await expect(authority.seal())
        .to.be.revertedWithCustomError(authority, "CouncilNotContract")
        .withArgs(key);

      await authority.revokeRole(COUNCIL, key);
      await authority.seal();
      await expect(decide(authority, council, await grant(COUNCIL, key, COUNCIL_DELAY)))
        .to.be.revertedWithCustomError(authority, "CouncilNotContract")
        .withArgs(key);
    });

    it("GOV-2: trap 14: the deployer acts at once until it seals, and not at all from then on", async function () {
      const { authority, deployer, register, directory, factory } = city;
      await expect(authority.grantRole(CASHIER, deployer, 0n)).to.emit(authority, "RoleGranted");
      await expect(authority.renounceRole(COUNCIL, deployer)).to.be.revertedWithCustomError(
        authority,
        "CityNotSealed",
      );
      await authority.seal();

      await expect(authority.grantRole(CASHIER, deployer, 0n))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(deployer, COUNCIL);
      const acts: [{ interface: (typeof register)["interface"] }, Act][] = [
        [register, await register.announceAgent.populateTransaction(directory, 1n)],
        [register, await directory.register.populateTransaction([])],
        [register, await factory.deploy.populateTransaction(RECORD, 1n, "0x00")],
      ];
      for (const [contract, act] of acts) {
        await expect(perform(deployer, act))
          .to.be.revertedWithCustomError(contract, "AccessManagedUnauthorized")
          .withArgs(deployer);
      }
      const revocations = await authority.queryFilter(authority.filters.RoleRevoked(undefined, deployer));
      expect(revocations.map(({ args }) => args.roleId)).to.have.members([COUNCIL, CASHIER]);
    });

    it("GOV-8: trap 15: members, functions and pending acts are read from the chain, not from labels", async function () {
      await givenSealed();
      const { authority, council, guardian, ombudsman, head, officer, register } = city;
      const holders = async (role: bigint) =>
        (await authority.roleMembers(role)).map(({ account }) => account);
      expect(await holders(COUNCIL)).to.deep.equal([council.address]);
      expect(await holders(GUARDIAN)).to.deep.equal([guardian.address]);
      expect(await holders(OMBUDSMAN)).to.deep.equal([ombudsman.address]);
      expect(await holders(HEAD)).to.deep.equal([head.address]);
      expect(await holders(OFFICER)).to.deep.equal([officer.address]);
      expect(await authority.roleFunctions(HEAD)).to.deep.equal([
        [await register.getAddress(), register.setTariff.fragment.selector],
      ]);
      expect(await authority.pendingOperationCount()).to.equal(0n);
    });
  });

  describe("other attacks", function () {
    beforeEach(givenSealed);

    it("attack: a head of department does not kill the council's acts by granting and revoking it another role", async function () {
      const { authority, council, head, register } = city;
      const act = await authority.setTargetClosed.populateTransaction(register, true);
      const [give, take] = [await grant(OFFICER, council, 0n), await revoke(OFFICER, council)];
      await announce(authority, head, give);
      await announce(authority, head, take);
      await announce(authority, council, act);
      await time.increase(COUNCIL_DELAY);
      await perform(head, give);
      await perform(head, take);
      await expect(perform(council, act)).to.emit(authority, "TargetClosed").withArgs(register, true);
    });

    it("attack: nothing that the authority calls on itself gains a right", async function () {
      const { authority, council, stranger } = city;
      const here = await authority.getAddress();
      const gift = authority.interface.encodeFunctionData("grantRole", [CASHIER, stranger.address, 0n]);
      for (const data of [
        authority.interface.encodeFunctionData("multicall", [[gift]]),
        authority.interface.encodeFunctionData("execute", [here, gift]),
        authority.interface.encodeFunctionData("schedule", [here, gift, 0n]),
        authority.interface.encodeFunctionData("seal"),
      ]) {
        const act = { to: here, data };
        await announceAndWait(authority, council, act);
        await expect(as(authority, council).execute(here, data)).to.be.revert(ethers);
      }
      expect((await authority.hasRole(CASHIER, stranger)).isMember).to.equal(false);
    });

    it("attack: only a contract that is consuming a schedule consumes one", async function () {
      const { authority, head, register } = city;
      const act = await tariff(7n);
      await announceAndWait(authority, head, act);
      const liar = await deployDouble("Parrot__Double", head, [`0x${"00".repeat(32)}`]);
      const asLiar = await ethers.getImpersonatedSigner(await liar.getAddress());
      await networkHelpers.setBalance(asLiar.address, parseEther("1"));
      await expect(authority.connect(asLiar).consumeScheduledOp(head, act.data))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedConsume")
        .withArgs(liar);
      await expect(perform(head, act)).to.emit(register, "TariffSet");
    });

    it("attack: a role table that gives the deployer a second role of its group is refused", async function () {
      const { deployer, authority } = city;
      const [council, ...rest] = roleTable({ ...city, guardian: deployer });
      for (const table of [
        [council, ...rest],
        [...rest.filter(({ id }) => id !== OMBUDSMAN).toReversed(), council],
      ]) {
        await expect(new CityAuthority__factory(deployer).deploy(deployer, table)).to.be.revert(ethers);
      }
      await expect(new CityAuthority__factory(deployer).deploy(deployer, [council, ...rest]))
        .to.be.revertedWithCustomError(authority, "RolesIncompatible")
        .withArgs(deployer, GUARDIAN, COUNCIL);
    });
  });
});
