import { formatAmount } from "../payments/formatAmount.js";
import type { Household } from "./buildSettlement.js";
import type { SettledIntervals } from "./decodeSettlement.js";
import type { Tariff } from "./order.js";
import { statementOf } from "./statementOf.js";

/** Money with its sign, as people read it. */
const money = (amount: bigint): string => (amount < 0n ? `-${formatAmount(-amount)}` : formatAmount(amount));

/** A household's statement of a settlement as lines of text. */
export function statementText(
  draft: Pick<SettledIntervals, "clearings">,
  households: readonly Household[],
  place: number,
  tariff: Tariff,
): string {
  const sums = statementOf(draft, households, place, tariff);
  const lines: [what: string, value: string][] = [
    ["sold to neighbours", `${sums.soldToNeighbours} Wh`],
    ["bought from neighbours", `${sums.boughtFromNeighbours} Wh`],
    ["sold to the utility", `${sums.soldToUtility} Wh`],
    ["bought from the utility", `${sums.boughtFromUtility} Wh`],
    ["readings that are missing", String(sums.estimated)],
    ["you get, or pay (-)", money(sums.net)],
    ["without neighbours it were", money(sums.netWithoutMarket)],
  ];
  const width = Math.max(...lines.map(([what]) => what.length));
  return lines.map(([what, value]) => `${what.padEnd(width)}  ${value}`).join("\n");
}
