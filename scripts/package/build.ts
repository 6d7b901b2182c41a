import { cpSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

import { abiModules } from "./abiModules.js";
import { addressModules } from "./addressModules.js";
import { readPublishedArtifacts } from "./artifacts.js";
import { compile, writeFile } from "./compile.js";
import { packageManifest, type ProjectManifest } from "./manifest.js";
import { sdkSources } from "./sources.js";

/**
 * Makes the package that dApp developers install: Solidity, artifacts, and the compiled SDK with bindings, ABIs and
 * addresses. What is not named here does not get in.
 * @param root Folder of the project, which was built.
 * @param out Folder of the package; replaced whole.
 */
export function buildPackage(root: string, out: string): void {
  rmSync(out, { recursive: true, force: true });
  const artifacts = readPublishedArtifacts(root);
  if (artifacts.length === 0) throw new Error("artifacts/contracts is empty: run `npm run build` first");

  const project = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as ProjectManifest;
  writeFile(path.join(out, "package.json"), json(packageManifest(project)));
  cpSync(path.join(root, "LICENSE"), path.join(out, "LICENSE"));
  cpSync(path.join(root, "docs/package.md"), path.join(out, "README.md"));
  cpSync(path.join(root, "contracts"), path.join(out, "contracts"), { recursive: true, filter: isSolidity });
  for (const artifact of artifacts) writeFile(path.join(out, artifact.path), json(artifact.content));
  compile(
    [...sdkSources(root), ...abiModules(artifacts), ...addressModules(root)],
    path.join(path.dirname(out), "workshop"),
    path.join(out, "dist"),
  );
}

/** Folders, and files of Solidity. */
function isSolidity(file: string): boolean {
  return path.extname(file) === "" || file.endsWith(".sol");
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
