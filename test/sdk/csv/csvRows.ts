import { expect } from "chai";

import { type CsvRow, csvRows, type TextSource } from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";
import { randomFrom, testSeed } from "../../support/random.js";

const read = async (source: TextSource, options?: Parameters<typeof csvRows>[1]): Promise<CsvRow[]> => {
  const rows: CsvRow[] = [];
  for await (const row of csvRows(source, options)) rows.push(row);
  return rows;
};

const TEXT =
  '\ufeffaccount,note\r\nA-1,"a ""quoted"" word, and a comma"\r\n\r\nA-2,"two\r\nlines"\nA-3,ünïcode €\r\nA-4,';

const ROWS: CsvRow[] = [
  { line: 1, cells: ["account", "note"] },
  { line: 2, cells: ["A-1", 'a "quoted" word, and a comma'] },
  { line: 4, cells: ["A-2", "two\nlines"] },
  { line: 6, cells: ["A-3", "ünïcode €"] },
  { line: 7, cells: ["A-4", ""] },
];

describe("csvRows", () => {
  it("reads quotes, both line ends, empty lines and a byte order mark, and tells each row's line", async () => {
    expect(await read([new TextEncoder().encode(TEXT)])).to.deep.equal(ROWS);
  });

  it("reads the same however the bytes are cut", async () => {
    const bytes = new TextEncoder().encode(TEXT);
    const random = randomFrom(testSeed);
    for (let round = 0; round < 200; ++round) {
      const pieces: Uint8Array[] = [];
      for (let from = 0; from < bytes.length;) {
        const to = from + 1 + Math.floor(random() * 12);
        pieces.push(bytes.subarray(from, to));
        from = to;
      }
      expect(await read(pieces), `seed ${testSeed}, round ${round}`).to.deep.equal(ROWS);
    }
  });

  it("reads web streams, async pieces and text, with another delimiter", async () => {
    const expected = [{ line: 1, cells: ["a", "b,c"] }];
    const stream = new ReadableStream<string>({
      start(controller) {
        controller.enqueue("a;b");
        controller.enqueue(",c");
        controller.close();
      },
    });
    const withoutIteration = { getReader: () => stream.getReader() };
    expect(await read(withoutIteration, { delimiter: ";" })).to.deep.equal(expected);
    async function* pieces() {
      yield "a;";
      yield "b,c\n";
    }
    expect(await read(pieces(), { delimiter: ";" })).to.deep.equal(expected);
  });

  it("asks for the next piece only when the last one is worked off", async () => {
    let given = 0;
    function* pieces() {
      for (; given < 1000;) {
        ++given;
        yield `row ${given}\n`;
      }
    }
    let seen = 0;
    for await (const { line } of csvRows(pieces())) {
      expect(line).to.equal(++seen);
      expect(given - seen).to.be.at.most(1);
      if (seen === 10) break;
    }
    expect(given).to.be.at.most(11);
  });

  it("gives a stream back when its reader stops", async () => {
    let isCancelled = false;
    const stream = new ReadableStream<string>({
      pull: (controller) => controller.enqueue("row\n"),
      cancel: () => {
        isCancelled = true;
      },
    });
    for await (const row of csvRows({ getReader: () => stream.getReader() })) {
      expect(row.cells).to.deep.equal(["row"]);
      break;
    }
    expect(isCancelled).to.equal(true);
  });

  it("tells how much has been read", async () => {
    const heard: number[] = [];
    await read(["ab\n", "cdé\n"], { onProgress: (characters) => heard.push(characters) });
    expect(heard).to.deep.equal([3, 7]);
  });

  it("tells a row with a broken quote, and goes on", async () => {
    const rows = await read(['a,b\n"x"y,1\n"c\nd",e\nf,g\n']);
    expect(rows.map(({ line }) => line)).to.deep.equal([1, 2, 3, 5]);
    expect(rows[1].problem).to.equal("Trailing quote on quoted field is malformed");
    expect(rows.filter(({ problem }) => problem === undefined).map(({ cells }) => cells)).to.deep.equal([
      ["a", "b"],
      ["c\nd", "e"],
      ["f", "g"],
    ]);
  });

  it("tells a quote that is not closed at the end", async () => {
    const rows = await read(['a,b\nc,"d']);
    expect(rows.at(-1)).to.include({ line: 2, problem: "Quoted field unterminated" });
  });

  it("does not collect a file behind a quote that is never closed", async () => {
    let given = 0;
    function* pieces() {
      yield 'a,b\nc,"d\n';
      for (; given < 1000; ++given) yield "x,y\n".repeat(2500);
    }
    await expectInputError(() => read(pieces()), {
      field: "line 2",
      problem: "opens a quote that is not closed",
    });
    expect(given).to.be.lessThan(200);
  });

  it("refuses what is not UTF-8", async () => {
    const problem = "is not UTF-8";
    await expectInputError(() => read([Uint8Array.of(0x61, 0x0a, 0xfc, 0x0a)]), { field: "file", problem });
    await expectInputError(() => read([Uint8Array.of(0x61, 0xc3)]), { field: "file", problem });
  });
});
