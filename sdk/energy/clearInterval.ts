import type { Clearing, ClearingClaim, Rationing } from "./clearing.js";
import { depthOf } from "./depth.js";
import type { BookEntry, MarketRules } from "./order.js";
import { type PriceBand, priceBand } from "./priceBand.js";
import { type Standing, standingOf } from "./standing.js";

/** Demand and supply of a book at a price, Wh. */
interface Curves {
  /** What is bought at any price of the band, before price. */
  readonly priority: bigint;
  /** What is bought at `price`. */
  readonly demand: (price: bigint) => bigint;
  /** What is sold at `price`. */
  readonly supply: (price: bigint) => bigint;
}

/**
 * Clears an interval: one price for all, the largest volume, ties shared in proportion and to the Wh. Where a range of
 * prices clears, its middle; where the zone trades in the middle of the band, that price, and the longer side shares.
 * @param book All places of the zone in their order.
 * @throws InputError where the tariff leaves no band.
 */
export function clearInterval(book: readonly BookEntry[], rules: MarketRules): Clearing {
  const band = priceBand(rules.tariff);
  const standings = book.map((entry) => standingOf(entry, band));
  const curves = curvesOf(standings, band);
  const { lowest, highest } = rules.policy === "mid" ? middleOf(band) : clearingRange(curves, band);
  const price = (lowest + highest) / 2n;

  const supplied = curves.supply(price);
  const wanted = curves.demand(price);
  // In the middle of the band all who accept the price share; otherwise those whose limit it is.
  const isMid = rules.policy === "mid";
  const strictBuy = isMid ? curves.priority : curves.demand(price + 1n);
  const strictSell = isMid ? 0n : curves.supply(price - 1n);
  const isPriorityShort = strictBuy > supplied;
  const volume = wanted < supplied ? wanted : supplied;
  const claim: ClearingClaim = {
    price,
    isPriorityShort,
    buy: isPriorityShort
      ? { numerator: supplied, denominator: strictBuy }
      : { numerator: volume - strictBuy, denominator: wanted - strictBuy },
    sell: { numerator: volume - strictSell, denominator: supplied - strictSell },
  };
  return { ...claim, lowest, highest, volume, executed: execute(standings, claim, isMid) };
}

function curvesOf(standings: readonly (Standing | null)[], { ceiling }: PriceBand): Curves {
  const there = standings.filter((standing) => standing !== null);
  const buys = depthOf(there.filter(({ side, isPriority }) => side === "buy" && !isPriority));
  const sells = depthOf(there.filter(({ side }) => side === "sell"));
  const priority = there
    .filter((standing) => standing.isPriority)
    .reduce((sum, { quantity }) => sum + quantity, 0n);
  return {
    priority,
    // Beyond the ceiling the utility sells to everybody whom no neighbour serves first.
    demand: (price) => priority + (price > ceiling ? 0n : buys.total - buys.upTo(price - 1n)),
    supply: (price) => sells.upTo(price),
  };
}

function middleOf({ floor, ceiling }: PriceBand): { lowest: bigint; highest: bigint } {
  const price = (floor + ceiling) / 2n;
  return { lowest: price, highest: price };
}

/** A price clears where neither one unit more leaves demand without supply nor one less supply without demand. */
function clearingRange(
  { demand, supply }: Curves,
  { floor, ceiling }: PriceBand,
): { lowest: bigint; highest: bigint } {
  const lowest = firstPrice(floor, ceiling, (price) => demand(price + 1n) <= supply(price));
  const beyond = firstPrice(floor, ceiling + 1n, (price) => supply(price - 1n) > demand(price));
  return { lowest, highest: beyond - 1n };
}

/** The first price from which on a condition holds; the last one of the range where it holds nowhere before. */
function firstPrice(from: bigint, last: bigint, holds: (price: bigint) => boolean): bigint {
  let [low, high] = [from, last];
  while (low < high) {
    const middle = (low + high) / 2n;
    if (holds(middle)) high = middle;
    else low = middle + 1n;
  }
  return low;
}

/** What each trades: whole where its limit is better than the price, its share where it is the price. */
function execute(
  standings: readonly (Standing | null)[],
  claim: ClearingClaim,
  isMid: boolean,
): readonly bigint[] {
  const [buyShare, sellShare] = [sharing(claim.buy), sharing(claim.sell)];
  return standings.map((standing) => {
    if (standing === null) return 0n;
    const { side, quantity, limit, isPriority } = standing;
    if (isPriority) return -(claim.isPriorityShort ? buyShare(quantity) : quantity);
    const gain = side === "sell" ? claim.price - limit : limit - claim.price;
    if (gain < 0n) return 0n;
    const isStrict = gain > 0n && !isMid;
    if (side === "sell") return isStrict ? quantity : sellShare(quantity);
    if (claim.isPriorityShort) return 0n;
    return -(isStrict ? quantity : buyShare(quantity));
  });
}

/** Shares in turn by cumulative rounding: together exactly the numerator, each within one Wh of its part. */
function sharing({ numerator, denominator }: Rationing): (quantity: bigint) => bigint {
  let [sum, given] = [0n, 0n];
  return (quantity) => {
    sum += quantity;
    const upToHere = (sum * numerator) / denominator;
    const share = upToHere - given;
    given = upToHere;
    return share;
  };
}
