import { InputError } from "../errors.js";
import { requireRing, ringText } from "./requireRing.js";
import { along, turn } from "./turn.js";
import { twiceArea } from "./twiceArea.js";
import { reversed } from "./reversed.js";
import { compareVertices, isSameVertex, type Ring } from "./vertex.js";

/**
 * The one form in which a walk is registered: no vertex twice in a row, the land to the left, starting at the smallest
 * vertex (x first, then y); of several visits to it, at the one that leaves first counter-clockwise. Vertices on a
 * straight line stay.
 * @param walk In any direction and from any vertex; the first may stand at the end again.
 * @param field What errors call it.
 * @throws InputError where it is off the grid, has no area, or turns back on itself.
 */
export function canonicalRing(walk: Ring, field = "ring"): Ring {
  const ring = requireRing(field, walk).filter(
    (vertex, i) => !isSameVertex(vertex, walk[(i + walk.length - 1) % walk.length]),
  );
  requireRing(field, ring);
  const area = twiceArea(ring);
  if (area === 0n) {
    throw new InputError(
      field,
      ringText(ring),
      "has no area, or crosses itself so that its areas cancel",
      "check its vertices",
    );
  }
  const forwards = area > 0n ? ring : reversed(ring);
  requireNoTurningBack(field, forwards);
  const start = startOf(forwards);
  return [...forwards.slice(start), ...forwards.slice(0, start)];
}

function requireNoTurningBack(field: string, ring: Ring): void {
  ring.forEach((vertex, i) => {
    const before = ring[(i + ring.length - 1) % ring.length];
    const next = ring[(i + 1) % ring.length];
    if (turn(before, vertex, next) === 0 && along(vertex, before, next) > 0) {
      throw new InputError(
        field,
        ringText([before, vertex, next]),
        `turns back at ${vertex[0]} ${vertex[1]}`,
        "take the needle out of the boundary",
      );
    }
  });
}

/** Where the canonical walk starts. */
function startOf(ring: Ring): number {
  const next = (i: number) => ring[(i + 1) % ring.length];
  return ring.reduce((best, vertex, i) => {
    const order = compareVertices(vertex, ring[best]);
    if (order !== 0) return order < 0 ? i : best;
    return turn(vertex, next(best), next(i)) < 0 ? i : best;
  }, 0);
}
