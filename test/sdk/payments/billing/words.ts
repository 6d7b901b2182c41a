import { expect } from "chai";

import {
  billCommitment,
  billSalts,
  MOST_LEVELS,
  packOrder,
  packTerms,
  readOrder,
  readRollId,
  readTerms,
  Roll,
  rollId,
  statementNode,
  verifyBill,
} from "../../../../sdk/index.js";
import { LineIndex } from "../../../../sdk/payments/billing/LineIndex.js";
import { readWord, writeWord } from "../../../../sdk/payments/billing/wordBytes.js";
import { expectInputError } from "../../../support/inputError.js";
import { randomFrom, testSeed } from "../../../support/random.js";
import { fileOf, prepare } from "../../../support/rollFile.js";

const ROUNDS = 500;
const PAYEE = "0x1000000000000000000000000000000000000001";
const random = randomFrom(testSeed);

/** A random number of some bits, and now and then the largest. */
const bits = (count: number): bigint => {
  if (random() < 0.1) return (1n << BigInt(count)) - 1n;
  const digits = Array.from({ length: Math.ceil(count / 4) }, () => Math.floor(random() * 16).toString(16));
  return BigInt(`0x${digits.join("")}`) & ((1n << BigInt(count)) - 1n);
};

describe(`words of billing (seed ${testSeed})`, () => {
  it("hold terms and give them back", () => {
    for (let i = 0; i < ROUNDS; ++i) {
      const terms = {
        amount: bits(60) | 1n,
        index: Number(bits(32)),
        dueAt: bits(40),
        kind: Number(bits(16)),
        late: {
          graceDays: Number(bits(8)),
          flatFee: bits(40),
          percentBps: Number(bits(16)),
          dailyPpm: Number(bits(16)),
          capBps: Number(bits(16) | 1n),
          isOnBalance: random() < 0.5,
        },
      };
      const word = packTerms(terms);
      expect(word < 1n << 245n).to.equal(true);
      expect(readTerms(word)).to.deep.equal(terms);
    }
  });

  it("hold a roll's id and give it back", () => {
    for (let i = 0; i < ROUNDS; ++i) {
      const facts = {
        payee: PAYEE,
        opensAt: bits(40),
        generation: Number(bits(8)),
        levels: Math.floor(random() * (MOST_LEVELS + 1)),
        serial: bits(40),
      };
      expect(readRollId(rollId(facts))).to.deep.equal(facts);
    }
  });

  it("hold an order and give it back", () => {
    for (let i = 0; i < ROUNDS; ++i) {
      const isPart = random() < 0.5;
      const settled = isPart ? bits(64) : 0n;
      const order = { amount: bits(64), settled, sequence: bits(32), deadline: bits(40), isPart };
      expect(readOrder(packOrder(order))).to.deep.equal(order);
    }
  });

  it("are written as bytes and read back", () => {
    const view = new DataView(new ArrayBuffer(40));
    for (let i = 0; i < ROUNDS; ++i) {
      const word = bits(256);
      writeWord(view, 8, word);
      expect(readWord(view, 8)).to.equal(word);
      expect(BigInt(`0x${Buffer.from(view.buffer, 8, 32).toString("hex")}`)).to.equal(word);
    }
  });

  const terms = { amount: 1n, index: 0, dueAt: 0n };
  const late = { graceDays: 0, flatFee: 0n, percentBps: 0, dailyPpm: 0, capBps: 1, isOnBalance: false };
  const refused: [name: string, act: () => unknown, field: string, problem: string][] = [
    ["a bill of nothing", () => packTerms({ ...terms, amount: 0n }), "amount", "is nothing"],
    ["an amount of 2^60", () => packTerms({ ...terms, amount: 1n << 60n }), "amount", "is no uint60"],
    ["an index of 2^32", () => packTerms({ ...terms, index: 2 ** 32 }), "index", "is no uint32"],
    ["a broken index", () => packTerms({ ...terms, index: 1.5 }), "index", "is no uint32"],
    ["a negative index", () => packTerms({ ...terms, index: -1 }), "index", "is no uint32"],
    ["a due date of 2^40", () => packTerms({ ...terms, dueAt: 1n << 40n }), "dueAt", "is no uint40"],
    [
      "256 days of grace",
      () => packTerms({ ...terms, late: { ...late, graceDays: 256 } }),
      "graceDays",
      "is no uint8",
    ],
    [
      "a flat fee of 2^40",
      () => packTerms({ ...terms, late: { ...late, flatFee: 1n << 40n } }),
      "flatFee",
      "is no uint40",
    ],
    [
      "2^16 basis points",
      () => packTerms({ ...terms, late: { ...late, percentBps: 65_536 } }),
      "percentBps",
      "is no uint16",
    ],
    [
      "2^16 millionths a day",
      () => packTerms({ ...terms, late: { ...late, dailyPpm: 65_536 } }),
      "dailyPpm",
      "is no uint16",
    ],
    [
      "a cap of 2^16",
      () => packTerms({ ...terms, late: { ...late, capBps: 65_536 } }),
      "capBps",
      "is no uint16",
    ],
    ["a kind of 2^16", () => packTerms({ ...terms, kind: 65_536 }), "kind", "is no uint16"],
    [
      "a fee without a cap",
      () => packTerms({ ...terms, late: { ...late, capBps: 0, flatFee: 1n } }),
      "capBps",
      "lets no late fee fall due",
    ],
    ["terms with a bit too many", () => readTerms(1n << 245n), "terms", "is no uint245"],
    [
      "33 levels",
      () => rollId({ payee: PAYEE, opensAt: 0n, generation: 0, levels: 33, serial: 0n }),
      "levels",
      "is no depth of a tree",
    ],
    [
      "generation 256",
      () => rollId({ payee: PAYEE, opensAt: 0n, generation: 256, levels: 1, serial: 0n }),
      "generation",
      "is no uint8",
    ],
    [
      "a serial of 2^40",
      () => rollId({ payee: PAYEE, opensAt: 0n, generation: 0, levels: 1, serial: 1n << 40n }),
      "serial",
      "is no uint40",
    ],
    [
      "an opening of 2^40",
      () => rollId({ payee: PAYEE, opensAt: 1n << 40n, generation: 0, levels: 1, serial: 1n }),
      "opensAt",
      "is no uint40",
    ],
    [
      "nobody as payee",
      () => rollId({ payee: `0x${"00".repeat(20)}`, opensAt: 0n, generation: 0, levels: 1, serial: 1n }),
      "payee",
      "is the zero address",
    ],
    [
      "a whole with something settled",
      () => packOrder({ amount: 1n, settled: 1n, deadline: 1n, isPart: false }),
      "settled",
      "means nothing for the whole",
    ],
    [
      "an order of 2^64",
      () => packOrder({ amount: 1n << 64n, deadline: 1n, isPart: false }),
      "amount",
      "is no uint64",
    ],
    ["an order with a bit too many", () => readOrder(1n << 201n), "order", "is no uint201"],
    [
      "an account that is none",
      () => billCommitment({ account: "x", document: `0x${"11".repeat(32)}`, salt: `0x${"11".repeat(32)}` }),
      "account",
      "is no address",
    ],
    ["a salt for index 2^32", () => billSalts(`0x${"11".repeat(32)}`, 1n, 2 ** 32), "index", "is no uint32"],
    [
      "a statement of three places",
      () => statementNode({ roll: 1n, terms: [1n, 2n, 3n], commit: `0x${"11".repeat(32)}` }),
      "terms",
      "places are no statement",
    ],
    [
      "a statement of nothing",
      () => statementNode({ roll: 1n, terms: [0n, 0n], commit: `0x${"11".repeat(32)}` }),
      "terms",
      "places are no statement",
    ],
    [
      "a roll of a series",
      () => new Roll(rollId({ payee: PAYEE, opensAt: 0n, generation: 0, levels: 0, serial: 1n })),
      "roll",
      "is a series of signed bills",
    ],
    [
      "a roll with more places than leaves",
      () => new Roll(rollId({ payee: PAYEE, opensAt: 0n, generation: 0, levels: 2, serial: 1n }), 5),
      "places",
      "do not fit 4 leaves",
    ],
    [
      "a proof of a series",
      () =>
        verifyBill(
          `0x${"11".repeat(32)}`,
          {
            roll: rollId({ payee: PAYEE, opensAt: 0n, generation: 0, levels: 0, serial: 1n }),
            terms: 1n,
            commit: `0x${"11".repeat(32)}`,
          },
          [],
        ),
      "roll",
      "is a series of signed bills",
    ],
  ];
  for (const [name, act, field, problem] of refused) {
    it(`refuse ${name}`, () => expectInputError(act, { field, problem }));
  }
});

describe("Roll", () => {
  it("refuses places that are no statement, and bills that are not there or come too late", async () => {
    const { roll } = await prepare(fileOf(6));
    const refusals: [act: () => unknown, field: string, problem: string][] = [
      [() => roll.bill(6), "index", "is no bill of this roll"],
      [() => roll.bill(-1), "index", "is no bill of this roll"],
      [() => roll.bill(0.5), "index", "is no bill of this roll"],
      [() => roll.statement(0, 3), "places", "stand under no node"],
      [() => roll.statement(1, 2), "places", "stand under no node"],
      [() => roll.statement(0, 16), "places", "stand under no node"],
      [() => roll.statement(0, 2), "first", "starts no statement"],
      [() => roll.statement(6, 2), "first", "starts no statement"],
      [
        () => roll.put(packTerms({ amount: 1n, index: 7, dueAt: 1n }), new Uint8Array(32)),
        "index",
        "comes too late",
      ],
    ];
    expect(roll.root).to.have.length(66);
    for (const [act, field, problem] of refusals) await expectInputError(act, { field, problem });
    expect([roll.has(5), roll.has(6), roll.has(100)]).to.deep.equal([true, false, false]);
  });
});

describe("LineIndex", () => {
  it("knows what stood where, the first line of it, and nothing else, while it grows", () => {
    const index = new LineIndex();
    for (let line = 1; line <= 5000; ++line) index.set(`document ${line}`, line);
    for (let line = 1; line <= 5000; ++line) expect(index.get(`document ${line}`)).to.equal(line);
    index.set("document 7", 9999);
    expect(index.get("document 7")).to.equal(7);
    for (const other of ["document 0", "document 5001", "", "Document 7", "document 7 "]) {
      expect(index.get(other)).to.equal(undefined);
    }
  });
});
