import { expect } from "chai";

import {
  type BookEntry,
  clearInterval,
  type MarketRules,
  netOf,
  type Order,
  priceBand,
} from "../../../sdk/index.js";
import { clearingPrices, faultOf } from "../../support/energy/marketPredicate.js";
import { randomBook } from "../../support/energy/randomBook.js";
import { expectInputError } from "../../support/inputError.js";
import { randomFrom, testSeed } from "../../support/random.js";

/** Books that the engine is compared on: all of them where there is time. */
const BOOKS = process.env.CIVITAS_LONG === undefined ? 20_000 : 100_000;
const SMALL_BOOKS = process.env.CIVITAS_LONG === undefined ? 300 : 20_000;

const RULES: MarketRules = {
  policy: "walras",
  tariff: { feedIn: 80n, retail: 300n, fees: [20n, 15n, 5n] },
};
const MID: MarketRules = { ...RULES, policy: "mid" };

const order = (changes: Partial<Order> = {}): Order => ({
  buyLimit: 300n,
  sellLimit: 80n,
  maxBuy: 5_000n,
  maxSell: 5_000n,
  ...changes,
});
const entry = (reading: bigint | null, changes: Partial<Order> = {}, isPriority = false): BookEntry => ({
  reading,
  order: order(changes),
  isPriority,
});

describe("the clearing of an interval", function () {
  it("pays one price to all: where limits leave a range, its middle, rounded down", function () {
    const book = [entry(100n, { sellLimit: 101n }), entry(-100n, { buyLimit: 200n })];
    const clearing = clearInterval(book, RULES);
    expect(clearing).to.deep.include({ lowest: 101n, highest: 160n, price: 130n, volume: 100n });
    expect(clearing.executed).to.deep.equal([100n, -100n]);
  });

  it("counts the grid's fee within a buyer's limit", function () {
    const seller = entry(100n, { sellLimit: 150n });
    expect(clearInterval([seller, entry(-100n, { buyLimit: 190n })], RULES).volume).to.equal(100n);
    expect(clearInterval([seller, entry(-100n, { buyLimit: 189n })], RULES).volume).to.equal(0n);
  });

  it("falls to the floor with a surplus and rises to the ceiling with a shortage, for those without limits", function () {
    const surplus = clearInterval([entry(300n), entry(-100n)], RULES);
    expect(surplus).to.deep.include({ price: 80n, volume: 100n });
    const shortage = clearInterval([entry(100n), entry(-300n)], RULES);
    expect(shortage).to.deep.include({ price: 260n, volume: 100n });
  });

  it("shares what is short in proportion, to the Wh, in the order of places", function () {
    const buyers = [10n, 10n, 11n].map((amount) => entry(-amount));
    const { executed, buy } = clearInterval([entry(20n), ...buyers], RULES);
    expect(buy).to.deep.equal({ numerator: 20n, denominator: 31n });
    expect(executed).to.deep.equal([20n, -6n, -6n, -8n]);
  });

  it("trades in the middle of the band where the zone says so, and the longer side shares", function () {
    const { price, executed, sell } = clearInterval([entry(30n), entry(60n), entry(-45n)], MID);
    expect(price).to.equal(170n);
    expect(sell).to.deep.equal({ numerator: 45n, denominator: 90n });
    expect(executed).to.deep.equal([15n, 30n, -45n]);
  });

  it("serves priority households before price, and lets them share where even they are too many", function () {
    const first = (reading: bigint) => entry(reading, { buyLimit: 0n }, true);
    const enough = clearInterval([entry(100n), entry(-80n), first(-60n)], RULES);
    expect(enough).to.deep.include({ price: 260n, isPriorityShort: false });
    expect(enough.executed).to.deep.equal([100n, -40n, -60n]);
    const short = clearInterval([entry(100n), entry(-80n), first(-90n), first(-60n)], RULES);
    expect(short).to.deep.include({ price: 260n, isPriorityShort: true });
    expect(short.executed).to.deep.equal([100n, 0n, -60n, -40n]);
  });

  it("leaves out who has no reading, no order, or a limit outside the band", function () {
    const book: BookEntry[] = [
      entry(null),
      { reading: 50n, order: null, isPriority: false },
      entry(50n, { sellLimit: 261n }),
      entry(-50n, { buyLimit: 119n }),
      entry(50n, { maxSell: 0n }),
      entry(-50n, { maxBuy: 0n }),
      entry(0n),
    ];
    const { volume, executed, lowest, highest } = clearInterval(book, RULES);
    expect([volume, lowest, highest]).to.deep.equal([0n, 80n, 260n]);
    expect(executed).to.deep.equal(book.map(() => 0n));
  });

  it("refuses a tariff without a band", async function () {
    const tariff = { ...RULES.tariff, retail: 119n };
    await expectInputError(() => priceBand(tariff), {
      field: "tariff.retail",
      problem: /is below the feed-in price and the grid's fees \(120\)/,
    });
    expect(priceBand({ ...RULES.tariff, retail: 120n })).to.deep.equal({
      floor: 80n,
      ceiling: 80n,
      fee: 40n,
    });
  });

  it(`is what the rules say, on ${BOOKS} random books`, function () {
    const random = randomFrom(testSeed);
    let [traded, short] = [0, 0];
    for (let i = 0; i < BOOKS; ++i) {
      const { book, rules } = randomBook(random);
      const clearing = clearInterval(book, rules);
      const fault = faultOf(book, rules, clearing);
      if (fault !== null) throw new Error(`CIVITAS_SEED=${testSeed}, book ${i}: ${fault}`);
      if (rules.policy === "walras") {
        const prices = clearingPrices(book, rules);
        if (!clearing.isPriorityShort) {
          expect([clearing.lowest, clearing.highest]).to.deep.equal([prices[0], prices[prices.length - 1]]);
        }
      }
      if (clearing.volume > 0n) ++traded;
      if (clearing.isPriorityShort) ++short;
    }
    expect(traded, "books in which something is traded").to.be.greaterThan(BOOKS / 4);
    expect(short, "books in which priority households share").to.be.greaterThan(BOOKS / 100);
  });

  it(`leaves nobody better off elsewhere: brute force over all trades of ${SMALL_BOOKS} small books`, function () {
    const random = randomFrom(testSeed + 1);
    const upTo = (most: number): bigint => BigInt(Math.floor(random() * (most + 1)));
    for (let i = 0; i < SMALL_BOOKS; ++i) {
      const tariff = { feedIn: upTo(2), retail: 5n + upTo(5), fees: [1n, 0n, upTo(1)] as const };
      const rules: MarketRules = { policy: "walras", tariff };
      const book = Array.from({ length: 4 }, () =>
        entry(upTo(6) - 3n, { buyLimit: upTo(10), sellLimit: upTo(9), maxBuy: upTo(3), maxSell: upTo(3) }),
      );
      const { executed } = clearInterval(book, rules);
      const context = `CIVITAS_SEED=${testSeed}, small book ${i}`;
      expect(gainOf(book, executed, rules), context).to.equal(largestGain(book, rules));
    }
  });

  it("moves money and makes none: accounts, utility and grid are zero together, whatever is metered", function () {
    const random = randomFrom(testSeed + 2);
    for (let i = 0; i < 500; ++i) {
      const { book, rules } = randomBook(random);
      const { price, executed } = clearInterval(book, rules);
      const { feedIn, retail, fees } = rules.tariff;
      let [accounts, utility, grid] = [0n, 0n, 0n];
      book.forEach(({ reading }, place) => {
        // Also where the reading is corrected after the trade.
        const metered = (reading ?? 0n) + (i % 3 === 0 ? BigInt(Math.floor(random() * 9)) - 4n : 0n);
        const rest = metered - executed[place];
        accounts += netOf(metered, executed[place], price, rules.tariff);
        utility -= rest > 0n ? feedIn * rest : retail * rest;
        if (executed[place] < 0n) grid -= (fees[0] + fees[1] + fees[2]) * executed[place];
      });
      expect(accounts + utility + grid, `CIVITAS_SEED=${testSeed}, book ${i}`).to.equal(0n);
    }
  });
});

/** What trading with neighbours gains all together over the utility: its worth to the buyers less its cost. */
function gainOf(book: readonly BookEntry[], executed: readonly bigint[], { tariff }: MarketRules): bigint {
  const { floor, ceiling, fee } = priceBand(tariff);
  return book.reduce((gain, { order: terms }, i) => {
    if (terms === null || executed[i] === 0n) return gain;
    const worth = terms.buyLimit - fee < ceiling ? terms.buyLimit - fee : ceiling;
    const cost = terms.sellLimit > floor ? terms.sellLimit : floor;
    return gain - executed[i] * (executed[i] < 0n ? worth : cost);
  }, 0n);
}

/** The largest gain of any trade that keeps readings, caps and balance, found by trying them all. */
function largestGain(book: readonly BookEntry[], rules: MarketRules): bigint {
  const { floor, ceiling, fee } = priceBand(rules.tariff);
  let best = 0n;
  const choose = (place: number, chosen: readonly bigint[], balance: bigint): void => {
    if (place === book.length) {
      const gain = balance === 0n ? gainOf(book, chosen, rules) : 0n;
      if (gain > best) best = gain;
      return;
    }
    const { reading, order: terms } = book[place];
    const metered = reading ?? 0n;
    const cap = terms === null ? 0n : metered > 0n ? terms.maxSell : terms.maxBuy;
    const size = metered < 0n ? -metered : metered;
    for (let amount = 0n; amount <= (size < cap ? size : cap); ++amount) {
      if (amount > 0n && terms !== null && metered < 0n && terms.buyLimit - fee < floor) break;
      if (amount > 0n && terms !== null && metered > 0n && terms.sellLimit > ceiling) break;
      const signed = metered < 0n ? -amount : amount;
      choose(place + 1, [...chosen, signed], balance + signed);
    }
  };
  choose(0, [], 0n);
  return best;
}
