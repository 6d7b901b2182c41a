import { type Finding, type GateResult, resultOf } from "./lib/finding.js";
import { domainPages, type Line, readPages, sectionLines } from "./lib/markdown.js";
import { readTests, type TestTitle } from "./lib/tests.js";

/**
 * Every promise that a page makes under `## Promises`, in a table `| Promise | Test |`, is held by tests that exist
 * and run: the second cell names, between backticks, titles of mocha tests or Solidity test functions. A test marked
 * `.only` fails the gate too, because it keeps all others from running.
 *
 * @param root folder of the repository
 */
export function checkPromises(root: string): GateResult {
  const tests = readTests(root, "test").filter(({ kind }) => kind !== "suite");
  const pages = readPages(root).map(({ path, text }) => ({ path, lines: sectionLines(text, "Promises") }));
  const made = pages.flatMap(({ path, lines }) =>
    lines === undefined ? [] : checkTable(path, lines, tests),
  );
  const withSection = new Set(pages.filter(({ lines }) => lines !== undefined).map(({ path }) => path));
  const missing = domainPages(root)
    .filter((page) => !withSection.has(page))
    .map((file) => ({
      file,
      what: "the page of this domain, or its section `## Promises`, is missing",
      mend: "list what the domain promises, in a table `| Promise | Test |`.",
    }));
  return resultOf([...missing, ...made, ...exclusive(readTests(root, "test"))]);
}

function checkTable(page: string, lines: Line[], tests: TestTitle[]): Finding[] {
  const rows = lines.filter(({ text }) => text.trimStart().startsWith("|"));
  const [header, , ...promises] = rows;
  if (header === undefined || cellsOf(header).join("|") !== "Promise|Test" || promises.length === 0) {
    const file = `${page}${header === undefined ? "" : `:${header.number}`}`;
    return [
      { file, what: "`## Promises` holds no table `| Promise | Test |` with rows", mend: "write the table." },
    ];
  }
  return promises.flatMap((row) => checkRow(page, row, tests));
}

function checkRow(page: string, row: Line, tests: TestTitle[]): Finding[] {
  const file = `${page}:${row.number}`;
  const [promise, cell = ""] = cellsOf(row);
  const titles = [...cell.matchAll(/(`+)(.+?)\1(?!`)/g)].map(([, , title]) => title.trim());
  if (titles.length === 0) {
    return [
      {
        file,
        what: `"${promise}" names no test`,
        mend: "name its tests between backticks in the second cell.",
      },
    ];
  }
  return titles.flatMap((title) => {
    const same = tests.filter((test) => test.title === title);
    if (same.some(({ skipped }) => !skipped)) return [];
    if (same.length === 0) {
      return [
        {
          file,
          what: `no test is called "${title}"`,
          mend: "write the test, or correct the title in the table.",
        },
      ];
    }
    return [{ file, what: `the test "${title}" is skipped (${same[0].place})`, mend: "let it run again." }];
  });
}

/** The cells of a row of a table; `\|` is a bar inside a cell. */
function cellsOf({ text }: Line): string[] {
  return text
    .trim()
    .replace(/^\||(?<!\\)\|$/g, "")
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll(String.raw`\|`, "|").trim());
}

function exclusive(tests: TestTitle[]): Finding[] {
  return tests
    .filter(({ only }) => only)
    .map(({ place, title }) => ({
      file: place,
      what: `"${title}" is marked .only, so that other tests do not run`,
      mend: "remove .only.",
    }));
}
