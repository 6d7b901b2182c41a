import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { exportSealedElection, type RecordedCeremony } from "../../sdk/ballots/sealed/index.js";
import { readRoll } from "../ballots/files.js";
import type { OfficeArguments } from "../ballots/office.js";
import { faint, good } from "../lib/cli.js";
import { numberOf } from "../lib/options.js";
import { thousands } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";
import { keysOf, runSealed, type SealedOffice } from "./office.js";
import { readSealedPlan } from "./plans.js";
import { printSealedReport } from "./report.js";

/** Arguments of `hardhat sealed export`. */
export interface SealedExportArguments extends OfficeArguments {
  readonly election: string;
  readonly plan: string;
  readonly roll: string;
  readonly out: string;
  readonly block: string;
  readonly fromBlock: string;
}

/** `hardhat sealed export`: writes the record of a final sealed election and verifies it. */
export default async function exportRecord(
  args: SealedExportArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runSealed(hre, args, async (office) => {
    const { rpc, addresses } = office;
    const { block } = args;
    const plan = await readSealedPlan(args.plan);
    const { text, report } = await exportSealedElection(rpc, {
      contract: addresses.sealed,
      electionId: numberOf("election", args.election),
      plan,
      ceremony: await ceremonyOf(office, plan.ceremonyId),
      accounts: (await readRoll(args.roll)).accounts,
      block: block === "finalized" || block === "latest" ? block : numberOf("block", block, 0),
      fromBlock: numberOf("from-block", args.fromBlock, 0),
      onProgress: (what, done, count) => {
        if (done === count) console.log(faint(`${what}: ${thousands(count)}`));
      },
    });
    await writeWhole(args.out, text);
    printSealedReport(report);
    console.log(good(`wrote ${args.out}: ${thousands(text.length)} bytes`));
    console.log(`publish it; who verifies it asks a node of their own for block ${report.block.number}`);
    return true;
  });
}

/** The ceremony as the record names it. */
async function ceremonyOf(office: SealedOffice, ceremonyId: number): Promise<RecordedCeremony> {
  const { ceremonies, addresses } = office;
  const held = await ceremonies.ceremonyOf(ceremonyId);
  const trustees: string[] = [];
  for (let trustee = 1; trustee <= Number(held.trusteeCount); ++trustee) {
    const { account } = await ceremonies.trusteeOf(ceremonyId, trustee);
    trustees.push(account.toLowerCase());
  }
  const { page } = await keysOf(office, BigInt(ceremonyId));
  return {
    contract: addresses.ceremonies.toLowerCase(),
    trustees,
    threshold: Number(held.threshold),
    registerUntil: Number(held.registerUntil),
    dealUntil: Number(held.dealUntil),
    complainUntil: Number(held.complainUntil),
    page,
  };
}
