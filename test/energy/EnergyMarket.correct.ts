import { expect } from "chai";

import {
  type Correction,
  dayOf,
  encodeCorrections,
  netOf,
  type Order,
  type SettlementDraft,
  startOf,
} from "../../sdk/index.js";
import {
  accountAt,
  balances,
  deviceKey,
  draftOf,
  ownCopy,
  imbalance,
  LAST_DAY,
  RULES,
  settle,
  signCorrections,
  STAKE,
  type Street,
  street,
  ZONE,
} from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as, keyOf, tokens } from "../support/payments.js";

const WEEK = 7n * 86_400n;
const ROWS: readonly (readonly (bigint | null)[])[] = [
  [900n, 400n],
  [300n, 0n],
  [-500n, null],
  [-500n, -100n],
  [-400n, -100n],
];

describe("EnergyMarket: corrections", function () {
  let made: Street;
  let draft: SettlementDraft;
  const settled = async (): Promise<{ made: Street; draft: SettlementDraft }> => {
    const fresh = await street();
    const found = draftOf(fresh, ROWS);
    await settle(fresh, found);
    return { made: fresh, draft: found };
  };
  beforeEach(async function () {
    const fixture = await networkHelpers.loadFixture(settled);
    ({ draft } = fixture);
    made = ownCopy(fixture.made);
  });

  const settlementOf = ({ firstInterval, hints, readings, executed }: SettlementDraft) => ({
    zone: ZONE,
    firstInterval,
    hints,
    readings,
    executed,
  });
  const correct = async (
    corrections: string,
    { of = draft, signature }: { of?: SettlementDraft; signature?: string } = {},
  ) =>
    as(made.market, made.stranger).correct(
      settlementOf(of),
      corrections,
      signature ?? (await signCorrections(made, of, corrections)),
    );
  const termsOf = (given: {
    terms: { buyLimit: bigint; sellLimit: bigint; maxBuy: bigint; maxSell: bigint };
    validUntil: bigint;
  }): [Order, bigint] => {
    const { buyLimit, sellLimit, maxBuy, maxSell } = given.terms;
    return [{ buyLimit, sellLimit, maxBuy, maxSell }, given.validUntil];
  };
  const amountOf = (place: number, position: number, reading: bigint): bigint => {
    const { price, executed } = draft.clearings[position];
    const old = ROWS[place][position];
    const before = old === null ? 0n : netOf(old, executed[place], price, RULES.tariff);
    return netOf(reading, executed[place], price, RULES.tariff) - before;
  };
  const list = (...corrections: [place: bigint, position: bigint, reading: bigint][]): string =>
    encodeCorrections(
      corrections.map(([place, position, reading]): Correction => ({ place, position, reading })),
    );

  it("settle the difference with the utility, by the one formula, and leave the trades", async function () {
    const corrections = list([0n, 0n, 700n], [1n, 1n, 50n], [2n, 1n, -250n], [3n, 0n, -900n], [4n, 0n, -10n]);
    const before = await balances(made);
    const act = correct(corrections);
    await expect(act)
      .to.emit(made.market, "ReadingCorrected")
      .withArgs(accountAt(0), made.firstInterval, 900n, 700n, amountOf(0, 0, 700n))
      .and.to.emit(made.market, "ReadingCorrected")
      .withArgs(accountAt(2), made.firstInterval + 1n, -(2n ** 23n), -250n, amountOf(2, 1, -250n));
    const after = await balances(made);
    expect(after.map((balance, place) => balance - before[place])).to.deep.equal([
      amountOf(0, 0, 700n),
      amountOf(1, 1, 50n),
      amountOf(2, 1, -250n),
      amountOf(3, 0, -900n),
      amountOf(4, 0, -10n),
    ]);
    expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    const { certificateWh } = await made.market.accountOf(accountAt(0));
    expect(certificateWh).to.equal(700n + 400n);
    expect((await made.market.accountOf(accountAt(1))).certificateWh).to.equal(350n);
  });

  it("come again, from where the last ones left", async function () {
    const once = list([0n, 0n, 700n]);
    await correct(once);
    await expect(correct(list([0n, 0n, 800n])))
      .to.be.revertedWithCustomError(made.market, "SettlementUnknown")
      .withArgs(ZONE, made.firstInterval);
    const second = { ...draft, readings: draft.readings.replace("0x000384", "0x0002bc") as `0x${string}` };
    await expect(correct(list([0n, 0n, 900n]), { of: second }))
      .to.emit(made.market, "ReadingCorrected")
      .withArgs(accountAt(0), made.firstInterval, 700n, 900n, -amountOf(0, 0, 700n));
    expect(await balances(made)).to.deep.equal(draft.nets.map((net) => STAKE + net));
    expect(await made.market.isSettled(settlementOf(draft))).to.equal(true);
  });

  it("are refused out of order, twice, of no change, of no reading, of no place, and half", async function () {
    const good = list([0n, 0n, 700n]);
    const wrong: [string, bigint][] = [
      ["0x", 0n],
      [`${good}00`, 1n],
      [list([0n, 0n, 900n]), 0n],
      [list([0n, 2n, 1n]), 0n],
      [list([5n, 0n, 1n]), 0n],
      ["0x000000800000", 0n],
      [`${good}${good.slice(2)}`, 1n],
      [`${list([1n, 0n, 1n])}${good.slice(2)}`, 1n],
    ];
    for (const [corrections, position] of wrong) {
      await expect(correct(corrections), corrections)
        .to.be.revertedWithCustomError(made.market, "CorrectionMalformed")
        .withArgs(position);
    }
  });

  it("are refused without the signature of the day's gateway over these corrections", async function () {
    const corrections = list([0n, 0n, 700n]);
    for (const signature of [
      await signCorrections(made, draft, corrections, deviceKey("another gateway")),
      await signCorrections(made, draft, list([0n, 0n, 701n])),
      "0x",
    ]) {
      await expect(correct(corrections, { signature }))
        .to.be.revertedWithCustomError(made.market, "CorrectionSignatureInvalid")
        .withArgs(ZONE);
    }
    await as(made.meters, made.meterOffice).stopGateway(1n);
    await expect(correct(corrections))
      .to.be.revertedWithCustomError(made.market, "CorrectionSignatureInvalid")
      .withArgs(ZONE);
  });

  it("are refused where the trades are told otherwise", async function () {
    const executed = draft.executed.replace("0x0003", "0x0002") as `0x${string}`;
    await expect(correct(list([0n, 0n, 700n]), { of: { ...draft, executed } }))
      .to.be.revertedWithCustomError(made.market, "SettlementUnknown")
      .withArgs(ZONE, made.firstInterval);
  });

  it("are taken for seven days", async function () {
    const until = startOf(made.firstInterval + 2n) + WEEK;
    const corrections = list([0n, 0n, 700n]);
    const signature = await signCorrections(made, draft, corrections);
    await networkHelpers.time.setNextBlockTimestamp(until + 1n);
    await expect(correct(corrections, { signature }))
      .to.be.revertedWithCustomError(made.market, "CorrectionTooLate")
      .withArgs(until);
    expect(await made.market.CORRECTION_PERIOD()).to.equal(WEEK);
  });

  it("are taken in the last second of the seven days", async function () {
    const corrections = list([0n, 0n, 700n]);
    const signature = await signCorrections(made, draft, corrections);
    await networkHelpers.time.setNextBlockTimestamp(startOf(made.firstInterval + 2n) + WEEK);
    await correct(corrections, { signature });
  });

  it("below what certificates were drawn for are made up by the next surplus", async function () {
    await as(made.certificates, made.owners[0]).draw(accountAt(0), 1_300n);
    await correct(list([0n, 0n, 700n]));
    let account = await made.market.accountOf(accountAt(0));
    expect([account.certificateWh, account.certificateDebt]).to.deep.equal([0n, 200n]);
    const more = draftOf(made, [[500n], [0n], [0n], [0n], [0n]], made.firstInterval + 2n);
    await settle(made, more);
    await expect(as(made.certificates, made.owners[0]).draw(accountAt(0), 301n))
      .to.be.revertedWithCustomError(made.market, "SurplusTooSmall")
      .withArgs(accountAt(0), 301n, 300n);
    await as(made.certificates, made.owners[0]).draw(accountAt(0), 300n);
    account = await made.market.accountOf(accountAt(0));
    expect([account.certificateWh, account.certificateDebt], "ENERGY-4").to.deep.equal([0n, 0n]);
  });

  it("leave a debt where the household cannot pay, and wait for a utility that cannot", async function () {
    const corrections = list([2n, 0n, -500_000n]);
    await expect(correct(corrections)).to.emit(made.market, "AccountSuspended");
    expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    const again = draftOf(made, [[0n], [0n], [0n], [0n], [0n]], made.firstInterval + 2n);
    await settle(made, again);
    await as(made.token, made.agent).mint(keyOf("household 3"), tokens(1));
    await as(made.market, made.utility).withdrawUtility(ZONE, made.utility, tokens(990));
    const much = list([0n, 0n, 2_000_000n]);
    await expect(correct(much, { of: again })).to.be.revertedWithCustomError(made.market, "UtilityShort");
  });

  it("that suspend an account leave the orders of days up to today, with their limits", async function () {
    const account = accountAt(2);
    const owner = as(made.market, made.owners[2]);
    const day = dayOf(made.firstInterval);
    const dear: Order = { buyLimit: 290n, sellLimit: 80n, maxBuy: 5_000n, maxSell: 0n };
    const cheap: Order = { buyLimit: 150n, sellLimit: 80n, maxBuy: 5_000n, maxSell: 0n };
    const never: Order = { buyLimit: 130n, sellLimit: 80n, maxBuy: 1n, maxSell: 0n };
    await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 1_900n);
    await owner.giveOrder(account, dear, LAST_DAY);
    await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 86_400n);
    await owner.giveOrder(account, cheap, LAST_DAY);
    await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 2n * 86_400n);
    // Two days wait to be settled. What the household pays today is what it said yesterday.
    await expect(correct(list([2n, 0n, -500_000n])))
      .to.emit(made.market, "AccountSuspended")
      .withArgs(account, day + 2n);
    expect(termsOf(await made.market.orderOn(account, day + 1n))).to.deep.equal([dear, day + 2n]);
    expect(termsOf(await made.market.orderOn(account, day + 2n))).to.deep.equal([cheap, day + 2n]);
    expect(termsOf(await made.market.orderOn(account, day + 3n))).to.deep.equal([cheap, day + 2n]);
    await as(made.token, made.agent).mint(made.owners[2], tokens(200));
    await as(made.token, made.owners[2]).approve(made.market, tokens(200));
    await owner.deposit(account, tokens(200));
    await expect(owner.giveOrder(account, never, LAST_DAY))
      .to.be.revertedWithCustomError(made.market, "OrderQueueFull")
      .withArgs(account, day + 2n);
  });

  it("that suspend an account end an order that was to end before, and drop those of later days", async function () {
    const account = accountAt(2);
    const owner = as(made.market, made.owners[2]);
    const day = dayOf(made.firstInterval);
    const short: Order = { buyLimit: 290n, sellLimit: 80n, maxBuy: 5_000n, maxSell: 0n };
    await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 1_900n);
    await owner.giveOrder(account, short, day + 1n);
    await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 2n * 86_400n);
    await owner.giveOrder(account, short, LAST_DAY);
    await expect(correct(list([2n, 0n, -500_000n])))
      .to.emit(made.market, "AccountSuspended")
      .withArgs(account, day + 2n);
    expect(termsOf(await made.market.orderOn(account, day + 1n))).to.deep.equal([short, day + 1n]);
    expect(termsOf(await made.market.orderOn(account, day + 3n))).to.deep.equal([short, day + 1n]);
  });
});
