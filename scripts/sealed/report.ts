import type { SealedReport } from "../../sdk/ballots/sealed/index.js";
import { heading } from "../lib/cli.js";
import { table, thousands } from "../lib/table.js";

/** Prints what a sealed election has come to. */
export function printSealedReport(report: SealedReport): void {
  const { question, options, votes, adopted, outcome, blank, cast, rollSize, trustees } = report;
  console.log(heading(`\n${question}`));
  const rows = options.map((option, place) => [
    String(place + 1),
    option,
    thousands(votes[place + 1]),
    adopted.includes(place + 1) ? "adopted" : "",
  ]);
  console.log(table(["no.", "option", "votes", ""], [...rows, ["0", "(blank)", thousands(blank), ""]]));
  const advice = report.isAdvisory ? " (advice: no outside review is on record)" : "";
  console.log(`\n${outcome}${advice}; ${thousands(cast.counts)} of ${thousands(rollSize)} voters have cast`);
  console.log(
    `sealed ballots: ${thousands(cast.counts)} count, ${thousands(cast.refused)} refused; ` +
      `${thousands(cast.spoilt)} voters have spoilt one`,
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
        ["key", report.keyHash],
        ["roll", report.rollRoot],
        ["running hash", report.runningHash],
        ["trustees", `${trustees.shared.join(", ")} shared; ${trustees.threshold} decrypt`],
        ["block", `${report.block.number} ${report.block.hash}`],
      ],
    ),
  );
}
