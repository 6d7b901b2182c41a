import { expect } from "chai";

import { type Conveyance } from "../../typechain-types/index.js";
import { DAY, doc, FORECLOSE, ref, registerPlot, SETTLE, title } from "../support/land.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";
import {
  ALONE,
  auctionOf,
  deployConveyance,
  DEPOSIT,
  foreclose,
  holdings,
  saleOf,
  type Sales,
  sales,
  settle,
  settleChain,
  sign,
  WEALTH,
} from "../support/sales.js";

const NOTICE = 30n * DAY;

describe("Conveyance: succession", function () {
  let city: Sales;
  let next: Conveyance;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
    next = await deployConveyance(city, { predecessor: await city.conveyance.getAddress() });
    await as(city.token, city.buyer).approve(next, WEALTH);
  });

  const retire = async () => as(city.conveyance, city.council).retire(next);

  const refusedRetired = async (act: Promise<unknown>) => {
    const [, retiresAt] = await city.conveyance.successor();
    await expect(act)
      .to.be.revertedWithCustomError(city.conveyance, "ContractRetired")
      .withArgs(next.target, retiresAt);
  };

  it("a second contract settles from then on, and titles stay where they are", async function () {
    const { registry, buyer, owner, id } = city;
    await retire();
    await refusedRetired(settle(city, await saleOf(city)));
    const before = await registry.titleOf(id);
    expect((await title(city, id)).owner).to.equal(owner.address);
    city = { ...city, conveyance: next };
    await settle(city, await saleOf(city));
    expect(await registry.titleOf(id)).to.not.equal(before);
    expect((await title(city, id)).owner).to.equal(buyer.address);
  });

  it("once the city is sealed, the successor comes after thirty days' notice, in its rights and in its place", async function () {
    const { officers, registry, council, deployer } = city;
    await officers.seal();
    const late = await deployConveyance(
      { ...city, council },
      { predecessor: await city.conveyance.getAddress() },
    );
    expect(await registry.agentRights(late)).to.equal(0n);
    await as(city.token, city.buyer).approve(late, WEALTH);
    await as(city.conveyance, council).retire(late);
    const there = { ...city, conveyance: late };
    await expect(settle(there, await saleOf(there)))
      .to.be.revertedWithCustomError(registry, "AgentUnauthorized")
      .withArgs(late.target, SETTLE);
    await networkHelpers.time.increase(NOTICE - 3_600n);
    const sale = await saleOf(city);
    await settle(city, sale);
    await networkHelpers.time.increase(3_600n);
    expect(await registry.agentRights(late)).to.equal(SETTLE | FORECLOSE);
    expect(await city.conveyance.isRetired()).to.equal(true);
    expect(deployer.address).to.not.equal(council.address);
  });

  it("starts nothing new: no completion, no chain, no escrow, no forced sale", async function () {
    const { conveyance, registry, judge, relayer, id } = city;
    await registerPlot(city, ref("NORD:2"), city.owner);
    await retire();
    const sale = await saleOf(city, { deposit: DEPOSIT });
    await refusedRetired(settle(city, sale));
    await refusedRetired(settleChain(city, [sale, await saleOf(city, { id: ref("NORD:2") })]));
    await refusedRetired(as(conveyance, relayer).open(sale, ALONE, await sign(city, sale)));
    await as(registry, judge).orderSale(id, true, doc("sale"));
    await refusedRetired(foreclose(city, await auctionOf(city)));
  });

  it("ends what it has begun: an open escrow completes, is tendered, forfeited, paid back or cancelled here", async function () {
    const { conveyance, relayer, buyer, owner, id } = city;
    const sellers = [{ account: owner.address, amount: (await saleOf(city)).price, forfeit: DEPOSIT }];
    const sale = await saleOf(city, { deposit: DEPOSIT, sellers });
    const signatures = await sign(city, sale);
    await as(conveyance, relayer).open(sale, ALONE, signatures);
    await retire();
    const retired = await networkHelpers.takeSnapshot();
    await settle(city, sale);
    expect((await title(city, id)).owner).to.equal(buyer.address);
    await retired.restore();
    await networkHelpers.time.increaseTo(sale.deadline + 1n);
    await conveyance.refund(sale, ALONE);
    expect(await holdings(city, [buyer])).to.deep.equal([WEALTH]);
    await retired.restore();
    await as(conveyance, relayer).tender(sale, ALONE, signatures);
    await networkHelpers.time.increaseTo(sale.deadline + 1n);
    await conveyance.forfeit(sale, ALONE);
    expect(await holdings(city, [buyer, owner])).to.deep.equal([WEALTH - DEPOSIT, WEALTH + DEPOSIT]);
  });

  it("nothing moves to the successor", async function () {
    const { conveyance } = city;
    await retire();
    const heir = await ethers.getImpersonatedSigner(await next.getAddress());
    await networkHelpers.setBalance(heir.address, 10n ** 20n);
    for (const record of [ALONE, doc("record")]) {
      await expect(as(conveyance, heir).handOver(record))
        .to.be.revertedWithCustomError(conveyance, "RecordStays")
        .withArgs(record);
    }
  });

  it("what was signed for one contract means nothing in the other", async function () {
    const { owner, relayer } = city;
    const sale = await saleOf(city);
    await expect(as(next, relayer).settle(sale, await sign(city, sale)))
      .to.be.revertedWithCustomError(next, "SignatureInvalid")
      .withArgs(owner.address);
  });
});
