import type { Address, Hex } from "./signing/types.js";

/** Where the contracts of a deployed city are: what `deployments/<chainId>.json` holds. */
export interface AddressBook {
  /** Name of the city. */
  readonly name: string;
  readonly chainId: number;
  readonly deployer: Address;
  readonly factory: Address;
  readonly services: readonly string[];
  /** Contracts by name. */
  readonly contracts: Readonly<Record<string, ContractPlace>>;
}

/** Where a contract is, and which code it must have. */
export interface ContractPlace {
  readonly address: Address;
  /** Version of the city's directory. */
  readonly version: number;
  /** keccak256 of the code deployed there. */
  readonly codeHash: Hex;
}
