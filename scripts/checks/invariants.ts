import { type Finding, type GateResult, resultOf } from "./lib/finding.js";
import { domainPages, type Line, readPages, sectionLines } from "./lib/markdown.js";
import { readTests, type TestTitle } from "./lib/tests.js";

/** Words that stand before a number and a dash without being invariants. */
const STANDARDS = new Set(["CAIP", "EIP", "ERC", "FIPS", "ISO", "RFC", "SHA", "UTF"]);

interface Invariant {
  number: string;
  place: string;
}

/**
 * Every invariant that a domain's page lists under `## Invariants`, as `- **GOV-1** sentence`, is named by a test, and
 * every number that a test names is defined once. A test names GOV-1 in the title of a mocha test or suite, or as
 * `GOV_1` in the name of a Solidity test function. Skipped tests do not count.
 *
 * @param root folder of the repository
 */
export function checkInvariants(root: string): GateResult {
  const { invariants, findings } = readInvariants(root);
  const prefixes = new Set(invariants.map(({ number }) => number.split("-")[0]));
  const named = readTests(root, "test").flatMap((test) =>
    numbersIn(test, prefixes).map((number) => ({ number, test })),
  );
  const tested = new Set(named.filter(({ test }) => !test.skipped).map(({ number }) => number));
  const defined = new Map<string, string>();
  for (const { number, place } of invariants) {
    const first = defined.get(number);
    if (first !== undefined) {
      findings.push({
        file: place,
        what: `${number} is defined already in ${first}`,
        mend: "give it a free number.",
      });
      continue;
    }
    defined.set(number, place);
    if (!tested.has(number))
      findings.push(
        untested(
          number,
          place,
          named.some((name) => name.number === number),
        ),
      );
  }
  for (const { number, test } of named) {
    if (!defined.has(number)) findings.push(undefinedNumber(number, test));
  }
  return resultOf(findings);
}

function readInvariants(root: string): { invariants: Invariant[]; findings: Finding[] } {
  const pages = readPages(root).map(({ path, text }) => ({ path, lines: sectionLines(text, "Invariants") }));
  const withSection = new Set(pages.filter(({ lines }) => lines !== undefined).map(({ path }) => path));
  const findings: Finding[] = domainPages(root)
    .filter((page) => !withSection.has(page))
    .map((file) => ({
      file,
      what: "the page of this domain, or its section `## Invariants`, is missing",
      mend: "list what always holds there, as `- **GOV-1** sentence`.",
    }));
  const invariants: Invariant[] = [];
  for (const { path, lines = [] } of pages) {
    for (const line of lines.filter(({ text }) => /^\s*([-*+]|\d+[.)])\s/.test(text))) {
      const number = numberOf(line);
      const place = `${path}:${line.number}`;
      if (number !== undefined) invariants.push({ number, place });
      else
        findings.push({
          file: place,
          what: `"${line.text}" is no invariant`,
          mend: "write `- **GOV-1** sentence`.",
        });
    }
  }
  return { invariants, findings };
}

function numberOf({ text }: Line): string | undefined {
  return /^- \*\*([A-Z]{2,}-[1-9]\d*)\*\*\s+\S/.exec(text)?.[1];
}

/**
 * The numbers that a test names: anywhere in its title when a page uses the prefix; with any prefix when the title
 * begins with it, so that a misspelt prefix is seen.
 */
function numbersIn({ kind, title }: TestTitle, prefixes: Set<string>): string[] {
  const anywhere =
    kind === "function" ? /(?<![A-Za-z])([A-Z]{2,})_(\d+)(?![A-Za-z\d])/g : /\b([A-Z]{2,})-(\d+)\b/g;
  const start = kind === "function" ? /^[a-z]+_([A-Z]{2,})_\d+(?:_|$)/i : /^([A-Z]{2,})-\d+:/;
  const first = start.exec(title)?.[1];
  return [...title.matchAll(anywhere)]
    .filter(([, prefix]) => prefixes.has(prefix) || (prefix === first && !STANDARDS.has(prefix)))
    .map(([, prefix, number]) => `${prefix}-${number}`);
}

function untested(number: string, file: string, skipped: boolean): Finding {
  return {
    file,
    what: skipped ? `only skipped tests name ${number}` : `no test names ${number}`,
    mend: `write one: it("${number}: …") or function invariant_${number.replace("-", "_")}_….`,
  };
}

function undefinedNumber(number: string, { place, title }: TestTitle): Finding {
  return {
    file: place,
    what: `"${title}" names ${number}, which no page defines`,
    mend: "correct the number, or define it under `## Invariants` of its domain's page.",
  };
}
