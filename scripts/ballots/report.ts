import type { ElectionReport } from "../../sdk/index.js";
import { heading } from "../lib/cli.js";
import { table, thousands } from "../lib/table.js";

/** Prints what an election has come to. */
export function printReport(report: ElectionReport): void {
  const { question, options, votes, adopted, outcome, ballots, blank, rollSize, cast, block } = report;
  console.log(heading(`\n${question}`));
  const rows = options.map((option, place) => [
    String(place + 1),
    option,
    thousands(votes[place + 1]),
    adopted.includes(place + 1) ? "adopted" : "",
  ]);
  console.log(table(["no.", "option", "votes", ""], [...rows, ["0", "(blank)", thousands(blank), ""]]));
  console.log(`\n${outcome}; ${thousands(ballots)} of ${thousands(rollSize)} voters have cast`);
  console.log(
    `ballots cast: ${thousands(cast.counts)} count, ${thousands(cast.replaced)} replaced, ${thousands(cast.refused)} refused`,
  );
  console.log(
    table(
      ["of", ""],
      [
        ["chain", String(report.chainId)],
        ["contract", report.contract],
        ["code hash", report.codeHash],
        ["election", String(report.electionId)],
        ["terms", report.termsHash],
        ["roll", report.rollRoot],
        ["running hash", report.runningHash],
        ["block", `${block.number} ${block.hash}`],
        ["places", report.arePlacesProven ? "proven" : "not proven"],
      ],
    ),
  );
}

/** Prints every ballot with what became of it. */
export function printVerdicts({ verdicts }: ElectionReport): void {
  console.log(
    table(
      ["entry", "ballot", "time", "voter", "account", "no.", "choice", "verdict", "because"],
      verdicts.map((one) => [
        String(one.entry),
        `${one.way} ${one.position}`,
        new Date(one.time * 1000).toISOString(),
        String(one.voterIndex),
        one.account ?? "(nobody)",
        String(one.ordinal),
        String(one.choice),
        one.verdict,
        one.evidence ?? one.refusal,
      ]),
    ),
  );
}
