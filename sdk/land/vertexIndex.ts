import { isBetween } from "./turn.js";
import { reversed } from "./reversed.js";
import { sorted } from "./sorted.js";
import { compareVertices, isSameVertex, type Vertex } from "./vertex.js";

/** Finds vertices that lie on edges. */
export class VertexIndex {
  readonly #sorted: readonly Vertex[];

  constructor(vertices: Iterable<Vertex>) {
    const inOrder = sorted(vertices, compareVertices);
    this.#sorted = inOrder.filter((vertex, i) => i === 0 || !isSameVertex(vertex, inOrder[i - 1]));
  }

  /** The vertices strictly between two others, on the straight line from the first to the second, in that order. */
  between(a: Vertex, b: Vertex): readonly Vertex[] {
    const [left, right] = a[0] <= b[0] ? [a[0], b[0]] : [b[0], a[0]];
    const found: Vertex[] = [];
    for (let i = this.#firstFrom(left); i < this.#sorted.length && this.#sorted[i][0] <= right; i += 1) {
      if (isBetween(a, this.#sorted[i], b)) found.push(this.#sorted[i]);
    }
    return compareVertices(a, b) < 0 ? found : reversed(found);
  }

  /** The first vertex whose x is not below a value. */
  #firstFrom(x: number): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle][0] < x) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
