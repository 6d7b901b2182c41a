import { InputError } from "../errors.js";
import { type Edge, Edges } from "./edges.js";
import type { Ring, Vertex } from "./vertex.js";
import { reversed } from "./reversed.js";
import { VertexIndex } from "./vertexIndex.js";

/** A flat triangle: start and end of an edge, and a corner of another parcel that lies on it. */
export type Seam = readonly [from: Vertex, to: Vertex, corner: Vertex];

/**
 * The seams between old and new rings: where a corner of one lies on an edge of another. With them the new boundaries add
 * up to the old ones, edge by edge.
 * @throws InputError where they do not add up: there is a gap or an overlap, at the edge that the error names.
 */
export function findSeams(oldRings: readonly Ring[], newRings: readonly Ring[]): readonly Seam[] {
  const edges = new Edges();
  for (const ring of newRings) edges.addRing(ring, 1);
  for (const ring of oldRings) edges.addRing(ring, -1);
  const unmatched = edges.left();
  const index = new VertexIndex(unmatched.flatMap(({ from, to }) => [from, to]));
  const pieces = new Edges();
  const seams = unmatched.flatMap((edge) => seamsAlong(edge, index.between(edge.from, edge.to), pieces));
  const [rest] = pieces.left();
  if (rest !== undefined) throw boundaryError(rest);
  return seams;
}

/** Divides an edge at corners, and adds the pieces up. */
function seamsAlong({ from, to, count }: Edge, corners: readonly Vertex[], pieces: Edges): Seam[] {
  const stops = [from, ...corners, to];
  stops.slice(1).forEach((stop, i) => pieces.add(stops[i], stop, count));
  const [start, end] = count > 0 ? [from, to] : [to, from];
  const inOrder = count > 0 ? corners : reversed(corners);
  const seams = inOrder.map((corner, i): Seam => [i === 0 ? start : inOrder[i - 1], end, corner]);
  return Array.from({ length: Math.abs(count) }, () => seams).flat();
}

function boundaryError({ from, to }: Edge): InputError {
  return new InputError(
    "newRings",
    `${from[0]} ${from[1]}, ${to[0]} ${to[1]}`,
    "is an edge that new and old boundaries do not share: there is a gap or an overlap beside it",
    "let neighbours use the same vertices, to the centimetre",
  );
}
