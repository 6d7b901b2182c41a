import { expect } from "chai";

import {
  buildSettlement,
  dayOf,
  encodeCorrections,
  type Household,
  INTERVALS_PER_DAY,
  type Order,
  startOf,
} from "../../sdk/index.js";
import {
  accountAt,
  balances,
  DEVICE_CLASS,
  draftOf,
  householdsOf,
  imbalance,
  LAST_DAY,
  ORDER,
  ownCopy,
  registration,
  RULES,
  settle,
  signCorrections,
  STAKE,
  type Street,
  street,
  ZONE,
} from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as, tokens } from "../support/payments.js";

const DAY = 86_400n;
const ROWS: readonly (readonly (bigint | null)[])[] = [[900n], [300n], [-500n], [-500n], [-400n]];

/** Each condition at the last value that it takes, and at the first that it does not. */
describe("EnergyMarket: bounds", function () {
  let made: Street;
  const plain = async (): Promise<Street> => street();
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(plain));
  });

  const firstDay = (): bigint => dayOf(made.firstInterval);
  const goTo = async (day: bigint): Promise<void> =>
    networkHelpers.time.increaseTo(startOf(day * INTERVALS_PER_DAY) + 10n);
  const idle = async (first: bigint, intervals: number): Promise<void> => {
    await settle(
      made,
      draftOf(
        made,
        made.orders.map(() => Array<bigint>(intervals).fill(0n)),
        first,
      ),
    );
  };
  const give = async (place: number, changes: Partial<Order>, validUntil = LAST_DAY): Promise<void> => {
    const order = { ...ORDER, ...changes };
    await as(made.market, made.owners[place]).giveOrder(accountAt(place), order, validUntil);
    made.orders[place] = order;
  };
  const owner = (place: number) => as(made.market, made.owners[place]);

  describe("of limits", function () {
    it("a seller at the ceiling sells, and one above does not", async function () {
      await give(0, { sellLimit: 260n });
      await give(1, { sellLimit: 261n });
      const draft = draftOf(made, ROWS);
      expect(draft.clearings[0].executed.slice(0, 2)).to.deep.equal([900n, 0n]);
      await settle(made, draft);
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    });

    it("a buyer at the floor buys, and one below does not", async function () {
      await give(2, { buyLimit: 120n });
      await give(3, { buyLimit: 119n });
      const draft = draftOf(made, [[900n], [300n], [-500n], [-500n], [0n]]);
      expect(draft.clearings[0].executed).to.deep.equal([375n, 125n, -500n, 0n, 0n]);
      await settle(made, draft);
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    });

    it("limits beside the price move the middle, on either side", async function () {
      // Sold whole: the price may fall to the dearest seller, or to the dearest buyer left out; rise to the cheapest of the others.
      const cases: [Partial<Order>[], bigint][] = [
        [
          [{ sellLimit: 110n }, { sellLimit: 90n }, { buyLimit: 290n }, { buyLimit: 300n }, {}],
          (110n + 250n) / 2n,
        ],
        [
          [
            { sellLimit: 100n },
            { sellLimit: 90n },
            { buyLimit: 280n },
            { buyLimit: 240n },
            { buyLimit: 190n },
          ],
          (150n + 200n) / 2n,
        ],
        [
          [
            { sellLimit: 100n },
            { sellLimit: 210n },
            { buyLimit: 290n },
            { buyLimit: 170n },
            { buyLimit: 160n },
          ],
          (130n + 210n) / 2n,
        ],
      ];
      const rows = [
        [[500n], [500n], [-500n], [-500n], [0n]],
        [[500n], [500n], [-500n], [-500n], [-10n]],
        [[500n], [500n], [-500n], [-300n], [-10n]],
      ];
      const snapshot = await networkHelpers.takeSnapshot();
      for (const [i, [changes, price]] of cases.entries()) {
        made = ownCopy(made);
        for (const [place, change] of changes.entries()) await give(place, change);
        const draft = draftOf(made, rows[i]);
        expect(draft.clearings[0].price, `case ${i}`).to.equal(price);
        for (const step of [-1n, 1n]) {
          const claim = { ...draft.clearings[0], price: price + step };
          const wrong = buildSettlement(householdsOf(made, rows[i]), made.firstInterval, 1, RULES);
          const hints =
            `0x${claim.price.toString(16).padStart(6, "0")}${wrong.hints.slice(8)}` as `0x${string}`;
          await expect(settle(made, { ...wrong, hints }))
            .to.be.revertedWithCustomError(made.market, "PriceWrong")
            .withArgs(made.firstInterval, price + step);
        }
        await settle(made, draft);
        await snapshot.restore();
      }
    });

    it("caps below readings leave the rest to the utility", async function () {
      await give(0, { maxSell: 40n });
      await give(2, { maxBuy: 30n });
      const draft = draftOf(made, [[900n], [0n], [-500n], [0n], [0n]]);
      expect(draft.clearings[0].executed).to.deep.equal([30n, 0n, -30n, 0n, 0n]);
      await settle(made, draft);
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    });
  });

  describe("of days", function () {
    it("a household that joined today may be left out today, and not tomorrow", async function () {
      await as(made.meters, made.meterOffice).register([registration(made.heir, 0n, "late")]);
      await goTo(firstDay());
      await as(made.market, made.heir).join(6n, 5n);
      await settle(made, draftOf(made, ROWS));
      await idle(made.firstInterval + 1n, 95);
      const tomorrow = made.firstInterval + INTERVALS_PER_DAY;
      await expect(settle(made, draftOf(made, ROWS, tomorrow)))
        .to.be.revertedWithCustomError(made.market, "ReadingsIncomplete")
        .withArgs(ZONE, 15n);
      made.orders.push(null);
      await settle(made, draftOf(made, [...ROWS, [-5n]], tomorrow));
    });

    it("a meter in the last day of its calibration joins, and one whose class counts no household's energy never", async function () {
      const today = BigInt(await networkHelpers.time.latest()) / DAY;
      await as(made.meters, made.meterOffice).register([
        { ...registration(made.heir, DEVICE_CLASS.battery, "last day"), calibratedUntil: today },
        registration(made.heir, 4n, "a car"),
        registration(made.heir, 6n, "water"),
      ]);
      await as(made.market, made.heir).join(6n, 5n);
      await as(made.market, made.heir).join(7n, 6n);
      await expect(as(made.market, made.heir).join(8n, 7n))
        .to.be.revertedWithCustomError(made.market, "DeviceNotFit")
        .withArgs(8n);
    });

    it("priority lasts from tomorrow to the day before its end", async function () {
      const grid = as(made.market, made.gridOperator);
      const first = (rows: readonly (readonly (bigint | null)[])[], isFirst: boolean): Household[] =>
        householdsOf(made, rows).map((home, place) => ({ ...home, isPriority: isFirst && place === 4 }));
      const settleAs = async (day: bigint, isFirst: boolean): Promise<void> => {
        const begin = day * INTERVALS_PER_DAY;
        const rows = [[300n], [300n], [-500n], [-500n], [-400n]];
        const wrong = buildSettlement(first(rows, !isFirst), begin, 1, RULES);
        await expect(settle(made, wrong)).to.be.revertedWithCustomError(made.market, "ClearingWrong");
        await settle(made, buildSettlement(first(rows, isFirst), begin, 1, RULES));
        await idle(begin + 1n, 95);
      };
      await goTo(firstDay());
      await grid.setPriority(accountAt(4), firstDay() + 2n);
      // Until its end it is prolonged, and not begun again.
      await expect(grid.setPriority(accountAt(4), 0n))
        .to.emit(made.market, "PrioritySet")
        .withArgs(accountAt(4), firstDay() + 1n, firstDay() + 1n);
      await expect(grid.setPriority(accountAt(4), firstDay() + 2n))
        .to.emit(made.market, "PrioritySet")
        .withArgs(accountAt(4), firstDay() + 1n, firstDay() + 2n);
      await settleAs(firstDay(), false);
      await settleAs(firstDay() + 1n, true);
      await settleAs(firstDay() + 2n, false);
    });

    it("priority counts for nothing where the zone says so", async function () {
      made = await street({ hasPriority: false });
      await as(made.market, made.gridOperator).setPriority(accountAt(4), LAST_DAY);
      await settle(made, draftOf(made, [[300n], [300n], [-500n], [-500n], [-400n]]));
    });

    it("an account that is closed is corrected up to its last day, and one that was not there never", async function () {
      await owner(4).close(accountAt(4));
      await as(made.meters, made.meterOffice).register([registration(made.heir, 0n, "late")]);
      await goTo(firstDay());
      await as(made.market, made.heir).join(6n, 5n);
      made.orders[4] = null;
      made.orders.push(null);
      const draft = draftOf(made, [[900n], [300n], [-500n], [-500n], [0n], [0n]]);
      await settle(made, draft);
      for (const place of [4n, 5n]) {
        const corrections = encodeCorrections([{ place, position: 0n, reading: -1n }]);
        const signature = await signCorrections(made, draft, corrections);
        await expect(
          as(made.market, made.stranger).correct({ zone: ZONE, ...fieldsFor(draft) }, corrections, signature),
        )
          .to.be.revertedWithCustomError(made.market, "CorrectionMalformed")
          .withArgs(0n);
      }
    });
  });

  const fieldsFor = ({ firstInterval, hints, readings, executed }: ReturnType<typeof draftOf>) => ({
    firstInterval,
    hints,
    readings,
    executed,
  });

  describe("of one-off orders", function () {
    it("one waits up to its last interval, and is gone with it", async function () {
      const last = made.firstInterval + 2n;
      await owner(2).giveOneOff(accountAt(2), ORDER, made.firstInterval + 1n, last);
      const oneOff = { order: ORDER, firstInterval: made.firstInterval + 1n, lastInterval: last };
      const homes = (intervals: number): Household[] =>
        householdsOf(
          made,
          ROWS.map(([reading]) => Array<bigint | null>(intervals).fill(reading)),
        ).map((home, place) => (place === 2 ? { ...home, oneOff } : home));
      await settle(made, buildSettlement(homes(2), made.firstInterval, 2, RULES));
      expect((await made.market.oneOffOf(accountAt(2))).lastInterval).to.equal(last);
      await expect(owner(2).giveOneOff(accountAt(2), ORDER, last + 3n, last + 3n))
        .to.be.revertedWithCustomError(made.market, "OneOffWaits")
        .withArgs(accountAt(2), last);
      await settle(made, buildSettlement(homes(1), last, 1, RULES));
      expect((await made.market.oneOffOf(accountAt(2))).lastInterval).to.equal(0n);
      await owner(2).giveOneOff(accountAt(2), ORDER, last + 3n, last + 3n);
    });
  });

  describe("of money", function () {
    it("what waits to be ordered is reserved as well: the sooner order, and the later one", async function () {
      const reserved = async (): Promise<bigint> => (await made.market.fundsOf(accountAt(2)))[1];
      await give(2, { maxBuy: 10n });
      await idle(made.firstInterval, 96);
      const second = firstDay() + 1n;
      await goTo(second);
      expect(await reserved()).to.equal(10n * 340n);
      await give(2, { maxBuy: 600n });
      expect(await reserved()).to.equal(600n * 340n);
      await goTo(second + 1n);
      await give(2, { maxBuy: 900n });
      expect(await reserved()).to.equal(97n * 900n * 340n);
      await idle(second * INTERVALS_PER_DAY, 96);
      expect(await reserved()).to.equal(900n * 340n);
      await idle((second + 1n) * INTERVALS_PER_DAY, 96);
      await give(2, { maxBuy: 1n });
      expect(await reserved()).to.equal(900n * 340n);
    });

    it("credit bears what is missing first, the fund what is beyond, the utility the rest", async function () {
      await as(made.market, made.gridOperator).setCreditLimit(accountAt(2), tokens(10));
      await as(made.token, made.feeder).approve(made.market, tokens(9));
      await as(made.market, made.feeder).addToFund(ZONE, tokens(9));
      // 200 kWh at 300: 60 tokens, of which 50 are there.
      const draw = (wattHours: bigint): bigint[][] => [[0n], [0n], [-wattHours], [0n], [0n]];
      await expect(settle(made, draftOf(made, draw(200_000n))))
        .to.emit(made.market, "ShortfallCovered")
        .withArgs(accountAt(2), tokens(10), 0n, tokens(10))
        .and.not.to.emit(made.market, "AccountSuspended");
      await expect(settle(made, draftOf(made, draw(20_000n), made.firstInterval + 1n)))
        .to.emit(made.market, "ShortfallCovered")
        .withArgs(accountAt(2), tokens(6), tokens(6), tokens(16))
        .and.to.emit(made.market, "AccountSuspended")
        .withArgs(accountAt(2), firstDay());
      await expect(settle(made, draftOf(made, draw(20_000n), made.firstInterval + 2n)))
        .to.emit(made.market, "ShortfallCovered")
        .withArgs(accountAt(2), tokens(6), tokens(3), tokens(22));
      const { fund, fundLent } = await made.market.zoneOf(ZONE);
      expect([fund, fundLent]).to.deep.equal([0n, tokens(9)]);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
      // At its credit an account orders; above it does not.
      await as(made.token, made.owners[2]).approve(made.market, tokens(50));
      await owner(2).deposit(accountAt(2), tokens(12) - 1n);
      await expect(owner(2).giveOrder(accountAt(2), ORDER, LAST_DAY))
        .to.be.revertedWithCustomError(made.market, "AccountInDebt")
        .withArgs(accountAt(2), tokens(10) + 1n);
      await owner(2).deposit(accountAt(2), 1n);
      await owner(2).giveOrder(accountAt(2), ORDER, LAST_DAY);
      expect((await made.market.zoneOf(ZONE)).fundLent).to.equal(0n);
    });

    it("fees are paid once", async function () {
      await settle(made, draftOf(made, ROWS));
      await made.market.payFees(ZONE, 2n);
      await expect(made.market.payFees(ZONE, 2n))
        .to.emit(made.market, "FeesPaid")
        .withArgs(ZONE, 2n, made.hall.address, 0n);
      expect((await made.market.purseOf(ZONE)).levels).to.deep.equal([1_200n * 20n, 1_200n * 15n, 0n]);
    });

    it("a place is not left while it has money", async function () {
      await owner(0).close(accountAt(0));
      await as(made.meters, made.meterOffice).register([registration(made.heir, 0n, "new tenant")]);
      const join = async (place: bigint) => as(made.market, made.heir).join(6n, place);
      const refused = async (place: bigint): Promise<void> => {
        await expect(join(place))
          .to.be.revertedWithCustomError(made.market, "PlaceTaken")
          .withArgs(ZONE, place);
      };
      // Its last day is the one before the first: nothing of it is settled, and only its money is left.
      await networkHelpers.time.increaseTo(startOf((firstDay() + 8n) * INTERVALS_PER_DAY));
      await refused(0n);
      await owner(0).withdraw(accountAt(0), made.owners[0], STAKE);
      await join(0n);
    });

    it("a place is not left while it has certificates to draw, or a debt", async function () {
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 10n);
      await owner(0).close(accountAt(0));
      await owner(3).close(accountAt(3));
      const draft = draftOf(made, [[1n], [0n], [0n], [-200_000n], [0n]]);
      await settle(made, draft);
      await idle(made.firstInterval + 1n, 95);
      await as(made.meters, made.meterOffice).register([registration(made.heir, 0n, "new tenant")]);
      await networkHelpers.time.increaseTo(startOf((firstDay() + 9n) * INTERVALS_PER_DAY));
      const join = async (place: bigint) => as(made.market, made.heir).join(6n, place);
      const { balance } = await made.market.accountOf(accountAt(0));
      await owner(0).withdraw(accountAt(0), made.owners[0], balance);
      for (const place of [0n, 3n]) {
        await expect(join(place))
          .to.be.revertedWithCustomError(made.market, "PlaceTaken")
          .withArgs(ZONE, place);
      }
      await as(made.certificates, made.owners[0]).draw(accountAt(0), 1n);
      await join(0n);
      const { owed } = await made.market.accountOf(accountAt(3));
      await owner(3).deposit(accountAt(3), owed);
      await as(made.meters, made.meterOffice).register([registration(made.heir, 0n, "another tenant")]);
      await as(made.market, made.heir).join(7n, 3n);
    });

    it("corrections count certificates of certified sources alone", async function () {
      const draft = draftOf(made, ROWS);
      await settle(made, draft);
      const corrections = encodeCorrections([
        { place: 0n, position: 0n, reading: -5n },
        { place: 3n, position: 0n, reading: 50n },
      ]);
      const signature = await signCorrections(made, draft, corrections);
      await as(made.market, made.stranger).correct(
        { zone: ZONE, ...fieldsFor(draft) },
        corrections,
        signature,
      );
      expect((await made.market.accountOf(accountAt(0))).certificateWh, "ENERGY-4").to.equal(0n);
      expect((await made.market.accountOf(accountAt(3))).certificateWh, "ENERGY-4").to.equal(0n);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    });
  });
});
