import { expect } from "chai";

import { ForcedSales__factory, SaleEscrows__factory } from "../../../typechain-types/index.js";
import { networkHelpers } from "../../support/network.js";
import { as } from "../../support/payments.js";
import {
  ALONE,
  auctionOf,
  bidOf,
  DEPOSIT,
  ESCROW,
  foreclose,
  type Sale,
  saleOf,
  type Sales,
  sales,
  sign,
  statementOf,
} from "../../support/sales.js";

describe("Conveyance: code that runs on its records", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const notarised = async (): Promise<Sale> =>
    saleOf(city, { deposit: DEPOSIT, notary: city.notary.address });
  const open = async (sale: Sale) =>
    as(city.conveyance, city.relayer).open(sale, ALONE, await sign(city, sale));
  const tender = async (sale: Sale) =>
    as(city.conveyance, city.relayer).tender(sale, ALONE, await sign(city, sale));

  it("is set up as the contract is", async function () {
    const { conveyance, deployer } = city;
    for (const code of [
      SaleEscrows__factory.connect(await conveyance.escrows(), deployer),
      ForcedSales__factory.connect(await conveyance.forcedSales(), deployer),
    ]) {
      expect(await code.registry()).to.equal(await conveyance.registry());
      expect(await code.token()).to.equal(await conveyance.token());
      expect(await code.assuranceFund()).to.equal(await conveyance.assuranceFund());
      expect(await code.isMirror()).to.equal(await conveyance.isMirror());
    }
  });

  it("asks the contract what was withdrawn, of a statement and of a bid", async function () {
    const { conveyance, owner, buyer } = city;
    const sale = await notarised();
    const statement = await statementOf(city, sale);
    await as(conveyance, owner).withdrawSignature(statement);
    await expect(open(sale))
      .to.be.revertedWithCustomError(conveyance, "SignatureIsWithdrawn")
      .withArgs(statement);
    const auction = await auctionOf(city);
    const bid = await bidOf(city, auction);
    await as(conveyance, buyer).withdrawSignature(bid);
    await expect(foreclose(city, auction))
      .to.be.revertedWithCustomError(conveyance, "SignatureIsWithdrawn")
      .withArgs(bid);
  });

  it("asks the contract's checker for the taxes on a title", async function () {
    const { conveyance, taxes, id } = city;
    const sale = await notarised();
    await open(sale);
    await taxes.setOpen(id, true);
    await expect(tender(sale)).to.be.revertedWithCustomError(conveyance, "SaleNotReady").withArgs(id);
    await taxes.setOpen(id, false);
    await tender(sale);
    expect((await conveyance.escrowOf(await statementOf(city, sale))).state).to.equal(ESCROW.tendered);
  });

  it("asks the city's authority who is a notary", async function () {
    const { conveyance, stranger } = city;
    const sale = { ...(await notarised()), notary: stranger.address };
    await open(sale);
    await expect(tender(sale))
      .to.be.revertedWithCustomError(conveyance, "NotaryUnfit")
      .withArgs(stranger.address);
  });
});
