import { rename } from "node:fs/promises";

import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  type Correction,
  correctionsTypedData,
  dayOf,
  decodeSettlement,
  encodeCorrections,
  encodeReadings,
  INTERVALS_PER_DAY,
  readDomain,
  type SettlementRecord,
} from "../../sdk/index.js";
import { good } from "../lib/cli.js";
import { counted, table } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";
import { readDay } from "./dayReadings.js";
import { readRecord, recordText } from "./files.js";
import { type GatewaySigner, readGatewayKey } from "./gatewayKey.js";
import { timeText } from "./inputs.js";
import { type EnergyArguments, type EnergyOffice, runEnergy } from "./office.js";
import { readZone } from "./zone.js";

/** Arguments of `hardhat energy correct`. */
export interface CorrectArguments extends EnergyArguments {
  readonly record: string;
  readonly file: string;
  readonly key: string;
}

/** `hardhat energy correct`: corrects what was settled to what a later file of the day says. */
export default async function correct(args: CorrectArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runEnergy(hre, args, async (office) =>
    correctRecord(office, args.record, args.file, await readGatewayKey(args.key), args.calldata),
  );
}

/**
 * Corrects the readings of a settlement that a file tells otherwise; those that are missing in it stay. The corrected
 * record takes the place of the old one once the chain has it.
 */
export async function correctRecord(
  office: EnergyOffice,
  path: string,
  file: string,
  key: GatewaySigner,
  isPrinted = false,
): Promise<boolean> {
  const record = await standing(office, path);
  const day = dayOf(record.firstInterval);
  const rows = await readDay(office, await readZone(office, record.zone, day), day, file);
  if (rows === undefined) return false;
  const { corrections, corrected } = compare(record, rows);
  if (corrections.length === 0) {
    console.log(good("nothing to correct: the file says what was settled"));
    return true;
  }
  console.log(
    table(
      ["place", "interval", "reading"],
      corrections.map(({ place, position, reading }) => [
        `${place}`,
        timeText(record.firstInterval + position),
        `${reading}`,
      ]),
    ),
  );
  const list = encodeCorrections(corrections);
  const intervals = BigInt(corrected.intervals);
  const domain = await readDomain(
    async (call) => office.provider.call(call),
    await office.meters.getAddress(),
  );
  const statement = {
    zone: record.zone,
    firstInterval: record.firstInterval,
    intervals,
    places: BigInt(corrected.places),
    readings: record.readings,
  };
  const signature = key(correctionsTypedData(domain, statement, list));
  const data = office.market.interface.encodeFunctionData("correct", [record, list, signature]);
  await writeWhole(nextOf(path), recordText({ ...record, readings: corrected.readings }));
  const what = `correct ${counted(corrections.length, "reading")}`;
  if (!(await office.act(what, await office.market.getAddress(), data))) return false;
  if (!isPrinted) await rename(nextOf(path), path);
  return true;
}

/** Where the record waits that a correction will make. */
const nextOf = (path: string): string => `${path}.next`;

/** The record that the chain knows: that of the path, or the one that a killed run had made. */
async function standing(office: EnergyOffice, path: string): Promise<SettlementRecord> {
  const record = await readRecord(path);
  if (await office.market.isSettled(record)) return record;
  const next = await readRecord(nextOf(path)).catch(() => undefined);
  if (next !== undefined && (await office.market.isSettled(next))) {
    await rename(nextOf(path), path);
    return next;
  }
  throw new Error(
    `--record: ${path} is not what the market knows of these intervals; give the newest record, within a week`,
  );
}

function compare(
  record: SettlementRecord,
  rows: readonly (readonly (bigint | null)[])[],
): {
  corrections: readonly Correction[];
  corrected: Pick<SettlementRecord, "readings"> & { intervals: number; places: number };
} {
  const { clearings, households } = decodeSettlement(record);
  const from = Number(record.firstInterval % INTERVALS_PER_DAY);
  const corrections: Correction[] = [];
  const corrected = households.map(({ readings }, place) =>
    readings.map((reading, position) => {
      const told = rows[place]?.[from + position] ?? null;
      if (told === null || told === reading) return reading;
      corrections.push({ place: BigInt(place), position: BigInt(position), reading: told });
      return told;
    }),
  );
  return {
    corrections,
    corrected: {
      readings: encodeReadings(corrected),
      intervals: clearings.length,
      places: households.length,
    },
  };
}
