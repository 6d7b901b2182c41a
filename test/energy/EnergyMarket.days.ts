import { expect } from "chai";

import {
  buildSettlement,
  dayOf,
  encodeCorrections,
  type Household,
  INTERVALS_PER_DAY,
  type Order,
  type SettlementDraft,
  startOf,
} from "../../sdk/index.js";
import {
  accountAt,
  imbalance,
  LAST_DAY,
  ownCopy,
  RULES,
  settle,
  signCorrections,
  type Street,
  street,
  ZONE,
} from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as, tokens } from "../support/payments.js";
import { randomFrom, testSeed } from "../support/random.js";

/** Acts of a campaign: each sequence begins with a fresh street. */
const SEQUENCES = process.env.CIVITAS_LONG === undefined ? 1 : 60;
const STEPS = process.env.CIVITAS_LONG === undefined ? 45 : 60;

/** Acts that succeed at least once. */
const REQUIRED = ["settle", "correct", "order", "oneOff", "deposit", "withdraw", "draw"];

/** The terms of an order as the chain tells them. */
const orderFrom = ({ buyLimit, sellLimit, maxBuy, maxSell }: Order): Order => ({
  buyLimit,
  sellLimit,
  maxBuy,
  maxSell,
});

describe("EnergyMarket: random days", function () {
  let made: Street;
  const plain = async (): Promise<Street> => street();

  /** The households as the chain tells an operator of them, for intervals of one day. */
  const read = async (
    firstInterval: bigint,
    readingsOf: (place: number) => (bigint | null)[],
  ): Promise<Household[]> =>
    Promise.all(
      made.owners.map(async (_, place): Promise<Household> => {
        const account = accountAt(place);
        const day = dayOf(firstInterval);
        const { activeFrom, closesOn } = await made.market.accountOf(account);
        const isThere = day >= activeFrom && (closesOn === 0n || day < closesOn);
        const readings = readingsOf(place);
        if (!isThere) return { readings: readings.map(() => 0n), order: null };
        const { terms, validUntil } = await made.market.orderOn(account, day);
        const oneOff = await made.market.oneOffOf(account);
        return {
          readings,
          order: validUntil >= day ? orderFrom(terms) : null,
          ...(oneOff.firstInterval === 0n
            ? {}
            : {
                oneOff: {
                  order: orderFrom(oneOff.terms),
                  firstInterval: oneOff.firstInterval,
                  lastInterval: oneOff.lastInterval,
                },
              }),
        };
      }),
    );

  it(`keep ENERGY-1, ENERGY-2, ENERGY-4, ENERGY-5 and ENERGY-6 over ${SEQUENCES} sequences of ${STEPS} acts`, async function () {
    const random = randomFrom(testSeed);
    const upTo = (most: number): bigint => BigInt(Math.floor(random() * (most + 1)));
    const done: Record<string, number> = {};
    for (let sequence = 0; sequence < SEQUENCES; ++sequence) {
      made = ownCopy(await networkHelpers.loadFixture(plain));
      let last: SettlementDraft | undefined;
      let [exported, drawn] = [0n, 0n];
      let mostCredit = 2_000_000;
      const order = () => ({
        buyLimit: upTo(340),
        sellLimit: upTo(300),
        maxBuy: upTo(2_000),
        maxSell: upTo(2_000),
      });
      const acts: Record<string, (place: number) => Promise<unknown>> = {
        settle: async () => {
          const firstInterval = (await made.market.zoneOf(ZONE)).nextInterval;
          const leftToday = INTERVALS_PER_DAY - (firstInterval % INTERVALS_PER_DAY);
          const wish = random() < 0.4 ? 96n : 1n + upTo(5);
          const intervals = Number(wish < leftToday ? wish : leftToday);
          const homes = await read(firstInterval, () =>
            Array.from({ length: intervals }, () => (random() < 0.05 ? null : upTo(1_600) - 800n)),
          );
          const draft = buildSettlement(homes, firstInterval, intervals, RULES);
          await settle(made, draft);
          for (const { executed } of draft.clearings) {
            expect(
              executed.reduce((a, b) => a + b, 0n),
              "ENERGY-2: sold = bought in every interval",
            ).to.equal(0n);
          }
          for (const place of [0, 1]) {
            for (const reading of homes[place].readings) if ((reading ?? 0n) > 0n) exported += reading ?? 0n;
          }
          expect((await made.market.zoneOf(ZONE)).nextInterval, "ENERGY-5: in order, once").to.equal(
            firstInterval + BigInt(intervals),
          );
          await expect(settle(made, draft), "ENERGY-5").to.be.revertedWithCustomError(
            made.market,
            "IntervalNotNext",
          );
          last = draft;
        },
        correct: async (place) => {
          if (last === undefined) throw new Error("nothing is settled yet");
          const reading = upTo(1_600) - 800n;
          const before = last.readings.slice(2 + 6 * place * last.clearings.length).slice(0, 6);
          const corrections = encodeCorrections([{ place: BigInt(place), position: 0n, reading }]);
          const settlement = {
            zone: ZONE,
            firstInterval: last.firstInterval,
            hints: last.hints,
            readings: last.readings,
            executed: last.executed,
          };
          await as(made.market, made.stranger).correct(
            settlement,
            corrections,
            await signCorrections(made, last, corrections),
          );
          const old = BigInt.asIntN(24, BigInt(`0x${before}`));
          const surplus = (value: bigint): bigint => (value > 0n ? value : 0n);
          if (place < 2) exported += surplus(reading) - surplus(old);
          last = undefined;
        },
        order: async (place) =>
          as(made.market, made.owners[place]).giveOrder(accountAt(place), order(), LAST_DAY),
        oneOff: async (place) => {
          const next = BigInt(await networkHelpers.time.latest()) / 900n + 2n + upTo(20);
          return as(made.market, made.owners[place]).giveOneOff(
            accountAt(place),
            order(),
            next,
            next + upTo(95),
          );
        },
        deposit: async (place) =>
          as(made.market, made.owners[place]).deposit(accountAt(place), upTo(3_000_000)),
        withdraw: async (place) => {
          const [free] = await made.market.fundsOf(accountAt(place));
          return as(made.market, made.owners[place]).withdraw(accountAt(place), made.owners[place], free);
        },
        credit: async (place) =>
          as(made.market, made.gridOperator).setCreditLimit(accountAt(place), upTo(mostCredit)),
        fund: async () => as(made.market, made.utility).addToFund(ZONE, upTo(500_000)),
        fees: async (place) => made.market.payFees(ZONE, BigInt(place % 3)),
        draw: async (place) => {
          // Now and then one more than there is.
          const { certificateWh } = await made.market.accountOf(accountAt(place));
          const amount = 1n + upTo(Number(certificateWh));
          await as(made.certificates, made.owners[place]).draw(accountAt(place), amount);
          drawn += amount;
        },
        close: async (place) => {
          if (random() > 0.1 || place < 2) throw new Error("most stay");
          return as(made.market, made.owners[place]).close(accountAt(place));
        },
      };
      await as(made.market, made.utility).addToUtility(ZONE, tokens(2_000));
      const names = Object.keys(acts);
      // Every act has to succeed once: what draws badly goes on.
      const isPoor = (): boolean =>
        sequence === SEQUENCES - 1 && REQUIRED.some((name) => done[name] === undefined);
      for (let step = 0; step < STEPS || (isPoor() && step < 6 * STEPS); ++step) {
        const name = random() < 0.35 ? "settle" : names[Math.floor(random() * names.length)];
        const context = `CIVITAS_SEED=${testSeed}, sequence ${sequence}, step ${step}: ${name}`;
        // Who owes more than its credit gives no orders: where all do, the grid's operator lends more.
        if (step >= STEPS) mostCredit = 500_000_000;
        const act = acts[name](Math.floor(random() * made.owners.length));
        if (name === "settle") await act;
        const isDone = await act.then(
          () => true,
          (error: unknown) => {
            if (error instanceof Error && error.name === "AssertionError") throw error;
            return false;
          },
        );
        if (isDone) done[name] = (done[name] ?? 0) + 1;
        expect(await imbalance(made), `ENERGY-1, ${context}`).to.equal(0n);
        let counted = 0n;
        for (const place of made.owners.keys()) {
          const account = await made.market.accountOf(accountAt(place));
          const [free, reserved] = await made.market.fundsOf(accountAt(place));
          expect(free + reserved, `ENERGY-6, ${context}`).to.equal(account.balance);
          counted += account.certificateWh - account.certificateDebt;
        }
        expect(counted + drawn, `ENERGY-4, ${context}`).to.equal(exported);
      }
      const { nextInterval } = await made.market.zoneOf(ZONE);
      await networkHelpers.time.increaseTo(startOf(nextInterval + 192n));
      for (const place of made.owners.keys()) {
        const [, reserved] = await made.market.fundsOf(accountAt(place));
        expect(reserved, "ENERGY-6: nothing is reserved after 48 hours of silence").to.equal(0n);
      }
    }
    console.log(`      acts done: ${JSON.stringify(done)}`);
    for (const name of REQUIRED) {
      expect(done[name] ?? 0, `${name} happened`).to.be.greaterThan(0);
    }
  });
});
