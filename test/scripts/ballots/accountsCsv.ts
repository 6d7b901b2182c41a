import { expect } from "chai";

import { parseAccountsCsv } from "../../../scripts/ballots/accountsCsv.js";

const ANNA = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc";
const BORIS = "0x976EA74026E726554dB657fA54763abd0C3a0aa9";
const CLARA = "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955";

describe("a CSV of accounts", () => {
  it("is read in the order of its lines, in either case", async () => {
    const { accounts, problems } = await parseAccountsCsv(
      `account\n${BORIS.toLowerCase()}\n${ANNA}\n${CLARA}\n`,
    );
    expect(accounts).to.deep.equal([BORIS, ANNA, CLARA]);
    expect(problems).to.deep.equal([]);
  });

  for (const [name, text] of Object.entries({
    "semicolons, a byte order mark and Windows line ends": `\uFEFFno;Account;ward\r\n1;${ANNA};A\r\n2; ${BORIS} ;B\r\n`,
    "tabs and an empty line": `account\tno\n${ANNA}\t1\n\n${BORIS}\t2`,
    "quoted cells that hold commas and lines": `note,account\n"one, two\nthree ""four""",${ANNA}\nx,"${BORIS}"\n`,
  })) {
    it(`may have ${name}`, async () => {
      expect(await parseAccountsCsv(text)).to.deep.equal({ accounts: [ANNA, BORIS], problems: [] });
    });
  }

  it("has each bad row told with line, field, value, problem and mend, and nothing of the other columns", async () => {
    const wrongCase = ANNA.replace("D1a55", "D1A55");
    const { accounts, problems } = await parseAccountsCsv(
      [
        "name,account",
        `"Sekret, A.\nlane 5",${ANNA}`,
        `Sekret,${ANNA.toLowerCase()}`,
        "Sekret,",
        `Sekret,${wrongCase}`,
        "Sekret,0x1234",
        `Sekret,${BORIS.slice(2)}`,
        `Sekret,0x${"0".repeat(40)}`,
        `Sekret,${BORIS},too,many`,
        "Sekret",
        `Sekret,${CLARA}`,
      ].join("\n"),
    );
    expect(accounts).to.deep.equal([ANNA, CLARA]);
    expect(problems.map(({ line, value, problem }) => [line, value, problem])).to.deep.equal([
      [4, ANNA.toLowerCase(), "stands in line 2 already"],
      [5, "", "is empty"],
      [6, wrongCase, "has a wrong checksum"],
      [7, "0x1234", "is no account"],
      [8, BORIS.slice(2), "is no account"],
      [9, `0x${"0".repeat(40)}`, "is the zero account"],
      [10, BORIS, "stands in a row of 4 cells under 2 columns"],
      [11, "", "stands in a row of 1 cells under 2 columns"],
    ]);
    expect(problems.every(({ field, mend }) => field === "account" && mend !== "")).to.equal(true);
    expect(JSON.stringify(problems)).to.not.include("Sekret");
  });

  for (const [name, text, problem] of [
    ["no text", "", "names no such column"],
    ["no head", `${ANNA}\n${BORIS}`, "names no such column"],
    ["the column twice", `account,Account\n${ANNA},${BORIS}`, "names the column twice"],
    [
      "a quotation that never closes",
      `account\n"${ANNA}\n`,
      "breaks the rules of CSV (a quotation mark does not close)",
    ],
    [
      "a first line that breaks the rules",
      `"na"me,account\nSekret,${ANNA}\n`,
      "breaks the rules of CSV (a quotation mark does not close)",
    ],
  ]) {
    it(`is refused with ${name}`, async () => {
      const parsed = await parseAccountsCsv(text);
      expect(parsed.accounts).to.deep.equal([]);
      expect(parsed.problems.map((row) => row.problem)).to.deep.equal([problem]);
    });
  }

  it("goes on behind a row that breaks the rules, and shows nothing of it", async () => {
    const parsed = await parseAccountsCsv(`name,account\n"Sek"ret,${ANNA}\nSekret,0x12\nSekret,${BORIS}\n`);
    expect(parsed.accounts).to.deep.equal([BORIS]);
    expect(parsed.problems.map(({ line, field }) => [line, field])).to.deep.equal([
      [2, "row"],
      [3, "account"],
    ]);
    expect(JSON.stringify(parsed.problems)).to.not.include("Sek");
  });

  it("tells the line of a quotation that runs through a long file, and shows nothing of it", async () => {
    const rest = `Sekret,${BORIS}\n`.repeat(25_000);
    const parsed = await parseAccountsCsv(`name,account\nSekret,0x12\n"Sekret,${ANNA}\n${rest}`);
    expect(parsed.accounts).to.deep.equal([]);
    expect(parsed.problems.map(({ line, field, problem }) => [line, field, problem])).to.deep.equal([
      [3, "row", "breaks the rules of CSV (a quotation mark does not close)"],
    ]);
    expect(JSON.stringify(parsed.problems)).to.not.include("Sekret");
  });
});
