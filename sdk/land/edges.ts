import { compareVertices, type Ring, type Vertex, vertexKey } from "./vertex.js";

/** A straight piece of boundary, walked `count` times from its smaller vertex to its greater; less than zero: back. */
export interface Edge {
  readonly from: Vertex;
  readonly to: Vertex;
  count: number;
}

/** Boundaries added up: an edge that is walked out and back is none. */
export class Edges {
  readonly #edges = new Map<string, Edge>();

  /** Adds the edges of a ring, `times` times. */
  addRing(ring: Ring, times: number): void {
    ring.forEach((vertex, i) => this.add(vertex, ring[(i + 1) % ring.length], times));
  }

  /** Adds the edge from one vertex to another, `times` times. */
  add(a: Vertex, b: Vertex, times: number): void {
    const isForwards = compareVertices(a, b) < 0;
    const [from, to] = isForwards ? [a, b] : [b, a];
    const key = `${vertexKey(from)} ${vertexKey(to)}`;
    const edge = this.#edges.get(key) ?? { from, to, count: 0 };
    edge.count += isForwards ? times : -times;
    if (edge.count === 0) this.#edges.delete(key);
    else this.#edges.set(key, edge);
  }

  /** What is left. */
  left(): readonly Edge[] {
    return [...this.#edges.values()];
  }
}
