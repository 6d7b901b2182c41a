import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import { type Build, readBuild } from "../../scripts/checks/lib/build.js";
import type { GateResult } from "../../scripts/checks/lib/finding.js";

/** Small repositories in temporary folders, on which the gates are tried. */
export class Samples {
  readonly #folders: string[] = [];

  /** Writes files, by path, into a folder of their own and answers its path. */
  create(files: Record<string, string>): string {
    const root = mkdtempSync(path.join(tmpdir(), "civitas-sample-"));
    this.#folders.push(root);
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    return root;
  }

  /** Compiles sources, by path, and reads the outcome as a gate reads Hardhat's artifacts. */
  build(sources: Record<string, string>): Build {
    return readBuild(this.create(artifactsOf(sources)));
  }

  /** Removes every folder. */
  clear(): void {
    for (const folder of this.#folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}

/** What a gate found, one line a finding: `file: what`. */
export function found({ findings }: GateResult): string[] {
  return findings.map(({ file, what }) => `${file}: ${what}`);
}

/** The text of a file of a sample. */
export function textOf(root: string, file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

interface Output {
  errors?: { severity: string; formattedMessage: string }[];
  sources: Record<string, unknown>;
  /** Absent when no source declares a contract. */
  contracts?: Record<string, Record<string, { evm: { deployedBytecode: { object: string } } }>>;
}

const require = createRequire(import.meta.url);

/** The artifacts folder, in Hardhat's form, of sources that are compiled together. */
function artifactsOf(sources: Record<string, string>): Record<string, string> {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(
      Object.entries(sources).map(([file, text]) => [
        `project/${file}`,
        { content: `// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n${text}` },
      ]),
    ),
    settings: {
      outputSelection: { "*": { "*": ["evm.deployedBytecode.object", "storageLayout"], "": ["ast"] } },
    },
  };
  const solc = require("solc") as { compile: (input: string) => string };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as Output;
  const errors = (output.errors ?? []).filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join("\n"));

  const files: Record<string, string> = {
    "build-info/sample.json": JSON.stringify({ input }),
    "build-info/sample.output.json": JSON.stringify({ output }),
  };
  for (const [inputSourceName, contracts] of Object.entries(output.contracts ?? {})) {
    const sourceName = inputSourceName.replace("project/", "");
    for (const [contractName, { evm }] of Object.entries(contracts)) {
      files[`${sourceName}/${contractName}.json`] = JSON.stringify({
        contractName,
        sourceName,
        inputSourceName,
        buildInfoId: "sample",
        deployedBytecode: `0x${evm.deployedBytecode.object}`,
      });
    }
  }
  return files;
}
