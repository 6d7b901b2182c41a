import type { BookEntry, ClearingClaim, MarketRules } from "../../../sdk/index.js";

/**
 * What it means that a market has cleared, written from the rules in words and without the engine: by trying every
 * price, and looking at each household. For small bands.
 */

/** A household as the rules see it: how much, and at which prices of the band it trades. */
interface Party {
  readonly amount: bigint;
  readonly accepts: (price: bigint) => boolean;
  readonly first: boolean;
}

export interface Outcome extends ClearingClaim {
  readonly executed: readonly bigint[];
}

const total = (parties: readonly Party[]): bigint => parties.reduce((sum, { amount }) => sum + amount, 0n);

function partiesOf(book: readonly BookEntry[], { tariff }: MarketRules) {
  const fee = tariff.fees[0] + tariff.fees[1] + tariff.fees[2];
  const empty: Party = { amount: 0n, accepts: () => false, first: false };
  const buyers = book.map(({ reading, order, isPriority }): Party => {
    if (reading === null || order === null || reading >= 0n) return empty;
    const drawn = -reading;
    return {
      amount: drawn > order.maxBuy ? order.maxBuy : drawn,
      accepts: (price) => isPriority || price + fee <= order.buyLimit,
      first: isPriority,
    };
  });
  const sellers = book.map(({ reading, order }): Party => {
    if (reading === null || order === null || reading <= 0n) return empty;
    return {
      amount: reading > order.maxSell ? order.maxSell : reading,
      accepts: (price) => price >= order.sellLimit,
      first: false,
    };
  });
  return { buyers, sellers, low: tariff.feedIn, high: tariff.retail - fee };
}

/** Every price of the band at which nobody who would gain is left out while the other side still has something. */
export function clearingPrices(book: readonly BookEntry[], rules: MarketRules): bigint[] {
  const { buyers, sellers, low, high } = partiesOf(book, rules);
  const prices: bigint[] = [];
  for (let price = low; price <= high; ++price) {
    // Those who would still trade at a price that is worse for them, within what the utility offers anyway.
    const keenBuyers = buyers.filter(({ accepts, first }) => first || (price < high && accepts(price + 1n)));
    const keenSellers = sellers.filter(({ accepts }) => price > low && accepts(price - 1n));
    const willingBuyers = buyers.filter(({ accepts }) => accepts(price));
    const willingSellers = sellers.filter(({ accepts }) => accepts(price));
    if (total(keenBuyers) <= total(willingSellers) && total(keenSellers) <= total(willingBuyers)) {
      prices.push(price);
    }
  }
  return prices;
}

/** Why an outcome is not what the rules say; null where it is. */
export function faultOf(book: readonly BookEntry[], rules: MarketRules, outcome: Outcome): string | null {
  const { buyers, sellers, low, high } = partiesOf(book, rules);
  const { price, executed } = outcome;
  const prices = clearingPrices(book, rules);
  // Where even at the ceiling the priority households want more than there is, the ceiling it is.
  const expected =
    rules.policy === "mid"
      ? (low + high) / 2n
      : prices.length === 0
        ? high
        : (prices[0] + prices[prices.length - 1]) / 2n;
  if (price !== expected) return `price ${price}, not ${expected}`;
  if (executed.length !== book.length) return "a household is left out";

  const bought = executed.map((amount) => (amount < 0n ? -amount : 0n));
  const sold = executed.map((amount) => (amount > 0n ? amount : 0n));
  const sum = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);
  if (sum(bought) !== sum(sold)) return "sold is not bought";

  const willing = (parties: readonly Party[]) => parties.map((p) => (p.accepts(price) ? p.amount : 0n));
  const [wanted, offered] = [willing(buyers), willing(sellers)];
  if (bought.some((amount, i) => amount > wanted[i])) return "bought beyond limit, cap or reading";
  if (sold.some((amount, i) => amount > offered[i])) return "sold beyond limit, cap or reading";
  const most = sum(wanted) < sum(offered) ? sum(wanted) : sum(offered);
  if (sum(sold) !== most) return "the volume is not the largest";

  const firstWanted = sum(wanted.filter((_, i) => buyers[i].first));
  const firstBought = sum(bought.filter((_, i) => buyers[i].first));
  if (firstBought !== (firstWanted < most ? firstWanted : most))
    return "priority households come after others";
  const mid = rules.policy === "mid";
  const keenBuyer = (i: number): boolean => !mid && price < high && buyers[i].accepts(price + 1n);
  const keenSeller = (i: number): boolean => !mid && price > low && sellers[i].accepts(price - 1n);
  const isShort = firstWanted > most;
  const classes = book.map((_, i) => (buyers[i].first ? "first" : keenBuyer(i) ? "keen" : "last"));
  for (const kind of ["first", "keen", "last"]) {
    const shared = kind === "first" ? isShort : kind === "last" && !isShort;
    const fault = sharesFairly(
      wanted.map((amount, i) => (classes[i] === kind ? amount : 0n)),
      bought.map((amount, i) => (classes[i] === kind ? amount : 0n)),
    );
    if (shared && fault) return `buyers (${kind}) do not share in proportion`;
    if (!shared && !isShort && book.some((_, i) => classes[i] === kind && bought[i] !== wanted[i])) {
      return `buyers (${kind}) are not served whole`;
    }
  }
  if (sellers.some((_, i) => keenSeller(i) && sold[i] !== offered[i])) return "keen sellers are left out";
  const last = (list: readonly bigint[]) => list.map((amount, i) => (keenSeller(i) ? 0n : amount));
  if (sharesFairly(last(offered), last(sold))) return "sellers do not share in proportion";
  return claimFault(outcome, {
    wanted: sum(wanted.filter((_, i) => (isShort ? classes[i] === "first" : classes[i] === "last"))),
    bought: sum(bought.filter((_, i) => (isShort ? classes[i] === "first" : classes[i] === "last"))),
    offered: sum(last(offered)),
    sold: sum(last(sold)),
    isShort,
  });
}

/** Whether the first k of those who share do not have, for any k, their part of all together, rounded down. */
function sharesFairly(asked: readonly bigint[], given: readonly bigint[]): boolean {
  const whole = asked.reduce((a, b) => a + b, 0n);
  const all = given.reduce((a, b) => a + b, 0n);
  let [askedSoFar, givenSoFar] = [0n, 0n];
  return asked.some((amount, i) => {
    askedSoFar += amount;
    givenSoFar += given[i];
    return whole !== 0n && givenSoFar !== (askedSoFar * all) / whole;
  });
}

function claimFault(
  { buy, sell, isPriorityShort }: Outcome,
  sums: { wanted: bigint; bought: bigint; offered: bigint; sold: bigint; isShort: boolean },
): string | null {
  if (isPriorityShort !== sums.isShort) return "the shortage is not told";
  if (buy.denominator !== sums.wanted || buy.numerator !== sums.bought)
    return "the buyers' numbers are others";
  if (sell.denominator !== sums.offered || sell.numerator !== sums.sold)
    return "the sellers' numbers are others";
  return null;
}
