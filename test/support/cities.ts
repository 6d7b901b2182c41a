import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { getAddress, id, toBeHex, Wallet } from "ethers";

import { addressBookPath } from "../../scripts/city/addressBook.js";
import { parseCityFile, type CityFile } from "../../scripts/city/cityFile.js";
import { domainsOf, rolesOf, services } from "../../scripts/city/domains/index.js";
import type { Ended, Running } from "./processes.js";
import { startCli } from "./processes.js";

/** Whatever sends a JSON-RPC request. */
export interface RpcSender {
  send(method: string, params: unknown[]): Promise<unknown>;
}

/** The key of the deployer in these tests; nobody else knows it. */
export const deployerKey = id("Civitas tests: deployer");

/** The deployer's account. */
export const deployer = new Wallet(deployerKey).address;

/** Roles of a city with every service. */
export const allRoles = rolesOf(domainsOf(services));

/** A good city file: every service, and one account an office that only has to have code. */
export function goodCityFile(chainId = 31337) {
  const offices = allRoles.map(({ name }): [string, string[]] => [name, [officeOf(name)]]);
  return {
    name: "Test City",
    chainId,
    services: [...services],
    token: { name: "Test Token", symbol: "TEST" },
    readers: "restricted",
    offices: Object.fromEntries(offices),
  };
}

/** Account of an office in {@link goodCityFile}. */
export const officeOf = (role: string): string => getAddress(id(`office ${role}`).slice(0, 42));

/** Gives the offices of {@link goodCityFile} code (of a contract that does nothing) on a test chain. */
export async function openOffices(chain: RpcSender): Promise<void> {
  for (const { name } of allRoles) await chain.send("hardhat_setCode", [officeOf(name), "0x00"]);
}

/** Gives the deployer 1,000 coins on a test chain. */
export const fundDeployer = (chain: RpcSender): Promise<unknown> =>
  chain.send("hardhat_setBalance", [deployer, toBeHex(1_000n * 10n ** 18n)]);

/** A folder with a city file, and the command line pointed at both and at a chain. */
export interface Workplace {
  readonly city: CityFile;
  readonly folder: string;
  readonly cityPath: string;
  /** `hardhat city <command> --network city …` */
  readonly start: (command: string, url: string, ...more: string[]) => Running;
  readonly run: (command: string, url: string, ...more: string[]) => Promise<Ended>;
  /** The address book as it stands in the folder. */
  readonly addressBook: () => Promise<string>;
  /** Takes the address book away, as for somebody who has not deployed. */
  readonly forget: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Makes a folder of its own for a city file. */
export async function openWorkplace(cityFile: object = goodCityFile()): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), "civitas-"));
  const cityPath = join(folder, "city.json");
  await writeFile(cityPath, JSON.stringify(cityFile));
  const city = parseCityFile(cityFile);
  const bookPath = addressBookPath(folder, city.chainId);
  const startCommand = (command: string, url: string, ...more: string[]) =>
    startCli(["city", command, "--network", "city", "--city", cityPath, "--deployments", folder, ...more], {
      CITY_RPC_URL: url,
      CITY_DEPLOYER_KEY: deployerKey,
    });
  return {
    city,
    folder,
    cityPath,
    start: startCommand,
    run: (...args) => startCommand(...args).ended,
    addressBook: () => readFile(bookPath, "utf8"),
    forget: () => rm(bookPath, { force: true }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
