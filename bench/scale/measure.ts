import { openChain } from "../lib/chain.js";
import { openScaleCity } from "./city.js";
import { measureRollGas, type RollGas } from "./gas.js";
import { measureRelay, type RelayFigures } from "./relay.js";
import type { RollFigures } from "./rollChild.js";
import { openRollWorks } from "./rolls.js";

/** Figures of the scale bench. */
export interface ScaleFigures {
  readonly rolls: readonly (RollFigures & { readonly gas: RollGas })[];
  readonly relay: RelayFigures;
}

/** Prepares rolls of some sizes, bills and pays them, and hands in signed payments. */
export async function measureScale(
  sizes: readonly number[],
  relayed: number,
  say: (text: string) => void = () => undefined,
): Promise<ScaleFigures> {
  const works = await openRollWorks();
  const chain = await openChain("osaka");
  try {
    const city = await openScaleCity(chain);
    const rolls: (RollFigures & { gas: RollGas })[] = [];
    for (const [i, bills] of sizes.entries()) {
      const opensAt = BigInt((await chain.networkHelpers.time.latest()) + 2 * 86_400);
      const { figures, paper } = await works.prepare(bills, { payee: city.payee, opensAt, serial: i + 1 });
      rolls.push({ ...figures, gas: await measureRollGas(city, paper) });
      say(`${bills} bills: done`);
    }
    const relay = await measureRelay(city, relayed, sizes.length + 1);
    say(`${relayed} signed payments: done`);
    return { rolls, relay };
  } finally {
    works.close();
    await chain.close();
  }
}
