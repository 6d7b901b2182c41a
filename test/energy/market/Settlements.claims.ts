import { expect } from "chai";

import {
  buildSettlement,
  type ClearingClaim,
  encodeHints,
  type SettlementDraft,
} from "../../../sdk/index.js";
import {
  accountAt,
  draftOf,
  householdsOf,
  LAST_DAY,
  RULES,
  settle,
  type Street,
  street,
} from "../../support/energy/market.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const plain = () => street();

describe("Settlements: claims that balance and are not the clearing", function () {
  /** Hands in a draft that claims something else, which is refused, and then the draft itself. */
  async function refuse(made: Street, draft: SettlementDraft, change: Partial<ClearingClaim>) {
    const hints = encodeHints([{ ...draft.clearings[0], ...change }]);
    await expect(settle(made, { ...draft, hints }))
      .to.be.revertedWithCustomError(made.market, "ClearingWrong")
      .withArgs(made.firstInterval);
    await settle(made, draft);
  }

  it("nobody at the price gets a share, where somebody asked for one", async function () {
    const made = await networkHelpers.loadFixture(plain);
    const draft = draftOf(made, [[900n], [300n], [-500n], [-500n], [-400n]]);
    expect(draft.clearings[0].buy.denominator).to.not.equal(0n);
    await refuse(made, draft, { buy: { numerator: 0n, denominator: 0n } });
  });

  it("those who come first are short, and pay for it, where all of them get what they asked for", async function () {
    const made = await networkHelpers.loadFixture(plain);
    await as(made.market, made.gridOperator).setPriority(accountAt(2), LAST_DAY);
    const homes = householdsOf(made, [[500n], [0n], [-500n], [0n], [0n]]);
    const book = homes.map((home, place) => ({ ...home, isPriority: place === 2 }));
    const draft = buildSettlement(book, made.firstInterval, 1, RULES);
    const { retail, fees } = RULES.tariff;
    const ceiling = fees.reduce((rest, fee) => rest - fee, retail);
    expect(draft.clearings[0].price).to.not.equal(ceiling);
    const all = { numerator: 500n, denominator: 500n };
    const none = { numerator: 0n, denominator: 0n };
    await refuse(made, draft, { price: ceiling, isPriorityShort: true, buy: all, sell: none });
  });
});
