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
import { as, nextTimeAt, tokens } from "../support/payments.js";
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
  sign,
  statementOf,
  TAX,
  WEALTH,
} from "../support/sales.js";

const { time } = networkHelpers;

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

  it("two charges take the next two ranks, in their order, with their ends and kinds", async function () {
    const { registry, lender, bank, id } = city;
    const today = BigInt(await time.latest()) / 86_400n;
    const second = {
      ...purchaseMoney(bank, 0n),
      secured: 7n,
      kind: KIND.easement,
      expiryDay: today + 900n,
      documentHash: doc("right of way"),
    };
    const act = await settle(city, await saleOf(city, { charges: [purchaseMoney(lender), second] }));
    const [first, next] = [await registry.encumbranceOf(id, 1n), await registry.encumbranceOf(id, 2n)];
    await expect(act)
      .to.emit(registry, "Encumbered")
      .withArgs(id, 2n, bank.address, next, doc("right of way"));
    expect((next >> 200n) & 0xffffffffn).to.equal(((first >> 200n) & 0xffffffffn) + 1n);
    expect((next >> 232n) & 0xffffn).to.equal(today + 900n);
    expect((next >> 248n) & 15n).to.equal(KIND.easement);
    expect((await title(city, id)).version, "the deed, and each charge").to.equal(3n);
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

  it("a share is sold by its owner alone", async function () {
    const { conveyance, registry, owner, other, buyer, id } = city;
    await divide(
      city,
      id,
      [
        [owner, 3n],
        [other, 3n],
      ],
      6n,
    );
    const sale = await saleOf(city, { numerator: 2n, sellers: sellersOf([[owner, PRICE]]) });
    await expect(settle(city, sale)).to.emit(conveyance, "SaleCompleted");
    expect(await registry.shareOf(id, owner)).to.deep.equal([1n, 6n]);
    expect(await registry.shareOf(id, buyer)).to.deep.equal([2n, 6n]);
    expect(await holdings(city, [owner, other])).to.deep.equal([WEALTH + PRICE, WEALTH]);
  });

  it("a chain's hash, or a signature of another chain, completes nothing alone", async function () {
    const { conveyance, relayer, owner } = city;
    const sale = await saleOf(city);
    await expect(as(conveyance, relayer).settle(sale, await sign(city, sale, doc("chain"))))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
  });

  it("refuses another token", async function () {
    const { conveyance, registry, token } = city;
    const other = await registry.getAddress();
    await refused(await saleOf(city, { token: other }), "SaleTokenDiffers", [other, token.target]);
    expect(await conveyance.token()).to.equal(token.target);
  });

  it("refuses a sale of nobody, and one to the seller itself", async function () {
    const { owner, id } = city;
    await refused(await saleOf(city, { sellers: [], price: 0n }), "SalePartiesUnfit", [id]);
    await refused(await saleOf(city, { buyer: owner.address }), "SalePartiesUnfit", [id]);
  });

  it("refuses a share with two sellers, a payoff or a charge", async function () {
    const { owner, other, bank, lender, id } = city;
    const two = sellersOf([
      [owner, PRICE],
      [other, 0n],
    ]);
    for (const changes of [
      { sellers: two },
      { payoffs: [payoff(bank)] },
      { charges: [purchaseMoney(lender)] },
    ]) {
      await refused(await saleOf(city, { numerator: 1n, ...changes }), "ShareSaleUnfit", [id]);
    }
  });

  it("refuses amounts that do not make the price, to the last unit, either way", async function () {
    const { owner } = city;
    for (const wrong of [PRICE - 1n, PRICE + 1n]) {
      const sellers = [{ account: owner.address, amount: wrong, forfeit: 0n }];
      await refused(await saleOf(city, { sellers }), "SaleSumDiffers", [wrong, PRICE]);
    }
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const sellers = [{ account: city.owner.address, amount: PRICE, forfeit: 0n }];
    const payoffs = [payoff(city.bank, 5n)];
    await refused(await saleOf(city, { sellers, payoffs }), "SaleSumDiffers", [PRICE + 5n, PRICE]);
  });

  it("refuses more forfeit than there is deposit", async function () {
    const { owner } = city;
    const sellers = [{ account: owner.address, amount: PRICE, forfeit: 11n }];
    await refused(await saleOf(city, { sellers, deposit: 10n }), "SaleForfeitTooHigh", [11n, 10n]);
    await settle(city, await saleOf(city, { sellers, deposit: 11n }));
  });

  it("refuses lenders who pay more than is owed", async function () {
    const { lender } = city;
    const owed = PRICE + TAX + LEVY;
    const charges = [purchaseMoney(lender, owed + 1n)];
    await refused(await saleOf(city, { charges }), "SaleOverfunded", [owed + 1n, owed]);
  });

  it("refuses payoffs out of rank, in whichever order they were numbered", async function () {
    const { owner, bank, lender, id } = city;
    await encumber(city, id, mortgage(bank));
    await encumber(city, id, mortgage(lender));
    const [first, second] = [payoff(bank, 5n), payoff(lender, 6n, 2n)];
    await refused(await saleOf(city, { payoffs: [second, first] }), "PayoffRankUnfit", [id, 1n]);
    await refused(await saleOf(city, { payoffs: [first, first] }), "PayoffRankUnfit", [id, 1n]);
    await as(city.registry, bank).subordinate(id, 1n, 2n);
    await refused(await saleOf(city, { payoffs: [first, second] }), "PayoffRankUnfit", [id, 2n]);
    await settle(city, await saleOf(city, { payoffs: [second, first] }));
    expect(await holdings(city, [owner, bank, lender])).to.deep.equal([
      WEALTH + PRICE - 11n,
      WEALTH + 5n,
      WEALTH + 6n,
    ]);
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

  it("waives what is no claim of money, with its holder's signature", async function () {
    const { heir, buyer, id } = city;
    await encumber(city, id, right(KIND.preEmption, heir));
    await settle(city, await saleOf(city, { payoffs: [payoff(heir, 0n)] }));
    expect(await title(city, id)).to.deep.include({ owner: buyer.address, active: 0n });
  });

  it("names the holder who is held for stolen, of a payoff and of a charge", async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const { registry, identities, bank, lender } = city;
    const until = BigInt(await time.latest()) + 86_400n;
    for (const { address } of [bank, lender]) {
      await identities.setFrozenUntil(address, until);
      await registry.suspend(address);
    }
    await refused(await saleOf(city, { payoffs: [payoff(bank)] }), "HolderSuspended", [bank.address]);
    await refused(await saleOf(city, { charges: [purchaseMoney(lender)] }), "HolderSuspended", [
      lender.address,
    ]);
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
