import { sorted } from "../sorted.js";
import { draftSale, type SaleDraft } from "./draftSale.js";
import type { Sale, SalePayoff } from "./sale.js";
import type { SaleFacts } from "./saleFacts.js";

/**
 * Makes a statement of what the parties agree on: the title's version, the token, tax and levy that are due, sellers
 * ascending, payoffs by rank. What cannot complete is not mended: ask `saleFaults`.
 * @param facts From `readSaleFacts` of {@link draftSale}.
 */
export function buildSale(draft: SaleDraft, facts: SaleFacts): Sale {
  const sale = draftSale(draft);
  const placeOf = ({ number }: SalePayoff): number =>
    (facts.encumbrances.get(number)?.intake ?? 0) * 4096 + number;
  return {
    ...sale,
    version: facts.title.version,
    token: facts.token,
    payoffs: sorted(sale.payoffs, (a, b) => placeOf(a) - placeOf(b)),
    tax: facts.due?.tax ?? 0n,
    levy: facts.due?.levy ?? 0n,
  };
}
