import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";

import answer, { type AnswerArguments } from "../../../scripts/billing/answer.js";
import bill from "../../../scripts/billing/bill.js";
import prepare, { type PrepareArguments } from "../../../scripts/billing/prepare.js";
import publish from "../../../scripts/billing/publish.js";
import { commandEnds } from "../../support/commandEnds.js";
import { fileOf } from "../../support/rollFile.js";

describe("wrong inputs of the billing office", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "civitas-billing-inputs-"));
    file = join(folder, "bills.csv");
    await writeFile(file, fileOf(1));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** What the command says last, having failed. */
  const lastLineOf = async (command: () => Promise<void>): Promise<string | undefined> => {
    const { code, output } = await commandEnds(command);
    expect(code, output).to.equal(1);
    return output.trim().split("\n").at(-1);
  };

  const prepareWith = (changes: Partial<PrepareArguments>) =>
    prepare({
      file,
      out: join(folder, "roll"),
      payee: "0x1000000000000000000000000000000000000001",
      opens: "2027-01-01",
      serial: "7",
      generation: "0",
      secret: join(folder, "secret.txt"),
      delimiter: ",",
      ...changes,
    });

  const wrong: [name: string, changes: Partial<PrepareArguments>, message: string | RegExp][] = [
    ["no payee", { payee: "" }, /^payee: "" is no address; /],
    ["a malformed payee", { payee: "0x12" }, /^payee: "0x12" is no address; /],
    [
      "an opening in another form",
      { opens: "1.1.2027" },
      '--opens: "1.1.2027" is no date; write it as 2027-03-31, or 2027-03-31T12:00:00Z',
    ],
    ["an opening on no day", { opens: "2027-02-30" }, /^--opens: "2027-02-30" is no date; /],
    [
      "a serial that is no number",
      { serial: "7a" },
      '--serial: "7a" is no whole number; give one, such as 1',
    ],
    ["a serial that is too large", { serial: "9999999999999" }, /^serial: 9999999999999 is no uint40; /],
    ["a negative generation", { generation: "-1" }, /^--generation: "-1" is no whole number; /],
    [
      "a delimiter that no file has",
      { delimiter: "x" },
      '--delimiter: "x" is none that a file may have; give , or ; or | or tab',
    ],
    [
      "a file that is not there",
      { file: "nowhere.csv" },
      '--file: "nowhere.csv" is no file; name the CSV file of the bills',
    ],
    ["a folder as the file", { file: tmpdir() }, /^--file: ".*" is no file; name the CSV file of the bills$/],
    ["no file of the secret", { secret: "" }, /^--secret: is missing; name the file that holds/],
  ];
  for (const [name, changes, message] of wrong) {
    it(`prepare says in one line what is wrong with ${name}, and writes no roll`, async () => {
      const last = await lastLineOf(() => prepareWith(changes));
      if (typeof message === "string") expect(last).to.equal(message);
      else expect(last).to.match(message);
      const left = (await readdir(folder, { recursive: true })).filter((path) => path.startsWith("roll/"));
      expect(left).to.deep.equal([]);
    });
  }

  it("prepare refuses a secret that is none, and does not draw another one over it", async () => {
    const secret = join(folder, "secret.txt");
    await writeFile(secret, "0x12\n");
    const last = await lastLineOf(() => prepareWith({ secret }));
    expect(last).to.equal(
      `--secret: ${secret} does not hold 0x and 64 hexadecimal digits; restore it from its backup`,
    );
  });

  it("prepare refuses a file without a bill", async () => {
    await writeFile(file, "document,account,amount,due\n");
    expect(await lastLineOf(() => prepareWith({}))).to.match(/^file: .*bill/);
    await writeFile(file, "");
    expect(await lastLineOf(() => prepareWith({}))).to.match(
      /^file: "" is empty; start it with a row of names/,
    );
  });

  it("prepare names the columns where the file has another delimiter or an unknown one", async () => {
    await writeFile(file, "document;account;amount;due\nT-1;;1;2030-01-01\n");
    expect(await lastLineOf(() => prepareWith({}))).to.equal(
      'line 1: "document;account;amount;due" is one single column; name the delimiter that the file uses',
    );
    await writeFile(file, "document,account,amount,due,late_percnt\n");
    expect(await lastLineOf(() => prepareWith({}))).to.match(
      /^line 1: "late_percnt" is no known column; remove it; known are document, account, /,
    );
  });

  it("the other commands ask for the folder of a roll", async () => {
    const roll = join(folder, "nowhere");
    const asked =
      /^--roll: .*roll\.json cannot be read .*; name the folder that `billing prepare` has written$/;
    expect(await lastLineOf(() => bill({ roll, document: "TAX-1" }))).to.match(asked);
    const to = join(folder, "public");
    expect(await lastLineOf(() => publish({ roll, to, deployments: folder }, hre))).to.match(asked);
  });

  const answerWith = (changes: Partial<AnswerArguments>) =>
    answer(
      {
        roll: join(folder, "roll"),
        index: "0",
        amount: "0",
        reason: "CORRECTION",
        document: file,
        salt: "",
        head: false,
        deployments: folder,
        account: "",
        ...changes,
      },
      hre,
    );

  const wrongAnswers: [name: string, changes: Partial<AnswerArguments>, message: string][] = [
    ["no index", { index: "" }, `--index: "" is no bill's number; take it from \`billing disputes\``],
    ["an index of no bill", { index: "1" }, "index: 1 is no bill of this roll; check roll and index"],
    [
      "a reason that is too long",
      { reason: "x".repeat(32) },
      `--reason: "${"x".repeat(32)}" is no code; give the code that the city has published, up to 31 characters`,
    ],
    ["no document", { document: "" }, '--document: "" is no file; name the file of the written answer'],
    [
      "an amount with separators",
      { amount: "1,000" },
      'amount: "1,000" has separators; write digits alone, and a point before the decimals: 1234.50',
    ],
    ["a short salt", { salt: "0x12" }, '--salt: "0x12" is not 32 bytes; give 0x and 64 hexadecimal digits'],
  ];
  for (const [name, changes, message] of wrongAnswers) {
    it(`answer says in one line what is wrong with ${name}, and asks no chain`, async () => {
      await commandEnds(() => prepareWith({}));
      expect(await lastLineOf(() => answerWith(changes))).to.equal(message);
    });
  }
});
