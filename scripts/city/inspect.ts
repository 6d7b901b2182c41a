import {
  decodeBytes32String,
  encodeBytes32String,
  getBytes,
  hexlify,
  Interface,
  ZeroAddress,
  type Provider,
} from "ethers";

import {
  CityAuthority__factory,
  CityDirectory__factory,
  CityFactory__factory,
  IAccessManaged__factory,
  IAgents__factory,
  type CityAuthority,
} from "../../typechain-types/index.js";
import { checkersOf, roleIdOf, type Blueprint } from "./blueprint.js";
import { logsOf } from "../lib/logs.js";
import { oneLine } from "../lib/oneLine.js";
import { mappedFunctions, placesOf, selectorOf } from "./steps.js";

/** Compiled code of a contract, as Hardhat's artifacts hold it. */
export interface CompiledCode {
  readonly deployedBytecode: string;
  readonly immutableReferences?: Readonly<Record<string, readonly Place[]>>;
  /** Where addresses of linked libraries stand, by file and library. */
  readonly deployedLinkReferences?: Readonly<Record<string, Readonly<Record<string, readonly Place[]>>>>;
}

/** Bytes of compiled code. */
interface Place {
  readonly start: number;
  readonly length: number;
}

/**
 * What a library's compiled code begins with: it compares its own address, which it learns when it is deployed, with the
 * one that it is called at (PUSH20, ADDRESS, EQ), so that it notices a direct call.
 */
const LIBRARY_START = `0x73${"00".repeat(20)}3014`;

/** What an inspection needs besides the chain. */
export interface InspectionInputs {
  readonly blueprint: Blueprint;
  readonly provider: Provider;
  /** The build to compare with. */
  readonly artifactOf: (contract: string) => Promise<CompiledCode>;
  /** Whether the city must be sealed; before the handover it is not yet. */
  readonly isSealed: boolean;
}

/**
 * Compares a deployed city with its blueprint: code, roles, functions, agents, directory, pending acts, and the
 * history of rights since the deployment. Reads only.
 * @returns every difference, one line each: what, found, expected; empty where the city is as the file says
 */
export async function inspectCity(inputs: InspectionInputs): Promise<string[]> {
  const { blueprint, provider } = inputs;
  const codeDifferences = await compareCode(inputs);
  if (codeDifferences.some((line) => line.includes("no contract"))) return codeDifferences;
  const authority = CityAuthority__factory.connect(blueprint.addressOf("CityAuthority"), provider);
  const parts = await Promise.all([
    answered(provider, "parameters", compareExpectations(inputs)),
    answered(provider, "authorities of the contracts", compareAuthorities(inputs)),
    answered(provider, "roles", compareRoles(inputs, authority)),
    answered(provider, "members of roles", compareMembers(inputs, authority)),
    answered(provider, "functions of roles", compareFunctions(inputs, authority)),
    answered(provider, "closings", compareClosings(inputs, authority)),
    answered(provider, "pending acts", comparePending(authority)),
    answered(provider, "agents and checkers", compareAgents(inputs)),
    answered(provider, "directory", compareDirectory(inputs)),
    answered(provider, "history", compareHistory(inputs, authority)),
  ]);
  return [...codeDifferences, ...parts.flat()];
}

/** Foreign code may answer nothing that can be read: a finding like any other, as long as the chain itself answers. */
async function answered(provider: Provider, what: string, lines: Promise<string[]>): Promise<string[]> {
  try {
    return await lines;
  } catch (error) {
    await provider.getBlockNumber();
    return [difference(what, `no answer (${oneLine((error as Error).message)})`, "an answer")];
  }
}

const difference = (what: string, found: unknown, expected: unknown): string =>
  `${what}: found ${String(found)}, expected ${String(expected)}`;

/** Code equal to the build, apart from immutables, whose values are read through views. */
async function compareCode({ blueprint, provider, artifactOf }: InspectionInputs): Promise<string[]> {
  const lines: string[] = [];
  for (const { name, address } of placesOf(blueprint)) {
    const code = await provider.getCode(address);
    if (code === "0x") {
      lines.push(difference(`${name} at ${address}`, "no contract", "its code"));
      continue;
    }
    const compiled = await artifactOf(name);
    const found = maskImmutables(code, compiled.immutableReferences);
    const expected = maskImmutables(link(compiled, blueprint, address), compiled.immutableReferences);
    if (found !== expected) {
      lines.push(
        `${name} at ${address}: code differs from the build ${describeCodeDifference(found, expected)}; ` +
          "it was deployed from other sources, or settings",
      );
    }
  }
  return lines;
}

/** Compiled code with the addresses of the libraries that it is linked to; in a library, with its own. */
function link(
  { deployedBytecode, deployedLinkReferences = {} }: CompiledCode,
  { addressOf }: Blueprint,
  address: string,
): string {
  const own = `0x73${address.slice(2).toLowerCase()}3014`;
  let code = deployedBytecode.replace(new RegExp(`^${LIBRARY_START}`), own);
  for (const libraries of Object.values(deployedLinkReferences)) {
    for (const [library, places] of Object.entries(libraries)) {
      for (const { start, length } of places) {
        const [from, to] = [2 + 2 * start, 2 + 2 * (start + length)];
        code = code.slice(0, from) + addressOf(library).slice(2).toLowerCase() + code.slice(to);
      }
    }
  }
  return code;
}

function maskImmutables(code: string, references: CompiledCode["immutableReferences"] = {}): string {
  const bytes = getBytes(code);
  for (const { start, length } of Object.values(references).flat()) bytes.fill(0, start, start + length);
  return hexlify(bytes);
}

function describeCodeDifference(found: string, expected: string): string {
  const [a, b] = [getBytes(found), getBytes(expected)];
  const first = a.findIndex((byte, index) => byte !== b[index]);
  return `(${a.length} bytes, the build has ${b.length}; first difference at byte ${first < 0 ? b.length : first})`;
}

async function compareExpectations({ blueprint, provider }: InspectionInputs): Promise<string[]> {
  const factory = CityFactory__factory.connect(blueprint.factory, provider);
  const rows = [
    { what: "CityFactory.deployer", expected: blueprint.deployer, read: () => factory.deployer() },
    ...blueprint.contracts.flatMap(({ expectations }) => expectations(blueprint)),
  ];
  const found = await Promise.all(rows.map(({ read }) => read(provider)));
  return rows.flatMap(({ what, expected }, index) =>
    found[index] === expected ? [] : [difference(what, found[index], expected)],
  );
}

/** Every contract obeys the city's authority, apart from those whose row says that they know none. */
async function compareAuthorities({ blueprint, provider }: InspectionInputs): Promise<string[]> {
  const expected = blueprint.addressOf("CityAuthority");
  const independent = new Set(
    blueprint.contracts.filter(({ knowsNoAuthority }) => knowsNoAuthority === true).map(({ name }) => name),
  );
  const places = placesOf(blueprint).filter(({ name }) => name !== "CityAuthority" && !independent.has(name));
  const found = await Promise.all(
    places.map(({ address }) => IAccessManaged__factory.connect(address, provider).authority()),
  );
  return places.flatMap(({ name }, index) =>
    found[index] === expected ? [] : [difference(`${name}.authority`, found[index], expected)],
  );
}

async function compareRoles(
  { blueprint, isSealed }: InspectionInputs,
  authority: CityAuthority,
): Promise<string[]> {
  const lines: string[] = [];
  const sealed = await authority.isSealed();
  if (sealed !== isSealed) lines.push(difference("CityAuthority.isSealed", sealed, isSealed));
  const registered = [...(await authority.roles())];
  for (const id of registered) {
    if (!blueprint.roles.some((role) => role.id === id))
      lines.push(difference(`role ${id}`, "registered", "unknown"));
  }
  for (const role of blueprint.roles) {
    if (!registered.includes(role.id)) {
      lines.push(difference(`role ${role.name}`, "not registered", "registered"));
      continue;
    }
    const info = await authority.roleInfo(role.id);
    const expected = {
      admin: roleIdOf(blueprint.roles, role.admin),
      guardian: roleIdOf(blueprint.roles, role.guardian),
      grantDelay: 0n,
      minimumDelay: BigInt(role.minimumDelay),
      exclusionGroup: BigInt(role.exclusionGroup),
    };
    for (const [field, value] of Object.entries(expected)) {
      const found = info[field as keyof typeof expected];
      if (found !== value) lines.push(difference(`role ${role.name}, ${field}`, found, value));
    }
  }
  return lines;
}

async function compareMembers(
  { blueprint, isSealed }: InspectionInputs,
  authority: CityAuthority,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { id, name } of blueprint.roles) {
    const expected = new Map(
      blueprint.city.offices[name].map((account) => [account, BigInt(blueprint.city.delays[name])]),
    );
    if (!isSealed && name === "COUNCIL") expected.set(blueprint.deployer, 0n);
    for (const { account, executionDelay } of await authority.roleMembers(id)) {
      const delay = expected.get(account);
      if (delay === undefined) {
        const who = account === blueprint.deployer ? `${account} (the deployer)` : account;
        lines.push(
          difference(`role ${name}, member ${who}`, `a member, delay ${executionDelay} s`, "no member"),
        );
      } else if (delay !== executionDelay) {
        lines.push(difference(`role ${name}, delay of ${account}`, `${executionDelay} s`, `${delay} s`));
      }
      expected.delete(account);
    }
    for (const account of expected.keys()) {
      lines.push(difference(`role ${name}, member ${account}`, "no member", "a member"));
    }
  }
  return lines;
}

async function compareFunctions(
  { blueprint }: InspectionInputs,
  authority: CityAuthority,
): Promise<string[]> {
  const expected = new Map<string, string>();
  const titles = new Map<string, string>();
  for (const { contract, signature, role } of mappedFunctions(blueprint)) {
    const key = functionKey(blueprint.addressOf(contract), selectorOf(signature));
    expected.set(key, role);
    titles.set(key, `${contract}.${signature.slice(0, signature.indexOf("("))}`);
  }
  const fixed = fixedFunctions(blueprint);
  const lines: string[] = [];
  for (const { id, name } of blueprint.roles) {
    for (const { target, selector } of await authority.roleFunctions(id)) {
      const key = functionKey(target, selector);
      const role = expected.get(key);
      if (fixed.get(key) === name) continue;
      if (role === undefined) {
        lines.push(
          difference(`function ${selector} of ${target}`, `given to ${name}`, "not in the city's tables"),
        );
      } else if (role !== name) {
        lines.push(difference(`function ${titles.get(key)}`, `given to ${name}`, `given to ${role}`));
      }
      expected.delete(key);
    }
  }
  for (const [key, role] of expected) {
    lines.push(difference(`function ${titles.get(key)}`, "given to no role", `given to ${role}`));
  }
  return lines;
}

/** Functions that a contract's own code gives to a role, and may list. */
function fixedFunctions({ domains, addressOf }: Blueprint): Map<string, string> {
  const rows = domains.flatMap(({ functions }) => functions).filter(({ isFixed }) => isFixed === true);
  return new Map(
    rows.map(({ contract, signature, role }) => [
      functionKey(addressOf(contract), selectorOf(signature)),
      role,
    ]),
  );
}

const functionKey = (target: string, selector: string): string => `${target} ${selector}`.toLowerCase();

async function compareClosings({ blueprint }: InspectionInputs, authority: CityAuthority): Promise<string[]> {
  const lines: string[] = [];
  for (const { name, address } of placesOf(blueprint)) {
    if (await authority.isTargetClosed(address)) lines.push(difference(name, "closed", "open"));
    const delay = await authority.getTargetAdminDelay(address);
    if (delay !== 0n) lines.push(difference(`${name}, admin delay`, `${delay} s`, "0 s"));
  }
  return lines;
}

async function comparePending(authority: CityAuthority): Promise<string[]> {
  const pending = await authority.pendingOperations(0, await authority.pendingOperationCount());
  return pending
    .filter(({ readyAt }) => readyAt !== 0n)
    .map(({ id, caller, target, selector, readyAt }) =>
      difference(
        `pending act ${id}`,
        `${selector} on ${target} by ${caller}, ready at ${new Date(Number(readyAt) * 1000).toISOString()}`,
        "no pending act",
      ),
    );
}

/** Every contract that can have agents is asked, whether or not the tables name one. */
async function compareAgents({ blueprint, provider }: InspectionInputs): Promise<string[]> {
  const lines: string[] = [];
  const announceAgent = IAgents__factory.createInterface().getFunction("announceAgent").format();
  const holders = new Set([
    ...blueprint.domains.flatMap(({ functions, agents }) => [
      ...functions.filter(({ signature }) => signature === announceAgent).map(({ contract }) => contract),
      ...agents.map(({ holder }) => holder),
    ]),
    ...checkersOf(blueprint).map(({ holder }) => holder),
  ]);
  for (const holder of holders) {
    const contract = IAgents__factory.connect(blueprint.addressOf(holder), provider);
    const expectedAgents = new Map(
      blueprint.domains
        .flatMap(({ agents }) => agents)
        .filter((row) => row.holder === holder)
        .map((row) => [blueprint.addressOf(row.agent), row.rights]),
    );
    for (const { account, rights, announcedRights } of await contract.agents()) {
      const expected = expectedAgents.get(account) ?? 0n;
      if (rights !== expected)
        lines.push(difference(`${holder}, rights of agent ${account}`, rights, expected));
      if (announcedRights !== expected) {
        lines.push(difference(`${holder}, announced rights of agent ${account}`, announcedRights, expected));
      }
      expectedAgents.delete(account);
    }
    for (const [account, rights] of expectedAgents) {
      lines.push(difference(`${holder}, rights of agent ${account}`, 0, rights));
    }
    const expectedCheckers = new Map(
      checkersOf(blueprint)
        .filter((row) => row.holder === holder)
        .map((row) => [row.question, blueprint.addressOf(row.checker)]),
    );
    for (const { question, account, announced } of await contract.checkers()) {
      const expected = expectedCheckers.get(question) ?? ZeroAddress;
      if (account !== expected || announced !== expected) {
        lines.push(
          difference(`${holder}, checker of ${question}`, `${account}, announced ${announced}`, expected),
        );
      }
      expectedCheckers.delete(question);
    }
    for (const [question, checker] of expectedCheckers) {
      lines.push(difference(`${holder}, checker of ${question}`, ZeroAddress, checker));
    }
  }
  return lines;
}

/** A name of a service as it stands on chain; where it is no text, as it is. */
function nameOf(service: string): string {
  try {
    return decodeBytes32String(service);
  } catch {
    return service;
  }
}

async function compareDirectory({ blueprint, provider }: InspectionInputs): Promise<string[]> {
  const directory = CityDirectory__factory.connect(blueprint.addressOf("CityDirectory"), provider);
  const lines: string[] = [];
  const expected = new Map(placesOf(blueprint).map((place) => [encodeBytes32String(place.name), place]));
  for (const service of await directory.services()) {
    const place = expected.get(service);
    const name = nameOf(service);
    const count = await directory.versionCount(service);
    if (place === undefined) {
      const { account } = await directory.current(service);
      lines.push(
        difference(`directory, service ${name}`, `${account}, a foreign contract`, "not in the city file"),
      );
      continue;
    }
    expected.delete(service);
    if (count !== BigInt(place.version))
      lines.push(difference(`directory, versions of ${name}`, count, place.version));
    const { entry } = await directory.entryOf(service, count);
    if (entry.account !== place.address)
      lines.push(difference(`directory, ${name}`, entry.account, place.address));
    if (entry.interfaceId !== place.interfaceId) {
      lines.push(difference(`directory, interface of ${name}`, entry.interfaceId, place.interfaceId));
    }
  }
  for (const { name } of expected.values()) {
    lines.push(difference(`directory, service ${name}`, "not registered", "registered"));
  }
  return lines;
}

/**
 * Replays the rights since the first block from events alone and compares the result with the authority's own lists,
 * so that neither a list nor an event can hide a right; also names every contract that the factory has deployed
 * besides the city's.
 */
async function compareHistory(
  { blueprint, provider }: InspectionInputs,
  authority: CityAuthority,
): Promise<string[]> {
  const lines: string[] = [];
  const rights = new Set<string>();
  const functions = new Map<string, bigint>();
  for (const log of await logsOf(provider, blueprint.addressOf("CityAuthority"))) {
    const event = authority.interface.parseLog(log);
    if (event?.name === "RoleGranted") rights.add(`${event.args.roleId} ${event.args.account}`);
    if (event?.name === "RoleRevoked") rights.delete(`${event.args.roleId} ${event.args.account}`);
    if (event?.name === "TargetFunctionRoleUpdated") {
      functions.set(functionKey(event.args.target, event.args.selector), event.args.roleId);
    }
  }
  for (const id of await authority.roles()) {
    for (const { account } of await authority.roleMembers(id)) {
      if (!rights.delete(`${id} ${account}`))
        lines.push(difference(`events, role ${id} of ${account}`, "never granted", "granted"));
    }
    for (const { target, selector } of await authority.roleFunctions(id)) {
      const key = functionKey(target, selector);
      if (functions.get(key) !== id)
        lines.push(difference(`events, function ${key}`, functions.get(key), id));
      functions.delete(key);
    }
  }
  for (const right of rights) {
    const [id, account] = right.split(" ");
    lines.push(
      difference(`events, role ${id} of ${account}`, "granted and never revoked", "in the authority's list"),
    );
  }
  for (const [key, id] of functions) {
    const isOwn = key.startsWith(blueprint.addressOf("CityAuthority").toLowerCase());
    if (!isOwn)
      lines.push(difference(`events, function ${key}`, `given to role ${id}`, "in the authority's list"));
  }
  return [...lines, ...(await foreignDeployments(blueprint, provider))];
}

async function foreignDeployments(blueprint: Blueprint, provider: Provider): Promise<string[]> {
  const events = new Interface(CityFactory__factory.abi);
  const known = new Set(placesOf(blueprint).map(({ address }) => address));
  return (await logsOf(provider, blueprint.factory)).flatMap((log) => {
    const event = events.parseLog(log);
    if (event?.name !== "ContractDeployed" || known.has(event.args.account)) return [];
    const name = nameOf(event.args.service);
    return [
      difference(
        `factory, ${name} version ${event.args.version}`,
        event.args.account,
        "not in the city file",
      ),
    ];
  });
}
