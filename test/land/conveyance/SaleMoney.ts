import { expect } from "chai";

import { deployDouble } from "../../support/doubles.js";
import { deedOf, doc, encumber, mortgage, ref, registerPlot, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { as, tokens } from "../../support/payments.js";
import {
  ALONE,
  auctionOf,
  deployConveyance,
  DEPOSIT,
  foreclose,
  holdings,
  LEVY,
  payoff,
  PRICE,
  saleOf,
  type Sales,
  sales,
  settle,
  sign,
  TAX,
  WEALTH,
} from "../../support/sales.js";

describe("Conveyance: payments", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  describe("with a token that calls out and bars accounts", function () {
    let token: Awaited<ReturnType<typeof deployDouble>>;
    beforeEach(async function () {
      const { deployer, owner, other, heir, bank, lender, buyer, third } = city;
      token = await deployDouble("SaleToken__Double", deployer);
      const conveyance = await deployConveyance(city, { token: await token.getAddress() });
      for (const person of [owner, other, heir, bank, lender, buyer, third]) {
        await token.getFunction("mint").send(person, WEALTH);
        await token.connect(person).getFunction("approve").send(conveyance, WEALTH);
      }
      city = { ...city, conveyance, token: token as unknown as Sales["token"] };
    });

    const bar = async (account: { readonly address: string }, isBarred = true) =>
      token.getFunction("setBarred").send(account.address, isBarred);
    const callOn = async (account: { readonly address: string }, data: string) =>
      token.getFunction("setCall").send(account.address, city.conveyance.target, data);
    const wasCalled = async (): Promise<boolean> => (await token.getFunction("wasCalled")()) as boolean;

    it("attack: payee that reverts: it has a credit, and blocks nobody", async function () {
      const { conveyance, owner, bank, buyer, id } = city;
      await encumber(city, id, mortgage(bank));
      await bar(bank);
      const paid = tokens(50_000);
      await expect(settle(city, await saleOf(city, { payoffs: [payoff(bank)] })))
        .to.emit(conveyance, "CreditAdded")
        .withArgs(bank.address, paid);
      expect((await title(city, id)).owner).to.equal(buyer.address);
      expect(await conveyance.creditOf(bank)).to.equal(paid);
      expect(await holdings(city, [owner, bank, conveyance])).to.deep.equal([
        WEALTH + PRICE - paid,
        WEALTH,
        paid,
      ]);
      await expect(as(conveyance, bank).claimCredit(bank)).to.be.revertedWithCustomError(token, "Barred");
      expect(await conveyance.creditOf(bank)).to.equal(paid);
      await expect(as(conveyance, bank).claimCredit(city.heir))
        .to.emit(conveyance, "CreditPaid")
        .withArgs(bank.address, city.heir.address, paid);
      expect(await holdings(city, [city.heir, conveyance])).to.deep.equal([WEALTH + paid, 0n]);
      await expect(as(conveyance, bank).claimCredit(bank))
        .to.be.revertedWithCustomError(conveyance, "CreditMissing")
        .withArgs(bank.address);
    });

    it("anyone pushes a credit to its holder, and to nobody else", async function () {
      const { conveyance, owner, stranger } = city;
      await bar(owner);
      await settle(city, await saleOf(city));
      expect(await conveyance.creditOf(owner)).to.equal(PRICE);
      await expect(as(conveyance, stranger).pushCredit(stranger))
        .to.be.revertedWithCustomError(conveyance, "CreditMissing")
        .withArgs(stranger.address);
      await bar(owner, false);
      await expect(as(conveyance, stranger).pushCredit(owner))
        .to.emit(conveyance, "CreditPaid")
        .withArgs(owner.address, owner.address, PRICE);
      expect(await holdings(city, [owner])).to.deep.equal([WEALTH + PRICE]);
    });

    it("credits of several sales add up, and treasury and fund may be barred, too", async function () {
      const { conveyance, registry, agent, owner, buyer, treasury, fund, id } = city;
      await bar(treasury);
      await bar({ address: await fund.getAddress() });
      for (const times of [1n, 2n]) {
        await settle(city, await saleOf(city));
        expect(await conveyance.creditOf(treasury)).to.equal(times * TAX);
        expect(await conveyance.creditOf(fund)).to.equal(times * LEVY);
        await as(registry, agent).convey(await deedOf(city, id, [buyer], owner));
      }
      await bar({ address: await fund.getAddress() }, false);
      await conveyance.pushCredit(fund);
      expect(await holdings(city, [fund])).to.deep.equal([2n * LEVY]);
    });

    it("a deposit whose buyer cannot be paid waits as its credit", async function () {
      const { conveyance, buyer, relayer } = city;
      const sale = await saleOf(city, { deposit: DEPOSIT });
      await as(conveyance, relayer).open(sale, ALONE, await sign(city, sale));
      await bar(buyer);
      await networkHelpers.time.increaseTo(sale.deadline + 1n);
      await expect(as(conveyance, relayer).refund(sale, ALONE))
        .to.emit(conveyance, "CreditAdded")
        .withArgs(buyer.address, DEPOSIT);
      expect(await conveyance.creditOf(buyer)).to.equal(DEPOSIT);
    });

    it("a claim that was assigned to the contract itself stays there, and takes nobody's money", async function () {
      const { conveyance, registry, bank, owner, judge, id } = city;
      await encumber(city, id, mortgage(bank, 100n));
      await as(registry, bank).assign(id, 1n, conveyance);
      await as(registry, judge).orderSale(id, true, doc("sale"));
      await foreclose(city, await auctionOf(city, { numbers: [1n] }));
      expect(await conveyance.creditOf(conveyance)).to.equal(1_000_000n);
      expect(await holdings(city, [conveyance, owner])).to.deep.equal([
        1_000_000n,
        WEALTH + PRICE - 1_000_000n,
      ]);
      await expect(conveyance.pushCredit(conveyance))
        .to.be.revertedWithCustomError(conveyance, "CreditMissing")
        .withArgs(conveyance.target);
    });

    it("attack: buyer contract that re-enters: the same sale again", async function () {
      const { conveyance, buyer, owner, id } = city;
      const sale = await saleOf(city);
      const again = conveyance.interface.encodeFunctionData("settle", [sale, await sign(city, sale)]);
      await callOn(owner, again);
      await settle(city, sale);
      expect(await wasCalled()).to.equal(false);
      expect(await holdings(city, [owner, buyer])).to.deep.equal([
        WEALTH + PRICE,
        WEALTH - PRICE - TAX - LEVY,
      ]);
      expect((await title(city, id)).version).to.equal(1n);
    });

    it("attack: buyer contract that re-enters: refund, forfeit or open while the deposit is used", async function () {
      const { conveyance, buyer, owner, relayer } = city;
      const sale = await saleOf(city, { deposit: DEPOSIT });
      const signatures = await sign(city, sale);
      await as(conveyance, relayer).open(sale, ALONE, signatures);
      const opened = await networkHelpers.takeSnapshot();
      const { interface: face } = conveyance;
      for (const data of [
        face.encodeFunctionData("refund", [sale, ALONE]),
        face.encodeFunctionData("forfeit", [sale, ALONE]),
        face.encodeFunctionData("open", [sale, ALONE, signatures]),
        face.encodeFunctionData("tender", [sale, ALONE, signatures]),
      ]) {
        await opened.restore();
        await callOn(owner, data);
        await settle(city, sale);
        expect(await wasCalled()).to.equal(false);
        expect(await holdings(city, [owner, buyer, conveyance])).to.deep.equal([
          WEALTH + PRICE,
          WEALTH - PRICE - TAX - LEVY,
          0n,
        ]);
      }
    });

    it("attack: a payee that re-enters with its own credit is paid once", async function () {
      const { conveyance, owner, stranger, treasury } = city;
      await bar(owner);
      await settle(city, await saleOf(city));
      await bar(owner, false);
      const [before] = await holdings(city, [conveyance]);
      await callOn(owner, conveyance.interface.encodeFunctionData("pushCredit", [owner.address]));
      await as(conveyance, stranger).pushCredit(owner);
      expect(await wasCalled()).to.equal(false);
      expect(await holdings(city, [owner, conveyance])).to.deep.equal([WEALTH + PRICE, before - PRICE]);
      expect(await conveyance.creditOf(treasury)).to.equal(0n);
    });

    it("another sale that is completed from within completes whole", async function () {
      const { conveyance, other, owner, buyer, id } = city;
      await registerPlot(city, ref("NORD:2"), other);
      const inner = await saleOf(city, { id: ref("NORD:2"), price: tokens(1_000) });
      const data = conveyance.interface.encodeFunctionData("settle", [inner, await sign(city, inner)]);
      await callOn(owner, data);
      await settle(city, await saleOf(city));
      expect(await wasCalled()).to.equal(true);
      for (const sold of [id, ref("NORD:2")]) expect((await title(city, sold)).owner).to.equal(buyer.address);
      expect(await holdings(city, [conveyance, other])).to.deep.equal([0n, WEALTH + tokens(1_000)]);
    });
  });
});
