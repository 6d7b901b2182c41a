import { existsSync } from "node:fs";
import path from "node:path";

import { listFiles, readFile } from "./lib/files.js";
import { type Finding, type GateResult, resultOf } from "./lib/finding.js";
import { anchorsOf, proseLines } from "./lib/markdown.js";

/**
 * Relative links and pictures in `README.md` and the pages under `docs/` lead to a file of the repository, and to a
 * heading or id of it when they name one. Links to other sites are not followed.
 *
 * @param root folder of the repository
 */
export function checkLinks(root: string): GateResult {
  const pages = listFiles(root, "docs").filter((file) => file.endsWith(".md"));
  if (existsSync(path.join(root, "README.md"))) pages.unshift("README.md");
  return resultOf(pages.flatMap((page) => checkPage(root, page)));
}

function checkPage(root: string, page: string): Finding[] {
  return proseLines(readFile(root, page).text).flatMap(({ text, number }) =>
    targetsIn(text)
      .filter((target) => !/^([a-z][a-z\d+.-]*:|\/\/)/i.test(target))
      .flatMap((target) => {
        const fault = faultOf(root, page, target);
        return fault === undefined ? [] : [{ file: `${page}:${number}`, ...fault }];
      }),
  );
}

/** The targets of a line: of links, pictures, reference definitions, and of HTML; code is not looked at. */
function targetsIn(line: string): string[] {
  const text = line.replace(/(`+).+?\1(?!`)/g, "");
  const patterns = [
    /\]\(\s*<?([^)\s>]+)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/g,
    /^\s*\[[^\]]+\]:\s*<?([^\s>]+)/g,
    /<(?:a|img)\s[^>]*?\b(?:href|src)="([^"]+)"/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, target]) => target));
}

function faultOf(root: string, page: string, target: string): Omit<Finding, "file"> | undefined {
  const [link, anchor] = target.split("#").map(decodeURIComponent);
  const linked = link.startsWith("/") ? link : path.join(path.dirname(page), link);
  const file = link === "" ? page : path.normalize(linked);
  if (path.isAbsolute(file) || file.startsWith("..")) {
    return {
      what: `the link ${target} leaves the repository`,
      mend: "write it relative to the page, or as a URL.",
    };
  }
  if (!existsSync(path.join(root, file))) {
    return { what: `the link ${target} leads to no file`, mend: `correct it, or create ${file}.` };
  }
  if (!anchor || !file.endsWith(".md") || anchorsOf(readFile(root, file).text).has(anchor)) return undefined;
  return {
    what: `${file} has no heading for #${anchor}`,
    mend: "correct the anchor, or give the heading back.",
  };
}
