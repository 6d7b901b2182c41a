import { ZeroHash } from "ethers";

import { didOf } from "../../identity/didOf.js";
import { partsOfRing } from "../partsOfRing.js";
import { sorted } from "../sorted.js";
import type { RegisterReading } from "../titles/readTitles.js";
import { referenceOf } from "../titles/referenceOf.js";
import type { TitleRecord } from "../titles/titleRecord.js";
import type { Ring } from "../vertex.js";
import { isoTime } from "./isoTime.js";
import type { Ladm, LadmBaUnit, LadmBoundary, LadmSpatialUnit } from "./ladm.js";
import { rightsOf } from "./rightsOf.js";

/**
 * Titles as other systems of land administration read them: in the classes and attributes of LADM (ISO 19152:2012).
 * Retired titles stay, with the end of their life; of them there are no rights any more.
 * @param reading From `readTitles`.
 * @param rings From `readRings`; a boundary without a ring is named by its hash alone.
 */
export function ladmOf(reading: RegisterReading, rings: ReadonlyMap<bigint, Ring>): Ladm {
  const titles = sorted(reading.titles.values(), (a, b) => compareText(a.reference, b.reference));
  const rights = titles.map((title) => rightsOf(title, reading.time));
  const entries = rights.flatMap((each) => Object.values(each).flat());
  const holders = entries.flatMap(({ party }) => party ?? []);
  const documents = [
    ...entries.flatMap(({ source }) => source ?? []),
    ...titles.map(({ boundary }) => boundary.documentHash),
  ].filter((hash) => hash !== ZeroHash);
  return {
    format: "civitas-ladm",
    version: 1,
    standard: "ISO 19152:2012",
    register: { chainId: String(reading.chainId), contract: reading.register },
    block: { number: reading.block, time: isoTime(reading.time) },
    LA_Party: distinct(holders).map((account) => ({
      pID: account,
      extPID: didOf(reading.chainId, account),
      type: "account",
    })),
    LA_BAUnit: titles.map(unitOf),
    LA_Right: rights.flatMap((each) => each.rights),
    LA_Restriction: rights.flatMap((each) => each.restrictions),
    LA_Responsibility: rights.flatMap((each) => each.responsibilities),
    LA_Mortgage: rights.flatMap((each) => each.mortgages),
    LA_SpatialUnitGroup: distinct(titles.map(groupOf)).map((sugID) => ({ sugID })),
    LA_SpatialUnit: titles.map(spatialUnitOf),
    LA_BoundaryFaceString: titles.map((title) => boundaryOf(title, rings.get(title.id))),
    LA_AdministrativeSource: distinct(documents).map((sID) => ({ sID })),
  };
}

function lifespanOf({ beginsAt, endsAt }: TitleRecord): {
  beginLifespanVersion: string;
  endLifespanVersion?: string;
} {
  const begin = { beginLifespanVersion: isoTime(beginsAt.time) };
  return endsAt === undefined ? begin : { ...begin, endLifespanVersion: isoTime(endsAt.time) };
}

function unitOf(title: TitleRecord): LadmBaUnit {
  return {
    uID: title.reference,
    name: title.reference,
    type: "basicPropertyUnit",
    status: title.status,
    parents: title.parents.map(referenceOf),
    children: title.children.map(referenceOf),
    ...lifespanOf(title),
  };
}

function spatialUnitOf(title: TitleRecord): LadmSpatialUnit {
  const { reference, boundary } = title;
  return {
    suID: `${reference}#parcel`,
    unit: reference,
    dimension: "2D",
    area: [{ areaSize: boundary.size, type: "officialArea" }],
    boundary: boundary.ringHash,
    group: groupOf(title),
    source: boundary.documentHash,
    ...lifespanOf(title),
    beginLifespanVersion: isoTime(boundary.enteredAt.time),
  };
}

function boundaryOf({ boundary }: TitleRecord, ring: Ring | undefined): LadmBoundary {
  if (ring === undefined) return { bfsID: boundary.ringHash };
  const closed = (walk: Ring): (readonly [number, number])[] =>
    [...walk, walk[0]].map(([x, y]) => [x / 100, y / 100] as const);
  const coordinates = partsOfRing(ring).map(({ outer, holes }) => [outer, ...holes].map(closed));
  return { bfsID: boundary.ringHash, geometry: { type: "MultiPolygon", coordinates } };
}

const groupOf = ({ reference }: TitleRecord): string => reference.slice(0, reference.indexOf(":"));

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const distinct = (items: readonly string[]): string[] => sorted(new Set(items), compareText);
