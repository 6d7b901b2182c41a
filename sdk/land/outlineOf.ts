import { Edges } from "./edges.js";
import { partsOfLoops } from "./partsOfRing.js";
import { ringOfParts } from "./ringOfParts.js";
import { traceLoops } from "./traceLoops.js";
import type { Ring } from "./vertex.js";

/**
 * The outline of parcels: the ring of the land that they cover together, with a hole where they enclose other land.
 * @param rings Which neither overlap nor leave vertices of each other on their edges: see `splitJunctions`.
 * @throws InputError where there are none, or they overlap.
 */
export function outlineOf(rings: readonly Ring[]): Ring {
  const edges = new Edges();
  for (const ring of rings) edges.addRing(ring, 1);
  return ringOfParts(partsOfLoops(traceLoops(edges.left())), "outline");
}
