import { expect } from "chai";

import { encodeCorrections, encodeReadings } from "../../../sdk/index.js";
import { draftOf, settle, signCorrections, street, ZONE } from "../../support/energy/market.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const plain = () => street();

describe("Settlements", function () {
  it("writes all three bytes of a corrected reading", async function () {
    const made = await networkHelpers.loadFixture(plain);
    const draft = draftOf(made, [[900n], [0n], [0n], [0n], [0n]]);
    await settle(made, draft);
    const { firstInterval, hints, readings, executed } = draft;
    const corrections = encodeCorrections([{ place: 0n, position: 0n, reading: -500n }]);
    await as(made.market, made.stranger).correct(
      { zone: ZONE, firstInterval, hints, readings, executed },
      corrections,
      await signCorrections(made, draft, corrections),
    );
    const corrected = encodeReadings([[-500n], [0n], [0n], [0n], [0n]]);
    expect(corrected.slice(0, 8)).to.equal("0xfffe0c");
    expect(
      await made.market.isSettled({ zone: ZONE, firstInterval, hints, readings: corrected, executed }),
    ).to.equal(true);
  });
});
