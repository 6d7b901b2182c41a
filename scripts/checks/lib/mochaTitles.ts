import { lineAt } from "./files.js";

/** The title of a mocha test (`it`) or suite (`describe`), as the source has it. */
export interface MochaTitle {
  kind: "test" | "suite";
  title: string;
  line: number;
  /** Skipped by itself (`it.skip`, `xit`, no body) or by a suite around it. */
  skipped: boolean;
  /** Marked `.only`: mocha then leaves out every test that is not. */
  only: boolean;
}

interface Token {
  kind: "word" | "literal" | "placeholder" | "mark";
  /** The word or mark, or the value of a literal. */
  text: string;
  index: number;
}

const KINDS: Record<string, MochaTitle["kind"]> = {
  it: "test",
  specify: "test",
  xit: "test",
  xspecify: "test",
  describe: "suite",
  context: "suite",
  xdescribe: "suite",
  xcontext: "suite",
};

/**
 * Reads the titles of mocha tests and suites from TypeScript source, in order.
 *
 * It is a scanner and no compiler, with these limits: a title counts when it is a string or template literal without
 * placeholders, or such literals joined by `+`; titles built from variables are not seen. Calls must be written
 * `it(`, `describe(` and so on, with `.skip` or `.only` at most. Tests skipped when they run (`this.skip()`) or made
 * inside a condition count as live.
 */
export function mochaTitles(source: string): MochaTitle[] {
  const tokens = tokenize(source);
  const titles: MochaTitle[] = [];
  const skippedAround = [false];
  const openings = new Map<number, boolean>();
  for (const [position, token] of tokens.entries()) {
    const around = skippedAround[skippedAround.length - 1] ?? false;
    const call = callAt(tokens, position);
    if (call !== undefined) {
      const skipped = around || call.skipped;
      openings.set(call.opening, skipped);
      if (call.title !== undefined) {
        const { kind, title, only } = call;
        titles.push({ kind, title, line: lineAt(source, token.index), skipped, only });
      }
    }
    if (token.kind !== "mark") continue;
    if ("([{".includes(token.text)) skippedAround.push(openings.get(position) ?? around);
    if (")]}".includes(token.text) && skippedAround.length > 1) skippedAround.pop();
  }
  return titles;
}

interface Call {
  kind: MochaTitle["kind"];
  title: string | undefined;
  skipped: boolean;
  only: boolean;
  /** Position of the token that opens the call's arguments. */
  opening: number;
}

/** The mocha call that begins with the token at `position`, if one does. */
function callAt(tokens: Token[], position: number): Call | undefined {
  const { kind: tokenKind, text } = tokens[position];
  const kind = Object.hasOwn(KINDS, text) ? KINDS[text] : undefined;
  const before = tokens[position - 1]?.text;
  if (tokenKind !== "word" || kind === undefined || before === "." || before === "function") return undefined;

  const hasModifier = tokens[position + 1]?.text === ".";
  const modifier = hasModifier ? tokens[position + 2]?.text : undefined;
  const opening = position + (hasModifier ? 3 : 1);
  if (tokens[opening]?.text !== "(" || ![undefined, "skip", "only"].includes(modifier)) return undefined;

  const { title, end } = titleAt(tokens, opening + 1);
  const hasBody = tokens[end]?.text === ",";
  return {
    kind,
    title,
    opening,
    skipped: modifier === "skip" || text.startsWith("x") || (title !== undefined && !hasBody),
    only: modifier === "only",
  };
}

/** The literal, or the sum of literals, that is the whole argument at `position`. */
function titleAt(tokens: Token[], position: number): { title: string | undefined; end: number } {
  let title = "";
  let end = position;
  while (tokens[end]?.kind === "literal") {
    title += tokens[end].text;
    end += 1;
    if (tokens[end]?.text === "," || tokens[end]?.text === ")") return { title, end };
    if (tokens[end]?.text !== "+") break;
    end += 1;
  }
  return { title: undefined, end };
}

const SPACE_OR_COMMENT = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)+/y;
const WORD = /[\w$]+/y;
const STRING = /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/y;
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y;

function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let index = matchAt(SPACE_OR_COMMENT, source, 0).length;
  while (index < source.length) {
    const { token, length } = tokenAt(source, index, tokens.at(-1));
    tokens.push(token);
    index += length;
    index += matchAt(SPACE_OR_COMMENT, source, index).length;
  }
  return tokens;
}

function tokenAt(source: string, index: number, before: Token | undefined): { token: Token; length: number } {
  if (source[index] === "`") {
    const { length, hasPlaceholder } = templateAt(source, index);
    const text = unescape(source.slice(index + 1, index + length - 1));
    return { token: { kind: hasPlaceholder ? "placeholder" : "literal", text, index }, length };
  }
  const string = matchAt(STRING, source, index);
  if (string !== "") {
    return { token: { kind: "literal", text: unescape(string.slice(1, -1)), index }, length: string.length };
  }
  const word = matchAt(WORD, source, index);
  if (word !== "") return { token: { kind: "word", text: word, index }, length: word.length };
  const regex = mayBeginRegex(before) ? matchAt(REGEX, source, index) : "";
  if (regex !== "") return { token: { kind: "placeholder", text: regex, index }, length: regex.length };
  return { token: { kind: "mark", text: source[index] ?? "", index }, length: 1 };
}

/** A slash divides after a value and begins a regular expression elsewhere. */
function mayBeginRegex(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.kind === "word") return /^(return|typeof|case|in|of|await|yield|void)$/.test(before.text);
  return before.kind === "mark" && !")]}".includes(before.text);
}

function templateAt(source: string, start: number): { length: number; hasPlaceholder: boolean } {
  let index = start + 1;
  let hasPlaceholder = false;
  while (index < source.length && source[index] !== "`") {
    if (source[index] === "\\") {
      index += 2;
    } else if (source.startsWith("${", index)) {
      hasPlaceholder = true;
      index = placeholderEnd(source, index + 2);
    } else {
      index += 1;
    }
  }
  return { length: index + 1 - start, hasPlaceholder };
}

/** The index after the brace that closes a template's placeholder. */
function placeholderEnd(source: string, start: number): number {
  let depth = 1;
  let index = start;
  let before: Token | undefined;
  while (index < source.length && depth > 0) {
    index += matchAt(SPACE_OR_COMMENT, source, index).length;
    const { token, length } = tokenAt(source, index, before);
    if (token.kind === "mark" && token.text === "{") depth += 1;
    if (token.kind === "mark" && token.text === "}") depth -= 1;
    index += length;
    before = token;
  }
  return index;
}

function matchAt(pattern: RegExp, source: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(source)?.[0] ?? "";
}

const ESCAPES: Record<string, string> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  0: "\0",
  "\n": "",
};

function unescape(literal: string): string {
  const escape = /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|([\s\S]))/gi;
  return literal.replace(escape, (_, braced?: string, four?: string, two?: string, single?: string) => {
    const code = braced ?? four ?? two;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    return ESCAPES[single ?? ""] ?? single ?? "";
  });
}
