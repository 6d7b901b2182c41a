import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { dayOf, encodeReadings } from "../../sdk/index.js";
import { bad, good } from "../lib/cli.js";
import { readDay } from "./dayReadings.js";
import { readLists, type SignedList } from "./files.js";
import { dayNumber, timeText, zoneNumber } from "./inputs.js";
import { type EnergyArguments, type EnergyOffice, runEnergy } from "./office.js";
import { settleList } from "./settleList.js";
import { readZone } from "./zone.js";

/** Arguments of `hardhat energy settle`. */
export interface SettleArguments extends EnergyArguments {
  readonly file: string;
  readonly zone: string;
  readonly day: string;
  readonly signed: string;
  readonly records: string;
}

/** What is settled: a day of a zone, from the operator's file and the gateway's lists. */
export interface SettlePlan {
  readonly zone: bigint;
  readonly day: bigint;
  readonly file: string;
  readonly signed: string;
  readonly records: string;
}

/** `hardhat energy settle`: settles a day from the meters' file, with the lists that the gateway has signed. */
export default async function settle(args: SettleArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runEnergy(hre, args, async (office) => {
    const { file, signed, records } = args;
    return settleDay(office, {
      zone: zoneNumber(args.zone),
      day: dayNumber(args.day),
      file,
      signed,
      records,
    });
  });
}

/**
 * Settles what of a day is signed and not settled. A list that says otherwise than the operator's own file is told, and
 * nothing is sent: somebody has to look at it.
 */
export async function settleDay(
  office: EnergyOffice,
  { zone, day, file, signed, records }: SettlePlan,
): Promise<boolean> {
  const state = await readZone(office, zone, day);
  const rows = await readDay(office, state, day, file);
  if (rows === undefined) return false;
  const lists = (await readLists(signed)).filter(
    (list) => list.zone === zone && dayOf(list.firstInterval) === day,
  );
  const open = lists.filter(({ firstInterval }) => firstInterval >= state.nextInterval);
  if (lists.length === 0)
    throw new Error(`--signed: ${signed} holds no list of that zone and day; let the gateway sign`);
  if (open.length === 0) {
    console.log(good("the day is settled as far as it was signed"));
    return true;
  }
  const other = open.filter((list) => !isSame(list, rows, day));
  for (const { firstInterval } of other) {
    console.error(
      bad(`the gateway's list from ${timeText(firstInterval)} says otherwise than --file: nothing was sent`),
    );
  }
  if (other.length > 0) return false;
  for (const list of open) {
    if (!(await settleList(office, list, records))) return false;
  }
  console.log(good(`settled up to ${timeText(open[open.length - 1].firstInterval)}`));
  return true;
}

/** Whether a list has the readings of the file. */
function isSame(list: SignedList, rows: readonly (readonly (bigint | null)[])[], day: bigint): boolean {
  const from = Number(list.firstInterval - day * 96n);
  const part = rows.map((row) => row.slice(from, from + list.intervals));
  return part.every((row) => row.length === list.intervals) && encodeReadings(part) === list.readings;
}
