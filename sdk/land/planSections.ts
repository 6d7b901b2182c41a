import { outlineOf } from "./outlineOf.js";
import { sorted } from "./sorted.js";
import type { SurveyedParcel } from "./surveyCadastre.js";
import type { Ring } from "./vertex.js";

/** Parcels that are registered together, and the land that they tile. */
export interface PlannedSection {
  readonly parcels: readonly SurveyedParcel[];
  readonly outline: Ring;
}

/** How much a section may hold. */
export interface SectionLimits {
  readonly parcels: number;
  readonly vertices: number;
}

/** What fits a transaction of fifteen million gas, with room for outlines that wind. */
const DEFAULT_LIMITS: SectionLimits = { parcels: 200, vertices: 2_400 };

/**
 * Divides a cadastre without faults into sections that fit one transaction each: halved across its longer side until they
 * do. The same cadastre is always divided in the same way.
 * @param limits What a section may hold; two hundred parcels and 2,400 vertices where nothing else is said.
 */
export function planSections(
  parcels: readonly SurveyedParcel[],
  limits: Partial<SectionLimits> = {},
): readonly PlannedSection[] {
  if (parcels.length === 0) return [];
  const most = { ...DEFAULT_LIMITS, ...limits };
  const vertices = parcels.reduce((sum, { ring }) => sum + ring.length, 0);
  if (parcels.length === 1 || (parcels.length <= most.parcels && vertices <= most.vertices)) {
    return [{ parcels, outline: outlineOf(parcels.map(({ ring }) => ring)) }];
  }
  const middles = parcels.map((parcel) => ({ parcel, middle: middleOf(parcel.ring) }));
  const spread = [0, 1].map((axis) => {
    const places = middles.map(({ middle }) => middle[axis]);
    return greatest(places) - least(places);
  });
  const axis = spread[0] >= spread[1] ? 0 : 1;
  const inOrder = sorted(
    middles,
    (a, b) =>
      a.middle[axis] - b.middle[axis] ||
      a.middle[1 - axis] - b.middle[1 - axis] ||
      a.parcel.feature - b.parcel.feature,
  ).map(({ parcel }) => parcel);
  const half = Math.ceil(inOrder.length / 2);
  return [...planSections(inOrder.slice(0, half), limits), ...planSections(inOrder.slice(half), limits)];
}

/** Twice the middle of the box around a ring. */
function middleOf(ring: Ring): readonly [number, number] {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return [least(xs) + greatest(xs), least(ys) + greatest(ys)];
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
