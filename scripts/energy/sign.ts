import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  encodeReadings,
  type Hex,
  INTERVALS_PER_DAY,
  readDomain,
  readingsTypedData,
} from "../../sdk/index.js";
import { faint, good } from "../lib/cli.js";
import { counted } from "../lib/table.js";
import { numberOf } from "../lib/options.js";
import { readDay } from "./dayReadings.js";
import { type SignedList, writeList } from "./files.js";
import { type GatewaySigner, readGatewayKey } from "./gatewayKey.js";
import { dayNumber, timeText, zoneNumber } from "./inputs.js";
import { type EnergyArguments, type EnergyOffice, runEnergy } from "./office.js";
import { readZone } from "./zone.js";

/** Arguments of `hardhat energy sign`. */
export interface SignArguments extends EnergyArguments {
  readonly file: string;
  readonly zone: string;
  readonly day: string;
  readonly key: string;
  readonly most: string;
  readonly signed: string;
}

/** What a gateway signs: a day of a zone, in lists of so many intervals. */
export interface SigningPlan {
  readonly zone: bigint;
  readonly day: bigint;
  readonly file: string;
  readonly most: number;
  readonly signed: string;
}

/** `hardhat energy sign`: the gateway signs a day's readings, as lists that anybody can hand in once it is time. */
export default async function sign(args: SignArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runEnergy(
    hre,
    args,
    async (office) => {
      const plan = {
        zone: zoneNumber(args.zone),
        day: dayNumber(args.day),
        file: args.file,
        most: numberOf("most", args.most, 1),
        signed: args.signed,
      };
      return signDay(office, plan, await readGatewayKey(args.key));
    },
    true,
  );
}

/** Signs the intervals of a day that are over and not settled. */
export async function signDay(
  office: EnergyOffice,
  { zone, day, file, most, signed }: SigningPlan,
  key: GatewaySigner,
): Promise<boolean> {
  const state = await readZone(office, zone, day);
  const rows = await readDay(office, state, day, file);
  if (rows === undefined) return false;
  const begin = day * INTERVALS_PER_DAY;
  const domain = await readDomain(
    async (call) => office.provider.call(call),
    await office.meters.getAddress(),
  );
  const over = rows[0]?.length ?? 0;
  // What is settled already stays; the first list begins where the zone goes on.
  const from = state.nextInterval > begin ? Number(state.nextInterval - begin) : 0;
  let count = 0;
  for (let position = from; position < over; position += most) {
    const part = rows.map((row) => row.slice(position, Math.min(position + most, over)));
    const list: Omit<SignedList, "signature"> = {
      zone,
      firstInterval: begin + BigInt(position),
      intervals: part[0].length,
      readings: encodeReadings(part),
    };
    const statement = {
      zone,
      firstInterval: list.firstInterval,
      intervals: BigInt(list.intervals),
      places: BigInt(part.length),
      readings: list.readings,
    };
    const signature = key(readingsTypedData(domain, statement)) as Hex;
    const path = await writeList(signed, { ...list, signature });
    console.log(faint(`${timeText(list.firstInterval)}: ${counted(list.intervals, "interval")}, ${path}`));
    ++count;
  }
  if (count === 0) {
    throw new Error("--day: nothing of that day is over and not settled; give a day that is");
  }
  console.log(good(`${counted(count, "list")} signed`));
  return true;
}
