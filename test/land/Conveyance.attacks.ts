import { expect } from "chai";
import { id as hashOf } from "ethers";

import { Conveyance__factory } from "../../typechain-types/index.js";
import { delegate } from "../support/delegation.js";
import { deployDouble } from "../support/doubles.js";
import {
  deedOf,
  doc,
  encumber,
  encumberByOrder,
  KIND,
  mortgage,
  ref,
  right,
  title,
} from "../support/land.js";
import { deployLandRegistry } from "../support/landRegister.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, keyOf, tokens } from "../support/payments.js";
import {
  ALONE,
  chainOf,
  deployConveyance,
  DEPOSIT,
  holdings,
  LEVY,
  LEVY_BPS,
  payoff,
  PRICE,
  purchaseMoney,
  type Sale,
  saleOf,
  type Sales,
  sales,
  salesWithMortgage,
  settle,
  settleChain,
  sign,
  signatureOf,
  signChain,
  statementOf,
  TAX,
  TAX_BPS,
  threeHomes,
  WEALTH,
} from "../support/sales.js";

describe("Conveyance: attacks", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const handIn = async (sale: Sale, signatures: string[]) =>
    as(city.conveyance, city.relayer).settle(sale, signatures);

  const nothingMoved = async () => {
    expect((await title(city, city.id)).owner).to.equal(city.owner.address);
    expect(await holdings(city, [city.owner, city.buyer, city.bank])).to.deep.equal([WEALTH, WEALTH, WEALTH]);
  };

  it("attack: double sale: the first that completes ends the other", async function () {
    const { registry, other, buyer, id } = city;
    const [first, second] = [await saleOf(city), await saleOf(city, { buyer: other.address })];
    await settle(city, second);
    await expect(settle(city, first))
      .to.be.revertedWithCustomError(registry, "TitleVersionDiffers")
      .withArgs(id, 1n, 0n);
    expect(await holdings(city, [buyer])).to.deep.equal([WEALTH]);
    await expect(settle(city, second), "nor does it complete twice")
      .to.be.revertedWithCustomError(registry, "TitleVersionDiffers")
      .withArgs(id, 1n, 0n);
  });

  it("attack: stale version: what was signed before the title came back does not count", async function () {
    const { registry, agent, owner, other, id } = city;
    const sale = await saleOf(city);
    const signatures = await sign(city, sale);
    await as(registry, agent).convey(await deedOf(city, id, [owner], other));
    await as(registry, agent).convey(await deedOf(city, id, [other], owner));
    await expect(handIn(sale, signatures))
      .to.be.revertedWithCustomError(registry, "TitleVersionDiffers")
      .withArgs(id, 2n, 0n);
  });

  it("attack: signature for another price, party, token, chain, registry, or any other field", async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
    const { conveyance, registry, owner, other, heir, bank, lender, notary, token } = city;
    const sale = await saleOf(city, {
      payoffs: [payoff(bank)],
      charges: [purchaseMoney(lender)],
      notary: notary.address,
    });
    const signatures = await sign(city, sale);
    const [charge] = sale.charges;
    const [seller] = sale.sellers;
    const changed: Record<string, Partial<Sale>> = {
      price: { price: PRICE + 1n, sellers: [{ ...seller, amount: seller.amount + 1n }] },
      "seller's part": {
        payoffs: [payoff(bank, tokens(49_999))],
        sellers: [{ ...seller, amount: PRICE - tokens(49_999) }],
      },
      buyer: { buyer: other.address },
      seller: { sellers: [{ ...seller, account: heir.address }] },
      forfeit: { sellers: [{ ...seller, forfeit: 1n }], deposit: 1n },
      id: { id: ref("NORD:2") },
      version: { version: sale.version + 1n },
      "number of the payoff": { payoffs: [payoff(bank, tokens(50_000), 2n)] },
      "holder of the payoff": { payoffs: [payoff(heir)] },
      funds: { charges: [{ ...charge, funds: 1n }] },
      secured: { charges: [{ ...charge, secured: 1n }] },
      expiry: { charges: [{ ...charge, expiryDay: 65_000n }] },
      kind: { charges: [{ ...charge, kind: KIND.preEmption }] },
      "loan's document": { charges: [{ ...charge, documentHash: doc("another loan") }] },
      tax: { tax: TAX + 1n },
      levy: { levy: LEVY + 1n },
      exemption: { isExempt: true },
      deposit: { deposit: 1n },
      notary: { notary: city.stranger.address },
      deadline: { deadline: sale.deadline + 1n },
      document: { documentHash: doc("another deed") },
    };
    for (const [what, changes] of Object.entries(changed)) {
      const mended = { ...sale, ...changes };
      await expect(handIn(mended, signatures), what).to.be.revertedWithCustomError(
        conveyance,
        "SignatureInvalid",
      );
    }
    // A token: another statement is refused before anybody asks who signed it.
    await expect(handIn({ ...sale, token: heir.address }, signatures))
      .to.be.revertedWithCustomError(conveyance, "SaleTokenDiffers")
      .withArgs(heir.address, token.target);
    // A chain: what was signed for one is nothing alone, and the other way round.
    await expect(handIn(sale, await sign(city, sale, doc("chain"))))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
    // A registry: another register has its own contract, and so its own domain.
    const next = await deployLandRegistry(city.deployer, city.officers);
    const elsewhere = await deployConveyance({ ...city, registry: next });
    await expect(as(elsewhere, city.relayer).settle(sale, signatures))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
    expect(await elsewhere.registry()).to.not.equal(registry.target);
    // Another chain: the domain of one network means nothing in another.
    const domain = await conveyance.eip712Domain();
    const foreign = await owner.signTypedData(
      {
        name: domain.name,
        version: domain.version,
        chainId: domain.chainId + 1n,
        verifyingContract: domain.verifyingContract,
      },
      { Statement: [{ name: "chain", type: "bytes32" }] },
      { chain: ALONE },
    );
    await expect(handIn(sale, signatures.with(0, foreign)))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
    await handIn(sale, signatures);
  });

  it("attack: undisclosed mortgage, entered after signing with an order of its own", async function () {
    const { registry, heir, id } = city;
    const sale = await saleOf(city);
    const signatures = await sign(city, sale);
    await encumberByOrder(city, id, right(KIND.judgmentLien, heir), "judgment");
    expect((await title(city, id)).version, "the signatures stand").to.equal(sale.version);
    await expect(handIn(sale, signatures))
      .to.be.revertedWithCustomError(registry, "TitleBlocked")
      .withArgs(id, 1n);
    await nothingMoved();
  });

  it("attack: undisclosed mortgage: the payoff is named for another's encumbrance", async function () {
    const { registry, bank, lender, id } = city;
    await encumber(city, id, mortgage(bank));
    const sale = await saleOf(city, { payoffs: [payoff(lender, tokens(1))] });
    await expect(settle(city, sale))
      .to.be.revertedWithCustomError(registry, "EncumbranceHolderDiffers")
      .withArgs(id, 1n, bank.address);
  });

  it("attack: freeze between signing and settling", async function () {
    const { registry, bailiff, owner, id } = city;
    const sale = await saleOf(city);
    const signatures = await sign(city, sale);
    await as(registry, bailiff).freezeByOrder(id, true, doc("freeze"));
    await expect(handIn(sale, signatures))
      .to.be.revertedWithCustomError(registry, "ERC7943InsufficientUnfrozenBalance")
      .withArgs(owner.address, id);
    await nothingMoved();
  });

  it("attack: missing signature in a chain", async function () {
    city = await networkHelpers.loadFixture(threeHomes);
    const { conveyance, owner, other, third } = city;
    const chained = [
      await saleOf(city),
      await saleOf(city, { id: ref("NORD:2"), buyer: owner.address }),
      await saleOf(city, { id: ref("NORD:3"), buyer: other.address }),
    ];
    const signatures = await signChain(city, chained);
    await expect(
      as(conveyance, city.relayer).settleChain(chained, signatures.with(2, signatures[2].with(0, "0x"))),
    )
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(third.address);
    for (const [i, { address }] of [owner, other, third].entries()) {
      expect((await title(city, chained[i].id)).owner).to.equal(address);
    }
  });

  it("attack: cyclic chain: a ring of three homes makes no money", async function () {
    city = await networkHelpers.loadFixture(threeHomes);
    const { token, conveyance, owner, other, third } = city;
    const chained = [
      await saleOf(city, { buyer: third.address }),
      await saleOf(city, { id: ref("NORD:2"), buyer: owner.address }),
      await saleOf(city, { id: ref("NORD:3"), buyer: other.address }),
    ];
    const supply = await token.totalSupply();
    await settleChain(city, chained);
    expect(await holdings(city, [owner, other, third, conveyance])).to.deep.equal([
      WEALTH - TAX - LEVY,
      WEALTH - TAX - LEVY,
      WEALTH - TAX - LEVY,
      0n,
    ]);
    expect(await token.totalSupply()).to.equal(supply);
    for (const sale of chained) expect((await title(city, sale.id)).owner).to.equal(sale.buyer);
  });

  it("attack: tax policy changed between quote and settlement", async function () {
    const { conveyance, revenueOffice, treasury, buyer, id } = city;
    const sale = await saleOf(city);
    const setTax = async (taxBps: bigint, levyBps: bigint) =>
      as(conveyance, revenueOffice).setTariff({
        revenue: treasury.address,
        taxBps,
        levyBps,
        needsNotary: false,
      });
    for (const [taxBps, levyBps] of [
      [TAX_BPS + 1n, LEVY_BPS],
      [TAX_BPS, LEVY_BPS + 1n],
    ] as const) {
      await setTax(taxBps, levyBps);
      await expect(settle(city, sale), "more than the buyer has signed is never taken")
        .to.be.revertedWithCustomError(conveyance, "TaxAboveStatement")
        .withArgs((PRICE * taxBps) / 10_000n, (PRICE * levyBps) / 10_000n);
    }
    await setTax(TAX_BPS - 1n, LEVY_BPS);
    await settle(city, sale);
    expect((await title(city, id)).owner).to.equal(buyer.address);
    expect(await holdings(city, [treasury])).to.deep.equal([TAX - PRICE / 10_000n]);
  });

  it("attack: levy rounding: no price makes money appear or vanish", async function () {
    const { registry, agent, owner, buyer, treasury, fund, conveyance, id } = city;
    for (const price of [1n, 9n, 28n, 29n, 285n, 286n, 999n, 1_000n, 9_999n, 123_456_789n]) {
      const before = await holdings(city, [owner, buyer, treasury, fund]);
      await settle(city, await saleOf(city, { price }));
      const after = await holdings(city, [owner, buyer, treasury, fund]);
      const [sold, paid, tax, levy] = after.map((held, i) => held - before[i]);
      expect(sold, `price ${price}`).to.equal(price);
      expect(tax, `price ${price}`).to.equal((price * 350n) / 10_000n);
      expect(levy, `price ${price}`).to.equal(price / 1_000n);
      expect(paid, `price ${price}`).to.equal(-(sold + tax + levy));
      await as(registry, agent).convey(await deedOf(city, id, [buyer], owner));
    }
    expect(await holdings(city, [conveyance])).to.deep.equal([0n]);
  });

  it("attack: EIP-7702 buyer: delegated code neither signs for the key nor hears of the title", async function () {
    const { conveyance, token, agent, id } = city;
    const wallet = await deployDouble("Wallet__Double", city.deployer, [city.heir.address]);
    const address = await delegate(city.deployer, await wallet.getAddress());
    const buyer = keyOf("a key with delegated code");
    expect(buyer.address).to.equal(address);
    expect(await ethers.provider.getCode(address)).to.match(/^0xef0100/);
    await networkHelpers.setBalance(address, 10n ** 20n);
    await as(token, agent).mint(buyer, WEALTH);
    await as(token, buyer).approve(conveyance, WEALTH);
    const sale = await saleOf(city, { buyer: address });
    const [seller] = await sign(city, sale);
    await expect(handIn(sale, [seller, seller]), "its code says no, its key did not sign")
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(address);
    await handIn(sale, [seller, await signatureOf(city, buyer, sale)]);
    expect((await title(city, id)).owner).to.equal(address);
  });

  it("attack: a wallet that re-enters while it is asked for its signature", async function () {
    const { conveyance, token, agent, owner, id } = city;
    const wallet = await deployDouble("ReentrantWallet__Double", city.deployer);
    const address = await wallet.getAddress();
    await as(token, agent).mint(address, WEALTH);
    const approval = token.interface.encodeFunctionData("approve", [await conveyance.getAddress(), WEALTH]);
    await wallet.getFunction("act").send(token.target, approval);
    const sale = await saleOf(city, { buyer: address });
    const [seller] = await sign(city, sale);
    const again = conveyance.interface.encodeFunctionData("assent", [await statementOf(city, sale)]);
    await wallet.getFunction("setCall").send(conveyance.target, again);
    await expect(handIn(sale, [seller, "0x"]), "a question writes nothing")
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(address);
    expect(await conveyance.hasAssented(address, await statementOf(city, sale))).to.equal(false);
    const read = conveyance.interface.encodeFunctionData("escrowOf", [ALONE]);
    await wallet.getFunction("setCall").send(conveyance.target, read);
    await handIn(sale, [seller, "0x"]);
    expect((await title(city, id)).owner).to.equal(address);
    expect(await holdings(city, [owner])).to.deep.equal([WEALTH + PRICE]);
  });

  it("attack: a deed that skips the money: nobody but an agent conveys", async function () {
    const { registry, owner, stranger, buyer, id } = city;
    const deed = await deedOf(city, id, [owner], buyer);
    for (const person of [owner, stranger, buyer]) {
      await expect(as(registry, person).convey(deed))
        .to.be.revertedWithCustomError(registry, "AgentUnauthorized")
        .withArgs(person.address, 1n);
    }
  });

  it("attack: an escrow for a title that is sold twice: the second buyer has the deposit back at once", async function () {
    const { conveyance, relayer, other, buyer } = city;
    const [first, second] = [
      await saleOf(city, { deposit: DEPOSIT }),
      await saleOf(city, { deposit: DEPOSIT, buyer: other.address }),
    ];
    for (const sale of [first, second]) {
      await as(conveyance, relayer).open(sale, ALONE, await sign(city, sale));
    }
    await settle(city, first);
    await as(conveyance, relayer).refund(second, ALONE);
    expect(await holdings(city, [other, buyer])).to.deep.equal([WEALTH, WEALTH - PRICE - TAX - LEVY]);
  });

  it("attack: a submitter changes nothing, and gains nothing", async function () {
    const { conveyance, relayer, stranger } = city;
    const sale = await saleOf(city);
    const signatures = await sign(city, sale);
    const [before] = await holdings(city, [stranger]);
    await as(conveyance, stranger).settle(sale, signatures);
    expect(await holdings(city, [stranger])).to.deep.equal([before]);
    await expect(as(conveyance, relayer).settle(sale, signatures)).to.be.revertedWithCustomError(
      city.registry,
      "TitleVersionDiffers",
    );
  });

  it("attack: what an officer alone can do of a sale: nothing", async function () {
    const { conveyance, registrar, auctioneer, notary, revenueOffice, council, owner, buyer } = city;
    const sale = await saleOf(city);
    for (const officer of [registrar, auctioneer, notary, revenueOffice, council]) {
      await expect(as(conveyance, officer).settle(sale, ["0x", "0x"]))
        .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
        .withArgs(owner.address);
    }
    expect(await holdings(city, [buyer])).to.deep.equal([WEALTH]);
    expect(Conveyance__factory.createInterface().getFunction("settle").selector).to.not.equal(
      hashOf("transferFrom").slice(0, 10),
    );
  });

  it("attack: a chain's statement is opened with a false chain: the deposit comes back, the deed does not pass", async function () {
    const { conveyance, relayer, buyer, owner } = city;
    const sale = await saleOf(city, { deposit: DEPOSIT });
    const chain = chainOf([sale, sale]);
    await as(conveyance, relayer).open(sale, chain, await sign(city, sale, chain));
    await expect(handIn(sale, await sign(city, sale, chain)))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(owner.address);
    await networkHelpers.time.increaseTo(sale.deadline + 1n);
    await as(conveyance, relayer).refund(sale, chain);
    expect(await holdings(city, [buyer])).to.deep.equal([WEALTH]);
  });
});
