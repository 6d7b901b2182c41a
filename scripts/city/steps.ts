import { encodeBytes32String, FunctionFragment, type Provider } from "ethers";

import {
  CityAuthority__factory,
  CityDirectory__factory,
  CityFactory__factory,
  IAgents__factory,
} from "../../typechain-types/index.js";
import { checkersOf, factoryInitCode, roleIdOf, type Blueprint } from "./blueprint.js";
import type { ContractRow, FunctionRow } from "./domain.js";

/** What to send; `to` is null for the factory's creation. */
export interface Call {
  readonly to: string | null;
  readonly data: string;
}

/** One transaction of a deployment. Whether it is done is read from the chain, so it can be asked for any time. */
export interface Step {
  readonly what: string;
  /** Whether nothing is left to do. */
  readonly isDone: () => Promise<boolean>;
  /** What the deployer sends. */
  readonly transaction: () => Promise<Call>;
  /** The calls that `transaction` makes at once, where it is a batch: a council schedules each by itself. */
  readonly calls?: () => Promise<Call[]>;
  /** The contract that the step creates. */
  readonly creates?: string;
}

/** Every step of a city's deployment in order, the seal last. */
export function deploymentSteps(blueprint: Blueprint, provider: Provider): Step[] {
  return [...wiringSteps(blueprint, provider), sealStep(blueprint, provider)];
}

/**
 * The steps before the handover in order: factory, contracts, roles of later services, functions, agents and checkers,
 * directory. Roles and
 * their holders stand in the authority's constructor, so they are right from its first block; only a service that joins
 * a standing city has its roles registered.
 */
export function wiringSteps(blueprint: Blueprint, provider: Provider): Step[] {
  return [
    factoryStep(blueprint, provider),
    ...blueprint.contracts.map((row) => contractStep(blueprint, provider, row)),
    ...roleSteps(blueprint, provider),
    ...functionSteps(blueprint, provider),
    ...agentSteps(blueprint, provider),
    ...checkerSteps(blueprint, provider),
    directoryStep(blueprint, provider),
  ];
}

/** An act that a council schedules and, after its delay, executes. */
export interface CouncilAct extends Call {
  readonly what: string;
}

/** What the council of a sealed city has to do, since its deployer has no right left: every step that is not done. */
export async function actsOfTheCouncil(steps: readonly Step[]): Promise<CouncilAct[]> {
  const acts: CouncilAct[] = [];
  for (const { what, isDone, transaction, calls } of steps) {
    if (await isDone()) continue;
    for (const call of calls === undefined ? [await transaction()] : await calls())
      acts.push({ what, ...call });
  }
  return acts;
}

/** Contracts of a city by name and address, the factory first. */
export function placesOf(
  blueprint: Blueprint,
): { name: string; version: number; address: string; interfaceId: string }[] {
  return [
    { name: "CityFactory", version: 1, interfaceId: "0x00000000" },
    ...blueprint.contracts.map(({ name, version, interfaceId }) => ({ name, version, interfaceId })),
  ].map((place) => ({ ...place, address: blueprint.addressOf(place.name) }));
}

/** The functions of a contract that the deployment maps to roles, as selectors by role. */
export function mappedFunctions({ domains }: Blueprint): FunctionRow[] {
  return domains.flatMap(({ functions }) => functions).filter(({ isFixed }) => isFixed !== true);
}

/** Selector of a function signature. */
export function selectorOf(signature: string): string {
  return FunctionFragment.from(`function ${signature}`).selector;
}

const hasCode = async (provider: Provider, address: string): Promise<boolean> =>
  (await provider.getCode(address)) !== "0x";

function factoryStep(blueprint: Blueprint, provider: Provider): Step {
  return {
    what: "create CityFactory",
    creates: "CityFactory",
    isDone: () => hasCode(provider, blueprint.factory),
    transaction: async () => ({ to: null, data: await factoryInitCode() }),
  };
}

function contractStep(
  blueprint: Blueprint,
  provider: Provider,
  { name, version, initCode }: ContractRow,
): Step {
  return {
    what: `deploy ${name}`,
    creates: name,
    isDone: () => hasCode(provider, blueprint.addressOf(name)),
    transaction: async () => ({
      to: blueprint.factory,
      data: CityFactory__factory.createInterface().encodeFunctionData("deploy", [
        encodeBytes32String(name),
        version,
        await initCode(blueprint),
      ]),
    }),
  };
}

/** One step a service: its roles with their holders, in one transaction. */
function roleSteps(blueprint: Blueprint, provider: Provider): Step[] {
  const address = blueprint.addressOf("CityAuthority");
  const authority = CityAuthority__factory.connect(address, provider);
  return blueprint.domains
    .filter(({ name, roles }) => name !== "governance" && roles.length > 0)
    .map(({ name, roles }) => {
      const missing = async () => {
        const registered = (await hasCode(provider, address)) ? [...(await authority.roles())] : [];
        return blueprint.roleSetups.filter(
          ({ id }) => roles.some((role) => role.id === id) && !registered.includes(BigInt(id)),
        );
      };
      return {
        what: `register the roles of ${name}`,
        isDone: async () => (await missing()).length === 0,
        ...batch(address, async () =>
          (await missing()).map((role) => authority.interface.encodeFunctionData("registerRole", [role])),
        ),
      };
    });
}

/** Calls of the authority in one transaction. */
function batch(authority: string, encodeCalls: () => Promise<string[]>): Pick<Step, "transaction" | "calls"> {
  return {
    transaction: async () => ({
      to: authority,
      data: CityAuthority__factory.createInterface().encodeFunctionData("multicall", [await encodeCalls()]),
    }),
    calls: async () => (await encodeCalls()).map((data) => ({ to: authority, data })),
  };
}

/** One step a contract: all its functions in one transaction. */
function functionSteps(blueprint: Blueprint, provider: Provider): Step[] {
  const authority = CityAuthority__factory.connect(blueprint.addressOf("CityAuthority"), provider);
  const rows = mappedFunctions(blueprint);
  return [...new Set(rows.map(({ contract }) => contract))].map((contract) => {
    const target = blueprint.addressOf(contract);
    const own = rows
      .filter((row) => row.contract === contract)
      .map((row) => ({ selector: selectorOf(row.signature), roleId: roleIdOf(blueprint.roles, row.role) }));
    const missing = async () => {
      const mapped = await mappedKeys(blueprint, provider);
      return own.filter(
        ({ selector, roleId }) => !mapped.has(`${roleId} ${target} ${selector}`.toLowerCase()),
      );
    };
    return {
      what: `give roles their functions of ${contract}`,
      isDone: async () => (await missing()).length === 0,
      ...batch(blueprint.addressOf("CityAuthority"), async () =>
        groupByRole(await missing()).map(([roleId, selectors]) =>
          authority.interface.encodeFunctionData("setTargetFunctionRole", [target, selectors, roleId]),
        ),
      ),
    };
  });
}

/** Every mapped function as `role target selector`, read from the authority's lists. */
async function mappedKeys(blueprint: Blueprint, provider: Provider): Promise<Set<string>> {
  const address = blueprint.addressOf("CityAuthority");
  if (!(await hasCode(provider, address))) return new Set();
  const authority = CityAuthority__factory.connect(address, provider);
  const keys = await Promise.all(
    blueprint.roles.map(async ({ id }) =>
      (await authority.roleFunctions(id)).map(({ target, selector }) =>
        `${id} ${target} ${selector}`.toLowerCase(),
      ),
    ),
  );
  return new Set(keys.flat());
}

function groupByRole(functions: { selector: string; roleId: bigint }[]): [bigint, string[]][] {
  const groups = new Map<bigint, string[]>();
  for (const { selector, roleId } of functions) groups.set(roleId, [...(groups.get(roleId) ?? []), selector]);
  return [...groups];
}

function agentSteps(blueprint: Blueprint, provider: Provider): Step[] {
  return blueprint.domains
    .flatMap(({ agents }) => agents)
    .map(({ holder, agent, rights }) => {
      const contract = IAgents__factory.connect(blueprint.addressOf(holder), provider);
      const account = blueprint.addressOf(agent);
      return {
        what: `appoint ${agent} as agent of ${holder}`,
        // In a sealed city an announced right begins only after its notice; announcing it again would begin anew.
        isDone: async () =>
          (await hasCode(provider, blueprint.addressOf(holder))) &&
          (await contract.agents()).some((row) => row.account === account && row.announcedRights === rights),
        transaction: async () => ({
          to: blueprint.addressOf(holder),
          data: contract.interface.encodeFunctionData("announceAgent", [account, rights]),
        }),
      };
    });
}

function checkerSteps(blueprint: Blueprint, provider: Provider): Step[] {
  return checkersOf(blueprint).map(({ holder, question, checker }) => {
    const contract = IAgents__factory.connect(blueprint.addressOf(holder), provider);
    const account = blueprint.addressOf(checker);
    return {
      what: `name ${checker} as checker of ${holder}`,
      isDone: async () =>
        (await hasCode(provider, blueprint.addressOf(holder))) &&
        (await contract.checkers()).some((row) => row.question === question && row.announced === account),
      transaction: async () => ({
        to: blueprint.addressOf(holder),
        data: contract.interface.encodeFunctionData("announceChecker", [question, account]),
      }),
    };
  });
}

function directoryStep(blueprint: Blueprint, provider: Provider): Step {
  const directory = CityDirectory__factory.connect(blueprint.addressOf("CityDirectory"), provider);
  const missing = async () => {
    const places = placesOf(blueprint);
    if (!(await hasCode(provider, blueprint.addressOf("CityDirectory")))) return places;
    const names = await Promise.all(places.map(({ address }) => directory.serviceOf(address)));
    return places.filter(({ name }, index) => names[index] !== encodeBytes32String(name));
  };
  return {
    what: "enter the contracts in the directory",
    isDone: async () => (await missing()).length === 0,
    transaction: async () => ({
      to: blueprint.addressOf("CityDirectory"),
      data: directory.interface.encodeFunctionData("register", [
        (await missing()).map(({ name, address, interfaceId }) => ({
          service: encodeBytes32String(name),
          account: address,
          interfaceId,
        })),
      ]),
    }),
  };
}

/** The handover: the deployer loses every right. */
export function sealStep(blueprint: Blueprint, provider: Provider): Step {
  const address = blueprint.addressOf("CityAuthority");
  const authority = CityAuthority__factory.connect(address, provider);
  return {
    what: "seal the city: hand it to its council, the deployer keeps nothing",
    isDone: async () => (await hasCode(provider, address)) && (await authority.isSealed()),
    transaction: async () => ({
      to: address,
      data: authority.interface.encodeFunctionData("seal"),
    }),
  };
}
