import { Ajv } from "ajv";
import { expect } from "chai";
import { id, Wallet } from "ethers";

import {
  type Domain,
  MANDATE_FILE_SCHEMA,
  mandateFileText,
  mandateTypedData,
  PAYMENT_FILE_SCHEMA,
  payBillTypedData,
  paymentFileText,
  payPartTypedData,
  readMandateFile,
  readOrder,
  readPaymentFile,
  type TypedData,
} from "../../../../sdk/index.js";
import { expectInputError } from "../../../support/inputError.js";
import { PLAN, prepare, fileOf } from "../../../support/rollFile.js";

const payer = new Wallet(id("payer of the files"));
const domain: Domain = {
  name: "Civitas Billing",
  version: "1",
  chainId: 31_337n,
  verifyingContract: "0x00000000000000000000000000000000000b1111",
};
const sign = ({ domain: place, types, message }: TypedData) => payer.signTypedData(place, types, message);

describe("files of signed payments", () => {
  const deadline = 1_900_000_000n;
  const proven = async (index: number) => (await prepare(fileOf(3))).roll.bill(index);

  it("say what was signed, the whole or a part, in the form of their schema", async () => {
    const validate = new Ajv().compile(PAYMENT_FILE_SCHEMA);
    const { bill, proof } = await proven(1);
    const whole = payBillTypedData(domain, bill, { payer: payer.address, maxAmount: 120_000_000n, deadline });
    const part = payPartTypedData(domain, bill, {
      payer: payer.address,
      amount: 5n,
      settled: 7n,
      sequence: 2n,
      deadline,
    });
    const orders = [];
    for (const typedData of [whole, part]) {
      const signature = await sign(typedData);
      const text = paymentFileText(typedData, { bill, proof }, signature);
      const file = readPaymentFile(text);
      expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).to.equal(true);
      expect(file).to.deep.include({
        chainId: 31_337,
        contract: domain.verifyingContract,
        roll: String(bill.roll),
        payer: payer.address.toLowerCase(),
        terms: String(bill.terms),
        commit: bill.commit,
        signature,
        proof: [...proof],
      });
      orders.push(readOrder(BigInt(file.order)));
    }
    expect(orders).to.deep.equal([
      { amount: 120_000_000n, settled: 0n, sequence: 0n, deadline, isPart: false },
      { amount: 5n, settled: 7n, sequence: 2n, deadline, isPart: true },
    ]);
  });

  it("are not written for another bill than the one that was signed, or without a signature", async () => {
    const [signed, other] = [await proven(1), await proven(2)];
    const typedData = payBillTypedData(domain, signed.bill, {
      payer: payer.address,
      maxAmount: 1n,
      deadline,
    });
    const signature = await sign(typedData);
    await expectInputError(() => paymentFileText(typedData, other, signature), {
      field: "bill",
      problem: "is not the bill that was signed",
    });
    await expectInputError(() => paymentFileText(typedData, signed, ""), {
      field: "payment.signature",
      problem: /^does not match/,
    });
  });

  it("hold words that are words, and an order that is one", async () => {
    const { bill, proof } = await proven(0);
    const typedData = payBillTypedData(domain, bill, { payer: payer.address, maxAmount: 1n, deadline });
    const file = readPaymentFile(paymentFileText(typedData, { bill, proof }, await sign(typedData)));
    const read = (changes: object) => () => readPaymentFile(JSON.stringify({ ...file, ...changes }));
    for (const name of ["roll", "terms"]) {
      expect(read({ [name]: String(2n ** 256n - 1n) })()).to.have.property(name);
      await expectInputError(read({ [name]: String(2n ** 256n) }), {
        field: `payment.${name}`,
        problem: "is no uint256",
      });
    }
    await expectInputError(read({ order: String(1n << 201n) }), { field: "order", problem: "is no uint201" });
    await expectInputError(read({ terms: "01" }), { field: "payment.terms", problem: /^does not match/ });
    await expectInputError(read({ proof: Array(33).fill(id("node")) }), {
      field: "payment.proof",
      problem: "entries are more than 32",
    });
  });
});

describe("files of signed mandates", () => {
  const typedData = mandateTypedData(domain, {
    payer: payer.address,
    payee: PLAN.payee,
    perBill: 2n ** 48n - 1n,
    perPeriod: 2n ** 48n - 1n,
    startsAt: 1_900_000_000n,
    periodDays: 30n,
    periods: 12n,
    ordinal: 3n,
    documentHash: id("document"),
  });

  it("say what was signed, in the form of their schema", async () => {
    const signature = await sign(typedData);
    const text = mandateFileText(typedData, signature);
    const validate = new Ajv().compile(MANDATE_FILE_SCHEMA);
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).to.equal(true);
    expect(readMandateFile(text)).to.deep.equal({
      format: "civitas-mandate",
      version: 1,
      chainId: 31_337,
      contract: domain.verifyingContract,
      payer: payer.address.toLowerCase(),
      payee: PLAN.payee,
      roll: "0",
      collector: `0x${"0".repeat(40)}`,
      perBill: "281474976710655",
      perPeriod: "281474976710655",
      startsAt: 1_900_000_000,
      periodDays: 30,
      periods: 12,
      ordinal: 3,
      documentHash: id("document"),
      signature,
    });
  });

  it("hold numbers that the contract can take", async () => {
    const file = readMandateFile(mandateFileText(typedData, await sign(typedData)));
    const read = (changes: object) => () => readMandateFile(JSON.stringify({ ...file, ...changes }));
    for (const name of ["perBill", "perPeriod"]) {
      await expectInputError(read({ [name]: String(2n ** 48n) }), {
        field: `mandate.${name}`,
        problem: "is no uint48",
      });
    }
    await expectInputError(read({ roll: String(2n ** 256n) }), {
      field: "mandate.roll",
      problem: "is no uint256",
    });
    for (const [name, bits] of Object.entries({ startsAt: 40, periodDays: 16, periods: 16, ordinal: 24 })) {
      expect(read({ [name]: 2 ** bits - 1 })()).to.have.property(name, 2 ** bits - 1);
      await expectInputError(read({ [name]: 2 ** bits }), {
        field: `mandate.${name}`,
        problem: `is no whole number from 0 to ${2 ** bits - 1}`,
      });
    }
    await expectInputError(() => mandateFileText(typedData, "0x1"), {
      field: "mandate.signature",
      problem: /^does not match/,
    });
  });
});
