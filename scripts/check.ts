import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

import { checkBindings } from "./checks/bindings.js";
import { checkDependencies } from "./checks/dependencies.js";
import { checkInvariants } from "./checks/invariants.js";
import { bindInto, type Build, buildInto, readBuild } from "./checks/lib/build.js";
import { describeFindings, type GateResult } from "./checks/lib/finding.js";
import { checkLinks } from "./checks/links.js";
import { checkNames } from "./checks/names.js";
import { checkNatspec } from "./checks/natspec.js";
import { checkPromises } from "./checks/promises.js";
import { checkRoles } from "./checks/roles.js";
import { checkRestricted } from "./checks/restricted.js";
import { checkSizes } from "./checks/sizes.js";
import { checkStorage } from "./checks/storage.js";

interface Options {
  root: string;
  update: boolean;
  built: boolean;
}

/** A gate that reads the files of the repository. */
type FileGate = (options: Options) => GateResult | Promise<GateResult>;

/** A gate that reads a build too. */
type BuildGate = (
  built: { build: Build; typechainTypes: string },
  options: Options,
) => GateResult | Promise<GateResult>;

const FILE_GATES: Record<string, FileGate> = {
  names: ({ root }) => checkNames(root),
  invariants: ({ root }) => checkInvariants(root),
  promises: ({ root }) => checkPromises(root),
  dependencies: ({ root, update }) => checkDependencies(root, { update }),
  roles: ({ root, update }) => checkRoles(root, { update }),
  links: ({ root }) => checkLinks(root),
};

const BUILD_GATES: Record<string, BuildGate> = {
  bindings: ({ typechainTypes }, { root }) =>
    checkBindings(path.join(root, "typechain-types"), typechainTypes),
  restricted: ({ build }) => checkRestricted(build),
  natspec: ({ build }) => checkNatspec(build),
  sizes: ({ build }) => checkSizes(build),
  storage: ({ build }, { root, update }) => checkStorage(build, root, { update }),
};

const USAGE = `Usage: npm run check [-- --only GATE] [-- --update] [-- --built]
  --only GATE  run this gate alone (repeatable): ${[...Object.keys(FILE_GATES), ...Object.keys(BUILD_GATES)].join(", ")}
  --update     rewrite what a gate compares with: the layouts of storage, the drawing of dependencies, the page of roles
  --built      read what \`npm run build\` has just made, instead of a build from nothing`;

/** Runs the gates that the command line asks for. Answers the exit code: 0 when all pass, 1 on a finding, 2 on misuse. */
async function main(args: string[]): Promise<number> {
  const request = readRequest(args);
  if (request === undefined) {
    console.error(USAGE);
    return 2;
  }
  const options = { root: process.cwd(), update: request.update, built: request.built };
  const asked = (gates: string[]): string[] =>
    gates.filter((gate) => request.only.length === 0 || request.only.includes(gate));
  let passed = true;
  for (const gate of asked(Object.keys(FILE_GATES))) {
    passed = (await report(gate, () => FILE_GATES[gate](options))) && passed;
  }
  const buildGates = asked(Object.keys(BUILD_GATES));
  if (buildGates.length > 0) passed = (await runBuildGates(buildGates, options)) && passed;
  return passed ? 0 : 1;
}

function readRequest(args: string[]): { only: string[]; update: boolean; built: boolean } | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: "string", multiple: true, default: [] },
        update: { type: "boolean", default: false },
        built: { type: "boolean", default: false },
      },
    });
    const unknown = values.only.find((gate) => !Object.hasOwn({ ...FILE_GATES, ...BUILD_GATES }, gate));
    if (unknown === undefined) return values;
    console.error(`There is no gate "${unknown}".`);
  } catch (error) {
    console.error(messageOf(error));
  }
  return undefined;
}

async function runBuildGates(gates: string[], options: Options): Promise<boolean> {
  const out = mkdtempSync(path.join(tmpdir(), "civitas-check-"));
  try {
    let built: { build: Build; typechainTypes: string } | undefined;
    let passed = await report("build", async () => {
      const { artifacts, typechainTypes } = await (options.built ? bindInto : buildInto)(out, options.root);
      built = { build: readBuild(artifacts), typechainTypes };
      return { findings: [], notes: [] };
    });
    if (built === undefined) return false;
    for (const gate of gates) {
      const clean = built;
      passed = (await report(gate, () => BUILD_GATES[gate](clean, options))) && passed;
    }
    return passed;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

/** Runs one gate and prints its line, its notes and its findings. A gate that throws has failed. */
async function report(gate: string, run: () => GateResult | Promise<GateResult>): Promise<boolean> {
  const start = performance.now();
  const result = await attempt(gate, run);
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  const passed = result.findings.length === 0;
  console.log(`${passed ? "ok    " : "FAILED"}  ${gate.padEnd(12)}  ${seconds.padStart(6)} s`);
  for (const note of result.notes) console.log(`  note: ${note}`);
  for (const line of describeFindings(result.findings)) console.log(line);
  return passed;
}

async function attempt(gate: string, run: () => GateResult | Promise<GateResult>): Promise<GateResult> {
  try {
    return await run();
  } catch (error) {
    return { findings: [{ file: gate, what: messageOf(error), mend: "see the message." }], notes: [] };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main(process.argv.slice(2));
