import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import type { SourceFile } from "./sources.js";

/** Compiles for browsers and Node alike: no Node types are in sight. */
const COMPILER_OPTIONS = {
  target: "es2022",
  lib: ["es2023", "dom"],
  types: [],
  module: "nodenext",
  strict: true,
  verbatimModuleSyntax: true,
  declaration: true,
  skipLibCheck: true,
  rootDir: ".",
} as const;

/**
 * Compiles TypeScript into modules with declarations.
 * @param sources What is compiled.
 * @param workshop Folder for the sources, inside the project so that its dependencies are found; removed afterwards.
 * @param outDir Where the modules go.
 * @throws Where the compiler finds an error, with its words.
 */
export function compile(sources: readonly SourceFile[], workshop: string, outDir: string): void {
  try {
    for (const { path: file, text } of sources) writeFile(path.join(workshop, file), text);
    writeFile(path.join(workshop, "package.json"), JSON.stringify({ type: "module" }));
    const config = { compilerOptions: { ...COMPILER_OPTIONS, outDir: path.resolve(outDir) }, include: ["."] };
    const configFile = path.join(workshop, "tsconfig.json");
    writeFile(configFile, JSON.stringify(config));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [compilerPath(), "--project", configFile],
      {
        encoding: "utf8",
      },
    );
    if (status !== 0) throw new Error(`The package does not compile:\n${stdout}${stderr}`);
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
}

/** Writes a file and the folders above it. */
export function writeFile(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The program of the TypeScript that the project has installed. */
export function compilerPath(): string {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  return path.join(path.dirname(manifest), "bin", "tsc");
}
