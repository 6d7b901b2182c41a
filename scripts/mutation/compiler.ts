import { createRequire } from "node:module";

import type { Node } from "./ast.js";

/** The code of one contract, as solc prints it. */
export interface CompiledCode {
  readonly object: string;
  readonly linkReferences: object;
  readonly immutableReferences?: object;
}

/** Standard JSON input of solc, as far as mutation touches it. */
export interface CompilerInput {
  readonly language: string;
  readonly sources: Readonly<Record<string, { readonly content: string }>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Standard JSON output of solc, as far as mutation reads it. */
export interface CompilerOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage?: string }[];
  readonly sources?: Readonly<Record<string, { readonly ast?: Node }>>;
  readonly contracts?: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly evm: { readonly bytecode: CompiledCode; readonly deployedBytecode: CompiledCode } }
        >
      >
    >
  >;
}

interface Solc {
  compile(input: string): string;
  version(): string;
}

let loaded: Solc | undefined;

/** The compiler that npm's `solc` ships, loaded at its first use and kept warm. */
function solc(): Solc {
  loaded ??= createRequire(import.meta.url)("solc") as Solc;
  return loaded;
}

/** Version of the compiler without its build, `0.8.37`. */
export function compilerVersion(): string {
  return solc().version().split("+")[0];
}

/** Compiles in this process. */
export function compile(input: CompilerInput): CompilerOutput {
  return JSON.parse(solc().compile(JSON.stringify(input))) as CompilerOutput;
}

/** The compiler's complaints that keep the sources from compiling. */
export function errorsOf(output: CompilerOutput): string[] {
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  return errors.map(({ formattedMessage }) => formattedMessage ?? "error without a message");
}

/**
 * The syntax tree of one file, read alone: imports are not followed and expressions have no types.
 * @throws Error if the file is not Solidity.
 */
export function parse(path: string, content: string): Node {
  const settings = { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } };
  const output = compile({ language: "Solidity", sources: { [path]: { content } }, settings });
  const ast = output.sources?.[path]?.ast;
  if (!ast) throw new Error(`${path}: does not parse\n${errorsOf(output).join("\n")}`);
  return ast;
}
