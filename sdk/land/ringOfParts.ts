import { InputError } from "../errors.js";
import { canonicalRing } from "./canonicalRing.js";
import { ringText } from "./requireRing.js";
import { isBetween, turn } from "./turn.js";
import { reversed } from "./reversed.js";
import { sorted } from "./sorted.js";
import { compareVertices, isSameVertex, type Part, type Ring, type Vertex } from "./vertex.js";

/**
 * One ring for a parcel with holes, or of several parts: holes and further parts hang on bridges, the shortest that
 * touch nothing on their way; where two boundaries touch, they are joined there.
 * @param parts Their boundaries in any direction.
 * @param field What errors call the parcel.
 * @throws InputError where a boundary is none, or no bridge leads to it.
 */
export function ringOfParts(parts: readonly Part[], field = "parcel"): Ring {
  if (parts.length === 0) throw new InputError(field, "", "has no part", "give at least one boundary");
  const outers = parts.map(({ outer }, i) => canonicalRing(outer, `${field}.parts[${i}]`));
  const holes = parts.flatMap(({ holes: own }, i) =>
    own.map((hole, j) => reversed(canonicalRing(hole, `${field}.parts[${i}].holes[${j}]`))),
  );
  const [first, ...rest] = [...sorted(outers, (a, b) => compareVertices(a[0], b[0])), ...holes];
  const all = [first, ...rest];
  let walk: Ring = first;
  const waiting = new Set<Ring>(rest);
  while (waiting.size > 0) {
    const bridge = shortestBridge(walk, waiting, all);
    if (bridge === undefined) {
      throw new InputError(
        field,
        ringText([...waiting][0]),
        "is a boundary that no bridge reaches: it crosses another",
        "check holes and parts",
      );
    }
    walk = cross(walk, bridge);
    waiting.delete(bridge.loop);
  }
  return canonicalRing(walk, field);
}

/** A way from a vertex of the walk to a vertex of another boundary. */
interface Bridge {
  readonly from: number;
  readonly loop: Ring;
  readonly to: number;
}

function shortestBridge(walk: Ring, loops: Iterable<Ring>, all: readonly Ring[]): Bridge | undefined {
  const bridges = [...loops].flatMap((loop) =>
    walk.flatMap((a, from) => loop.map((b, to) => ({ from, loop, to, a, b, length: squaredLength(a, b) }))),
  );
  return sorted(
    bridges,
    (p, q) => p.length - q.length || compareVertices(p.a, q.a) || compareVertices(p.b, q.b),
  ).find(({ a, b, from, loop, to }) => isFree(a, b, all) && isWithin(walk, from, loop, to));
}

function squaredLength(a: Vertex, b: Vertex): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
}

/** Whether nothing lies on the way from one vertex to another. */
function isFree(a: Vertex, b: Vertex, all: readonly Ring[]): boolean {
  if (isSameVertex(a, b)) return true;
  return all.every((ring) =>
    ring.every((vertex, i) => {
      const next = ring[(i + 1) % ring.length];
      const touches = isBetween(a, vertex, b) || isBetween(vertex, a, next) || isBetween(vertex, b, next);
      return !touches && !isCrossing(a, b, vertex, next);
    }),
  );
}

function isCrossing(a: Vertex, b: Vertex, c: Vertex, d: Vertex): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  return abc !== 0 && abd !== 0 && cda !== 0 && cdb !== 0 && abc > 0 !== abd > 0 && cda > 0 !== cdb > 0;
}

/** Whether a bridge leaves the walk, where it visits the vertex more than once, at the visit beside which it runs. */
function isWithin(walk: Ring, from: number, loop: Ring, to: number): boolean {
  const visits = walk.filter((vertex) => isSameVertex(vertex, walk[from])).length;
  const target = isSameVertex(walk[from], loop[to]) ? loop[(to + 1) % loop.length] : loop[to];
  return visits === 1 || isInCorner(walk, from, target);
}

/** Whether a direction lies between the two edges of a corner, on the left of both. */
function isInCorner(walk: Ring, at: number, target: Vertex): boolean {
  const [before, here] = [walk[(at + walk.length - 1) % walk.length], walk[at]];
  const next = walk[(at + 1) % walk.length];
  const [leftOfOut, leftOfIn] = [turn(here, next, target) >= 0, turn(before, here, target) >= 0];
  return turn(before, here, next) > 0 ? leftOfOut && leftOfIn : leftOfOut || leftOfIn;
}

/** The walk with the other boundary walked from the bridge's end, and the bridge back. */
function cross(walk: Ring, { from, loop, to }: Bridge): Ring {
  const round = [...loop.slice(to), ...loop.slice(0, to)];
  const isTouching = isSameVertex(walk[from], round[0]);
  const detour = isTouching ? [...round.slice(1), round[0]] : [...round, round[0], walk[from]];
  return [...walk.slice(0, from + 1), ...detour, ...walk.slice(from + 1)];
}
