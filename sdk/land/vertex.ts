/** A place of the grid: whole centimetres east and north in the register's projected reference system. */
export type Vertex = readonly [x: number, y: number];

/**
 * The boundary of a parcel: a closed walk with the land to its left, the last vertex joined to the first. A hole, or a
 * part of its own, hangs on a bridge: an edge that is walked out and back.
 */
export type Ring = readonly Vertex[];

/** A parcel as maps draw it: an outer boundary counter-clockwise, and the boundaries of its holes, clockwise. */
export interface Part {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/** A place between the points of the grid: x / denominator, y / denominator, in centimetres. */
export interface Place {
  readonly x: bigint;
  readonly y: bigint;
  readonly denominator: bigint;
}

/** The least and the greatest coordinate: those of an int32. */
export const GRID = { minimum: -(2 ** 31), maximum: 2 ** 31 - 1 } as const;

/** Whether two vertices are one place. */
export function isSameVertex(a: Vertex, b: Vertex): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Orders vertices by x, then y. */
export function compareVertices(a: Vertex, b: Vertex): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** A vertex as the key of a map. */
export function vertexKey([x, y]: Vertex): string {
  return `${x},${y}`;
}
