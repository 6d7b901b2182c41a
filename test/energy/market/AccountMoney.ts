import { expect } from "chai";

import { dayOf, encodeCorrections, type Order, startOf } from "../../../sdk/index.js";
import {
  accountAt,
  draftOf,
  LAST_DAY,
  ORDER,
  settle,
  signCorrections,
  STAKE,
  street,
  ZONE,
} from "../../support/energy/market.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const DAY = 86_400n;
const RETAIL = 300n;
/** What the third household pays beside its stake, so that all it has is so many Wh of the utility. */
const TO_THE_UNIT = RETAIL - (STAKE % RETAIL);

/** A street whose third household can pay a whole number of Wh of the utility. */
async function toTheUnit() {
  const made = await street();
  const payer = made.owners[2];
  await as(made.token, made.agent).mint(payer, 10_000n);
  await as(made.token, payer).approve(made.market, 10_000n);
  const household = as(made.market, payer);
  await household.deposit(accountAt(2), TO_THE_UNIT);
  const most = (STAKE + TO_THE_UNIT) / RETAIL;
  /** Settles an interval in which it takes so many Wh, and nobody sells. */
  const take = async (wattHours: bigint) =>
    settle(made, draftOf(made, [[0n], [0n], [-wattHours], [0n], [0n]]));
  return { made, household, most, take };
}

describe("AccountMoney", function () {
  it("takes the last unit without a debt", async function () {
    const { made, household, most, take } = await networkHelpers.loadFixture(toTheUnit);
    await expect(take(most)).to.not.emit(made.market, "ShortfallCovered");
    expect((await made.market.accountOf(accountAt(2))).balance).to.equal(0n);
    await expect(household.deposit(accountAt(2), 7n)).to.not.emit(made.market, "DebtRepaid");
    expect((await made.market.accountOf(accountAt(2))).balance).to.equal(7n);
  });

  it("owes what is missing until it is repaid, and nothing after", async function () {
    const { made, household, most, take } = await networkHelpers.loadFixture(toTheUnit);
    await expect(take(most + 1n))
      .to.emit(made.market, "ShortfallCovered")
      .withArgs(accountAt(2), RETAIL, 0n, RETAIL);
    await expect(household.deposit(accountAt(2), 0n))
      .to.emit(made.market, "DebtRepaid")
      .withArgs(accountAt(2), 0n, RETAIL);
    await expect(household.deposit(accountAt(2), RETAIL))
      .to.emit(made.market, "DebtRepaid")
      .withArgs(accountAt(2), RETAIL, 0n);
    await expect(household.deposit(accountAt(2), 7n)).to.not.emit(made.market, "DebtRepaid");
    const { balance, owed } = await made.market.accountOf(accountAt(2));
    expect([balance, owed]).to.deep.equal([7n, 0n]);
  });

  describe("a correction that suspends", function () {
    const order: Order = { buyLimit: 150n, sellLimit: 80n, maxBuy: 5_000n, maxSell: 0n };

    /** The order of the third household on the second day, after it was suspended so many days after it was given. */
    async function orderAfterSuspension(days: bigint) {
      const { made, household } = await networkHelpers.loadFixture(toTheUnit);
      const draft = draftOf(made, [[0n], [0n], [-500n], [0n], [0n]]);
      await settle(made, draft);
      const firstDay = dayOf(made.firstInterval);
      await household.giveOrder(accountAt(2), order, LAST_DAY);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 2_000n + days * DAY);
      const corrections = encodeCorrections([{ place: 2n, position: 0n, reading: -500_000n }]);
      const { firstInterval, hints, readings, executed } = draft;
      await expect(
        as(made.market, made.stranger).correct(
          { zone: ZONE, firstInterval, hints, readings, executed },
          corrections,
          await signCorrections(made, draft, corrections),
        ),
      )
        .to.emit(made.market, "AccountSuspended")
        .withArgs(accountAt(2), firstDay + days);
      const { terms, validUntil } = await made.market.orderOn(accountAt(2), firstDay + 1n);
      return { buyLimit: terms.buyLimit, days: validUntil - firstDay };
    }

    it("leaves an order that begins that day to the end of it", async function () {
      expect(await orderAfterSuspension(1n)).to.deep.equal({ buyLimit: order.buyLimit, days: 1n });
    });

    it("drops an order that begins the day after", async function () {
      expect(await orderAfterSuspension(0n)).to.deep.equal({ buyLimit: ORDER.buyLimit, days: 0n });
    });
  });
});
