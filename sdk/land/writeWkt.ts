import { positionOf, type Projection } from "./parcel.js";
import type { Part, Ring } from "./vertex.js";

/**
 * A parcel as well-known text: a POLYGON where it has one part, else a MULTIPOLYGON.
 * @param projection From metres to degrees; without one, the numbers are metres.
 */
export function writeWkt(parts: readonly Part[], projection?: Projection): string {
  const ring = (vertices: Ring): string =>
    `(${[...vertices, vertices[0]].map((vertex) => positionOf(vertex, projection).join(" ")).join(", ")})`;
  const polygons = parts.map(({ outer, holes }) => `(${[outer, ...holes].map(ring).join(", ")})`);
  return polygons.length === 1 ? `POLYGON ${polygons[0]}` : `MULTIPOLYGON (${polygons.join(", ")})`;
}
