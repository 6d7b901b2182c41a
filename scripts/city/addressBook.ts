import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { keccak256, type Provider } from "ethers";

import { oneLine } from "../lib/oneLine.js";
import { writeWhole } from "../lib/writeWhole.js";
import type { Blueprint } from "./blueprint.js";
import { placesOf } from "./steps.js";

/** Addresses of a deployed city, written to `deployments/<chainId>.json`. */
export interface AddressBook {
  readonly name: string;
  readonly chainId: number;
  readonly deployer: string;
  readonly factory: string;
  readonly services: readonly string[];
  /** Contracts by name. */
  readonly contracts: Readonly<Record<string, { address: string; version: number; codeHash: string }>>;
}

/** Makes the address book of a deployed city; the same city always yields the same book. */
export async function makeAddressBook(blueprint: Blueprint, provider: Provider): Promise<AddressBook> {
  const { city, deployer, factory } = blueprint;
  const contracts: Record<string, { address: string; version: number; codeHash: string }> = {};
  for (const { name, version, address } of placesOf(blueprint)) {
    contracts[name] = { address, version, codeHash: keccak256(await provider.getCode(address)) };
  }
  return {
    name: city.name,
    chainId: Number(city.chainId),
    deployer,
    factory,
    services: city.services,
    contracts,
  };
}

/** Path of the address book of a chain. */
export const addressBookPath = (folder: string, chainId: bigint): string => join(folder, `${chainId}.json`);

/** Writes an address book, whole or not at all. */
export async function writeAddressBook(folder: string, book: AddressBook): Promise<string> {
  const path = addressBookPath(folder, BigInt(book.chainId));
  await writeWhole(path, `${JSON.stringify(book, null, 2)}\n`);
  return path;
}

/**
 * Reads the address book of a chain.
 * @throws where there is none that can be read
 */
export async function readAddressBook(folder: string, chainId: bigint): Promise<AddressBook> {
  const path = addressBookPath(folder, chainId);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    throw new Error(`--deployments: no address book ${path}; deploy first, or name the folder that holds it`);
  }
  try {
    return JSON.parse(text) as AddressBook;
  } catch (error) {
    throw new Error(
      `--deployments: ${path} is not JSON (${oneLine((error as Error).message)}); restore it, or deploy again`,
      { cause: error },
    );
  }
}
