import type { Part, Vertex } from "./vertex.js";

/** A parcel of a cadastre that is not registered yet. */
export interface Parcel {
  /** The number of its feature in the file, from 0. */
  readonly feature: number;
  /** Its cadastral reference. */
  readonly reference: string;
  readonly parts: readonly Part[];
}

/** What is wrong with a cadastre, and where. */
export interface SurveyFault {
  readonly kind: "feature" | "ring" | "reference" | "overlap" | "gap" | "outside";
  /** The numbers of the features, from 0. */
  readonly features: readonly number[];
  /** A place of it, in centimetres of the register's reference system. */
  readonly place?: readonly [x: number, y: number];
  readonly message: string;
}

/** Turns geographic coordinates into metres of the register's reference system, and back. What `proj4(…)` answers is one. */
export interface Projection {
  forward(coordinates: [number, number]): number[];
  inverse(coordinates: [number, number]): number[];
}

/** A position of a file as a vertex of the grid: metres, projected where a projection is given, to the centimetre. */
export function vertexOf(position: readonly number[], projection: Projection | undefined): Vertex {
  const metres = projection?.forward([position[0], position[1]]) ?? position;
  return [Math.round(metres[0] * 100), Math.round(metres[1] * 100)];
}

/** Nine decimals of a degree are a tenth of a millimetre. */
const DEGREE_DECIMALS = 9;

/** A vertex as a position of a file: metres, or geographic coordinates where a projection is given. */
export function positionOf([x, y]: Vertex, projection: Projection | undefined): [number, number] {
  const metres: [number, number] = [x / 100, y / 100];
  if (projection === undefined) return metres;
  const [east, north] = projection.inverse(metres);
  return [Number(east.toFixed(DEGREE_DECIMALS)), Number(north.toFixed(DEGREE_DECIMALS))];
}
