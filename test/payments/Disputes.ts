import { expect } from "chai";
import {
  type BaseContract,
  type BigNumberish,
  type BytesLike,
  type Wallet,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import type { TypedContractMethod } from "../../typechain-types/common.js";
import {
  type IDisputes,
  IDisputes__factory,
  ISignedActs__factory,
  ISuccession__factory,
} from "../../typechain-types/index.js";
import { DEEP_LEVELS, deepRoll } from "../support/deepRoll.js";
import { deployDouble } from "../support/doubles.js";
import { CREDIT } from "../support/billing.js";
import {
  AMOUNT,
  ANSWER_PERIOD,
  BILLS,
  BUDGET,
  caseRecord,
  commitOf,
  DECISION,
  type Desks,
  desks,
  DISPUTE_FORMS,
  domainOfDesk,
  dueOf,
  HEAD_PERIOD,
  LONGEST_PLAN,
  MAXIMUM_DEADLINE,
  OFFICER_LIMIT,
  openingOf,
  PAYMENT_PERIOD,
  REASON,
  rollOf,
  selectorOf,
  signForDesk,
  STATE,
  STATEMENT,
  STATUS,
} from "../support/desks.js";
import { gasCounts } from "../support/gas.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, DAY, eventNames, nextTime, nextTimeAt, receiptOf, tokens } from "../support/payments.js";

const { time } = networkHelpers;

const BLOCK_GAS_OF_A_BATCH = 15_000_000n;
/** Bills in a word of statuses. */
const WORD = 127;
const NOBODY = ZeroAddress;
const SILENCE = ethers.encodeBytes32String("SILENCE");
/** A late fee of 2 % falls due. */
const SURCHARGE = tokens(2);
/** A day of lateness: 500 millionths. */
const DAILY = tokens(0.05);

type CreditAccount = BaseContract & {
  setPayout: TypedContractMethod<[payout: number], [void], "nonpayable">;
};
/** `Payout.FailSilently` of the double. */
const FAIL_SILENTLY = 5;

describe("Disputes", function () {
  let city: Desks;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(desks);
  });

  const now = async (): Promise<bigint> => BigInt(await time.latest());
  const billOf = (index: number) => [city.tree.bills[index], city.tree.proofs[index]] as const;
  const open = (index = 0, claimed: BigNumberish = AMOUNT, actor: Wallet = city.citizen) =>
    as(city.disputes, actor).open(...billOf(index), openingOf(city.citizen), claimed, STATEMENT);
  const stateOf = async (index = 0): Promise<bigint> =>
    (await city.disputes.disputeOf(city.roll, index)).state;
  const statusOf = async (index = 0): Promise<bigint> => city.billing.statusOf(city.roll, index);
  const answerOf = (
    index: number,
    amount: bigint,
    changes: Partial<IDisputes.AnswerStruct> = {},
  ): IDisputes.AnswerStruct => {
    const [bill, proof] = billOf(index);
    return { bill, proof, amount, reason: REASON, documentHash: DECISION, ...changes };
  };
  const answer = (index: number, amount: bigint, changes: Partial<IDisputes.AnswerStruct> = {}) =>
    as(city.disputes, city.clerk).answer([answerOf(index, amount, changes)]);
  const answerAsHead = (index: number, amount: bigint, changes: Partial<IDisputes.AnswerStruct> = {}) =>
    as(city.disputes, city.head).answerAsHead([answerOf(index, amount, changes)]);
  const credit = (index: number, amount: bigint, changes: Partial<IDisputes.CreditStruct> = {}) =>
    as(city.disputes, city.clerk).credit([answerOf(index, amount, changes)]);
  const refundOf = (
    index: number,
    amount: bigint,
    changes: Partial<IDisputes.RefundStruct> = {},
  ): IDisputes.RefundStruct => ({
    ...answerOf(index, amount),
    opening: openingOf(city.citizen),
    isCredited: false,
    ...changes,
  });
  const refund = (index: number, amount: bigint, changes: Partial<IDisputes.RefundStruct> = {}) =>
    as(city.disputes, city.clerk).refund([refundOf(index, amount, changes)]);
  const refundAsHead = (
    index: number,
    to: string,
    amount: bigint,
    isCredited = false,
    documentHash = DECISION,
  ) =>
    as(city.disputes, city.head).refundAsHead(...billOf(index), to, amount, isCredited, REASON, documentHash);
  const pay = (index: number, maxAmount: bigint = 2n * AMOUNT, actor: Wallet = city.citizen) =>
    as(city.billing, actor).pay(city.tree.bills[index], maxAmount, city.tree.proofs[index]);
  const payPart = (index: number, amount: bigint) =>
    as(city.billing, city.citizen).payPart(city.tree.bills[index], amount, city.tree.proofs[index]);
  const extend = (...indexes: number[]) =>
    as(city.disputes, city.stranger).extendPlans(
      indexes.map((index) => ({ bill: city.tree.bills[index], proof: city.tree.proofs[index] })),
    );
  const grant = (
    index: number,
    firstDueAt: bigint,
    periodDays: bigint,
    count: bigint,
    documentHash: BytesLike = DECISION,
  ) => as(city.disputes, city.clerk).grantPlan(...billOf(index), firstDueAt, periodDays, count, documentHash);
  const sign = async (
    form: keyof typeof DISPUTE_FORMS,
    message: Record<string, unknown>,
    signer: Wallet = city.citizen,
  ) => signForDesk(city.disputes, signer, DISPUTE_FORMS, form, message);
  /** The problem with which an item of a batch was left out. */
  const skipped = async (
    act: Promise<unknown>,
    index: number,
    error: string,
    source: "disputes" | "billing" | "token",
  ) =>
    expect(act)
      .to.emit(city.disputes, "ItemSkipped")
      .withArgs(city.roll, index, selectorOf(city[source], error));

  it("publishes its bills, its periods and the domain of its signatures", async function () {
    const { disputes, billing, officers } = city;
    expect(await disputes.billing()).to.equal(await billing.getAddress());
    expect(await disputes.authority()).to.equal(await officers.getAddress());
    expect(await disputes.predecessor()).to.equal(ZeroAddress);
    expect(await disputes.ANSWER_PERIOD()).to.equal(ANSWER_PERIOD);
    expect(await disputes.HEAD_PERIOD()).to.equal(HEAD_PERIOD);
    expect(await disputes.PAYMENT_PERIOD()).to.equal(PAYMENT_PERIOD);
    expect(await disputes.LONGEST_PLAN()).to.equal(LONGEST_PLAN);
    expect(await disputes.SILENCE()).to.equal(SILENCE);
    expect(await disputes.officerLimit()).to.equal(OFFICER_LIMIT);
    expect(await disputes.recordOf(city.roll, 3n)).to.equal(caseRecord(city.roll, 3n));
    expect(await domainOfDesk(disputes)).to.deep.equal({
      name: "Civitas Disputes",
      version: "1",
      chainId: 31337n,
      verifyingContract: await disputes.getAddress(),
    });
  });

  it("publishes the types of what is signed, as wallets hash them", async function () {
    const { disputes } = city;
    for (const [form, hash] of [
      ["OpenDispute", await disputes.OPEN_DISPUTE_TYPEHASH()],
      ["WithdrawDispute", await disputes.WITHDRAW_DISPUTE_TYPEHASH()],
    ] as const) {
      const type = ethers.TypedDataEncoder.from({ [form]: DISPUTE_FORMS[form] }).encodeType(form);
      expect(hash, form).to.equal(ethers.id(type));
    }
  });

  it("claims its own interface, signed acts, succession, ERC-5267 and ERC-165, and no other", async function () {
    for (const claimed of [
      interfaceId(IDisputes__factory.abi),
      interfaceId(ISignedActs__factory.abi),
      interfaceId(ISuccession__factory.abi),
      "0x84b0196e",
      "0x01ffc9a7",
    ]) {
      expect(await city.disputes.supportsInterface(claimed), claimed).to.equal(true);
    }
    expect(await city.disputes.supportsInterface("0xffffffff")).to.equal(false);
  });

  describe("open", function () {
    it("holds the bill of the caller and starts the clock", async function () {
      const { disputes, billing, citizen, roll } = city;
      const at = await nextTime();
      const sent = open(2, tokens(60));
      await expect(sent)
        .to.emit(disputes, "DisputeOpened")
        .withArgs(roll, 2n, citizen.address, tokens(60), STATEMENT, at + ANSWER_PERIOD);
      await expect(sent).to.emit(billing, "BillHeld").withArgs(roll, 2n);
      expect(await disputes.disputeOf(roll, 2n)).to.deep.equal([citizen.address, at, STATE.open, tokens(60)]);
      expect(await statusOf(2)).to.equal(STATUS.held);
      await expect(pay(2))
        .to.be.revertedWithCustomError(billing, "BillStatusWrong")
        .withArgs(roll, 2n, STATUS.held);
    });

    it("is the debtor's, who opens the commitment", async function () {
      const { disputes, citizen, heir } = city;
      await expect(open(0, AMOUNT, heir))
        .to.be.revertedWithCustomError(disputes, "DebtorOnly")
        .withArgs(heir.address, citizen.address);
      const opening = openingOf(citizen);
      for (const wrong of [
        { ...opening, account: heir.address },
        { ...opening, document: ZeroHash },
        { ...opening, salt: ZeroHash },
      ]) {
        await expect(as(disputes, heir).open(...billOf(0), wrong, AMOUNT, STATEMENT))
          .to.be.revertedWithCustomError(disputes, "OpeningWrong")
          .withArgs(commitOf(citizen));
      }
    });

    it("claims at most what is owed, fees included, and more than nothing", async function () {
      const { disputes, dueAt } = city;
      for (const claimed of [0n, AMOUNT + 1n]) {
        await expect(open(0, claimed))
          .to.be.revertedWithCustomError(disputes, "ClaimWrong")
          .withArgs(claimed, AMOUNT);
      }
      await nextTimeAt(dueAt + 3n * DAY + 1n);
      await open(0, AMOUNT + SURCHARGE);
    });

    it("needs a statement", async function () {
      const { disputes, citizen } = city;
      await expect(
        as(disputes, citizen).open(...billOf(0), openingOf(citizen), AMOUNT, ZeroHash),
      ).to.be.revertedWithCustomError(disputes, "DocumentMissing");
    });

    it("happens once: neither beside another nor after an answer or a withdrawal", async function () {
      const { disputes, citizen, roll } = city;
      await open(0);
      await expect(open(0))
        .to.be.revertedWithCustomError(disputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.open);
      await answer(0, 0n);
      await expect(open(0))
        .to.be.revertedWithCustomError(disputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.rejected);
      await open(1);
      await as(disputes, citizen).withdraw(roll, 1n);
      await expect(open(1))
        .to.be.revertedWithCustomError(disputes, "DisputeStateWrong")
        .withArgs(roll, 1n, STATE.withdrawn);
    });

    it("needs a bill of the roll that is not settled", async function () {
      const { disputes, billing, citizen, roll } = city;
      const [bill] = billOf(0);
      await expect(as(disputes, citizen).open(bill, city.tree.proofs[1], openingOf(citizen), 1n, STATEMENT))
        .to.be.revertedWithCustomError(billing, "BillUnknown")
        .withArgs(roll, await billing.leafOf(bill));
      await pay(0);
      await expect(open(0)).to.be.revertedWithCustomError(disputes, "ClaimWrong").withArgs(AMOUNT, 0n);
    });

    it("goes on while this contract and the bills are closed", async function () {
      const { disputes, billing, officers, citizen, roll } = city;
      await officers.setTargetClosed(await disputes.getAddress(), true);
      await officers.setTargetClosed(await billing.getAddress(), true);
      await open(0);
      await as(disputes, citizen).withdraw(roll, 0n);
      expect(await statusOf(0)).to.equal(STATUS.inLedger);
    });
  });

  describe("openBySignature", function () {
    const order = async (deadline: bigint, signer: Wallet = city.citizen, changes = {}) => {
      const { citizen, roll } = city;
      const terms = { debtor: citizen.address, roll, index: 0n, claimed: AMOUNT, statementHash: STATEMENT };
      const signature = await sign("OpenDispute", { ...terms, deadline, ...changes }, signer);
      return [...billOf(0), openingOf(citizen), AMOUNT, STATEMENT, deadline, signature] as const;
    };

    it("disputes by the debtor's signature, handed in by anyone, once", async function () {
      const { disputes, relayer, citizen, roll } = city;
      const at = await nextTime();
      const act = await order(at + DAY);
      await nextTimeAt(at);
      await expect(as(disputes, relayer).openBySignature(...act))
        .to.emit(disputes, "DisputeOpened")
        .withArgs(roll, 0n, citizen.address, AMOUNT, STATEMENT, at + ANSWER_PERIOD);
      await as(disputes, citizen).withdraw(roll, 0n);
      await expect(as(disputes, relayer).openBySignature(...act))
        .to.be.revertedWithCustomError(disputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.withdrawn);
    });

    it("refuses another's signature, other terms, a wrong opening, and a time that is over", async function () {
      const { disputes, relayer, citizen, heir } = city;
      const deadline = (await now()) + DAY;
      for (const act of [
        await order(deadline, heir),
        await order(deadline, citizen, { index: 1n }),
        await order(deadline, citizen, { roll: city.roll + 1n }),
        await order(deadline, citizen, { claimed: 1n }),
        await order(deadline, citizen, { statementHash: ZeroHash }),
        await order(deadline, citizen, { deadline: deadline + 1n }),
      ]) {
        await expect(as(disputes, relayer).openBySignature(...act))
          .to.be.revertedWithCustomError(disputes, "SignatureInvalid")
          .withArgs(citizen.address);
      }
      const [bill, proof, , claimed, statement, , signature] = await order(deadline, heir);
      await expect(
        as(disputes, relayer).openBySignature(
          bill,
          proof,
          openingOf(heir),
          claimed,
          statement,
          deadline,
          signature,
        ),
      )
        .to.be.revertedWithCustomError(disputes, "OpeningWrong")
        .withArgs(commitOf(citizen));
      const at = await nextTime();
      await expect(as(disputes, relayer).openBySignature(...(await order(at - 1n))))
        .to.be.revertedWithCustomError(disputes, "DeadlineWrong")
        .withArgs(at - 1n, at + MAXIMUM_DEADLINE);
    });

    it("a contract wallet disputes by the signature of its owner", async function () {
      const { disputes, billing, clerk, citizen, relayer, deployer, roll } = city;
      const wallet = {
        address: await (await deployDouble("Wallet__Double", deployer, [citizen.address])).getAddress(),
      };
      const openAt = (await now()) + 2n * DAY;
      const other = (roll & ~((2n ** 40n - 1n) << 56n)) | (openAt << 56n);
      const tree = rollOf(wallet, other, openAt + 30n * DAY);
      await as(billing, clerk).postRoll(other, tree.root, BILLS, AMOUNT, ethers.id("dataset"));
      await time.increaseTo(openAt);
      const deadline = openAt + DAY;
      const signature = await sign("OpenDispute", {
        debtor: wallet.address,
        roll: other,
        index: 0n,
        claimed: 1n,
        statementHash: STATEMENT,
        deadline,
      });
      await as(disputes, relayer).openBySignature(
        tree.bills[0],
        tree.proofs[0],
        openingOf(wallet),
        1n,
        STATEMENT,
        deadline,
        signature,
      );
      expect((await disputes.disputeOf(other, 0n)).debtor).to.equal(wallet.address);
    });
  });

  describe("withdraw", function () {
    it("releases the bill, without the time that it was held", async function () {
      const { disputes, billing, citizen, roll, dueAt } = city;
      await nextTimeAt(dueAt);
      await open(0);
      await nextTimeAt(dueAt + 100n * DAY);
      const sent = as(disputes, citizen).withdraw(roll, 0n);
      await expect(sent).to.emit(disputes, "DisputeWithdrawn").withArgs(roll, 0n);
      await expect(sent).to.emit(billing, "BillReleased").withArgs(roll, 0n, 1n);
      expect(await stateOf(0)).to.equal(STATE.withdrawn);
      expect(await dueOf(city, 0)).to.equal(AMOUNT);
      await time.increaseTo(dueAt + 103n * DAY);
      expect(await dueOf(city, 0)).to.equal(AMOUNT);
      await time.increaseTo(dueAt + 103n * DAY + 1n);
      expect(await dueOf(city, 0)).to.equal(AMOUNT + SURCHARGE);
    });

    it("is the debtor's who opened it, and only while it is open", async function () {
      const { disputes, stranger, clerk, citizen, roll } = city;
      await expect(as(disputes, citizen).withdraw(roll, 0n))
        .to.be.revertedWithCustomError(disputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.none);
      await open(0);
      await expect(as(disputes, stranger).withdraw(roll, 0n))
        .to.be.revertedWithCustomError(disputes, "DebtorOnly")
        .withArgs(stranger.address, citizen.address);
      await as(disputes, clerk).openAtCounter(...billOf(1), 1n, STATEMENT);
      await expect(as(disputes, citizen).withdraw(roll, 1n))
        .to.be.revertedWithCustomError(disputes, "DebtorOnly")
        .withArgs(citizen.address, NOBODY);
      await answer(0, 0n);
      await expect(as(disputes, citizen).withdraw(roll, 0n))
        .to.be.revertedWithCustomError(disputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.rejected);
    });

    it("works by signature for this opening alone", async function () {
      const { disputes, relayer, clerk, citizen, heir, roll } = city;
      await open(0);
      const { openedAt } = await disputes.disputeOf(roll, 0n);
      const deadline = (await now()) + 60n * DAY;
      const message = { debtor: citizen.address, roll, index: 0n, openedAt, deadline };
      const signature = await sign("WithdrawDispute", message);
      const hand = (text: string) => as(disputes, relayer).withdrawBySignature(roll, 0n, deadline, text);
      for (const wrong of [
        await sign("WithdrawDispute", message, heir),
        await sign("WithdrawDispute", { ...message, openedAt: openedAt + 1n }),
        await sign("WithdrawDispute", { ...message, index: 1n }),
      ]) {
        await expect(hand(wrong))
          .to.be.revertedWithCustomError(disputes, "SignatureInvalid")
          .withArgs(citizen.address);
      }
      await expect(hand(signature)).to.emit(disputes, "DisputeWithdrawn").withArgs(roll, 0n);
      await expect(hand(signature))
        .to.be.revertedWithCustomError(disputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.withdrawn);
      await as(disputes, clerk).openAtCounter(...billOf(0), 1n, STATEMENT);
      await expect(hand(signature))
        .to.be.revertedWithCustomError(disputes, "SignatureInvalid")
        .withArgs(NOBODY);
    });
  });

  describe("openAtCounter", function () {
    it("opens for somebody, also a second time, but not beside an open one", async function () {
      const { disputes, billing, clerk, roll } = city;
      await open(0);
      await expect(as(disputes, clerk).openAtCounter(...billOf(0), 1n, STATEMENT))
        .to.be.revertedWithCustomError(billing, "BillStatusWrong")
        .withArgs(roll, 0n, STATUS.held);
      await answer(0, 0n);
      const at = await nextTime();
      await expect(as(disputes, clerk).openAtCounter(...billOf(0), 5n, STATEMENT))
        .to.emit(disputes, "DisputeOpened")
        .withArgs(roll, 0n, NOBODY, 5n, STATEMENT, at + ANSWER_PERIOD);
      expect(await disputes.disputeOf(roll, 0n)).to.deep.equal([NOBODY, at, STATE.open, 5n]);
    });

    it("is an officer's", async function () {
      const { disputes, stranger } = city;
      await expect(as(disputes, stranger).openAtCounter(...billOf(0), 1n, STATEMENT))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });

  describe("answer", function () {
    it("lets the bill stand, and leaves time to pay before fees grow again", async function () {
      const { disputes, billing, clerk, roll, dueAt } = city;
      await nextTimeAt(dueAt + 3n * DAY);
      await open(0);
      const at = await nextTime(20n * DAY);
      const sent = answer(0, 0n);
      await expect(sent)
        .to.emit(disputes, "DisputeAnswered")
        .withArgs(roll, 0n, clerk.address, 0n, REASON, DECISION);
      await expect(sent).to.emit(billing, "BillReleased").withArgs(roll, 0n, 1n);
      await expect(sent)
        .to.emit(billing, "BillDeferred")
        .withArgs(roll, 0n, at + PAYMENT_PERIOD);
      expect(await stateOf(0)).to.equal(STATE.rejected);
      await time.increaseTo(at + PAYMENT_PERIOD);
      expect(await dueOf(city, 0)).to.equal(AMOUNT);
      await time.increaseTo(at + PAYMENT_PERIOD + DAY);
      expect(await dueOf(city, 0)).to.equal(AMOUNT + SURCHARGE + DAILY);
      await pay(0);
      expect(await statusOf(0)).to.equal(STATUS.settled);
    });

    it("reduces the bill at the credit account's expense, and the rest can be paid", async function () {
      const { disputes, billing, token, clerk, budget, payee, roll } = city;
      await open(0);
      const sent = answer(0, tokens(30));
      await expect(sent)
        .to.emit(disputes, "DisputeAnswered")
        .withArgs(roll, 0n, clerk.address, tokens(30), REASON, DECISION);
      await expect(sent).to.emit(billing, "BillCredited").withArgs(roll, 0n, tokens(30), tokens(70), REASON);
      await expect(sent).to.changeTokenBalances(ethers, token, [budget, payee], [-tokens(30), tokens(30)]);
      expect(await stateOf(0)).to.equal(STATE.granted);
      await expect(pay(0)).to.changeTokenBalances(ethers, token, [payee], [tokens(70)]);
    });

    it("a bill that is credited whole is settled", async function () {
      const { billing, roll } = city;
      await open(0);
      await expect(answerAsHead(0, AMOUNT)).not.to.emit(billing, "BillReleased");
      expect(await stateOf(0)).to.equal(STATE.granted);
      expect(await statusOf(0)).to.equal(STATUS.settled);
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
    });

    it("is an officer's for thirty days and the head's for thirty more, to the second", async function () {
      const { disputes, roll } = city;
      for (const index of [0, 1, 2, 3]) await open(index);
      const openedAt = async (index: bigint) => (await disputes.disputeOf(roll, index)).openedAt;
      await nextTimeAt((await openedAt(1n)) + ANSWER_PERIOD);
      await answer(1, 0n);
      await nextTimeAt((await openedAt(0n)) + ANSWER_PERIOD + 10n);
      await skipped(answer(0, 0n), 0, "AnswerTooLate", "disputes");
      expect(await stateOf(0)).to.equal(STATE.open);
      await nextTimeAt((await openedAt(3n)) + ANSWER_PERIOD + HEAD_PERIOD);
      await answerAsHead(3, 0n);
      expect(await stateOf(3)).to.equal(STATE.rejected);
      await skipped(answerAsHead(2, AMOUNT), 2, "AnswerTooLate", "disputes");
      expect(await stateOf(2)).to.equal(STATE.open);
      expect(await statusOf(2)).to.equal(STATUS.held);
    });

    it("an officer credits up to the limit in all, to the unit; the head what is owed", async function () {
      const { disputes, billing, roll } = city;
      await credit(0, tokens(10));
      await open(0, tokens(90));
      await skipped(answer(0, tokens(30) + 1n), 0, "AboveOfficerLimit", "disputes");
      expect(await stateOf(0)).to.equal(STATE.open);
      await answer(0, tokens(30));
      expect((await billing.ledgerOf(roll, 0n)).credited).to.equal(OFFICER_LIMIT);
      await open(1);
      await skipped(answerAsHead(1, AMOUNT + 1n), 1, "CreditInvalid", "billing");
      expect(await stateOf(1)).to.equal(STATE.open);
      await answerAsHead(1, AMOUNT);
      expect((await disputes.disputeOf(roll, 1n)).state).to.equal(STATE.granted);
    });

    it("answers a batch and leaves out what it cannot answer", async function () {
      const { disputes, billing, clerk, roll } = city;
      for (const index of [0, 1, 2, 3]) await open(index);
      const sent = as(disputes, clerk).answer([
        answerOf(0, 0n),
        answerOf(5, 0n),
        answerOf(1, 0n, { reason: ZeroHash }),
        answerOf(1, 0n, { documentHash: ZeroHash }),
        answerOf(2, 0n, { proof: city.tree.proofs[3] }),
        answerOf(3, 1n),
        answerOf(3, 1n),
      ]);
      await skipped(sent, 5, "DisputeStateWrong", "disputes");
      await skipped(sent, 1, "DocumentMissing", "disputes");
      await skipped(sent, 2, "BillUnknown", "billing");
      await skipped(sent, 3, "DisputeStateWrong", "disputes");
      expect([await stateOf(0), await stateOf(1), await stateOf(2), await stateOf(3)]).to.deep.equal([
        STATE.rejected,
        STATE.open,
        STATE.open,
        STATE.granted,
      ]);
      const names = (await receiptOf(sent)).logs.flatMap(
        (log) => disputes.interface.parseLog(log)?.name ?? [],
      );
      expect(names.filter((name) => name === "ItemSkipped")).to.have.length(5);
      expect(names.filter((name) => name === "DisputeAnswered")).to.have.length(2);
      expect(await billing.statusOf(roll, 3n)).to.equal(STATUS.inLedger);
    });

    it("says what the credit account did not pay", async function () {
      const { billing, head, roll, token, budget } = city;
      await open(0);
      await as(token, budget).approve(billing, 0n);
      await skipped(answer(0, 1n), 0, "ERC20InsufficientAllowance", "token");
      await as(billing, head).setCreditAccount(roll, ZeroAddress);
      await skipped(answer(0, 1n), 0, "CreditAccountMissing", "billing");
      expect(await stateOf(0)).to.equal(STATE.open);
    });

    it("says so where the credit account failed without a word", async function () {
      const { billing, token, head, deployer, roll } = city;
      const line = await deployDouble<CreditAccount>("CreditAccount__Double", deployer, [
        await token.getAddress(),
      ]);
      await line.setPayout(FAIL_SILENTLY);
      await as(billing, head).setCreditAccount(roll, line);
      await open(0);
      await skipped(answer(0, 1n), 0, "CallFailed", "disputes");
      await skipped(credit(1, 1n), 1, "CallFailed", "disputes");
      await pay(2);
      await skipped(refund(2, tokens(1)), 2, "CallFailed", "disputes");
      expect(await stateOf(0)).to.equal(STATE.open);
      expect(await statusOf(2)).to.equal(STATUS.settled);
    });

    it("keeps a longer time to pay that was granted before", async function () {
      const { billing, roll } = city;
      const firstDueAt = (await now()) + 60n * DAY;
      await grant(0, firstDueAt, 30n, 3n);
      await open(0);
      await expect(answer(0, 0n)).not.to.emit(billing, "BillDeferred");
      expect((await billing.ledgerOf(roll, 0n)).deferredUntil).to.be.greaterThanOrEqual(firstDueAt);
    });

    it("is for officers and for the head", async function () {
      const { disputes, head, clerk } = city;
      await expect(as(disputes, head).answer([]))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(head.address);
      await expect(as(disputes, clerk).answerAsHead([]))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(clerk.address);
    });
  });

  describe("endBySilence", function () {
    it("BILL-18: credits what was claimed once both have let their time pass, to the second", async function () {
      const { disputes, billing, token, stranger, budget, payee, roll } = city;
      await open(0, tokens(60));
      const { openedAt } = await disputes.disputeOf(roll, 0n);
      const until = openedAt + ANSWER_PERIOD + HEAD_PERIOD;
      await nextTimeAt(until);
      await expect(as(disputes, stranger).endBySilence(...billOf(0)))
        .to.be.revertedWithCustomError(disputes, "SilenceTooEarly")
        .withArgs(until);
      await nextTimeAt(until + 1n);
      const sent = as(disputes, stranger).endBySilence(...billOf(0));
      await expect(sent).to.emit(disputes, "DisputeEndedBySilence").withArgs(roll, 0n, tokens(60));
      await expect(sent).to.emit(billing, "BillCredited").withArgs(roll, 0n, tokens(60), tokens(40), SILENCE);
      await expect(sent)
        .to.emit(billing, "BillDeferred")
        .withArgs(roll, 0n, until + 1n + PAYMENT_PERIOD);
      await expect(sent).to.changeTokenBalances(ethers, token, [budget, payee], [-tokens(60), tokens(60)]);
      expect(await stateOf(0)).to.equal(STATE.silent);
      expect(await dueOf(city, 0)).to.equal(tokens(40));
      await expect(as(disputes, stranger).endBySilence(...billOf(0)))
        .to.be.revertedWithCustomError(disputes, "DisputeStateWrong")
        .withArgs(roll, 0n, STATE.silent);
    });

    it("settles a bill that was claimed whole", async function () {
      const { disputes, stranger } = city;
      await open(0);
      await time.increase(ANSWER_PERIOD + HEAD_PERIOD + 1n);
      await as(disputes, stranger).endBySilence(...billOf(0));
      expect(await statusOf(0)).to.equal(STATUS.settled);
    });

    it("credits what is owed where another agent has credited the bill meanwhile", async function () {
      const { disputes, billing, council, agent, stranger, roll } = city;
      await open(0, tokens(60));
      await as(billing, council).announceAgent(agent, CREDIT);
      await as(billing, agent).credit(...billOf(0), tokens(70), REASON);
      await time.increase(ANSWER_PERIOD + HEAD_PERIOD + 1n);
      const sent = as(disputes, stranger).endBySilence(...billOf(0));
      await expect(sent).to.emit(disputes, "DisputeEndedBySilence").withArgs(roll, 0n, tokens(30));
      await expect(sent).to.emit(billing, "BillCredited").withArgs(roll, 0n, tokens(30), 0n, SILENCE);
      expect(await stateOf(0)).to.equal(STATE.silent);
      expect(await statusOf(0)).to.equal(STATUS.settled);
    });

    it("waits, without late fees, where the credit account does not pay", async function () {
      const { disputes, billing, token, budget, stranger, roll } = city;
      await open(0);
      await as(token, budget).approve(billing, 0n);
      await time.increase(400n * DAY);
      await expect(as(disputes, stranger).endBySilence(...billOf(0)))
        .to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance")
        .withArgs(await billing.getAddress(), 0n, AMOUNT);
      expect(await stateOf(0)).to.equal(STATE.open);
      expect(await dueOf(city, 0)).to.equal(AMOUNT);
      await as(token, budget).approve(billing, AMOUNT);
      await as(disputes, stranger).endBySilence(...billOf(0));
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
    });
  });

  describe("credit", function () {
    it("credits a bill with reason and document, up to the officers' limit in all", async function () {
      const { disputes, billing, clerk, roll } = city;
      await expect(credit(0, tokens(15)))
        .to.emit(disputes, "CreditGranted")
        .withArgs(roll, 0n, clerk.address, tokens(15), REASON, DECISION);
      await skipped(credit(0, tokens(25) + 1n), 0, "AboveOfficerLimit", "disputes");
      await credit(0, tokens(25));
      expect((await billing.ledgerOf(roll, 0n)).credited).to.equal(OFFICER_LIMIT);
      await skipped(credit(0, 1n), 0, "AboveOfficerLimit", "disputes");
    });

    it("the head writes a bill off, and nobody credits more than is owed", async function () {
      const { disputes, billing, head, roll } = city;
      await payPart(0, tokens(30));
      const sent = as(disputes, head).creditAsHead([answerOf(0, tokens(70) + 1n)]);
      await skipped(sent, 0, "CreditInvalid", "billing");
      await expect(sent).not.to.emit(disputes, "CreditGranted");
      await expect(as(disputes, head).creditAsHead([answerOf(0, tokens(70))]))
        .to.emit(disputes, "CreditGranted")
        .withArgs(roll, 0n, head.address, tokens(70), REASON, DECISION);
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
    });

    it("leaves out what lacks reason or document, is disputed or unknown, and goes on", async function () {
      const { disputes, clerk } = city;
      await open(1);
      await pay(2);
      const sent = as(disputes, clerk).credit([
        answerOf(0, 1n, { reason: ZeroHash }),
        answerOf(0, 1n, { documentHash: ZeroHash }),
        answerOf(1, 1n),
        answerOf(2, 1n),
        answerOf(3, 1n, { proof: [] }),
        answerOf(4, 1n),
      ]);
      await skipped(sent, 0, "DocumentMissing", "disputes");
      await skipped(sent, 1, "DisputeStateWrong", "disputes");
      await skipped(sent, 2, "BillStatusWrong", "billing");
      await skipped(sent, 3, "BillUnknown", "billing");
      const names = (await receiptOf(sent)).logs.flatMap(
        (log) => disputes.interface.parseLog(log)?.name ?? [],
      );
      expect(names).to.deep.equal([...Array<string>(5).fill("ItemSkipped"), "CreditGranted"]);
    });

    it("is for officers and for the head", async function () {
      const { disputes, head, clerk } = city;
      await expect(as(disputes, head).credit([]))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(head.address);
      await expect(as(disputes, clerk).creditAsHead([]))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(clerk.address);
    });
  });

  describe("refund", function () {
    it("gives back what was paid to the debtor, whoever paid; the bill is owed again", async function () {
      const { disputes, billing, token, agent, clerk, citizen, heir, budget, roll } = city;
      await as(token, agent).mint(heir, AMOUNT);
      await as(token, heir).approve(billing, AMOUNT);
      await pay(0, AMOUNT, heir);
      const sent = refund(0, tokens(60));
      await expect(sent)
        .to.emit(disputes, "RefundGranted")
        .withArgs(roll, 0n, clerk.address, citizen.address, tokens(60), REASON, DECISION);
      await expect(sent).to.changeTokenBalances(
        ethers,
        token,
        [citizen, heir, budget],
        [tokens(60), 0n, -tokens(60)],
      );
      expect(await statusOf(0)).to.equal(STATUS.inLedger);
      expect(await dueOf(city, 0)).to.equal(tokens(60));
    });

    it("BILL-15: never gives back more than was paid", async function () {
      const { billing, token, budget, roll } = city;
      await skipped(refund(0, 1n), 0, "BillStatusWrong", "billing");
      await payPart(0, tokens(30));
      await skipped(refund(0, tokens(30) + 1n), 0, "RefundInvalid", "billing");
      await refund(0, tokens(20));
      await skipped(refund(0, tokens(10) + 1n), 0, "RefundInvalid", "billing");
      await refund(0, tokens(10));
      expect((await billing.ledgerOf(roll, 0n)).paid).to.equal(0n);
      expect(await token.balanceOf(budget)).to.equal(BUDGET - tokens(30));
    });

    it("what is no longer owed counts against the officers' limit, to the unit", async function () {
      const { billing, roll } = city;
      await pay(0);
      const credited = { isCredited: true };
      await skipped(refund(0, OFFICER_LIMIT + 1n, credited), 0, "AboveOfficerLimit", "disputes");
      await refund(0, OFFICER_LIMIT, credited);
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
      await skipped(refund(0, 1n, credited), 0, "AboveOfficerLimit", "disputes");
      await refund(0, tokens(60));
      expect(await billing.isSettled(roll, 0n)).to.equal(false);
      expect(await dueOf(city, 0)).to.equal(tokens(60));
    });

    it("goes to nobody but the debtor, with a reason and a document", async function () {
      const { citizen, heir } = city;
      await pay(0);
      const opening = openingOf(citizen);
      for (const wrong of [
        { ...opening, account: heir.address },
        { ...opening, document: ZeroHash },
        { ...opening, salt: ZeroHash },
      ]) {
        await skipped(refund(0, 1n, { opening: wrong }), 0, "OpeningWrong", "disputes");
      }
      await skipped(refund(0, 1n, { reason: ZeroHash }), 0, "DocumentMissing", "disputes");
      await skipped(refund(0, 1n, { documentHash: ZeroHash }), 0, "DocumentMissing", "disputes");
    });

    it("the head refunds whoever paid by mistake", async function () {
      const { disputes, billing, token, agent, head, heir, roll } = city;
      await as(token, agent).mint(heir, AMOUNT);
      await as(token, heir).approve(billing, AMOUNT);
      await pay(0, AMOUNT, heir);
      const sent = refundAsHead(0, heir.address, AMOUNT);
      await expect(sent)
        .to.emit(disputes, "RefundGranted")
        .withArgs(roll, 0n, head.address, heir.address, AMOUNT, REASON, DECISION);
      await expect(sent).to.changeTokenBalances(ethers, token, [heir], [AMOUNT]);
      expect(await dueOf(city, 0)).to.equal(AMOUNT);
      await expect(refundAsHead(0, heir.address, 1n)).to.be.revertedWithCustomError(billing, "RefundInvalid");
    });

    it("the head may let the amount go, above the officers' limit, with a document", async function () {
      const { disputes, billing, citizen, roll } = city;
      await pay(0);
      await expect(refundAsHead(0, citizen.address, AMOUNT, true, ZeroHash)).to.be.revertedWithCustomError(
        disputes,
        "DocumentMissing",
      );
      await refundAsHead(0, citizen.address, AMOUNT, true);
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
    });

    it("is for officers and for the head", async function () {
      const { disputes, head, clerk, citizen } = city;
      await expect(as(disputes, head).refund([]))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(head.address);
      await expect(as(disputes, clerk).refundAsHead(...billOf(0), citizen, 1n, false, REASON, DECISION))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(clerk.address);
    });
  });

  describe("instalments", function () {
    it("shares out what is owed, the rest with the last", async function () {
      const { disputes, billing, clerk, roll, dueAt } = city;
      await payPart(0, tokens(30));
      const firstDueAt = dueAt + DAY;
      const sent = grant(0, firstDueAt, 30n, 3n);
      await expect(sent)
        .to.emit(disputes, "PlanGranted")
        .withArgs(roll, 0n, clerk.address, firstDueAt, 30n, 3n, tokens(70), DECISION);
      await expect(sent)
        .to.emit(billing, "BillDeferred")
        .withArgs(roll, 0n, firstDueAt + 30n * DAY);
      expect(await disputes.planOf(roll, 0n)).to.deep.equal([firstDueAt, 30n, 3n, tokens(70), tokens(30)]);
      const scheduled = [];
      for (const instalments of [0n, 1n, 2n, 3n, 4n]) {
        scheduled.push(await disputes.scheduledOf(roll, 0n, instalments));
      }
      expect(scheduled).to.deep.equal([30_000_000n, 53_333_333n, 76_666_666n, AMOUNT, AMOUNT]);
    });

    it("keeps fees away while it is kept, to the unit and the second", async function () {
      const { disputes, billing, roll, dueAt } = city;
      const [first, second, third] = [dueAt + DAY, dueAt + 31n * DAY, dueAt + 61n * DAY];
      await grant(0, first, 30n, 3n);
      await payPart(0, 33_333_332n);
      await skipped(extend(0), 0, "PlanNotAhead", "disputes");
      await payPart(0, tokens(1));
      await expect(extend(0)).to.emit(disputes, "PlanExtended").withArgs(roll, 0n, third);
      await skipped(extend(0), 0, "PlanNotAhead", "disputes");
      expect((await billing.ledgerOf(roll, 0n)).deferredUntil).to.equal(third);
      await time.increaseTo(second + DAY);
      expect(await dueOf(city, 0)).to.equal(tokens(100) - 34_333_332n);
      await time.increaseTo(third);
      expect(await dueOf(city, 0)).to.equal(tokens(100) - 34_333_332n);
      await time.increaseTo(third + DAY);
      expect(await dueOf(city, 0)).to.equal(tokens(100) - 34_333_332n + SURCHARGE + DAILY);
    });

    it("a missed instalment lets fees grow from the next one's date", async function () {
      const { dueAt } = city;
      const second = dueAt + 31n * DAY;
      await grant(0, dueAt + DAY, 30n, 3n);
      await time.increaseTo(second);
      expect(await dueOf(city, 0)).to.equal(AMOUNT);
      await skipped(extend(0), 0, "PlanNotAhead", "disputes");
      await time.increaseTo(second + DAY);
      expect(await dueOf(city, 0)).to.equal(AMOUNT + SURCHARGE + DAILY);
    });

    it("who pays ahead is extended to the last instalment at most", async function () {
      const { disputes, roll, dueAt } = city;
      await grant(0, dueAt + DAY, 30n, 4n);
      await payPart(0, tokens(99));
      await expect(extend(0))
        .to.emit(disputes, "PlanExtended")
        .withArgs(roll, 0n, dueAt + 91n * DAY);
    });

    it("leaves out what has no plan or is settled, and goes on", async function () {
      const { disputes, dueAt } = city;
      await grant(1, dueAt + DAY, 30n, 3n);
      await grant(2, dueAt + DAY, 30n, 3n);
      await pay(1);
      await payPart(2, tokens(34));
      const sent = extend(0, 1, 2);
      await skipped(sent, 0, "PlanUnknown", "disputes");
      await skipped(sent, 1, "BillStatusWrong", "billing");
      const names = (await receiptOf(sent)).logs.flatMap(
        (log) => disputes.interface.parseLog(log)?.name ?? [],
      );
      expect(names).to.deep.equal(["ItemSkipped", "ItemSkipped", "PlanExtended"]);
    });

    it("a plan after a refund counts what is settled then", async function () {
      const { disputes, roll, dueAt } = city;
      await payPart(0, tokens(50));
      await grant(0, dueAt + DAY, 30n, 5n);
      await refund(0, tokens(50));
      await skipped(extend(0), 0, "PlanNotAhead", "disputes");
      expect(await disputes.scheduledOf(roll, 0n, 1n)).to.equal(tokens(60));
    });

    it("refuses terms that mean nothing, to the second of the longest plan", async function () {
      const { disputes } = city;
      const at = await nextTime(100n);
      for (const [firstDueAt, periodDays, count] of [
        [at, 30n, 3n],
        [at + DAY, 0n, 3n],
        [at + DAY, 30n, 1n],
        [at + DAY, 30n, 0n],
        [at + DAY + 1n, 1829n, 2n],
      ] as const) {
        await nextTimeAt(at);
        await expect(
          as(disputes, city.clerk).grantPlan.staticCall(
            ...billOf(0),
            firstDueAt,
            periodDays,
            count,
            DECISION,
            { blockTag: "pending" },
          ),
        )
          .to.be.revertedWithCustomError(disputes, "PlanTermsWrong")
          .withArgs(firstDueAt, periodDays, count);
      }
      await expect(grant(0, at + DAY, 30n, 3n, ZeroHash)).to.be.revertedWithCustomError(
        disputes,
        "DocumentMissing",
      );
      await nextTimeAt(at + 50n);
      await grant(0, at + 51n, 1n, 2n);
      await nextTimeAt(at + 100n);
      await grant(1, at + 100n + DAY, 1829n, 2n);
      expect((await disputes.planOf(city.roll, 1n)).periodDays).to.equal(1829n);
    });

    it("the longest and largest plan does not overflow", async function () {
      const { disputes } = city;
      const at = await now();
      await expect(grant(0, at + DAY, 65_535n, 65_535n))
        .to.be.revertedWithCustomError(disputes, "PlanTermsWrong")
        .withArgs(at + DAY, 65_535n, 65_535n);
    });

    it("needs something owed, and a bill that can be paid", async function () {
      const { disputes, billing, roll, dueAt } = city;
      await pay(0);
      await expect(grant(0, dueAt, 30n, 3n))
        .to.be.revertedWithCustomError(disputes, "NothingOwed")
        .withArgs(roll, 0n);
      await open(1);
      await expect(grant(1, dueAt, 30n, 3n))
        .to.be.revertedWithCustomError(billing, "BillStatusWrong")
        .withArgs(roll, 1n, STATUS.held);
      await expect(disputes.scheduledOf(roll, 2n, 1n))
        .to.be.revertedWithCustomError(disputes, "PlanUnknown")
        .withArgs(roll, 2n);
    });

    it("is an officer's", async function () {
      const { disputes, stranger, dueAt } = city;
      await expect(as(disputes, stranger).grantPlan(...billOf(0), dueAt, 30n, 3n, DECISION))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });

  describe("setOfficerLimit", function () {
    it("is the head's, and told", async function () {
      const { disputes, head, clerk } = city;
      await expect(as(disputes, head).setOfficerLimit(tokens(1)))
        .to.emit(disputes, "OfficerLimitSet")
        .withArgs(tokens(1));
      expect(await disputes.officerLimit()).to.equal(tokens(1));
      await skipped(credit(0, tokens(1) + 1n), 0, "AboveOfficerLimit", "disputes");
      await expect(as(disputes, clerk).setOfficerLimit(tokens(2)))
        .to.be.revertedWithCustomError(disputes, "AccessManagedUnauthorized")
        .withArgs(clerk.address);
    });
  });

  describe("BILL-14: a disputed bill grows no late fee", function () {
    const grace = 3n * DAY;
    for (const [when, after, fee] of [
      ["a second before it is due", -1n, 0n],
      ["in the second in which it is due", 0n, 0n],
      ["in the last second of its grace days", grace, 0n],
      ["a second later", grace + 1n, SURCHARGE],
      ["a day later", grace + DAY, SURCHARGE + DAILY],
      ["a day less twelve seconds later", grace + DAY - 12n, SURCHARGE],
      ["a day and twelve seconds later", grace + DAY + 12n, SURCHARGE + DAILY],
    ] as const) {
      it(`held ${when}, for however long`, async function () {
        const { dueAt } = city;
        await nextTimeAt(dueAt + after);
        await open(0, 1n);
        expect(await dueOf(city, 0)).to.equal(AMOUNT + fee);
        await time.increase(59n * DAY);
        expect(await dueOf(city, 0)).to.equal(AMOUNT + fee);
        await answerAsHead(0, 0n);
        expect(await dueOf(city, 0)).to.equal(AMOUNT + fee);
        await time.increase(PAYMENT_PERIOD - 1n);
        expect(await dueOf(city, 0)).to.equal(AMOUNT + fee);
      });
    }
  });

  describe("the largest batches stay under 15 million gas", function () {
    const [FEW, MORE] = [2, 10];
    const LARGEST = { answer: 100n, credit: 120n, refund: 120n, extendPlans: 150n };

    it("answers, credits, refunds and extensions, with proofs as in a roll of 100,000", async function () {
      const { disputes, billing, clerk, head, payee, citizen, budget } = city;
      const openAt = (await now()) + 2n * DAY;
      const roll = (BigInt(payee.address) << 96n) | (openAt << 56n) | (BigInt(DEEP_LEVELS) << 40n) | 9n;
      const size = FEW + MORE;
      const tree = deepRoll(citizen, roll, openAt + 30n * DAY, 4 * size, WORD);
      await as(billing, clerk).postRoll(roll, tree.root, 4 * size, AMOUNT, ethers.id("dataset"));
      await as(billing, head).setCreditAccount(roll, budget);
      await time.increaseTo(openAt);
      const opening = openingOf(citizen);
      const proven = (index: number) => ({ bill: tree.bills[index], proof: tree.proofs[index] });
      const item = (index: number, amount: bigint): IDisputes.AnswerStruct => ({
        ...proven(index),
        amount,
        reason: REASON,
        documentHash: DECISION,
      });
      const acts = {
        answer: (list: number[]) => as(disputes, clerk).answer(list.map((index) => item(index, 1n))),
        credit: (list: number[]) => as(disputes, clerk).credit(list.map((index) => item(index, 1n))),
        refund: (list: number[]) =>
          as(disputes, clerk).refund(
            list.map((index) => ({ ...item(index, tokens(1)), opening, isCredited: false })),
          ),
        extendPlans: (list: number[]) => disputes.extendPlans(list.map(proven)),
      };
      for (let i = 0; i < size; ++i) {
        const [disputed, paid, planned] = [i, 2 * size + i, 3 * size + i];
        await as(disputes, citizen).open(tree.bills[disputed], tree.proofs[disputed], opening, 1n, STATEMENT);
        await as(billing, citizen).payPart(tree.bills[paid], tokens(1), tree.proofs[paid]);
        const bill = [tree.bills[planned], tree.proofs[planned]] as const;
        await as(disputes, clerk).grantPlan(...bill, openAt + 31n * DAY, 30n, 3n, DECISION);
        await as(billing, citizen).payPart(bill[0], tokens(40), bill[1]);
      }
      for (const [at, name] of (["answer", "credit", "refund", "extendPlans"] as const).entries()) {
        const indexes = Array.from({ length: size }, (_, i) => at * size + i);
        const few = await receiptOf(acts[name](indexes.slice(0, FEW)));
        const more = await receiptOf(acts[name](indexes.slice(FEW)));
        for (const receipt of [few, more]) {
          expect(eventNames(receipt, disputes), name).not.to.include("ItemSkipped");
        }
        const each = (more.gasUsed - few.gasUsed) / BigInt(MORE - FEW);
        const largest = few.gasUsed + each * LARGEST[name];
        if (gasCounts()) expect(largest, name).to.be.lessThan(BLOCK_GAS_OF_A_BATCH);
      }
    });
  });

  it("nobody's tokens stay here", async function () {
    const { disputes, token } = city;
    await open(0);
    await answerAsHead(0, tokens(60));
    await pay(0);
    await refund(0, tokens(5));
    expect(await token.balanceOf(disputes)).to.equal(0n);
    expect(await token.balanceOf(city.billing)).to.equal(0n);
  });
});
