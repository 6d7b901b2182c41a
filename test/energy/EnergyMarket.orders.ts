import { expect } from "chai";
import type { Wallet } from "ethers";

import {
  buildSettlement,
  digestOf,
  type Domain,
  INTERVALS_PER_DAY,
  oneOffOrderTypedData,
  type Order,
  readDomain,
  standingOrderTypedData,
  startOf,
  type TypedData,
} from "../../sdk/index.js";
import {
  accountAt,
  balances,
  draftOf,
  ownCopy,
  householdsOf,
  imbalance,
  LAST_DAY,
  ORDER,
  RULES,
  settle,
  STAKE,
  type Street,
  street,
  ZONE,
} from "../support/energy/market.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, tokens } from "../support/payments.js";

const DAYS_90 = 90n * 86_400n;
const CHEAP: Order = { buyLimit: 150n, sellLimit: 80n, maxBuy: 5_000n, maxSell: 5_000n };
const CAR: Order = { buyLimit: 300n, sellLimit: 80n, maxBuy: 9_000n, maxSell: 0n };
const ROW = [[9_000n], [300n], [-9_000n], [-500n], [-400n]];
const terms = (order: Order): [bigint, bigint, bigint, bigint] => [
  order.buyLimit,
  order.sellLimit,
  order.maxBuy,
  order.maxSell,
];

describe("EnergyMarket: orders", function () {
  let made: Street;
  let domain: Domain;
  let buyer: Wallet;
  const account = accountAt(2);
  const plain = async (): Promise<Street> => street();
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(plain));
    domain = await readDomain(async (call) => ethers.provider.call(call), await made.market.getAddress());
    buyer = made.owners[2];
  });

  const sign = async (data: TypedData, who = buyer): Promise<string> =>
    who.signTypedData(data.domain, data.types, data.message);
  const soon = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest()) + 3_600n;
  const firstDay = (): bigint => made.firstInterval / INTERVALS_PER_DAY;
  /** The first second of a day, or as many days later. */
  const goTo = async (day: bigint): Promise<void> =>
    networkHelpers.time.increaseTo(startOf(day * INTERVALS_PER_DAY) + 10n);
  const idleDay = async (day: bigint): Promise<void> => {
    const rows = made.orders.map(() => Array<bigint>(96).fill(0n));
    await settle(made, draftOf(made, rows, day * INTERVALS_PER_DAY));
  };

  it("publishes the domain of its signatures", function () {
    expect(domain).to.deep.include({ name: "Civitas EnergyMarket", version: "1", chainId: 31337n });
  });

  it("hold from the next 00:00 UTC, also where the day before is settled later", async function () {
    await goTo(firstDay());
    await expect(as(made.market, buyer).giveOrder(account, CHEAP, LAST_DAY))
      .to.emit(made.market, "OrderGiven")
      .withArgs(account, terms(CHEAP), LAST_DAY, firstDay() + 1n, 1n);
    expect((await made.market.orderOn(account, firstDay())).terms).to.deep.equal(terms(ORDER));
    expect((await made.market.orderOn(account, firstDay() + 1n)).terms).to.deep.equal(terms(CHEAP));
    // The order changed during the day: a settlement with the new one is refused, now and tomorrow.
    await goTo(firstDay() + 1n);
    const old = householdsOf(made, ROW);
    const changed = old.map((home, place) => (place === 2 ? { ...home, order: CHEAP } : home));
    await expect(settle(made, buildSettlement(changed, made.firstInterval, 1, RULES)))
      .to.be.revertedWithCustomError(made.market, "ClearingWrong")
      .withArgs(made.firstInterval);
    await settle(made, draftOf(made, ROW));
    const idle = made.orders.map(() => Array<bigint>(95).fill(0n));
    await settle(made, draftOf(made, idle, made.firstInterval + 1n));
    made.orders[2] = CHEAP;
    await settle(made, draftOf(made, ROW, made.firstInterval + INTERVALS_PER_DAY));
    expect(await imbalance(made), "ENERGY-1").to.equal(0n);
  });

  it("are replaced until they hold; two wait where the zone is a day behind, a third is refused", async function () {
    await goTo(firstDay());
    await as(made.market, buyer).giveOrder(account, CHEAP, LAST_DAY);
    await as(made.market, buyer).giveOrder(account, CAR, LAST_DAY);
    expect((await made.market.orderOn(account, firstDay() + 1n)).terms).to.deep.equal(terms(CAR));
    await goTo(firstDay() + 1n);
    await as(made.market, buyer).giveOrder(account, CHEAP, LAST_DAY);
    await as(made.market, buyer).giveOrder(account, ORDER, LAST_DAY);
    expect((await made.market.orderOn(account, firstDay() + 1n)).terms).to.deep.equal(terms(CAR));
    expect((await made.market.orderOn(account, firstDay() + 2n)).terms).to.deep.equal(terms(ORDER));
    await goTo(firstDay() + 2n);
    await expect(as(made.market, buyer).giveOrder(account, CHEAP, LAST_DAY))
      .to.be.revertedWithCustomError(made.market, "OrderQueueFull")
      .withArgs(account, firstDay() + 2n);
    await idleDay(firstDay());
    await as(made.market, buyer).giveOrder(account, CHEAP, LAST_DAY);
    expect((await made.market.orderOn(account, firstDay() + 1n)).terms).to.deep.equal(terms(CAR));
    expect((await made.market.orderOn(account, firstDay() + 3n)).terms).to.deep.equal(terms(CHEAP));
    await idleDay(firstDay() + 1n);
    await idleDay(firstDay() + 2n);
    expect((await made.market.orderOn(account, firstDay() + 3n)).terms).to.deep.equal(terms(CHEAP));
  });

  it("end with their last day: then the utility alone supplies", async function () {
    await as(made.market, buyer).giveOrder(account, ORDER, firstDay());
    await idleDay(firstDay());
    made.orders[2] = null;
    const draft = draftOf(made, ROW, made.firstInterval + INTERVALS_PER_DAY);
    expect(draft.clearings[0].executed[2]).to.equal(0n);
    await settle(made, draft);
    await expect(as(made.market, buyer).giveOrder(account, ORDER, firstDay()))
      .to.be.revertedWithCustomError(made.market, "OrderExpired")
      .withArgs(firstDay(), firstDay() + 2n);
  });

  it("are the owner's alone, and of an account that is there and stays", async function () {
    const stranger = as(made.market, made.stranger);
    await expect(stranger.giveOrder(account, CHEAP, LAST_DAY))
      .to.be.revertedWithCustomError(made.market, "AccountOwnerOnly")
      .withArgs(account, made.stranger.address);
    await expect(stranger.giveOneOff(account, CAR, 1n, 1n))
      .to.be.revertedWithCustomError(made.market, "AccountOwnerOnly")
      .withArgs(account, made.stranger.address);
    await expect(stranger.giveOrder(accountAt(9), CHEAP, LAST_DAY))
      .to.be.revertedWithCustomError(made.market, "AccountUnknown")
      .withArgs(accountAt(9));
    for (const read of [
      async () => made.market.orderOn(accountAt(9), 1n),
      async () => made.market.oneOffOf(accountAt(9)),
      async () => made.market.sequenceOf(accountAt(9)),
    ]) {
      await expect(read())
        .to.be.revertedWithCustomError(made.market, "AccountUnknown")
        .withArgs(accountAt(9));
    }
    await as(made.market, buyer).close(account);
    await expect(as(made.market, buyer).giveOrder(account, CHEAP, LAST_DAY))
      .to.be.revertedWithCustomError(made.market, "AccountIsClosed")
      .withArgs(account, firstDay());
  });

  describe("by signature", function () {
    const message = async (changes: { order?: Order; sequence?: bigint; deadline?: bigint } = {}) => ({
      account,
      order: CHEAP,
      validUntil: LAST_DAY,
      sequence: 1n,
      deadline: await soon(),
      ...changes,
    });

    it("are handed in by anyone, once", async function () {
      const order = await message();
      const signature = await sign(standingOrderTypedData(domain, order));
      const give = async () =>
        as(made.market, made.relayer).giveOrderBySignature(
          account,
          order.order,
          LAST_DAY,
          order.sequence,
          order.deadline,
          signature,
        );
      await expect(give())
        .to.emit(made.market, "OrderGiven")
        .withArgs(account, terms(CHEAP), LAST_DAY, firstDay(), 1n);
      expect(await made.market.sequenceOf(account)).to.equal(2n);
      await expect(give())
        .to.be.revertedWithCustomError(made.market, "OrderSequenceWrong")
        .withArgs(account, 1n, 2n);
    });

    it("are refused after their deadline, too far ahead, changed, of another, or withdrawn", async function () {
      const order = await message();
      const signature = await sign(standingOrderTypedData(domain, order));
      const hand = async (deadline: bigint, sent = order.order, by = signature) =>
        as(made.market, made.relayer).giveOrderBySignature(account, sent, LAST_DAY, 1n, deadline, by);
      await expect(hand(order.deadline, CAR))
        .to.be.revertedWithCustomError(made.market, "SignatureInvalid")
        .withArgs(buyer.address);
      const other = await sign(standingOrderTypedData(domain, order), made.owners[3]);
      await expect(hand(order.deadline, order.order, other))
        .to.be.revertedWithCustomError(made.market, "SignatureInvalid")
        .withArgs(buyer.address);
      const now = BigInt(await networkHelpers.time.latest()) + 10n;
      await networkHelpers.time.setNextBlockTimestamp(now);
      await expect(hand(now + DAYS_90 + 1n))
        .to.be.revertedWithCustomError(made.market, "DeadlineWrong")
        .withArgs(now + DAYS_90 + 1n, now + DAYS_90);
      const digest = digestOf(standingOrderTypedData(domain, order));
      await as(made.market, buyer).withdrawSignature(digest);
      await expect(hand(order.deadline))
        .to.be.revertedWithCustomError(made.market, "SignatureIsWithdrawn")
        .withArgs(digest);
      await networkHelpers.time.setNextBlockTimestamp(order.deadline + 1n);
      await expect(hand(order.deadline))
        .to.be.revertedWithCustomError(made.market, "DeadlineWrong")
        .withArgs(order.deadline, order.deadline + 1n + DAYS_90);
    });

    it("are for some intervals as well", async function () {
      const deadline = await soon();
      const [firstInterval, lastInterval] = [made.firstInterval, made.firstInterval + 3n];
      const data = oneOffOrderTypedData(domain, {
        account,
        order: CAR,
        firstInterval,
        lastInterval,
        sequence: 1n,
        deadline,
      });
      const signature = await sign(data);
      const hand = async (sequence: bigint, last = lastInterval) =>
        as(made.market, made.relayer).giveOneOffBySignature(
          account,
          CAR,
          firstInterval,
          last,
          sequence,
          deadline,
          signature,
        );
      await expect(hand(1n, lastInterval + 1n))
        .to.be.revertedWithCustomError(made.market, "SignatureInvalid")
        .withArgs(buyer.address);
      await expect(hand(1n))
        .to.emit(made.market, "OneOffGiven")
        .withArgs(account, terms(CAR), firstInterval, lastInterval, 1n);
      await expect(hand(1n))
        .to.be.revertedWithCustomError(made.market, "OrderSequenceWrong")
        .withArgs(account, 1n, 2n);
      expect(await made.market.oneOffOf(account)).to.deep.equal([terms(CAR), firstInterval, lastInterval]);
    });
  });

  describe("for some intervals", function () {
    const settleFive = async (first: bigint, last: bigint): Promise<void> => {
      const rows = ROW.map(([reading]) => Array<bigint>(5).fill(reading));
      const homes = householdsOf(made, rows).map((home, place) =>
        place === 2 ? { ...home, oneOff: { order: CAR, firstInterval: first, lastInterval: last } } : home,
      );
      const draft = buildSettlement(homes, made.firstInterval, 5, RULES);
      await expect(settle(made, draftOf(made, rows))).to.be.revertedWithCustomError(
        made.market,
        "ClearingWrong",
      );
      await settle(made, draft);
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    };

    it("stand in the standing order's place, in the midst of a settlement", async function () {
      const [first, last] = [made.firstInterval + 1n, made.firstInterval + 2n];
      await as(made.market, buyer).giveOneOff(account, CAR, first, last);
      await settleFive(first, last);
      await as(made.market, buyer).giveOneOff(
        account,
        CAR,
        made.firstInterval + 90n,
        made.firstInterval + 91n,
      );
    });

    it("and at its beginning or end", async function () {
      await as(made.market, buyer).giveOneOff(account, CAR, made.firstInterval - 3n, made.firstInterval);
      await settleFive(made.firstInterval - 3n, made.firstInterval);
    });

    it("begin in the future, last a day at most, and come one after the other", async function () {
      await goTo(firstDay());
      const give = async (first: bigint, last: bigint) =>
        as(made.market, buyer).giveOneOff(account, CAR, first, last);
      const earliest = made.firstInterval + 1n;
      for (const [first, last] of [
        [earliest - 1n, earliest],
        [earliest + 1n, earliest],
        [earliest, earliest + 96n],
      ]) {
        await expect(give(first, last))
          .to.be.revertedWithCustomError(made.market, "OneOffIntervalsWrong")
          .withArgs(first, last, earliest);
      }
      await give(earliest, earliest + 95n);
      await expect(give(earliest + 100n, earliest + 101n))
        .to.be.revertedWithCustomError(made.market, "OneOffWaits")
        .withArgs(account, earliest + 95n);
    });
  });

  it("reserve what they may cost until the zone is settled, at most for two days", async function () {
    const cost = 5_000n * 340n;
    await goTo(firstDay());
    expect(await made.market.fundsOf(account), "ENERGY-6").to.deep.equal([STAKE - cost, cost]);
    await as(made.market, buyer).giveOneOff(account, CAR, made.firstInterval + 2n, made.firstInterval + 3n);
    expect(await made.market.fundsOf(account)).to.deep.equal([STAKE - 9_000n * 340n, 9_000n * 340n]);
    await expect(as(made.market, buyer).withdraw(account, buyer, STAKE - 9_000n * 340n + 1n))
      .to.be.revertedWithCustomError(made.market, "BalanceNotFree")
      .withArgs(account, STAKE - 9_000n * 340n + 1n, STAKE - 9_000n * 340n);
    await goTo(firstDay() + 2n - 1n);
    const [free, reserved] = await made.market.fundsOf(account);
    expect([free, reserved]).to.deep.equal([0n, STAKE]);
    await networkHelpers.time.increaseTo(startOf(made.firstInterval + 192n) - 1n);
    expect(await made.market.fundsOf(account)).to.deep.equal([0n, STAKE]);
    await networkHelpers.time.increaseTo(startOf(made.firstInterval + 192n));
    expect(await made.market.fundsOf(account), "ENERGY-6").to.deep.equal([STAKE, 0n]);
    await expect(as(made.market, buyer).withdraw(account, buyer, STAKE))
      .to.emit(made.market, "Withdrawn")
      .withArgs(account, buyer.address, STAKE);
    expect(await made.token.balanceOf(buyer)).to.equal(tokens(100));
    expect((await made.market.zoneOf(ZONE)).places).to.equal(5n);
  });
});
