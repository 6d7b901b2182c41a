import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";

import { readFile } from "./lib/files.js";
import { type Finding, type GateResult, resultOf } from "./lib/finding.js";
import { importedPaths, readSources } from "./lib/solidity.js";

const PAGE = "docs/architecture.md";
const START = "<!-- dependencies:start -->";
const END = "<!-- dependencies:end -->";

/** The contracts, as paths without `I` and extension (`governance/CityAuthority`), and what each imports. */
type Graph = Map<string, Set<string>>;

/**
 * Dependencies point one way: the graph of imports among the contracts has no cycle, and its drawing in
 * `docs/architecture.md` is fresh. `X.sol` and `IX.sol` beside it are one contract X.
 *
 * @param root folder of the repository
 * @param options `update` rewrites the drawing instead of comparing it
 */
export function checkDependencies(root: string, { update }: { update: boolean }): GateResult {
  const graph = readGraph(root);
  return resultOf([...checkAcyclic(graph), ...checkDrawing(root, drawGraph(graph), update)]);
}

function readGraph(root: string): Graph {
  const sources = readSources(root, "contracts");
  const files = new Set(sources.map(({ path: file }) => file));
  const graph: Graph = new Map(sources.map(({ path: file }) => [subjectOf(file, files), new Set()]));
  for (const { path: file, text } of sources) {
    const subject = subjectOf(file, files);
    const imported = importedPaths(text)
      .map((target) => (target.startsWith(".") ? path.posix.join(path.posix.dirname(file), target) : target))
      .filter((target) => files.has(target))
      .map((target) => subjectOf(target, files));
    for (const target of imported) {
      if (target !== subject) graph.get(subject)?.add(target);
    }
  }
  return graph;
}

/**
 * The contract that a file is about: `IX.sol` is about X where `X.sol` lies beside it, and the files of a folder `x/`
 * are parts of it.
 */
function subjectOf(file: string, files: Set<string>): string {
  const { dir, name } = path.posix.parse(file);
  const whole = [...files].find((other) => other.toLowerCase() === `${dir}.sol`.toLowerCase());
  if (whole !== undefined) return subjectOf(whole, files);
  const implementation = name.replace(/^I(?=[A-Z])/, "");
  const subject = files.has(`${dir}/${implementation}.sol`) ? implementation : name;
  return path.posix.relative("contracts", `${dir}/${subject}`);
}

function checkAcyclic(graph: Graph): Finding[] {
  const cycle = findCycle(graph);
  if (cycle === undefined) return [];
  return [
    {
      file: `contracts/${cycle[0]}.sol`,
      what: `dependencies run in a circle: ${cycle.join(" → ")}`,
      mend: "let the contract that acts know the one that holds, and not the other way round (agents, checkers).",
    },
  ];
}

/** The first cycle that a depth-first search meets, from a contract back to itself. */
function findCycle(graph: Graph): string[] | undefined {
  const done = new Set<string>();
  const search = (subject: string, trail: string[]): string[] | undefined => {
    if (trail.includes(subject)) return [...trail.slice(trail.indexOf(subject)), subject];
    if (done.has(subject)) return undefined;
    for (const target of graph.get(subject) ?? []) {
      const cycle = search(target, [...trail, subject]);
      if (cycle !== undefined) return cycle;
    }
    done.add(subject);
    return undefined;
  };
  for (const subject of graph.keys()) {
    const cycle = search(subject, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** The graph in mermaid: a box per domain, an arrow from each contract to those it imports. */
function drawGraph(graph: Graph): string {
  const subjects = [...graph.keys()].toSorted();
  const domains = new Set(subjects.map(domainOf));
  const idOf = (subject: string): string => subject.replace(/\W/g, "_");
  const boxes = [...domains].flatMap((domain) => [
    `  subgraph ${domain}`,
    ...subjects
      .filter((subject) => domainOf(subject) === domain)
      .map((subject) => `    ${idOf(subject)}["${path.posix.basename(subject)}"]`),
    "  end",
  ]);
  const arrows = subjects.flatMap((subject) =>
    [...(graph.get(subject) ?? [])].toSorted().map((target) => `  ${idOf(subject)} --> ${idOf(target)}`),
  );
  return ["```mermaid", "flowchart LR", ...boxes, ...arrows, "```"].join("\n");
}

function domainOf(subject: string): string {
  return subject.includes("/") ? subject.split("/")[0] : "contracts";
}

function checkDrawing(root: string, drawing: string, update: boolean): Finding[] {
  const text = existsSync(path.join(root, PAGE)) ? readFile(root, PAGE).text : "";
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start === -1 || end < start) {
    return [
      {
        file: PAGE,
        what: `the markers ${START} and ${END} are missing`,
        mend: "write both, each on its line.",
      },
    ];
  }
  const fresh = `${text.slice(0, start + START.length)}\n\n${drawing}\n\n${text.slice(end)}`;
  if (fresh === text) return [];
  if (update) {
    writeFileSync(path.join(root, PAGE), fresh);
    return [];
  }
  return [
    {
      file: PAGE,
      what: "the drawing of the dependencies is stale",
      mend: "run `npm run check -- --only dependencies --update` and look at what changed.",
    },
  ];
}
