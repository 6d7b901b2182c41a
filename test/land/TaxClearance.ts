import { expect } from "chai";

import { type TaxClearance, TaxClearance__factory } from "../../typechain-types/index.js";
import { AMOUNT, type BillingCity, billsOf, openRoll, postOpen } from "../support/billing.js";
import { ref } from "../support/land.js";
import { networkHelpers } from "../support/network.js";
import { appoint, as } from "../support/payments.js";

const [FIRST, SECOND, THIRD] = [ref("NORD:1"), ref("NORD:2"), ref("NORD:3")];

interface TaxCity extends BillingCity {
  readonly clearance: TaxClearance;
}

/** Land tax of two titles, bills 3 and 4 of the fixtures' roll. */
async function taxedTitles(): Promise<TaxCity> {
  const city = await openRoll();
  const clearance = await new TaxClearance__factory(city.deployer).deploy(city.officers, city.billing);
  const functions = ["addRoll", "replaceRoll", "dropRolls", "setAccounts"];
  await appoint(city.officers, clearance, city.clerk, functions);
  const mine = as(clearance, city.clerk);
  await mine.setAccounts([FIRST, SECOND], [3n, 4n], 0n);
  await mine.addRoll(city.roll);
  return { ...city, clearance };
}

describe("TaxClearance", function () {
  let city: TaxCity;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(taxedTitles);
  });

  const settled = async () =>
    Promise.all([FIRST, SECOND, THIRD].map(async (id) => city.clearance.isTaxSettled(id)));
  const mine = () => as(city.clearance, city.clerk);
  const pay = async (index: number) =>
    as(city.billing, city.citizen).pay(city.tree.bills[index], AMOUNT, city.tree.proof(index));
  const nextRoll = async (serial: bigint) =>
    postOpen(city, serial, (roll, opensAt) => billsOf(roll, 16, opensAt + 2_592_000n));

  it("asks Billing for the bill that the title has, and for no other", async function () {
    expect(await settled()).to.deep.equal([false, false, false]);
    await pay(4);
    expect(await settled(), "another title's bill settles nothing here").to.deep.equal([false, true, false]);
    await pay(3);
    expect(await settled()).to.deep.equal([true, true, false]);
  });

  it("a title without an account is not settled: what was forgotten stops", async function () {
    await mine().dropRolls(1n);
    expect(await settled()).to.deep.equal([true, true, false]);
    expect(await city.clearance.accountOf(THIRD)).to.deep.equal([0n, 0n, false]);
  });

  it("each roll that counts has to be settled", async function () {
    await pay(3);
    const { roll, tree } = await nextRoll(2n);
    await mine().addRoll(roll);
    expect(await settled()).to.deep.equal([false, false, false]);
    await as(city.billing, city.citizen).pay(tree.bills[3], AMOUNT, tree.proof(3));
    expect(await settled()).to.deep.equal([true, false, false]);
  });

  it("a title that came later answers for later rolls alone", async function () {
    const { roll, tree } = await nextRoll(2n);
    await mine().setAccounts([THIRD], [5n], 1n);
    expect((await settled())[2], "none has it yet").to.equal(true);
    await mine().addRoll(roll);
    expect((await settled())[2]).to.equal(false);
    await as(city.billing, city.citizen).pay(tree.bills[5], AMOUNT, tree.proof(5));
    expect((await settled())[2]).to.equal(true);
  });

  it("tells accounts and rolls, and what was changed", async function () {
    const { clearance, billing, roll } = city;
    expect(await clearance.billing()).to.equal(billing.target);
    expect(await clearance.MOST_ROLLS()).to.equal(8n);
    expect(await clearance.accountOf(SECOND)).to.deep.equal([4n, 0n, true]);
    expect(await clearance.rolls()).to.deep.equal([[roll], 0n]);
    await expect(mine().addRoll(77n)).to.emit(clearance, "TaxRollAdded").withArgs(1n, 77n);
    await expect(mine().setAccounts([THIRD], [6n], 2n))
      .to.emit(clearance, "TaxAccountSet")
      .withArgs(THIRD, 6n, 2n);
    await expect(mine().dropRolls(1n)).to.emit(clearance, "TaxRollsDropped").withArgs(1n);
    expect(await clearance.rolls()).to.deep.equal([[roll, 77n], 1n]);
  });

  it("old rolls stop counting, whenever an account began", async function () {
    const { roll } = await nextRoll(2n);
    await mine().addRoll(roll);
    await mine().dropRolls(1n);
    await pay(3);
    expect((await settled())[0], "the old one is paid, the new one is not").to.equal(false);
    await mine().dropRolls(2n);
    expect((await settled())[0]).to.equal(true);
  });

  it("a roll that was voided or added by mistake is replaced", async function () {
    const { clearance, roll } = city;
    await pay(3);
    await mine().addRoll(99n);
    expect((await settled())[0], "nobody can settle a roll that does not exist").to.equal(false);
    await expect(mine().replaceRoll(1n, 0n)).to.emit(clearance, "TaxRollReplaced").withArgs(1n, 0n);
    expect((await settled())[0]).to.equal(true);
    await mine().replaceRoll(1n, roll);
    expect(await settled()).to.deep.equal([true, false, false]);
    for (const position of [2n, 9n]) {
      await expect(mine().replaceRoll(position, 0n))
        .to.be.revertedWithCustomError(clearance, "TaxRollUnknown")
        .withArgs(position);
    }
    await mine().dropRolls(1n);
    await expect(mine().replaceRoll(0n, 0n))
      .to.be.revertedWithCustomError(clearance, "TaxRollUnknown")
      .withArgs(0n);
    await mine().replaceRoll(1n, 0n);
  });

  it("counts eight rolls at a time, so that a sale stays affordable", async function () {
    const { clearance } = city;
    for (let i = 2n; i <= 8n; ++i) await mine().addRoll(i);
    await expect(mine().addRoll(9n))
      .to.be.revertedWithCustomError(clearance, "TaxRollsExhausted")
      .withArgs(8n);
    await mine().dropRolls(1n);
    await mine().addRoll(9n);
  });

  it("refuses what does not fit", async function () {
    const { clearance } = city;
    await expect(mine().setAccounts([FIRST], [1n, 2n], 0n))
      .to.be.revertedWithCustomError(clearance, "TaxListsDiffer")
      .withArgs(1n, 2n);
    await expect(mine().setAccounts([FIRST], [1n], 2n))
      .to.be.revertedWithCustomError(clearance, "TaxRollUnknown")
      .withArgs(2n);
    for (const oldest of [0n, 2n]) {
      await expect(mine().dropRolls(oldest))
        .to.be.revertedWithCustomError(clearance, "TaxRollUnknown")
        .withArgs(oldest);
    }
  });

  it("is the billing office's alone", async function () {
    const { clearance, stranger } = city;
    const theirs = as(clearance, stranger);
    for (const act of [
      async () => theirs.addRoll(1n),
      async () => theirs.replaceRoll(0n, 1n),
      async () => theirs.dropRolls(1n),
      async () => theirs.setAccounts([FIRST], [1n], 0n),
    ]) {
      await expect(act())
        .to.be.revertedWithCustomError(clearance, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    }
  });

  it("claims the interfaces that it has", async function () {
    expect(await city.clearance.supportsInterface("0x01ffc9a7")).to.equal(true);
    expect(await city.clearance.supportsInterface("0xffffffff")).to.equal(false);
  });
});
