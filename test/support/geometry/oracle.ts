import type { Place, Ring, Vertex } from "../../../sdk/index.js";

/*
 * Whether rings tile land, decided anew and exactly: none of the SDK's or the contracts' ways are used. The plane is
 * divided into horizontal strips in which no two edges cross; in the middle of each strip the edges are met from left to
 * right, and after each it is known how often every ring winds around the points there. All in fractions of bigints.
 */

/** A fraction; the denominator is above zero. */
interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

interface OracleEdge {
  readonly ring: number;
  readonly a: readonly [bigint, bigint];
  readonly b: readonly [bigint, bigint];
}

/** What the oracle says of rings. */
export interface Verdict {
  /** Every new ring winds around each point once or not at all, and all together as often as the old ones do. */
  readonly tiles: boolean;
  /** What is wrong where they do not. */
  readonly why: string;
}

/** Judges whether new rings tile the land of the old ones. */
export function judgeTiling(oldRings: readonly Ring[], newRings: readonly Ring[]): Verdict {
  const rings = [...oldRings, ...newRings];
  const edges = rings.flatMap(edgesOf);
  const levels = levelsOf(edges);
  for (let i = 1; i < levels.length; i += 1) {
    const why = judgeStrip(edges, middle(levels[i - 1], levels[i]), oldRings.length, rings.length);
    if (why !== "") return { tiles: false, why };
  }
  return { tiles: true, why: "" };
}

/** Whether two rings wind around one point. */
export function overlapsByOracle(a: Ring, b: Ring): boolean {
  const edges = [a, b].flatMap(edgesOf);
  const levels = levelsOf(edges);
  return levels.slice(1).some((level, i) => {
    const windings = [0, 0];
    const met = meet(edges, middle(levels[i], level));
    return met.some(({ ring, step, x }, j) => {
      windings[ring] += step;
      return j + 1 < met.length && compare(x, met[j + 1].x) !== 0 && windings[0] !== 0 && windings[1] !== 0;
    });
  });
}

/** Whether a ring winds around a place that lies on none of its edges. */
export function isInsideByOracle(ring: Ring, { x, y, denominator }: Place): boolean {
  const [level, place] = [fraction(y, denominator), fraction(x, denominator)];
  const edges = edgesOf(ring, 0);
  if (edges.some((edge) => liesOn(edge, place, level))) return false;
  return meet(edges, level).reduce((sum, met) => (compare(met.x, place) > 0 ? sum + met.step : sum), 0) !== 0;
}

/** Whether a place lies on an edge, its ends included. */
function liesOn({ a, b }: OracleEdge, x: Fraction, y: Fraction): boolean {
  const isWithin = (axis: 0 | 1, { n, d }: Fraction): boolean =>
    least(a[axis], b[axis]) * d <= n && n <= greatest(a[axis], b[axis]) * d;
  if (!isWithin(0, x) || !isWithin(1, y)) return false;
  return (b[0] - a[0]) * (y.n - a[1] * y.d) * x.d === (b[1] - a[1]) * (x.n - a[0] * x.d) * y.d;
}

/** Whether a ring winds around every point once or not at all, and around some. */
export function isSimpleRing(ring: Ring): boolean {
  return judgeTiling([ring], [ring]).tiles && !judgeTiling([], [ring]).tiles;
}

/** Whether the new edges, less the old ones and those of the seams, cancel one by one. */
export function doEdgesCancel(
  oldRings: readonly Ring[],
  newRings: readonly Ring[],
  seams: readonly Ring[],
): boolean {
  const counts = new Map<string, number>();
  const count = (ring: Ring, step: number): void =>
    ring.forEach((vertex, i) => {
      const next = ring[(i + 1) % ring.length];
      for (const [key, sign] of [
        [[vertex, next].join(">"), step],
        [[next, vertex].join(">"), -step],
      ] as const) {
        counts.set(key, (counts.get(key) ?? 0) + sign);
      }
    });
  for (const ring of newRings) count(ring, 1);
  for (const ring of [...oldRings, ...seams]) count(ring, -1);
  return [...counts].every(([key, sum]) => sum === 0 || isLoop(key));
}

const isLoop = (key: string): boolean => key.split(">")[0] === key.split(">")[1];

/** Whether a walk is written in its one form: start, edges with a length, no turning back. */
export function isCanonicalWalk(ring: Ring): boolean {
  const at = (i: number): Vertex => ring[(i + ring.length) % ring.length];
  const vector = (a: Vertex, b: Vertex): [bigint, bigint] => [BigInt(b[0] - a[0]), BigInt(b[1] - a[1])];
  if (ring.length < 3) return false;
  for (let i = 0; i < ring.length; i += 1) {
    const [dx, dy] = vector(at(i - 1), at(i));
    const [ex, ey] = vector(at(i), at(i + 1));
    if (ex === 0n && ey === 0n) return false;
    if (dx * ey === dy * ex && dx * ex + dy * ey < 0n) return false;
    const [x, y] = at(i);
    if (x < at(0)[0] || (x === at(0)[0] && y < at(0)[1])) return false;
    if (i > 0 && x === at(0)[0] && y === at(0)[1]) {
      const [fx, fy] = vector(at(0), at(1));
      if (fx * ey - fy * ex <= 0n) return false;
    }
  }
  return true;
}

function edgesOf(ring: Ring, index: number): OracleEdge[] {
  return ring.map((vertex, i) => ({ ring: index, a: exact(vertex), b: exact(ring[(i + 1) % ring.length]) }));
}

const exact = ([x, y]: Vertex): [bigint, bigint] => [BigInt(x), BigInt(y)];

/** All heights at which a vertex lies or two edges cross, ascending. */
function levelsOf(edges: readonly OracleEdge[]): Fraction[] {
  const levels = edges.map(({ a }): Fraction => ({ n: a[1], d: 1n }));
  for (const [i, p] of edges.entries()) {
    for (const q of edges.slice(i + 1)) {
      const level = crossing(p, q);
      if (level !== undefined) levels.push(level);
    }
  }
  return levels
    .toSorted(compare)
    .filter((level, i, sorted) => i === 0 || compare(level, sorted[i - 1]) !== 0);
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);

function doBoxesMeet(p: OracleEdge, q: OracleEdge): boolean {
  return ([0, 1] as const).every(
    (axis) =>
      greatest(least(p.a[axis], p.b[axis]), least(q.a[axis], q.b[axis])) <=
      least(greatest(p.a[axis], p.b[axis]), greatest(q.a[axis], q.b[axis])),
  );
}

/** The height at which two edges meet where they are not parallel. */
function crossing(p: OracleEdge, q: OracleEdge): Fraction | undefined {
  if (!doBoxesMeet(p, q)) return undefined;
  const [px, py] = [p.b[0] - p.a[0], p.b[1] - p.a[1]];
  const [qx, qy] = [q.b[0] - q.a[0], q.b[1] - q.a[1]];
  const d = px * qy - py * qx;
  if (d === 0n) return undefined;
  const [wx, wy] = [q.a[0] - p.a[0], q.a[1] - p.a[1]];
  const [s, t] = [wx * qy - wy * qx, wx * py - wy * px];
  const isOn = (value: bigint): boolean => (d > 0n ? value >= 0n && value <= d : value <= 0n && value >= d);
  if (!isOn(s) || !isOn(t)) return undefined;
  return fraction(p.a[1] * d + s * py, d);
}

/** What is wrong at one height; nothing where all is well. */
function judgeStrip(edges: readonly OracleEdge[], y: Fraction, oldCount: number, count: number): string {
  const met = meet(edges, y);
  const windings = Array<number>(count).fill(0);
  for (const [i, { ring, step, x }] of met.entries()) {
    windings[ring] += step;
    if (i + 1 < met.length && compare(x, met[i + 1].x) === 0) continue;
    if (windings.slice(oldCount).some((winding) => winding !== 0 && winding !== 1)) return "winds";
    const sum = (from: number, to: number): number => windings.slice(from, to).reduce((a, b) => a + b, 0);
    const [before, after] = [sum(0, oldCount), sum(oldCount, count)];
    if (after < before) return "gap";
    if (after > before) return "overlap";
  }
  return "";
}

/** The edges that are met at a height, from left to right; a ring's winding grows where its edge runs down. */
function meet(edges: readonly OracleEdge[], y: Fraction): { ring: number; step: number; x: Fraction }[] {
  return edges
    .filter(({ a, b }) => below(a[1], y) !== below(b[1], y))
    .map((edge) => ({ ring: edge.ring, step: edge.b[1] < edge.a[1] ? 1 : -1, x: abscissa(edge, y) }))
    .toSorted((p, q) => compare(p.x, q.x));
}

const below = (y: bigint, { n, d }: Fraction): boolean => y * d < n;

/** Where an edge has a height. */
function abscissa({ a, b }: OracleEdge, y: Fraction): Fraction {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  return fraction(a[0] * dy * y.d + (y.n - a[1] * y.d) * dx, dy * y.d);
}

const fraction = (n: bigint, d: bigint): Fraction => (d < 0n ? { n: -n, d: -d } : { n, d });

function middle(p: Fraction, q: Fraction): Fraction {
  return { n: p.n * q.d + q.n * p.d, d: 2n * p.d * q.d };
}

function compare(p: Fraction, q: Fraction): number {
  const difference = p.n * q.d - q.n * p.d;
  return difference < 0n ? -1 : Number(difference > 0n);
}
