import { turn } from "./turn.js";
import { isSameVertex, type Ring, type Vertex } from "./vertex.js";

/** Rings up to this size are searched through where cutting ears does not succeed. */
const SEARCHABLE = 400;

/**
 * Cuts a ring into triangles, none of them clockwise. Of a simple ring, with bridges or without, and of one that touches
 * itself, there are always such triangles.
 * @returns for each vertex, how many triangles have it as the last of their three; undefined where none were found
 */
export function triangleCounts(ring: Ring): readonly number[] | undefined {
  return cutEars(ring) ?? (ring.length <= SEARCHABLE ? searchTriangles(ring) : undefined);
}

/** The vertices that are left while ears are cut off, as a ring of their own. */
interface Links {
  readonly before: number[];
  readonly after: number[];
}

/** Cuts corners off that hold no other vertex, one after another; fast, and enough but for entangled rings. */
function cutEars(ring: Ring): number[] | undefined {
  const size = ring.length;
  const counts = Array<number>(size).fill(0);
  const before = ring.map((_, i) => (i + size - 1) % size);
  const after = ring.map((_, i) => (i + 1) % size);
  let left = size;
  let at = 0;
  let tried = 0;
  while (left > 2) {
    if (tried > left) return undefined;
    const [a, c] = [before[at], after[at]];
    if (!isEar(ring, { before, after }, at)) {
      at = c;
      tried += 1;
      continue;
    }
    counts[Math.max(a, at, c)] += 1;
    after[a] = c;
    before[c] = a;
    left -= 1;
    // Going on with the next but one keeps triangles from becoming needles around one vertex.
    at = after[c];
    tried = 0;
  }
  return counts;
}

/** Whether the corner at a vertex can go: flat, or counter-clockwise with nothing of the rest inside. */
function isEar(ring: Ring, links: Links, at: number): boolean {
  const [before, next] = [links.before[at], links.after[at]];
  const triangle = [ring[before], ring[at], ring[next]] as const;
  const area = turn(...triangle);
  if (area <= 0) return area === 0;
  for (let i = links.after[next]; i !== before; i = links.after[i]) {
    if (!isInTriangle(ring[i], triangle)) continue;
    const corner = triangle.findIndex((vertex) => isSameVertex(vertex, ring[i]));
    if (corner === -1 || entersAt(corner, triangle, [ring[links.before[i]], ring[links.after[i]]]))
      return false;
  }
  return true;
}

type Triangle = readonly [Vertex, Vertex, Vertex];

function isInTriangle(vertex: Vertex, [a, b, c]: Triangle): boolean {
  return turn(a, b, vertex) >= 0 && turn(b, c, vertex) >= 0 && turn(c, a, vertex) >= 0;
}

/** Whether one of the neighbours of another visit to a triangle's corner lies in the direction of the triangle. */
function entersAt(corner: number, triangle: Triangle, neighbours: readonly Vertex[]): boolean {
  const [here, right, left] = [0, 1, 2].map((step) => triangle[(corner + step) % 3]);
  return neighbours.some((vertex) => turn(here, right, vertex) > 0 && turn(here, vertex, left) > 0);
}

/** Looks through all ways to cut a ring, from short stretches to long ones: finds one where there is one. */
function searchTriangles(ring: Ring): number[] | undefined {
  const size = ring.length;
  // The middle vertex of the triangle that closes the stretch from one vertex to another; -1 where none can.
  const middles = Array.from({ length: size }, () => new Int32Array(size).fill(-1));
  const isCut = (from: number, to: number): boolean => to - from < 2 || middles[from][to] !== -1;
  for (let length = 2; length < size; length += 1) {
    for (let from = 0; from + length < size; from += 1) {
      const to = from + length;
      for (let middle = from + 1; middle < to; middle += 1) {
        if (isCut(from, middle) && isCut(middle, to) && turn(ring[from], ring[middle], ring[to]) >= 0) {
          middles[from][to] = middle;
          break;
        }
      }
    }
  }
  if (!isCut(0, size - 1)) return undefined;
  const counts = Array<number>(size).fill(0);
  const stretches: [number, number][] = [[0, size - 1]];
  for (let stretch = stretches.pop(); stretch !== undefined; stretch = stretches.pop()) {
    const [from, to] = stretch;
    if (to - from < 2) continue;
    const middle = middles[from][to];
    counts[to] += 1;
    stretches.push([from, middle], [middle, to]);
  }
  return counts;
}
