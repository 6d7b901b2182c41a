import type { ContractRow, Domain, RoleRow } from "../domain.js";
import { ballots } from "./ballots.js";
import { energy } from "./energy.js";
import { governance } from "./governance.js";
import { identity } from "./identity.js";
import { land } from "./land.js";
import { payments } from "./payments.js";

/** Every service that a city can have, governance first; a new service is one file beside this one and one line. */
export const domains: readonly Domain[] = [governance, identity, payments, ballots, land, energy];

/** Governance is part of every city; the city file names the others. */
export const services: readonly string[] = domains
  .map(({ name }) => name)
  .filter((name) => name !== "governance");

/** The domains of a city with these services, in the order of deployment. */
export function domainsOf(chosen: readonly string[]): readonly Domain[] {
  return domains.filter(({ name }) => name === "governance" || chosen.includes(name));
}

/** All roles of the given domains, in the order of registration; one that several domains bring, once. */
export const rolesOf = (chosen: readonly Domain[]): readonly RoleRow[] => [
  ...new Set(chosen.flatMap(({ roles }) => roles)),
];

/** All contracts of the given domains, in the order of deployment. */
export const contractsOf = (chosen: readonly Domain[]): readonly ContractRow[] =>
  chosen.flatMap(({ contracts }) => contracts);
