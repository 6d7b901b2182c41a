import { splitJunctions } from "../splitJunctions.js";
import { type Ring, vertexKey } from "../vertex.js";

/** Whether two parcels share a stretch of boundary, and not just a corner. */
export function isNeighbour(a: Ring, b: Ring): boolean {
  const [one, other] = splitJunctions([a, b]);
  const walked = new Set(one.map((vertex, i) => edgeKey(vertex, one[(i + 1) % one.length])));
  return other.some((vertex, i) => walked.has(edgeKey(other[(i + 1) % other.length], vertex)));
}

function edgeKey(from: Ring[number], to: Ring[number]): string {
  return `${vertexKey(from)} ${vertexKey(to)}`;
}
