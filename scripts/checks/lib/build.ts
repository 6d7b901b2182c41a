import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import { buildBesideOthers } from "../../lib/connection.js";
import { listFiles } from "./files.js";

/** What the compiler says of the sources under `contracts/`. */
export interface Build {
  sources: CompiledSource[];
  contracts: CompiledContract[];
}

/** A source with its syntax tree. */
export interface CompiledSource {
  /** Path from the root of the project. */
  path: string;
  text: string;
  ast: AstNode;
}

/** A contract, interface or library as it is built. */
export interface CompiledContract {
  name: string;
  /** Path of its source from the root of the project. */
  path: string;
  /** Runtime code in hexadecimal, `0x` first; placeholders stand where libraries are linked. */
  deployedBytecode: string;
  storageLayout: StorageLayout;
}

/** The compiler's `storageLayout`. */
export interface StorageLayout {
  storage: StorageItem[];
  types: Record<string, StorageType> | null;
}

/** A variable, or a member of a struct. */
export interface StorageItem {
  slot: string;
  offset: number;
  label: string;
  /** Key into the layout's types. */
  type: string;
}

/** A type in storage. */
export interface StorageType {
  label: string;
  members?: StorageItem[];
  base?: string;
  key?: string;
  value?: string;
}

/** A node of the compiler's syntax tree. */
export interface AstNode {
  nodeType: string;
  /** `start:length:file`, in bytes. */
  src: string;
  [field: string]: unknown;
}

interface BuildInfo {
  input: { sources: Record<string, { content: string }> };
}

interface BuildInfoOutput {
  output: {
    sources: Record<string, { ast: AstNode }>;
    contracts: Record<string, Record<string, { storageLayout: StorageLayout }>>;
  };
}

interface Artifact {
  contractName: string;
  sourceName: string;
  inputSourceName: string;
  buildInfoId: string;
  deployedBytecode: string;
}

const SOURCE_PREFIX = "project/";

/** Reads Hardhat's artifacts folder. A contract's code and layout are those of its own artifact. */
export function readBuild(artifacts: string): Build {
  const readJson = (file: string): unknown => JSON.parse(readFileSync(path.join(artifacts, file), "utf8"));
  const outputs = new Map<string, BuildInfoOutput["output"]>();
  const sources = new Map<string, CompiledSource>();
  for (const file of listFiles(artifacts, "build-info").filter((name) => name.endsWith(".output.json"))) {
    const { input } = readJson(file.replace(/\.output\.json$/, ".json")) as BuildInfo;
    const { output } = readJson(file) as BuildInfoOutput;
    outputs.set(path.basename(file, ".output.json"), output);
    for (const source of sourcesOf(input, output)) sources.set(source.path, source);
  }
  const contracts = listFiles(artifacts, "contracts")
    .filter((file) => file.endsWith(".json"))
    .map((file) => contractOf(readJson(file) as Artifact, outputs));
  return { sources: [...sources.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)), contracts };
}

function sourcesOf(input: BuildInfo["input"], output: BuildInfoOutput["output"]): CompiledSource[] {
  return Object.entries(output.sources)
    .filter(([name]) => name.startsWith(`${SOURCE_PREFIX}contracts/`))
    .map(([name, { ast }]) => ({
      path: name.slice(SOURCE_PREFIX.length),
      text: input.sources[name].content,
      ast,
    }));
}

function contractOf(artifact: Artifact, outputs: Map<string, BuildInfoOutput["output"]>): CompiledContract {
  const { contractName: name, sourceName, inputSourceName, buildInfoId, deployedBytecode } = artifact;
  const storageLayout = outputs.get(buildInfoId)?.contracts[inputSourceName]?.[name]?.storageLayout;
  if (storageLayout === undefined) {
    throw new Error(
      `${sourceName}: the build says nothing of ${name}'s storage; ` +
        'keep "storageLayout" in the outputSelection of hardhat.config.ts.',
    );
  }
  return { name, path: sourceName, deployedBytecode, storageLayout };
}

/** Folders of a build of this project. */
export interface BuiltProject {
  artifacts: string;
  typechainTypes: string;
}

/**
 * Builds the project from nothing into `out`, with the settings of `hardhat.config.ts`, as `npm run build` does. Tests
 * are built too: what is compiled together changes the metadata hash in the bytecode of the bindings. The working
 * folders (`artifacts/`, `cache/`, `typechain-types/`) are neither used nor touched, so that nothing stale helps a
 * gate and no gate mends what it should report.
 */
export async function buildInto(out: string, root: string): Promise<BuiltProject> {
  const artifacts = path.join(out, "artifacts");
  const typechainTypes = path.join(out, "typechain-types");
  const hre = await environment(root, { artifacts, cache: path.join(out, "cache") }, typechainTypes);
  await hre.tasks.getTask("build").run({ force: true, quiet: true });
  if (!existsSync(artifacts)) throw new Error(`The build left no artifacts in ${artifacts}.`);
  return { artifacts, typechainTypes };
}

/**
 * Takes the artifacts that `npm run build` has just made, and generates the bindings from them into `out`: the committed
 * ones are neither used nor touched here either.
 */
export async function bindInto(out: string, root: string): Promise<BuiltProject> {
  const typechainTypes = path.join(out, "typechain-types");
  const hre = await environment(root, {}, typechainTypes);
  await buildBesideOthers(hre);
  return { artifacts: hre.config.paths.artifacts, typechainTypes };
}

async function environment(
  root: string,
  paths: { artifacts?: string; cache?: string },
  bindings: string,
): Promise<HardhatRuntimeEnvironment> {
  const { createHardhatRuntimeEnvironment } = await import("hardhat/hre");
  const { default: config } = await import("../../../hardhat.config.js");
  return createHardhatRuntimeEnvironment(
    {
      ...config,
      paths: { ...config.paths, ...paths },
      typechain: { ...config.typechain, outDir: bindings },
    },
    {},
    root,
  );
}

/** Every node of the tree, outermost first. */
export function* nodesOf(value: unknown): Generator<AstNode> {
  if (value === null || typeof value !== "object") return;
  if (isNode(value)) yield value;
  for (const child of Object.values(value)) yield* nodesOf(child);
}

function isNode(value: object): value is AstNode {
  return "nodeType" in value && typeof value.nodeType === "string";
}

/** Path and line of a node. */
export function placeOf(source: CompiledSource, node: AstNode): string {
  const start = Number(node.src.split(":")[0]);
  const line = Buffer.from(source.text).subarray(0, start).toString().split("\n").length;
  return `${source.path}:${line}`;
}
