import { expect } from "chai";

import { intervalAt } from "../../../sdk/index.js";
import {
  accountAt,
  draftOf,
  LAST_DAY,
  ORDER,
  ownCopy,
  settle,
  STAKE,
  type Street,
  street,
} from "../../support/energy/market.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const RETAIL = 300n;

/** A street whose third household owes what its stake did not pay. */
async function indebted() {
  const made = await street();
  const wattHours = STAKE / RETAIL + 100n;
  await settle(made, draftOf(made, [[0n], [0n], [-wattHours], [0n], [0n]]));
  return { made, owed: wattHours * RETAIL - STAKE };
}

describe("OrderKeeping", function () {
  let made: Street;
  let owed: bigint;
  beforeEach(async function () {
    const fixture = await networkHelpers.loadFixture(indebted);
    made = ownCopy(fixture.made);
    ({ owed } = fixture);
  });

  const account = accountAt(2);
  const household = () => as(made.market, made.owners[2]);
  const oneOff = async () => {
    const next = intervalAt(BigInt(await networkHelpers.time.latest())) + 2n;
    return household().giveOneOff(account, ORDER, next, next);
  };
  const acts = {
    "a standing order": async () => household().giveOrder(account, ORDER, LAST_DAY),
    "a one-off order": oneOff,
  };

  for (const [name, give] of Object.entries(acts)) {
    it(`takes ${name} of who owes no more than its credit, and of nobody else`, async function () {
      const grid = as(made.market, made.gridOperator);
      await grid.setCreditLimit(account, owed - 1n);
      await expect(give())
        .to.be.revertedWithCustomError(made.market, "AccountInDebt")
        .withArgs(account, owed);
      await grid.setCreditLimit(account, owed);
      await give();
    });

    it(`takes ${name} of nobody who leaves`, async function () {
      await as(made.market, made.gridOperator).setCreditLimit(account, owed);
      await household().close(account);
      const { closesOn } = await made.market.accountOf(account);
      await expect(give())
        .to.be.revertedWithCustomError(made.market, "AccountIsClosed")
        .withArgs(account, closesOn);
    });
  }
});
