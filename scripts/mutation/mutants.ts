import { createHash } from "node:crypto";

import {
  childrenOf,
  fieldOf,
  isNode,
  listOf,
  rangeOf,
  SourceText,
  typeOf,
  wordOf,
  type Node,
  type Range,
} from "./ast.js";

/** What was done to the source. */
export type Operator =
  | "remove-check"
  | "remove-modifier"
  | "negate-condition"
  | "swap-operator"
  | "change-literal"
  | "delete-statement";

/** `check`: a removed check or modifier, or the negated condition of a check. `rest`: everything else. */
export type MutantClass = "check" | "rest";

/** One small change of a contract, to be noticed by its tests. */
export interface Mutant {
  /** Contract, function, operator and a digest of the change: survives edits elsewhere in the file. */
  readonly id: string;
  readonly operator: Operator;
  readonly class: MutantClass;
  readonly line: number;
  readonly original: string;
  readonly mutated: string;
  /** The whole file with the change in it. */
  readonly text: string;
}

interface Edit {
  readonly operator: Operator;
  readonly class: MutantClass;
  readonly range: Range;
  readonly mutated: string;
}

/** A node with what its operators need to know of its surroundings. */
interface Site {
  readonly node: Node;
  /** From the nearest to the root. */
  readonly parents: readonly Node[];
  readonly source: SourceText;
}

const SWAPS: Readonly<Record<string, string>> = {
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "==": "!=",
  "!=": "==",
  "&&": "||",
  "||": "&&",
  "+": "-",
  "-": "+",
  "*": "/",
  "/": "*",
  "+=": "-=",
  "-=": "+=",
  "*=": "/=",
  "/=": "*=",
};

/** Statements that end with their own block or body and not with a semicolon. */
const SELF_CLOSING = new Set(["Block", "UncheckedBlock", "InlineAssembly", "TryStatement"]);

/** An empty block stands wherever a statement may stand. */
const NOTHING = "{}";

/** Not entered: Yul has a tree of its own, and the length of an array is part of a type. */
const CLOSED = new Set(["InlineAssembly", "ArrayTypeName"]);

const EDITS: Readonly<Record<string, (site: Site) => Edit[]>> = {
  ExpressionStatement: editExpressionStatement,
  EmitStatement: deleteStatement,
  InlineAssembly: deleteStatement,
  RevertStatement: removeRevert,
  IfStatement: editIf,
  Conditional: (site) => negate(site, "condition", "rest"),
  WhileStatement: (site) => negate(site, "condition", "rest"),
  DoWhileStatement: (site) => negate(site, "condition", "rest"),
  ForStatement: (site) => negate(site, "condition", "rest"),
  ModifierInvocation: removeModifier,
  BinaryOperation: (site) => swap(site, "leftExpression", "rightExpression"),
  Assignment: (site) => swap(site, "leftHandSide", "rightHandSide"),
  Literal: changeLiteral,
};

/**
 * Every mutant of a file, in the order of the source. The tree must carry types (not only be parsed): they tell a call
 * that can only revert, which is a check, from a call that does something.
 */
export function mutantsOf(text: string, ast: Node): Mutant[] {
  const source = new SourceText(text);
  const seen = new Map<string, number>();
  return editsBelow(ast, [], "", source).map(({ scope, edit }) => toMutant(source, scope, edit, seen));
}

/** True if a function, constructor or modifier of the file does something: constants and interfaces do not. */
export function hasCode(ast: Node): boolean {
  if (ast.nodeType === "ModifierInvocation") return true;
  const body = fieldOf(ast, "body");
  if (body && listOf(body, "statements").length > 0) return true;
  return childrenOf(ast).some(hasCode);
}

function editsBelow(
  node: Node,
  parents: readonly Node[],
  scope: string,
  source: SourceText,
): { scope: string; edit: Edit }[] {
  const inner = scopeOf(node, scope);
  const own = EDITS[node.nodeType]?.({ node, parents, source }) ?? [];
  const below = CLOSED.has(node.nodeType) ? [] : childrenOf(node);
  return [
    ...own.map((edit) => ({ scope: inner, edit })),
    ...below.flatMap((child) => editsBelow(child, [node, ...parents], inner, source)),
  ];
}

function scopeOf(node: Node, outer: string): string {
  const named = ["ContractDefinition", "FunctionDefinition", "ModifierDefinition"].includes(node.nodeType);
  if (!named) return outer;
  return [outer, wordOf(node, "name") || wordOf(node, "kind")].filter(Boolean).join(".");
}

function toMutant(source: SourceText, scope: string, edit: Edit, seen: Map<string, number>): Mutant {
  const original = source.slice(edit.range);
  const change = [scope, edit.operator, original, edit.mutated].join("\n");
  const earlier = seen.get(change) ?? 0;
  seen.set(change, earlier + 1);
  const digest = createHash("sha256").update(`${change}\n${earlier}`).digest("hex").slice(0, 8);
  return {
    id: `${scope}:${edit.operator}:${digest}`,
    operator: edit.operator,
    class: edit.class,
    line: source.lineOf(edit.range.start),
    original: oneLine(original),
    mutated: oneLine(edit.mutated),
    text: source.replace(edit.range, edit.mutated),
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function editExpressionStatement(site: Site): Edit[] {
  const expression = fieldOf(site.node, "expression");
  if (!expression || isLoopHeader(site)) return [];
  if (isBuiltin(expression, ["require", "assert"])) {
    return [removal(site, "remove-check", "check"), ...negateFirstArgument(site, expression)];
  }
  if (isBuiltin(expression, ["revert"])) return removeRevert(site);
  if (canOnlyRevert(expression)) return [removal(site, "remove-check", "check")];
  return isAct(expression) ? deleteStatement(site) : [];
}

function editIf(site: Site): Edit[] {
  const { node } = site;
  const other = fieldOf(node, "falseBody");
  if (reverts(fieldOf(node, "trueBody"))) {
    const kept = other
      ? site.source.slice({ start: rangeOf(other).start, end: endOf(other, site.source) })
      : NOTHING;
    return [removal(site, "remove-check", "check", kept), ...negate(site, "condition", "check")];
  }
  return negate(site, "condition", reverts(other) ? "check" : "rest");
}

/** A revert under an `if` is removed with its condition; any other (in an `else`, a `catch`, at an end) by itself. */
function removeRevert(site: Site): Edit[] {
  return isBranchOfIf(site) ? [] : [removal(site, "remove-check", "check")];
}

function isBranchOfIf({ node, parents }: Site): boolean {
  const branch = [node, ...parents].findIndex((_, i) => parents[i]?.nodeType !== "Block");
  const parent = parents[branch];
  return parent?.nodeType === "IfStatement" && parent.trueBody === [node, ...parents][branch];
}

function removeModifier(site: Site): Edit[] {
  if (wordOf(site.node, "kind") !== "modifierInvocation") return [];
  return [{ operator: "remove-modifier", class: "check", range: rangeOf(site.node), mutated: "" }];
}

function deleteStatement(site: Site): Edit[] {
  return [removal(site, "delete-statement", "rest")];
}

function removal(site: Site, operator: Operator, kind: MutantClass, mutated = NOTHING): Edit {
  const range = { start: rangeOf(site.node).start, end: endOf(site.node, site.source) };
  return { operator, class: kind, range, mutated };
}

function negateFirstArgument(site: Site, call: Node): Edit[] {
  const [condition] = listOf(call, "arguments");
  return condition ? [negation(site, condition, "check")] : [];
}

function negate(site: Site, field: string, kind: MutantClass): Edit[] {
  const condition = fieldOf(site.node, field);
  return condition ? [negation(site, condition, kind)] : [];
}

function negation({ source }: Site, condition: Node, kind: MutantClass): Edit {
  const range = rangeOf(condition);
  return { operator: "negate-condition", class: kind, range, mutated: `!(${source.slice(range)})` };
}

function swap({ node, source }: Site, leftField: string, rightField: string): Edit[] {
  const operator = wordOf(node, "operator");
  const left = fieldOf(node, leftField);
  const mutated = SWAPS[operator];
  if (!mutated || !left || !fieldOf(node, rightField)) return [];
  const start = source.skipBlank(rangeOf(left).end);
  const range = { start, end: start + operator.length };
  if (source.slice(range) !== operator) {
    throw new Error(
      `line ${source.lineOf(start)}: expected the operator ${operator}, found ${source.slice(range)}`,
    );
  }
  return [{ operator: "swap-operator", class: "rest", range, mutated }];
}

function changeLiteral({ node, source }: Site): Edit[] {
  const range = rangeOf(node);
  const mutated = otherLiteral(wordOf(node, "kind"), source.slice(range));
  if (mutated === undefined || typeOf(node).startsWith("address")) return [];
  return [{ operator: "change-literal", class: "rest", range, mutated }];
}

function otherLiteral(kind: string, text: string): string | undefined {
  if (kind === "bool") return text === "true" ? "false" : "true";
  if (kind !== "number") return undefined;
  if (/^[0-9_]+$/.test(text)) return String(BigInt(text.replaceAll("_", "")) + 1n);
  if (/^0x[0-9a-fA-F]+$/.test(text)) return nextHex(text);
  return `(${text} + 1)`;
}

function nextHex(text: string): string {
  const digits = text.length - 2;
  const next = BigInt.asUintN(4 * digits, BigInt(text) + 1n);
  return `0x${next.toString(16).padStart(digits, "0")}`;
}

/** Where a statement ends, its semicolon included: solc's own range leaves it out. */
function endOf(statement: Node, source: SourceText): number {
  const { end } = rangeOf(statement);
  if (SELF_CLOSING.has(statement.nodeType)) return end;
  const last =
    fieldOf(statement, "falseBody") ?? fieldOf(statement, "trueBody") ?? fieldOf(statement, "body");
  return last ? endOf(last, source) : source.skipBlank(end) + 1;
}

function isLoopHeader({ node, parents: [parent] }: Site): boolean {
  return parent?.nodeType === "ForStatement" && parent.body !== node;
}

function isBuiltin(expression: Node, names: readonly string[]): boolean {
  const callee = fieldOf(expression, "expression");
  return (
    expression.nodeType === "FunctionCall" &&
    callee?.nodeType === "Identifier" &&
    names.includes(wordOf(callee, "name"))
  );
}

/** A call whose answer is dropped and that cannot change state is there to revert. */
function canOnlyRevert(expression: Node): boolean {
  if (expression.nodeType !== "FunctionCall") return false;
  const callee = fieldOf(expression, "expression");
  return callee !== undefined && / (view|pure)\b/.test(typeOf(callee));
}

function isAct(expression: Node): boolean {
  if (expression.nodeType === "Assignment" || expression.nodeType === "FunctionCall") return true;
  return (
    expression.nodeType === "UnaryOperation" &&
    ["delete", "++", "--"].includes(wordOf(expression, "operator"))
  );
}

/** True for a branch that ends by reverting. */
function reverts(statement: Node | undefined): boolean {
  if (!statement) return false;
  if (statement.nodeType === "Block") return reverts(listOf(statement, "statements").at(-1));
  if (statement.nodeType === "RevertStatement") return true;
  const expression = statement.expression;
  return (
    statement.nodeType === "ExpressionStatement" && isNode(expression) && isBuiltin(expression, ["revert"])
  );
}
