import { existsSync, readFileSync } from "node:fs";

/** What the analyser says about one place of the code. */
export interface Finding {
  readonly detector: string;
  readonly impact: string;
  readonly element: string;
  readonly description: string;
}

/** A finding that was looked at and found harmless, in `docs/security/slither.json`. */
export interface TriageEntry {
  readonly detector: string;
  /**
   * File and member, `contracts/land/X.sol: X.f(uint256)`: no line, so that it outlives edits elsewhere. `*` excuses a
   * detector everywhere, where what it says is our design: for findings of low impact only.
   */
  readonly element: string;
  /** Why it is harmless, for a reader who doubts it. */
  readonly reason: string;
}

/** A piece of code in slither's report. */
export interface SlitherElement {
  readonly type: string;
  readonly name: string;
  readonly source_mapping?: { readonly filename_relative?: string };
  readonly type_specific_fields?: { readonly parent?: SlitherElement; readonly signature?: string };
}

/** The name of the place that a finding is about: the first piece of code it points at, without its line. */
export function elementName(elements: readonly SlitherElement[]): string {
  const [first] = elements;
  if (!first) return "the project";
  const file = first.source_mapping?.filename_relative ?? "unknown file";
  return `${file}: ${memberName(first)}`;
}

/**
 * The committed triage file; none means that nothing was excused.
 * @throws Error if an entry is not a detector, an element and a reason.
 */
export function readTriage(file: string): TriageEntry[] {
  if (!existsSync(file)) return [];
  const entries: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (!Array.isArray(entries)) throw new Error(`${file}: expected a list of {detector, element, reason}`);
  return entries.map((entry, i) => requireEntry(entry, `${file}: entry ${i}`));
}

/** What fails the gate, in words: findings without an entry, and entries without a finding. */
export function faultsOf(findings: readonly Finding[], triage: readonly TriageEntry[]): string[] {
  const open = findings.filter((finding) => !triage.some((entry) => isSame(entry, finding)));
  const idle = triage.filter((entry) => !findings.some((finding) => isSame(entry, finding)));
  return [
    ...open.map(
      ({ detector, impact, element, description }) =>
        `${detector} (${impact}) in ${element}\n${description}\n  mend it, or say why it is harmless in docs/security/slither.json`,
    ),
    ...idle.map(
      ({ detector, element }) => `${detector} in ${element}: triaged, no longer found; remove the entry`,
    ),
  ];
}

function isSame(entry: TriageEntry, finding: Finding): boolean {
  const isLow = finding.impact === "Low" || finding.impact === "Informational";
  const isHere = entry.element === finding.element || (entry.element === "*" && isLow);
  return entry.detector === finding.detector && isHere;
}

/** A statement goes by the function it stands in: its own name is its text. */
function memberName(element: SlitherElement): string {
  const { parent, signature } = element.type_specific_fields ?? {};
  if (element.type === "node" && parent) return memberName(parent);
  const above = parent && ["contract", "function", "struct", "enum", "event"].includes(parent.type);
  const own = signature ?? element.name;
  return above ? `${memberName(parent)}.${own}` : own;
}

function requireEntry(entry: unknown, place: string): TriageEntry {
  const fields = (entry ?? {}) as Partial<Record<keyof TriageEntry, unknown>>;
  for (const field of ["detector", "element", "reason"] as const) {
    const value = fields[field];
    if (typeof value !== "string" || value.trim() === "") {
      throw new Error(`${place}: ${field} is ${JSON.stringify(value)}; expected a text`);
    }
  }
  return entry as TriageEntry;
}
