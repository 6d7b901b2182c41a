import { expect } from "chai";
import { type BaseContract, hexlify, id, MaxUint256, randomBytes, ZeroHash } from "ethers";

import type { TypedContractMethod } from "../../typechain-types/common.js";
import type { ISignedPayments } from "../../typechain-types/index.js";
import {
  AMOUNT,
  announcedRoll,
  BILLING_FORMS,
  type BillingCity,
  billsOf,
  deployBilling,
  digestOf,
  leafOf,
  MAXIMUM_DEADLINE,
  MINIMUM_PART,
  openRoll,
  orderMessage,
  packOrder,
  postOpen,
  ROLL,
  selectorOf,
  signBilling,
  signedPayment,
  soon,
  STATUS,
  treeOf,
  trustedPayment,
} from "../support/billing.js";
import { deployDouble } from "../support/doubles.js";
import { gasCounts } from "../support/gas.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, DAY, keyOf, nextTime, ORDER, receiptOf, tokens } from "../support/payments.js";

const { time } = networkHelpers;

type FickleWallet = BaseContract & { setMood: TypedContractMethod<[mood: number], [void], "nonpayable"> };
const MOOD = { approve: 0, refuse: 1, burnGas: 2 } as const;

/** Hands in one payment and expects that it is left out for a reason. */
async function expectSkipped(
  { billing, token, relayer }: BillingCity,
  roll: bigint,
  payment: ISignedPayments.SignedPaymentStruct,
  problem: string,
): Promise<void> {
  const index = (BigInt(payment.terms) >> 60n) & 0xffff_ffffn;
  const [before, ledger] = [await billing.statusOf(roll, index), await billing.ledgerOf(roll, index)];
  const act = as(billing, relayer).payBySignature(roll, [payment]);
  await expect(act)
    .to.emit(billing, "PaymentSkipped")
    .withArgs(roll, index, payment.payer, selectorOf(billing, problem));
  await expect(act).to.not.emit(token, "Transfer");
  expect(await billing.statusOf(roll, index)).to.equal(before);
  expect(await billing.ledgerOf(roll, index)).to.deep.equal(ledger);
}

describe("Billing: signed payments", () => {
  describe("by anyone with the payer's signature", () => {
    it("BILL-7: a signature pays the bill that it names, once", async () => {
      const { billing, token, citizen, payee, relayer, roll, tree } =
        await networkHelpers.loadFixture(openRoll);
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const payment = await signedPayment(billing, citizen, tree, 3, order);
      expect(await as(billing, relayer).payBySignature.staticCall(roll, [payment])).to.equal(1n);
      const act = as(billing, relayer).payBySignature(roll, [payment]);
      await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 3n, citizen.address, AMOUNT);
      await expect(act).to.changeTokenBalances(
        ethers,
        token,
        [citizen, payee, billing],
        [-AMOUNT, AMOUNT, 0n],
      );
      expect(await billing.isSettled(roll, 3n)).to.equal(true);

      await expect(as(billing, relayer).payBySignature(roll, [payment]))
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, 3n, citizen.address, selectorOf(billing, "BillStatusWrong"));
    });

    it("attack: poisoned batch: what does not work is left out, and the rest is paid", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, bailiff, citizen, neighbour, stranger, relayer, roll, tree } = city;
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const poor = keyOf("a citizen without money");
      await as(token, bailiff).freezeByOrder(neighbour, tokens(1_000), ORDER);
      const batch = [
        await signedPayment(billing, citizen, tree, 0, order),
        await signedPayment(billing, neighbour, tree, 1, order),
        await signedPayment(billing, poor, tree, 2, order),
        await signedPayment(billing, citizen, tree, 3, order, { signature: hexlify(randomBytes(65)) }),
        await signedPayment(billing, citizen, tree, 4, order, { proof: tree.proof(5) }),
        await signedPayment(billing, citizen, tree, 0, order),
        await signedPayment(billing, citizen, tree, 5, order, { payer: stranger.address }),
        await signedPayment(billing, citizen, tree, 6, order),
      ];
      const act = as(billing, relayer).payBySignature(roll, batch);
      await expect(act).to.changeTokenBalances(ethers, token, [citizen, neighbour], [-2n * AMOUNT, 0n]);
      for (const [index, payer, problem] of [
        [1n, neighbour.address, "PaymentFailed"],
        [2n, poor.address, "PaymentFailed"],
        [3n, citizen.address, "PayerSignatureInvalid"],
        [4n, citizen.address, "BillUnknown"],
        [0n, citizen.address, "BillStatusWrong"],
        [5n, stranger.address, "PayerSignatureInvalid"],
      ] as const) {
        await expect(act)
          .to.emit(billing, "PaymentSkipped")
          .withArgs(roll, index, payer, selectorOf(billing, problem));
      }
      for (const index of [0n, 6n]) {
        await expect(act).to.emit(billing, "BillPaid").withArgs(roll, index, citizen.address, AMOUNT);
      }
      for (const index of [1n, 2n, 3n, 4n, 5n]) {
        expect(await billing.statusOf(roll, index)).to.equal(STATUS.open);
      }
    });

    it("attack: frozen payer in a batch: his late bill, too, stays as it was", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, bailiff, citizen, dueAt, roll, tree } = city;
      await as(billing, citizen).payPart(tree.bills[0], tokens(20), tree.proof(0));
      await time.increaseTo(dueAt + 10n * DAY);
      await as(token, bailiff).freezeByOrder(citizen, tokens(10_000), ORDER);
      const order = packOrder({ amount: AMOUNT * 2n, deadline: await soon() });
      await expectSkipped(city, roll, await signedPayment(billing, citizen, tree, 0, order), "PaymentFailed");
      await expectSkipped(city, roll, await signedPayment(billing, citizen, tree, 1, order), "PaymentFailed");
      expect((await billing.ledgerOf(roll, 0n)).accruedFee).to.equal(0n);
    });

    it("takes what is owed when it is handed in, and nothing where that is more than signed", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, dueAt, relayer, roll, tree } = city;
      const deadline = dueAt + 40n * DAY;
      const tight = await signedPayment(billing, citizen, tree, 0, packOrder({ amount: AMOUNT, deadline }));
      const wide = await signedPayment(
        billing,
        citizen,
        tree,
        0,
        packOrder({ amount: AMOUNT + tokens(2), deadline }),
      );
      await time.increaseTo(dueAt + 3n * DAY + 1n);
      await expectSkipped(city, roll, tight, "DueAboveMaximum");
      await expect(as(billing, relayer).payBySignature(roll, [wide]))
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 0n, citizen.address, AMOUNT + tokens(2));
    });

    it("takes an on-time bill for what is owed, to the unit", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, relayer, roll, tree } = city;
      const deadline = await soon();
      const tight = packOrder({ amount: AMOUNT - 1n, deadline });
      await expectSkipped(
        city,
        roll,
        await signedPayment(billing, citizen, tree, 0, tight),
        "DueAboveMaximum",
      );
      const wide = packOrder({ amount: 2n ** 64n - 1n, deadline });
      await expect(
        as(billing, relayer).payBySignature(roll, [await signedPayment(billing, citizen, tree, 0, wide)]),
      )
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 0n, citizen.address, AMOUNT);
    });

    it("works until its deadline, which is at most 90 days away, to the second", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, relayer, roll, tree } = city;
      const now = await nextTime();
      const late = await signedPayment(
        billing,
        citizen,
        tree,
        0,
        packOrder({ amount: AMOUNT, deadline: now - 1n }),
      );
      await expectSkipped(city, roll, late, "DeadlineWrong");
      const next = await nextTime();
      const far = packOrder({ amount: AMOUNT, deadline: next + MAXIMUM_DEADLINE + 1n });
      await expectSkipped(city, roll, await signedPayment(billing, citizen, tree, 0, far), "DeadlineWrong");
      const last = await nextTime();
      const orders = [last, last + MAXIMUM_DEADLINE].map((deadline) =>
        packOrder({ amount: AMOUNT, deadline }),
      );
      const batch = await Promise.all(
        orders.map((order, index) => signedPayment(billing, citizen, tree, index, order)),
      );
      await time.setNextBlockTimestamp(last);
      await as(billing, relayer).payBySignature(roll, batch);
      expect([await billing.isSettled(roll, 0n), await billing.isSettled(roll, 1n)]).to.deep.equal([
        true,
        true,
      ]);
    });

    it("attack: redirected relay: no word of the order, the bill or the payer can be changed", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, citizen, neighbour, roll, tree } = city;
      const deadline = await soon();
      const order = packOrder({ amount: AMOUNT, deadline });
      const payment = await signedPayment(billing, citizen, tree, 3, order);
      for (const [changes, problem] of [
        [{ order: packOrder({ amount: AMOUNT + 1n, deadline }) }, "PayerSignatureInvalid"],
        [{ order: packOrder({ amount: AMOUNT, deadline: deadline + 1n }) }, "PayerSignatureInvalid"],
        [{ order: packOrder({ amount: AMOUNT, deadline, sequence: 1n }) }, "PayerSignatureInvalid"],
        [{ order: packOrder({ amount: AMOUNT, deadline, isPart: true }) }, "PayerSignatureInvalid"],
        [{ order: packOrder({ amount: AMOUNT, deadline, settled: 1n }) }, "OrderInvalid"],
        [{ order: order | (1n << 201n) }, "OrderInvalid"],
        [{ order: order | (1n << 255n) }, "OrderInvalid"],
        [{ payer: neighbour.address }, "PayerSignatureInvalid"],
        [{ ...tree.bills[4], proof: tree.proof(4) }, "PayerSignatureInvalid"],
        [{ commit: tree.bills[4].commit }, "BillUnknown"],
        [{ proof: [...tree.proof(3), ZeroHash] }, "BillUnknown"],
        [{ proof: tree.proof(3, 3) }, "BillUnknown"],
      ] as const) {
        const changed = { ...payment, ...changes };
        const { payer, terms, commit, signature, proof } = changed;
        await expectSkipped(
          city,
          roll,
          { payer, terms, commit, order: changed.order, signature, proof: [...proof] },
          problem,
        );
      }
      expect(await token.balanceOf(neighbour)).to.equal(tokens(1_000));
    });

    it("attack: replay: nothing signed for another roll, contract or chain works here", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, token, officers, deployer, roll, tree, dueAt } = city;
      const order = packOrder({ amount: AMOUNT, deadline: await soon(20n * DAY) });
      const other = await postOpen(city, 2n, (id_) => billsOf(id_, 16, dueAt));
      const foreign = await signedPayment(billing, citizen, other.tree, 3, order);
      await expectSkipped(city, roll, { ...foreign, proof: tree.proof(3) }, "PayerSignatureInvalid");

      const twin = await deployBilling(deployer, officers, token);
      const elsewhere = await signedPayment(twin, citizen, tree, 3, order);
      await expectSkipped(city, roll, elsewhere, "PayerSignatureInvalid");

      const { form, message } = orderMessage(citizen.address, tree.bills[3], order);
      const { name, version, verifyingContract } = await billing.eip712Domain();
      const onAnotherChain = await citizen.signTypedData(
        { name, version, chainId: 1n, verifyingContract },
        { [form]: BILLING_FORMS[form] },
        message,
      );
      const here = await signedPayment(billing, citizen, tree, 3, order, { signature: onAnotherChain });
      await expectSkipped(city, roll, here, "PayerSignatureInvalid");
    });

    it("attack: replay: after a part payment a part's signature is void, and a whole's takes the rest", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, citizen, relayer, roll, tree } = city;
      const deadline = await soon();
      const part = packOrder({ amount: tokens(30), settled: 0n, deadline, isPart: true });
      const payment = await signedPayment(billing, citizen, tree, 3, part);
      await expect(as(billing, relayer).payBySignature(roll, [payment]))
        .to.emit(billing, "BillPartPaid")
        .withArgs(roll, 3n, citizen.address, tokens(30), tokens(70));
      await expectSkipped(city, roll, payment, "SettledWrong");

      const next = packOrder({ amount: tokens(30), settled: tokens(30), deadline, isPart: true });
      await as(billing, relayer).payBySignature(roll, [await signedPayment(billing, citizen, tree, 3, next)]);
      const whole = await signedPayment(billing, citizen, tree, 3, packOrder({ amount: AMOUNT, deadline }));
      await expect(as(billing, relayer).payBySignature(roll, [whole])).to.changeTokenBalances(
        ethers,
        token,
        [citizen],
        [-tokens(40)],
      );
      expect(await billing.isSettled(roll, 3n)).to.equal(true);
    });

    it("a signed part follows the same rules as a part", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, relayer, roll, tree } = city;
      const deadline = await soon();
      for (const amount of [MINIMUM_PART - 1n, AMOUNT + 1n]) {
        const order = packOrder({ amount, deadline, isPart: true });
        await expectSkipped(city, roll, await signedPayment(billing, citizen, tree, 3, order), "PartInvalid");
      }
      const all = packOrder({ amount: AMOUNT, deadline, isPart: true });
      await expect(
        as(billing, relayer).payBySignature(roll, [await signedPayment(billing, citizen, tree, 3, all)]),
      )
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 3n, citizen.address, AMOUNT);
    });

    it("attack: BILL-4: replay after a refund: the next sequence must be named", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, desk_, citizen, relayer, roll, tree } = city;
      const deadline = await soon();
      const payment = await signedPayment(billing, citizen, tree, 3, packOrder({ amount: AMOUNT, deadline }));
      await as(billing, relayer).payBySignature(roll, [payment]);
      await as(billing, desk_).refund(tree.bills[3], tree.proof(3), citizen, AMOUNT, false, id("reason"));
      await expectSkipped(city, roll, payment, "SequenceWrong");
      const ahead = packOrder({ amount: AMOUNT, deadline, sequence: 2n });
      await expectSkipped(city, roll, await signedPayment(billing, citizen, tree, 3, ahead), "SequenceWrong");
      const again = packOrder({ amount: AMOUNT, deadline, sequence: 1n });
      await as(billing, relayer).payBySignature(roll, [
        await signedPayment(billing, citizen, tree, 3, again),
      ]);
      expect(await billing.isSettled(roll, 3n)).to.equal(true);
      const untouched = packOrder({ amount: AMOUNT, deadline, sequence: 1n });
      await expectSkipped(
        city,
        roll,
        await signedPayment(billing, citizen, tree, 4, untouched),
        "SequenceWrong",
      );
    });

    it("a held bill and one carried over are not paid", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, desk_, citizen, roll, tree } = city;
      const deadline = await soon();
      const payment = await signedPayment(billing, citizen, tree, 3, packOrder({ amount: AMOUNT, deadline }));
      await as(billing, desk_).hold(tree.bills[3], tree.proof(3));
      await expectSkipped(city, roll, payment, "BillStatusWrong");
      await as(billing, desk_).release(roll, 3n);
      await expectSkipped(city, roll, payment, "SequenceWrong");
    });

    it("a roll that is not open is refused as a whole", async () => {
      const { billing, citizen, roll, tree } = await networkHelpers.loadFixture(announcedRoll);
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const payment = await signedPayment(billing, citizen, tree, 0, order);
      await expect(billing.payBySignature(roll, [payment]))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.announced);
    });

    it("ends at planted nodes too", async () => {
      const { billing, citizen, relayer, roll, tree } = await networkHelpers.loadFixture(openRoll);
      await billing.plant(roll, tree.rows[2]);
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const payment = await signedPayment(billing, citizen, tree, 3, order, { proof: tree.proof(3, 2) });
      await as(billing, relayer).payBySignature(roll, [payment]);
      expect(await billing.isSettled(roll, 3n)).to.equal(true);
    });
  });

  describe("withdrawing", () => {
    it("a payer takes a signature back before it is used; others of the same day still work", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, relayer, roll, tree } = city;
      const deadline = await soon();
      const order = packOrder({ amount: AMOUNT, deadline });
      const { form, message } = orderMessage(citizen.address, tree.bills[3], order);
      const digest = await digestOf(billing, form, message);
      await expect(as(billing, citizen).withdraw(tree.bills[3], order))
        .to.emit(billing, "SignatureWithdrawn")
        .withArgs(citizen.address, digest);
      expect(await billing.isWithdrawn(digest)).to.equal(true);
      await expectSkipped(
        city,
        roll,
        await signedPayment(billing, citizen, tree, 3, order),
        "SignatureIsWithdrawn",
      );
      const others = [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
      const batch = await Promise.all(others.map((i) => signedPayment(billing, citizen, tree, i, order)));
      expect(await as(billing, relayer).payBySignature.staticCall(roll, batch)).to.equal(15n);
    });

    it("a part's signature is taken back as well, and for a trusted collector too", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, collector, roll, tree } = city;
      const deadline = await soon();
      const part = packOrder({ amount: tokens(10), deadline, isPart: true });
      await as(billing, citizen).withdraw(tree.bills[3], part);
      await expectSkipped(
        city,
        roll,
        await signedPayment(billing, citizen, tree, 3, part),
        "SignatureIsWithdrawn",
      );
      const whole = packOrder({ amount: AMOUNT, deadline });
      await as(billing, citizen).withdraw(tree.bills[4], whole);
      await expect(
        as(billing, collector).payTrusted(roll, [
          await trustedPayment(billing, citizen, tree.bills[4], whole),
        ]),
      )
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, 4n, citizen.address, selectorOf(billing, "SignatureIsWithdrawn"));
    });

    it("nobody takes back what another has signed", async () => {
      const { billing, citizen, stranger, relayer, roll, tree } = await networkHelpers.loadFixture(openRoll);
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      await as(billing, stranger).withdraw(tree.bills[3], order);
      await as(billing, relayer).payBySignature(roll, [
        await signedPayment(billing, citizen, tree, 3, order),
      ]);
      expect(await billing.isSettled(roll, 3n)).to.equal(true);
    });

    it("256 withdrawals on a day stop no signature but their own", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, stranger, citizen, relayer, roll, tree } = city;
      const deadline = await soon();
      // Enough to set nearly every hint of the day.
      for (let i = 0; i < 400; ++i) {
        await as(billing, stranger).withdraw(tree.bills[0], packOrder({ amount: BigInt(i), deadline }));
      }
      const order = packOrder({ amount: AMOUNT, deadline });
      const batch = await Promise.all(
        tree.bills.map((_, i) => signedPayment(billing, citizen, tree, i, order)),
      );
      expect(await as(billing, relayer).payBySignature.staticCall(roll, batch)).to.equal(16n);
    });
  });

  describe("wallets with code", () => {
    async function walletCity() {
      const city = await openRoll();
      const { token, billing, agent, deployer } = city;
      const wallet = await deployDouble<FickleWallet>("FickleWallet__Double", deployer, [
        await token.getAddress(),
        await billing.getAddress(),
      ]);
      await as(token, agent).mint(wallet, tokens(500));
      return { ...city, wallet };
    }

    async function paymentOf(
      { billing, tree, citizen }: BillingCity,
      wallet: FickleWallet,
      index: number,
    ): Promise<ISignedPayments.SignedPaymentStruct> {
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      return signedPayment(billing, citizen, tree, index, order, {
        payer: await wallet.getAddress(),
        signature: "0xc0de",
      });
    }

    it("pay by their own rule", async () => {
      const city = await networkHelpers.loadFixture(walletCity);
      const { billing, wallet, relayer, roll } = city;
      await expect(as(billing, relayer).payBySignature(roll, [await paymentOf(city, wallet, 3)]))
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 3n, await wallet.getAddress(), AMOUNT);
    });

    it("attack: one that changes its mind pays nothing, and stops nobody else", async () => {
      const city = await networkHelpers.loadFixture(walletCity);
      const { billing, wallet, citizen, relayer, roll, tree } = city;
      await wallet.setMood(MOOD.refuse);
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const batch = [await paymentOf(city, wallet, 3), await signedPayment(billing, citizen, tree, 4, order)];
      const act = as(billing, relayer).payBySignature(roll, batch);
      await expect(act)
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, 3n, await wallet.getAddress(), selectorOf(billing, "PayerSignatureInvalid"));
      await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 4n, citizen.address, AMOUNT);
    });

    it("attack: one that burns gas costs the relayer no more than the cap, and stops nobody else", async () => {
      const city = await networkHelpers.loadFixture(walletCity);
      const { billing, wallet, citizen, relayer, roll, tree } = city;
      await wallet.setMood(MOOD.burnGas);
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const batch = [await paymentOf(city, wallet, 3), await signedPayment(billing, citizen, tree, 4, order)];
      const receipt = await receiptOf(
        as(billing, relayer).payBySignature(roll, batch, { gasLimit: 3_000_000n }),
      );
      expect(await billing.isSettled(roll, 3n)).to.equal(false);
      expect(await billing.isSettled(roll, 4n)).to.equal(true);
      if (gasCounts()) expect(receipt.gasUsed).to.be.lessThan(600_000n);
    });
  });

  describe("through a trusted collector", () => {
    it("whole bills are paid without proofs; the rest is left out", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, token, citizen, neighbour, payee, collector, roll, tree } = city;
      const deadline = await soon();
      const order = packOrder({ amount: AMOUNT, deadline });
      const good = await trustedPayment(billing, citizen, tree.bills[0], order);
      const list = [
        good,
        await trustedPayment(billing, neighbour, tree.bills[1], order),
        good,
        { ...(await trustedPayment(billing, citizen, tree.bills[2], order)), payer: neighbour.address },
        { ...(await trustedPayment(billing, citizen, tree.bills[3], order)), r: ZeroHash },
        await trustedPayment(
          billing,
          citizen,
          tree.bills[4],
          packOrder({ amount: tokens(10), deadline, isPart: true }),
        ),
        await trustedPayment(billing, citizen, tree.bills[5], order | (1n << 210n)),
        await trustedPayment(billing, citizen, tree.bills[6], packOrder({ amount: AMOUNT, deadline: 1n })),
        await trustedPayment(billing, citizen, tree.bills[7], packOrder({ amount: AMOUNT - 1n, deadline })),
        await trustedPayment(
          billing,
          citizen,
          tree.bills[8],
          packOrder({ amount: AMOUNT, deadline, sequence: 1n }),
        ),
      ];
      expect(await as(billing, collector).payTrusted.staticCall(roll, list)).to.equal(2n);
      const act = as(billing, collector).payTrusted(roll, list);
      await expect(act).to.changeTokenBalances(
        ethers,
        token,
        [citizen, neighbour, payee],
        [-AMOUNT, -AMOUNT, 2n * AMOUNT],
      );
      for (const [index, payer, problem] of [
        [0n, citizen.address, "BillStatusWrong"],
        [2n, neighbour.address, "PayerSignatureInvalid"],
        [3n, citizen.address, "PayerSignatureInvalid"],
        [4n, citizen.address, "OrderInvalid"],
        [5n, citizen.address, "OrderInvalid"],
        [6n, citizen.address, "DeadlineWrong"],
        [7n, citizen.address, "DueAboveMaximum"],
        [8n, citizen.address, "SequenceWrong"],
      ] as const) {
        await expect(act)
          .to.emit(billing, "PaymentSkipped")
          .withArgs(roll, index, payer, selectorOf(billing, problem));
      }
      await expect(act).to.emit(billing, "BillPaid").withArgs(roll, 1n, neighbour.address, AMOUNT);
    });

    it("late bills too", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, citizen, collector, dueAt, roll, tree } = city;
      await time.increaseTo(dueAt + 5n * DAY);
      const order = packOrder({ amount: 2n * AMOUNT, deadline: await soon() });
      // Two days after the grace days: 2 %, and 0.05 % for the full day or two.
      await expect(
        as(billing, collector).payTrusted(roll, [
          await trustedPayment(billing, citizen, tree.bills[0], order),
        ]),
      )
        .to.emit(billing, "BillPaid")
        .withArgs(roll, 0n, citizen.address, tokens(102) + 2n * tokens(0.05));
    });

    it("only a trusted collector leaves proofs out, and only while the contract is open", async () => {
      const city = await networkHelpers.loadFixture(openRoll);
      const { billing, officers, head, citizen, collector, relayer, roll, tree } = city;
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const list = [await trustedPayment(billing, citizen, tree.bills[0], order)];
      await expect(as(billing, relayer).payTrusted(roll, list))
        .to.be.revertedWithCustomError(billing, "CollectorUnauthorized")
        .withArgs(relayer.address);
      await officers.setTargetClosed(await billing.getAddress(), true);
      await expect(as(billing, collector).payTrusted(roll, list)).to.be.revertedWithCustomError(
        billing,
        "BillingClosed",
      );
      await officers.setTargetClosed(await billing.getAddress(), false);
      await as(billing, head).setCollector(collector, false);
      await expect(as(billing, collector).payTrusted(roll, list)).to.be.revertedWithCustomError(
        billing,
        "CollectorUnauthorized",
      );
    });

    it("cannot take what the payer has not signed: more, another bill, or before the roll opens", async () => {
      const city = await networkHelpers.loadFixture(announcedRoll);
      const { billing, citizen, collector, roll, opensAt, tree } = city;
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const payment = await trustedPayment(billing, citizen, tree.bills[0], order);
      await expect(as(billing, collector).payTrusted(roll, [payment]))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(roll, ROLL.announced);
      await time.increaseTo(opensAt);
      for (const changed of [
        { ...payment, terms: tree.bills[1].terms },
        { ...payment, commit: tree.bills[1].commit },
        { ...payment, terms: BigInt(payment.terms) + 1n },
        { ...payment, order: order + 1n },
      ]) {
        await expect(as(billing, collector).payTrusted(roll, [changed]))
          .to.emit(billing, "PaymentSkipped")
          .withArgs(
            roll,
            (BigInt(changed.terms) >> 60n) & 0xffff_ffffn,
            citizen.address,
            selectorOf(billing, "PayerSignatureInvalid"),
          );
      }
    });
  });

  describe("a statement", () => {
    const SHARED = id("account and statement of a household, with their salt");

    async function household() {
      const city = await openRoll();
      const { roll, tree } = await postOpen(city, 7n, (id_, opensAt) =>
        billsOf(id_, 16, opensAt + 10n * DAY).map((bill, i) => (i < 4 ? { ...bill, commit: SHARED } : bill)),
      );
      const statement = { roll, terms: tree.bills.slice(0, 4).map(({ terms }) => terms), commit: SHARED };
      return { ...city, roll, tree, statement, proof: tree.proof(0, 4, 2), node: tree.rows[2][0] };
    }

    type Household = Awaited<ReturnType<typeof household>>;

    const messageOf = (
      { citizen, payee, roll, node }: Household,
      maxAmount: bigint,
      deadline: bigint,
    ): Record<string, unknown> => ({
      payer: citizen.address,
      payee: payee.address,
      roll,
      statement: node,
      maxAmount,
      deadline,
    });

    it("is paid by one signature that anyone hands in, once", async () => {
      const city = await networkHelpers.loadFixture(household);
      const { billing, token, citizen, payee, relayer, roll, statement, proof, node } = city;
      const deadline = await soon();
      const total = 4n * AMOUNT;
      const signature = await signBilling(billing, citizen, "PayStatement", messageOf(city, total, deadline));
      const hand = () =>
        as(billing, relayer).payStatementBySignature(statement, proof, citizen, total, deadline, signature);
      const act = hand();
      await expect(act).to.changeTokenBalances(ethers, token, [citizen, payee, billing], [-total, total, 0n]);
      for (const index of [0n, 1n, 2n, 3n]) expect(await billing.isSettled(roll, index)).to.equal(true);
      await expect(hand()).to.be.revertedWithCustomError(billing, "StatementSettled").withArgs(roll, node);
    });

    it("attack: BILL-4: replay of a statement: bills that were refunded or in dispute are not paid by it any more", async () => {
      const city = await networkHelpers.loadFixture(household);
      const { billing, token, desk_, citizen, relayer, roll, tree, statement, proof, node } = city;
      const deadline = await soon();
      const total = 4n * AMOUNT;
      const signature = await signBilling(billing, citizen, "PayStatement", messageOf(city, total, deadline));
      await as(billing, desk_).hold(tree.bills[3], tree.proof(3));
      await as(billing, desk_).release(roll, 3n);
      await as(billing, citizen).payPart(tree.bills[2], tokens(10), tree.proof(2));
      const hand = () =>
        as(billing, relayer).payStatementBySignature(statement, proof, citizen, total, deadline, signature);
      await expect(hand()).to.changeTokenBalances(ethers, token, [citizen], [tokens(10) - 3n * AMOUNT]);
      expect(await billing.statusOf(roll, 3n)).to.equal(STATUS.inLedger);
      await as(billing, desk_).refund(tree.bills[0], tree.proof(0), citizen, AMOUNT, false, id("reason"));
      await expect(hand()).to.be.revertedWithCustomError(billing, "StatementSettled").withArgs(roll, node);
      // The payer himself still pays them.
      await as(billing, citizen).payStatement(statement, MaxUint256, proof);
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
    });

    it("is refused after its deadline, too far ahead, withdrawn, changed or by another signer", async () => {
      const city = await networkHelpers.loadFixture(household);
      const { billing, citizen, neighbour, relayer, roll, statement, proof, node } = city;
      const total = 4n * AMOUNT;
      const now = await nextTime();
      const sign = (deadline: bigint) =>
        signBilling(billing, citizen, "PayStatement", messageOf(city, total, deadline));
      const hand = async (deadline: bigint, changes: { payer?: string; max?: bigint } = {}) =>
        as(billing, relayer).payStatementBySignature(
          statement,
          proof,
          changes.payer ?? citizen.address,
          changes.max ?? total,
          deadline,
          await sign(deadline),
        );
      await expect(hand(now - 1n))
        .to.be.revertedWithCustomError(billing, "DeadlineWrong")
        .withArgs(now - 1n, now + MAXIMUM_DEADLINE);
      const next = await nextTime();
      await expect(hand(next + MAXIMUM_DEADLINE + 1n))
        .to.be.revertedWithCustomError(billing, "DeadlineWrong")
        .withArgs(next + MAXIMUM_DEADLINE + 1n, next + MAXIMUM_DEADLINE);
      const deadline = await soon();
      for (const changes of [{ payer: neighbour.address }, { max: total + 1n }]) {
        await expect(hand(deadline, changes))
          .to.be.revertedWithCustomError(billing, "PayerSignatureInvalid")
          .withArgs(changes.payer ?? citizen.address);
      }
      const digest = await digestOf(billing, "PayStatement", messageOf(city, total, deadline));
      await expect(as(billing, citizen).withdrawStatement(roll, node, total, deadline))
        .to.emit(billing, "SignatureWithdrawn")
        .withArgs(citizen.address, digest);
      await expect(hand(deadline))
        .to.be.revertedWithCustomError(billing, "SignatureIsWithdrawn")
        .withArgs(digest);
    });

    it("takes not more than signed", async () => {
      const city = await networkHelpers.loadFixture(household);
      const { billing, citizen, relayer, statement, proof } = city;
      const deadline = await soon();
      const max = 4n * AMOUNT - 1n;
      const signature = await signBilling(billing, citizen, "PayStatement", messageOf(city, max, deadline));
      await expect(
        as(billing, relayer).payStatementBySignature(statement, proof, citizen, max, deadline, signature),
      )
        .to.be.revertedWithCustomError(billing, "DueAboveMaximum")
        .withArgs(4n * AMOUNT, max);
    });
  });

  describe("what its payer signs", () => {
    it("BILL-7: names the leaf, which is the tree's", async () => {
      const { billing, tree, citizen } = await networkHelpers.loadFixture(openRoll);
      const order = packOrder({ amount: AMOUNT, deadline: await soon() });
      const { message } = orderMessage(citizen.address, tree.bills[3], order);
      expect(message.bill).to.equal(await billing.leafOf(tree.bills[3]));
      expect(message.bill).to.equal(leafOf(tree.bills[3]));
      expect(treeOf(tree.bills).root).to.equal(tree.root);
    });
  });
});
