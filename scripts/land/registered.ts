import {
  findOverlap,
  parcelId,
  readRings,
  readTitles,
  type Ring,
  type SurveyedParcel,
  type SurveyFault,
} from "../../sdk/index.js";
import { counted } from "../lib/table.js";
import type { LandOffice } from "./office.js";

/**
 * Where parcels of a file overlap parcels that are registered under other references. Boundaries that the registrar
 * attested were never sent to the register: how many could not be compared is told.
 */
export async function overlapsWithRegister(
  office: LandOffice,
  parcels: readonly SurveyedParcel[],
  fromBlock: number,
): Promise<SurveyFault[]> {
  const { titles } = await readTitles(office.rpc, { register: office.address, fromBlock });
  const own = new Set(parcels.map(({ reference }) => parcelId(reference)));
  const others = [...titles.values()].filter(({ id, endsAt }) => endsAt === undefined && !own.has(id));
  const rings = await readRings(office.rpc, others);
  const unknown = others.length - rings.size;
  if (unknown > 0) {
    console.log(
      `${counted(unknown, "boundary")} of the register were attested, never sent, and not compared`,
    );
  }
  const registered = others.flatMap(({ id, reference }) => {
    const ring = rings.get(id);
    return ring === undefined ? [] : [{ reference, ring, box: boxOf(ring) }];
  });
  return parcels.flatMap(({ feature, reference, ring }) => {
    const box = boxOf(ring);
    return registered
      .filter((other) => doMeet(box, other.box))
      .flatMap((other): SurveyFault[] => {
        const place = findOverlap(ring, other.ring);
        if (place === undefined) return [];
        const [x, y] = [place.x, place.y].map((value) => Number(value) / Number(place.denominator));
        const message = `${reference} and ${other.reference}, which is registered, overlap`;
        return [{ kind: "overlap", features: [feature], place: [x, y], message }];
      });
  });
}

/** West, south, east and north of a ring. */
type Box = readonly [number, number, number, number];

function boxOf(ring: Ring): Box {
  return ring.reduce<Box>(
    ([west, south, east, north], [x, y]) => [
      Math.min(west, x),
      Math.min(south, y),
      Math.max(east, x),
      Math.max(north, y),
    ],
    [Infinity, Infinity, -Infinity, -Infinity],
  );
}

const doMeet = (a: Box, b: Box): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
