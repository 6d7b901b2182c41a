import {
  buildReplot,
  canonicalRing,
  encodeRing,
  findOverlap,
  type Place,
  proveSimple,
  type Replot,
  type Ring,
  ringCuts,
  ringHash,
  ringOfParts,
  type SimpleProof,
  surroundings,
  twiceArea,
} from "../../sdk/index.js";
import { jsonText } from "../lib/jsonText.js";
import { type RegisterVectors, registerVectors } from "./register.js";

/** A ring from a walk, with its bytes and its witness. */
export interface RingVector {
  readonly name: string;
  readonly walk: string;
  readonly ring: string;
  readonly bytes: string;
  readonly hash: string;
  readonly cuts: string;
  readonly twiceArea: string;
}

/** Vectors of the land's geometry, for other implementations. */
export interface LandVectors {
  readonly about: string;
  readonly rings: readonly RingVector[];
  readonly simple: readonly (SimpleProof & { readonly name: string; readonly surroundings: string })[];
  readonly replots: readonly {
    readonly name: string;
    readonly oldRings: string;
    readonly newRings: string;
    readonly replot: Replot;
  }[];
  readonly overlaps: readonly { readonly a: string; readonly b: string; readonly place: Place }[];
  readonly register: RegisterVectors;
}

const ABOUT =
  "Vertices are written x y, in whole centimetres, rings with ; between. Bytes of a ring: int32 x, int32 y a vertex, big-endian. Hash: keccak256 of the " +
  "bytes. Cuts: a uint16 for each vertex from the third on. Lists of rings: a uint16 with the number of vertices " +
  "before each. Other cuts and seams than these may prove the same. Whole numbers beyond 2^53 are decimal strings.";

const WEST: Ring = [
  [60_000_000, 580_000_000],
  [60_001_000, 580_000_000],
  [60_001_000, 580_002_000],
  [60_000_000, 580_002_000],
];
const EAST: Ring = [
  [60_001_000, 580_000_000],
  [60_003_000, 580_000_000],
  [60_003_000, 580_002_000],
  [60_001_000, 580_002_000],
];
const WHOLE: Ring = [WEST[0], EAST[1], EAST[2], WEST[3]];
const BENT: Ring = [WEST[0], WEST[1], [60_001_240, 580_001_100], WEST[2], WEST[3]];
const BENT_EAST: Ring = [EAST[0], EAST[1], EAST[2], EAST[3], [60_001_240, 580_001_100]];
const POND: Ring = [
  [60_000_400, 580_000_700],
  [60_000_600, 580_000_700],
  [60_000_500, 580_000_900],
];

/** Walks by name: turned, clockwise, with a hole, of two parts, across the origin, at the ends of the grid. */
function walks(): Record<string, Ring> {
  return {
    rectangle: WEST,
    "from another vertex, clockwise": [...WEST.slice(2), ...WEST.slice(0, 2)].toReversed(),
    "with a vertex on a straight side": BENT,
    "with a hole": ringOfParts([{ outer: WEST, holes: [POND] }]),
    "of two parts": ringOfParts([
      { outer: POND, holes: [] },
      { outer: EAST, holes: [] },
    ]),
    "across the origin": [
      [-150, -20],
      [75, -90],
      [80, 130],
    ],
    "at the ends of the grid": [
      [-(2 ** 31), -(2 ** 31)],
      [2 ** 31 - 1, -(2 ** 31)],
      [2 ** 31 - 1, 2 ** 31 - 1],
    ],
  };
}

/** Makes the vectors; always the same. */
export function landVectors(): LandVectors {
  return {
    about: ABOUT,
    rings: Object.entries(walks()).map(([name, walk]) => ringVector(name, walk)),
    simple: Object.entries(walks()).map(([name, walk]) => {
      const ring = canonicalRing(walk);
      return { name, ...proveSimple(ring), surroundings: textOf(surroundings(ring)) };
    }),
    replots: [
      replotVector("subdivision, two seams", [WHOLE], [WEST, EAST]),
      replotVector("merger, two seams", [WEST, EAST], [WHOLE]),
      replotVector("boundary adjustment", [WEST, EAST], [BENT, BENT_EAST]),
      replotVector("a pond taken out", [WEST], [ringOfParts([{ outer: WEST, holes: [POND] }]), POND]),
    ],
    overlaps: [overlapVector(WEST, POND), overlapVector(BENT, EAST), overlapVector(WHOLE, BENT_EAST)],
    register: registerVectors(),
  };
}

function ringVector(name: string, walk: Ring): RingVector {
  const ring = canonicalRing(walk);
  const [bytes, hash, cuts] = [encodeRing(ring), ringHash(ring), ringCuts(ring)];
  const area = String(twiceArea(ring));
  return { name, walk: textOf(walk), ring: textOf(ring), bytes, hash, cuts, twiceArea: area };
}

function replotVector(
  name: string,
  oldRings: readonly Ring[],
  newRings: readonly Ring[],
): LandVectors["replots"][number] {
  const replot = buildReplot(oldRings, newRings);
  return {
    name,
    oldRings: oldRings.map(textOf).join("; "),
    newRings: newRings.map(textOf).join("; "),
    replot,
  };
}

function overlapVector(a: Ring, b: Ring): LandVectors["overlaps"][number] {
  const place = findOverlap(a, b);
  if (place === undefined) throw new Error("overlapVector: the rings do not overlap");
  return { a: textOf(a), b: textOf(b), place };
}

function textOf(ring: Ring): string {
  return ring.map(([x, y]) => `${x} ${y}`).join(", ");
}

/** A ring from its text in the file. */
export function ringFrom(text: string): Ring {
  return text.split(", ").map((vertex) => {
    const [x, y] = vertex.split(" ").map(Number);
    return [x, y];
  });
}

/** The vectors as their file holds them. */
export function landVectorsText(vectors: LandVectors): string {
  return jsonText(vectors, 2);
}
