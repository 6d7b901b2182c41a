import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { buildSettlement, type Household, INTERVALS_PER_DAY, startOf } from "../../sdk/index.js";
import {
  deviceKey,
  emptyStreet,
  LAST_DAY,
  moveIn,
  ORDER,
  ownCopy,
  registration,
  RULES,
  settle,
  type Street,
} from "../support/energy/market.js";
import { gasCounts } from "../support/gas.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

/** What a transaction may cost at most (EIP-7825), and what batches stay below. */
const TRANSACTION_CAP = 16_777_216n;
const MOST_GAS = 15_000_000n;

/** A day of so many households fits a transaction, and of so many more does not. */
const MOST_HOUSEHOLDS = 100;
const TOO_MANY_HOUSEHOLDS = 140;

const MOST_DEVICES = 250;

describe("the energy contracts: largest batches", function () {
  let made: Street;
  const crowd = async (): Promise<Street> => {
    const fresh = await emptyStreet();
    for (let i = 0; i < TOO_MANY_HOUSEHOLDS; ++i) await moveIn(fresh, i % 3 === 0 ? 1n : 0n);
    return fresh;
  };
  const gasOf = async (tx: ContractTransactionResponse): Promise<bigint> =>
    (await tx.wait())?.gasUsed ?? TRANSACTION_CAP;

  /** A day in which everybody meters something else in each interval. */
  const day = (places: number, intervals: number): Household[] =>
    Array.from({ length: places }, (_, place) => ({
      order: ORDER,
      readings: Array.from({ length: intervals }, (__, i) => {
        const amount = BigInt(100 + ((37 * place + 11 * i) % 900));
        return place % 3 === 0 ? amount : -amount;
      }),
    }));

  it("settle a day of a hundred households at once", async function () {
    made = await emptyStreet();
    for (let i = 0; i < MOST_HOUSEHOLDS; ++i) await moveIn(made, i % 3 === 0 ? 1n : 0n);
    const draft = buildSettlement(day(MOST_HOUSEHOLDS, 96), made.firstInterval, 96, RULES);
    const gas = await gasOf(await settle(made, draft));
    if (gasCounts()) expect(gas).to.be.lessThan(MOST_GAS);
    expect((await made.market.zoneOf(7n)).nextInterval).to.equal(made.firstInterval + INTERVALS_PER_DAY);
  });

  it("attack: a batch beyond the cap blocks nothing: the chain refuses it, and its halves are taken", async function () {
    made = ownCopy(await networkHelpers.loadFixture(crowd));
    const whole = buildSettlement(day(TOO_MANY_HOUSEHOLDS, 96), made.firstInterval, 96, RULES);
    await networkHelpers.time.increaseTo(startOf(made.firstInterval + 97n));
    if (gasCounts()) {
      const failure = await settle(made, whole).then(
        () => "taken",
        (error: unknown) => String(error),
      );
      expect(failure).to.match(/gas/i);
    }
    for (const half of [0, 48]) {
      const homes = day(TOO_MANY_HOUSEHOLDS, 96).map((home) => ({
        ...home,
        readings: home.readings.slice(half, half + 48),
      }));
      const draft = buildSettlement(homes, made.firstInterval + BigInt(half), 48, RULES);
      const gas = await gasOf(await settle(made, draft));
      if (gasCounts()) expect(gas).to.be.lessThan(MOST_GAS);
    }
    expect((await made.market.zoneOf(7n)).nextInterval).to.equal(made.firstInterval + INTERVALS_PER_DAY);
  });

  it("register 250 devices at once", async function () {
    made = await emptyStreet();
    const devices = Array.from({ length: MOST_DEVICES }, (_, i) => ({
      ...registration(made.citizen, 0n, "a meter", 7n),
      keyHash: deviceKey("a meter").hash + BigInt(i),
      calibratedUntil: LAST_DAY,
    }));
    const gas = await gasOf(await as(made.meters, made.meterOffice).register(devices));
    if (gasCounts()) expect(gas).to.be.lessThan(MOST_GAS);
    expect(await made.meters.deviceCount()).to.equal(BigInt(MOST_DEVICES));
  });
});
