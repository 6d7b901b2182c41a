/** A node of solc's syntax tree, as far as mutation reads it. */
export interface Node {
  readonly nodeType: string;
  /** `start:length:file`, counted in bytes. */
  readonly src: string;
  readonly [field: string]: unknown;
}

/** Half-open range of bytes in a source file. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** True for a value that is a node of the tree. */
export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "nodeType" in value && "src" in value;
}

/** The bytes that a node covers. */
export function rangeOf(node: Node): Range {
  const [start, length] = node.src.split(":").map(Number);
  return { start, end: start + length };
}

/** The nodes directly below a node, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const found = Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return found.filter(isNode).toSorted((a, b) => rangeOf(a).start - rangeOf(b).start);
}

/** The node in a field that may be absent. */
export function fieldOf(node: Node, field: string): Node | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that holds a list. */
export function listOf(node: Node, field: string): Node[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The text in a field, or "" where it holds none. */
export function wordOf(node: Node, field: string): string {
  const value = node[field];
  return typeof value === "string" ? value : "";
}

/** The type of an expression in solc's words, or "" where the tree carries no types. */
export function typeOf(node: Node): string {
  const types = node.typeDescriptions as { typeString?: string | null } | undefined;
  return types?.typeString ?? "";
}

/** A source file addressed in bytes, as solc addresses it. */
export class SourceText {
  readonly #bytes: Buffer;

  constructor(readonly text: string) {
    this.#bytes = Buffer.from(text, "utf8");
  }

  /** The text of a range. */
  slice({ start, end }: Range): string {
    return this.#bytes.toString("utf8", start, end);
  }

  /** The line, counted from one, on which a byte stands. */
  lineOf(start: number): number {
    return this.slice({ start: 0, end: start }).split("\n").length;
  }

  /** The whole file with one range replaced. */
  replace({ start, end }: Range, text: string): string {
    return this.slice({ start: 0, end: start }) + text + this.slice({ start: end, end: this.#bytes.length });
  }

  /** The first byte at or after `start` that is neither white space nor part of a comment. */
  skipBlank(start: number): number {
    const rest = this.slice({ start, end: this.#bytes.length });
    const blank = /^(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/.exec(rest)?.[0] ?? "";
    return start + Buffer.byteLength(blank);
  }
}
