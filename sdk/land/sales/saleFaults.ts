import type { InputError } from "../../errors.js";
import { amountFaults } from "./amountFaults.js";
import { partyFaults } from "./partyFaults.js";
import type { Sale } from "./sale.js";
import type { SaleFacts } from "./saleFacts.js";
import { titleFaults } from "./titleFaults.js";

/**
 * Everything that keeps a statement from completing now, each with its field, its value and what to do; nothing where it
 * can complete once everybody has signed and the buyer has the money.
 * @param facts From `readSaleFacts`.
 */
export function saleFaults(sale: Sale, facts: SaleFacts): InputError[] {
  return [...titleFaults(sale, facts), ...partyFaults(sale, facts), ...amountFaults(sale, facts)];
}
