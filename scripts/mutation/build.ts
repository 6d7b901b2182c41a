import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { childrenOf, listOf, wordOf, type Node } from "./ast.js";
import { compile, compilerVersion, errorsOf, type CompiledCode, type CompilerInput } from "./compiler.js";
import type { Target } from "./contracts.js";

/** One compilation of the original build, cut down to the contracts that contain code of the mutated file. */
interface Job {
  readonly input: CompilerInput;
  readonly artifacts: readonly Artifact[];
}

/** A file of `artifacts/` as Hardhat writes it. */
interface Artifact {
  readonly file: string;
  readonly content: ArtifactContent;
}

interface ArtifactContent {
  readonly contractName: string;
  readonly inputSourceName: string;
  readonly buildInfoId: string;
  readonly bytecode: string;
}

interface BuildInfo {
  readonly id: string;
  readonly solcVersion: string;
  readonly input: CompilerInput;
  readonly trees: Readonly<Record<string, Node>>;
}

/** What became of a mutated source. */
export type Built =
  | { readonly kind: "invalid"; readonly errors: readonly string[] }
  | { readonly kind: "equivalent" | "changed"; readonly files: ReadonlyMap<string, string> };

const CODE_OUTPUT = [
  "evm.bytecode.object",
  "evm.bytecode.linkReferences",
  "evm.deployedBytecode.object",
  "evm.deployedBytecode.linkReferences",
  "evm.deployedBytecode.immutableReferences",
];

/**
 * Without the metadata that solc appends: it may differ where the code does not. It also makes the chain take the
 * unchanged contract for a foreign one, as it must take every mutant: a test that reads the names of errors from the
 * chain's messages fails in the control run then, where otherwise it would kill every mutant for no merit.
 */
const METADATA = { bytecodeHash: "none", appendCBOR: false };

type Codes = ReadonlyMap<Artifact, { readonly creation: CompiledCode; readonly runtime: CompiledCode }>;

/**
 * The build of a copy of the project, able to stand in for a build of the same project with one file changed. It
 * compiles in this process, with the compiler kept warm and only what contains the file's code, and rewrites the
 * artifacts and the TypeChain factories that hold this code: many times faster than a build by Hardhat, and a warning,
 * which fails our build, fails no mutant.
 */
export class MutableBuild {
  /** The typed tree of the file as it stands. */
  readonly tree: Node;
  readonly #source: string;
  readonly #jobs: readonly Job[];
  /** The part of the jobs that the target's Solidity tests need; none where these read artifacts. */
  readonly #testJobs: readonly Job[];
  /** Creation code of the file as it stands. */
  readonly #reference: ReadonlyMap<Artifact, string>;
  /** Every file that a mutant may rewrite, as the original build left it. */
  readonly #originals: ReadonlyMap<string, string>;

  /** Reads the build that `hardhat build` left in the folder. */
  constructor(folder: string, target: Target) {
    const artifacts = readArtifacts(folder);
    const own = artifacts.find(({ file }) => file.includes(join("artifacts", ...target.path.split("/"))));
    if (!own) throw new Error(`${target.path}: no artifact in ${folder}; the build did not compile it`);
    this.#source = own.content.inputSourceName;
    const builds = readBuildInfos(folder, new Set(artifacts.map(({ content }) => content.buildInfoId)));
    const holding = builds.filter(({ input }) => this.#source in input.sources);
    this.tree = holding[0].trees[this.#source];
    const isTest = (source: string) => target.solidityTests.some((test) => source.endsWith(`/${test}`));
    const jobs = (isWanted: (source: string) => boolean) =>
      holding
        .map((build) => jobOf(build, this.#source, artifacts, isWanted))
        .filter(hasWork)
        .map(quickened);
    this.#jobs = jobs((source) => !source.endsWith(".t.sol") || isTest(source));
    this.#testJobs = holding.some((build) => readsArtifacts(build, isTest)) ? [] : jobs(isTest);
    if (this.#jobs.length === 0) {
      throw new Error(
        `${target.path}: no compiled contract contains its code; write a double under test/support`,
      );
    }
    this.#originals = readOriginals(folder, this.#jobs);
    const codes = this.#compile(this.#jobs, readFileSync(join(folder, target.path), "utf8"));
    if (Array.isArray(codes))
      throw new Error(`${target.path}: does not compile by itself\n${codes.join("\n")}`);
    this.#reference = new Map([...codes].map(([artifact, { creation }]) => [artifact, creation.object]));
  }

  /** Compiles the file with another text. */
  build(text: string): Built {
    return this.#buildJobs(this.#jobs, text);
  }

  /** Compiles only what the target's Solidity tests need: `equivalent` says that they would not see a difference. */
  buildTests(text: string): Built {
    return this.#buildJobs(this.#testJobs, text);
  }

  #buildJobs(jobs: readonly Job[], text: string): Built {
    const codes = this.#compile(jobs, text);
    if (Array.isArray(codes)) return { kind: "invalid", errors: codes };
    const changed = [...codes].some(
      ([artifact, { creation }]) => this.#reference.get(artifact) !== creation.object,
    );
    return { kind: changed ? "changed" : "equivalent", files: this.#rewrite(codes) };
  }

  #compile(jobs: readonly Job[], text: string): Codes | string[] {
    const codes = new Map<Artifact, { creation: CompiledCode; runtime: CompiledCode }>();
    for (const { input, artifacts } of jobs) {
      const output = compile({ ...input, sources: { ...input.sources, [this.#source]: { content: text } } });
      const errors = errorsOf(output);
      if (errors.length > 0) return errors;
      for (const artifact of artifacts) {
        const { contractName, inputSourceName } = artifact.content;
        const evm = output.contracts?.[inputSourceName]?.[contractName]?.evm;
        if (!evm) throw new Error(`${inputSourceName}: the compiler returned no ${contractName}`);
        codes.set(artifact, { creation: evm.bytecode, runtime: evm.deployedBytecode });
      }
    }
    return codes;
  }

  /** Puts files of {build} in place. */
  install(files: ReadonlyMap<string, string>): void {
    for (const [file, text] of files) writeFileSync(file, text);
  }

  /** Puts the original build back. */
  restore(): void {
    this.install(this.#originals);
  }

  #rewrite(codes: Codes): Map<string, string> {
    const files = new Map(this.#originals);
    for (const [{ file, content }, { creation, runtime }] of codes) {
      const fresh = {
        ...content,
        bytecode: `0x${creation.object}`,
        deployedBytecode: `0x${runtime.object}`,
        linkReferences: creation.linkReferences,
        deployedLinkReferences: runtime.linkReferences,
        immutableReferences: runtime.immutableReferences ?? {},
      };
      files.set(file, JSON.stringify(fresh, null, 2));
      for (const [other, text] of files) {
        if (other.endsWith("__factory.ts"))
          files.set(
            other,
            text.replace(content.bytecode, () => fresh.bytecode),
          );
      }
    }
    return files;
  }
}

function hasWork({ artifacts }: Job): boolean {
  return artifacts.length > 0;
}

/**
 * Whether tests read artifacts (the cheatcode `getCode`). Compiled alone, such a test would be held against the
 * unchanged artifact of a contract that holds the mutated code too, and fail for no merit.
 */
function readsArtifacts({ input, trees }: BuildInfo, isTest: (source: string) => boolean): boolean {
  const read = closure(Object.keys(trees).filter(isTest), (source) => importsOf(trees[source]));
  return [...read].some((source) => input.sources[source].content.includes("getCode("));
}

/**
 * The job without the Yul pipeline, which takes five times as long, where the contracts compile without it: what a
 * mutant means is the same. Such code may be longer than a chain allows (EIP-170): the embedded chain of a mutation run
 * takes any length. The control run shows that the tests pass on such code.
 */
function quickened({ input, artifacts }: Job): Job {
  const quick = { ...input, settings: { ...input.settings, viaIR: false } };
  if (input.settings.viaIR !== true) return { input, artifacts };
  return { input: errorsOf(compile(quick)).length === 0 ? quick : input, artifacts };
}

function jobOf(
  build: BuildInfo,
  source: string,
  artifacts: readonly Artifact[],
  isWanted: (source: string) => boolean,
): Job {
  if (build.solcVersion !== compilerVersion()) {
    throw new Error(
      `solc ${build.solcVersion} built the project, npm's solc is ${compilerVersion()}; pin one of them`,
    );
  }
  const holders = contractsWithCodeOf(build, source);
  const own = artifacts.filter(
    ({ content }) =>
      content.buildInfoId === build.id &&
      content.bytecode !== "0x" &&
      holders.has(`${content.inputSourceName}:${content.contractName}`) &&
      isWanted(content.inputSourceName),
  );
  return { input: inputFor(build, own), artifacts: own };
}

/** The part of a build's input that the artifacts need. */
function inputFor({ input, trees }: BuildInfo, artifacts: readonly Artifact[]): CompilerInput {
  const outputSelection: Record<string, Record<string, string[]>> = {};
  for (const { content } of artifacts) {
    (outputSelection[content.inputSourceName] ??= {})[content.contractName] = CODE_OUTPUT;
  }
  const needed = closure(Object.keys(outputSelection), (source) => importsOf(trees[source]));
  const sources = Object.fromEntries([...needed].map((source) => [source, input.sources[source]]));
  return { ...input, sources, settings: { ...input.settings, metadata: METADATA, outputSelection } };
}

/**
 * The contracts, as `source:name`, whose code contains code of a file. A contract's code enters others by inheritance
 * and creation only; what a library or a free function holds may be anywhere that imports it.
 */
function contractsWithCodeOf({ trees }: BuildInfo, source: string): Set<string> {
  const contracts = Object.entries(trees).flatMap(([file, tree]) =>
    listOf(tree, "nodes")
      .filter(isContract)
      .map((node) => ({ file, node })),
  );
  const onlyContracts = listOf(trees[source], "nodes").every(
    (node) => node.nodeType !== "FunctionDefinition" && wordOf(node, "contractKind") !== "library",
  );
  const holding = onlyContracts
    ? closure(
        contracts.filter(({ file }) => file === source).map(({ node }) => Number(node.id)),
        (id) => contracts.filter(({ node }) => partsOf(node).includes(id)).map(({ node }) => Number(node.id)),
      )
    : new Set(
        contracts
          .filter(({ file }) => closure([file], (from) => importsOf(trees[from])).has(source))
          .map(({ node }) => Number(node.id)),
      );
  const names = contracts.filter(({ node }) => holding.has(Number(node.id)));
  return new Set(names.map(({ file, node }) => `${file}:${wordOf(node, "name")}`));
}

function isContract(node: Node): boolean {
  return node.nodeType === "ContractDefinition";
}

/** Ids of the contracts that a contract inherits or creates. */
function partsOf(contract: Node): number[] {
  const bases = contract.linearizedBaseContracts as number[];
  const created = (contract.contractDependencies ?? []) as number[];
  return [...bases, ...created];
}

function importsOf(tree: Node): string[] {
  return childrenOf(tree)
    .filter(({ nodeType }) => nodeType === "ImportDirective")
    .map((node) => wordOf(node, "absolutePath"));
}

function closure<T>(start: readonly T[], next: (item: T) => readonly T[]): Set<T> {
  const reached = new Set(start);
  for (const item of reached) for (const further of next(item)) reached.add(further);
  return reached;
}

function readArtifacts(folder: string): Artifact[] {
  const files = listFiles(join(folder, "artifacts")).filter(
    (file) => file.endsWith(".json") && !file.includes(join("artifacts", "build-info")),
  );
  return files.map((file) => ({ file, content: readJson(file) as ArtifactContent }));
}

function readBuildInfos(folder: string, ids: ReadonlySet<string>): BuildInfo[] {
  return [...ids].map((id) => {
    const file = join(folder, "artifacts", "build-info", `${id}.json`);
    const { output } = readJson(file.replace(/\.json$/, ".output.json")) as {
      output: { sources: Record<string, { ast?: Node }> };
    };
    const trees = Object.entries(output.sources).map(([source, { ast }]) => {
      if (!ast)
        throw new Error(`${file}: no syntax trees; keep "ast" in outputSelection of hardhat.config.ts`);
      return [source, ast] as const;
    });
    return { ...(readJson(file) as Omit<BuildInfo, "trees">), trees: Object.fromEntries(trees) };
  });
}

function readOriginals(folder: string, jobs: readonly Job[]): Map<string, string> {
  const artifacts = jobs.flatMap((job) => job.artifacts);
  const factories = listFiles(join(folder, "typechain-types")).filter((file) =>
    file.endsWith("__factory.ts"),
  );
  const texts = factories.map((file) => [file, readFileSync(file, "utf8")] as const);
  const holding = texts.filter(([, text]) =>
    artifacts.some(({ content }) => text.includes(content.bytecode)),
  );
  return new Map([...artifacts.map(({ file }) => [file, readFileSync(file, "utf8")] as const), ...holding]);
}

function listFiles(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
