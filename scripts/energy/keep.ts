import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { nextSettlement, secondsUntilDue } from "../../sdk/index.js";
import { faint } from "../lib/cli.js";
import { sleep } from "../lib/receipt.js";
import { counted } from "../lib/table.js";
import { readLists, type SignedList } from "./files.js";
import { timeText } from "./inputs.js";
import { type EnergyArguments, type EnergyOffice, runEnergy, timeOf } from "./office.js";
import { settleList } from "./settleList.js";

/** Arguments of `hardhat energy keep`. */
export interface KeepArguments extends EnergyArguments {
  readonly signed: string;
  readonly records: string;
  readonly watch: boolean;
}

/** Longest sleep between two looks at the folder, seconds. */
const LONGEST_SLEEP = 900n;

/** `hardhat energy keep`: settles whatever no operator has settled in time. It needs no office, only the signed lists. */
export default async function keep(args: KeepArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runEnergy(hre, args, async (office) => {
    for (;;) {
      const { isWell, seconds } = await keepOnce(office, args.signed, args.records);
      if (!args.watch || !isWell) return isWell;
      await sleep(Number(seconds < LONGEST_SLEEP ? seconds + 1n : LONGEST_SLEEP) * 1_000);
    }
  });
}

/** What a look at the folder came to. */
export interface Kept {
  /** Lists that were settled. */
  readonly settled: number;
  readonly isWell: boolean;
  /** Until something more is due. */
  readonly seconds: bigint;
}

/** Settles all lists of a folder that are next and past the market's deadline. */
export async function keepOnce(office: EnergyOffice, folder: string, records: string): Promise<Kept> {
  const lists = await readLists(folder);
  const patience = await office.market.DEADLINE();
  let [settled, seconds] = [0, LONGEST_SLEEP];
  for (const zone of new Set(lists.map((list) => list.zone))) {
    for (;;) {
      const { nextInterval } = await office.market.zoneOf(zone);
      const list = lists.find((each) => each.zone === zone && each.firstInterval === nextInterval);
      if (list === undefined) {
        console.log(faint(`zone ${zone}: no list from ${timeText(nextInterval)}`));
        break;
      }
      const now = await timeOf(office);
      if (!isDue(list, now, patience)) {
        const last = list.firstInterval + BigInt(list.intervals) - 1n;
        const wait = secondsUntilDue(last, now, patience);
        console.log(
          faint(`zone ${zone}: the list from ${timeText(nextInterval)} is for anyone in ${wait} s`),
        );
        seconds = wait < seconds ? wait : seconds;
        break;
      }
      if (!(await settleList(office, list, records))) return { settled, isWell: false, seconds };
      ++settled;
      // Where acts are printed and not sent, the zone does not go on.
      if ((await office.market.zoneOf(zone)).nextInterval === nextInterval) break;
    }
  }
  console.log(`${counted(settled, "list")} settled`);
  return { settled, isWell: true, seconds };
}

/** Whether all intervals of a list may be settled by anyone. */
function isDue({ firstInterval, intervals }: SignedList, now: bigint, patience: bigint): boolean {
  const due = nextSettlement(firstInterval, now, patience, intervals);
  return due !== null && due.intervals === intervals;
}
