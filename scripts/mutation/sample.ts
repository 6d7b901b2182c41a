import { createHash } from "node:crypto";

import type { Mutant } from "./mutants.js";

/** The order in which mutants are tried: removed checks and modifiers first, the others drawn by the seed. */
export function sampleOrder(mutants: readonly Mutant[], seed: string): Mutant[] {
  const others = mutants.filter((mutant) => !isRemoval(mutant));
  return [...mutants.filter(isRemoval), ...drawn(others, seed)];
}

/** All mutants in an order drawn by the seed: the same seed and mutants give the same order. */
export function drawn(mutants: readonly Mutant[], seed: string): Mutant[] {
  const ticket = ({ id }: Mutant) => createHash("sha256").update(`${seed}:${id}`).digest("hex");
  const tickets = mutants.map((mutant) => ({ mutant, ticket: ticket(mutant) }));
  return tickets.toSorted((a, b) => (a.ticket < b.ticket ? -1 : 1)).map(({ mutant }) => mutant);
}

/** True for a removed check or modifier: always in the sample. */
export function isRemoval({ operator }: Mutant): boolean {
  return operator === "remove-check" || operator === "remove-modifier";
}
