import type { Edge } from "./edges.js";
import { along, turn } from "./turn.js";
import { type Ring, type Vertex, vertexKey } from "./vertex.js";

/**
 * The closed walks of a boundary, land to the left, each visiting no vertex twice: counter-clockwise around land, clockwise
 * around what it leaves out.
 * @param edges Of which as many end at each vertex as start there.
 */
export function traceLoops(edges: readonly Edge[]): Ring[] {
  const ways = new Map<string, Vertex[]>();
  for (const { from, to, count } of edges) {
    const [start, end] = count > 0 ? [from, to] : [to, from];
    const ends = ways.get(vertexKey(start)) ?? [];
    for (let i = 0; i < Math.abs(count); i += 1) ends.push(end);
    ways.set(vertexKey(start), ends);
  }
  const loops: Ring[] = [];
  for (const { from, to, count } of edges) {
    const start = count > 0 ? from : to;
    while ((ways.get(vertexKey(start)) ?? []).length > 0) loops.push(...walkFrom(start, ways));
  }
  return loops;
}

/** Walks until no way leads on, and cuts a loop off at every vertex that is visited again. */
function walkFrom(start: Vertex, ways: Map<string, Vertex[]>): Ring[] {
  const loops: Ring[] = [];
  const path: Vertex[] = [start];
  for (let here = takeWay(start, undefined, ways); here !== undefined;) {
    const visited = path.findIndex((vertex) => vertexKey(vertex) === vertexKey(here as Vertex));
    const before = path[path.length - 1];
    if (visited === -1) path.push(here);
    else loops.push([here, ...path.splice(visited + 1)]);
    here = takeWay(here, before, ways);
  }
  return loops;
}

/** The way that borders the same land as the one by which the walk came: the first, turning clockwise from it. */
function takeWay(here: Vertex, before: Vertex | undefined, ways: Map<string, Vertex[]>): Vertex | undefined {
  const ends = ways.get(vertexKey(here)) ?? [];
  const best = ends.reduce(
    (chosen, end, i) => (before !== undefined && isEarlier(here, before, end, ends[chosen]) ? i : chosen),
    0,
  );
  return ends.splice(best, 1)[0];
}

/** Whether, turning clockwise from one direction, another comes before a third. */
function isEarlier(here: Vertex, from: Vertex, a: Vertex, b: Vertex): boolean {
  const [first, second] = [quarter(here, from, a), quarter(here, from, b)];
  return first === second ? turn(here, b, a) > 0 : first < second;
}

/** How far a direction lies clockwise from another: less than a half turn, a half, more, or a whole. */
function quarter(here: Vertex, from: Vertex, to: Vertex): number {
  const side = turn(here, from, to);
  if (side !== 0) return side < 0 ? 0 : 2;
  return along(here, from, to) < 0 ? 1 : 3;
}
