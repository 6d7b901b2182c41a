import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import {
  IAgents__factory,
  IConveyance__factory,
  ISignedActs__factory,
  ISuccession__factory,
} from "../../typechain-types/index.js";
import {
  deedOf,
  divide,
  doc,
  encumber,
  encumberByOrder,
  KIND,
  mortgage,
  ref,
  right,
  SETTLE,
  title,
} from "../support/land.js";
import { networkHelpers } from "../support/network.js";
import { as, tokens } from "../support/payments.js";
import {
  ALONE,
  holdings,
  LEVY,
  MAXIMUM_DEADLINE,
  payoff,
  PRICE,
  purchaseMoney,
  type Sale,
  saleOf,
  type Sales,
  sales,
  salesWithMortgage,
  sellersOf,
  settle,
  statementOf,
  TAX,
  WEALTH,
} from "../support/sales.js";

describe("Conveyance: setup", function () {
  it("tells its register, token, fund, mode and domain", async function () {
    const { conveyance, registry, token, fund } = await networkHelpers.loadFixture(sales);
    expect(await conveyance.registry()).to.equal(await registry.getAddress());
    expect(await conveyance.token()).to.equal(await token.getAddress());
    expect(await conveyance.assuranceFund()).to.equal(await fund.getAddress());
    expect(await conveyance.isMirror()).to.equal(false);
    expect(await conveyance.predecessor()).to.equal(ZeroAddress);
    const { name, version, verifyingContract } = await conveyance.eip712Domain();
    expect([name, version, verifyingContract]).to.deep.equal([
      "Civitas Conveyance",
      "1",
      await conveyance.getAddress(),
    ]);
    expect(await conveyance.MAXIMUM_DEADLINE()).to.equal(MAXIMUM_DEADLINE);
  });

  it("claims the interfaces that it has, and no other", async function () {
    const { conveyance } = await networkHelpers.loadFixture(sales);
    const claimed = [
      ...[IConveyance__factory, IAgents__factory, ISuccession__factory, ISignedActs__factory].map(({ abi }) =>
        interfaceId(abi),
      ),
      conveyance.interface.getFunction("eip712Domain").selector,
      "0x01ffc9a7",
    ];
    for (const id of claimed) expect(await conveyance.supportsInterface(id), id).to.equal(true);
    for (const id of ["0xffffffff", "0x00000000", "0x80ac58cd"]) {
      expect(await conveyance.supportsInterface(id), id).to.equal(false);
    }
  });
});

describe("Conveyance: completion", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const refused = async (sale: Sale, error: string, args: readonly unknown[]) =>
    expect(settle(city, sale))
      .to.be.revertedWithCustomError(city.conveyance, error)
      .withArgs(...args);

  it("SALE-1: deed, price, tax and levy move together", async function () {
    const { conveyance, registry, token, fund, owner, buyer, treasury, id } = city;
    const sale = await saleOf(city);
    const statement = await statementOf(city, sale);
    expect(await conveyance.statementOf(sale, ALONE)).to.equal(statement);
    const act = settle(city, sale);
    await expect(act)
      .to.emit(conveyance, "SaleCompleted")
      .withArgs(id, statement, buyer.address, PRICE, TAX, LEVY);
    await expect(act).to.emit(registry, "Conveyed").withArgs(id, 1n, doc("deed"));
    expect((await title(city, id)).owner).to.equal(buyer.address);
    expect(await holdings(city, [owner, buyer, treasury, fund, conveyance])).to.deep.equal([
      WEALTH + PRICE,
      WEALTH - PRICE - TAX - LEVY,
      TAX,
      LEVY,
      0n,
    ]);
    await expect(act).to.emit(token, "Transfer").withArgs(buyer.address, owner.address, PRICE);
  });

  it("SALE-2: money in is money out where a mortgage is paid off and released", async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const { registry, owner, bank, buyer, id } = city;
    const act = settle(city, await saleOf(city, { payoffs: [payoff(bank)] }));
    await expect(act).to.emit(registry, "Released").withArgs(id, 1n, doc("deed"));
    expect(await holdings(city, [owner, bank])).to.deep.equal([
      WEALTH + PRICE - tokens(50_000),
      WEALTH + tokens(50_000),
    ]);
    expect(await title(city, id)).to.deep.include({ owner: buyer.address, active: 0n, blockers: 0n });
  });

  it("the buyer's mortgage is entered, and its holder pays the price with the buyer", async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const { registry, owner, bank, lender, buyer, id } = city;
    const charge = purchaseMoney(lender);
    const act = settle(city, await saleOf(city, { payoffs: [payoff(bank)], charges: [charge] }));
    await expect(act).to.emit(registry, "Encumbered");
    const word = await registry.encumbranceOf(id, 2n);
    expect(word & (2n ** 160n - 1n)).to.equal(BigInt(lender.address));
    expect((word >> 160n) & (2n ** 40n - 1n)).to.equal(charge.secured);
    expect((word >> 248n) & 15n).to.equal(KIND.mortgage);
    expect(await title(city, id)).to.deep.include({ owner: buyer.address, active: 1n, blockers: 1n });
    expect(await holdings(city, [owner, bank, lender, buyer])).to.deep.equal([
      WEALTH + PRICE - tokens(50_000),
      WEALTH + tokens(50_000),
      WEALTH - charge.funds,
      WEALTH - (PRICE + TAX + LEVY - charge.funds),
    ]);
  });

  it("who lends all that is due leaves the buyer nothing to pay", async function () {
    const { lender, buyer } = city;
    await settle(city, await saleOf(city, { charges: [purchaseMoney(lender, PRICE + TAX + LEVY)] }));
    expect(await holdings(city, [lender, buyer])).to.deep.equal([WEALTH - PRICE - TAX - LEVY, WEALTH]);
  });

  it("less tax is taken where less is due than the statement names", async function () {
    const { conveyance, buyer, treasury, fund, id } = city;
    const sale = await saleOf(city, { tax: TAX + 5n, levy: LEVY + 7n });
    await expect(settle(city, sale))
      .to.emit(conveyance, "SaleCompleted")
      .withArgs(id, await statementOf(city, sale), buyer.address, PRICE, TAX, LEVY);
    expect(await holdings(city, [treasury, fund])).to.deep.equal([TAX, LEVY]);
  });

  it("a gift moves no money and pays no tax", async function () {
    const { buyer, id } = city;
    await settle(city, await saleOf(city, { price: 0n }));
    expect((await title(city, id)).owner).to.equal(buyer.address);
    expect(await holdings(city, [buyer])).to.deep.equal([WEALTH]);
  });

  it("all co-owners sell the whole, each for its own part", async function () {
    const { owner, other, buyer, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 2n],
      ],
      3n,
    );
    const sellers = sellersOf([
      [owner, PRICE / 2n],
      [other, PRICE / 2n],
    ]);
    await settle(city, await saleOf(city, { sellers }));
    expect(await title(city, id)).to.deep.include({ owner: buyer.address, flags: 16n });
    expect(await holdings(city, [owner, other])).to.deep.equal([WEALTH + PRICE / 2n, WEALTH + PRICE / 2n]);
  });

  it("a co-owner buys the others out, and pays for their parts alone", async function () {
    const { owner, other, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 1n],
        [other, 1n],
      ],
      2n,
    );
    const sellers = sellersOf([
      [owner, PRICE / 2n],
      [other, PRICE / 2n],
    ]);
    await settle(city, await saleOf(city, { sellers, buyer: other.address }));
    expect((await title(city, id)).owner).to.equal(other.address);
    expect(await holdings(city, [owner, other])).to.deep.equal([
      WEALTH + PRICE / 2n,
      WEALTH - PRICE / 2n - TAX - LEVY,
    ]);
  });

  it("refuses lenders who pay more than is owed", async function () {
    const { lender } = city;
    const owed = PRICE + TAX + LEVY;
    const charges = [purchaseMoney(lender, owed + 1n)];
    await refused(await saleOf(city, { charges }), "SaleOverfunded", [owed + 1n, owed]);
  });

  it("SALE-3: no title leaves with a blocker that the statement does not name", async function () {
    const { registry, owner, bank, heir, id } = city;
    await encumber(city, id, mortgage(bank));
    await expect(settle(city, await saleOf(city)))
      .to.be.revertedWithCustomError(registry, "TitleBlocked")
      .withArgs(id, 1n);
    await encumberByOrder(city, id, right(KIND.judgmentLien, heir), "judgment");
    await expect(settle(city, await saleOf(city, { payoffs: [payoff(bank)] })))
      .to.be.revertedWithCustomError(registry, "TitleBlocked")
      .withArgs(id, 1n);
    expect((await title(city, id)).owner).to.equal(owner.address);
    expect(await holdings(city, [bank, owner])).to.deep.equal([WEALTH, WEALTH]);
  });

  it("completes in the register's name: only while it may settle there", async function () {
    const { conveyance, registry, council } = city;
    await as(registry, council).announceAgent(conveyance, 0n);
    await expect(settle(city, await saleOf(city)))
      .to.be.revertedWithCustomError(registry, "AgentUnauthorized")
      .withArgs(conveyance.target, SETTLE);
  });

  it("a deed between, by whomever, ends the statement", async function () {
    const { registry, agent, owner, heir, id } = city;
    const sale = await saleOf(city);
    await as(registry, agent).convey(await deedOf(city, id, [owner], heir));
    await expect(settle(city, sale))
      .to.be.revertedWithCustomError(registry, "TitleVersionDiffers")
      .withArgs(id, 1n, 0n);
  });

  it("a buyer without money, or without approval, completes nothing", async function () {
    const { conveyance, token, buyer, owner, id } = city;
    await as(token, buyer).approve(conveyance, PRICE + TAX + LEVY - 1n);
    await expect(settle(city, await saleOf(city)))
      .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
      .withArgs(conveyance.target, LEVY - 1n, LEVY);
    expect((await title(city, id)).owner).to.equal(owner.address);
    await as(token, buyer).transfer(owner, WEALTH);
    await as(token, buyer).approve(conveyance, WEALTH);
    await expect(settle(city, await saleOf(city))).to.be.revertedWithCustomError(
      token,
      "ERC20InsufficientBalance",
    );
    expect((await title(city, id)).owner).to.equal(owner.address);
  });

  it("an unknown title is no sale's", async function () {
    const { registry, owner } = city;
    const sellers = [{ account: owner.address, amount: PRICE, forfeit: 0n }];
    await expect(settle(city, await saleOf(city, { id: ref("NORD:99"), sellers, version: 0n })))
      .to.be.revertedWithCustomError(registry, "TitleUnknown")
      .withArgs(ref("NORD:99"));
  });
});
