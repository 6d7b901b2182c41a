import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { OfficeArguments } from "../ballots/office.js";
import { runSealed } from "./office.js";
import { readCeremonyFile } from "./plans.js";

/** Arguments of commands that read a plan. */
export interface PlanArguments extends OfficeArguments {
  readonly plan: string;
}

/** `hardhat sealed plan`: plans the trustees' ceremony of one election. */
export default async function plan(args: PlanArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runSealed(hre, args, async ({ ceremonies, addresses, act }) => {
    const { trustees, ...others } = await readCeremonyFile(args.plan);
    const sorted = trustees.toSorted((one, other) => (BigInt(one) < BigInt(other) ? -1 : 1));
    const data = ceremonies.interface.encodeFunctionData("planCeremony", [
      { ballot: addresses.sealed, trustees: sorted, ...others },
    ]);
    const isDone = await act("plan a ceremony", addresses.ceremonies, data);
    if (isDone && !args.calldata) {
      console.log(`ceremony ${await ceremonies.ceremonyCount()}`);
      for (const [i, account] of sorted.entries()) console.log(`trustee ${i + 1}: ${account}`);
    }
    return isDone;
  });
}
