import { InputError } from "../errors.js";
import { Edges } from "./edges.js";
import { findOverlap } from "./findOverlap.js";
import { isInside } from "./isInside.js";
import type { Parcel, SurveyFault } from "./parcel.js";
import { proveSimple } from "./proveSimple.js";
import { ringOfParts } from "./ringOfParts.js";
import { splitJunctions } from "./splitJunctions.js";
import { traceLoops } from "./traceLoops.js";
import { twiceArea } from "./twiceArea.js";
import { sorted } from "./sorted.js";
import type { Place, Ring } from "./vertex.js";

/** A parcel with the ring under which it can be registered. */
export interface SurveyedParcel extends Parcel {
  readonly ring: Ring;
}

/** What a survey has found. */
export interface Survey {
  /** The parcels whose boundaries are rings, neighbours with the same vertices. */
  readonly parcels: readonly SurveyedParcel[];
  readonly faults: readonly SurveyFault[];
}

/**
 * Checks a cadastre before anything is sent: invalid rings, references that occur twice, overlaps, gaps that parcels
 * enclose, and, with the outline of the section, every gap and every parcel beyond it.
 */
export function surveyCadastre(parcels: readonly Parcel[], outline?: Ring): Survey {
  const faults: SurveyFault[] = [...twins(parcels)];
  const drawn = parcels.flatMap((parcel) => {
    const ring = ringOr(parcel, faults);
    return ring === undefined ? [] : [{ ...parcel, ring }];
  });
  const rings = splitJunctions(drawn.map(({ ring }) => ring));
  const surveyed = drawn.map((parcel, i) => ({ ...parcel, ring: rings[i] }));
  faults.push(...overlaps(surveyed), ...openLand(surveyed, outline));
  return { parcels: surveyed, faults };
}

/** References as the register compares them: case and spaces around them do not tell two apart. */
function twins(parcels: readonly Parcel[]): SurveyFault[] {
  const groups = new Map<string, Parcel[]>();
  for (const parcel of parcels) {
    const key = parcel.reference.trim().toUpperCase();
    groups.set(key, [...(groups.get(key) ?? []), parcel]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({
      kind: "reference",
      features: group.map(({ feature }) => feature),
      message: `the reference ${group[0].reference} stands ${group.length} times`,
    }));
}

function ringOr({ feature, reference, parts }: Parcel, faults: SurveyFault[]): Ring | undefined {
  try {
    const ring = ringOfParts(parts, reference);
    proveSimple(ring);
    return ring;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const place = parts[0]?.outer[0];
    faults.push({ kind: "ring", features: [feature], place, message: error.message });
    return undefined;
  }
}

function overlaps(parcels: readonly SurveyedParcel[]): SurveyFault[] {
  const fromLeft = sorted(
    parcels.map((parcel) => ({ parcel, left: Math.min(...parcel.ring.map(([x]) => x)) })),
    (a, b) => a.left - b.left,
  );
  return fromLeft.flatMap(({ parcel }, i) => {
    const right = Math.max(...parcel.ring.map(([x]) => x));
    const near = fromLeft.slice(i + 1).filter(({ left }) => left < right);
    return near.flatMap(({ parcel: other }): SurveyFault[] => {
      const place = findOverlap(parcel.ring, other.ring);
      if (place === undefined) return [];
      return [
        {
          kind: "overlap",
          features: sorted([parcel.feature, other.feature], (a, b) => a - b),
          place: centimetres(place),
          message: `${parcel.reference} and ${other.reference} overlap`,
        },
      ];
    });
  });
}

/** What the boundaries of all parcels, less the outline's, leave over. */
function openLand(parcels: readonly SurveyedParcel[], outline: Ring | undefined): SurveyFault[] {
  const rings = parcels.map(({ ring }) => ring);
  const all = splitJunctions(outline === undefined ? rings : [...rings, outline]);
  const edges = new Edges();
  all.forEach((ring, i) => edges.addRing(ring, i < rings.length ? 1 : -1));
  return traceLoops(edges.left()).flatMap((loop): SurveyFault[] => {
    const place = findOverlap(loop, loop);
    if (place === undefined) return [];
    const inside = parcels.filter(({ ring }) => isInside(ring, place)).map(({ feature }) => feature);
    // Around a gap the boundaries run clockwise, around land beyond the outline counter-clockwise.
    if (twiceArea(loop) < 0n && inside.length === 0) {
      return [
        {
          kind: "gap",
          features: neighbours(parcels, loop),
          place: centimetres(place),
          message: "no parcel lies here",
        },
      ];
    }
    if (outline === undefined || isInside(outline, place) || inside.length === 0) return [];
    return [
      {
        kind: "outside",
        features: inside,
        place: centimetres(place),
        message: "a parcel reaches beyond the outline of the section",
      },
    ];
  });
}

/** The parcels that have a corner on a loop. */
function neighbours(parcels: readonly SurveyedParcel[], loop: Ring): number[] {
  const corners = new Set(loop.map(String));
  return parcels
    .filter(({ ring }) => ring.some((vertex) => corners.has(String(vertex))))
    .map(({ feature }) => feature);
}

function centimetres({ x, y, denominator }: Place): [number, number] {
  return [Number(x) / Number(denominator), Number(y) / Number(denominator)];
}
