import { expect } from "chai";

import {
  DAY,
  doc,
  encumberByOrder,
  KIND,
  type Land,
  landWithTitle,
  lodge,
  right,
  SALT,
} from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const { time } = networkHelpers;

describe("OrderedActs", function () {
  let city: Land & { readonly id: bigint };
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(landWithTitle);
  });

  it("an application holds until the last second of its thirtieth day", async function () {
    const { registry, bailiff, bank, id } = city;
    const terms = right(KIND.taxLien, bank);
    const lodgedBy = async (order: string) => {
      const intake = await lodge(city, id, terms, doc(order));
      const lapsesAfter = BigInt(await time.latest()) + 30n * DAY;
      return async (second: bigint) => {
        await time.setNextBlockTimestamp(lapsesAfter + second);
        return as(registry, bailiff).encumberByOrder(id, terms, doc(order), intake, SALT);
      };
    };
    await expect((await lodgedBy("in time"))(0n)).to.emit(registry, "Encumbered");
    const late = await lodgedBy("late");
    await expect(late(1n))
      .to.be.revertedWithCustomError(registry, "IntakeUnfit")
      .withArgs(await registry.lastIntake());
    expect(await encumberByOrder(city, id, terms, "again")).to.equal(2n);
  });
});
