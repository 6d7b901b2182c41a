import { buildSettlement, dayOf, decodeReadings } from "../../sdk/index.js";
import { thousands } from "../lib/table.js";
import { type SignedList, writeRecord } from "./files.js";
import { timeText } from "./inputs.js";
import type { EnergyOffice } from "./office.js";
import { readZone } from "./zone.js";

/**
 * Clears the intervals of a signed list and hands them to the market. What is settled is written down first, so that a run
 * that is killed loses nothing that corrections and statements need.
 * @returns whether it was done
 */
export async function settleList(office: EnergyOffice, list: SignedList, records: string): Promise<boolean> {
  const { zone, firstInterval, intervals, readings, signature } = list;
  const { households, rules } = await readZone(office, zone, dayOf(firstInterval));
  const rows = decodeReadings(readings, intervals);
  if (rows.length > households.length) {
    throw new Error(
      `zone ${zone}, ${timeText(firstInterval)}: the list has ${rows.length} places, the zone ${households.length}; let the gateway sign again`,
    );
  }
  // A place that came after that day is none of the list's.
  const homes = rows.map((row, place) => ({ ...households[place], readings: row }));
  const draft = buildSettlement(homes, firstInterval, intervals, rules);
  const record = { zone, firstInterval, hints: draft.hints, readings, executed: draft.executed };
  const path = await writeRecord(records, record);
  const volume = draft.clearings.reduce((sum, clearing) => sum + clearing.volume, 0n);
  const data = office.market.interface.encodeFunctionData("settle", [
    zone,
    firstInterval,
    draft.hints,
    readings,
    signature,
  ]);
  const what = `settle zone ${zone} from ${timeText(firstInterval)}: ${thousands(volume)} Wh among neighbours, ${path}`;
  return office.act(what, await office.market.getAddress(), data);
}
