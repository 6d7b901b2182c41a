import { expect } from "chai";
import { encodeBytes32String } from "ethers";

import { deployDouble } from "../support/doubles.js";
import {
  type Act,
  announce,
  announceAndWait,
  as,
  CASHIER,
  type City,
  COUNCIL,
  COURT_ORDERS,
  decide,
  governedCity,
  HEAD,
  OMBUDSMAN,
  operationId,
  perform,
  roleSetup,
} from "../support/fixtures.js";
import { networkHelpers } from "../support/network.js";

const RECORD = `0x${"11".repeat(32)}`;
const CONTENT = `0x${"22".repeat(32)}`;

/** The ombudsman's veto, and who stands outside the council's reach. */
describe("CityAuthority: veto", function () {
  let city: City;

  beforeEach(async function () {
    city = await networkHelpers.loadFixture(governedCity);
  });

  /** Everything that the council does by its own right, of each kind one. */
  async function actsOfTheCouncil(): Promise<Record<string, Act>> {
    const { authority, register, directory, factory, stranger, deployer } = city;
    const heir = await deployDouble("Heir__Double", deployer, [await register.getAddress()]);
    const service = encodeBytes32String("Heir");
    return {
      grantRole: await authority.grantRole.populateTransaction(CASHIER, stranger, 0n),
      revokeRole: await authority.revokeRole.populateTransaction(HEAD, city.head),
      registerRole: await authority.registerRole.populateTransaction(roleSetup({ id: 40n })),
      raiseMinimumDelay: await authority.raiseMinimumDelay.populateTransaction(CASHIER, 1n),
      labelRole: await authority.labelRole.populateTransaction(CASHIER, "TELLER"),
      setRoleAdmin: await authority.setRoleAdmin.populateTransaction(CASHIER, HEAD),
      setRoleGuardian: await authority.setRoleGuardian.populateTransaction(CASHIER, HEAD),
      setGrantDelay: await authority.setGrantDelay.populateTransaction(CASHIER, 1n),
      setTargetAdminDelay: await authority.setTargetAdminDelay.populateTransaction(register, 1n),
      setTargetClosed: await authority.setTargetClosed.populateTransaction(register, true),
      setTargetFunctionRole: await authority.setTargetFunctionRole.populateTransaction(
        register,
        [register.rectify.fragment.selector],
        CASHIER,
      ),
      updateAuthority: await authority.updateAuthority.populateTransaction(register, directory),
      "directory.register": await directory.register.populateTransaction([
        { service, account: heir, interfaceId: "0x00000000" },
      ]),
      "factory.deploy": await factory.deploy.populateTransaction(service, 1n, "0x00"),
      retire: await register.retire.populateTransaction(heir),
      announceAgent: await register.announceAgent.populateTransaction(directory, 1n),
      announceChecker: await register.announceChecker.populateTransaction(RECORD, directory),
    };
  }

  it("GOV-6: the ombudsman cancels every kind of act that the council has scheduled; none executes", async function () {
    const { authority, council, ombudsman } = city;
    for (const [name, act] of Object.entries(await actsOfTheCouncil())) {
      await announceAndWait(authority, council, act);
      const id = await operationId(authority, council, act);
      await expect(as(authority, ombudsman).cancel(council, act.to, act.data), name)
        .to.emit(authority, "OperationCanceled")
        .withArgs(id, 1n);
      await expect(perform(council, act), name)
        .to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled")
        .withArgs(id);
      await expect(as(authority, council).execute(act.to, act.data), name)
        .to.be.revertedWithCustomError(authority, "AccessManagerNotScheduled")
        .withArgs(id);
    }
  });

  it("the ombudsman cancels neither the court's acts nor a department's", async function () {
    const { authority, court, head, ombudsman, register, citizen } = city;
    for (const [actor, act] of [
      [court, await register.rectify.populateTransaction(RECORD, CONTENT)],
      [court, await authority.revokeRole.populateTransaction(OMBUDSMAN, ombudsman)],
      [court, await authority.grantRole.populateTransaction(OMBUDSMAN, citizen, 0n)],
      [head, await register.setTariff.populateTransaction(1n)],
    ] as const) {
      await announce(authority, actor, act);
      await expect(as(authority, ombudsman).cancel(actor, act.to, act.data))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCancel")
        .withArgs(ombudsman, actor, act.to, act.data.slice(0, 10));
    }
  });

  it("the ombudsman starts nothing", async function () {
    const { authority, ombudsman } = city;
    for (const [name, act] of Object.entries(await actsOfTheCouncil())) {
      await expect(announce(authority, ombudsman, act), name)
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCall")
        .withArgs(ombudsman, act.to, act.data.slice(0, 10));
      await expect(as(authority, ombudsman).execute(act.to, act.data), name)
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCall")
        .withArgs(ombudsman, act.to, act.data.slice(0, 10));
    }
    expect(await authority.roleFunctions(OMBUDSMAN)).to.deep.equal([]);
  });

  it("GOV-14: the council neither appoints nor dismisses the ombudsman", async function () {
    const { authority, council, ombudsman, stranger } = city;
    for (const act of [
      await authority.grantRole.populateTransaction(OMBUDSMAN, stranger, 0n),
      await authority.revokeRole.populateTransaction(OMBUDSMAN, ombudsman),
    ]) {
      await expect(announce(authority, council, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCall")
        .withArgs(council, authority, act.data.slice(0, 10));
      await expect(perform(council, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(council, COURT_ORDERS);
    }
  });

  it("GOV-14: the council neither appoints nor dismisses the court", async function () {
    const { authority, council, court, register } = city;
    for (const act of [
      await authority.grantRole.populateTransaction(COURT_ORDERS, register, 7n * 86_400n),
      await authority.revokeRole.populateTransaction(COURT_ORDERS, court),
    ]) {
      await expect(perform(council, act))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
        .withArgs(council, COURT_ORDERS);
    }
  });

  it("GOV-14: the council does not cancel what the court has scheduled; the court itself may", async function () {
    const { authority, council, court, register, stranger } = city;
    for (const act of [
      await register.rectify.populateTransaction(RECORD, CONTENT),
      await authority.grantRole.populateTransaction(OMBUDSMAN, stranger, 0n),
    ]) {
      await announce(authority, court, act);
      await expect(as(authority, council).cancel(court, act.to, act.data))
        .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCancel")
        .withArgs(council, court, act.to, act.data.slice(0, 10));
      await expect(as(authority, court).cancel(court, act.to, act.data)).to.emit(
        authority,
        "OperationCanceled",
      );
    }
  });

  it("the court replaces the ombudsman after its delay, and the new one has the veto", async function () {
    const { authority, council, court, ombudsman, stranger } = city;
    await decide(authority, court, await authority.revokeRole.populateTransaction(OMBUDSMAN, ombudsman));
    await decide(authority, court, await authority.grantRole.populateTransaction(OMBUDSMAN, stranger, 0n));
    const act = await authority.labelRole.populateTransaction(CASHIER, "TELLER");
    await announce(authority, council, act);
    await expect(as(authority, ombudsman).cancel(council, act.to, act.data))
      .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedCancel")
      .withArgs(ombudsman, council, authority, act.data.slice(0, 10));
    await expect(as(authority, stranger).cancel(council, act.to, act.data)).to.emit(
      authority,
      "OperationCanceled",
    );
  });

  it("the court orders what a judgment says, after its delay", async function () {
    const { authority, court, register } = city;
    await expect(decide(authority, court, await register.rectify.populateTransaction(RECORD, CONTENT)))
      .to.emit(register, "Rectified")
      .withArgs(RECORD, CONTENT);
    await expect(perform(court, await authority.labelRole.populateTransaction(CASHIER, "")))
      .to.be.revertedWithCustomError(authority, "AccessManagerUnauthorizedAccount")
      .withArgs(court, COUNCIL);
  });
});
