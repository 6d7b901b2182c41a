import { expect } from "chai";

import { accountAt, draftOf, settle, street } from "../../support/energy/market.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";

const plain = () => street();

describe("AccountBooks", function () {
  it("says what was drawn of an account's surplus", async function () {
    const made = await networkHelpers.loadFixture(plain);
    await settle(made, draftOf(made, [[900n], [0n], [0n], [0n], [0n]]));
    await expect(as(made.certificates, made.owners[0]).draw(accountAt(0), 250n))
      .to.emit(made.market, "CertificatesDrawn")
      .withArgs(accountAt(0), 250n);
  });
});
