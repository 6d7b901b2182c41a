import { expect } from "chai";
import { id, MaxUint256, type Wallet, ZeroAddress } from "ethers";

import {
  billAuthorizationTypedData,
  billCommitment,
  billLeaf,
  datasetHash,
  datasetOf,
  fetchReceiptProof,
  issueBillTypedData,
  mandateTypedData,
  openDisputeTypedData,
  packOrder,
  packTerms,
  payBillTypedData,
  payPartTypedData,
  payStatementTypedData,
  type PaymentReceipt,
  paymentReceiptText,
  type ReceiptAnchors,
  readDataset,
  readDomain,
  readPaymentReceipt,
  reclaimDebitTypedData,
  revokeMandateTypedData,
  rollId,
  saltedHash,
  type TypedData,
  verifyBill,
  verifyPaymentReceipt,
  withdrawDisputeTypedData,
} from "../../../../sdk/index.js";
import { expectInputError } from "../../../support/inputError.js";
import { ethers, networkHelpers } from "../../../support/network.js";
import { as, DAY, tokens } from "../../../support/payments.js";
import { billedCity, billOf, preparedCity, type PreparedCity } from "../../../support/preparedCity.js";

const { time } = networkHelpers;

const sign = (signer: Wallet, { domain, types, message }: TypedData): Promise<string> =>
  signer.signTypedData(domain, types, message);

const call = (request: { to: string; data: string }): Promise<string> => ethers.provider.call(request);

const [SETTLED, LEDGER, HELD] = [1n, 2n, 3n];

describe("the SDK of billing, on the chain", () => {
  let city: PreparedCity;
  beforeEach(async () => {
    city = await networkHelpers.loadFixture(billedCity);
  });

  const soon = async (): Promise<bigint> => BigInt(await time.latest()) + 10n * DAY;
  const status = (index: number) => city.billing.statusOf(city.roll.id, index);

  it("hashes leaves as the contract does, and its proofs are true there", async () => {
    for (const { index } of city.bills) {
      const { bill, proof } = city.roll.bill(index);
      expect(await city.billing.leafOf(bill)).to.equal(billLeaf(bill));
      expect(await city.billing.isBill(bill, [...proof])).to.equal(true);
    }
    const { bill, proof } = city.roll.bill(city.bills[0].index);
    expect(await city.billing.isBill({ ...bill, terms: bill.terms + 1n }, [...proof])).to.equal(false);
  });

  it("announces what the roll holds: the event names count, sum and the dataset's hash", async () => {
    const { billing, roll } = city;
    const [{ args }] = await billing.queryFilter(billing.filters.RollPosted(roll.id));
    expect([args.root, args.count, args.total]).to.deep.equal([roll.root, 8n, tokens(850)]);
    expect(args.datasetHash).to.equal(await datasetHash(datasetOf(roll)));
  });

  it("pays a bill by signature, once", async () => {
    const { billing, billingDomain, ada, sender, roll, payee } = city;
    const { bill, proof, index } = billOf(city, "T-1");
    const deadline = await soon();
    const terms = { payer: ada.address, maxAmount: tokens(120), deadline };
    const signature = await sign(ada, payBillTypedData(billingDomain, bill, terms));
    const order = packOrder({ amount: terms.maxAmount, deadline, isPart: false });
    const payment = { payer: ada.address, ...bill, order, signature, proof: [...proof] };
    await expect(as(billing, sender).payBySignature(roll.id, [payment]))
      .to.emit(billing, "BillPaid")
      .withArgs(roll.id, index, ada.address, tokens(100));
    expect(await city.token.balanceOf(payee)).to.equal(tokens(100));
    await expect(as(billing, sender).payBySignature(roll.id, [payment])).to.emit(billing, "PaymentSkipped");
    expect(await city.token.balanceOf(payee)).to.equal(tokens(100));
  });

  it("pays parts by signature, each once, and the last settles", async () => {
    const { billing, billingDomain, ada, sender, roll } = city;
    const { bill, proof, index } = billOf(city, "T-2");
    const deadline = await soon();
    const part = async (amount: bigint, settled: bigint) => {
      const typedData = payPartTypedData(billingDomain, bill, {
        payer: ada.address,
        amount,
        settled,
        deadline,
      });
      const order = packOrder({ amount, settled, deadline, isPart: true });
      return { payer: ada.address, ...bill, order, signature: await sign(ada, typedData), proof: [...proof] };
    };
    const [first, second] = [await part(tokens(150), 0n), await part(tokens(50), tokens(150))];
    await expect(as(billing, sender).payBySignature(roll.id, [first, first]))
      .to.emit(billing, "BillPartPaid")
      .withArgs(roll.id, index, ada.address, tokens(150), tokens(50))
      .and.to.emit(billing, "PaymentSkipped");
    expect(await status(index)).to.equal(LEDGER);
    await expect(as(billing, sender).payBySignature(roll.id, [second]))
      .to.emit(billing, "BillPaid")
      .withArgs(roll.id, index, ada.address, tokens(50));
    expect(await status(index)).to.equal(SETTLED);
  });

  it("pays a household's statement by one signature", async () => {
    const { billing, billingDomain, ada, sender, roll } = city;
    const first = billOf(city, "Household Ada");
    const statement = roll.statement(first.statement.first, first.statement.places);
    const deadline = await soon();
    const terms = { payer: ada.address, maxAmount: tokens(70), deadline };
    const signature = await sign(ada, payStatementTypedData(billingDomain, statement, terms));
    const { terms: words, commit, proof } = statement;
    await as(billing, sender).payStatementBySignature(
      { roll: roll.id, terms: [...words], commit },
      [...proof],
      ada,
      terms.maxAmount,
      deadline,
      signature,
    );
    expect(await status(first.index)).to.equal(SETTLED);
    expect(await status(billOf(city, "Household Ada", 1).index)).to.equal(SETTLED);
  });

  it("pays without an allowance by an authorisation that names the bill", async () => {
    const { billing, token, ben, sender } = city;
    await as(token, ben).approve(billing, 0n);
    const { bill, proof, index } = billOf(city, "T-4");
    const domain = await readDomain(call, await token.getAddress());
    const typedData = billAuthorizationTypedData(domain, bill, {
      payer: ben.address,
      billing: await billing.getAddress(),
      value: tokens(50),
      validBefore: await soon(),
    });
    expect(typedData.message.nonce).to.equal(await billing.authorizationNonce(bill));
    const { value, validAfter, validBefore } = typedData.message;
    const signature = await sign(ben, typedData);
    await as(billing, sender).payWithAuthorization(bill, [...proof], {
      payer: ben,
      value,
      validAfter,
      validBefore,
      signature,
    });
    expect(await status(index)).to.equal(SETTLED);
  });

  it("issues a single bill of a series by the office's signature", async () => {
    const { billing, billingDomain, clerk, payee, ada } = city;
    const opensAt = BigInt(await time.latest()) + 2n * DAY;
    const series = rollId({ payee: payee.address, opensAt, generation: 0, levels: 0, serial: 9n });
    await as(billing, clerk).postSeries(series);
    await time.increaseTo(opensAt);
    const bill = {
      roll: series,
      terms: packTerms({ amount: tokens(35), index: 4, dueAt: opensAt + 30n * DAY }),
      commit: billCommitment({ account: ada.address, document: id("parking"), salt: id("salt") }),
    };
    const validUntil = await soon();
    const officer = clerk.address;
    const { domain, types, message } = issueBillTypedData(billingDomain, bill, { officer, validUntil });
    const signature = await clerk.signTypedData(domain, types, message);
    await expect(as(billing, ada).paySigned(bill, tokens(35), { officer, validUntil, signature }))
      .to.emit(billing, "BillPaid")
      .withArgs(series, 4, ada.address, tokens(35));
    await expectInputError(
      () => issueBillTypedData(billingDomain, city.roll.bill(0).bill, { officer, validUntil }),
      {
        field: "roll",
        problem: "has a tree",
      },
    );
  });

  describe("mandates", () => {
    const mandateOf = async () => {
      const domain = await readDomain(call, await city.mandates.getAddress());
      const typedData = mandateTypedData(domain, {
        payer: city.ben.address,
        payee: city.payee.address,
        perBill: tokens(100),
        perPeriod: tokens(110),
        startsAt: BigInt(await time.latest()),
        periodDays: 30n,
        periods: 12n,
        documentHash: id("mandate, salted"),
      });
      return { domain, mandate: typedData.message, signature: await sign(city.ben, typedData) };
    };

    it("are given, collected, taken back and revoked by signature", async () => {
      const { mandates, billing, ben, payee, collector, sender, roll, token } = city;
      const { domain, mandate, signature } = await mandateOf();
      await as(mandates, sender).giveBySignature({ mandate, signature });
      const { bill, proof, index } = billOf(city, "T-4");
      const batch = { roll: roll.id, mandateRoll: 0n, mandateCollector: ZeroAddress };
      const debit = { payer: ben.address, maxAmount: tokens(50), terms: bill.terms };
      const batchId = await as(mandates, collector).collect.staticCall(batch, [debit]);
      await as(mandates, collector).collect(batch, [debit]);
      expect(await status(index)).to.equal(SETTLED);

      const before = await token.balanceOf(ben);
      const deadline = await soon();
      const reclaim = reclaimDebitTypedData(domain, {
        payer: ben.address,
        roll: roll.id,
        index: BigInt(index),
        batch: batchId,
        deadline,
      });
      const word = await mandates.debitOf(ben, index, tokens(50));
      const signed = await sign(ben, reclaim);
      await as(mandates, sender).reclaimBySignature(bill, [...proof], [word], 0, deadline, signed);
      expect(await token.balanceOf(ben)).to.equal(before + tokens(50));
      expect(await billing.isSettled(roll.id, index)).to.equal(false);

      const { ordinal } = await mandates.mandateInfo(ben, payee, 0n, ZeroAddress);
      const revoke = revokeMandateTypedData(domain, {
        payer: ben.address,
        payee: payee.address,
        ordinal,
        deadline,
      });
      await as(mandates, sender).revokeBySignature(
        ben,
        payee,
        0n,
        ZeroAddress,
        ordinal,
        deadline,
        await sign(ben, revoke),
      );
      expect((await mandates.mandateInfo(ben, payee, 0n, ZeroAddress)).perBill).to.equal(0n);
    });

    it("are refused where their terms make no sense", async () => {
      const { domain, mandate } = await mandateOf();
      const refused = (changes: Partial<typeof mandate>, field: string, problem: string | RegExp) =>
        expectInputError(() => mandateTypedData(domain, { ...mandate, ...changes }), { field, problem });
      await refused({ perBill: 0n }, "perBill", "allows nothing");
      await refused({ perBill: tokens(111) }, "perBill", /^is more than in a whole period/);
      await refused({ perPeriod: 1n << 48n }, "perPeriod", "is no uint48");
      await refused({ periodDays: 0n }, "periodDays", "leaves no time");
      await refused({ periods: 0n }, "periods", "leaves no time");
      await refused({ collector: "0x12" }, "collector", "is no address");
      await refused({ documentHash: "0x" }, "documentHash", "is not 32 bytes");
    });
  });

  it("opens a dispute by signature with the opening of the bill, and takes it back", async () => {
    const { disputes, ben, sender, roll } = city;
    const { bill, proof, index, account, document, documentSalt, salt } = billOf(city, "T-3");
    const domain = await readDomain(call, await disputes.getAddress());
    const deadline = await soon();
    const terms = {
      debtor: ben.address,
      claimed: tokens(100),
      statementHash: id("the meter is wrong"),
      deadline,
    };
    const opening = { account, document: saltedHash(document, documentSalt), salt };
    await as(disputes, sender).openBySignature(
      bill,
      [...proof],
      opening,
      terms.claimed,
      terms.statementHash,
      deadline,
      await sign(ben, openDisputeTypedData(domain, bill, terms)),
    );
    expect(await status(index)).to.equal(HELD);
    const { openedAt } = await disputes.disputeOf(roll.id, index);
    const withdrawal = withdrawDisputeTypedData(domain, {
      debtor: ben.address,
      roll: roll.id,
      index: BigInt(index),
      openedAt,
      deadline,
    });
    await as(disputes, sender).withdrawBySignature(roll.id, index, deadline, await sign(ben, withdrawal));
    expect(await status(index)).to.equal(LEDGER);
    await expectInputError(() => openDisputeTypedData(domain, bill, { ...terms, claimed: 0n }), {
      field: "claimed",
      problem: "disputes nothing",
    });
  });

  describe("receipts", () => {
    const paidReceipt = async (document: string): Promise<{ receipt: PaymentReceipt; blockHash: string }> => {
      const found = billOf(city, document);
      const sent = await as(city.billing, city.ada).pay(found.bill, MaxUint256, [...found.proof]);
      const { blockHash } = (await sent.wait())!;
      const payment = await fetchReceiptProof(
        ({ method, params }) => ethers.provider.send(method, [...params]),
        sent.hash,
      );
      const opening = {
        account: found.account,
        document: saltedHash(found.document, found.documentSalt),
        salt: found.salt,
      };
      return { receipt: { bill: found.bill, proof: found.proof, opening, payment }, blockHash };
    };

    it("show who paid which bill and when, without a node, and no other bill", async () => {
      const { receipt, blockHash } = await paidReceipt("T-1");
      const billing = await city.billing.getAddress();
      const anchors = { billing, root: city.roll.root, blockHash };
      const shown = verifyPaymentReceipt(receipt, anchors);
      expect(shown).to.deep.include({
        payer: city.ada.address,
        amount: tokens(100),
        due: 0n,
        isOpened: true,
      });
      expect(shown.terms.amount).to.equal(tokens(100));
      expect(shown.paidAt).to.equal(BigInt(await time.latest()));
      expect(verifyPaymentReceipt({ ...receipt, opening: undefined }, anchors).isOpened).to.equal(false);

      const other = city.bills.filter(({ document }) => document !== "T-1");
      const text = JSON.stringify(receipt, (_key, value: unknown) =>
        typeof value === "bigint" ? value.toString() : value,
      );
      for (const { commit, salt, terms } of other) {
        for (const secret of [commit, salt, String(terms)]) expect(text).to.not.include(secret);
      }
    });

    it("are files of one form, with or without the opening", async () => {
      const { receipt, blockHash } = await paidReceipt("T-1");
      const billing = await city.billing.getAddress();
      const text = paymentReceiptText(receipt);
      expect(readPaymentReceipt(text)).to.deep.equal(receipt);
      const shown = verifyPaymentReceipt(readPaymentReceipt(text), {
        billing,
        root: city.roll.root,
        blockHash,
      });
      expect(shown.isOpened).to.equal(true);
      const { opening, ...closed } = receipt;
      const closedText = paymentReceiptText(closed);
      expect(readPaymentReceipt(closedText)).to.deep.equal(closed);
      for (const personal of [opening!.document, opening!.salt]) {
        expect(text).to.include(personal);
        expect(closedText).to.not.include(personal);
      }
      const wrong: [changed: string, field: string, problem: string | RegExp][] = [
        ["", "receipt", /^is no JSON/],
        [text.replace("civitas-receipt", "civitas-ballot"), "receipt.format", 'is not "civitas-receipt"'],
        [text.replace('"version": 1', '"version": 2'), "receipt.version", "is not 1"],
        [text.replace('"header"', '"headers"'), "receipt.payment.headers", "is no known field"],
        [text.replace(/"roll": "\d+"/, `"roll": "${2n ** 256n}"`), "receipt.bill.roll", "is no uint256"],
        [text.replace('"salt": "0x', '"salt": "0X'), "receipt.opening.salt", /^does not match/],
        [text.replace("\n", ""), "receipt", /^is not in canonical form, from character 1 on/],
        [`${text} `, "receipt", /^is not in canonical form/],
      ];
      for (const [changed, field, problem] of wrong) {
        await expectInputError(() => readPaymentReceipt(changed), { field, problem });
      }
    });

    it("show what is left where a part was paid", async () => {
      const found = billOf(city, "T-2");
      const sent = await as(city.billing, city.ada).payPart(found.bill, tokens(80), [...found.proof]);
      const { blockHash } = (await sent.wait())!;
      const rpc = ({ method, params }: { method: string; params: readonly unknown[] }) =>
        ethers.provider.send(method, [...params]);
      const payment = await fetchReceiptProof(rpc, sent.hash);
      const billing = await city.billing.getAddress();
      const receipt = { bill: found.bill, proof: found.proof, payment };
      const shown = verifyPaymentReceipt(receipt, { billing, root: city.roll.root, blockHash });
      expect(shown).to.deep.include({ amount: tokens(80), due: tokens(120) });
    });

    it("do not hold for another bill, opening, root, contract or block", async () => {
      const { receipt, blockHash } = await paidReceipt("T-1");
      const { receipt: second } = await paidReceipt("T-3");
      const billing = await city.billing.getAddress();
      const anchors = { billing, root: city.roll.root, blockHash };
      const refused = (
        changes: Partial<PaymentReceipt>,
        field: string,
        problem: string | RegExp,
        against: Partial<ReceiptAnchors> = {},
      ) =>
        expectInputError(() => verifyPaymentReceipt({ ...receipt, ...changes }, { ...anchors, ...against }), {
          field,
          problem,
        });
      await refused(
        { bill: second.bill, proof: second.proof, opening: second.opening },
        "payment",
        /no bill/,
      );
      await refused({ payment: second.payment }, "blockHash", /^is not that of the receipt/);
      await refused({ opening: second.opening }, "opening", "is not what the bill commits to");
      await refused({ proof: second.proof }, "bill", "is not in the roll");
      await refused({ proof: receipt.proof.slice(1) }, "proof", "siblings are no proof of this roll");
      await refused(
        { bill: { ...receipt.bill, terms: receipt.bill.terms - 1n } },
        "bill",
        "is not in the roll",
      );
      await refused({}, "bill", "is not in the roll", { root: id("another root") });
      await refused({}, "payment", /no bill/, { billing: await city.mandates.getAddress() });
      await refused({}, "blockHash", /^is not that of the receipt/, { blockHash: id("another block") });
    });
  });
});

describe("datasets", () => {
  let city: PreparedCity;
  beforeEach(async () => {
    city = await networkHelpers.loadFixture(preparedCity);
  });

  it("hold every term and no person, and give root, sum and proofs back", async () => {
    const text = [...datasetOf(city.roll)].join("");
    for (const { account, document, salt, documentSalt } of city.bills) {
      for (const secret of [document, salt, documentSalt, ...(account === ZeroAddress ? [] : [account])]) {
        expect(text.toLowerCase()).to.not.include(secret.toLowerCase());
      }
    }
    const roll = await readDataset(city.roll.id, [text]);
    expect([roll.root, roll.count, roll.total]).to.deep.equal([city.roll.root, 8, tokens(850)]);
    for (const { index } of city.bills) {
      expect(roll.bill(index)).to.deep.equal(city.roll.bill(index));
      const { bill, proof } = roll.bill(index);
      expect(verifyBill(city.roll.root, bill, proof).index).to.equal(index);
    }
    expect(await datasetHash([text])).to.equal(ethers.id(text));
    expect(await datasetHash([text.slice(0, 7), new TextEncoder().encode(text.slice(7))])).to.equal(
      ethers.id(text),
    );
  });

  it("are refused where a row does not fit, with its line", async () => {
    const lines = [...datasetOf(city.roll)].join("").split("\n");
    const cells = lines[1].split(",");
    const refused = (row: readonly string[], field: string, problem: string | RegExp) =>
      expectInputError(() => readDataset(city.roll.id, [`${lines[0]}\n${row.join()}\n`]), { field, problem });
    const changed = (at: number, text: string) => cells.map((cell, i) => (i === at ? text : cell));
    await refused(changed(1, "x"), "line 2, amount", "is no whole number");
    await refused(changed(1, "0"), "line 2, amount", "is nothing");
    await refused(changed(0, "8"), "line 2, terms", "are no bill of this roll");
    await refused(changed(10, "0x12"), "line 2, commitment", "is not 32 bytes");
    await refused([...cells, "1"], "line 2, row", /^has 12 cells/);
    await expectInputError(() => readDataset(city.roll.id, [`${lines[0]}\n${lines[1]}\n${lines[1]}\n`]), {
      field: "line 3, position",
      problem: "has its leaf already",
    });
  });

  it("give another root where anything is changed", async () => {
    const text = [...datasetOf(city.roll)].join("");
    const changed = await readDataset(city.roll.id, [text.replace(",100000000,", ",100000001,")]);
    expect(changed.root).to.not.equal(city.roll.root);
    expect(changed.total).to.equal(city.roll.total + 1n);
  });
});
