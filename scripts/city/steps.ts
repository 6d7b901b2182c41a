import { encodeBytes32String, FunctionFragment, type Provider } from "ethers";

import {
  CityAuthority__factory,
  CityDirectory__factory,
  CityFactory__factory,
  IAgents__factory,
} from "../../typechain-types/index.js";
import { factoryInitCode, roleIdOf, type Blueprint } from "./blueprint.js";
import type { ContractRow, FunctionRow } from "./domain.js";

/** One transaction of a deployment. Whether it is done is read from the chain, so it can be asked for any time. */
export interface Step {
  readonly what: string;
  /** Whether nothing is left to do. */
  readonly isDone: () => Promise<boolean>;
  /** What to send; `to` is null for the factory's creation. */
  readonly transaction: () => Promise<{ to: string | null; data: string }>;
  /** The contract that the step creates. */
  readonly creates?: string;
}

/** Every step of a city's deployment in order, the seal last. */
export function deploymentSteps(blueprint: Blueprint, provider: Provider): Step[] {
  return [...wiringSteps(blueprint, provider), sealStep(blueprint, provider)];
}

/**
 * The steps before the handover in order: factory, contracts, functions, agents and checkers, directory. Roles and
 * their holders stand in the authority's constructor, so they are right from its first block.
 */
export function wiringSteps(blueprint: Blueprint, provider: Provider): Step[] {
  return [
    factoryStep(blueprint, provider),
    ...blueprint.contracts.map((row) => contractStep(blueprint, provider, row)),
    ...functionSteps(blueprint, provider),
    ...agentSteps(blueprint, provider),
    ...checkerSteps(blueprint, provider),
    directoryStep(blueprint, provider),
  ];
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
      transaction: async () => {
        const calls = groupByRole(await missing()).map(([roleId, selectors]) =>
          authority.interface.encodeFunctionData("setTargetFunctionRole", [target, selectors, roleId]),
        );
        return {
          to: blueprint.addressOf("CityAuthority"),
          data: authority.interface.encodeFunctionData("multicall", [calls]),
        };
      },
    };
  });
}

/** Every mapped function as `role target selector`, read from the authority's lists. */
async function mappedKeys(blueprint: Blueprint, provider: Provider): Promise<Set<string>> {
  const authority = CityAuthority__factory.connect(blueprint.addressOf("CityAuthority"), provider);
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
      return {
        what: `appoint ${agent} as agent of ${holder}`,
        isDone: async () => (await contract.agentRights(blueprint.addressOf(agent))) === rights,
        transaction: async () => ({
          to: blueprint.addressOf(holder),
          data: contract.interface.encodeFunctionData("announceAgent", [blueprint.addressOf(agent), rights]),
        }),
      };
    });
}

function checkerSteps(blueprint: Blueprint, provider: Provider): Step[] {
  return blueprint.domains
    .flatMap(({ checkers }) => checkers)
    .map(({ holder, question, checker }) => {
      const contract = IAgents__factory.connect(blueprint.addressOf(holder), provider);
      return {
        what: `name ${checker} as checker of ${holder}`,
        isDone: async () => (await contract.checkerOf(question)) === blueprint.addressOf(checker),
        transaction: async () => ({
          to: blueprint.addressOf(holder),
          data: contract.interface.encodeFunctionData("announceChecker", [
            question,
            blueprint.addressOf(checker),
          ]),
        }),
      };
    });
}

function directoryStep(blueprint: Blueprint, provider: Provider): Step {
  const directory = CityDirectory__factory.connect(blueprint.addressOf("CityDirectory"), provider);
  const missing = async () => {
    const places = placesOf(blueprint);
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
  const authority = CityAuthority__factory.connect(blueprint.addressOf("CityAuthority"), provider);
  return {
    what: "seal the city: hand it to its council, the deployer keeps nothing",
    isDone: () => authority.isSealed(),
    transaction: async () => ({
      to: blueprint.addressOf("CityAuthority"),
      data: authority.interface.encodeFunctionData("seal"),
    }),
  };
}
