import { expect } from "chai";

import {
  buildSettlement,
  digestOf,
  encodeHints,
  encodeReadings,
  INTERVALS_PER_DAY,
  LARGEST_LIMIT,
  LARGEST_READING,
  type Order,
  readDomain,
  readingTypedData,
  standingOrderTypedData,
  startOf,
} from "../../sdk/index.js";
import {
  accountAt,
  balances,
  BOND,
  DEVICE_CLASS,
  deviceKey,
  draftOf,
  householdsOf,
  imbalance,
  LAST_DAY,
  metersDomain,
  ORDER,
  ownCopy,
  REASON,
  registration,
  RULES,
  settle,
  signReadings,
  STAKE,
  type Street,
  street,
  TARIFF,
  ZONE,
} from "../support/energy/market.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, keyOf, tokens } from "../support/payments.js";

const DAY = 86_400n;
const ROWS: readonly (readonly bigint[])[] = [[900n], [300n], [-500n], [-500n], [-400n]];
const NEVER: Order = { buyLimit: 0n, sellLimit: 80n, maxBuy: 0n, maxSell: 0n };

/** What somebody with a reason would try, and what comes of it. */
describe("EnergyMarket: attacks", function () {
  let made: Street;
  const plain = async (): Promise<Street> => street();
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(plain));
  });

  const firstDay = (): bigint => made.firstInterval / INTERVALS_PER_DAY;
  const idle = (intervals: number): bigint[][] => ROWS.map(() => Array<bigint>(intervals).fill(0n));
  const money = async (): Promise<[bigint[], bigint]> => [
    await balances(made),
    (await made.market.purseOf(ZONE)).utility,
  ];
  /** Nothing has happened: the interval waits, and everybody has what it had. */
  const nothingHappened = async (before: [bigint[], bigint]): Promise<void> => {
    expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval);
    expect(await money()).to.deep.equal(before);
  };

  describe("of an operator", function () {
    it("attack: leaves a household out, at the end of the list or in its midst", async function () {
      const before = await money();
      const households = householdsOf(made, ROWS);
      for (const left of [4, 1]) {
        const rest = households.filter((_, place) => place !== left);
        await expect(settle(made, buildSettlement(rest, made.firstInterval, 1, RULES)))
          .to.be.revertedWithCustomError(made.market, "ReadingsIncomplete")
          .withArgs(ZONE, 12n);
      }
      // Present, and said to have metered nothing: another list than the gateway has signed.
      const silenced = draftOf(made, [...ROWS.slice(0, 4), [0n]]);
      const signature = await signReadings(made, draftOf(made, ROWS));
      await expect(settle(made, silenced, { signature }))
        .to.be.revertedWithCustomError(made.meters, "GatewaySignatureInvalid")
        .withArgs(ZONE, 1n);
      await nothingHappened(before);
    });

    it("attack: invents a reading, also for the deadline path, where nobody else looks", async function () {
      const before = await money();
      const signature = await signReadings(made, draftOf(made, ROWS));
      const invented = draftOf(made, [[901n], ...ROWS.slice(1)]);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 1n) + DAY);
      for (const actor of [made.machine, made.stranger]) {
        await expect(settle(made, invented, { signature, actor }))
          .to.be.revertedWithCustomError(made.meters, "GatewaySignatureInvalid")
          .withArgs(ZONE, 1n);
      }
      await nothingHappened(before);
    });

    it("attack: replays an interval, by itself, in a batch, or as the next one", async function () {
      const draft = draftOf(made, ROWS);
      const signature = await signReadings(made, draft);
      await settle(made, draft, { signature });
      const after = await balances(made);
      const again = draftOf(
        made,
        ROWS.map(([reading]) => [reading, reading]),
      );
      for (const replay of [draft, again]) {
        await expect(settle(made, replay))
          .to.be.revertedWithCustomError(made.market, "IntervalNotNext")
          .withArgs(ZONE, made.firstInterval, made.firstInterval + 1n);
      }
      // The list of an interval under the number of the next: the signature names its interval.
      await expect(settle(made, { ...draft, firstInterval: made.firstInterval + 1n }, { signature }))
        .to.be.revertedWithCustomError(made.meters, "GatewaySignatureInvalid")
        .withArgs(ZONE, 1n);
      expect(await balances(made)).to.deep.equal(after);
    });

    it("attack: chooses a late moment, so that orders and tariffs of later days count", async function () {
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 5n);
      await as(made.market, made.owners[2]).giveOrder(accountAt(2), NEVER, LAST_DAY);
      const dear = { ...TARIFF, feedIn: 200n, retail: 600n, fromDay: firstDay() + 1n };
      await as(made.market, made.head).setTariff(ZONE, dear);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 3n * DAY);
      const before = await money();
      const later = householdsOf(made, ROWS).map((home, place) =>
        place === 2 ? { ...home, order: NEVER } : home,
      );
      await expect(settle(made, buildSettlement(later, made.firstInterval, 1, RULES)))
        .to.be.revertedWithCustomError(made.market, "ClearingWrong")
        .withArgs(made.firstInterval);
      const range: readonly (readonly bigint[])[] = [[100n], [0n], [-100n], [0n], [0n]];
      const tariff = { ...RULES.tariff, feedIn: 200n, retail: 600n };
      const dearer = draftOf(made, range, made.firstInterval, { ...RULES, tariff });
      expect(dearer.clearings[0].price).to.equal(230n);
      await expect(settle(made, dearer))
        .to.be.revertedWithCustomError(made.market, "PriceWrong")
        .withArgs(made.firstInterval, 230n);
      await nothingHappened(before);
      // And it cannot wait for ever: anyone settles the day as it was.
      const draft = draftOf(made, ROWS);
      await settle(made, draft, { actor: made.stranger });
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    });

    it("attack: raises a past tariff, or that of the running day", async function () {
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 5n);
      const raise = async (fromDay: bigint) =>
        as(made.market, made.head).setTariff(ZONE, { ...TARIFF, retail: 600n, fromDay });
      for (const fromDay of [firstDay() - 1n, firstDay()]) {
        await expect(raise(fromDay))
          .to.be.revertedWithCustomError(made.market, "TariffTooEarly")
          .withArgs(fromDay, firstDay() + 1n);
      }
      await raise(firstDay() + 1n);
      const draft = draftOf(made, ROWS);
      await settle(made, draft);
      expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
      expect((await made.market.tariffOn(ZONE, firstDay())).retail).to.equal(300n);
    });

    it("attack: splits a day across midnight, so that one day's terms reach into the next", async function () {
      const last = made.firstInterval + INTERVALS_PER_DAY - 1n;
      await settle(made, draftOf(made, idle(95)));
      const two = ROWS.map(([reading]) => [reading, reading]);
      // As the SDK would never build it: two intervals, the second one tomorrow's.
      const one = draftOf(made, ROWS, last);
      const across = {
        firstInterval: last,
        hints: encodeHints([one.clearings[0], one.clearings[0]]),
        readings: encodeReadings(two),
      };
      await expect(settle(made, across))
        .to.be.revertedWithCustomError(made.market, "IntervalsWrong")
        .withArgs(ZONE, last + 1n);
      await settle(made, one);
      await settle(made, draftOf(made, ROWS, last + 1n));
      expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(last + 2n);
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    });
  });

  describe("of a household", function () {
    it("attack: empties its account before its energy is settled", async function () {
      const account = accountAt(2);
      const owner = as(made.market, made.owners[2]);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval + 4n));
      // It bought in four intervals, and one runs: none of the ways out frees what they may cost.
      const reserved = 5n * 5_000n * 340n;
      await owner.giveOrder(account, NEVER, LAST_DAY);
      await owner.close(account);
      expect(await made.market.fundsOf(account)).to.deep.equal([STAKE - reserved, reserved]);
      await expect(owner.withdraw(account, made.owners[2], STAKE - reserved + 1n))
        .to.be.revertedWithCustomError(made.market, "BalanceNotFree")
        .withArgs(account, STAKE - reserved + 1n, STAKE - reserved);
      await owner.withdraw(account, made.owners[2], STAKE - reserved);
      const draft = draftOf(
        made,
        ROWS.map(([reading]) => Array<bigint>(4).fill(reading)),
      );
      await settle(made, draft);
      expect((await made.market.accountOf(account)).balance).to.equal(reserved + draft.nets[2]);
      expect((await made.market.accountOf(account)).owed).to.equal(0n);
    });

    it("attack: hands in an old order again, its own or a neighbour's, also after the place was left", async function () {
      const domain = await readDomain(
        async (call) => ethers.provider.call(call),
        await made.market.getAddress(),
      );
      const [account, owner] = [accountAt(4), made.owners[4]];
      const order = {
        account,
        order: NEVER,
        validUntil: LAST_DAY,
        sequence: 1n,
        deadline: BigInt(await networkHelpers.time.latest()) + 30n * DAY,
      };
      const data = standingOrderTypedData(domain, order);
      const signature = await owner.signTypedData(data.domain, data.types, data.message);
      const replay = async () =>
        as(made.market, made.stranger).giveOrderBySignature(
          account,
          NEVER,
          LAST_DAY,
          1n,
          order.deadline,
          signature,
        );
      await replay();
      await as(made.market, owner).giveOrder(account, ORDER, LAST_DAY);
      await expect(replay())
        .to.be.revertedWithCustomError(made.market, "OrderSequenceWrong")
        .withArgs(account, 1n, 3n);
      // Somebody else moves in: numbers go on, and the owner is another.
      await as(made.market, owner).close(account);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 10n);
      await settle(made, draftOf(made, idle(1)));
      await as(made.market, owner).withdraw(account, owner, STAKE);
      await networkHelpers.time.increase(8n * DAY);
      await as(made.meters, made.meterOffice).register([registration(made.heir, 0n, "new tenant")]);
      await as(made.market, made.heir).join(6n, 4n);
      await expect(replay())
        .to.be.revertedWithCustomError(made.market, "SignatureInvalid")
        .withArgs(made.heir.address);
      expect(await made.market.sequenceOf(account)).to.equal(3n);
    });

    it("attack: sells the house, and keeps the account of its meter", async function () {
      const [account, seller] = [accountAt(0), made.owners[0]];
      await as(made.meters, seller).transferDevice(1n, made.heir);
      await expect(as(made.market, made.heir).join(1n, 5n))
        .to.be.revertedWithCustomError(made.meters, "DeviceAlreadyListed")
        .withArgs(1n, 65_535n);
      await expect(as(made.market, made.stranger).close(account))
        .to.be.revertedWithCustomError(made.market, "AccountOwnerOnly")
        .withArgs(account, made.stranger.address);
      await expect(as(made.market, made.heir).close(account))
        .to.emit(made.market, "AccountClosed")
        .withArgs(account, firstDay());
      await as(made.market, made.heir).join(1n, 5n);
      expect((await made.market.accountOf(accountAt(5))).owner).to.equal(made.heir.address);
      // The seller's money is the seller's.
      await expect(as(made.market, made.heir).withdraw(account, made.heir, 1n))
        .to.be.revertedWithCustomError(made.market, "AccountOwnerOnly")
        .withArgs(account, made.heir.address);
      await as(made.market, seller).withdraw(account, seller, STAKE);
    });
  });

  describe("of gateways and meters", function () {
    it("attack: a gateway signs two readings of an interval, and the meter has signed one of them", async function () {
      const [honest, other] = [draftOf(made, ROWS), draftOf(made, [...ROWS.slice(0, 4), [-300n]])];
      const signature = await signReadings(made, other);
      await settle(made, honest);
      // The second list has no interval left.
      await expect(settle(made, other, { signature }))
        .to.be.revertedWithCustomError(made.market, "IntervalNotNext")
        .withArgs(ZONE, made.firstInterval, made.firstInterval + 1n);
      const domain = await metersDomain(made);
      const reading = { device: 5n, interval: made.firstInterval, wattHours: -300n };
      const proof = deviceKey("meter 4").sign(digestOf(readingTypedData(domain, reading)));
      const commitment = {
        zone: ZONE,
        firstInterval: made.firstInterval,
        intervals: 1n,
        places: 5n,
        gateway: 1n,
      };
      const report = as(made.meters, made.stranger).reportContradiction;
      await report(commitment, honest.readings, 5n, made.firstInterval, -300n, proof);
      await networkHelpers.time.increase(4n * DAY);
      await expect(as(made.meters, made.stranger).slash(1n, 5n, made.firstInterval, -400n))
        .to.emit(made.meters, "GatewaySlashed")
        .withArgs(1n, made.stranger.address, BOND);
      await expect(settle(made, draftOf(made, ROWS, made.firstInterval + 1n)))
        .to.be.revertedWithCustomError(made.meters, "GatewayIsStopped")
        .withArgs(1n);
    });

    it("attack: a stolen meter key signs readings, rotates the key, and accuses the gateway", async function () {
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 5n);
      await as(made.meters, made.meterOffice).stop(3n, REASON);
      const domain = await metersDomain(made);
      const deadline = BigInt(await networkHelpers.time.latest()) + 3_600n;
      await expect(as(made.meters, made.stranger).rotateKey(3n, 1n, false, deadline, "0x"))
        .to.be.revertedWithCustomError(made.meters, "DeviceIsStopped")
        .withArgs(3n);
      await expect(settle(made, draftOf(made, ROWS)))
        .to.be.revertedWithCustomError(made.market, "ReadingOfStopped")
        .withArgs(accountAt(2), made.firstInterval);
      const rows = ROWS.map(([reading], place) => [place === 2 ? null : reading]);
      const draft = draftOf(made, rows);
      await settle(made, draft);
      const digest = digestOf(
        readingTypedData(domain, { device: 3n, interval: made.firstInterval, wattHours: 9_000n }),
      );
      const commitment = {
        zone: ZONE,
        firstInterval: made.firstInterval,
        intervals: 1n,
        places: 5n,
        gateway: 1n,
      };
      await expect(
        as(made.meters, made.stranger).reportContradiction(
          commitment,
          draft.readings,
          3n,
          made.firstInterval,
          9_000n,
          deviceKey("meter 2").sign(digest),
        ),
      )
        .to.be.revertedWithCustomError(made.meters, "ReadingNotContradicted")
        .withArgs(3n, made.firstInterval, -(2n ** 23n));
      expect((await balances(made))[2]).to.equal(STAKE);
    });

    it("attack: a stopped meter changes its place, so that its old one is believed again", async function () {
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 5n);
      await as(made.meters, made.meterOffice).stop(3n, REASON);
      await as(made.market, made.owners[2]).close(accountAt(2));
      await as(made.meters, made.meterOffice).replaceKey(3n, deviceKey("a new meter").hash, false);
      await as(made.market, made.owners[2]).join(3n, 5n);
      made.orders.push(null);
      // The place that it leaves at midnight is estimated until then.
      await expect(settle(made, draftOf(made, [...ROWS, [0n]])))
        .to.be.revertedWithCustomError(made.market, "ReadingOfStopped")
        .withArgs(accountAt(2), made.firstInterval);
      await settle(made, draftOf(made, [...ROWS.map((row, place) => (place === 2 ? [null] : row)), [0n]]));
    });

    it("attack: a meter that is stopped before its first day stops no settlement", async function () {
      await as(made.meters, made.meterOffice).register([
        registration(made.heir, DEVICE_CLASS.consumption, "late"),
      ]);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 5n);
      await as(made.market, made.heir).join(6n, 5n);
      await as(made.meters, made.meterOffice).stop(6n, REASON);
      made.orders.push(null);
      const rows = [...ROWS, [0n]];
      await settle(made, draftOf(made, rows));
      await settle(
        made,
        draftOf(
          made,
          rows.map(() => Array<bigint>(95).fill(0n)),
          made.firstInterval + 1n,
        ),
      );
      const tomorrow = made.firstInterval + INTERVALS_PER_DAY;
      await expect(settle(made, draftOf(made, rows, tomorrow)))
        .to.be.revertedWithCustomError(made.market, "ReadingOfStopped")
        .withArgs(accountAt(5), tomorrow);
      await settle(made, draftOf(made, [...ROWS, [null]], tomorrow));
    });
  });

  it("attack: every field at its maximum, where a sum might run over", async function () {
    await as(made.market, made.utility).addToUtility(ZONE, tokens(4_000));
    const most: Order = {
      buyLimit: LARGEST_LIMIT,
      sellLimit: 0n,
      maxBuy: LARGEST_LIMIT,
      maxSell: LARGEST_LIMIT,
    };
    for (const [place, owner] of made.owners.entries()) {
      await as(made.market, owner).giveOrder(accountAt(place), most, LAST_DAY);
      made.orders[place] = most;
    }
    const fortune = tokens(10_000);
    for (const place of [2, 3]) {
      await as(made.token, made.agent).mint(keyOf(`household ${place}`), fortune);
      await as(made.token, made.owners[place]).approve(made.market, fortune);
      await as(made.market, made.owners[place]).deposit(accountAt(place), fortune);
    }
    const reading = LARGEST_READING;
    const rows = [reading, reading, -reading, -reading, -1n].map((each) => Array<bigint>(96).fill(each));
    const few = rows.map((row) => row.slice(0, 4));
    const draft = draftOf(made, few);
    expect(draft.clearings[0].volume).to.equal(2n * reading);
    await settle(made, draft);
    const volume = 4n * 2n * reading;
    expect([...(await made.market.purseOf(ZONE)).levels]).to.deep.equal([
      volume * 20n,
      volume * 15n,
      volume * 5n,
    ]);
    expect((await made.market.accountOf(accountAt(0))).certificateWh).to.equal(4n * reading);
    expect(await imbalance(made), "ENERGY-1").to.equal(0n);
  });
});
