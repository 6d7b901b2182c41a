import { expect } from "chai";

import { encodeCorrections, INTERVALS_PER_DAY, startOf } from "../../sdk/index.js";
import { accountAt, draftOf, settle, signCorrections, street, ZONE } from "../support/energy/market.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const WEEK = 7n * 86_400n;
const plain = () => street();

describe("EnergyMarket: a week", function () {
  it("corrects a day that was settled at once up to its last second, though the next week is settled singly", async function () {
    const made = await networkHelpers.loadFixture(plain);
    const rowsOf = (intervals: number) => made.owners.map(() => Array<bigint>(intervals).fill(0n));
    const first = draftOf(made, rowsOf(96));
    await settle(made, first);
    for (let day = 1n; day < 7n; day += 1n) {
      await settle(made, draftOf(made, rowsOf(96), made.firstInterval + day * INTERVALS_PER_DAY));
    }
    // Every interval of the day one week later, on its own, as soon as it is over, but for the last.
    const weekLater = made.firstInterval + 7n * INTERVALS_PER_DAY;
    for (let interval = weekLater; interval < weekLater + INTERVALS_PER_DAY - 1n; interval += 1n) {
      await settle(made, draftOf(made, rowsOf(1), interval));
    }

    const corrections = encodeCorrections([{ place: 0n, position: 95n, reading: 700n }]);
    const signature = await signCorrections(made, first, corrections);
    const { firstInterval, hints, readings, executed } = first;
    await networkHelpers.time.setNextBlockTimestamp(startOf(firstInterval + INTERVALS_PER_DAY) + WEEK);
    await expect(
      as(made.market, made.stranger).correct(
        { zone: ZONE, firstInterval, hints, readings, executed },
        corrections,
        signature,
      ),
    )
      .to.emit(made.market, "ReadingCorrected")
      .withArgs(accountAt(0), firstInterval + 95n, 0n, 700n, 700n * 80n);
  });
});
