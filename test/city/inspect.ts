import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

import { expect } from "chai";
import { encodeBytes32String, Interface, ZeroAddress, type Provider } from "ethers";
import hre from "hardhat";

import { drawBlueprint, roleIdOf } from "../../scripts/city/blueprint.js";
import type { Domain } from "../../scripts/city/domain.js";
import type { CompiledCode } from "../../scripts/city/inspect.js";
import { placesOf, selectorOf } from "../../scripts/city/steps.js";
import { artifactReader } from "../../scripts/lib/connection.js";
import {
  CityAuthority__factory,
  CityFactory__factory,
  IAgents__factory,
} from "../../typechain-types/index.js";
import { allDomains, foundCity, type EmbeddedCity } from "../support/embeddedCity.js";
import { harbour, IS_TIDE_HIGH } from "../support/harbour.js";

const DAY = 24 * 3600;
const domains = [...allDomains, harbour];

describe("inspectCity", () => {
  let city: EmbeddedCity;
  let addressOf: (contract: string) => string;
  let council: (to: string, data: string) => Promise<void>;
  let restore: () => Promise<void>;

  before(async () => {
    city = await foundCity(domains);
    await city.deploy();
    ({ addressOf } = city.blueprint);
    council = (to, data) => city.actInTime("COUNCIL", to, data);
  });

  beforeEach(async () => {
    const snapshot = await city.networkHelpers.takeSnapshot();
    restore = () => snapshot.restore();
  });

  afterEach(() => restore());

  after(() => city.chain.close());

  const authorityAct = (name: string, args: unknown[]) => {
    const { fragments } = CityAuthority__factory.createInterface();
    return council(addressOf("CityAuthority"), new Interface(fragments).encodeFunctionData(name, args));
  };
  const idOf = (role: string) => roleIdOf(city.blueprint.roles, role);
  const officeOf = (role: string) => city.offices[role].address;

  it("finds nothing in a city as it was deployed", async () => {
    expect(await city.inspect()).to.deep.equal([]);
  });

  it("names every contract that is missing, and nothing else", async () => {
    const elsewhere = drawBlueprint(city.city, city.citizen.address, domains);
    expect(await city.inspect({ blueprint: elsewhere })).to.deep.equal(
      placesOf(elsewhere).map(
        ({ name, address }) => `${name} at ${address}: found no contract, expected its code`,
      ),
    );
  });

  describe("roles", () => {
    it("a member too many", async () => {
      const { address } = city.citizen;
      await authorityAct("grantRole", [idOf("GUARDIAN"), address, 0]);
      expect(await city.inspect()).to.deep.equal([
        `role GUARDIAN, member ${address}: found a member, delay 0 s, expected no member`,
      ]);
    });

    it("a right of the deployer, named as such", async () => {
      const { address } = city.deployer;
      await authorityAct("grantRole", [idOf("GUARDIAN"), address, 0]);
      expect(await city.inspect()).to.deep.equal([
        `role GUARDIAN, member ${address} (the deployer): found a member, delay 0 s, expected no member`,
      ]);
    });

    it("a member that is gone", async () => {
      await authorityAct("revokeRole", [idOf("GUARDIAN"), officeOf("GUARDIAN")]);
      expect(await city.inspect()).to.deep.equal([
        `role GUARDIAN, member ${officeOf("GUARDIAN")}: found no member, expected a member`,
      ]);
    });

    it("another delay", async () => {
      await authorityAct("grantRole", [idOf("COUNCIL"), officeOf("COUNCIL"), 96 * 3600]);
      expect(await city.inspect()).to.deep.equal([
        `role COUNCIL, delay of ${officeOf("COUNCIL")}: found 345600 s, expected 172800 s`,
      ]);
    });

    it("another admin", async () => {
      await authorityAct("setRoleAdmin", [idOf("GUARDIAN"), idOf("OMBUDSMAN")]);
      expect(await city.inspect()).to.deep.equal(["role GUARDIAN, admin: found 2, expected 0"]);
    });

    it("another guardian", async () => {
      await authorityAct("setRoleGuardian", [idOf("HARBOUR_MASTER"), idOf("GUARDIAN")]);
      expect(await city.inspect()).to.deep.equal(["role HARBOUR_MASTER, guardian: found 1, expected 2"]);
    });

    it("a raised minimum delay", async () => {
      await authorityAct("raiseMinimumDelay", [idOf("GUARDIAN"), 3600]);
      expect(await city.inspect()).to.deep.equal(["role GUARDIAN, minimumDelay: found 3600, expected 0"]);
    });

    it("a grant delay", async () => {
      await authorityAct("setGrantDelay", [idOf("GUARDIAN"), 3600]);
      await city.networkHelpers.time.increase(5 * DAY);
      expect(await city.inspect()).to.deep.equal(["role GUARDIAN, grantDelay: found 3600, expected 0"]);
    });

    it("a role too many", async () => {
      const role = {
        id: 77,
        label: "POET",
        admin: 0,
        guardian: 0,
        minimumDelay: 0,
        exclusionGroup: 0,
        holders: [],
      };
      await authorityAct("registerRole", [role]);
      expect(await city.inspect()).to.deep.equal(["role 77: found registered, expected unknown"]);
    });

    it("a role that is not registered", async () => {
      const poet = { ...harbour.roles[0], name: "POET", id: 77n };
      const blueprint = drawBlueprint(
        {
          ...city.city,
          offices: { ...city.city.offices, POET: [officeOf("COUNCIL")] },
          delays: { ...city.city.delays, POET: 0 },
        },
        city.deployer.address,
        [
          ...domains,
          {
            ...harbour,
            name: "poetry",
            roles: [poet],
            contracts: [],
            functions: [],
            agents: [],
            checkers: [],
          },
        ],
      );
      expect(await city.inspect({ blueprint })).to.deep.equal([
        "role POET: found not registered, expected registered",
        `role POET, member ${officeOf("COUNCIL")}: found no member, expected a member`,
      ]);
    });
  });

  describe("functions", () => {
    it("given to another role", async () => {
      await authorityAct("setTargetFunctionRole", [
        addressOf("Lighthouse"),
        [selectorOf("kindle()")],
        idOf("GUARDIAN"),
      ]);
      expect(await city.inspect()).to.deep.equal([
        "function Lighthouse.kindle: found given to GUARDIAN, expected given to HARBOUR_MASTER",
      ]);
    });

    it("of a foreign target", async () => {
      const target = city.citizen.address;
      await authorityAct("setTargetFunctionRole", [target, ["0x12345678"], idOf("GUARDIAN")]);
      expect(await city.inspect()).to.deep.equal([
        `function 0x12345678 of ${target}: found given to GUARDIAN, expected not in the city's tables`,
      ]);
    });

    it("that no role has", async () => {
      const dimmer: Domain = {
        ...harbour,
        functions: [
          ...harbour.functions,
          { contract: "Lighthouse", signature: "dim()", role: "HARBOUR_MASTER" },
        ],
      };
      const blueprint = drawBlueprint(city.city, city.deployer.address, [...allDomains, dimmer]);
      expect(await city.inspect({ blueprint })).to.deep.equal([
        "function Lighthouse.dim: found given to no role, expected given to HARBOUR_MASTER",
      ]);
    });
  });

  describe("code", () => {
    it("compiled from a source with one changed line", async () => {
      const line = "SafeCast.toUint32(_versions[service].length)";
      const withDirectoryFrom = async (changedLine: string) => {
        const changed = await compileChanged("CityDirectory", line, changedLine);
        return city.inspect({
          artifactOf: async (contract) =>
            contract === "CityDirectory" ? changed : artifactReader(hre)(contract),
        });
      };
      expect(await withDirectoryFrom(line), "the same source").to.deep.equal([]);
      const lines = await withDirectoryFrom("SafeCast.toUint32(_versions[service].length + 1)");
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(
        new RegExp(
          `^CityDirectory at ${addressOf("CityDirectory")}: code differs from the build ` +
            `\\(\\d+ bytes, the build has \\d+; first difference at byte \\d+\\); it was deployed from other sources, or settings$`,
        ),
      );
    });

    it("of something else under a service's name, and what it cannot answer", async () => {
      const code = await city.provider.getCode(addressOf("PilotStation"));
      await city.networkHelpers.setCode(addressOf("CityDirectory"), code);
      const lines = await city.inspect();
      expect(lines[0]).to.match(/^CityDirectory at 0x\w+: code differs from the build/);
      expect(lines.find((line) => line.startsWith("directory"))).to.match(
        /^directory: found no answer \(.+\), expected an answer$/,
      );
    });

    it("of a library that takes another address for its own, or of one that is linked to another", async () => {
      const provider = city.chain.ethers.provider;
      const own = addressOf("BillLedgers").slice(2).toLowerCase();
      const other = addressOf("MintDesk").slice(2).toLowerCase();
      for (const contract of ["BillLedgers", "Billing"]) {
        const code = await provider.getCode(addressOf(contract));
        expect(code, contract).to.include(own);
        await city.networkHelpers.setCode(addressOf(contract), code.replaceAll(own, other));
      }
      const told = await city.inspect();
      expect(told.map((line) => line.split(":")[0])).to.deep.equal(
        ["BillLedgers", "Billing"].map((name) => `${name} at ${addressOf(name)}`),
      );
      for (const line of told) expect(line).to.include("code differs from the build");
    });

    it("with another parameter", async () => {
      const wider: Domain = {
        ...harbour,
        contracts: harbour.contracts.map((row) => ({
          ...row,
          expectations: (blueprint) =>
            row.expectations(blueprint).map((expectation) => ({ ...expectation, expected: "40000" })),
        })),
      };
      const blueprint = drawBlueprint(city.city, city.deployer.address, [...allDomains, wider]);
      expect(await city.inspect({ blueprint })).to.deep.equal([
        "Lighthouse.rangeMetres: found 30000, expected 40000",
      ]);
    });
  });

  describe("foreign contracts", () => {
    it("in the directory", async () => {
      const registrations = [
        { service: encodeBytes32String("Council"), account: officeOf("COUNCIL"), interfaceId: "0x00000000" },
      ];
      await council(
        addressOf("CityDirectory"),
        city.directory.interface.encodeFunctionData("register", [registrations]),
      );
      expect(await city.inspect()).to.deep.equal([
        `directory, service Council: found ${officeOf("COUNCIL")}, a foreign contract, expected not in the city file`,
      ]);
    });

    it("in the directory, under a name that is no text", async () => {
      const service = `0x${"ff".repeat(32)}`;
      const registrations = [{ service, account: officeOf("COUNCIL"), interfaceId: "0x00000000" }];
      await council(
        addressOf("CityDirectory"),
        city.directory.interface.encodeFunctionData("register", [registrations]),
      );
      expect(await city.inspect()).to.deep.equal([
        `directory, service ${service}: found ${officeOf("COUNCIL")}, a foreign contract, expected not in the city file`,
      ]);
    });

    it("as the next version of a service", async () => {
      const registrations = [
        {
          service: encodeBytes32String("Lighthouse"),
          account: officeOf("COUNCIL"),
          interfaceId: "0x00000000",
        },
      ];
      await council(
        addressOf("CityDirectory"),
        city.directory.interface.encodeFunctionData("register", [registrations]),
      );
      expect(await city.inspect()).to.deep.equal([
        "directory, versions of Lighthouse: found 2, expected 1",
        `directory, Lighthouse: found ${officeOf("COUNCIL")}, expected ${addressOf("Lighthouse")}`,
      ]);
    });

    it("deployed by the factory", async () => {
      const factory = CityFactory__factory.connect(addressOf("CityFactory"), city.provider);
      const station = await hre.artifacts.readArtifact("PilotStation");
      const initCode = station.bytecode + addressOf("CityAuthority").slice(2).padStart(64, "0");
      const lines: string[] = [];
      for (const [service, title] of [
        [encodeBytes32String("Tower"), "Tower"],
        [`0x${"ff".repeat(32)}`, `0x${"ff".repeat(32)}`],
      ]) {
        await council(
          addressOf("CityFactory"),
          factory.interface.encodeFunctionData("deploy", [service, 3, initCode]),
        );
        const address = await factory.addressOf(service, 3);
        lines.push(`factory, ${title} version 3: found ${address}, expected not in the city file`);
      }
      expect(await city.inspect()).to.deep.equal(lines);
    });
  });

  it("a closed contract", async () => {
    const data = city.authority.interface.encodeFunctionData("emergencyClose", [addressOf("Lighthouse")]);
    await city.act("GUARDIAN", addressOf("CityAuthority"), data);
    expect(await city.inspect()).to.deep.equal(["Lighthouse: found closed, expected open"]);
  });

  it("an admin delay of a contract", async () => {
    await authorityAct("setTargetAdminDelay", [addressOf("Lighthouse"), 3600]);
    await city.networkHelpers.time.increase(5 * DAY);
    expect(await city.inspect()).to.deep.equal(["Lighthouse, admin delay: found 3600 s, expected 0 s"]);
  });

  it("a contract that obeys another authority", async () => {
    // Any contract can be named: a council could hand a service to an authority of its own.
    await authorityAct("updateAuthority", [addressOf("Lighthouse"), officeOf("COUNCIL")]);
    expect(await city.inspect()).to.deep.equal([
      `Lighthouse.authority: found ${officeOf("COUNCIL")}, expected ${addressOf("CityAuthority")}`,
    ]);
  });

  it("a pending act, until it is cancelled", async () => {
    const [to, data] = [addressOf("CityDirectory"), "0x12345678"];
    await city.schedule("COUNCIL", to, data);
    const [{ id, readyAt }] = await city.authority.pendingOperations(0, 1);
    const ready = new Date(Number(readyAt) * 1000).toISOString();
    expect(await city.inspect()).to.deep.equal([
      `pending act ${id}: found ${data} on ${to} by ${officeOf("COUNCIL")}, ready at ${ready}, expected no pending act`,
    ]);
    const cancel = city.authority.interface.encodeFunctionData("cancel", [officeOf("COUNCIL"), to, data]);
    await city.act("OMBUDSMAN", addressOf("CityAuthority"), cancel);
    expect(await city.inspect()).to.deep.equal([]);
  });

  describe("agents and checkers", () => {
    const agents = IAgents__factory.createInterface();

    it("an agent too many, during its notice and after", async () => {
      const account = officeOf("COUNCIL");
      await council(addressOf("Lighthouse"), agents.encodeFunctionData("announceAgent", [account, 6]));
      expect(await city.inspect()).to.deep.equal([
        `Lighthouse, announced rights of agent ${account}: found 6, expected 0`,
      ]);
      await city.networkHelpers.time.increase(30 * DAY);
      expect(await city.inspect()).to.deep.equal([
        `Lighthouse, rights of agent ${account}: found 6, expected 0`,
        `Lighthouse, announced rights of agent ${account}: found 6, expected 0`,
      ]);
    });

    it("an agent that is to lose its rights", async () => {
      const account = addressOf("PilotStation");
      await council(addressOf("Lighthouse"), agents.encodeFunctionData("announceAgent", [account, 0]));
      expect(await city.inspect()).to.deep.equal([
        `Lighthouse, announced rights of agent ${account}: found 0, expected 1`,
      ]);
    });

    it("another checker", async () => {
      const [ours, other] = [addressOf("PilotStation"), officeOf("COUNCIL")];
      await council(
        addressOf("Lighthouse"),
        agents.encodeFunctionData("announceChecker", [IS_TIDE_HIGH, other]),
      );
      expect(await city.inspect()).to.deep.equal([
        `Lighthouse, checker of ${IS_TIDE_HIGH}: found ${ours}, announced ${other}, expected ${ours}`,
      ]);
    });

    it("a question that nobody is asked any more", async () => {
      const ours = addressOf("PilotStation");
      const question = encodeBytes32String("is it foggy?");
      await council(addressOf("Lighthouse"), agents.encodeFunctionData("announceChecker", [question, ours]));
      await city.networkHelpers.time.increase(30 * DAY);
      expect(await city.inspect()).to.deep.equal([
        `Lighthouse, checker of ${question}: found ${ours}, announced ${ours}, expected ${ZeroAddress}`,
      ]);
      await council(
        addressOf("Lighthouse"),
        agents.encodeFunctionData("announceChecker", [question, ZeroAddress]),
      );
      await city.networkHelpers.time.increase(30 * DAY);
      expect(await city.inspect(), "withdrawn again").to.deep.equal([]);
    });

    it("on a contract for which the tables name none", async () => {
      const lonely: Domain = { ...harbour, agents: [], checkers: [] };
      const blueprint = drawBlueprint(city.city, city.deployer.address, [...allDomains, lonely]);
      const ours = addressOf("PilotStation");
      expect(await city.inspect({ blueprint })).to.deep.equal([
        `Lighthouse, rights of agent ${ours}: found 1, expected 0`,
        `Lighthouse, announced rights of agent ${ours}: found 1, expected 0`,
        `Lighthouse, checker of ${IS_TIDE_HIGH}: found ${ours}, announced ${ours}, expected ${ZeroAddress}`,
      ]);
    });
  });

  describe("history", () => {
    it("a right that no event has given", async () => {
      const hidden = city.authority.interface.getEvent("RoleGranted").topicHash;
      const lines = await city.inspect({ provider: withLogs(city.provider, (topic) => topic !== hidden) });
      const members = city.blueprint.roles.map(
        ({ id, name }) => `events, role ${id} of ${officeOf(name)}: found never granted, expected granted`,
      );
      expect(lines).to.have.members(members);
    });

    it("a right that was never taken back", async () => {
      const hidden = city.authority.interface.getEvent("RoleRevoked").topicHash;
      expect(
        await city.inspect({ provider: withLogs(city.provider, (topic) => topic !== hidden) }),
      ).to.deep.equal([
        `events, role 0 of ${city.deployer.address}: found granted and never revoked, expected in the authority's list`,
      ]);
    });

    it("a function that no event has given", async () => {
      const hidden = city.authority.interface.getEvent("TargetFunctionRoleUpdated").topicHash;
      const lines = await city.inspect({ provider: withLogs(city.provider, (topic) => topic !== hidden) });
      const key = `${addressOf("Lighthouse")} ${selectorOf("kindle()")}`.toLowerCase();
      expect(lines).to.include(`events, function ${key}: found undefined, expected 1000`);
    });
  });
});

describe("inspectCity before the handover", () => {
  it("finds nothing where the deployer still holds the council, and names it where the city must be sealed", async () => {
    const city = await foundCity(domains);
    await city.deployUnsealed();
    expect(await city.inspect({ isSealed: false })).to.deep.equal([]);
    const { address } = city.deployer;
    expect(await city.inspect()).to.deep.equal([
      "CityAuthority.isSealed: found false, expected true",
      `role COUNCIL, member ${address} (the deployer): found a member, delay 0 s, expected no member`,
    ]);
    await city.chain.close();
  });
});

/** A provider that tells only the events whose first topic passes. */
function withLogs(provider: Provider, passes: (topic: string) => boolean): Provider {
  return new Proxy(provider, {
    get: (target, name) => {
      if (name === "getLogs") {
        return async (filter: Parameters<Provider["getLogs"]>[0]) =>
          (await target.getLogs(filter)).filter(({ topics }) => passes(topics[0]));
      }
      const member: unknown = Reflect.get(target, name);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
}

interface StandardJsonInput {
  sources: Record<string, { content: string }>;
  settings: { outputSelection: object };
}

interface StandardJsonOutput {
  contracts: Record<
    string,
    Record<string, { evm: { deployedBytecode: { object: string; immutableReferences: object } } }>
  >;
}

/** Compiles a contract with the settings of the build, one line of its source changed. */
async function compileChanged(contract: string, line: string, changedLine: string): Promise<CompiledCode> {
  const buildInfoId = await hre.artifacts.getBuildInfoId(
    (await hre.artifacts.readArtifact(contract)).sourceName + `:${contract}`,
  );
  const path = await hre.artifacts.getBuildInfoPath(buildInfoId!);
  const { input } = JSON.parse(await readFile(path!, "utf8")) as { input: StandardJsonInput };
  const [name, source] = Object.entries(input.sources).find(([, { content }]) => content.includes(line))!;
  source.content = source.content.replace(line, changedLine);
  input.settings.outputSelection = { [name]: { [contract]: ["evm.deployedBytecode"] } };
  const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };
  const { contracts } = JSON.parse(solc.compile(JSON.stringify(input))) as StandardJsonOutput;
  const { object, immutableReferences } = contracts[name][contract].evm.deployedBytecode;
  return {
    deployedBytecode: `0x${object}`,
    immutableReferences: immutableReferences as CompiledCode["immutableReferences"],
  };
}
