import { expect } from "chai";

import {
  buildSettlement,
  decodeReadings,
  encodeCorrections,
  encodeHints,
  encodeReadings,
  ESTIMATED,
  type Household,
  INTERVALS_PER_DAY,
  LARGEST_READING,
  type MarketRules,
  nextSettlement,
  type Order,
  priceCurve,
  secondsUntilDue,
  statementOf,
  statementSvg,
  statementText,
} from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

const RULES: MarketRules = {
  policy: "walras",
  tariff: { feedIn: 80n, retail: 300n, fees: [20n, 15n, 5n] },
};
const ORDER: Order = { buyLimit: 300n, sellLimit: 80n, maxBuy: 5_000n, maxSell: 5_000n };
const FIRST = 20_000n * INTERVALS_PER_DAY;
const home = (...readings: (bigint | null)[]): Household => ({ readings, order: ORDER });

describe("a settlement as the SDK builds it", function () {
  it("packs readings in three bytes each, the missing one as its code", async function () {
    const rows = [
      [1n, -1n],
      [null, LARGEST_READING],
    ];
    const list = encodeReadings(rows);
    expect(list).to.equal("0x000001ffffff8000007fffff");
    expect(decodeReadings(list, 2)).to.deep.equal(rows);
    expect(ESTIMATED).to.equal(-LARGEST_READING - 1n);
    await expectInputError(() => encodeReadings([[1n], [1n, 2n]]), {
      field: "readings[1]",
      problem: /has not 1 intervals/,
    });
    for (const reading of [LARGEST_READING + 1n, ESTIMATED]) {
      await expectInputError(() => encodeReadings([[reading]]), {
        field: "readings[0][0]",
        problem: /is beyond what a meter counts/,
      });
    }
    await expectInputError(() => decodeReadings("0x000001", 2), {
      field: "list",
      problem: /is not of whole places/,
    });
  });

  it("packs hints in 24 bytes each", async function () {
    const claim = {
      price: 1n,
      buy: { numerator: 2n, denominator: 3n },
      sell: { numerator: 4n, denominator: 5n },
      isPriorityShort: true,
    };
    expect(encodeHints([claim])).to.equal("0x000001000000000200000000030000000004000000000501");
    await expectInputError(() => encodeHints([{ ...claim, price: 2n ** 24n }]), {
      field: "price",
      problem: /is no uint24/,
    });
  });

  it("packs corrections in order, each once", async function () {
    const one = { place: 1n, position: 2n, reading: -3n };
    expect(encodeCorrections([one])).to.equal("0x000102fffffd");
    for (const second of [one, { ...one, position: 1n }, { ...one, place: 0n, position: 9n }]) {
      await expectInputError(() => encodeCorrections([one, second]), {
        field: "corrections[1]",
        problem: /does not come after/,
      });
    }
  });

  it("takes a one-off order in its intervals, and never crosses 00:00 UTC", async function () {
    const oneOff = { order: { ...ORDER, maxBuy: 10n }, firstInterval: FIRST + 1n, lastInterval: FIRST + 1n };
    const households = [home(100n, 100n, 100n), { ...home(-100n, -100n, -100n), oneOff }];
    const { clearings } = buildSettlement(households, FIRST, 3, RULES);
    expect(clearings.map(({ volume }) => volume)).to.deep.equal([100n, 10n, 100n]);
    for (const [first, intervals] of [
      [FIRST, 0],
      [FIRST + 95n, 2],
    ] as const) {
      await expectInputError(() => buildSettlement(households, first, intervals, RULES), {
        field: "intervals",
        problem: /cross 00:00 UTC/,
      });
    }
  });

  it("tells a household what it traded, and what the market was worth to it", async function () {
    const households = [home(900n, 100n), home(-500n, null), home(-700n, -50n)];
    const draft = buildSettlement(households, FIRST, 2, RULES);
    const statement = statementOf(draft, households, 1, RULES.tariff);
    expect(statement.estimated).to.equal(1);
    expect(statement.net).to.equal(draft.nets[1]);
    expect(statement.boughtFromNeighbours + statement.boughtFromUtility).to.equal(500n);
    expect(statement.net >= statement.netWithoutMarket).to.equal(true);
    expect(statement.netWithoutMarket).to.equal(-500n * 300n);
    const text = statementText(draft, households, 0, RULES.tariff);
    expect(text).to.match(/^sold to neighbours {2,}950 Wh$/m);
    expect(text).to.match(/^sold to the utility {2,}50 Wh$/m);
    await expectInputError(() => statementOf(draft, households, 3, RULES.tariff), {
      field: "place",
      problem: /is none of the zone/,
    });
  });

  it("draws the prices of a day, and marks where nothing was traded", function () {
    const points = [
      { price: 80n, volume: 1n },
      { price: 260n, volume: 1n },
      { price: 170n, volume: 0n },
    ];
    const curve = priceCurve(points, RULES.tariff);
    expect(curve.points).to.deep.equal(points);
    expect(curve.line).to.equal("▁█·");
  });

  it("draws a household's statement, of numbers alone", function () {
    const households = [home(900n, 100n), home(-500n, null), home(-700n, -50n)];
    const draft = buildSettlement(households, FIRST, 2, RULES);
    const svg = statementSvg(draft, households, 1, RULES.tariff);
    expect(svg).to.match(/^<svg [^>]+>.*<\/svg>$/);
    expect(svg.match(/<rect /g)).to.have.length(2);
    expect(svg).to.include("bought from neighbours");
    expect(svg).to.not.match(/<script|href|on\w+=/);
  });

  it("tells a keeper what is due, and when", function () {
    const next = FIRST + 94n;
    const end = (interval: bigint): bigint => (interval + 1n) * 900n;
    expect(nextSettlement(next, end(next) - 1n, 0n)).to.equal(null);
    expect(nextSettlement(next, end(next), 0n)).to.deep.equal({ firstInterval: next, intervals: 1 });
    expect(nextSettlement(next, end(next + 10n), 0n), "never across 00:00 UTC").to.deep.equal({
      firstInterval: next,
      intervals: 2,
    });
    expect(nextSettlement(FIRST, end(FIRST + 20n), 0n, 16)).to.deep.equal({
      firstInterval: FIRST,
      intervals: 16,
    });
    expect(nextSettlement(next, end(next) + 86_399n, 86_400n)).to.equal(null);
    expect(nextSettlement(next, end(next) + 86_400n, 86_400n)).to.deep.equal({
      firstInterval: next,
      intervals: 1,
    });
    expect(nextSettlement(next, 5n, 86_400n)).to.equal(null);
    expect(secondsUntilDue(next, end(next) - 7n, 0n)).to.equal(7n);
    expect(secondsUntilDue(next, end(next) + 86_401n, 86_400n)).to.equal(0n);
  });
});
