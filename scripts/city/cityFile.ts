import { readFile } from "node:fs/promises";

import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { getAddress, isAddress, ZeroAddress } from "ethers";

import { oneLine } from "../lib/oneLine.js";
import type { RoleRow } from "./domain.js";
import { domainsOf, rolesOf, services } from "./domains/index.js";
import schema from "./city.schema.json" with { type: "json" };

/** A validated city file: addresses are checksummed, every role has holders and a delay. */
export interface CityFile {
  readonly name: string;
  readonly chainId: bigint;
  readonly services: readonly string[];
  /** Holders by role name. */
  readonly offices: Readonly<Record<string, readonly string[]>>;
  /** The municipal token; there in a city with the service payments. */
  readonly token?: TokenTerms;
  /** Who reads the chain: everybody, or those whom the city lets. */
  readonly readers: "public" | "restricted";
  /** Whether the DID registry does all that ERC-1056's original does; see `IDIDRegistry.legacyAllowed`. */
  readonly legacyIdentity: boolean;
  /** Seconds by role name. */
  readonly delays: Readonly<Record<string, number>>;
}

/** How the municipal token is called. */
export interface TokenTerms {
  readonly name: string;
  readonly symbol: string;
}

/** The file's own shape, before defaults. */
interface RawCityFile {
  name: string;
  chainId: number;
  services: string[];
  offices: Record<string, string[]>;
  token?: TokenTerms;
  readers?: "public" | "restricted";
  legacyIdentity?: boolean;
  delays?: Record<string, number>;
}

/** Longest delay that `CityAuthority` accepts, seconds. */
export const MAXIMUM_DELAY = 30 * 24 * 3600;

/** A city file that cannot be used; one line a problem: field, value, mend. */
export class CityFileError extends Error {
  constructor(
    readonly path: string,
    readonly problems: readonly string[],
  ) {
    super(`City file ${path}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "CityFileError";
  }
}

/**
 * Reads and validates a city file.
 * @throws {CityFileError} with every problem found
 */
export async function readCityFile(path: string): Promise<CityFile> {
  if (path === "") {
    throw new CityFileError("(none)", [
      "--city: missing; give the path of a city file, such as --city cities/mine.json",
    ]);
  }
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    throw new CityFileError(path, [
      `--city: "${path}" cannot be read; give the path of an existing JSON file`,
    ]);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CityFileError(path, [`not JSON (${oneLine((error as Error).message)}); mend the syntax`]);
  }
  return parseCityFile(json, path);
}

/**
 * Validates the content of a city file.
 * @param path only for messages
 * @throws {CityFileError} with every problem found
 */
export function parseCityFile(json: unknown, path = "(memory)"): CityFile {
  const validate = new Ajv2020({ allErrors: true, verbose: true }).compile<RawCityFile>(schema);
  if (!validate(json)) {
    throw new CityFileError(path, (validate.errors ?? []).map(describe));
  }
  const unknownServices = json.services.filter((service) => !services.includes(service));
  if (unknownServices.length > 0) {
    throw new CityFileError(
      path,
      unknownServices.map((service) => {
        const problem = service === "governance" ? "is part of every city" : "is unknown";
        return `services: "${service}" ${problem}; remove it (known: ${listOf(services)})`;
      }),
    );
  }
  const roles = rolesOf(domainsOf(json.services));
  const problems = [
    ...officeProblems(json, roles),
    ...conflictProblems(json, roles),
    ...delayProblems(json, roles),
    ...tokenProblems(json),
    ...identityProblems(json),
    ...energyProblems(json),
  ];
  if (problems.length > 0) throw new CityFileError(path, problems);

  const byRole = <T>(value: (role: RoleRow) => T): Record<string, T> =>
    Object.fromEntries(roles.map((role) => [role.name, value(role)]));
  return {
    name: json.name,
    chainId: BigInt(json.chainId),
    services: json.services,
    token: json.token,
    readers: json.readers ?? "public",
    legacyIdentity: json.legacyIdentity ?? false,
    offices: byRole(({ name }) => json.offices[name].map((account) => getAddress(account))),
    delays: byRole(({ name, minimumDelay }) => json.delays?.[name] ?? minimumDelay),
  };
}

function officeProblems({ offices }: RawCityFile, roles: readonly RoleRow[]): string[] {
  const problems: string[] = [];
  for (const { name } of roles) {
    if (offices[name] === undefined) problems.push(`offices.${name}: missing; name at least one account`);
  }
  for (const [name, accounts] of Object.entries(offices)) {
    if (!roles.some((role) => role.name === name)) {
      problems.push(
        `offices.${name}: no role of this city's services; remove it (known: ${listOf(roles.map((r) => r.name))})`,
      );
    }
    const spelledAlike = accounts.map((account) => account.toLowerCase());
    accounts.forEach((account, index) => {
      const field = `offices.${name}[${index}]`;
      const isValid: boolean = isAddress(account);
      if (account === ZeroAddress) problems.push(`${field}: ${account} is nobody; give the office's account`);
      else if (!isValid) {
        problems.push(
          `${field}: ${account} has a wrong checksum; copy the address again, or write it in lower case`,
        );
      }
      if (spelledAlike.indexOf(account.toLowerCase()) < index) {
        problems.push(`${field}: ${account} is named twice; name each account once`);
      }
    });
  }
  return problems;
}

/** Nobody holds two different roles of one exclusion group, compared by address whatever the spelling. */
function conflictProblems({ offices }: RawCityFile, roles: readonly RoleRow[]): string[] {
  const holdings = roles
    .filter(({ exclusionGroup }) => exclusionGroup !== 0)
    .flatMap(({ name, exclusionGroup }) =>
      (offices[name] ?? []).map((account) => ({
        name,
        key: `${exclusionGroup} ${account.toLowerCase()}`,
        account,
      })),
    );
  return holdings.flatMap(({ name, key, account }) => {
    const first = holdings.findIndex((other) => other.key === key);
    return holdings[first].name === name
      ? []
      : [
          `offices.${name}: ${account} also holds ${holdings[first].name}; give each of these roles its own account`,
        ];
  });
}

function delayProblems({ delays = {} }: RawCityFile, roles: readonly RoleRow[]): string[] {
  return Object.entries(delays).flatMap(([name, delay]) => {
    const role = roles.find((row) => row.name === name);
    if (role === undefined) {
      return [
        `delays.${name}: no role of this city's services; remove it (known: ${listOf(roles.map((r) => r.name))})`,
      ];
    }
    if (delay < role.minimumDelay) {
      return [`delays.${name}: ${delay} s is too short; give at least ${role.minimumDelay}`];
    }
    return delay > MAXIMUM_DELAY
      ? [`delays.${name}: ${delay} s is too long; give at most ${MAXIMUM_DELAY}`]
      : [];
  });
}

function tokenProblems({ services: chosen, token }: RawCityFile): string[] {
  const isNeeded = chosen.includes("payments");
  if (isNeeded && token === undefined)
    return ["token: missing; give its name and symbol, the service payments needs it"];
  if (!isNeeded && token !== undefined)
    return ["token: no service of this city has one; remove it, or add the service payments"];
  return [];
}

function identityProblems({ services: chosen, legacyIdentity }: RawCityFile): string[] {
  return legacyIdentity === undefined || chosen.includes("identity")
    ? []
    : ["legacyIdentity: no service of this city has identities; remove it, or add the service identity"];
}

/** A household's readings are personal data: they never stand on a chain that everybody reads. */
function energyProblems({ services: chosen, readers = "public" }: RawCityFile): string[] {
  if (!chosen.includes("energy")) return [];
  const problems: string[] = [];
  if (readers !== "restricted") {
    problems.push(
      `readers: "${readers}"; the service energy puts readings of households on the chain: say "restricted" where only the city's readers can read it, or remove the service`,
    );
  }
  if (!chosen.includes("payments")) {
    problems.push("services: energy needs the municipal token; add the service payments");
  }
  return problems;
}

/** One line for a finding of the schema: field, value, mend. */
function describe({ instancePath, keyword, params, data, parentSchema }: ErrorObject): string {
  const field = instancePath
    .slice(1)
    .replaceAll("/", ".")
    .replace(/\.(\d+)/g, "[$1]");
  const within = (name: string) => (field === "" ? name : `${field}.${name}`);
  const value = JSON.stringify(data);
  switch (keyword) {
    case "required": {
      const missing = String(params.missingProperty);
      const description = (schema.properties as Record<string, { description?: string }>)[missing]
        ?.description;
      return `${within(missing)}: missing; add it (${description ?? "see the schema"})`;
    }
    case "additionalProperties":
      return `${within(String(params.additionalProperty))}: unknown field; remove it (known: ${listOf(Object.keys(schema.properties))})`;
    case "type":
      return `${field || "the file"}: ${value} is not of type ${String(params.type)}; give one`;
    case "pattern":
      return `${field}: ${value} is not ${parentSchema?.description ?? `of the form ${String(params.pattern)}`}`;
    case "enum":
      return `${field}: ${value} is none of ${listOf(params.allowedValues as string[])}; give one of them`;
    case "minItems":
      return `${field}: empty; name at least one`;
    case "uniqueItems":
      return `${field}: entries ${Math.min(params.i as number, params.j as number)} and ${Math.max(params.i as number, params.j as number)} are the same; name each once`;
    case "minimum":
    case "maximum":
      return `${field}: ${value} is out of range; give ${keyword === "minimum" ? "at least" : "at most"} ${String(params.limit)}`;
    case "minLength":
    case "maxLength":
      return `${field}: ${value} is too ${keyword === "minLength" ? "short" : "long"}; give ${keyword === "minLength" ? "at least" : "at most"} ${String(params.limit)} characters`;
    default:
      return `${field || "the file"}: ${value} breaks the rule "${keyword}" of the schema; mend it`;
  }
}

const listOf = (names: readonly string[]): string => (names.length === 0 ? "none yet" : names.join(", "));
