import { expect } from "chai";
import hre from "hardhat";

import { drawBlueprint } from "../../scripts/city/blueprint.js";
import { inspectCity } from "../../scripts/city/inspect.js";
import { actsOfTheCouncil, deploymentSteps } from "../../scripts/city/steps.js";
import { artifactReader } from "../../scripts/lib/connection.js";
import { allDomains, COUNCIL_DELAY, foundCity } from "../support/embeddedCity.js";
import { harbour } from "../support/harbour.js";

const DAY = 24 * 3600;

describe("deployment steps", () => {
  it("deploy a service with agents, checkers and roles of its own in one go", async () => {
    const city = await foundCity([...allDomains, harbour]);
    const sent = await city.deploy();
    expect(sent.map(({ what }) => what)).to.include.members([
      "deploy Lighthouse",
      "give roles their functions of Lighthouse",
      "appoint PilotStation as agent of Lighthouse",
      "name PilotStation as checker of Lighthouse",
    ]);
    expect(await city.inspect()).to.deep.equal([]);
    expect(await city.deploy(), "transactions of a second run").to.deep.equal([]);
    await city.chain.close();
  });

  it("are done one by one: each does what it says and nothing of what follows", async () => {
    const city = await foundCity([...allDomains, harbour]);
    // The roles stand in the authority's constructor.
    const steps = city.steps().filter(({ what }) => !what.startsWith("register the roles"));
    for (const [index, step] of steps.entries()) {
      const isDone = await Promise.all(steps.slice(index).map((later) => later.isDone()));
      expect(isDone, `done before ${step.what}`).not.to.include(true);
      await (await city.deployer.sendTransaction(await step.transaction())).wait();
      expect(await step.isDone(), `${step.what}, sent`).to.equal(true);
    }
    expect(await city.inspect()).to.deep.equal([]);
    await city.chain.close();
  });

  it("that a sealed city lacks are acts of its council, which it can schedule and execute as they are told", async () => {
    const city = await foundCity(allDomains);
    await city.deploy();
    const { provider, deployer, networkHelpers } = city;

    // The city file names one service more.
    const larger = {
      ...city.city,
      services: [...city.city.services, "harbour"],
      offices: { ...city.city.offices, HARBOUR_MASTER: [city.citizen.address] },
      delays: { ...city.city.delays, HARBOUR_MASTER: 2 * DAY },
    };
    const blueprint = drawBlueprint(larger, deployer.address, [...allDomains, harbour]);
    const acts = await actsOfTheCouncil(deploymentSteps(blueprint, provider));
    expect(acts.map(({ what }) => what)).to.deep.equal([
      "deploy Lighthouse",
      "deploy PilotStation",
      "register the roles of harbour",
      "give roles their functions of Lighthouse",
      "give roles their functions of Lighthouse",
      "appoint PilotStation as agent of Lighthouse",
      "name PilotStation as checker of Lighthouse",
      "enter the contracts in the directory",
    ]);
    for (const { to, data } of acts) await city.schedule("COUNCIL", to!, data);
    await networkHelpers.time.increase(COUNCIL_DELAY);
    for (const { to, data } of acts) {
      await city.act(
        "COUNCIL",
        blueprint.addressOf("CityAuthority"),
        city.authority.interface.encodeFunctionData("execute", [to!, data]),
      );
    }
    expect(
      await actsOfTheCouncil(deploymentSteps(blueprint, provider)),
      "acts that are still missing",
    ).to.deep.equal([]);

    const inspect = () =>
      inspectCity({ blueprint, provider, artifactOf: artifactReader(hre), isSealed: true });
    expect(await inspect(), "while the notice of agent and checker runs").to.have.length(2);
    await networkHelpers.time.increase(30 * DAY);
    expect(await inspect(), "after the notice").to.deep.equal([]);
    await city.chain.close();
  });
});
