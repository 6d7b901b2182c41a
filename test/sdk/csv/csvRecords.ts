import { expect } from "chai";

import { csvRecords, type CsvOptions, InputError, parseAmount } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

const columns = {
  account: {
    parse: (text: string): string => {
      if (text === "") throw new InputError("account", text, "is empty", "name the account");
      return text;
    },
  },
  amount: { parse: parseAmount },
  note: { parse: (text: string) => text, isOptional: true },
};

async function read(text: string, options?: CsvOptions) {
  const records = [];
  for await (const record of csvRecords([text], columns, options)) records.push(record);
  return records;
}

describe("csvRecords", () => {
  it("reads cells by their columns' names, in any order, without the optional ones", async () => {
    expect(await read("amount,account\n1.5, A-1 \n")).to.deep.equal([
      { line: 2, value: { account: "A-1", amount: 1_500_000n, note: "" } },
    ]);
    expect(await read("note;amount;account\nx;2;A-2", { delimiter: ";" })).to.deep.equal([
      { line: 2, value: { account: "A-2", amount: 2_000_000n, note: "x" } },
    ]);
  });

  it("tells all that is wrong with a row, and goes on", async () => {
    const long = "9".repeat(100);
    const records = await read(`account,amount\n,1.2345678\nA-2,1,3\nA-3,"x"y\nA-4,${long}\nA-5,5\n`);
    expect(records).to.deep.equal([
      {
        line: 2,
        problems: [
          { line: 2, field: "account", value: "", problem: "is empty", mend: "name the account" },
          { line: 2, field: "amount", value: "1.2345678", problem: "has 7 decimals", mend: "give at most 6" },
        ],
      },
      {
        line: 3,
        problems: [
          {
            line: 3,
            field: "row",
            value: "A-2,1,3",
            problem: "has 3 cells for 2 columns",
            mend: "give each column a cell, and quote cells that hold the delimiter",
          },
        ],
      },
      {
        line: 4,
        problems: [
          {
            line: 4,
            field: "row",
            value: 'A-3,x"y',
            problem: "Trailing quote on quoted field is malformed",
            mend: "mend its quotes",
          },
        ],
      },
      {
        line: 5,
        problems: [
          {
            line: 5,
            field: "amount",
            value: `${long.slice(0, 60)}…`,
            problem: "is more than an account can hold",
            mend: "give at most 2^104 - 1 millionths",
          },
        ],
      },
      { line: 6, value: { account: "A-5", amount: 5_000_000n, note: "" } },
    ]);
  });

  const headers: [string, string, string | RegExp][] = [
    ["", "file", "is empty"],
    ["account;amount\n", "line 1", "is one single column"],
    ["account,amount,iban\n", "line 1", "is no known column"],
    ["account,amount,account\n", "line 1", "stands there twice"],
    ["account,note\n", "line 1", "lacks the column amount"],
    ['\naccount,"amount"x\n', "line 2", /quote/i],
  ];
  for (const [text, field, problem] of headers) {
    it(`refuses the header ${JSON.stringify(text)}`, () =>
      expectInputError(() => read(text), { field, problem }));
  }

  it("lets an error of another kind through", async () => {
    const failing = { a: { parse: () => Number(BigInt("x")) } };
    const run = async () => {
      for await (const _ of csvRecords(["a\n1\n"], failing)) expect.fail("a row was read");
    };
    await run().then(
      () => expect.fail("nothing was thrown"),
      (error: unknown) => expect(error).to.be.instanceOf(SyntaxError),
    );
  });
});
