import { expect } from "chai";
import { ZeroAddress } from "ethers";

import { deployDouble } from "../../support/doubles.js";
import { doc, title } from "../../support/land.js";
import { networkHelpers } from "../../support/network.js";
import { appoint, as } from "../../support/payments.js";
import {
  deployConveyance,
  LEVY_BPS,
  payoff,
  purchaseMoney,
  type Sale,
  saleOf,
  type Sales,
  sales,
  salesWithMortgage,
  settle,
  sign,
  signatureOf,
  statementOf,
  TAX_BPS,
} from "../../support/sales.js";

describe("Conveyance: consents", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
  });

  /** A sale with everybody in it: seller, buyer, bank, lender and notary, in this order. */
  const whole = async (changes: Partial<Sale> = {}): Promise<Sale> =>
    saleOf(city, {
      payoffs: [payoff(city.bank)],
      charges: [purchaseMoney(city.lender)],
      notary: city.notary.address,
      ...changes,
    });

  const handIn = async (sale: Sale, signatures: string[]) =>
    as(city.conveyance, city.relayer).settle(sale, signatures);

  it("completes with the signatures of all five", async function () {
    await settle(city, await whole());
    expect((await title(city, city.id)).owner).to.equal(city.buyer.address);
  });

  it("refuses each signature that is another's, empty, or missing", async function () {
    const { conveyance, owner, buyer, bank, lender, notary, stranger } = city;
    const sale = await whole();
    const good = await sign(city, sale);
    const strange = await signatureOf(city, stranger, sale);
    for (const [place, { address }] of [owner, buyer, bank, lender, notary].entries()) {
      for (const bad of [strange, "0x"]) {
        await expect(handIn(sale, good.with(place, bad)), `${place} ${bad}`)
          .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
          .withArgs(address);
      }
    }
    await expect(handIn(sale, good.slice(1)))
      .to.be.revertedWithCustomError(conveyance, "SignatureCountDiffers")
      .withArgs(4n, 5n);
    await expect(handIn(sale, [...good, strange]))
      .to.be.revertedWithCustomError(conveyance, "SignatureCountDiffers")
      .withArgs(6n, 5n);
    const alone = { ...sale, notary: ZeroAddress };
    await expect(handIn(alone, await sign(city, sale)))
      .to.be.revertedWithCustomError(conveyance, "SignatureCountDiffers")
      .withArgs(5n, 4n);
  });

  it("refuses what any party has withdrawn", async function () {
    const { conveyance, owner, buyer, bank, lender, notary } = city;
    for (const party of [owner, buyer, bank, lender, notary]) {
      const snapshot = await networkHelpers.takeSnapshot();
      const sale = await whole();
      const statement = await statementOf(city, sale);
      await expect(as(conveyance, party).withdrawSignature(statement))
        .to.emit(conveyance, "SignatureWithdrawn")
        .withArgs(party.address, statement);
      await expect(settle(city, sale))
        .to.be.revertedWithCustomError(conveyance, "SignatureIsWithdrawn")
        .withArgs(statement);
      await snapshot.restore();
    }
  });

  it("takes an assent in a signature's place, of whoever gave it alone", async function () {
    const { conveyance, buyer, bank, stranger } = city;
    const sale = await whole();
    const statement = await statementOf(city, sale);
    const signatures = (await sign(city, sale)).with(2, "0x");
    await as(conveyance, stranger).assent(statement);
    await expect(handIn(sale, signatures))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(bank.address);
    await expect(as(conveyance, bank).assent(statement))
      .to.emit(conveyance, "Assented")
      .withArgs(bank.address, statement);
    expect(await conveyance.hasAssented(bank, statement)).to.equal(true);
    expect(await conveyance.hasAssented(buyer, statement)).to.equal(false);
    expect(await conveyance.hasAssented(bank, doc("another"))).to.equal(false);
    // A wrong signature is wrong, whoever has assented.
    const wrong = await signatureOf(city, stranger, sale);
    await expect(handIn(sale, signatures.with(2, wrong)))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(bank.address);
    await handIn(sale, signatures);
  });

  it("an assent is withdrawn as a signature is", async function () {
    const { conveyance, bank } = city;
    const sale = await whole();
    const statement = await statementOf(city, sale);
    await as(conveyance, bank).assent(statement);
    await as(conveyance, bank).withdrawSignature(statement);
    await expect(handIn(sale, (await sign(city, sale)).with(2, "0x")))
      .to.be.revertedWithCustomError(conveyance, "SignatureIsWithdrawn")
      .withArgs(statement);
  });

  it("a wallet signs by its code (ERC-1271)", async function () {
    const { conveyance, registry, agent, owner, buyer, id } = city;
    const wallet = await deployDouble("Wallet__Double", city.deployer, [owner.address]);
    const address = await wallet.getAddress();
    // The title is the wallet's.
    const { version } = await title(city, id);
    await as(registry, agent).convey({
      id,
      version,
      owners: [owner.address],
      to: address,
      discharges: [{ number: 1n, holder: city.bank.address }],
      documentHash: doc("deed"),
    });
    const sale = await saleOf(city);
    expect(sale.sellers[0].account).to.equal(address);
    const signatures = [await signatureOf(city, owner, sale), await signatureOf(city, buyer, sale)];
    await expect(handIn(sale, signatures.with(0, signatures[1])))
      .to.be.revertedWithCustomError(conveyance, "SignatureInvalid")
      .withArgs(address);
    await handIn(sale, signatures);
    expect((await title(city, id)).owner).to.equal(buyer.address);
  });

  describe("the notary", function () {
    const ask = async (needsNotary: boolean) =>
      as(city.conveyance, city.revenueOffice).setTariff({
        revenue: city.treasury.address,
        taxBps: TAX_BPS,
        levyBps: LEVY_BPS,
        needsNotary,
      });

    it("is needed where the city asks for one", async function () {
      const { conveyance } = city;
      await ask(true);
      await expect(settle(city, await whole({ notary: ZeroAddress }))).to.be.revertedWithCustomError(
        conveyance,
        "NotaryMissing",
      );
      await settle(city, await whole());
    });

    it("is nobody but a notary of the city, when the sale completes", async function () {
      const { conveyance, officers, notary, stranger } = city;
      await expect(settle(city, await whole({ notary: stranger.address })))
        .to.be.revertedWithCustomError(conveyance, "NotaryUnfit")
        .withArgs(stranger.address);
      await appoint(officers, conveyance, stranger, ["certify"]);
      await expect(settle(city, await whole()))
        .to.be.revertedWithCustomError(conveyance, "NotaryUnfit")
        .withArgs(notary.address);
    });

    it("is no party of what it certifies", async function () {
      const { conveyance, officers, owner, buyer } = city;
      for (const party of [owner, buyer]) {
        await appoint(officers, conveyance, party, ["certify"]);
        await expect(settle(city, await whole({ notary: party.address })))
          .to.be.revertedWithCustomError(conveyance, "NotaryPartial")
          .withArgs(party.address);
      }
    });

    it("certifies on the chain in a signature's place; nobody else does", async function () {
      const { conveyance, notary, stranger } = city;
      const sale = await whole();
      const statement = await statementOf(city, sale);
      await expect(as(conveyance, stranger).certify(statement))
        .to.be.revertedWithCustomError(conveyance, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
      await expect(as(conveyance, notary).certify(statement))
        .to.emit(conveyance, "Assented")
        .withArgs(notary.address, statement);
      await handIn(sale, (await sign(city, sale)).with(4, "0x"));
    });
  });
});

describe("Conveyance: where the chain follows the office (mirror)", function () {
  async function mirror(): Promise<Sales> {
    const city = await sales();
    const conveyance = await deployConveyance(city, { isMirror: true });
    for (const person of [city.owner, city.buyer]) {
      await as(city.token, person).approve(conveyance, 10n ** 12n);
    }
    return { ...city, conveyance };
  }

  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(mirror);
  });

  it("completes once the office has entered the sale, and asks each time anew", async function () {
    const { conveyance, registrar, stranger, buyer, id } = city;
    expect(await conveyance.isMirror()).to.equal(true);
    const sale = await saleOf(city);
    const statement = await statementOf(city, sale);
    await expect(settle(city, sale))
      .to.be.revertedWithCustomError(conveyance, "SaleUnconfirmed")
      .withArgs(statement);
    await expect(as(conveyance, stranger).confirm(statement, doc("entry")))
      .to.be.revertedWithCustomError(conveyance, "AccessManagedUnauthorized")
      .withArgs(stranger.address);
    await expect(as(conveyance, registrar).confirm(statement, doc("entry")))
      .to.emit(conveyance, "SaleConfirmed")
      .withArgs(statement, doc("entry"));
    expect(await conveyance.isConfirmed(statement)).to.equal(true);
    await settle(city, sale);
    expect((await title(city, id)).owner).to.equal(buyer.address);
    expect(await conveyance.isConfirmed(statement), "it served once").to.equal(false);
  });

  it("where settlement is registration there is nothing to confirm", async function () {
    const constitutive = await networkHelpers.loadFixture(sales);
    const { conveyance, registrar } = constitutive;
    const statement = await statementOf(constitutive, await saleOf(constitutive));
    await expect(as(conveyance, registrar).confirm(statement, doc("entry"))).to.be.revertedWithCustomError(
      conveyance,
      "ConfirmationNeedless",
    );
    expect(await conveyance.isConfirmed(statement)).to.equal(false);
  });
});
