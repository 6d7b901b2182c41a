import { sorted } from "./sorted.js";
import type { Place, Ring } from "./vertex.js";

/** A fraction; the denominator is above zero. */
interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

type Point = readonly [bigint, bigint];
type Line = readonly [Point, Point];

/** The largest denominator that the contract takes. */
const MAXIMUM_DENOMINATOR = 2n ** 94n;

/**
 * A place that lies strictly inside two rings: the proof that they overlap. Exact; of the places found, one with a small
 * denominator, mostly 1.
 * @returns undefined where they do not overlap
 */
export function findOverlap(a: Ring, b: Ring): Place | undefined {
  const [linesA, linesB] = [linesOf(a), linesOf(b)];
  const [low, high] = [
    [linesA, linesB].map((lines) => lines.map(([[, y]]) => y).reduce(least)).reduce(greatest),
    [linesA, linesB].map((lines) => lines.map(([[, y]]) => y).reduce(greatest)).reduce(least),
  ];
  if (low >= high || !doSpansMeet(linesA, linesB)) return undefined;
  let best: Place | undefined;
  const levels = levelsOf(linesA, linesB, low, high);
  for (let i = 1; i < levels.length && best?.denominator !== 1n; i += 1) {
    const place = placeAt(linesA, linesB, simplest(levels[i - 1], levels[i]));
    if (place !== undefined && (best === undefined || place.denominator < best.denominator)) best = place;
  }
  return best;
}

const least = (p: bigint, q: bigint): bigint => (p < q ? p : q);
const greatest = (p: bigint, q: bigint): bigint => (p > q ? p : q);

function linesOf(ring: Ring): Line[] {
  const points = ring.map(([x, y]): Point => [BigInt(x), BigInt(y)]);
  return points.map((point, i) => [point, points[(i + 1) % points.length]]);
}

function doSpansMeet(a: readonly Line[], b: readonly Line[]): boolean {
  const xs = [a, b].map((lines) => lines.map(([[x]]) => x));
  const [[leftA, leftB], [rightA, rightB]] = [
    xs.map((x) => x.reduce(least)),
    xs.map((x) => x.reduce(greatest)),
  ];
  return greatest(leftA, leftB) < least(rightA, rightB);
}

/** The heights between which no two edges cross, ascending. */
function levelsOf(a: readonly Line[], b: readonly Line[], low: bigint, high: bigint): Fraction[] {
  const ends = [...a, ...b].map(([[, y]]) => y).filter((y) => y >= low && y <= high);
  const crossings = a.flatMap((p) => b.flatMap((q) => crossing(p, q) ?? []));
  return sorted([...ends.map((y): Fraction => ({ n: y, d: 1n })), ...crossings], compare).filter(
    (level, i, all) => i === 0 || compare(all[i - 1], level) !== 0,
  );
}

/** The height at which two edges cross. */
function crossing([a, b]: Line, [c, d]: Line): Fraction | undefined {
  const [ux, uy, vx, vy] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]];
  const determinant = ux * vy - uy * vx;
  if (determinant === 0n) return undefined;
  const [wx, wy] = [c[0] - a[0], c[1] - a[1]];
  const isOn = (share: bigint): boolean =>
    determinant > 0n ? share >= 0n && share <= determinant : share <= 0n && share >= determinant;
  const share = wx * vy - wy * vx;
  if (!isOn(share) || !isOn(wx * uy - wy * ux)) return undefined;
  return fraction(a[1] * determinant + uy * share, determinant);
}

/** A place at a height that lies inside both. */
function placeAt(a: readonly Line[], b: readonly Line[], y: Fraction): Place | undefined {
  const met = sorted(
    [a, b].flatMap((lines, ring) =>
      lines
        .filter(([p, q]) => isBelow(p, y) !== isBelow(q, y))
        .map(([p, q]) => ({ ring, step: isBelow(p, y) ? 1 : -1, x: abscissa(p, q, y) })),
    ),
    (p, q) => compare(p.x, q.x),
  );
  const windings = [0, 0];
  for (const [i, { ring, step, x }] of met.entries()) {
    windings[ring] += step;
    const next = met[i + 1]?.x;
    if (next === undefined || compare(x, next) === 0 || windings.includes(0)) continue;
    const found = simplest(x, next);
    const denominator = greatest(found.d, y.d);
    if (denominator > MAXIMUM_DENOMINATOR) continue;
    return { x: (found.n * denominator) / found.d, y: (y.n * denominator) / y.d, denominator };
  }
  return undefined;
}

const isBelow = ([, y]: Point, level: Fraction): boolean => y * level.d < level.n;

function abscissa(a: Point, b: Point, y: Fraction): Fraction {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  return fraction(a[0] * dy * y.d + (y.n - a[1] * y.d) * dx, dy * y.d);
}

/** A fraction strictly between two others, over the smallest power of two. */
function simplest(low: Fraction, high: Fraction): Fraction {
  for (let d = 1n; ; d *= 2n) {
    const n = floor(low.n * d, low.d) + 1n;
    if (n * high.d < high.n * d) return { n, d };
  }
}

function floor(n: bigint, d: bigint): bigint {
  return n / d - (n % d < 0n ? 1n : 0n);
}

const fraction = (n: bigint, d: bigint): Fraction => (d < 0n ? { n: -n, d: -d } : { n, d });

function compare(p: Fraction, q: Fraction): number {
  const difference = p.n * q.d - q.n * p.d;
  return difference < 0n ? -1 : Number(difference > 0n);
}
