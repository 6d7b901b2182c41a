import { expect } from "chai";
import { ZeroAddress, ZeroHash } from "ethers";

import { type AssuranceFund, AssuranceFund__factory } from "../../typechain-types/index.js";
import { deployDouble } from "../support/doubles.js";
import { doc } from "../support/land.js";
import { ethers, networkHelpers } from "../support/network.js";
import { appoint, as, tokens } from "../support/payments.js";
import { holdings, LEVY, saleOf, type Sales, sales, settle, WEALTH } from "../support/sales.js";

const MONEY = `0x${Buffer.from("MONEY").toString("hex").padEnd(64, "0")}`;

describe("AssuranceFund", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(sales);
  });

  const give = async (amount: bigint) => as(city.token, city.third).transfer(city.fund, amount);
  const award = async (to: { readonly address: string }, amount: bigint, order: string) =>
    as(city.fund, city.judge).award(to.address, amount, doc(order));

  it("begins with its token and nothing else", async function () {
    const { fund, token } = city;
    expect(await fund.token()).to.equal(token.target);
    expect(await fund.MONEY()).to.equal(MONEY);
    expect(await fund.predecessor()).to.equal(ZeroAddress);
    expect(await fund.available()).to.equal(0n);
    expect(await fund.openAwards()).to.deep.equal([0n, 0n]);
    expect(await fund.supportsInterface("0x01ffc9a7")).to.equal(true);
    expect(await fund.supportsInterface("0xffffffff")).to.equal(false);
  });

  it("lives on the levies of sales", async function () {
    await settle(city, await saleOf(city));
    expect(await city.fund.available()).to.equal(LEVY);
  });

  it("rectification and indemnity: pays who lost a right, by order of a court", async function () {
    const { fund, owner } = city;
    await give(tokens(100));
    const act = award(owner, tokens(60), "judgment");
    await expect(act).to.emit(fund, "Awarded").withArgs(0n, owner.address, tokens(60), doc("judgment"));
    await expect(act).to.emit(fund, "AwardPaid").withArgs(0n, owner.address, tokens(60));
    expect(await holdings(city, [owner])).to.deep.equal([WEALTH + tokens(60)]);
    expect(await fund.available()).to.equal(tokens(40));
    expect(await fund.awardOf(0n)).to.deep.equal([owner.address, 0n]);
    expect(await fund.openAwards()).to.deep.equal([1n, 1n]);
    expect(await fund.isOrderUsed(doc("judgment"))).to.equal(true);
    expect(await fund.isOrderUsed(doc("another"))).to.equal(false);
  });

  it("is the court's alone, once an order, to somebody, of something", async function () {
    const { fund, judge, stranger, owner } = city;
    await expect(as(fund, stranger).award(owner, 1n, doc("judgment")))
      .to.be.revertedWithCustomError(fund, "AccessManagedUnauthorized")
      .withArgs(stranger.address);
    for (const [claimant, amount, order] of [
      [ZeroAddress, 1n, doc("judgment")],
      [await fund.getAddress(), 1n, doc("judgment")],
      [owner.address, 0n, doc("judgment")],
      [owner.address, 1n, ZeroHash],
    ] as const) {
      await expect(as(fund, judge).award(claimant, amount, order)).to.be.revertedWithCustomError(
        fund,
        "AwardUnfit",
      );
    }
    await award(owner, 1n, "judgment");
    await expect(award(owner, 2n, "judgment"))
      .to.be.revertedWithCustomError(fund, "OrderUsed")
      .withArgs(doc("judgment"));
  });

  it("pays in the order of the awards: the one in front in full before the next gets anything", async function () {
    const { fund, owner, other, stranger } = city;
    await give(10n);
    await award(owner, 25n, "first");
    expect(await fund.awardOf(0n)).to.deep.equal([owner.address, 15n]);
    await award(other, 5n, "second");
    expect(await fund.openAwards()).to.deep.equal([0n, 2n]);
    expect(await holdings(city, [owner, other])).to.deep.equal([WEALTH + 10n, WEALTH]);
    await give(17n);
    await as(fund, stranger).payAwards(0n);
    expect(await holdings(city, [owner])).to.deep.equal([WEALTH + 10n]);
    await as(fund, stranger).payAwards(1n);
    expect(await holdings(city, [owner, other])).to.deep.equal([WEALTH + 25n, WEALTH]);
    expect(await fund.openAwards()).to.deep.equal([1n, 2n]);
    const act = as(fund, stranger).payAwards(2n ** 256n - 1n);
    await expect(act).to.emit(fund, "AwardPaid").withArgs(1n, other.address, 2n);
    expect(await fund.awardOf(1n)).to.deep.equal([other.address, 3n]);
    await give(100n);
    await as(fund, stranger).payAwards(9n);
    expect(await holdings(city, [other])).to.deep.equal([WEALTH + 5n]);
    expect(await fund.openAwards()).to.deep.equal([2n, 2n]);
    expect(await fund.available()).to.equal(97n);
  });

  it("an award pays one in front of it, too, and no more than one", async function () {
    const { fund, owner, other, heir } = city;
    await award(owner, 5n, "first");
    await award(other, 5n, "second");
    await give(12n);
    await award(heir, 5n, "third");
    expect(await holdings(city, [owner, other, heir])).to.deep.equal([WEALTH + 5n, WEALTH, WEALTH]);
    expect(await fund.openAwards()).to.deep.equal([1n, 3n]);
    await fund.payAwards(5n);
    expect(await holdings(city, [owner, other, heir])).to.deep.equal([WEALTH + 5n, WEALTH + 5n, WEALTH + 2n]);
  });

  it("a claimant that cannot be paid has a credit and stops nobody", async function () {
    const { officers, deployer, judge, owner, other } = city;
    const token = await deployDouble("SaleToken__Double", deployer);
    const fund = await new AssuranceFund__factory(deployer).deploy(officers, token, ZeroAddress);
    await appoint(officers, fund, judge, ["award"]);
    await token.getFunction("mint").send(fund, 30n);
    await token.getFunction("setBarred").send(owner, true);
    await expect(as(fund, judge).award(owner, 10n, doc("first")))
      .to.emit(fund, "AwardCredited")
      .withArgs(owner.address, 10n);
    expect(await fund.creditOf(owner)).to.equal(10n);
    expect(await fund.available(), "what is somebody's is not free").to.equal(20n);
    await as(fund, judge).award(owner, 5n, doc("second"));
    expect(await fund.creditOf(owner)).to.equal(15n);
    await as(fund, judge).award(other, 20n, doc("third"));
    expect(await token.getFunction("balanceOf")(other)).to.equal(15n);
    expect(await fund.available()).to.equal(0n);
    await expect(as(fund, owner).claimCredit(owner)).to.be.revertedWithCustomError(token, "Barred");
    await expect(as(fund, owner).claimCredit(other))
      .to.emit(fund, "CreditPaid")
      .withArgs(owner.address, other.address, 15n);
    expect(await fund.creditOf(owner)).to.equal(0n);
    expect(await fund.available()).to.equal(0n);
    await expect(as(fund, owner).claimCredit(other))
      .to.be.revertedWithCustomError(fund, "CreditMissing")
      .withArgs(owner.address);
  });

  describe("succession", function () {
    let next: AssuranceFund;
    beforeEach(async function () {
      const { officers, deployer, council, token, fund } = city;
      next = await new AssuranceFund__factory(deployer).deploy(officers, token, fund);
      await appoint(officers, fund, council, ["retire"]);
    });

    const retire = async () => as(city.fund, city.council).retire(next);

    it("takes the money over, once more where levies still come in, and knows used orders", async function () {
      const { fund, owner, judge } = city;
      await give(50n);
      await award(owner, 20n, "judgment");
      await retire();
      await expect(next.takeOver()).to.emit(fund, "RecordMoved").withArgs(MONEY, next.target);
      expect(await next.available()).to.equal(30n);
      expect(await fund.available()).to.equal(0n);
      await give(5n);
      await next.takeOver();
      expect(await next.available()).to.equal(35n);
      expect(await next.isOrderUsed(doc("judgment"))).to.equal(true);
      await expect(as(next, judge).award(owner, 1n, doc("judgment")))
        .to.be.revertedWithCustomError(next, "OrderUsed")
        .withArgs(doc("judgment"));
    });

    it("leaves no award behind unpaid", async function () {
      const { fund, owner } = city;
      await award(owner, 20n, "judgment");
      await retire();
      await expect(next.takeOver()).to.be.revertedWithCustomError(fund, "AwardsOpen").withArgs(1n);
      await give(21n);
      await fund.payAwards(1n);
      await next.takeOver();
      expect(await next.available()).to.equal(1n);
    });

    it("a credit stays where it is", async function () {
      const { officers, deployer, council, judge, owner, other } = city;
      const token = await deployDouble("SaleToken__Double", deployer);
      const old = await new AssuranceFund__factory(deployer).deploy(officers, token, ZeroAddress);
      const heir = await new AssuranceFund__factory(deployer).deploy(officers, token, old);
      await token.getFunction("mint").send(old, 30n);
      await token.getFunction("setBarred").send(owner, true);
      await as(old, judge).award(owner, 10n, doc("first"));
      await as(old, council).retire(heir);
      await heir.takeOver();
      expect(await heir.available()).to.equal(20n);
      await as(old, owner).claimCredit(other);
      expect(await token.getFunction("balanceOf")(other)).to.equal(10n);
    });

    it("comes after retirement, from the predecessor, to the successor, and is about money alone", async function () {
      const { fund, stranger } = city;
      await expect(next.takeOver())
        .to.be.revertedWithCustomError(fund, "SuccessorOnly")
        .withArgs(next.target);
      await expect(fund.takeOver()).to.be.revertedWithCustomError(fund, "PredecessorMissing");
      await retire();
      await expect(as(fund, stranger).handOver(MONEY))
        .to.be.revertedWithCustomError(fund, "SuccessorOnly")
        .withArgs(stranger.address);
      const heir = await ethers.getImpersonatedSigner(await next.getAddress());
      await networkHelpers.setBalance(heir.address, 10n ** 20n);
      await expect(as(fund, heir).handOver(doc("another record")))
        .to.be.revertedWithCustomError(fund, "RecordUnknown")
        .withArgs(doc("another record"));
    });

    it("an order that comes after retirement is still carried out", async function () {
      const { owner } = city;
      await give(50n);
      await retire();
      await award(owner, 20n, "judgment");
      expect(await holdings(city, [owner])).to.deep.equal([WEALTH + 20n]);
    });
  });
});
