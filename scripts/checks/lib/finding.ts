/** One thing a gate found wrong: where, what, and how to mend it. */
export interface Finding {
  /** Path from the root of the repository, with `:line` where there is one. */
  file: string;
  /** What is wrong, with the value that was found. */
  what: string;
  /** What to do about it. */
  mend: string;
}

/** What a gate answers: it passes when it has no findings; notes are printed and never fail it. */
export interface GateResult {
  findings: Finding[];
  notes: string[];
}

/** The answer of a gate that has findings only. */
export function resultOf(findings: Finding[], notes: string[] = []): GateResult {
  return { findings, notes };
}

/** The lines in which findings are printed; neighbours that are mended alike share the line that says how. */
export function describeFindings(findings: Finding[]): string[] {
  return findings.flatMap(({ file, what, mend }, index) => {
    const shared = findings[index + 1]?.mend === mend;
    return shared ? [`  ${file}: ${what}`] : [`  ${file}: ${what}`, `    mend: ${mend}`];
  });
}
