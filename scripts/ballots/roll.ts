import { buildRoll, rollPageCount } from "../../sdk/index.js";
import { bad, good, runCommand } from "../lib/cli.js";
import { problemTable } from "../lib/problemTable.js";
import { counted, table, thousands } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";
import { parseAccountsCsv } from "./accountsCsv.js";
import { readText, rollText } from "./files.js";

/** Arguments of `hardhat ballots roll`. */
export interface RollArguments {
  readonly csv: string;
  readonly out: string;
}

/** `hardhat ballots roll`: builds a roll from a file of accounts; every row must be right. */
export default async function roll({ csv, out }: RollArguments): Promise<void> {
  await runCommand(async () => {
    const { accounts, problems } = await parseAccountsCsv(await readText("csv", csv));
    if (problems.length > 0) {
      console.error(problemTable(problems));
      console.error(bad(`${counted(problems.length, "wrong row")}; no roll was written`));
      return false;
    }
    const built = buildRoll(accounts);
    await writeWhole(out, rollText(built));
    console.log(
      table(
        ["roll", ""],
        [
          ["voters", thousands(built.size)],
          ["root", built.root],
          ["dataset hash", built.datasetHash],
          ["pages", thousands(rollPageCount(built.size))],
        ],
      ),
    );
    console.log(good(`wrote ${out}: publish it with the statement of its source`));
    return true;
  });
}
