import { Edges } from "./edges.js";
import { findOverlap } from "./findOverlap.js";
import { isInside } from "./isInside.js";
import { requireRing } from "./requireRing.js";
import { traceLoops } from "./traceLoops.js";
import { twiceArea } from "./twiceArea.js";
import { sorted } from "./sorted.js";
import type { Part, Ring } from "./vertex.js";

/**
 * A ring as maps draw it, without its bridges: each part with an outer boundary counter-clockwise and its holes clockwise.
 * @throws InputError where the ring is none.
 */
export function partsOfRing(ring: Ring): readonly Part[] {
  const edges = new Edges();
  edges.addRing(requireRing("ring", ring), 1);
  return partsOfLoops(traceLoops(edges.left()));
}

/** Gives each hole to the smallest outer boundary around it. */
export function partsOfLoops(loops: readonly Ring[]): readonly Part[] {
  const holes = loops.filter((loop) => twiceArea(loop) < 0n);
  const outers = sorted(
    loops.filter((loop) => twiceArea(loop) > 0n),
    (a, b) => Number(twiceArea(a) - twiceArea(b)),
  );
  const owners = holes.map((hole) => {
    const within = findOverlap(hole, hole);
    return outers.findIndex((outer) => within !== undefined && isInside(outer, within));
  });
  return outers.map((outer, i) => ({ outer, holes: holes.filter((_, j) => owners[j] === i) }));
}
