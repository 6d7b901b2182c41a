import type { Projection, SurveyFault } from "../../sdk/index.js";
import { bad } from "../lib/cli.js";
import { counted, table } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";

/** Faults that are printed; all are in the report. */
const SHOWN = 50;

/** Prints faults: what, of which features, where (metres), why. */
export function printFaults(faults: readonly SurveyFault[]): void {
  const rows = faults
    .slice(0, SHOWN)
    .map(({ kind, features, place, message }) => [
      kind,
      features.join(" "),
      place === undefined ? "" : place.map(metres).join(" "),
      message,
    ]);
  console.error(table(["fault", "features", "place", "what is wrong"], rows));
  if (faults.length > SHOWN) console.error(`and ${faults.length - SHOWN} more`);
  console.error(bad(`${counted(faults.length, "fault")}: nothing was sent; mend the file and run again`));
}

/** Writes faults as GeoJSON points, in the system of the file, for a map. */
export async function writeFaults(
  path: string,
  faults: readonly SurveyFault[],
  projection: Projection | undefined,
): Promise<void> {
  const features = faults.map(({ kind, features: numbers, place, message }) => ({
    type: "Feature",
    properties: { fault: kind, features: numbers, message },
    geometry: place === undefined ? null : { type: "Point", coordinates: pointOf(place, projection) },
  }));
  await writeWhole(path, `${JSON.stringify({ type: "FeatureCollection", features }, undefined, 1)}\n`);
}

function pointOf([x, y]: readonly [number, number], projection: Projection | undefined): readonly number[] {
  const place: [number, number] = [x / 100, y / 100];
  return projection?.inverse(place) ?? place;
}

const metres = (centimetres: number): string => (centimetres / 100).toFixed(2);
