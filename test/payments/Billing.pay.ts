import { expect } from "chai";
import { encodeBytes32String, id, MaxUint256, ZeroHash } from "ethers";

import type { IBillPayments, IBills, ISignedBills } from "../../typechain-types/index.js";
import {
  AMOUNT,
  billsOf,
  type BillingCity,
  commitOf,
  digestOf,
  LATE,
  leafOf,
  LONGEST_ISSUE,
  MINIMUM_PART,
  nodeOf,
  openRoll,
  owedNow,
  packRoll,
  packTerms,
  postOpen,
  ROLL,
  signBilling,
  STATUS,
  type Terms,
} from "../support/billing.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, DAY, FORTUNE, nextTime, ORDER, tokens } from "../support/payments.js";
import { domainOf, signWithEthers } from "../support/typedData.js";

const { time } = networkHelpers;
const REASON = encodeBytes32String("WAIVER");

describe("Billing: paying", () => {
  describe("a bill", () => {
    it("BILL-1: is paid whole, once: the money goes to the payee and the bill is settled", async () => {
      const { billing, token, citizen, payee, roll, tree } = await networkHelpers.loadFixture(openRoll);
      expect(await billing.isSettled(roll, 3n)).to.equal(false);
      const act = as(billing, citizen).pay(tree.bills[3], AMOUNT, tree.proof(3));
      await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 3n, citizen.address, AMOUNT);
      await expect(act).to.changeTokenBalances(
        ethers,
        token,
        [citizen, payee, billing],
        [-AMOUNT, AMOUNT, 0n],
      );
      expect(await billing.isSettled(roll, 3n)).to.equal(true);
      expect(await billing.statusOf(roll, 3n)).to.equal(STATUS.settled);
      expect(await billing.isSettled(roll, 2n)).to.equal(false);
      expect(await billing.isSettled(roll, 4n)).to.equal(false);

      await expect(as(billing, citizen).pay(tree.bills[3], MaxUint256, tree.proof(3)))
        .to.be.revertedWithCustomError(billing, "BillStatusWrong")
        .withArgs(roll, 3n, STATUS.settled);
    });

    it("anyone may pay any bill, and nobody pays more than he says", async () => {
      const { billing, neighbour, roll, tree } = await networkHelpers.loadFixture(openRoll);
      await expect(as(billing, neighbour).pay(tree.bills[0], AMOUNT - 1n, tree.proof(0)))
        .to.be.revertedWithCustomError(billing, "DueAboveMaximum")
        .withArgs(AMOUNT, AMOUNT - 1n);
      await as(billing, neighbour).pay(tree.bills[0], AMOUNT, tree.proof(0));
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
    });

    it("BILL-7: without own call, signature or mandate nobody pays: an allowance alone is of no use", async () => {
      const { billing, token, stranger, tree } = await networkHelpers.loadFixture(openRoll);
      await expect(as(billing, stranger).pay(tree.bills[0], AMOUNT, tree.proof(0)))
        .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
        .withArgs(await billing.getAddress(), 0n, AMOUNT);
    });

    it("the status of a bill touches no neighbour, across two words", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen } = city;
      const { roll, tree } = await postOpen(city, 20n, (id_, opensAt) => billsOf(id_, 256, opensAt + DAY), 8);
      for (const index of [0, 126, 127, 128, 255]) {
        await as(billing, citizen).pay(tree.bills[index], AMOUNT, tree.proof(index));
      }
      for (const index of [0, 1, 125, 126, 127, 128, 129, 254, 255]) {
        expect(await billing.isSettled(roll, index), `bill ${index}`).to.equal(
          [0, 126, 127, 128, 255].includes(index),
        );
      }
    });

    it("is refused with other terms, another commitment, another roll or another place", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, roll, tree, dueAt } = city;
      const bill = tree.bills[3];
      const other = await postOpen(city, 5n, (id_) => billsOf(id_, 16, dueAt));
      for (const wrong of [
        { ...bill, terms: packTerms({ amount: 1n, index: 3, dueAt, ...LATE }) },
        { ...bill, terms: packTerms({ amount: AMOUNT, index: 4, dueAt, ...LATE }) },
        { ...bill, terms: BigInt(bill.terms) | (1n << 255n) },
        { ...bill, commit: commitOf(4) },
        { ...bill, roll: other.roll },
      ]) {
        await expect(as(billing, citizen).pay(wrong, MaxUint256, tree.proof(3)))
          .to.be.revertedWithCustomError(billing, "BillUnknown")
          .withArgs(wrong.roll, leafOf(wrong));
        expect(await billing.isBill(wrong, tree.proof(3))).to.equal(false);
      }
      await expect(as(billing, citizen).pay(bill, MaxUint256, tree.proof(4)))
        .to.be.revertedWithCustomError(billing, "BillUnknown")
        .withArgs(roll, leafOf(bill));
    });

    it("attack: BILL-9: a proof that is too short or too long, and a second preimage: a node in a leaf's place", async () => {
      const { billing, citizen, stranger, roll, tree } = await networkHelpers.loadFixture(openRoll);
      const bill = tree.bills[3];
      await billing.plant(roll, tree.rows[2]);
      for (const proof of [
        tree.proof(3, 3),
        tree.proof(3, 1),
        [],
        [...tree.proof(3), ZeroHash],
        [...tree.proof(3), ...tree.proof(3)],
      ]) {
        await expect(as(billing, citizen).pay(bill, AMOUNT, proof))
          .to.be.revertedWithCustomError(billing, "BillUnknown")
          .withArgs(roll, leafOf(bill));
      }
      // The preimage of a node is 64 bytes, that of a leaf 32: no terms and commitment hash to a node.
      const [left, right] = [tree.rows[0][2], tree.rows[0][3]];
      const forged = { roll: left, terms: right, commit: ZeroHash } as unknown as IBills.BillStruct;
      await expect(
        as(billing, stranger).pay({ ...forged, roll }, AMOUNT, tree.proof(1, 4, 1)),
      ).to.be.revertedWithCustomError(billing, "BillUnknown");
    });

    it("a frozen payer does not pay, and what is free of his money does", async () => {
      const { billing, token, bailiff, citizen, tree } = await networkHelpers.loadFixture(openRoll);
      const balance = await token.balanceOf(citizen);
      await as(token, bailiff).freezeByOrder(citizen, balance - AMOUNT + 1n, ORDER);
      await expect(as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0)))
        .to.be.revertedWithCustomError(token, "ERC7943InsufficientUnfrozenBalance")
        .withArgs(citizen.address, AMOUNT, AMOUNT - 1n);
      await as(token, bailiff).freezeByOrder(citizen, balance - AMOUNT, ORDER);
      await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
    });

    it("closing the contract stops no payer", async () => {
      const { billing, officers, citizen, tree } = await networkHelpers.loadFixture(openRoll);
      await officers.setTargetClosed(await billing.getAddress(), true);
      await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
      await as(billing, citizen).payPart(tree.bills[1], MINIMUM_PART, tree.proof(1));
    });
  });

  describe("parts", () => {
    it("BILL-1: add up to the amount, and the last one settles the bill", async () => {
      const { billing, token, citizen, neighbour, payee, roll, tree } =
        await networkHelpers.loadFixture(openRoll);
      const bill = tree.bills[2];
      await expect(as(billing, citizen).payPart(bill, tokens(30), tree.proof(2)))
        .to.emit(billing, "BillPartPaid")
        .withArgs(roll, 2n, citizen.address, tokens(30), tokens(70));
      expect(await billing.statusOf(roll, 2n)).to.equal(STATUS.inLedger);
      expect(await billing.isSettled(roll, 2n)).to.equal(false);
      await expect(as(billing, neighbour).payPart(bill, tokens(20), tree.proof(2)))
        .to.emit(billing, "BillPartPaid")
        .withArgs(roll, 2n, neighbour.address, tokens(20), tokens(50));
      const last = as(billing, citizen).payPart(bill, tokens(50), tree.proof(2));
      await expect(last).to.emit(billing, "BillPaid").withArgs(roll, 2n, citizen.address, tokens(50));
      await expect(last).to.changeTokenBalances(ethers, token, [payee], [tokens(50)]);
      expect(await billing.statusOf(roll, 2n)).to.equal(STATUS.settled);
      const ledger = await billing.ledgerOf(roll, 2n);
      expect([ledger.paid, ledger.credited, ledger.accruedFee]).to.deep.equal([AMOUNT, 0n, 0n]);
    });

    it("the rest is paid whole", async () => {
      const { billing, citizen, roll, tree } = await networkHelpers.loadFixture(openRoll);
      await as(billing, citizen).payPart(tree.bills[2], tokens(30), tree.proof(2));
      await expect(as(billing, citizen).pay(tree.bills[2], tokens(70) - 1n, tree.proof(2)))
        .to.be.revertedWithCustomError(billing, "DueAboveMaximum")
        .withArgs(tokens(70), tokens(70) - 1n);
      await expect(as(billing, citizen).pay(tree.bills[2], tokens(70), tree.proof(2)))
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 2n, citizen.address, tokens(70));
    });

    it("are at least the minimum and at most what is owed; a whole is a part too", async () => {
      const { billing, citizen, roll, tree } = await networkHelpers.loadFixture(openRoll);
      for (const amount of [0n, MINIMUM_PART - 1n, AMOUNT + 1n]) {
        await expect(as(billing, citizen).payPart(tree.bills[2], amount, tree.proof(2)))
          .to.be.revertedWithCustomError(billing, "PartInvalid")
          .withArgs(amount, AMOUNT);
      }
      await as(billing, citizen).payPart(tree.bills[2], AMOUNT - MINIMUM_PART + 1n, tree.proof(2));
      // The rest is less than the minimum: it can be paid all the same.
      await as(billing, citizen).payPart(tree.bills[2], MINIMUM_PART - 1n, tree.proof(2));
      await expect(as(billing, citizen).payPart(tree.bills[3], AMOUNT, tree.proof(3)))
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 3n, citizen.address, AMOUNT);
      await as(billing, citizen).payPart(tree.bills[4], MINIMUM_PART, tree.proof(4));
    });

    it("need the proof too", async () => {
      const { billing, citizen, roll, tree } = await networkHelpers.loadFixture(openRoll);
      await expect(as(billing, citizen).payPart(tree.bills[2], tokens(5), tree.proof(3)))
        .to.be.revertedWithCustomError(billing, "BillUnknown")
        .withArgs(roll, leafOf(tree.bills[2]));
    });
  });

  describe("many bills", () => {
    it("are paid at once, over several rolls, with one transfer for neighbours of a roll", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, citizen, payee, roll, tree } = city;
      const other = await postOpen(city, 6n, (id_, opensAt) => billsOf(id_, 16, opensAt + DAY));
      const list = [
        ...[0, 1].map((index) => ({ bill: tree.bills[index], proof: tree.proof(index) })),
        ...[5, 6].map((index) => ({ bill: other.tree.bills[index], proof: other.tree.proof(index) })),
      ];
      const total = 4n * AMOUNT;
      const act = as(billing, citizen).payMany(list, total);
      await expect(act).to.changeTokenBalances(ethers, token, [citizen, payee, billing], [-total, total, 0n]);
      const receipt = await (await act).wait();
      const transfers = receipt?.logs.filter(({ address }) => address === token.target) ?? [];
      expect(transfers.length).to.equal(2);
      for (const [id_, index] of [
        [roll, 0n],
        [roll, 1n],
        [other.roll, 5n],
        [other.roll, 6n],
      ] as const) {
        await expect(act).to.emit(billing, "BillPaid").withArgs(id_, index, citizen.address, AMOUNT);
        expect(await billing.isSettled(id_, index)).to.equal(true);
      }
    });

    it("all or none: one that cannot be paid, is unknown or comes twice stops all", async () => {
      const { billing, citizen, roll, tree } = await networkHelpers.loadFixture(openRoll);
      const item = (index: number) => ({ bill: tree.bills[index], proof: tree.proof(index) });
      await as(billing, citizen).pay(tree.bills[1], AMOUNT, tree.proof(1));
      await expect(as(billing, citizen).payMany([item(0), item(1)], MaxUint256))
        .to.be.revertedWithCustomError(billing, "BillStatusWrong")
        .withArgs(roll, 1n, STATUS.settled);
      await expect(as(billing, citizen).payMany([item(0), item(0)], MaxUint256))
        .to.be.revertedWithCustomError(billing, "BillStatusWrong")
        .withArgs(roll, 0n, STATUS.settled);
      await expect(
        as(billing, citizen).payMany([item(0), { ...item(2), proof: tree.proof(3) }], MaxUint256),
      ).to.be.revertedWithCustomError(billing, "BillUnknown");
      await expect(as(billing, citizen).payMany([item(0), item(2)], 2n * AMOUNT - 1n))
        .to.be.revertedWithCustomError(billing, "DueAboveMaximum")
        .withArgs(2n * AMOUNT, 2n * AMOUNT - 1n);
      await expect(as(billing, citizen).payMany([], 0n)).to.be.revertedWithCustomError(
        billing,
        "ListInvalid",
      );
      expect(await billing.isSettled(roll, 0n)).to.equal(false);
    });
  });

  describe("a statement", () => {
    const SHARED = id("account and statement of a household, with their salt");

    /** A roll of which leaves 4 to 7 are a household's: three bills and an unused leaf. */
    async function postedHousehold() {
      const city = await openRoll();
      const { clerk, billing, payee, budget, head } = city;
      const opensAt = BigInt(await time.latest()) + 2n * DAY;
      const roll = packRoll({ payee: payee.address, opensAt, serial: 8n });
      const bills = billsOf(roll, 16, opensAt + 10n * DAY).map((bill, index) =>
        index >= 4 && index < 8 ? { ...bill, commit: SHARED } : bill,
      );
      const rows = [bills.map(leafOf)];
      rows[0][7] = ZeroHash;
      for (let level = 0; level < 4; ++level) {
        const row = rows[level];
        rows.push(Array.from({ length: row.length / 2 }, (_, i) => nodeOf(row[2 * i], row[2 * i + 1])));
      }
      const proof = (index: number, length = 4, from = 0): string[] =>
        Array.from({ length: length - from }, (_, i) => rows[from + i][(index >> (from + i)) ^ 1]);
      await as(billing, head).setCreditAccount(roll, budget);
      await as(billing, clerk).postRoll(roll, rows[4][0], 15n, 15n * AMOUNT, id("dataset"));
      await time.increaseTo(opensAt);
      const terms = [4, 5, 6].map((index) => BigInt(bills[index].terms));
      const tree = { root: rows[4][0], rows, bills, proof };
      return { ...city, roll, opensAt, tree, statement: { roll, terms: [...terms, 0n], commit: SHARED } };
    }

    it("is paid at once with the proof of its node; unused leaves cost nothing", async () => {
      const { billing, token, citizen, payee, roll, tree, statement } =
        await networkHelpers.loadFixture(postedHousehold);
      const act = as(billing, citizen).payStatement(statement, 3n * AMOUNT, tree.proof(4, 4, 2));
      await expect(act).to.changeTokenBalances(
        ethers,
        token,
        [citizen, payee, billing],
        [-3n * AMOUNT, 3n * AMOUNT, 0n],
      );
      for (const index of [4n, 5n, 6n]) {
        await expect(act).to.emit(billing, "BillPaid").withArgs(roll, index, citizen.address, AMOUNT);
        expect(await billing.isSettled(roll, index)).to.equal(true);
      }
      expect(await billing.isSettled(roll, 7n)).to.equal(false);
      await expect(as(billing, citizen).payStatement(statement, MaxUint256, tree.proof(4, 4, 2)))
        .to.be.revertedWithCustomError(billing, "StatementSettled")
        .withArgs(roll, tree.rows[2][1]);
    });

    it("each bill of it is paid for itself too; the statement then takes the rest", async () => {
      const { billing, token, desk_, citizen, roll, tree, statement } =
        await networkHelpers.loadFixture(postedHousehold);
      await as(billing, citizen).pay(tree.bills[4], AMOUNT, tree.proof(4));
      await as(billing, citizen).payPart(tree.bills[5], tokens(40), tree.proof(5));
      await as(billing, desk_).hold(tree.bills[6], tree.proof(6));
      const act = as(billing, citizen).payStatement(statement, MaxUint256, tree.proof(4, 4, 2));
      await expect(act).to.changeTokenBalances(ethers, token, [citizen], [-tokens(60)]);
      expect(await billing.statusOf(roll, 6n)).to.equal(STATUS.held);

      await as(billing, desk_).release(roll, 6n);
      await expect(
        as(billing, citizen).payStatement(statement, AMOUNT, tree.proof(4, 4, 2)),
      ).to.changeTokenBalances(ethers, token, [citizen], [-AMOUNT]);
    });

    it("takes late fees, and not more than the payer says", async () => {
      const { billing, citizen, opensAt, tree, statement } =
        await networkHelpers.loadFixture(postedHousehold);
      await time.increaseTo(opensAt + 13n * DAY + 1n);
      const total = 3n * (AMOUNT + tokens(2));
      await expect(as(billing, citizen).payStatement(statement, total - 1n, tree.proof(4, 4, 2)))
        .to.be.revertedWithCustomError(billing, "DueAboveMaximum")
        .withArgs(total, total - 1n);
      await as(billing, citizen).payStatement(statement, total, tree.proof(4, 4, 2));
    });

    it("ends at a planted node too; a statement of one is its bill", async () => {
      const { billing, citizen, roll, tree, statement } = await networkHelpers.loadFixture(postedHousehold);
      await billing.plant(roll, tree.rows[2]);
      await as(billing, citizen).payStatement(statement, MaxUint256, []);
      const bill = tree.bills[0];
      await as(billing, citizen).payStatement(
        { roll, terms: [bill.terms], commit: bill.commit },
        AMOUNT,
        tree.proof(0),
      );
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
    });

    it("is refused where it is not 2^k leaves, not whole, or not in the roll", async () => {
      const { billing, citizen, roll, tree, statement } = await networkHelpers.loadFixture(postedHousehold);
      for (const terms of [[], statement.terms.slice(0, 3)]) {
        await expect(
          as(billing, citizen).payStatement({ ...statement, terms }, MaxUint256, tree.proof(4, 4, 2)),
        )
          .to.be.revertedWithCustomError(billing, "StatementInvalid")
          .withArgs(BigInt(terms.length));
      }
      const cheaper = [...statement.terms];
      cheaper[0] = (cheaper[0] >> 60n) << 60n;
      const forgeries: [IBillPayments.StatementStruct, string[]][] = [
        [{ ...statement, terms: cheaper }, tree.proof(4, 4, 2)],
        [{ ...statement, commit: commitOf(1) }, tree.proof(4, 4, 2)],
        [statement, tree.proof(8, 4, 2)],
        [statement, tree.proof(4, 3, 2)],
        [statement, [...tree.proof(4, 4, 2), ZeroHash]],
      ];
      for (const [wrong, proof] of forgeries) {
        await expect(
          as(billing, citizen).payStatement(wrong, MaxUint256, proof),
        ).to.be.revertedWithCustomError(billing, "BillUnknown");
      }
      await expect(as(billing, citizen).payStatement(statement, MaxUint256, tree.proof(4, 3, 2)))
        .to.be.revertedWithCustomError(billing, "BillUnknown")
        .withArgs(roll, tree.rows[2][1]);
    });
  });

  describe("with a permit", () => {
    async function permitOf({ token, billing }: BillingCity, owner: BillingCity["heir"], value: bigint) {
      const deadline = BigInt(await time.latest()) + DAY;
      const message = {
        owner: owner.address,
        spender: await billing.getAddress(),
        value,
        nonce: await token.nonces(owner),
        deadline,
      };
      return { deadline, signature: await signWithEthers(owner, await domainOf(token), "Permit", message) };
    }

    it("the payer needs no allowance before", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, agent, heir, roll, tree } = city;
      await as(token, agent).mint(heir, FORTUNE);
      const { deadline, signature } = await permitOf(city, heir, AMOUNT);
      await expect(as(billing, heir).payWithPermit(tree.bills[1], AMOUNT, tree.proof(1), deadline, signature))
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 1n, heir.address, AMOUNT);
      expect(await token.allowance(heir, billing)).to.equal(0n);
    });

    it("attack: permit griefing: one that somebody handed in before is no obstacle", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, agent, heir, stranger, tree } = city;
      await as(token, agent).mint(heir, FORTUNE);
      const { deadline, signature } = await permitOf(city, heir, AMOUNT);
      await as(token, stranger)["permit(address,address,uint256,uint256,bytes)"](
        heir,
        billing,
        AMOUNT,
        deadline,
        signature,
      );
      await as(billing, heir).payWithPermit(tree.bills[1], AMOUNT, tree.proof(1), deadline, signature);
    });

    it("attack: permit hijack: a stranger cannot pay a bill of his with somebody else's permit", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, agent, heir, stranger, tree } = city;
      await as(token, agent).mint(heir, FORTUNE);
      const { deadline, signature } = await permitOf(city, heir, AMOUNT);
      await expect(
        as(billing, stranger).payWithPermit(tree.bills[1], AMOUNT, tree.proof(1), deadline, signature),
      )
        .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
        .withArgs(await billing.getAddress(), 0n, AMOUNT);
      expect(await token.balanceOf(heir)).to.equal(FORTUNE);
    });

    it("a permit that is wrong leaves the payment to the allowance; the proof is asked first", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, tree, roll } = city;
      await expect(as(billing, citizen).payWithPermit(tree.bills[1], AMOUNT, tree.proof(2), 0n, "0x"))
        .to.be.revertedWithCustomError(billing, "BillUnknown")
        .withArgs(roll, leafOf(tree.bills[1]));
      await expect(as(billing, citizen).payWithPermit(tree.bills[1], AMOUNT - 1n, tree.proof(1), 0n, "0x"))
        .to.be.revertedWithCustomError(billing, "DueAboveMaximum")
        .withArgs(AMOUNT, AMOUNT - 1n);
      await as(billing, citizen).payWithPermit(tree.bills[1], AMOUNT, tree.proof(1), 0n, "0x");
    });
  });

  describe("by an ERC-3009 authorisation", () => {
    async function authorizationFor(
      { billing, token, heir }: BillingCity,
      bill: IBills.BillStruct,
      value: bigint,
      changes: { nonce?: string; to?: string } = {},
    ): Promise<IBillPayments.AuthorizationStruct> {
      const message = {
        from: heir.address,
        to: await billing.getAddress(),
        value,
        validAfter: 0n,
        validBefore: BigInt(await time.latest()) + DAY,
        nonce: await billing.authorizationNonce(bill),
        ...changes,
      };
      const signature = await signWithEthers(
        heir,
        await domainOf(token),
        "ReceiveWithAuthorization",
        message,
      );
      const { validAfter, validBefore } = message;
      return { payer: heir.address, value, validAfter, validBefore, signature };
    }

    async function heirWithMoney(): Promise<BillingCity> {
      const city = await openRoll();
      await as(city.token, city.agent).mint(city.heir, FORTUNE);
      return city;
    }

    it("BILL-6: names the bill as it stands, needs no allowance, and leaves nothing with the contract", async () => {
      const city = await networkHelpers.loadFixture(heirWithMoney);
      const { billing, token, heir, payee, relayer, roll, tree } = city;
      const authorization = await authorizationFor(city, tree.bills[1], AMOUNT);
      const act = as(billing, relayer).payWithAuthorization(tree.bills[1], tree.proof(1), authorization);
      await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 1n, heir.address, AMOUNT);
      await expect(act).to.changeTokenBalances(ethers, token, [heir, payee, billing], [-AMOUNT, AMOUNT, 0n]);
    });

    it("less pays a part, and the next one names what is settled by then", async () => {
      const city = await networkHelpers.loadFixture(heirWithMoney);
      const { billing, token, relayer, heir, roll, tree } = city;
      const first = await authorizationFor(city, tree.bills[1], tokens(40));
      const twin = await authorizationFor(city, tree.bills[1], tokens(40));
      await expect(as(billing, relayer).payWithAuthorization(tree.bills[1], tree.proof(1), first))
        .to.emit(billing, "BillPartPaid")
        .withArgs(roll, 1n, heir.address, tokens(40), tokens(60));
      await expect(
        as(billing, relayer).payWithAuthorization(tree.bills[1], tree.proof(1), twin),
      ).to.be.revertedWithCustomError(token, "HolderSignatureInvalid");
      const second = await authorizationFor(city, tree.bills[1], tokens(60));
      await as(billing, relayer).payWithAuthorization(tree.bills[1], tree.proof(1), second);
      expect(await billing.isSettled(roll, 1n)).to.equal(true);
    });

    it("attack: redirected relay: an authorisation pays no other bill, and nobody else hands it in", async () => {
      const city = await networkHelpers.loadFixture(heirWithMoney);
      const { billing, token, relayer, heir, tree } = city;
      const authorization = await authorizationFor(city, tree.bills[1], AMOUNT);
      await expect(as(billing, relayer).payWithAuthorization(tree.bills[2], tree.proof(2), authorization))
        .to.be.revertedWithCustomError(token, "HolderSignatureInvalid")
        .withArgs(heir.address);
      await expect(
        as(token, relayer)["receiveWithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"](
          heir,
          billing,
          AMOUNT,
          0n,
          authorization.validBefore,
          await billing.authorizationNonce(tree.bills[1]),
          authorization.signature,
        ),
      ).to.be.revertedWithCustomError(token, "ERC20InvalidReceiver");
    });

    it("more than is owed, and less than a part may be, is refused", async () => {
      const city = await networkHelpers.loadFixture(heirWithMoney);
      const { billing, relayer, roll, tree } = city;
      for (const value of [AMOUNT + 1n, MINIMUM_PART - 1n]) {
        const authorization = await authorizationFor(city, tree.bills[1], value);
        await expect(as(billing, relayer).payWithAuthorization(tree.bills[1], tree.proof(1), authorization))
          .to.be.revertedWithCustomError(billing, "PartInvalid")
          .withArgs(value, AMOUNT);
      }
      const authorization = await authorizationFor(city, tree.bills[1], AMOUNT);
      await expect(as(billing, relayer).payWithAuthorization(tree.bills[1], tree.proof(2), authorization))
        .to.be.revertedWithCustomError(billing, "BillUnknown")
        .withArgs(roll, leafOf(tree.bills[1]));
    });
  });

  describe("a signed bill", () => {
    interface Series {
      series: bigint;
      fine: IBills.BillStruct;
      second: IBills.BillStruct;
    }

    async function openSeries(): Promise<BillingCity & Series> {
      const city = await openRoll();
      const { billing, clerk, payee, head, budget } = city;
      const opensAt = BigInt(await time.latest()) + 2n * DAY;
      const series = packRoll({ payee: payee.address, opensAt, levels: 0, serial: 99n });
      await as(billing, head).setCreditAccount(series, budget);
      await as(billing, clerk).postSeries(series);
      await time.increaseTo(opensAt);
      const [fine, second] = billsOf(series, 2, opensAt + 30n * DAY);
      return { ...city, series, fine, second };
    }

    async function issueOf(
      { billing, clerk }: BillingCity,
      bill: IBills.BillStruct,
      changes: { officer?: BillingCity["clerk"]; validUntil?: bigint } = {},
    ): Promise<ISignedBills.IssueStruct> {
      const { officer = clerk, validUntil = BigInt(await time.latest()) + 60n * DAY } = changes;
      const message = issueMessage(officer.address, bill, validUntil);
      return {
        officer: officer.address,
        validUntil,
        signature: await signBilling(billing, officer, "IssueBill", message),
      };
    }

    const issueMessage = (officer: string, bill: IBills.BillStruct, validUntil: bigint) => {
      const terms = BigInt(bill.terms);
      return {
        officer,
        payee: `0x${(BigInt(bill.roll) >> 96n).toString(16).padStart(40, "0")}`,
        roll: bill.roll,
        index: (terms >> 60n) & 0xffff_ffffn,
        amount: terms & (2n ** 60n - 1n),
        dueAt: (terms >> 92n) & 0xff_ffff_ffffn,
        bill: leafOf(bill),
        validUntil,
      };
    };

    it("is paid at once, without a transaction of the office", async () => {
      const city = await networkHelpers.loadFixture(openSeries);
      const { billing, token, citizen, payee, series, fine } = city;
      const act = as(billing, citizen).paySigned(fine, AMOUNT, await issueOf(city, fine));
      await expect(act).to.emit(billing, "BillPaid").withArgs(series, 0n, citizen.address, AMOUNT);
      await expect(act).to.changeTokenBalances(ethers, token, [citizen, payee], [-AMOUNT, AMOUNT]);
      await expect(as(billing, citizen).paySigned(fine, AMOUNT, await issueOf(city, fine)))
        .to.be.revertedWithCustomError(billing, "BillStatusWrong")
        .withArgs(series, 0n, STATUS.settled);
    });

    it("comes on chain by anyone, and is then paid in every way", async () => {
      const city = await networkHelpers.loadFixture(openSeries);
      const { billing, clerk, stranger, citizen, series, fine } = city;
      await expect(as(billing, stranger).issueSigned(fine, await issueOf(city, fine)))
        .to.emit(billing, "BillIssued")
        .withArgs(series, leafOf(fine), clerk.address);
      expect(await billing.isBill(fine, [])).to.equal(true);
      await as(billing, citizen).payPart(fine, tokens(10), []);
      await as(billing, citizen).pay(fine, AMOUNT, []);
    });

    it("counts only while the officer may issue bills without delay, and the contract is open", async () => {
      const city = await networkHelpers.loadFixture(openSeries);
      const { billing, officers, clerk, stranger, citizen, fine, second } = city;
      const issued = await issueOf(city, fine);
      const forged = await issueOf(city, fine, { officer: stranger });
      for (const act of [
        () => as(billing, citizen).paySigned(fine, AMOUNT, forged),
        () => as(billing, citizen).issueSigned(fine, forged),
        () => as(billing, citizen).paySigned(fine, AMOUNT, { ...issued, officer: stranger.address }),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(billing, "IssueInvalid").withArgs(stranger.address);
      }
      await expect(as(billing, citizen).paySigned(second, AMOUNT, issued))
        .to.be.revertedWithCustomError(billing, "IssueInvalid")
        .withArgs(clerk.address);
      await officers.appoint(stranger.address, [billing.issue.fragment.selector]);
      await expect(as(billing, citizen).paySigned(fine, AMOUNT, issued))
        .to.be.revertedWithCustomError(billing, "IssueInvalid")
        .withArgs(clerk.address);
    });

    it("is accepted until its last second, and never a year ahead", async () => {
      const city = await networkHelpers.loadFixture(openSeries);
      const { billing, clerk, citizen, fine, second } = city;
      const now = await nextTime();
      const tooLong = await issueOf(city, fine, { validUntil: now + LONGEST_ISSUE + 1n });
      await expect(as(billing, citizen).paySigned(fine, AMOUNT, tooLong))
        .to.be.revertedWithCustomError(billing, "IssueInvalid")
        .withArgs(clerk.address);
      const end = now + 100n;
      const short = await issueOf(city, fine, { validUntil: end });
      const late = await issueOf(city, second, { validUntil: end });
      await time.setNextBlockTimestamp(end);
      await as(billing, citizen).paySigned(fine, AMOUNT, short);
      await expect(as(billing, citizen).paySigned(second, AMOUNT, late))
        .to.be.revertedWithCustomError(billing, "IssueInvalid")
        .withArgs(clerk.address);
    });

    it("is taken back by its officer, and by nobody else", async () => {
      const city = await networkHelpers.loadFixture(openSeries);
      const { billing, clerk, stranger, citizen, fine, second } = city;
      const issued = await issueOf(city, fine);
      const digest = await digestOf(
        billing,
        "IssueBill",
        issueMessage(clerk.address, fine, BigInt(issued.validUntil)),
      );
      await as(billing, stranger).withdrawIssue(fine, issued.validUntil);
      expect(await billing.isWithdrawn(digest)).to.equal(false);
      await expect(as(billing, clerk).withdrawIssue(fine, issued.validUntil))
        .to.emit(billing, "SignatureWithdrawn")
        .withArgs(clerk.address, digest);
      expect(await billing.isWithdrawn(digest)).to.equal(true);
      for (const act of [
        () => as(billing, citizen).paySigned(fine, AMOUNT, issued),
        () => as(billing, citizen).issueSigned(fine, issued),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(billing, "SignatureIsWithdrawn").withArgs(digest);
      }
      await as(billing, citizen).paySigned(second, AMOUNT, await issueOf(city, second));
    });

    it("is of an open series alone", async () => {
      const city = await networkHelpers.loadFixture(openSeries);
      const { billing, clerk, citizen, payee, tree, roll } = city;
      await expect(as(billing, citizen).paySigned(tree.bills[0], AMOUNT, await issueOf(city, tree.bills[0])))
        .to.be.revertedWithCustomError(billing, "RollIdInvalid")
        .withArgs(roll);
      const opensAt = BigInt(await time.latest()) + 3n * DAY;
      const later = packRoll({ payee: payee.address, opensAt, levels: 0, serial: 100n });
      await as(billing, clerk).postSeries(later);
      const [bill] = billsOf(later, 1, opensAt);
      await expect(as(billing, citizen).paySigned(bill, AMOUNT, await issueOf(city, bill)))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(later, ROLL.announced);
    });
  });

  describe("sums at their maxima", () => {
    it("attack: sums at their maxima: an amount and a fee of 2^60 - 1 each are owed, paid and refunded to the unit", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, agent, citizen, budget, desk_ } = city;
      const most = 2n ** 60n - 1n;
      const { roll, tree, opensAt } = await postOpen(city, 30n, (id_, opens) =>
        billsOf(id_, 16, opens + DAY, {
          amount: most,
          graceDays: 255n,
          flatFee: 2n ** 40n - 1n,
          percentBps: 65_535n,
          dailyPpm: 65_535n,
          capBps: 65_535n,
          kind: 65_535n,
        }),
      );
      await as(token, agent).mint(citizen, 4n * most);
      await as(token, agent).mint(budget, 4n * most);
      await time.increaseTo(opensAt + 2_000n * DAY);
      expect((await owedNow(billing, tree.bills[0])).due).to.equal(2n * most);
      await as(billing, citizen).pay(tree.bills[0], 2n * most, tree.proof(0));
      await expect(
        as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, 2n * most, true, REASON),
      ).to.changeTokenBalances(ethers, token, [citizen], [2n * most]);
      const ledger = await billing.ledgerOf(roll, 0n);
      expect([ledger.paid, ledger.credited, ledger.accruedFee]).to.deep.equal([0n, 2n * most, most]);
    });

    it("the last index of a roll has a status of its own", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen } = city;
      const last: Partial<Terms> = { index: 2 ** 32 - 1 };
      const { roll, tree } = await postOpen(city, 31n, (id_, opens) => billsOf(id_, 1, opens + DAY, last));
      await as(billing, citizen).pay(tree.bills[0], AMOUNT, tree.proof(0));
      expect(await billing.isSettled(roll, 2n ** 32n - 1n)).to.equal(true);
      expect(await billing.isSettled(roll, 2n ** 32n - 2n)).to.equal(false);
      expect(await billing.isSettled(roll, 0n)).to.equal(false);
    });
  });
});
