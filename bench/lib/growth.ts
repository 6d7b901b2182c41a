import { openChain } from "./chain.js";
import { gasText } from "./format.js";
import { measureRowAlone } from "./measure.js";
import type { Row, Scenario } from "./scenario.js";

/** How many records exist before the act, in the order measured. */
export const GROWTH_SIZES = [10, 1_000, 100_000] as const;

/** How far apart the figures of a flat row may lie: 2 %. */
const FLATNESS = 0.02;

/** How much faster than the logarithm a proof may seem to grow, because its levels are whole numbers. */
const LOG_SLACK = 1.5;

/** Gas each of one row at each size. */
export interface GrowthFigure {
  readonly operation: string;
  readonly records: string;
  readonly sizes: readonly number[];
  readonly gas: readonly number[];
}

/**
 * Measures a row while its city grows: one chain, records added from size to size, the act undone in between.
 * @param sizes Numbers of records, rising.
 */
export async function measureGrowth<City>(
  scenario: Scenario<City>,
  row: Row<City>,
  sizes: readonly number[] = GROWTH_SIZES,
): Promise<GrowthFigure> {
  const { operation, growth, hardfork = "osaka" } = row;
  if (growth === undefined) {
    throw new Error(`"${operation}" states no \`growth\`: say which records pile up and how to seed them`);
  }
  const chain = await openChain(hardfork);
  try {
    const context = { chain, city: await scenario.setUp(chain) };
    const gas: number[] = [];
    let existing = 0;
    for (const size of sizes) {
      await growth.seed(context, existing, size);
      existing = size;
      gas.push(await measureRowAlone(context, row));
    }
    return { operation, records: growth.records, sizes, gas };
  } finally {
    await chain.close();
  }
}

/** Gas added by each doubling of the records, between neighbouring sizes. */
function slopes({ sizes, gas }: GrowthFigure): number[] {
  return sizes.slice(1).map((size, i) => (gas[i + 1] - gas[i]) / Math.log2(size / sizes[i]));
}

/** What is wrong with the growth of a row under its law; nothing where it holds. */
export function growthProblems(figure: GrowthFigure, law: "flat" | "log2"): string[] {
  const { operation, records, gas } = figure;
  const [least, most] = [Math.min(...gas), Math.max(...gas)];
  const told = `"${operation}" costs ${gas.map(gasText).join(" / ")} gas with ${figure.sizes.map(gasText).join(" / ")} ${records}`;
  if (law === "flat") {
    return most - least <= least * FLATNESS
      ? []
      : [`${told}, more than 2 % apart: find what grows with them`];
  }
  const [first, ...later] = slopes(figure);
  const limit = Math.max(first, 0) * LOG_SLACK;
  return later.every((slope) => slope <= limit)
    ? []
    : [`${told}, faster than the logarithm: find what else grows`];
}
