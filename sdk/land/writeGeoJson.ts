import { positionOf, type Projection } from "./parcel.js";
import type { Part, Ring } from "./vertex.js";

/** A parcel as GeoJSON has it. */
export interface ParcelFeature {
  readonly type: "Feature";
  readonly properties: Readonly<Record<string, string>>;
  readonly geometry: { readonly type: "MultiPolygon"; readonly coordinates: [number, number][][][] };
}

/**
 * Parcels as a GeoJSON feature collection.
 * @param reference The property that takes the cadastral reference.
 * @param projection From metres to degrees, which RFC 7946 prescribes; without one, positions are metres.
 */
export function writeGeoJson(
  parcels: readonly { readonly reference: string; readonly parts: readonly Part[] }[],
  reference: string,
  projection?: Projection,
): { readonly type: "FeatureCollection"; readonly features: readonly ParcelFeature[] } {
  const closed = (ring: Ring): [number, number][] =>
    [...ring, ring[0]].map((vertex) => positionOf(vertex, projection));
  const features = parcels.map((parcel): ParcelFeature => ({
    type: "Feature",
    properties: { [reference]: parcel.reference },
    geometry: {
      type: "MultiPolygon",
      coordinates: parcel.parts.map(({ outer, holes }) => [outer, ...holes].map(closed)),
    },
  }));
  return { type: "FeatureCollection", features };
}
