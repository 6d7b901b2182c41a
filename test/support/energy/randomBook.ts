import type { BookEntry, MarketRules } from "../../../sdk/index.js";

/** A random book, dense in ties: few prices, small amounts, and everything that does not trade. */
export function randomBook(random: () => number): { book: BookEntry[]; rules: MarketRules } {
  const upTo = (most: number): bigint => BigInt(Math.floor(random() * (most + 1)));
  const feedIn = upTo(6);
  const fees = [upTo(2), upTo(1), upTo(1)] as const;
  const retail = feedIn + fees[0] + fees[1] + fees[2] + upTo(12);
  const size = Number(upTo(random() < 0.8 ? 7 : 30));
  const hasPriority = random() < 0.4;
  const scale = random() < 0.5 ? 4 : 1_000;
  const book = Array.from({ length: size }, (): BookEntry => {
    const kind = random();
    return {
      reading: kind < 0.05 ? null : upTo(2 * scale) - BigInt(scale),
      order:
        kind > 0.95
          ? null
          : {
              buyLimit: upTo(Number(retail) + 3),
              sellLimit: upTo(Number(retail) + 2),
              maxBuy: upTo(scale),
              maxSell: upTo(scale),
            },
      isPriority: hasPriority && random() < 0.3,
    };
  });
  return { book, rules: { policy: random() < 0.7 ? "walras" : "mid", tariff: { feedIn, retail, fees } } };
}
