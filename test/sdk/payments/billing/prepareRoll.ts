import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { AbiCoder, getBytes, id, keccak256, ZeroAddress } from "ethers";

import {
  billCommitment,
  billLeaf,
  billSalts,
  type CellProblem,
  prepareRoll,
  readRollId,
  readTerms,
  saltedHash,
  statementNode,
  surveyRoll,
  verifyBill,
} from "../../../../sdk/index.js";
import { expectInputError } from "../../../support/inputError.js";
import { accountOf, fileOf, PLAN, prepare } from "../../../support/rollFile.js";

const ZERO = `0x${"00".repeat(32)}`;

/** Household 7 has a statement of three bills, household 8 one of two; between them and after them single bills. */
const STATEMENTS = `document,account,amount,due,statement,kind
A,${accountOf(1)},10,2027-03-31,,1
B1,${accountOf(7)},20,2027-03-31,Household 7,1
B2,${accountOf(7)},30,2027-03-31,Household 7,2
B3,${accountOf(7)},40,2027-06-30,Household 7,3
C1,${accountOf(8)},50,2027-03-31,Household 8,1
C2,${accountOf(8)},60,2027-03-31,Household 8,2
D,,70,2027-03-31T12:00:00Z,,1
`;

async function survey(text: string) {
  const problems: CellProblem[] = [];
  const result = await surveyRoll([text], { onProblem: (problem) => problems.push(problem) });
  return { result, problems };
}

describe("surveyRoll", () => {
  it("counts and sums up by kind, and says how deep the tree is", async () => {
    const { result, problems } = await survey(STATEMENTS);
    expect(problems).to.deep.equal([]);
    expect(result).to.deep.equal({
      count: 7,
      total: 280_000_000n,
      kinds: new Map([
        [1, { count: 4, total: 150_000_000n }],
        [2, { count: 2, total: 90_000_000n }],
        [3, { count: 1, total: 40_000_000n }],
      ]),
      badRows: 0,
      groups: Uint8Array.of(1, 3, 2, 1),
      levels: 3,
      places: 8,
    });
    expect((await survey(fileOf(1))).result.levels).to.equal(1);
    expect((await survey(fileOf(2))).result.levels).to.equal(1);
    expect((await survey(fileOf(3))).result.levels).to.equal(2);
    expect((await survey(fileOf(1025))).result.levels).to.equal(11);
  });

  const HEADER =
    "document,account,amount,due,statement,late_flat,late_percent,late_daily_percent,late_cap_percent";
  const good = `G,${accountOf(1)},1,2027-03-31,,,,,\n`;
  const bad: [row: string, field: string, problem: string][] = [
    [`,${accountOf(1)},1,2027-03-31,,,,,`, "document", "is empty"],
    [`${"x".repeat(201)},${accountOf(1)},1,2027-03-31,,,,,`, "document", "has 201 characters"],
    [`X,0x12,1,2027-03-31,,,,,`, "account", "is no address"],
    [`X,0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266,1,2027-03-31,,,,,`, "account", "is no address"],
    [`X,${ZeroAddress},1,2027-03-31,,,,,`, "account", "is the zero address"],
    [`X,${accountOf(1)},0,2027-03-31,,,,,`, "amount", "is nothing"],
    [`X,${accountOf(1)},1.0000001,2027-03-31,,,,,`, "amount", "has 7 decimals"],
    [`X,${accountOf(1)},1152921504606.846976,2027-03-31,,,,,`, "amount", "is too much for one bill"],
    [`X,${accountOf(1)},1,31.03.2027,,,,,`, "due", "is no date"],
    [`X,${accountOf(1)},1,2027-02-29,,,,,`, "due", "is no date"],
    [`X,${accountOf(1)},1,2027-03-31T24:00:01Z,,,,,`, "due", "is no date"],
    [`X,${accountOf(1)},1,1969-12-31,,,,,`, "due", "lies before 1970"],
    [`X,${accountOf(1)},1,2027-03-31,${"s".repeat(201)},,,,`, "statement", "has 201 characters"],
    [`X,${accountOf(1)},1,2027-03-31,,1099511.627776,,,20`, "late_flat", "is too much for one bill"],
    [`X,${accountOf(1)},1,2027-03-31,,,2.555,,20`, "late_percent", "is no share that fits"],
    [`X,${accountOf(1)},1,2027-03-31,,,655.36,,20`, "late_percent", "is no share that fits"],
    [`X,${accountOf(1)},1,2027-03-31,,,-1,,20`, "late_percent", "is no share that fits"],
    [`X,${accountOf(1)},1,2027-03-31,,,,6.5536,20`, "late_daily_percent", "is no share that fits"],
    [`X,${accountOf(1)},1,2027-03-31,,5,,,`, "late_cap_percent", "lets no late fee fall due"],
    [`X,${accountOf(1)},1,2027-03-31,,,1,,0`, "late_cap_percent", "lets no late fee fall due"],
    [`X,${accountOf(1)},1,2027-03-31,,,,0.01,`, "late_cap_percent", "lets no late fee fall due"],
    [`G,${accountOf(2)},1,2027-03-31,,,,,`, "document", "stands in line 2 already"],
    [`X,${accountOf(2)},1,2027-03-31,G,,,,`, "statement", "stands in line 2 already"],
  ];
  for (const [row, field, problem] of bad) {
    it(`tells that ${field} ${problem}, and does not count the row: ${row.slice(0, 60)}`, async () => {
      const { result, problems } = await survey(`${HEADER}\n${good}${row}\n`);
      expect(problems.map((told) => [told.line, told.field, told.problem])).to.deep.equal([
        [3, field, problem],
      ]);
      expect(problems[0].mend).to.not.equal("");
      expect([result.count, result.badRows, result.total]).to.deep.equal([1, 1, 1_000_000n]);
    });
  }

  it("takes what just fits", async () => {
    const { result, problems } = await survey(
      `${HEADER}\nX,0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266,1152921504606.846975,2028-02-29,${"s".repeat(200)},1099511.627775,655.35,6.5535,655.35\n`,
    );
    expect(problems).to.deep.equal([]);
    expect(result.total).to.equal((1n << 60n) - 1n);
  });

  const optional = "document,account,amount,due,kind,grace_days,late_on";
  for (const [cells, field, problem] of [
    ["65536,,", "kind", "does not fit"],
    ["1.5,,", "kind", "does not fit"],
    [",256,", "grace_days", "does not fit"],
    [",,house", "late_on", "is no base"],
  ] as const) {
    it(`tells that ${field} ${problem}: ${cells}`, async () => {
      const { problems } = await survey(`${optional}\nX,${accountOf(1)},1,2027-03-31,${cells}\n`);
      expect(problems.map((told) => [told.field, told.problem])).to.deep.equal([[field, problem]]);
    });
  }

  it("tells statements that are torn apart, mixed or too large", async () => {
    const rows = (text: string[]) => survey(`document,account,amount,due,statement\n${text.join("\n")}\n`);
    const row = (document: string, account: number, statement: string) =>
      `${document},${accountOf(account)},1,2027-03-31,${statement}`;
    const torn = await rows([row("A", 1, "S"), row("B", 1, ""), row("C", 1, "S")]);
    expect(torn.problems.map(({ line, problem }) => [line, problem])).to.deep.equal([
      [4, "stands in line 2 already"],
    ]);
    const mixed = await rows([row("A", 1, "S"), row("B", 2, "S")]);
    expect(mixed.problems.map(({ line, field, problem }) => [line, field, problem])).to.deep.equal([
      [3, "account", "is another account than that of the statement"],
    ]);
    const many = (count: number) => rows(Array.from({ length: count }, (_, i) => row(`D${i}`, 1, "S")));
    expect((await many(128)).problems).to.deep.equal([]);
    expect((await many(129)).problems.map(({ line, problem }) => [line, problem])).to.deep.equal([
      [130, "has more than 128 bills"],
    ]);
  });

  it("finds a document that stands twice among 20,000, and no other", async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `DOC-${i},,1,2027-03-31`);
    rows[19_999] = "DOC-123,,1,2027-03-31";
    const { problems, result } = await survey(`document,account,amount,due\n${rows.join("\n")}\n`);
    expect(problems.map(({ line, problem }) => [line, problem])).to.deep.equal([
      [20_001, "stands in line 125 already"],
    ]);
    expect(result.count).to.equal(19_999);
  });

  it("tells how far it is", async () => {
    const heard: number[] = [];
    const text = fileOf(3);
    await surveyRoll([text.slice(0, 100), text.slice(100)], { onProgress: (read) => heard.push(read) });
    expect(heard).to.deep.equal([100, text.length]);
  });
});

describe("prepareRoll", () => {
  it("makes the root and the proofs of @openzeppelin/merkle-tree, with its standard leaf", async () => {
    const { roll, bills } = await prepare(fileOf(21));
    expect(roll.levels).to.equal(5);
    const leaves = Array.from({ length: 32 }, (): [bigint, bigint, string] => [0n, 0n, ZERO]);
    for (const { index, terms, commit } of bills) leaves[index] = [roll.id, terms, commit];
    expect(bills.map(({ index }) => index).toSorted((a, b) => a - b)).to.deep.equal([...Array(21).keys()]);

    // The standard tree hashes its values itself; a place that nobody uses is a bare zero in ours.
    const full = await prepare(fileOf(32));
    const values = [...full.roll.bills()].map(({ roll: id_, terms, commit }) => [id_, terms, commit]);
    const standard = StandardMerkleTree.of(values, ["uint256", "uint256", "bytes32"], { sortLeaves: false });
    expect(full.roll.root).to.equal(standard.root);
    for (const index of [0, 1, 17, 31]) {
      const { bill, proof } = full.roll.bill(index);
      expect(proof).to.deep.equal(standard.getProof(index));
      expect(billLeaf(bill)).to.equal(standard.leafHash(values[index]));
      expect(verifyBill(standard.root, bill, proof)).to.deep.equal(readTerms(bill.terms));
    }
  });

  it("names payee, opening and depth in the id, and counts and sums up", async () => {
    const { roll } = await prepare(fileOf(5));
    const { payee, opensAt, generation, serial } = PLAN;
    expect(readRollId(roll.id)).to.deep.equal({ payee, opensAt, generation, serial, levels: 3 });
    expect([roll.count, roll.total]).to.deep.equal([5, 511_250_000n]);
  });

  it("reads every column into the terms", async () => {
    const { bills } = await prepare(fileOf(2));
    expect(readTerms(bills[1].terms)).to.deep.equal({
      amount: 101_250_000n,
      index: bills[1].index,
      dueAt: BigInt(Date.UTC(2027, 2, 31, 23, 59, 59) / 1000),
      kind: 1,
      late: {
        graceDays: 14,
        flatFee: 5_000_000n,
        percentBps: 250,
        dailyPpm: 274,
        capBps: 2000,
        isOnBalance: true,
      },
    });
  });

  it("commits to account and document with salts that follow from the secret", async () => {
    const { roll, bills } = await prepare(fileOf(3));
    for (const [i, bill] of bills.entries()) {
      const salts = billSalts(PLAN.secret, roll.id, bill.index);
      expect({ documentSalt: bill.documentSalt, salt: bill.salt }).to.deep.equal(salts);
      expect(salts.salt).to.equal(keccak256(salts.documentSalt));
      const document = saltedHash(`TAX-${i}`, salts.documentSalt);
      const opening = { account: accountOf(i), document, salt: salts.salt };
      expect(bill.commit).to.equal(billCommitment(opening));
      expect(bill.commit).to.equal(
        keccak256(
          AbiCoder.defaultAbiCoder().encode(
            ["address", "bytes32", "bytes32"],
            [accountOf(i), document, salts.salt],
          ),
        ),
      );
      expect([bill.account, bill.document, bill.line]).to.deep.equal([accountOf(i), `TAX-${i}`, i + 2]);
    }
    expect(new Set(bills.map(({ commit }) => commit)).size).to.equal(3);
  });

  it("puts a statement's bills under one node, with one commitment, the largest first", async () => {
    const { roll, bills } = await prepare(STATEMENTS);
    const [a, b1, b2, b3, c1, c2, d] = bills;
    expect([b1.index, b2.index, b3.index]).to.deep.equal([0, 1, 2]);
    expect([c1.index, c2.index]).to.deep.equal([4, 5]);
    expect([a.index, d.index]).to.have.members([6, 7]);
    expect(roll.has(3)).to.equal(false);
    expect(new Set([b1.commit, b2.commit, b3.commit]).size).to.equal(1);
    expect(b3.statement).to.deep.equal({ first: 0, places: 4 });
    expect(c2.statement).to.deep.equal({ first: 4, places: 2 });
    expect(d.statement).to.deep.equal({ first: d.index, places: 1 });
    expect([b2.document, d.document, d.account]).to.deep.equal(["Household 7", "D", ZeroAddress]);

    const statement = roll.statement(0, 4);
    expect(statement.terms).to.deep.equal([b1.terms, b2.terms, b3.terms, 0n]);
    expect(statement.commit).to.equal(b1.commit);
    expect(statement.node).to.equal(statementNode(statement));
    expect(statement.node).to.equal(roll.nodes(1)[0]);
    expect(statement.proof).to.deep.equal([roll.nodes(1)[1]]);
    const single = roll.bill(b2.index);
    expect(verifyBill(roll.root, single.bill, single.proof).amount).to.equal(30_000_000n);
  });

  it("cuts proofs off under planted nodes", async () => {
    const { roll } = await prepare(fileOf(32));
    const whole = roll.bill(9).proof;
    expect(whole).to.have.length(5);
    expect(roll.bill(9, 2).proof).to.deep.equal(whole.slice(0, 3));
    expect(roll.bill(9, 5).proof).to.deep.equal([]);
    await expectInputError(() => roll.bill(9, 6), {
      field: "plantedLevel",
      problem: "is no level of the tree",
    });
    await expectInputError(() => roll.bill(9, -1), {
      field: "plantedLevel",
      problem: "is no level of the tree",
    });
  });

  it("numbers bills in an order that the file does not tell and the secret does", async () => {
    const order = async (plan = PLAN) =>
      (await prepare(fileOf(64), {}, plan)).bills.map(({ index }) => index);
    const first = await order();
    expect(first).to.not.deep.equal([...first].toSorted((a, b) => a - b));
    expect(await order()).to.deep.equal(first);
    expect(await order({ ...PLAN, secret: id("another secret") })).to.not.deep.equal(first);
    expect(await order({ ...PLAN, serial: 2028n })).to.not.deep.equal(first);
  });

  it("reads on only when a bill is worked off", async () => {
    let open = 0;
    const text = fileOf(20);
    const result = await surveyRoll([text]);
    await prepareRoll([text], result, PLAN, {
      onBill: async () => {
        expect(++open).to.equal(1);
        await new Promise((resolve) => setImmediate(resolve));
        --open;
      },
    });
    expect(open).to.equal(0);
  });

  it("hashes with the function that it is given", async () => {
    let hashed = 0;
    const counting = (data: Uint8Array): Uint8Array => {
      ++hashed;
      return getBytes(keccak256(data));
    };
    const { roll } = await prepare(fileOf(4), { keccak256: counting });
    expect(roll.root).to.equal((await prepare(fileOf(4))).roll.root);
    expect(hashed).to.be.greaterThan(4 * 8);
  });

  it("refuses a survey with bad rows or none, and a file that has changed since", async () => {
    const text = fileOf(4);
    const { survey: found } = await prepare(text);
    const refused = (source: string, given = found) => prepareRoll([source], given, PLAN);
    const broken = await surveyRoll([`${text}X,0x12,1,2027-03-31,0,0,5.00,2.5,0.0274,20,bill\n`]);
    await expectInputError(() => refused(text, broken), { field: "file", problem: "rows are bad" });
    const empty = await surveyRoll([`${text.split("\n")[0]}\n`]);
    await expectInputError(() => refused(text, empty), { field: "file", problem: "bills are in it" });
    const changed = { field: "file", problem: "differs from what was surveyed" };
    await expectInputError(() => refused(fileOf(5)), changed);
    await expectInputError(() => refused(fileOf(3)), changed);
    await expectInputError(() => refused(text.replace("100.25", "100.26")), changed);
    await expectInputError(() => refused(text.replace("100.25", "x")), changed);
    const { survey: household } = await prepare(STATEMENTS);
    await expectInputError(
      () =>
        refused(
          STATEMENTS.replace(
            "D,,70,2027-03-31T12:00:00Z,,1",
            `C3,${accountOf(8)},70,2027-03-31,Household 8,1`,
          ),
          household,
        ),
      changed,
    );
  });

  it("refuses a secret that is none", async () => {
    const { survey: found } = await prepare(fileOf(2));
    await expectInputError(() => prepareRoll([fileOf(2)], found, { ...PLAN, secret: "0x12" }), {
      field: "secret",
      problem: "is not 32 bytes",
    });
  });
});
