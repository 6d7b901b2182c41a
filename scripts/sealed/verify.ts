import { findSealedBallot, verifySealedElection } from "../../sdk/ballots/sealed/index.js";
import { readText } from "../ballots/files.js";
import type { VerifyRecordArguments } from "../ballots/verify.js";
import { good, runCommand } from "../lib/cli.js";
import { numberOf } from "../lib/options.js";
import { printSealedReport } from "./report.js";

/** Arguments of `hardhat sealed verify`. */
export interface VerifySealedArguments extends Omit<VerifyRecordArguments, "ballots"> {
  readonly find: string;
}

/** `hardhat sealed verify`: recomputes a sealed election from its record, without asking anybody. */
export default async function verify(args: VerifySealedArguments): Promise<void> {
  await runCommand(async () => {
    const text = await readText("record", args.record);
    const report = await verifySealedElection(text, {
      chainId: BigInt(numberOf("chain-id", args.chainId)),
      contract: args.contract,
      blockHash: args.blockHash,
      codeHash: args.codeHash === "" ? undefined : args.codeHash,
    });
    printSealedReport(report);
    console.log(good("verified: every proof of the record, and what the chain holds in the trusted block"));
    if (args.find === "") return true;
    const { voterIndex, account, time, refusal } = findSealedBallot(report.verdicts, args.find);
    const became = refusal === "None" ? "counts" : `was refused: ${refusal}`;
    console.log(
      `ballot ${args.find} of voter ${voterIndex} (${account}), cast ${new Date(time * 1000).toISOString()}, ${became}`,
    );
    return refusal === "None";
  });
}
