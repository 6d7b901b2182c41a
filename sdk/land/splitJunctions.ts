import { Edges } from "./edges.js";
import { type Ring, vertexKey } from "./vertex.js";
import { VertexIndex } from "./vertexIndex.js";

/**
 * Gives rings the vertices of each other that lie on their edges, so that neighbours share whole edges and no seam is
 * needed between them. No boundary moves. Bridges stay as they are.
 * @param rings Each canonical, and they stay so.
 */
export function splitJunctions(rings: readonly Ring[]): readonly Ring[] {
  const index = new VertexIndex(rings.flat());
  return rings.map((ring) => {
    const isBridge = bridgesOf(ring);
    return ring.flatMap((vertex, i) => {
      const next = ring[(i + 1) % ring.length];
      return isBridge(vertexKey(vertex), vertexKey(next))
        ? [vertex]
        : [vertex, ...index.between(vertex, next)];
    });
  });
}

/** Tells the edges that a ring walks out and back. */
function bridgesOf(ring: Ring): (from: string, to: string) => boolean {
  const edges = new Edges();
  edges.addRing(ring, 1);
  const left = new Set(
    edges.left().flatMap(({ from, to }) => {
      const [a, b] = [vertexKey(from), vertexKey(to)];
      return [`${a} ${b}`, `${b} ${a}`];
    }),
  );
  return (from, to) => !left.has(`${from} ${to}`);
}
