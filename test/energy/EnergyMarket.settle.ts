import { expect } from "chai";
import { keccak256 } from "ethers";

import {
  buildSettlement,
  type ClearingClaim,
  decodeReadings,
  encodeHints,
  encodeReadings,
  INTERVALS_PER_DAY,
  type MarketRules,
  type SettlementDraft,
  startOf,
} from "../../sdk/index.js";
import { faultOf } from "../support/energy/marketPredicate.js";
import {
  accountAt,
  balances,
  deviceKey,
  draftOf,
  ownCopy,
  householdsOf,
  imbalance,
  metersDomain,
  passInterval,
  REASON,
  RULES,
  settle,
  signReadings,
  STAKE,
  type Street,
  street,
  ZONE,
} from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as, keyOf, tokens } from "../support/payments.js";
import { randomFrom, testSeed } from "../support/random.js";

const HOURS_24 = 86_400n;

/** Two roofs sell 900 and 300 Wh, three households draw 500, 500 and 400: short by 200. */
const SHORT: readonly (readonly bigint[])[] = [[900n], [300n], [-500n], [-500n], [-400n]];
const column = (...readings: (bigint | null)[]): (bigint | null)[][] => readings.map((reading) => [reading]);

describe("EnergyMarket: settling", function () {
  let made: Street;
  const plain = async (): Promise<Street> => street();
  const mid = async (): Promise<Street> => street({ policy: "mid" });
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(plain));
  });

  /** Hands in a draft whose hints differ, in the first interval, from what the engine has found. */
  const withClaim = (draft: SettlementDraft, change: Partial<ClearingClaim>) => ({
    ...draft,
    hints: encodeHints([{ ...draft.clearings[0], ...change }]),
  });

  it("pays every household what the one formula says, and the utility and the grid the rest", async function () {
    const draft = draftOf(made, SHORT);
    expect(draft.clearings[0]).to.deep.include({ price: 260n, volume: 1_200n });
    const before = await made.market.purseOf(ZONE);
    await expect(settle(made, draft))
      .to.emit(made.market, "IntervalsSettled")
      .withArgs(ZONE, made.firstInterval, 1n, 1_200n, keccak256(draft.readings))
      .and.to.emit(made.meters, "ReadingsCommitted")
      .withArgs(ZONE, made.firstInterval, 1n, 5n, 1n, keccak256(draft.readings));
    expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    const after = await made.market.purseOf(ZONE);
    expect(after.utility - before.utility).to.equal(200n * 300n);
    expect([...after.levels]).to.deep.equal([1_200n * 20n, 1_200n * 15n, 1_200n * 5n]);
    expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval + 1n);
  });

  it("counts the surplus of certified sources alone, and nothing of what is drawn", async function () {
    await settle(made, draftOf(made, column(900n, 300n, -500n, 70n, -400n)));
    const surplus = await Promise.all(
      [0, 1, 2, 3, 4].map(async (place) => (await made.market.accountOf(accountAt(place))).certificateWh),
    );
    expect(surplus).to.deep.equal([900n, 300n, 0n, 0n, 0n]);
  });

  it("gives the attribute of traded energy to the buyers where the zone says so, and never to both", async function () {
    made = await street({ attribution: "buyer" });
    // The battery street: a place that is not certified sells to nobody, so that no buyer gets what is no certificate.
    made.orders[3] = {
      ...(made.orders[3] ?? RULES.tariff),
      buyLimit: 300n,
      sellLimit: 80n,
      maxBuy: 5_000n,
      maxSell: 0n,
    };
    const draft = draftOf(made, column(900n, 300n, -500n, 70n, -400n));
    await settle(made, draft);
    const surplus = await Promise.all(
      [0, 1, 2, 3, 4].map(async (place) => (await made.market.accountOf(accountAt(place))).certificateWh),
    );
    const { executed } = draft.clearings[0];
    expect(surplus).to.deep.equal([900n - executed[0], 300n - executed[1], 500n, 0n, 400n]);
    expect(
      surplus.reduce((a, b) => a + b, 0n),
      "ENERGY-4",
    ).to.equal(1_200n);
  });

  it("nets several intervals of a day in one transaction, each with its own price", async function () {
    const rows = [
      [900n, 100n, 0n, null],
      [300n, 500n, 0n, 4n],
      [-500n, -200n, -10n, -7n],
      [-500n, null, -10n, 3n],
      [-400n, -100n, -10n, -2n],
    ];
    const draft = draftOf(made, rows);
    await settle(made, draft);
    expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    expect(new Set(draft.clearings.map(({ price }) => price)).size).to.be.greaterThan(1);
    const { zone, firstInterval, hints, readings, executed } = { zone: ZONE, ...draft };
    const settlement = { zone, firstInterval, hints, readings, executed };
    expect(await made.market.isSettled(settlement)).to.equal(true);
    expect(await made.market.isSettled({ ...settlement, executed: encodeReadings(rows) })).to.equal(false);
    expect(await imbalance(made), "ENERGY-1").to.equal(0n);
  });

  describe("the contract accepts exactly what the predicate calls valid", function () {
    it("refuses the price ± 1, and beyond the band", async function () {
      const range = draftOf(made, column(100n, 0n, -100n, 0n, 0n));
      expect(range.clearings[0]).to.deep.include({ price: 170n, lowest: 80n, highest: 260n });
      for (const price of [169n, 171n]) {
        await expect(settle(made, withClaim(range, { price })))
          .to.be.revertedWithCustomError(made.market, "PriceWrong")
          .withArgs(made.firstInterval, price);
      }
      for (const price of [79n, 261n]) {
        await expect(settle(made, withClaim(range, { price })))
          .to.be.revertedWithCustomError(made.market, "PriceWrong")
          .withArgs(made.firstInterval, price);
      }
      await settle(made, range);
    });

    it("refuses each rationing number ± 1, and a shortage that is none", async function () {
      const draft = draftOf(made, SHORT);
      const [{ buy, sell }] = draft.clearings;
      for (const step of [-1n, 1n]) {
        const wrong: Partial<ClearingClaim>[] = [
          { buy: { ...buy, numerator: buy.numerator + step } },
          { buy: { ...buy, denominator: buy.denominator + step } },
          { sell: { ...sell, denominator: sell.denominator + 1n } },
          { sell: { numerator: 1n, denominator: sell.denominator } },
        ];
        for (const claim of wrong) {
          await expect(settle(made, withClaim(draft, claim)))
            .to.be.revertedWithCustomError(made.market, "ClearingWrong")
            .withArgs(made.firstInterval);
        }
      }
      await expect(settle(made, withClaim(draft, { isPriorityShort: true })))
        .to.be.revertedWithCustomError(made.market, "ClearingWrong")
        .withArgs(made.firstInterval);
      const flags = `${draft.hints.slice(0, -2)}02`;
      await expect(settle(made, { ...draft, hints: flags as `0x${string}` }))
        .to.be.revertedWithCustomError(made.market, "ClearingWrong")
        .withArgs(made.firstInterval);
      await settle(made, draft);
    });

    it("refuses a volume that is balanced and not the largest", async function () {
      const draft = draftOf(made, column(0n, 900n, -500n, -500n, 0n));
      const [{ buy, sell }] = draft.clearings;
      const less = {
        buy: { ...buy, numerator: buy.numerator - 10n },
        sell: { numerator: 890n, denominator: 900n },
      };
      expect(sell).to.deep.equal({ numerator: 0n, denominator: 0n });
      await expect(settle(made, withClaim(draft, less)))
        .to.be.revertedWithCustomError(made.market, "ClearingWrong")
        .withArgs(made.firstInterval);
    });

    it("on random books with random mistakes", async function () {
      const random = randomFrom(testSeed);
      const upTo = (most: number): bigint => BigInt(Math.floor(random() * (most + 1)));
      const snapshot = await networkHelpers.takeSnapshot();
      const seen = { valid: 0, invalid: 0 };
      for (let i = 0; i < (process.env.CIVITAS_LONG === undefined ? 40 : 400); ++i) {
        const rows = column(...Array.from({ length: 5 }, () => upTo(8) - 4n));
        const draft = draftOf(made, rows);
        const [{ price, buy, sell, isPriorityShort }] = draft.clearings;
        const nudge = (): bigint => (random() < 0.85 ? 0n : random() < 0.5 ? 1n : -1n);
        const bound = (value: bigint): bigint => (value < 0n ? 0n : value);
        const claim: ClearingClaim = {
          price: price + nudge(),
          buy: { numerator: bound(buy.numerator + nudge()), denominator: bound(buy.denominator + nudge()) },
          sell: {
            numerator: bound(sell.numerator + nudge()),
            denominator: bound(sell.denominator + nudge()),
          },
          isPriorityShort: random() < 0.95 ? isPriorityShort : !isPriorityShort,
        };
        const book = householdsOf(made, rows).map(({ readings, order }) => ({
          reading: readings[0],
          order,
          isPriority: false,
        }));
        // What the contract would book under the claim, were it right.
        const fault = faultOf(book, RULES, { ...claim, executed: draft.clearings[0].executed });
        const act = settle(made, { ...draft, hints: encodeHints([claim]) });
        const isAccepted = await act.then(
          () => true,
          () => false,
        );
        expect(isAccepted, `CIVITAS_SEED=${testSeed}, book ${i}: ${fault ?? "valid"}`).to.equal(
          fault === null,
        );
        if (isAccepted) ++seen.valid;
        else ++seen.invalid;
        await snapshot.restore();
      }
      expect(seen.valid).to.be.greaterThan(3);
      expect(seen.invalid).to.be.greaterThan(3);
    });

    it("ENERGY-3: refuses a reading that was changed after the gateway signed, and a list of another gateway", async function () {
      const draft = draftOf(made, SHORT);
      const signature = await signReadings(made, draft);
      const invented = draftOf(made, column(901n, 300n, -500n, -500n, -400n));
      await expect(settle(made, invented, { signature }))
        .to.be.revertedWithCustomError(made.meters, "GatewaySignatureInvalid")
        .withArgs(ZONE, 1n);
      const stranger = await signReadings(made, draft, deviceKey("another gateway"));
      await expect(settle(made, draft, { signature: stranger }))
        .to.be.revertedWithCustomError(made.meters, "GatewaySignatureInvalid")
        .withArgs(ZONE, 1n);
    });

    it("refuses a list without a household, and one with a household twice", async function () {
      for (const rows of [SHORT.slice(0, 4), [...SHORT, SHORT[4]]]) {
        const draft = buildSettlement(householdsOf(made, rows), made.firstInterval, 1, RULES);
        await expect(settle(made, draft))
          .to.be.revertedWithCustomError(made.market, "ReadingsIncomplete")
          .withArgs(ZONE, BigInt(3 * rows.length));
      }
      const whole = draftOf(made, SHORT);
      const half = { ...whole, readings: whole.readings.slice(0, -2) as `0x${string}` };
      await expect(settle(made, half, { signature: "0x" }))
        .to.be.revertedWithCustomError(made.market, "ReadingsIncomplete")
        .withArgs(ZONE, 14n);
    });

    it("ENERGY-3: refuses a trade beyond a limit by one unit, and takes it at the limit", async function () {
      made.orders[2] = { ...(made.orders[2] as NonNullable<Street["orders"][number]>), buyLimit: 299n };
      await as(made.market, made.owners[2]).giveOrder(accountAt(2), made.orders[2], 60_000n);
      // As if the household paid 300 as before: the price is one unit above what it pays.
      const wrong = buildSettlement(
        householdsOf(made, column(100n, 0n, -100n, -100n, -100n)).map((home, place) =>
          place === 2
            ? { ...home, order: { buyLimit: 300n, sellLimit: 80n, maxBuy: 5_000n, maxSell: 5_000n } }
            : home,
        ),
        made.firstInterval,
        1,
        RULES,
      );
      await expect(settle(made, wrong))
        .to.be.revertedWithCustomError(made.market, "ClearingWrong")
        .withArgs(made.firstInterval);
      const right = draftOf(made, column(100n, 0n, -100n, -100n, -100n));
      expect(right.clearings[0].executed[2]).to.equal(0n);
      await settle(made, right);
    });

    it("trades in the middle of the band where the zone says so", async function () {
      made = ownCopy(await networkHelpers.loadFixture(mid));
      const rules: MarketRules = { ...RULES, policy: "mid" };
      const draft = draftOf(made, SHORT, made.firstInterval, rules);
      expect(draft.clearings[0].price).to.equal(170n);
      for (const price of [169n, 171n]) {
        await expect(settle(made, withClaim(draft, { price })))
          .to.be.revertedWithCustomError(made.market, "PriceWrong")
          .withArgs(made.firstInterval, price);
      }
      await settle(made, draft);
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    });
  });

  describe("priority households", function () {
    beforeEach(async function () {
      await as(made.market, made.gridOperator).setPriority(accountAt(4), 60_000n);
    });
    const rows = column(300n, 300n, -500n, -500n, -400n);
    const first = (made_: Street, list: readonly (readonly (bigint | null)[])[]) =>
      householdsOf(made_, list).map((home, place) => ({ ...home, isPriority: place === 4 }));

    it("are served before price, and the others share the rest", async function () {
      const draft = buildSettlement(first(made, rows), made.firstInterval, 1, RULES);
      expect(draft.clearings[0].executed).to.deep.equal([300n, 300n, -100n, -100n, -400n]);
      await expect(settle(made, draftOf(made, rows)))
        .to.be.revertedWithCustomError(made.market, "ClearingWrong")
        .withArgs(made.firstInterval);
      await settle(made, draft);
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    });

    it("share what is there where even they are too many, and nobody else buys", async function () {
      const few = column(200n, 100n, -500n, -500n, -400n);
      const draft = buildSettlement(first(made, few), made.firstInterval, 1, RULES);
      expect(draft.clearings[0].isPriorityShort).to.equal(true);
      expect(draft.clearings[0].executed).to.deep.equal([200n, 100n, 0n, 0n, -300n]);
      await expect(settle(made, withClaim(draft, { price: 259n })))
        .to.be.revertedWithCustomError(made.market, "PriceWrong")
        .withArgs(made.firstInterval, 259n);
      await expect(settle(made, withClaim(draft, { isPriorityShort: false })))
        .to.be.revertedWithCustomError(made.market, "ClearingWrong")
        .withArgs(made.firstInterval);
      await settle(made, draft);
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    });
  });

  describe("time", function () {
    it("is kept: no interval twice, none left out, none that is not over", async function () {
      const draft = draftOf(made, SHORT);
      await settle(made, draft);
      await expect(settle(made, draft))
        .to.be.revertedWithCustomError(made.market, "IntervalNotNext")
        .withArgs(ZONE, made.firstInterval, made.firstInterval + 1n);
      const third = draftOf(made, SHORT, made.firstInterval + 2n);
      await expect(settle(made, third))
        .to.be.revertedWithCustomError(made.market, "IntervalNotNext")
        .withArgs(ZONE, made.firstInterval + 2n, made.firstInterval + 1n);
      const running = draftOf(made, SHORT, made.firstInterval + 3n);
      const signature = await signReadings(made, running);
      await networkHelpers.time.setNextBlockTimestamp(startOf(made.firstInterval + 4n) - 1n);
      await expect(
        as(made.market, made.machine).settle(
          ZONE,
          running.firstInterval,
          running.hints,
          running.readings,
          signature,
        ),
      )
        .to.be.revertedWithCustomError(made.market, "IntervalsWrong")
        .withArgs(ZONE, made.firstInterval + 3n);
    });

    it("is kept: a batch ends at 00:00 UTC", async function () {
      const firstInterval = made.firstInterval + INTERVALS_PER_DAY - 1n;
      const rules = { firstInterval, hints: encodeHints([]), readings: encodeReadings([]) };
      const two = draftOf(made, SHORT, firstInterval);
      const split = {
        ...rules,
        hints: `${two.hints}${two.hints.slice(2)}` as `0x${string}`,
        readings: two.readings,
      };
      await expect(settle(made, split))
        .to.be.revertedWithCustomError(made.market, "IntervalsWrong")
        .withArgs(ZONE, firstInterval + 1n);
    });

    it("is for operators until the deadline, and for anyone from then on", async function () {
      const draft = draftOf(made, SHORT);
      const opens = startOf(made.firstInterval + 1n) + HOURS_24;
      await expect(settle(made, draft, { actor: made.stranger }))
        .to.be.revertedWithCustomError(made.market, "SettlementTooEarly")
        .withArgs(made.stranger.address, opens);
      const signature = await signReadings(made, draft);
      await networkHelpers.time.setNextBlockTimestamp(opens - 1n);
      await expect(settle(made, draft, { actor: made.stranger, signature }))
        .to.be.revertedWithCustomError(made.market, "SettlementTooEarly")
        .withArgs(made.stranger.address, opens);
      await networkHelpers.time.setNextBlockTimestamp(opens);
      await settle(made, draft, { actor: made.stranger, signature });
    });

    it("stops for operators while the market is closed, and not for anyone after the deadline", async function () {
      const draft = draftOf(made, SHORT);
      await made.officers.setTargetClosed(await made.market.getAddress(), true);
      await expect(settle(made, draft)).to.be.revertedWithCustomError(made.market, "MarketClosed");
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 1n) + HOURS_24);
      await settle(made, draft, { actor: made.stranger });
    });
  });

  it("refuses hints that are none or not whole, and an unknown zone", async function () {
    const draft = draftOf(made, SHORT);
    for (const hints of ["0x", draft.hints.slice(0, -2), `${draft.hints}00`]) {
      await expect(
        as(made.market, made.machine).settle(ZONE, made.firstInterval, hints, draft.readings, "0x"),
      )
        .to.be.revertedWithCustomError(made.market, "HintsMalformed")
        .withArgs(BigInt((hints.length - 2) / 2));
    }
    await passInterval(made.firstInterval);
    await expect(
      as(made.market, made.machine).settle(8n, made.firstInterval, draft.hints, draft.readings, "0x"),
    )
      .to.be.revertedWithCustomError(made.market, "ZoneUnknown")
      .withArgs(8n);
  });

  describe("missing and stopped meters", function () {
    it("settles nothing for an estimated reading, and never as zero energy for nothing", async function () {
      const draft = draftOf(made, column(900n, 300n, null, -500n, -400n));
      await settle(made, draft);
      expect((await balances(made))[2]).to.equal(STAKE);
      const decoded = decodeReadings(draft.readings, 1);
      expect(decoded[2]).to.deep.equal([null]);
    });

    it("takes nothing but the estimated code of a meter that was stopped, from its interval on", async function () {
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 1n) + 5n);
      await as(made.meters, made.meterOffice).stop(3n, REASON);
      const rows = SHORT.map(([reading]) => [reading, reading]);
      await expect(settle(made, draftOf(made, rows)))
        .to.be.revertedWithCustomError(made.market, "ReadingOfStopped")
        .withArgs(accountAt(2), made.firstInterval + 1n);
      const honest = rows.map((row, place) => (place === 2 ? [row[0], null] : row));
      await settle(made, draftOf(made, honest));
      // A new key counts from 00:00 UTC: until then the code stays.
      await as(made.meters, made.meterOffice).replaceKey(3n, deviceKey("a new meter").hash, false);
      await expect(settle(made, draftOf(made, SHORT, made.firstInterval + 2n)))
        .to.be.revertedWithCustomError(made.market, "ReadingOfStopped")
        .withArgs(accountAt(2), made.firstInterval + 2n);
      const rest = Number(INTERVALS_PER_DAY) - 2;
      const idle = SHORT.map((_, place) => Array<bigint | null>(rest).fill(place === 2 ? null : 0n));
      await settle(made, draftOf(made, idle, made.firstInterval + 2n));
      await settle(made, draftOf(made, SHORT, made.firstInterval + INTERVALS_PER_DAY));
    });

    it("refuses a reading of a place whose household has left", async function () {
      await as(made.market, made.owners[4]).close(accountAt(4));
      const idle = SHORT.map(() => Array<bigint>(96).fill(0n));
      await settle(made, draftOf(made, idle));
      const next = made.firstInterval + INTERVALS_PER_DAY;
      await networkHelpers.time.increaseTo(startOf(next + 1n));
      made.orders[4] = null;
      await expect(settle(made, draftOf(made, SHORT, next)))
        .to.be.revertedWithCustomError(made.market, "ReadingOfAbsent")
        .withArgs(accountAt(4));
      const gone = draftOf(made, column(900n, 300n, -500n, -500n, 0n), next);
      await settle(made, gone);
    });
  });

  describe("who cannot pay", function () {
    /** Draws 100 kWh from the utility: 30 tokens. */
    const heavy = column(0n, 0n, -100_000n, 0n, 0n);
    const ORDER_WITHOUT_BUYING = { buyLimit: 300n, sellLimit: 80n, maxBuy: 0n, maxSell: 5_000n };

    it("does not stop the others: the fund advances, the utility waits, and it is out from 00:00 UTC", async function () {
      await settle(
        made,
        draftOf(
          made,
          SHORT.map(() => [0n]),
        ),
      );
      await networkHelpers.time.increase(3n * HOURS_24);
      await as(made.market, made.owners[2]).withdraw(accountAt(2), made.owners[2], tokens(45));
      await as(made.token, made.feeder).approve(made.market, tokens(10));
      await as(made.market, made.feeder).addToFund(ZONE, tokens(10));
      const draft = draftOf(made, heavy, made.firstInterval + 1n);
      const lastDay = made.firstInterval / INTERVALS_PER_DAY;
      const before = await made.market.purseOf(ZONE);
      await expect(settle(made, draft))
        .to.emit(made.market, "ShortfallCovered")
        .withArgs(accountAt(2), tokens(25), tokens(10), tokens(25))
        .and.to.emit(made.market, "AccountSuspended")
        .withArgs(accountAt(2), lastDay);
      const { balance, owed } = await made.market.accountOf(accountAt(2));
      expect([balance, owed]).to.deep.equal([0n, tokens(25)]);
      const after = await made.market.purseOf(ZONE);
      expect(after.utility - before.utility).to.equal(tokens(30) - tokens(15));
      expect((await made.market.zoneOf(ZONE)).fund).to.equal(0n);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
      expect((await made.market.orderOn(accountAt(2), lastDay + 1n)).validUntil).to.equal(lastDay);
      await expect(as(made.market, made.owners[2]).giveOrder(accountAt(2), ORDER_WITHOUT_BUYING, 60_000n))
        .to.be.revertedWithCustomError(made.market, "AccountInDebt")
        .withArgs(accountAt(2), tokens(25));
    });

    it("pays its debt first with what comes in: the fund, then the utility", async function () {
      await settle(
        made,
        draftOf(
          made,
          SHORT.map(() => [0n]),
        ),
      );
      await networkHelpers.time.increase(3n * HOURS_24);
      const { balance } = await made.market.accountOf(accountAt(2));
      await as(made.market, made.owners[2]).withdraw(accountAt(2), made.owners[2], balance);
      await as(made.token, made.feeder).approve(made.market, tokens(10));
      await as(made.market, made.feeder).addToFund(ZONE, tokens(10));
      await settle(made, draftOf(made, heavy, made.firstInterval + 1n));
      await as(made.token, made.owners[2]).approve(made.market, tokens(40));
      const before = await made.market.purseOf(ZONE);
      await expect(as(made.market, made.owners[2]).deposit(accountAt(2), tokens(12)))
        .to.emit(made.market, "DebtRepaid")
        .withArgs(accountAt(2), tokens(12), tokens(18));
      expect((await made.market.zoneOf(ZONE)).fund).to.equal(tokens(10));
      expect((await made.market.purseOf(ZONE)).utility - before.utility).to.equal(tokens(2));
      await as(made.market, made.owners[2]).deposit(accountAt(2), tokens(20));
      const account = await made.market.accountOf(accountAt(2));
      expect([account.balance, account.owed]).to.deep.equal([tokens(2), 0n]);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    });

    it("goes on trading within its credit, which the utility bears", async function () {
      await as(made.market, made.gridOperator).setCreditLimit(accountAt(2), tokens(100));
      await settle(
        made,
        draftOf(
          made,
          SHORT.map(() => [0n]),
        ),
      );
      await networkHelpers.time.increase(3n * HOURS_24);
      await as(made.market, made.owners[2]).withdraw(accountAt(2), made.owners[2], STAKE);
      await expect(settle(made, draftOf(made, heavy, made.firstInterval + 1n)))
        .to.emit(made.market, "ShortfallCovered")
        .withArgs(accountAt(2), tokens(30), 0n, tokens(30))
        .and.not.to.emit(made.market, "AccountSuspended");
      const lastDay = made.firstInterval / INTERVALS_PER_DAY;
      expect((await made.market.orderOn(accountAt(2), lastDay + 1n)).validUntil).to.equal(60_000n);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    });

    it("is the utility: then the settlement waits until somebody funds it", async function () {
      const poorest = column(6_000_000n, 6_000_000n, 0n, 0n, 0n);
      await settle(made, draftOf(made, poorest));
      const again = draftOf(made, poorest, made.firstInterval + 1n);
      await expect(settle(made, again))
        .to.be.revertedWithCustomError(made.market, "UtilityShort")
        .withArgs(ZONE, 2n * 960n * 1_000_000n - tokens(1_000));
      await as(made.market, made.utility).addToUtility(ZONE, tokens(1_000));
      await settle(made, again);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    });
  });

  it("settles readings, limits and caps at their maxima", async function () {
    await as(made.market, made.utility).addToUtility(ZONE, tokens(4_000));
    await as(made.token, made.agent).mint(keyOf("household 2"), tokens(3_000));
    await as(made.token, made.owners[2]).approve(made.market, tokens(3_000));
    await as(made.market, made.owners[2]).deposit(accountAt(2), tokens(3_000));
    const most = 2n ** 23n - 1n;
    const draft = draftOf(made, column(most, most, -most, -1n, 0n));
    await settle(made, draft);
    expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    expect(draft.clearings[0].volume).to.equal(5_001n);
  });

  it("binds the signature to the register, so that no other chain's list counts", async function () {
    const draft = draftOf(made, SHORT);
    const domain = await metersDomain(made);
    expect(domain).to.include({ name: "Civitas MeterRegistry", version: "1", chainId: 31337n });
    expect(await made.market.meters()).to.equal(domain.verifyingContract);
    const other = await signReadings(made, draft, made.gateway, 8n);
    await expect(settle(made, draft, { signature: other }))
      .to.be.revertedWithCustomError(made.meters, "GatewaySignatureInvalid")
      .withArgs(ZONE, 1n);
  });
});
