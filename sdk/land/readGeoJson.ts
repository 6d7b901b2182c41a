import { type Parcel, type Projection, type SurveyFault, vertexOf } from "./parcel.js";
import type { Part, Ring } from "./vertex.js";

/** How to read a GeoJSON cadastre. */
export interface GeoJsonOptions {
  /** The property that holds the cadastral reference. */
  readonly reference: string;
  /** From degrees (RFC 7946) to metres; where absent, positions are metres of the register's system already. */
  readonly projection?: Projection;
}

/**
 * Reads the parcels of a GeoJSON feature collection: features with a polygon or several. What cannot be read is reported,
 * and the rest is read.
 */
export function readGeoJson(
  collection: unknown,
  { reference, projection }: GeoJsonOptions,
): { parcels: readonly Parcel[]; faults: readonly SurveyFault[] } {
  const { type, features } = (collection ?? {}) as { type?: unknown; features?: unknown };
  if (type !== "FeatureCollection" || !Array.isArray(features)) {
    return { parcels: [], faults: [fault([], `is no FeatureCollection but ${JSON.stringify(type)}`)] };
  }
  const parcels: Parcel[] = [];
  const faults: SurveyFault[] = [];
  features.forEach((feature: unknown, number) => {
    const read = readFeature(feature, number, reference, projection);
    if ("kind" in read) faults.push(read);
    else parcels.push(read);
  });
  return { parcels, faults };
}

function fault(features: readonly number[], message: string): SurveyFault {
  return { kind: "feature", features, message };
}

interface Feature {
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly geometry?: { readonly type?: unknown; readonly coordinates?: unknown } | null;
}

function readFeature(
  feature: unknown,
  number: number,
  property: string,
  projection: Projection | undefined,
): Parcel | SurveyFault {
  const { properties, geometry } = (feature ?? {}) as Feature;
  const reference = properties?.[property];
  if (typeof reference !== "string" || reference === "") {
    return fault([number], `has no text in its property ${JSON.stringify(property)}`);
  }
  const polygons = polygonsOf(geometry);
  if (polygons === undefined) {
    return fault([number], `has no Polygon or MultiPolygon but ${JSON.stringify(geometry?.type ?? null)}`);
  }
  if (!polygons.every((polygon) => polygon.length > 0 && polygon.every((ring) => ring.every(isPosition)))) {
    return fault([number], "has a position that is no pair of finite numbers, or an empty polygon");
  }
  const parts = polygons.map(([outer, ...holes]): Part => {
    const read = (ring: readonly number[][]): Ring => ring.map((position) => vertexOf(position, projection));
    return { outer: read(outer), holes: holes.map(read) };
  });
  return { feature: number, reference, parts };
}

/** The polygons of a geometry: of each its rings, of each its positions. */
function polygonsOf(geometry: Feature["geometry"]): number[][][][] | undefined {
  const coordinates = geometry?.coordinates;
  const isNested = (value: unknown, depth: number): boolean =>
    Array.isArray(value) && (depth === 0 || value.every((inner) => isNested(inner, depth - 1)));
  if (geometry?.type === "Polygon" && isNested(coordinates, 2)) return [coordinates as number[][][]];
  if (geometry?.type === "MultiPolygon" && isNested(coordinates, 3)) return coordinates as number[][][][];
  return undefined;
}

function isPosition(position: readonly unknown[]): boolean {
  return (
    position.length >= 2 && position.every((value) => typeof value === "number" && Number.isFinite(value))
  );
}
