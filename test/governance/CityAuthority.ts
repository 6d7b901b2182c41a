import { expect } from "chai";
import type { Interface } from "ethers";
import { type AddressLike, dataLength, type FunctionFragment, toBeHex, ZeroAddress } from "ethers";
import hre from "hardhat";

import {
  CityAuthority__factory,
  ICityAuthority__factory,
  type ICityAuthority,
} from "../../typechain-types/index.js";
import {
  announce,
  announceAndWait,
  as,
  CASHIER,
  type City,
  COUNCIL,
  COUNCIL_DELAY,
  COURT_DELAY,
  COURT_ORDERS,
  DAY,
  decide,
  EMERGENCY_PERIOD,
  EMERGENCY_REST,
  EXPIRATION,
  governedCity,
  GUARDIAN,
  HEAD,
  HEAD_DELAY,
  HOUR,
  INSPECTOR,
  MAXIMUM_DELAY,
  nextTime,
  OFFICER,
  OMBUDSMAN,
  operationId,
  perform,
  PUBLIC_ROLE,
  roleSetup,
  roleTable,
  unsealedCity,
} from "../support/fixtures.js";
import { networkHelpers } from "../support/network.js";
import { Office } from "../support/Office.js";

const { time } = networkHelpers;

const RECORD = `0x${"11".repeat(32)}`;
const CONTENT = `0x${"22".repeat(32)}`;
const UNKNOWN_ROLE = 99n;
const ALL = 2n ** 128n;

/** Functions that `ICityAuthority` adds to `IAccessManager`. */
const OWN_FUNCTIONS = [
  "registerRole",
  "raiseMinimumDelay",
  "emergencyClose",
  "seal",
  "prune",
  "MAXIMUM_DELAY",
  "EMERGENCY_PERIOD",
  "EMERGENCY_REST",
  "deployer",
  "isSealed",
  "roles",
  "roleInfo",
  "roleMembers",
  "roleFunctions",
  "closureLapsesAt",
  "pendingOperationCount",
  "pendingOperations",
];

/** ERC-165 id of the functions of an interface that `select` takes. */
function interfaceId(abi: Interface, select: (name: string) => boolean): string {
  const functions = abi.fragments.filter((f): f is FunctionFragment => f.type === "function");
  const id = functions.filter(({ name }) => select(name)).reduce((xor, f) => xor ^ BigInt(f.selector), 0n);
  return toBeHex(id, 4);
}

describe("CityAuthority", function () {
  let city: City;

  const givenUnsealed = async () => {
    city = await networkHelpers.loadFixture(unsealedCity);
  };
  const givenSealed = async () => {
    city = await networkHelpers.loadFixture(governedCity);
  };

  function deploy(deployer: AddressLike, setups: ICityAuthority.RoleSetupStruct[]) {
    return new CityAuthority__factory(city.deployer).deploy(deployer, setups);
  }

  async function pendingIds(): Promise<string[]> {
    const operations = await city.authority.pendingOperations(0n, ALL);
    return operations.map(({ id }) => id);
  }

  async function membersOf(roleId: bigint) {
    const list = await city.authority.roleMembers(roleId);
    return list.map(({ account, since, executionDelay }) => ({ account, since, executionDelay }));
  }

  async function functionsOf(roleId: bigint) {
    const list = await city.authority.roleFunctions(roleId);
    return list.map(({ target, selector }) => ({ target, selector }));
  }

  const grant = (roleId: bigint, account: AddressLike, delay: bigint) =>
    city.authority.grantRole.populateTransaction(roleId, account, delay);
  const revoke = (roleId: bigint, account: AddressLike) =>
    city.authority.revokeRole.populateTransaction(roleId, account);
  const tariff = (value: bigint) => city.register.setTariff.populateTransaction(value);

  describe("constructor", function () {
    beforeEach(givenUnsealed);

    it("registers each role of the table with its label, powers, minimum and holders", async function () {
      const { council, deployer } = city;
      const at = await nextTime();
      const authority = await deploy(deployer, roleTable(city));

      await expect(authority.deploymentTransaction())
        .to.emit(authority, "RoleRegistered")
        .withArgs(COUNCIL, COUNCIL_DELAY, 1n)
        .and.to.emit(authority, "RoleRegistered")
        .withArgs(COURT_ORDERS, COURT_DELAY, 1n)
        .and.to.emit(authority, "RoleLabel")
        .withArgs(COUNCIL, "COUNCIL")
        .and.to.emit(authority, "RoleLabel")
        .withArgs(OMBUDSMAN, "OMBUDSMAN")
        .and.to.emit(authority, "RoleAdminChanged")
        .withArgs(OMBUDSMAN, COURT_ORDERS)
        .and.to.emit(authority, "RoleGuardianChanged")
        .withArgs(COURT_ORDERS, COURT_ORDERS)
        .and.to.emit(authority, "RoleGranted")
        .withArgs(COUNCIL, deployer, 0n, at, true)
        .and.to.emit(authority, "RoleGranted")
        .withArgs(COUNCIL, council, COUNCIL_DELAY, at, true);
      expect(await authority.deployer()).to.equal(deployer.address);
      expect(await authority.isSealed()).to.equal(false);
      expect(await authority.roles()).to.deep.equal([COUNCIL, GUARDIAN, COURT_ORDERS, OMBUDSMAN]);
    });

    it("gives the emergency brake to the guardian", async function () {
      const authority = await deploy(city.deployer, roleTable(city));
      const { selector } = authority.emergencyClose.fragment;

      await expect(authority.deploymentTransaction())
        .to.emit(authority, "TargetFunctionRoleUpdated")
        .withArgs(authority, selector, GUARDIAN);
      expect(await authority.getTargetFunctionRole(authority, selector)).to.equal(GUARDIAN);
    });

    it("reverts without a deployer", async function () {
      await expect(deploy(ZeroAddress, roleTable(city)))
        .to.be.revertedWithCustomError(city.authority, "AccessManagerInvalidInitialAdmin")
        .withArgs(ZeroAddress);
    });

    it("reverts where the table names no council, or one without a delay", async function () {
      const hasty = roleTable(city).map((role) =>
        role.id === COUNCIL ? { ...role, minimumDelay: 0n } : role,
      );
      for (const table of [[], hasty]) {
        await expect(deploy(city.deployer, table)).to.be.revertedWithCustomError(
          city.authority,
          "CouncilDelayMissing",
        );
      }
    });

    it("reverts where a role stands before its admin", async function () {
      const table = [...roleTable(city).slice(0, 1), roleSetup({ id: HEAD, admin: COURT_ORDERS })];
      await expect(deploy(city.deployer, table))
        .to.be.revertedWithCustomError(city.authority, "RoleUnknown")
        .withArgs(COURT_ORDERS);
    });

    it("keeps its promise on code size", async function () {
      // Code that counts its own lines is larger.
      if (hre.globalOptions.coverage) this.skip();
      const code = await city.authority.getDeployedCode();
      expect(dataLength(code ?? "0x")).to.be.within(1, 19_999);
    });
  });

  describe("registerRole", function () {
    beforeEach(givenUnsealed);

    it("registers a role with its first holders", async function () {
      const { authority, citizen } = city;
      const role = roleSetup({
        id: 40n,
        label: "NOTARY",
        admin: HEAD,
        guardian: OMBUDSMAN,
        minimumDelay: HOUR,
        exclusionGroup: 3n,
        holders: [{ account: citizen, executionDelay: 2n * HOUR }],
      });
      const at = await nextTime();

      await expect(authority.registerRole(role))
        .to.emit(authority, "RoleRegistered")
        .withArgs(40n, HOUR, 3n)
        .and.to.emit(authority, "RoleLabel")
        .withArgs(40n, "NOTARY")
        .and.to.emit(authority, "RoleAdminChanged")
        .withArgs(40n, HEAD)
        .and.to.emit(authority, "RoleGuardianChanged")
        .withArgs(40n, OMBUDSMAN)
        .and.to.emit(authority, "RoleGranted")
        .withArgs(40n, citizen, 2n * HOUR, at, true);
      expect(await authority.roleInfo(40n)).to.deep.equal([HEAD, OMBUDSMAN, 0n, HOUR, 3n]);
      expect(await membersOf(40n)).to.deep.equal([
        { account: citizen.address, since: at, executionDelay: 2n * HOUR },
      ]);
      expect((await authority.roles()).at(-1)).to.equal(40n);
    });

    it("lets a role be its own admin and guardian", async function () {
      await city.authority.registerRole(roleSetup({ id: 40n, admin: 40n, guardian: 40n }));
      expect(await city.authority.roleInfo(40n)).to.deep.equal([40n, 40n, 0n, 0n, 0n]);
    });

    it("reverts for a role that is registered, the council included", async function () {
      for (const id of [HEAD, COUNCIL]) {
        await expect(city.authority.registerRole(roleSetup({ id })))
          .to.be.revertedWithCustomError(city.authority, "RoleAlreadyRegistered")
          .withArgs(id);
      }
    });

    it("reverts for everybody's role", async function () {
      await expect(city.authority.registerRole(roleSetup({ id: PUBLIC_ROLE })))
        .to.be.revertedWithCustomError(city.authority, "AccessManagerLockedRole")
        .withArgs(PUBLIC_ROLE);
    });

    it("reverts for an admin or a guardian that is not registered", async function () {
      for (const unknown of [{ admin: UNKNOWN_ROLE }, { guardian: UNKNOWN_ROLE }]) {
        await expect(city.authority.registerRole(roleSetup({ id: 40n, ...unknown })))
          .to.be.revertedWithCustomError(city.authority, "RoleUnknown")
          .withArgs(UNKNOWN_ROLE);
      }
    });

    it("reverts for a minimum or a holder's delay beyond the maximum, and takes the maximum itself", async function () {
      const { authority, citizen } = city;
      const holders = [{ account: citizen, executionDelay: MAXIMUM_DELAY + 1n }];
      for (const role of [{ minimumDelay: MAXIMUM_DELAY + 1n }, { holders }]) {
        await expect(authority.registerRole(roleSetup({ id: 40n, ...role })))
          .to.be.revertedWithCustomError(authority, "DelayTooLong")
          .withArgs(MAXIMUM_DELAY + 1n, MAXIMUM_DELAY);
      }
      await expect(
        authority.registerRole(
          roleSetup({
            id: 40n,
            minimumDelay: MAXIMUM_DELAY,
            holders: [{ account: citizen, executionDelay: MAXIMUM_DELAY }],
          }),
        ),
      ).to.emit(authority, "RoleRegistered");
    });

    it("GOV-3: reverts for a holder whose delay undercuts the minimum", async function () {
      const holders = [{ account: city.citizen, executionDelay: HOUR - 1n }];
      await expect(city.authority.registerRole(roleSetup({ id: 40n, minimumDelay: HOUR, holders })))
        .to.be.revertedWithCustomError(city.authority, "RoleDelayTooShort")
        .withArgs(40n, HOUR - 1n, HOUR);
    });

    it("GOV-4: reverts for a holder of another role of its group", async function () {
      const holders = [{ account: city.guardian, executionDelay: 0n }];
      await expect(city.authority.registerRole(roleSetup({ id: 40n, exclusionGroup: 1n, holders })))
        .to.be.revertedWithCustomError(city.authority, "RolesIncompatible")
        .withArgs(city.guardian, 40n, GUARDIAN);
    });

    it("given a sealed city, is the council's act and reverts for everyone else", async function () {
      await givenSealed();
      const { authority, council, deployer } = city;
      const act = await authority.registerRole.populateTransaction(roleSetup({ id: 40n }));
      await expect(perform(deployer, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(deployer, COUNCIL);
      await expect(perform(council, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled")
        .withArgs(await operationId(authority, council, act));
      await expect(decide(authority, council, act))
        .to.emit(authority, "RoleRegistered")
        .withArgs(40n, 0n, 0n);
    });
  });

  describe("raiseMinimumDelay", function () {
    beforeEach(givenUnsealed);

    it("raises the minimum for grants to come and leaves members alone", async function () {
      const { authority, officer, citizen } = city;
      await expect(authority.raiseMinimumDelay(CASHIER, HOUR))
        .to.emit(authority, "RoleMinimumDelayRaised")
        .withArgs(CASHIER, HOUR);
      expect((await authority.roleInfo(CASHIER)).minimumDelay).to.equal(HOUR);
      await expect(authority.grantRole(CASHIER, citizen, HOUR - 1n))
        .to.be.revertedWithCustomError(authority, "RoleDelayTooShort")
        .withArgs(CASHIER, HOUR - 1n, HOUR);
      await authority.grantRole(CASHIER, citizen, HOUR);

      await authority.raiseMinimumDelay(OFFICER, HOUR);
      expect((await authority.getAccess(OFFICER, officer)).currentDelay).to.equal(0n);
    });

    it("takes the maximum and reverts beyond it", async function () {
      const { authority } = city;
      await expect(authority.raiseMinimumDelay(CASHIER, MAXIMUM_DELAY + 1n))
        .to.be.revertedWithCustomError(authority, "DelayTooLong")
        .withArgs(MAXIMUM_DELAY + 1n, MAXIMUM_DELAY);
      await expect(authority.raiseMinimumDelay(CASHIER, MAXIMUM_DELAY)).to.emit(
        authority,
        "RoleMinimumDelayRaised",
      );
    });

    it("reverts for a role that is not registered", async function () {
      await expect(city.authority.raiseMinimumDelay(UNKNOWN_ROLE, HOUR))
        .to.be.revertedWithCustomError(city.authority, "RoleUnknown")
        .withArgs(UNKNOWN_ROLE);
    });

    it("GOV-3: never lowers a minimum, nor repeats it", async function () {
      for (const given of [0n, COUNCIL_DELAY - 1n, COUNCIL_DELAY]) {
        await expect(city.authority.raiseMinimumDelay(COUNCIL, given))
          .to.be.revertedWithCustomError(city.authority, "RoleMinimumDelayNotRaised")
          .withArgs(COUNCIL, given, COUNCIL_DELAY);
      }
    });

    it("is the council's act", async function () {
      await givenSealed();
      const { authority, guardian, council } = city;
      await expect(as(authority, guardian).raiseMinimumDelay(CASHIER, HOUR))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(guardian, COUNCIL);
      await expect(
        decide(authority, council, await authority.raiseMinimumDelay.populateTransaction(CASHIER, HOUR)),
      ).to.emit(authority, "RoleMinimumDelayRaised");
    });
  });

  describe("grantRole", function () {
    beforeEach(givenUnsealed);

    it("grants a role and lists the member", async function () {
      const { authority, citizen } = city;
      const at = await nextTime();
      await expect(authority.grantRole(CASHIER, citizen, HOUR))
        .to.emit(authority, "RoleGranted")
        .withArgs(CASHIER, citizen, HOUR, at, true);
      expect(await membersOf(CASHIER)).to.deep.equal([
        { account: citizen.address, since: at, executionDelay: HOUR },
      ]);
      expect(await authority.hasRole(CASHIER, citizen)).to.deep.equal([true, HOUR]);
    });

    it("grants a role anew with a longer delay at once, and lists the member once", async function () {
      const { authority, citizen } = city;
      const since = await nextTime();
      await authority.grantRole(CASHIER, citizen, HOUR);
      const at = await nextTime();
      await expect(authority.grantRole(CASHIER, citizen, DAY))
        .to.emit(authority, "RoleGranted")
        .withArgs(CASHIER, citizen, DAY, at, false);
      expect(await membersOf(CASHIER)).to.deep.equal([
        { account: citizen.address, since, executionDelay: DAY },
      ]);
    });

    it("reverts for a role that is not registered, and for everybody's", async function () {
      for (const id of [UNKNOWN_ROLE, PUBLIC_ROLE]) {
        await expect(city.authority.grantRole(id, city.citizen, 0n))
          .to.be.revertedWithCustomError(city.authority, "RoleUnknown")
          .withArgs(id);
      }
    });

    it("GOV-3: reverts for a delay that undercuts the role's minimum, whoever grants", async function () {
      const { authority, stranger } = city;
      await expect(authority.grantRole(HEAD, stranger, HEAD_DELAY - 1n))
        .to.be.revertedWithCustomError(authority, "RoleDelayTooShort")
        .withArgs(HEAD, HEAD_DELAY - 1n, HEAD_DELAY);
      await expect(authority.grantRole(HEAD, stranger, HEAD_DELAY)).to.emit(authority, "RoleGranted");
    });

    it("reverts for a delay beyond the maximum", async function () {
      await expect(city.authority.grantRole(HEAD, city.stranger, MAXIMUM_DELAY + 1n))
        .to.be.revertedWithCustomError(city.authority, "DelayTooLong")
        .withArgs(MAXIMUM_DELAY + 1n, MAXIMUM_DELAY);
    });

    it("GOV-4: reverts where the account holds another role of the group, until it loses that one", async function () {
      const { authority, citizen } = city;
      await authority.grantRole(CASHIER, citizen, 0n);
      await authority.grantRole(CASHIER, citizen, HOUR);
      await expect(authority.grantRole(INSPECTOR, citizen, 0n))
        .to.be.revertedWithCustomError(authority, "RolesIncompatible")
        .withArgs(citizen, INSPECTOR, CASHIER);

      await as(authority, citizen).renounceRole(CASHIER, citizen);
      await expect(authority.grantRole(INSPECTOR, citizen, 0n)).to.emit(authority, "RoleGranted");
      await expect(authority.grantRole(CASHIER, citizen, 0n))
        .to.be.revertedWithCustomError(authority, "RolesIncompatible")
        .withArgs(citizen, CASHIER, INSPECTOR);
    });

    it("GOV-4: losing a role without a group does not free the account from its group", async function () {
      const { authority, guardian } = city;
      await authority.grantRole(HEAD, guardian, HEAD_DELAY);
      await authority.revokeRole(HEAD, guardian);
      await expect(authority.grantRole(COUNCIL, guardian, COUNCIL_DELAY))
        .to.be.revertedWithCustomError(authority, "RolesIncompatible")
        .withArgs(guardian, COUNCIL, GUARDIAN);
    });

    it("GOV-4: revoking a role that the account does not hold does not free it from its group", async function () {
      const { authority, guardian } = city;
      await authority.revokeRole(COUNCIL, guardian);
      await expect(authority.grantRole(COUNCIL, guardian, COUNCIL_DELAY))
        .to.be.revertedWithCustomError(authority, "RolesIncompatible")
        .withArgs(guardian, COUNCIL, GUARDIAN);
    });

    it("GOV-4: the deployer holds the council's role and no other of its group", async function () {
      const { authority, deployer } = city;
      await expect(authority.grantRole(GUARDIAN, deployer, 0n))
        .to.be.revertedWithCustomError(authority, "RolesIncompatible")
        .withArgs(deployer, GUARDIAN, COUNCIL);
    });

    it("begins after the role's grant delay", async function () {
      const { authority, citizen } = city;
      await authority.setGrantDelay(CASHIER, DAY);
      const at = await nextTime();
      await authority.grantRole(CASHIER, citizen, 0n);
      expect(await membersOf(CASHIER)).to.deep.equal([
        { account: citizen.address, since: at + DAY, executionDelay: 0n },
      ]);
      expect((await authority.hasRole(CASHIER, citizen)).isMember).to.equal(false);
      await time.increaseTo(at + DAY);
      expect((await authority.hasRole(CASHIER, citizen)).isMember).to.equal(true);
    });

    it("GOV-2: given a sealed city, reverts for a council member that is no contract", async function () {
      await givenSealed();
      const { authority, council, citizen, register } = city;
      await expect(decide(authority, council, await grant(COUNCIL, citizen, COUNCIL_DELAY)))
        .to.be.revertedWithCustomError(authority, "CouncilNotContract")
        .withArgs(citizen);
      await expect(decide(authority, council, await grant(COUNCIL, register, COUNCIL_DELAY))).to.emit(
        authority,
        "RoleGranted",
      );
      await expect(decide(authority, council, await grant(CASHIER, citizen, 0n))).to.emit(
        authority,
        "RoleGranted",
      );
    });

    it("is the act of the role's admin, under that admin's delay", async function () {
      await givenSealed();
      const { authority, council, head, citizen } = city;
      const act = await grant(OFFICER, citizen, 0n);
      await expect(announce(authority, council, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCall")
        .withArgs(council, authority, authority.grantRole.fragment.selector);
      await expect(perform(council, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(council, HEAD);
      await expect(decide(authority, head, act)).to.emit(authority, "RoleGranted");
    });
  });

  describe("revokeRole and renounceRole", function () {
    beforeEach(givenUnsealed);

    it("takes a role and unlists the member", async function () {
      const { authority, officer, head } = city;
      await expect(decide(authority, head, await revoke(OFFICER, officer)))
        .to.emit(authority, "RoleRevoked")
        .withArgs(OFFICER, officer);
      expect(await membersOf(OFFICER)).to.deep.equal([]);
    });

    it("lets a member leave, confirming itself", async function () {
      const { authority, officer, head } = city;
      await expect(as(authority, officer).renounceRole(OFFICER, head)).to.be.revertedWithCustomError(
        authority,
        "AccessManagerBadConfirmation",
      );
      await expect(as(authority, officer).renounceRole(OFFICER, officer))
        .to.emit(authority, "RoleRevoked")
        .withArgs(OFFICER, officer);
    });

    it("does nothing for an account that does not hold the role", async function () {
      const { authority, citizen, officer } = city;
      await expect(as(authority, citizen).renounceRole(OFFICER, citizen)).not.to.emit(
        authority,
        "RoleRevoked",
      );
      expect((await membersOf(OFFICER)).map(({ account }) => account)).to.deep.equal([officer.address]);
    });

    it("reverts for everybody's role", async function () {
      await expect(as(city.authority, city.citizen).renounceRole(PUBLIC_ROLE, city.citizen))
        .to.be.revertedWithCustomError(city.authority, "AccessManagerLockedRole")
        .withArgs(PUBLIC_ROLE);
    });

    it("GOV-1: a council member whose right has not begun does not let the last one leave", async function () {
      const { authority, council, deployer, register } = city;
      await authority.setGrantDelay(COUNCIL, DAY);
      await authority.seal();
      await decide(authority, council, await grant(COUNCIL, register, COUNCIL_DELAY));
      await expect(as(authority, council).renounceRole(COUNCIL, council))
        .to.be.revertedWithCustomError(authority, "CouncilLastMember")
        .withArgs(council);
      await time.increase(DAY);
      await expect(as(authority, council).renounceRole(COUNCIL, council))
        .to.emit(authority, "RoleRevoked")
        .withArgs(COUNCIL, council);
      expect(await authority.hasRole(COUNCIL, deployer)).to.deep.equal([false, 0n]);
    });

    it("GOV-1: the council cannot revoke its last member either", async function () {
      await givenSealed();
      const { authority, council } = city;
      await expect(decide(authority, council, await revoke(COUNCIL, council)))
        .to.be.revertedWithCustomError(authority, "CouncilLastMember")
        .withArgs(council);
    });

    it("given an unsealed city, the deployer neither leaves nor is dismissed", async function () {
      const { authority, council, deployer } = city;
      await expect(authority.renounceRole(COUNCIL, deployer)).to.be.revertedWithCustomError(
        authority,
        "CityNotSealed",
      );
      await expect(decide(authority, council, await revoke(COUNCIL, deployer))).to.be.revertedWithCustomError(
        authority,
        "CityNotSealed",
      );
    });

    it("given an unsealed city, a membership that nobody held kills no act", async function () {
      const { authority, council, citizen } = city;
      await authority.grantRole(COUNCIL, ZeroAddress, COUNCIL_DELAY);
      await authority.revokeRole(COUNCIL, ZeroAddress);
      const { to, data } = await grant(CASHIER, citizen, 0n);
      const id = await authority.hashOperation(council, to, data);
      await as(authority, council).schedule(to, data, 0n);
      expect(await pendingIds()).to.deep.equal([id]);
    });

    it("given an unsealed city, another council member may leave", async function () {
      const { authority, council } = city;
      await expect(as(authority, council).renounceRole(COUNCIL, council)).to.emit(authority, "RoleRevoked");
    });
  });

  describe("setRoleAdmin, setRoleGuardian, setGrantDelay, labelRole", function () {
    beforeEach(givenUnsealed);

    it("change a role", async function () {
      const { authority } = city;
      const at = await nextTime();
      await expect(authority.setGrantDelay(CASHIER, DAY))
        .to.emit(authority, "RoleGrantDelayChanged")
        .withArgs(CASHIER, DAY, at);
      await expect(authority.setRoleAdmin(CASHIER, HEAD))
        .to.emit(authority, "RoleAdminChanged")
        .withArgs(CASHIER, HEAD);
      await expect(authority.setRoleGuardian(CASHIER, GUARDIAN))
        .to.emit(authority, "RoleGuardianChanged")
        .withArgs(CASHIER, GUARDIAN);
      await expect(authority.labelRole(CASHIER, "TELLER"))
        .to.emit(authority, "RoleLabel")
        .withArgs(CASHIER, "TELLER");
      expect(await authority.roleInfo(CASHIER)).to.deep.equal([HEAD, GUARDIAN, DAY, 0n, 2n]);
    });

    it("revert for a role that is not registered", async function () {
      const { authority } = city;
      for (const call of [
        () => authority.setRoleAdmin(UNKNOWN_ROLE, HEAD),
        () => authority.setRoleAdmin(HEAD, UNKNOWN_ROLE),
        () => authority.setRoleGuardian(UNKNOWN_ROLE, HEAD),
        () => authority.setRoleGuardian(HEAD, UNKNOWN_ROLE),
        () => authority.setGrantDelay(UNKNOWN_ROLE, DAY),
      ]) {
        await expect(call()).to.be.revertedWithCustomError(authority, "RoleUnknown").withArgs(UNKNOWN_ROLE);
      }
    });

    it("revert for the council's own admin, guardian and label", async function () {
      const { authority } = city;
      for (const call of [
        () => authority.setRoleAdmin(COUNCIL, HEAD),
        () => authority.setRoleGuardian(COUNCIL, HEAD),
        () => authority.labelRole(COUNCIL, "ELDERS"),
      ]) {
        await expect(call())
          .to.be.revertedWithCustomError(authority, "AccessManagerLockedRole")
          .withArgs(COUNCIL);
      }
    });

    it("setGrantDelay reverts beyond the maximum", async function () {
      const { authority } = city;
      await expect(authority.setGrantDelay(HEAD, MAXIMUM_DELAY + 1n))
        .to.be.revertedWithCustomError(authority, "DelayTooLong")
        .withArgs(MAXIMUM_DELAY + 1n, MAXIMUM_DELAY);
      await expect(authority.setGrantDelay(HEAD, MAXIMUM_DELAY)).to.emit(authority, "RoleGrantDelayChanged");
    });

    it("GOV-14: once sealed, nobody changes who appoints the ombudsman and the court or who cancels their acts", async function () {
      const { authority, council } = city;
      await authority.setRoleAdmin(OMBUDSMAN, COURT_ORDERS);
      await authority.setRoleGuardian(COURT_ORDERS, COURT_ORDERS);
      await authority.seal();
      for (const role of [OMBUDSMAN, COURT_ORDERS]) {
        await expect(
          decide(authority, council, await authority.setRoleAdmin.populateTransaction(role, COUNCIL)),
        )
          .to.be.revertedWithCustomError(authority, "AccessManagerLockedRole")
          .withArgs(role);
        await expect(
          decide(authority, council, await authority.setRoleGuardian.populateTransaction(role, COUNCIL)),
        )
          .to.be.revertedWithCustomError(authority, "AccessManagerLockedRole")
          .withArgs(role);
      }
      await expect(
        decide(authority, council, await authority.setRoleAdmin.populateTransaction(GUARDIAN, HEAD)),
      ).to.emit(authority, "RoleAdminChanged");
      await expect(
        decide(authority, council, await authority.setRoleGuardian.populateTransaction(GUARDIAN, HEAD)),
      ).to.emit(authority, "RoleGuardianChanged");
    });
  });

  describe("setTargetFunctionRole", function () {
    beforeEach(givenUnsealed);

    it("maps functions and lists each under its role alone", async function () {
      const { authority, register } = city;
      const enter = { target: await register.getAddress(), selector: register.enter.fragment.selector };
      const pay = { target: await register.getAddress(), selector: register.pay.fragment.selector };
      expect(await functionsOf(OFFICER)).to.deep.equal([enter]);

      await expect(authority.setTargetFunctionRole(register, [enter.selector, pay.selector], CASHIER))
        .to.emit(authority, "TargetFunctionRoleUpdated")
        .withArgs(register, enter.selector, CASHIER)
        .and.to.emit(authority, "TargetFunctionRoleUpdated")
        .withArgs(register, pay.selector, CASHIER);
      expect(await functionsOf(OFFICER)).to.deep.equal([]);
      expect(await functionsOf(CASHIER)).to.deep.equal([enter, pay]);
      expect(await authority.getTargetFunctionRole(register, enter.selector)).to.equal(CASHIER);
    });

    it("lists a function once that is mapped to its role again", async function () {
      const { authority, register } = city;
      await authority.setTargetFunctionRole(register, [register.enter.fragment.selector], OFFICER);
      expect(await functionsOf(OFFICER)).to.have.length(1);
    });

    it("GOV-15: reverts for the authority's own functions", async function () {
      const { authority } = city;
      const { selector } = authority.emergencyClose.fragment;
      await expect(authority.setTargetFunctionRole(authority, [selector], HEAD))
        .to.be.revertedWithCustomError(authority, "AuthorityFunctionFixed")
        .withArgs(selector);
    });

    it("reverts for a role that is not registered", async function () {
      const { authority, register } = city;
      for (const id of [UNKNOWN_ROLE, PUBLIC_ROLE]) {
        await expect(authority.setTargetFunctionRole(register, [register.pay.fragment.selector], id))
          .to.be.revertedWithCustomError(authority, "RoleUnknown")
          .withArgs(id);
      }
    });

    it("is the council's act", async function () {
      await givenSealed();
      const { authority, register, head } = city;
      await expect(as(authority, head).setTargetFunctionRole(register, [], HEAD))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(head, COUNCIL);
    });
  });

  describe("setTargetAdminDelay", function () {
    beforeEach(givenUnsealed);

    it("is in force at once while the city is being deployed, and reverts beyond the maximum", async function () {
      const { authority, register } = city;
      const at = await nextTime();
      await expect(authority.setTargetAdminDelay(register, MAXIMUM_DELAY))
        .to.emit(authority, "TargetAdminDelayUpdated")
        .withArgs(register, MAXIMUM_DELAY, at);
      expect(await authority.getTargetAdminDelay(register)).to.equal(MAXIMUM_DELAY);
      await expect(authority.setTargetAdminDelay(register, MAXIMUM_DELAY + 1n))
        .to.be.revertedWithCustomError(authority, "DelayTooLong")
        .withArgs(MAXIMUM_DELAY + 1n, MAXIMUM_DELAY);
    });
  });

  describe("emergencyClose", function () {
    beforeEach(givenSealed);

    it("closes a target at once, until the closing lapses by itself", async function () {
      const { authority, guardian, register, officer } = city;
      const at = await nextTime();
      await expect(as(authority, guardian).emergencyClose(register))
        .to.emit(authority, "TargetEmergencyClosed")
        .withArgs(register, guardian, at + EMERGENCY_PERIOD)
        .and.to.emit(authority, "TargetClosed")
        .withArgs(register, true);
      expect(await authority.isTargetClosed(register)).to.equal(true);
      expect(await authority.closureLapsesAt(register)).to.equal(at + EMERGENCY_PERIOD);
      await expect(as(register, officer).enter(RECORD, CONTENT))
        .to.be.revertedWithCustomError(register, "AccessManagedUnauthorized")
        .withArgs(officer);

      await time.increaseTo(at + EMERGENCY_PERIOD - 1n);
      expect(await authority.isTargetClosed(register)).to.equal(true);
      await time.increaseTo(at + EMERGENCY_PERIOD);
      expect(await authority.isTargetClosed(register)).to.equal(false);
      await expect(as(register, officer).enter(RECORD, CONTENT))
        .to.emit(register, "Entered")
        .withArgs(RECORD, CONTENT, officer);
    });

    it("GOV-15: a citizen's function never stops", async function () {
      const { authority, guardian, register, citizen } = city;
      await as(authority, guardian).emergencyClose(register);
      await expect(as(register, citizen).pay()).to.emit(register, "Paid").withArgs(citizen);
    });

    it("leaves other targets open", async function () {
      const { authority, guardian, register, directory } = city;
      await as(authority, guardian).emergencyClose(register);
      expect(await authority.isTargetClosed(directory)).to.equal(false);
      expect(await authority.closureLapsesAt(directory)).to.equal(0n);
      await expect(as(authority, guardian).emergencyClose(directory)).to.emit(
        authority,
        "TargetEmergencyClosed",
      );
    });

    it("stays closed once the council confirms", async function () {
      const { authority, guardian, register, council } = city;
      await as(authority, guardian).emergencyClose(register);
      await expect(
        decide(authority, council, await authority.setTargetClosed.populateTransaction(register, true)),
      )
        .to.emit(authority, "TargetClosed")
        .withArgs(register, true);
      expect(await authority.closureLapsesAt(register)).to.equal(0n);
      await time.increase(100n * DAY);
      expect(await authority.isTargetClosed(register)).to.equal(true);
    });

    it("ends early once the council opens, which frees the brake too", async function () {
      const { authority, guardian, register, council } = city;
      await as(authority, guardian).emergencyClose(register);
      await decide(authority, council, await authority.setTargetClosed.populateTransaction(register, false));
      expect(await authority.isTargetClosed(register)).to.equal(false);
      expect(await authority.closureLapsesAt(register)).to.equal(0n);
      await expect(as(authority, guardian).emergencyClose(register)).to.emit(
        authority,
        "TargetEmergencyClosed",
      );
    });

    it("reverts where the target is closed, by the guardian or by the council", async function () {
      const { authority, guardian, register, council, directory } = city;
      await as(authority, guardian).emergencyClose(register);
      await decide(authority, council, await authority.setTargetClosed.populateTransaction(directory, true));
      for (const target of [register, directory]) {
        await expect(as(authority, guardian).emergencyClose(target))
          .to.be.revertedWithCustomError(authority, "TargetAlreadyClosed")
          .withArgs(target);
      }
    });

    it("GOV-7: a guardian who closes again and again holds a target for seven days in fourteen", async function () {
      const { authority, guardian, register } = city;
      for (let round = 0; round < 3; ++round) {
        const at = await nextTime();
        await as(authority, guardian).emergencyClose(register);
        const lapsesAt = at + EMERGENCY_PERIOD;
        for (const early of [lapsesAt, lapsesAt + EMERGENCY_REST - 1n]) {
          await time.setNextBlockTimestamp(early);
          await expect(as(authority, guardian).emergencyClose(register))
            .to.be.revertedWithCustomError(authority, "EmergencyResting")
            .withArgs(register, lapsesAt + EMERGENCY_REST);
        }
        await time.increaseTo(lapsesAt + EMERGENCY_REST);
      }
    });

    it("GOV-7: is available again exactly when the rest is over", async function () {
      const { authority, guardian, register } = city;
      const at = await nextTime();
      await as(authority, guardian).emergencyClose(register);
      await time.setNextBlockTimestamp(at + EMERGENCY_PERIOD + EMERGENCY_REST);
      await expect(as(authority, guardian).emergencyClose(register))
        .to.emit(authority, "TargetEmergencyClosed")
        .withArgs(register, guardian, at + 2n * EMERGENCY_PERIOD + EMERGENCY_REST);
    });

    it("GOV-15: never closes the authority, for the guardian nor for the council", async function () {
      const { authority, guardian, council } = city;
      await expect(as(authority, guardian).emergencyClose(authority)).to.be.revertedWithCustomError(
        authority,
        "AuthorityNotClosable",
      );
      await expect(
        decide(authority, council, await authority.setTargetClosed.populateTransaction(authority, true)),
      ).to.be.revertedWithCustomError(authority, "AuthorityNotClosable");
    });

    it("reverts for anyone but the guardian, the council included", async function () {
      const { authority, council, register, stranger } = city;
      for (const actor of [council, stranger]) {
        await expect(as(authority, actor).emergencyClose(register))
          .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
          .withArgs(actor, GUARDIAN);
      }
    });

    it("the guardian may neither open nor configure", async function () {
      const { authority, guardian, register } = city;
      await as(authority, guardian).emergencyClose(register);
      for (const act of [
        await authority.setTargetClosed.populateTransaction(register, false),
        await authority.setTargetFunctionRole.populateTransaction(register, [], GUARDIAN),
        await authority.setTargetAdminDelay.populateTransaction(register, 0n),
        await grant(GUARDIAN, guardian, 0n),
      ]) {
        await expect(perform(guardian, act))
          .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
          .withArgs(guardian, COUNCIL);
      }
    });
  });

  describe("seal", function () {
    beforeEach(givenUnsealed);

    it("GOV-2: hands the city over: the deployer loses every role", async function () {
      const { authority, deployer } = city;
      await authority.grantRole(CASHIER, deployer, 0n);
      await expect(authority.seal())
        .to.emit(authority, "CitySealed")
        .withArgs(deployer)
        .and.to.emit(authority, "RoleRevoked")
        .withArgs(COUNCIL, deployer)
        .and.to.emit(authority, "RoleRevoked")
        .withArgs(CASHIER, deployer);
      expect(await authority.isSealed()).to.equal(true);
      for (const role of await authority.roles()) {
        expect(await authority.hasRole(role, deployer)).to.deep.equal([false, 0n]);
      }
      expect((await membersOf(COUNCIL)).map(({ account }) => account)).to.deep.equal([city.council.address]);
    });

    it("kills what the deployer had scheduled", async function () {
      const { authority, deployer, register, council } = city;
      await authority.setTargetAdminDelay(register, HOUR);
      const act = await authority.setTargetClosed.populateTransaction(register, true);
      await announce(authority, deployer, act);
      await authority.seal();
      await time.increase(HOUR);
      await expect(perform(deployer, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(deployer, COUNCIL);
      expect(await authority.getSchedule(await operationId(authority, deployer, act))).to.equal(0n);
      expect(await authority.hasRole(COUNCIL, council)).to.deep.equal([true, COUNCIL_DELAY]);
    });

    it("from then on, delays of configuration take five days to change", async function () {
      const { authority, council } = city;
      expect(await authority.minSetback()).to.equal(0n);
      await authority.seal();
      expect(await authority.minSetback()).to.equal(5n * DAY);
      const act = await authority.setGrantDelay.populateTransaction(CASHIER, HOUR);
      await announceAndWait(authority, council, act);
      const at = await nextTime();
      await expect(perform(council, act))
        .to.emit(authority, "RoleGrantDelayChanged")
        .withArgs(CASHIER, HOUR, at + 5n * DAY);
    });

    it("reverts for anyone but the deployer", async function () {
      const { authority, council, stranger } = city;
      for (const actor of [council, stranger]) {
        await expect(as(authority, actor).seal())
          .to.be.revertedWithCustomError(authority, "SealOnlyByDeployer")
          .withArgs(actor);
      }
    });

    it("reverts a second time", async function () {
      const at = await nextTime();
      await city.authority.seal();
      await expect(city.authority.seal())
        .to.be.revertedWithCustomError(city.authority, "CityAlreadySealed")
        .withArgs(at);
    });

    it("GOV-2: reverts where a council member is a key", async function () {
      const { authority, citizen } = city;
      await authority.grantRole(COUNCIL, citizen, COUNCIL_DELAY);
      await expect(authority.seal())
        .to.be.revertedWithCustomError(authority, "CouncilNotContract")
        .withArgs(citizen);
      expect(await authority.isSealed()).to.equal(false);
    });

    it("GOV-1: reverts where the deployer is the only council member", async function () {
      const { authority, council, deployer } = city;
      await as(authority, council).renounceRole(COUNCIL, council);
      await expect(authority.seal())
        .to.be.revertedWithCustomError(authority, "CouncilLastMember")
        .withArgs(deployer);
    });

    it("GOV-1: reverts where no other council member is in force yet", async function () {
      const { authority, council, deployer } = city;
      await authority.setGrantDelay(COUNCIL, DAY);
      await as(authority, council).renounceRole(COUNCIL, council);
      await authority.grantRole(COUNCIL, council, COUNCIL_DELAY);
      await expect(authority.seal())
        .to.be.revertedWithCustomError(authority, "CouncilLastMember")
        .withArgs(deployer);
      await time.increase(DAY);
      await expect(authority.seal()).to.emit(authority, "CitySealed");
    });
  });

  describe("schedule and execute", function () {
    beforeEach(givenSealed);

    it("lists the act, then does it once it is ready", async function () {
      const { authority, head, register } = city;
      const act = await tariff(7n);
      const id = await operationId(authority, head, act);
      const at = await nextTime();
      await expect(announce(authority, head, act))
        .to.emit(authority, "OperationScheduled")
        .withArgs(id, 1n, at + HEAD_DELAY, head, register, act.data);
      expect(await authority.pendingOperationCount()).to.equal(1n);
      expect(await authority.pendingOperations(0n, ALL)).to.deep.equal([
        [
          id,
          head.address,
          HEAD,
          await register.getAddress(),
          register.setTariff.fragment.selector,
          at + HEAD_DELAY,
          at + HEAD_DELAY + EXPIRATION,
        ],
      ]);

      await time.setNextBlockTimestamp(at + HEAD_DELAY - 1n);
      await expect(perform(head, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerNotReady")
        .withArgs(id);
      await time.setNextBlockTimestamp(at + HEAD_DELAY);
      await expect(perform(head, act))
        .to.emit(authority, "OperationExecuted")
        .withArgs(id, 1n)
        .and.to.emit(register, "TariffSet")
        .withArgs(7n);
      expect(await pendingIds()).to.deep.equal([]);
      expect(await authority.getSchedule(id)).to.equal(0n);
      await expect(perform(head, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled")
        .withArgs(id);
    });

    it("takes a later time that the caller asks for, and no earlier one", async function () {
      const { authority, head, register } = city;
      const { to, data } = await tariff(7n);
      const at = await nextTime();
      const early = at + HEAD_DELAY - 1n;
      await expect(as(authority, head).schedule(to, data, early))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCall")
        .withArgs(head, register, data.slice(0, 10));
      const later = (await nextTime()) + 3n * HEAD_DELAY;
      await as(authority, head).schedule(to, data, later);
      expect(await authority.getSchedule(await authority.hashOperation(head, to, data))).to.equal(later);
    });

    it("reverts for an act that the caller may do at once, or not at all", async function () {
      const { authority, officer, stranger, register } = city;
      const act = await register.enter.populateTransaction(RECORD, CONTENT);
      for (const actor of [officer, stranger]) {
        await expect(announce(authority, actor, act))
          .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCall")
          .withArgs(actor, register, register.enter.fragment.selector);
      }
      expect(await authority.pendingOperationCount()).to.equal(0n);
    });

    it("pages through the pending acts", async function () {
      const { authority, head } = city;
      const ids: string[] = [];
      for (const value of [1n, 2n, 3n]) {
        const act = await tariff(value);
        await announce(authority, head, act);
        ids.push(await operationId(authority, head, act));
      }
      expect(await authority.pendingOperationCount()).to.equal(3n);
      const page = await authority.pendingOperations(1n, 3n);
      expect(page.map(({ id }) => id)).to.deep.equal(ids.slice(1));
      expect(await authority.pendingOperations(3n, 9n)).to.deep.equal([]);
    });

    it("records the role that governs: the admin of the role for an appointment, else the function's", async function () {
      const { authority, head, court, council, register, citizen } = city;
      const acts = [
        { actor: head, act: await grant(OFFICER, citizen, 0n), role: HEAD },
        { actor: head, act: await revoke(OFFICER, citizen), role: HEAD },
        {
          actor: court,
          act: await register.rectify.populateTransaction(RECORD, CONTENT),
          role: COURT_ORDERS,
        },
        { actor: court, act: await grant(OMBUDSMAN, citizen, 0n), role: COURT_ORDERS },
        { actor: council, act: await grant(CASHIER, citizen, 0n), role: COUNCIL },
        { actor: council, act: await register.retire.populateTransaction(citizen), role: COUNCIL },
        { actor: council, act: await register.setAuthority.populateTransaction(authority), role: COUNCIL },
      ];
      for (const { actor, act } of acts) await announce(authority, actor, act);
      const operations = await authority.pendingOperations(0n, ALL);
      expect(operations.map(({ role }) => role)).to.deep.equal(acts.map(({ role }) => role));
    });
  });

  describe("cancel", function () {
    beforeEach(givenSealed);

    it("GOV-6: takes the act off the list; it never executes", async function () {
      const { authority, head, register } = city;
      const act = await tariff(7n);
      const id = await operationId(authority, head, act);
      await announceAndWait(authority, head, act);
      await expect(as(authority, head).cancel(head, act.to, act.data))
        .to.emit(authority, "OperationCanceled")
        .withArgs(id, 1n);
      expect(await pendingIds()).to.deep.equal([]);
      await expect(perform(head, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled")
        .withArgs(id);
      expect(await register.tariff()).to.equal(0n);
      await expect(as(authority, head).cancel(head, act.to, act.data))
        .to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled")
        .withArgs(id);
    });

    it("is open to the guardian of the role under which the act stands", async function () {
      const { authority, head, court } = city;
      const act = await tariff(7n);
      await announce(authority, head, act);
      await expect(as(authority, court).cancel(head, act.to, act.data)).to.emit(
        authority,
        "OperationCanceled",
      );
    });

    it("for an appointment, is open to the guardian of the admin role", async function () {
      const { authority, head, court, citizen } = city;
      for (const act of [await grant(OFFICER, citizen, 0n), await revoke(OFFICER, citizen)]) {
        await announce(authority, head, act);
        await expect(as(authority, court).cancel(head, act.to, act.data)).to.emit(
          authority,
          "OperationCanceled",
        );
      }
    });

    it("reverts for everyone else, the council included", async function () {
      const { authority, head, council, ombudsman, guardian, officer, stranger, register } = city;
      const act = await tariff(7n);
      await announce(authority, head, act);
      for (const actor of [council, ombudsman, guardian, officer, stranger]) {
        await expect(as(authority, actor).cancel(head, act.to, act.data))
          .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCancel")
          .withArgs(actor, head, register, register.setTariff.fragment.selector);
      }
    });

    it("is open to the council for acts under a role whose guardian it is", async function () {
      const { authority, council, register } = city;
      const other = await Office.open(city.stranger);
      await decide(authority, council, await grant(COUNCIL, other, COUNCIL_DELAY));
      const act = await authority.setTargetClosed.populateTransaction(register, true);
      await announce(authority, council, act);
      await expect(as(authority, other).cancel(council, act.to, act.data)).to.emit(
        authority,
        "OperationCanceled",
      );
    });
  });

  describe("prune", function () {
    beforeEach(givenSealed);

    it("takes expired acts off the list and leaves the others", async function () {
      const { authority, head, stranger } = city;
      const [old, fresh] = [await tariff(1n), await tariff(2n)];
      await announce(authority, head, old);
      await time.increase(HEAD_DELAY + EXPIRATION);
      await announce(authority, head, fresh);
      const [oldId, freshId] = [
        await operationId(authority, head, old),
        await operationId(authority, head, fresh),
      ];
      const [listed] = await authority.pendingOperations(0n, 1n);
      expect([listed?.id, listed?.readyAt, listed?.expiresAt]).to.deep.equal([oldId, 0n, 0n]);

      await as(authority, stranger).prune([oldId, freshId, CONTENT]);
      expect(await pendingIds()).to.deep.equal([freshId]);
      await time.increase(HEAD_DELAY);
      await expect(perform(head, fresh)).to.emit(authority, "OperationExecuted").withArgs(freshId, 1n);
    });

    it("GOV-5: does not forget an act that died with its caller's membership before it has expired", async function () {
      const { authority, head, council, stranger } = city;
      const { to, data } = await tariff(7n);
      const readyAt = (await nextTime()) + 10n * DAY;
      await as(authority, head).schedule(to, data, readyAt);
      const id = await authority.hashOperation(head, to, data);
      await decide(authority, council, await revoke(HEAD, head));
      await as(authority, stranger).prune([id]);
      expect(await pendingIds()).to.deep.equal([id]);

      await decide(authority, council, await grant(HEAD, head, HEAD_DELAY));
      await time.increaseTo(readyAt);
      await expect(perform(head, { to, data }))
        .to.be.revertedWithCustomError(authority, "OperationLapsed")
        .withArgs(id, head, HEAD);
      await time.increaseTo(readyAt + EXPIRATION);
      await as(authority, stranger).prune([id]);
      expect(await pendingIds()).to.deep.equal([]);
      await expect(perform(head, { to, data }))
        .to.be.revertedWithCustomError(authority, "AccessManagerExpired")
        .withArgs(id);
    });
  });

  describe("views", function () {
    beforeEach(givenSealed);

    it("publish the city's constants", async function () {
      const { authority } = city;
      expect(await authority.MAXIMUM_DELAY()).to.equal(MAXIMUM_DELAY);
      expect(await authority.EMERGENCY_PERIOD()).to.equal(EMERGENCY_PERIOD);
      expect(await authority.EMERGENCY_REST()).to.equal(EMERGENCY_REST);
      expect(await authority.expiration()).to.equal(EXPIRATION);
    });

    it("roleInfo reverts for a role that is not registered", async function () {
      await expect(city.authority.roleInfo(UNKNOWN_ROLE))
        .to.be.revertedWithCustomError(city.authority, "RoleUnknown")
        .withArgs(UNKNOWN_ROLE);
    });

    it("lists of unknown roles are empty", async function () {
      expect(await membersOf(UNKNOWN_ROLE)).to.deep.equal([]);
      expect(await functionsOf(UNKNOWN_ROLE)).to.deep.equal([]);
    });

    it("GOV-8: the functions of the guardian include its brake", async function () {
      const { authority } = city;
      expect(await functionsOf(GUARDIAN)).to.deep.equal([
        { target: await authority.getAddress(), selector: authority.emergencyClose.fragment.selector },
      ]);
    });

    it("supports the interfaces that it claims and no other", async function () {
      const { authority } = city;
      const abi = ICityAuthority__factory.createInterface();
      const own = interfaceId(abi, (name) => OWN_FUNCTIONS.includes(name));
      const manager = interfaceId(abi, (name) => !OWN_FUNCTIONS.includes(name));
      for (const id of [own, manager, "0x01ffc9a7"])
        expect(await authority.supportsInterface(id)).to.equal(true);
      for (const id of ["0xffffffff", "0x12345678"]) {
        expect(await authority.supportsInterface(id)).to.equal(false);
      }
    });
  });
});
