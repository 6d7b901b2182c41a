import {
  AbiCoder,
  encodeBytes32String,
  getCreate2Address,
  getCreateAddress,
  keccak256,
  type AddressLike,
  type BigNumberish,
} from "ethers";

import { CityFactory__factory } from "../../typechain-types/index.js";
import type { CityFile } from "./cityFile.js";
import type { CheckerRow, ContractRow, Domain, RoleRow } from "./domain.js";
import { contractsOf, domainsOf, rolesOf } from "./domains/index.js";

/** Hash of the creation code of the CREATE3 proxy in OpenZeppelin's `Create3`. */
const CREATE3_PROXY_HASH = "0x57a34f6e879358dd76825d6700df87013ad6a3fb43c0d0c602f70a8772c153bd";

/** The city that a city file and a deployer imply on a chain: every address is known before the first transaction. */
export interface Blueprint {
  readonly city: CityFile;
  readonly deployer: string;
  readonly factory: string;
  readonly domains: readonly Domain[];
  readonly roles: readonly RoleRow[];
  readonly contracts: readonly ContractRow[];
  /** Argument of `CityAuthority`'s constructor. */
  readonly roleSetups: readonly RoleSetup[];
  /**
   * Where a contract stands, `CityFactory` included.
   * @throws where the city has no such contract
   */
  readonly addressOf: (contract: string) => string;
}

/** A role as `ICityAuthority.RoleSetup`. */
export interface RoleSetup {
  id: BigNumberish;
  label: string;
  admin: BigNumberish;
  guardian: BigNumberish;
  minimumDelay: BigNumberish;
  exclusionGroup: BigNumberish;
  holders: { account: AddressLike; executionDelay: BigNumberish }[];
}

/**
 * Draws the city that `city` describes, deployed by `deployer`, whose first transaction creates the factory.
 * @param domains tables of its services
 */
export function drawBlueprint(
  city: CityFile,
  deployer: string,
  domains: readonly Domain[] = domainsOf(city.services),
): Blueprint {
  const roles = rolesOf(domains);
  const contracts = contractsOf(domains);
  const factory = getCreateAddress({ from: deployer, nonce: 0 });
  const addresses = new Map<string, string>([["CityFactory", factory]]);
  for (const { name, version } of contracts) {
    addresses.set(name, create3Address(factory, city.chainId, name, version));
  }
  const idOf = (name: string): bigint => roleIdOf(roles, name);
  return {
    city,
    deployer,
    factory,
    domains,
    roles,
    contracts,
    roleSetups: roles.map((role) => ({
      id: role.id,
      label: role.name,
      admin: idOf(role.admin),
      guardian: idOf(role.guardian),
      minimumDelay: role.minimumDelay,
      exclusionGroup: role.exclusionGroup,
      holders: city.offices[role.name].map((account) => ({
        account,
        executionDelay: city.delays[role.name],
      })),
    })),
    addressOf: (contract) => {
      const address = addresses.get(contract);
      if (address === undefined) {
        throw new Error(
          `${contract}: this city has no such contract; known are ${[...addresses.keys()].join(", ")}`,
        );
      }
      return address;
    },
  };
}

/** Who answers whose questions in this city: a row of one service may name a contract of another one. */
export function checkersOf({ domains, contracts }: Pick<Blueprint, "domains" | "contracts">): CheckerRow[] {
  const has = (contract: string): boolean => contracts.some(({ name }) => name === contract);
  return domains
    .flatMap(({ checkers }) => checkers)
    .filter(({ holder, checker }) => has(holder) && has(checker));
}

/** Creation code of the factory: the first transaction of a city. */
export async function factoryInitCode(): Promise<string> {
  return (await new CityFactory__factory().getDeployTransaction()).data;
}

/** Id of a role by its name. */
export function roleIdOf(roles: readonly RoleRow[], name: string): bigint {
  const role = roles.find((row) => row.name === name);
  if (role === undefined) {
    throw new Error(`role ${name}: not in the tables; known are ${roles.map((row) => row.name).join(", ")}`);
  }
  return role.id;
}

/** The factory's CREATE3 address for a version of a service, as `ICityFactory.addressOf`. */
export function create3Address(factory: string, chainId: bigint, service: string, version: number): string {
  const salt = keccak256(
    AbiCoder.defaultAbiCoder().encode(
      ["uint256", "bytes32", "uint32"],
      [chainId, encodeBytes32String(service), version],
    ),
  );
  return getCreateAddress({ from: getCreate2Address(factory, salt, CREATE3_PROXY_HASH), nonce: 1 });
}
