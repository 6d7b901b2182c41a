import { expect } from "chai";
import { id as hashOf, Wallet } from "ethers";

import { ascending, doc, encumber, mortgage, ref, title } from "../support/land.js";
import { gasCounts } from "../support/gas.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";
import {
  auctionOf,
  chainOf,
  foreclose,
  holdings,
  type Payoff,
  PRICE,
  type Sale,
  saleOf,
  type Sales,
  sales,
  signatureOf,
  WEALTH,
} from "../support/sales.js";

const MOST_GAS = 15_000_000n;

describe("Conveyance: sizes", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  /** Coverage and mutants add code: gas is not read there. */
  const judged = (gas: bigint | undefined): void => {
    if (!gasCounts()) return;
    expect(gas).to.be.at.most(MOST_GAS);
  };

  const people = (count: number): Wallet[] =>
    Array.from({ length: count }, (_, i) => new Wallet(hashOf(`household ${i}`), ethers.provider));

  it("settles a chain of 60 linked sales below 15 million gas", async function () {
    const { conveyance, registry, registrar, token, agent, relayer } = city;
    const households = people(61);
    const parcel = { ringHash: hashOf("boundary"), size: 500n };
    await as(registry, registrar).registerMany(
      households
        .slice(0, 60)
        .map(({ address }, i) => ({ ...parcel, id: ref(`NORD:${1_001 + i}`), owner: address })),
      doc("application"),
    );
    for (const person of households) {
      await networkHelpers.setBalance(person.address, 10n ** 20n);
      await as(token, agent).mint(person, WEALTH);
      await as(token, person).approve(conveyance, WEALTH);
    }
    const chained: Sale[] = [];
    for (let i = 0; i < 60; ++i) {
      chained.push(await saleOf(city, { id: ref(`NORD:${1_001 + i}`), buyer: households[i + 1].address }));
    }
    const chain = chainOf(chained);
    const signatures = await Promise.all(
      chained.map(async (sale, i) => [
        await signatureOf(city, households[i], sale, chain),
        await signatureOf(city, households[i + 1], sale, chain),
      ]),
    );
    const tx = await as(conveyance, relayer).settleChain(chained, signatures);
    judged((await tx.wait())?.gasUsed);
    expect(await registry.ownerOf(ref("NORD:1060"))).to.equal(households[60].address);
  });

  it("settles a statement of 60 co-owners below 15 million gas", async function () {
    const { conveyance, registry, judge, relayer, buyer, id } = city;
    const owners = ascending(people(60));
    const shares = owners.map(({ address }) => ({ holder: address, numerator: 1n }));
    await as(registry, judge).divideByOrder(id, shares, 60n, doc("inheritance"));
    const sellers = owners.map(({ address }, i) => ({
      account: address,
      amount: i === 0 ? PRICE - 59n : 1n,
      forfeit: 0n,
    }));
    const sale = await saleOf(city, { sellers });
    const signatures = await Promise.all(
      [...owners, buyer].map(async (party) => signatureOf(city, party, sale)),
    );
    const tx = await as(conveyance, relayer).settle(sale, signatures);
    judged((await tx.wait())?.gasUsed);
    expect((await title(city, id)).owner).to.equal(buyer.address);
  });

  it("settles a sale with 60 payoffs below 15 million gas", async function () {
    const { conveyance, bank, buyer, owner, relayer, id } = city;
    const payoffs: Payoff[] = [];
    for (let number = 1n; number <= 60n; ++number) {
      await encumber(city, id, mortgage(bank, 100n));
      payoffs.push({ number, holder: bank.address, amount: 1n });
    }
    const sale = await saleOf(city, { payoffs });
    const theirs = await signatureOf(city, bank, sale);
    const signatures = [
      await signatureOf(city, owner, sale),
      await signatureOf(city, buyer, sale),
      ...payoffs.map(() => theirs),
    ];
    const tx = await as(conveyance, relayer).settle(sale, signatures);
    judged((await tx.wait())?.gasUsed);
    expect(await holdings(city, [bank])).to.deep.equal([WEALTH + 60n]);
  });

  it("completes a forced sale with 100 claims below 15 million gas", async function () {
    const { registry, bank, judge, id } = city;
    const numbers: bigint[] = [];
    for (let number = 1n; number <= 100n; ++number) {
      await encumber(city, id, mortgage(bank, 1n));
      numbers.push(number);
    }
    await as(registry, judge).orderSale(id, true, doc("sale"));
    const tx = await foreclose(city, await auctionOf(city, { numbers }));
    judged((await tx.wait())?.gasUsed);
    expect(await holdings(city, [bank])).to.deep.equal([WEALTH + 1_000_000n]);
  });
});
