import { verifyElection } from "../../sdk/index.js";
import { good, runCommand } from "../lib/cli.js";
import { numberOf } from "../lib/options.js";
import { readText } from "./files.js";

import { printReport, printVerdicts } from "./report.js";

/** Arguments of `hardhat ballots verify`. */
export interface VerifyRecordArguments {
  readonly record: string;
  readonly chainId: string;
  readonly contract: string;
  readonly blockHash: string;
  readonly codeHash: string;
  readonly ballots: boolean;
}

/** `hardhat ballots verify`: recomputes an election from its record, without asking anybody. */
export default async function verify(args: VerifyRecordArguments): Promise<void> {
  await runCommand(async () => {
    const text = await readText("record", args.record);
    const report = await verifyElection(text, {
      chainId: BigInt(numberOf("chain-id", args.chainId)),
      contract: args.contract,
      blockHash: args.blockHash,
      codeHash: args.codeHash === "" ? undefined : args.codeHash,
    });
    if (args.ballots) printVerdicts(report);
    printReport(report);
    console.log(good("verified: the record comes to what the chain holds in the trusted block"));
    return true;
  });
}
