import { join } from "node:path";

import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  dayOf,
  decodeSettlement,
  type SettledIntervals,
  statementSvg,
  statementText,
  type Tariff,
} from "../../sdk/index.js";
import { good } from "../lib/cli.js";
import { writeWhole } from "../lib/writeWhole.js";
import { numberOf } from "../lib/options.js";
import { readRecord, recordsOf } from "./files.js";
import { dayNumber, zoneNumber } from "./inputs.js";
import { type EnergyArguments, type EnergyOffice, runEnergy } from "./office.js";

/** Arguments of `hardhat energy statement`. */
export interface StatementArguments extends EnergyArguments {
  readonly zone: string;
  readonly place: string;
  readonly day: string;
  readonly records: string;
  readonly out: string;
}

/** A household's day. */
export interface StatementPlan {
  readonly zone: bigint;
  readonly place: number;
  readonly day: bigint;
  readonly records: string;
  readonly out: string;
}

/** `hardhat energy statement`: what a household traded, got and paid on a day, as text and picture. */
export default async function statement(
  args: StatementArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runEnergy(
    hre,
    args,
    async (office) =>
      writeStatement(office, {
        zone: zoneNumber(args.zone),
        place: numberOf("place", args.place),
        day: dayNumber(args.day),
        records: args.records,
        out: args.out,
      }),
    true,
  );
}

/** Writes the statement of a household from records that the chain knows. */
export async function writeStatement(
  office: EnergyOffice,
  { zone, place, day, records, out }: StatementPlan,
): Promise<boolean> {
  const parts: SettledIntervals[] = [];
  for (const path of await recordsOf(records, zone)) {
    const record = await readRecord(path);
    if (dayOf(record.firstInterval) !== day) continue;
    if (!(await office.market.isSettled(record))) {
      throw new Error(
        `--records: ${path} is not what the market knows of these intervals; take the newest record`,
      );
    }
    parts.push(decodeSettlement(record));
  }
  if (parts.length === 0) {
    throw new Error(`--records: ${records} holds no settlement of that zone and day; settle it first`);
  }
  const whole = joined(parts);
  const { feedIn, retail, fees } = await office.market.tariffOn(zone, day);
  const tariff: Tariff = { feedIn, retail, fees: [fees[0], fees[1], fees[2]] };
  const text = statementText(whole, whole.households, place, tariff);
  const name = join(out, `zone-${zone}-place-${place}-day-${day}`);
  await writeWhole(`${name}.txt`, `${text}\n`);
  await writeWhole(`${name}.svg`, `${statementSvg(whole, whole.households, place, tariff)}\n`);
  console.log(text);
  console.log(good(`${name}.txt and .svg`));
  return true;
}

/** Settlements of a day one after the other. A place that came during it had nothing before. */
function joined(parts: readonly SettledIntervals[]): SettledIntervals {
  const places = Math.max(...parts.map(({ households }) => households.length));
  return {
    clearings: parts.flatMap(({ clearings }) => clearings),
    households: Array.from({ length: places }, (_, place) => ({
      order: null,
      readings: parts.flatMap(
        ({ households, clearings }) => households[place]?.readings ?? clearings.map(() => 0n),
      ),
    })),
  };
}
