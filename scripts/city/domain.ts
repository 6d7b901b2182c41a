import type { Provider } from "ethers";

import type { Blueprint } from "./blueprint.js";

/**
 * The tables of one city service: what is deployed, who holds which role, who may call what. One file a domain under
 * `domains/`; deployment, verification, the roles page and the access tests all read these tables.
 */
export interface Domain {
  /** Name of the folder under `contracts/`, and of the service in the city file. */
  readonly name: string;
  /** Roles that enter the city with this domain, each after those it names as admin or guardian. */
  readonly roles: readonly RoleRow[];
  /** Contracts in the order of deployment. */
  readonly contracts: readonly ContractRow[];
  /** Every `restricted` function, and the authority's own guarded ones. */
  readonly functions: readonly FunctionRow[];
  /** Every other external function that changes state, with who it is for. */
  readonly openFunctions: readonly OpenFunctionRow[];
  /** Rights of contracts over contracts. */
  readonly agents: readonly AgentRow[];
  /** Who answers questions of policy. */
  readonly checkers: readonly CheckerRow[];
}

/** A role of the city. Delays are seconds. */
export interface RoleRow {
  /** Name of the constant in `CityRoles`. */
  readonly name: string;
  /** Its value there. */
  readonly id: bigint;
  /** Role whose members appoint and dismiss its members. */
  readonly admin: string;
  /** Role whose members may cancel its pending acts. */
  readonly guardian: string;
  /** Seconds that no grant undercuts. */
  readonly minimumDelay: number;
  /** Nobody holds two roles of one group; 0 means no group. */
  readonly exclusionGroup: number;
  /** Whether each holder must be a contract (a multisignature wallet, a governor) and not a single key. */
  readonly heldByContract: boolean;
  /** One line for the roles page. */
  readonly may: string;
  /** One line for the roles page. */
  readonly mayNever: string;
}

/** A contract that the deployment creates through the factory. */
export interface ContractRow {
  /** Contract name, also the service's name in the directory. */
  readonly name: string;
  /** Version in the directory and in the factory's salt. */
  readonly version: number;
  /** ERC-165 id that it supports; `0x00000000` where it claims none. */
  readonly interfaceId: string;
  /** Nobody governs it: it has no function that an officer calls, and no `authority()`. */
  readonly knowsNoAuthority?: true;
  /** Creation code with constructor arguments. */
  readonly initCode: (blueprint: Blueprint) => Promise<string>;
  /** What its constructor arguments and parameters must read as, once deployed. */
  readonly expectations: (blueprint: Blueprint) => readonly Expectation[];
}

/** A view and the value that the city file implies. */
export interface Expectation {
  readonly what: string;
  readonly expected: string;
  readonly read: (provider: Provider) => Promise<string>;
}

/** A function that only members of a role may call. */
export interface FunctionRow {
  readonly contract: string;
  /** Signature as in the ABI, such as `register((bytes32,address,bytes4)[])`. */
  readonly signature: string;
  readonly role: string;
  /** Fixed in the contract's code: not mapped by the deployment. */
  readonly isFixed?: boolean;
}

/** A function that no role guards. */
export interface OpenFunctionRow {
  readonly contract: string;
  readonly signature: string;
  /** Who it is for, and what stands in the role's place (a signature, a proof, an immutable). */
  readonly guard: string;
}

/** A contract that may act on another one. */
export interface AgentRow {
  /** Contract that holds. */
  readonly holder: string;
  /** Contract that acts. */
  readonly agent: string;
  /** Rights as bits of the holder's published constants. */
  readonly rights: bigint;
}

/** A contract that answers a question of another one. */
export interface CheckerRow {
  readonly holder: string;
  /** Identifier that the holder publishes, 32 bytes. */
  readonly question: string;
  readonly checker: string;
}
