import { expect } from "chai";

import { KIND, mortgage, right, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, tokens } from "../../support/payments.js";
import {
  divideAndJoin,
  holdings,
  JOINED,
  joinedParcel,
  payoff,
  type Sale,
  saleOf,
  type Sales,
  sales,
  settle,
  WEALTH,
} from "../../support/sales.js";

const CLAIM = tokens(20_000);

describe("Conveyance: payoffs of what was divided and joined", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const saleWith = async (first: bigint, second: bigint, changes: Partial<Sale> = {}): Promise<Sale> =>
    saleOf(city, {
      id: JOINED,
      payoffs: [payoff(city.bank, first), payoff(city.bank, second, 2n)],
      ...changes,
    });

  const twice = async () => {
    city = await networkHelpers.loadFixture(joinedParcel);
  };

  it("attack: a mortgage that stands twice is not paid twice", async function () {
    await twice();
    for (const [first, second] of [
      [CLAIM, CLAIM],
      [1n, CLAIM],
      [CLAIM, 1n],
    ]) {
      await expect(settle(city, await saleWith(first, second)))
        .to.be.revertedWithCustomError(city.conveyance, "PayoffTwice")
        .withArgs(JOINED, 2n);
    }
  });

  it("is paid once: the whole sum stands in one of the two, the other is waived", async function () {
    await twice();
    const { bank, buyer } = city;
    const snapshot = await networkHelpers.takeSnapshot();
    for (const [first, second] of [
      [CLAIM, 0n],
      [0n, CLAIM],
      [0n, 0n],
    ]) {
      await settle(city, await saleWith(first, second));
      expect(await holdings(city, [bank])).to.deep.equal([WEALTH + first + second]);
      expect(await title(city, JOINED)).to.deep.include({ owner: buyer.address, active: 0n });
      await snapshot.restore();
    }
  });

  it("two holders are paid, each with its own signature and the sellers'", async function () {
    const { registry, bank, lender } = city;
    await divideAndJoin(city, [mortgage(bank, 2_000_000n)], {
      between: async (_, east) => as(registry, bank).assign(east, 1n, lender),
    });
    await settle(city, await saleWith(5n, 6n, { payoffs: [payoff(bank, 5n), payoff(lender, 6n, 2n)] }));
    expect(await holdings(city, [bank, lender])).to.deep.equal([WEALTH + 5n, WEALTH + 6n]);
  });

  it("two loans of one holder that differ are both paid", async function () {
    const { bank, lender } = city;
    await divideAndJoin(city, [mortgage(bank, 2_000_000n), mortgage(bank, 2_000_000n)], {
      carries: [
        [{ number: 1n }, { number: 2n, heirs: 0n, signer: bank }],
        [{ number: 1n, heirs: 0n, signer: bank }, { number: 2n }],
      ],
    });
    await settle(city, await saleWith(5n, 6n));
    expect(await holdings(city, [bank, lender])).to.deep.equal([WEALTH + 11n, WEALTH]);
  });

  it("the third of them is found as well as the second", async function () {
    const { bank, heir } = city;
    await divideAndJoin(city, [right(KIND.preEmption, heir), mortgage(bank, 2_000_000n)]);
    const payoffs = [payoff(heir, 0n), payoff(heir, 0n, 3n), payoff(bank, CLAIM, 2n), payoff(bank, 1n, 4n)];
    await expect(settle(city, await saleOf(city, { id: JOINED, payoffs })))
      .to.be.revertedWithCustomError(city.conveyance, "PayoffTwice")
      .withArgs(JOINED, 4n);
    payoffs[3] = payoff(bank, 0n, 4n);
    await settle(city, await saleOf(city, { id: JOINED, payoffs }));
    expect(await holdings(city, [bank])).to.deep.equal([WEALTH + CLAIM]);
  });
});
