import { readFiles, type TextFile } from "./files.js";
import { declaredContracts, readSources } from "./solidity.js";

/** A line of a page, with its number from 1. */
export interface Line {
  text: string;
  number: number;
}

/** The pages that lie directly in `docs/`: one a domain, and some more. */
export function readPages(root: string): TextFile[] {
  return readFiles(root, "docs", /^docs\/[^/]+\.md$/);
}

/** The page of each domain: a folder of `contracts/` that holds a contract, not only libraries and interfaces. */
export function domainPages(root: string): string[] {
  const domains = readSources(root, "contracts")
    .filter(({ text }) => declaredContracts(text).some(({ kind }) => kind === "contract"))
    .map(({ path }) => path.split("/"))
    .filter((parts) => parts.length > 2)
    .map((parts) => `docs/${parts[1]}.md`);
  return [...new Set(domains)].toSorted();
}

/** The lines of a page outside its fenced code. */
export function proseLines(markdown: string): Line[] {
  let fence: string | undefined;
  return markdown.split("\n").flatMap((text, index) => {
    const mark = /^\s*(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      return [];
    }
    fence = mark;
    return mark === undefined ? [{ text, number: index + 1 }] : [];
  });
}

/** The lines under the heading `## <heading>`, up to the next heading of its rank; undefined when there is none. */
export function sectionLines(markdown: string, heading: string): Line[] | undefined {
  const lines = proseLines(markdown);
  const start = lines.findIndex(({ text }) => text.trimEnd() === `## ${heading}`);
  if (start === -1) return undefined;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex(({ text }) => /^##? /.test(text));
  return end === -1 ? rest : rest.slice(0, end);
}

/** The anchors that a page offers, as GitHub makes them from headings, and those set by `id` or `name`. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const { text } of proseLines(markdown)) {
    const heading = /^#{1,6}\s+(.*?)\s*#*\s*$/.exec(text)?.[1];
    if (heading !== undefined) anchors.add(unusedAnchor(anchors, slugOf(heading)));
    for (const [, id] of text.matchAll(/<[a-z]+\s[^>]*?\b(?:id|name)="([^"]+)"/g)) anchors.add(id);
  }
  return anchors;
}

function unusedAnchor(anchors: Set<string>, slug: string): string {
  let anchor = slug;
  for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
  return anchor;
}

function slugOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
}
