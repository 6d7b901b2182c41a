import { expect } from "chai";

import { doc } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, nextTimeAt } from "../../support/payments.js";
import { MAXIMUM_DEADLINE, saleOf, type Sales, sales, sign } from "../../support/sales.js";

const { time } = networkHelpers;

describe("Conveyance: records", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  it("a chain's hash, or a signature of another chain, completes nothing alone", async function () {
    const { conveyance, relayer, owner } = city;
    const sale = await saleOf(city);
    await expect(as(conveyance, relayer).settle(sale, await sign(city, sale, doc("chain"))))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
  });

  it("refuses a second too late, and a deadline a second too far", async function () {
    const { conveyance, relayer } = city;
    const sale = await saleOf(city);
    const signatures = await sign(city, sale);
    const handIn = async () => as(conveyance, relayer).settle(sale, signatures);
    await nextTimeAt(sale.deadline + 1n);
    await expect(handIn())
      .to.be.revertedWithCustomError(conveyance, "DeadlineWrong")
      .withArgs(sale.deadline, sale.deadline + 1n + MAXIMUM_DEADLINE);
    const now = BigInt(await time.latest()) + 100n;
    const far = await saleOf(city, { deadline: now + MAXIMUM_DEADLINE });
    const farSignatures = await sign(city, far);
    await nextTimeAt(now - 1n);
    await expect(as(conveyance, relayer).settle(far, farSignatures))
      .to.be.revertedWithCustomError(conveyance, "DeadlineWrong")
      .withArgs(far.deadline, far.deadline - 1n);
    await nextTimeAt(now);
    await as(conveyance, relayer).settle(far, farSignatures);
  });

  it("completes in its last second", async function () {
    const { conveyance, relayer } = city;
    const sale = await saleOf(city);
    const signatures = await sign(city, sale);
    await nextTimeAt(sale.deadline);
    await as(conveyance, relayer).settle(sale, signatures);
  });
});
