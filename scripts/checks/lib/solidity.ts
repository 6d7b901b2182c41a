import { lineAt, readFiles, type TextFile } from "./files.js";

/** Something a Solidity source declares, with the line of its name. */
export interface Declaration {
  kind: string;
  name: string;
  line: number;
}

/** The Solidity sources under `folder`. */
export function readSources(root: string, folder: string): TextFile[] {
  return readFiles(root, folder, /\.sol$/);
}

/** The contracts, interfaces and libraries that a source declares. */
export function declaredContracts(source: string): Declaration[] {
  const code = blank(source, { strings: true });
  return [...code.matchAll(/^\s*(?:abstract\s+)?(contract|interface|library)\s+([A-Za-z_$][\w$]*)/gm)].map(
    (match) => declaration(code, match),
  );
}

/** The paths that a source imports. */
export function importedPaths(source: string): string[] {
  const code = blank(source, { strings: false });
  return [...code.matchAll(/^\s*import\s+(?:[^"';]*\sfrom\s*)?["']([^"']+)["']/gm)].map(
    ([, target]) => target,
  );
}

/**
 * The functions that the Solidity test runner calls: public or external, named `test…` or `invariant…`. A function
 * of an abstract contract counts although only an heir runs it: the text alone does not tell.
 */
export function testFunctions(source: string): Declaration[] {
  const code = blank(source, { strings: true });
  const pattern = /\b(function)\s+((?:test|invariant)[\w$]*)\s*\([^)]*\)[^{;]*?\b(?:public|external)\b/g;
  return [...code.matchAll(pattern)].map((match) => declaration(code, match));
}

function declaration(code: string, match: RegExpExecArray): Declaration {
  const [text, kind, name] = match;
  return { kind, name, line: lineAt(code, match.index + text.lastIndexOf(kind)) };
}

/** The source with its comments, and its strings if asked, turned into spaces; every line stays where it is. */
function blank(source: string, { strings }: { strings: boolean }): string {
  const tokens = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g;
  return source.replace(tokens, (token) =>
    token.startsWith("/") || strings ? token.replace(/[^\n]/g, " ") : token,
  );
}
