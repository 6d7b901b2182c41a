import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import { buildSettlement, type Household, INTERVALS_PER_DAY, startOf } from "../../sdk/index.js";
import {
  deviceKey,
  emptyStreet,
  LAST_DAY,
  moveIn,
  ORDER,
  registration,
  RULES,
  settle,
  type Street,
  ZONE,
} from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

/** What a transaction may cost at most (EIP-7825), and what batches stay below. */
const TRANSACTION_CAP = 16_777_216n;
const MOST_GAS = 15_000_000n;

/** So many households: a day of theirs is too much for a transaction, and so many of its intervals are not. */
const HOUSEHOLDS = 140;
const MOST_INTERVALS = 68;

const MOST_DEVICES = 250;

describe("the energy contracts: largest batches", function () {
  let made: Street;
  const crowd = async (): Promise<Street> => {
    const fresh = await emptyStreet();
    for (let i = 0; i < HOUSEHOLDS; ++i) await moveIn(fresh, i % 3 === 0 ? 1n : 0n);
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

  it("attack: a batch beyond the cap blocks nothing: the chain refuses it, and its parts are taken", async function () {
    made = await crowd();
    const homes = (from: number, to: number): Household[] =>
      day(HOUSEHOLDS, 96).map((home) => ({ ...home, readings: home.readings.slice(from, to) }));
    await networkHelpers.time.increaseTo(startOf(made.firstInterval + INTERVALS_PER_DAY));
    const whole = buildSettlement(homes(0, 96), made.firstInterval, 96, RULES);
    const failure = await settle(made, whole).then(
      () => "taken",
      (error: unknown) => String(error),
    );
    expect(failure).to.match(/gas|reverted without a reason/i);
    const parts = [0, MOST_INTERVALS, 96];
    for (const [i, from] of parts.slice(0, -1).entries()) {
      const to = parts[i + 1];
      const draft = buildSettlement(homes(from, to), made.firstInterval + BigInt(from), to - from, RULES);
      const gas = await gasOf(await settle(made, draft));
      expect(gas).to.be.lessThan(MOST_GAS);
    }
    expect((await made.market.zoneOf(ZONE)).nextInterval).to.equal(made.firstInterval + INTERVALS_PER_DAY);
  });

  it("register 250 devices at once", async function () {
    made = await emptyStreet();
    const devices = Array.from({ length: MOST_DEVICES }, (_, i) => ({
      ...registration(made.citizen, 0n, "a meter"),
      keyHash: deviceKey("a meter").hash + BigInt(i),
      calibratedUntil: LAST_DAY,
    }));
    const gas = await gasOf(await as(made.meters, made.meterOffice).register(devices));
    expect(gas).to.be.lessThan(MOST_GAS);
    expect(await made.meters.deviceCount()).to.equal(BigInt(MOST_DEVICES));
  });
});
