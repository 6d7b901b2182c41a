import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { AbiCoder, FunctionFragment, Interface, type ParamType } from "ethers";
import { expect } from "chai";
import hre from "hardhat";

import { contractsOf, domains, rolesOf, services } from "../../scripts/city/domains/index.js";
import { revertDataOf } from "../../scripts/lib/revert.js";
import { selectorOf } from "../../scripts/city/steps.js";
import {
  IAccessManager__factory,
  IAccessManaged__factory,
  ICityAuthority__factory,
} from "../../typechain-types/index.js";
import { wholeCity, type TestCity } from "../support/wholeCity.js";

const functions = domains.flatMap((domain) => domain.functions);
const roles = rolesOf(domains);

/** Errors with which a guard refuses a caller; anything else means that the guard let the call through. */
const REFUSALS = new Set([
  "AccessManagedUnauthorized",
  "AccessManagerUnauthorizedAccount",
  "AccessManagerUnauthorizedCall",
]);

const guards = new Interface([
  ...IAccessManager__factory.abi,
  ...IAccessManaged__factory.abi,
  ...ICityAuthority__factory.abi.filter(({ type }) => type === "error"),
]);

describe("access: every function as a member of every role", () => {
  let city: TestCity;

  before(async () => {
    city = await wholeCity();
  });

  for (const { contract, signature, role } of functions) {
    const name = `${contract}.${signature.slice(0, signature.indexOf("("))}`;

    it(`${name} is for ${role} alone`, async () => {
      for (const row of roles) {
        const refusal = await refusalOf(city, city.blueprint.city.offices[row.name][0], contract, signature);
        if (row.name !== role) {
          expect(refusal, `${row.name} must be refused`).to.be.oneOf([...REFUSALS]);
        } else if (city.blueprint.city.delays[row.name] > 0) {
          expect(refusal, `${row.name} must wait its delay`).to.equal("AccessManagerNotScheduled");
        } else {
          expect(refusal, `${row.name} must be let through`).not.to.be.oneOf([...REFUSALS]);
        }
      }
      for (const stranger of [city.citizen, city.blueprint.deployer]) {
        expect(await refusalOf(city, stranger, contract, signature)).to.be.oneOf([...REFUSALS]);
      }
    });
  }
});

describe("access: the tables are complete", () => {
  it("every concrete contract is deployed by a domain, or is the factory", async () => {
    const known = new Set(["CityFactory", ...contractsOf(domains).map(({ name }) => name)]);
    const concrete: string[] = [];
    for (const name of await hre.artifacts.getAllFullyQualifiedNames()) {
      const { contractName, sourceName, bytecode, abi } = await hre.artifacts.readArtifact(name);
      // A library's own errors are all of its ABI.
      const isLibrary = abi.every(({ type }) => type === "error");
      if (sourceName.startsWith("contracts/") && bytecode !== "0x" && !isLibrary) concrete.push(contractName);
    }
    expect(concrete).to.have.members([...known]);
  });

  for (const contract of ["CityFactory", ...contractsOf(domains).map(({ name }) => name)]) {
    it(`every function of ${contract} that changes state has its row`, async () => {
      const { abi } = await hre.artifacts.readArtifact(contract);
      const found: string[] = [];
      new Interface(abi).forEachFunction((fragment) => {
        if (!fragment.constant) found.push(fragment.format("sighash"));
      });
      const rows = domains.flatMap((domain) => [...domain.functions, ...domain.openFunctions]);
      const listed = rows.filter((row) => row.contract === contract).map((row) => row.signature);
      expect(listed).to.have.members(found);
      expect(new Set(listed).size, "a function stands in two rows").to.equal(listed.length);
    });
  }

  it("the roles' ids are those of CityRoles", () => {
    const source = readFileSync(join(hre.config.paths.root, "contracts/governance/CityRoles.sol"), "utf8");
    const constants = [...source.matchAll(/uint64 internal constant (\w+) = (\d+);/g)].map(([, name, id]) => [
      name,
      BigInt(id),
    ]);
    expect(roles.map(({ name, id }) => [name, id])).to.have.deep.members(constants);
  });

  it("every service has a demo chapter, a bench and a page", () => {
    const root = hre.config.paths.root;
    for (const service of ["governance", ...services]) {
      for (const [folder, ending] of [
        ["scripts/demo", "ts"],
        ["bench", "ts"],
        ["docs", "md"],
      ]) {
        expect(readdirSync(join(root, folder)), folder).to.include(`${service}.${ending}`);
      }
    }
  });
});

/** The error with which a call ends, by name; undefined where it would succeed, "other" for an unknown one. */
async function refusalOf(
  { blueprint, provider }: TestCity,
  from: string,
  contract: string,
  signature: string,
): Promise<string | undefined> {
  const { inputs } = FunctionFragment.from(`function ${signature}`);
  const data =
    selectorOf(signature) + AbiCoder.defaultAbiCoder().encode(inputs, inputs.map(emptyValue)).slice(2);
  try {
    await provider.call({ from, to: blueprint.addressOf(contract), data });
    return undefined;
  } catch (error) {
    const revert = revertDataOf(error);
    return guards.parseError(revert)?.name ?? "other";
  }
}

/** A value of the type that means nothing: zero, nobody, empty. */
function emptyValue(type: ParamType): unknown {
  if (type.isArray()) {
    const ofFixedLength = Math.max(type.arrayLength, 0);
    return Array.from({ length: ofFixedLength }, () => emptyValue(type.arrayChildren));
  }
  if (type.isTuple()) return type.components.map(emptyValue);
  if (type.baseType === "address") return "0x0000000000000000000000000000000000000000";
  if (type.baseType === "bool") return false;
  if (type.baseType === "string") return "";
  if (type.baseType === "bytes") return "0x";
  return type.baseType.startsWith("bytes") ? `0x${"00".repeat(Number(type.baseType.slice(5)))}` : 0n;
}
