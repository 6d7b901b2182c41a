import { readFileSync } from "node:fs";
import path from "node:path";

import { listFiles } from "../checks/lib/files.js";

/** A compiled contract, as it is published. */
export interface PublishedArtifact {
  /** Path in the package: `artifacts/contracts/payments/CityToken.sol/CityToken.json`. */
  readonly path: string;
  readonly contractName: string;
  readonly abi: readonly unknown[];
  /** The file's content. */
  readonly content: object;
}

/** Where the code holds an immutable. */
type Place = { readonly start: number; readonly length: number };

interface Artifact {
  readonly contractName: string;
  readonly abi: readonly unknown[];
  readonly buildInfoId: unknown;
  readonly inputSourceName: unknown;
  readonly immutableReferences: Readonly<Record<string, readonly Place[]>>;
}

/**
 * Reads the artifacts of `contracts/`. They lose their references to the build's own files, which are not published
 * and change with every test contract, and the compiler's numbers of immutables, which do so too.
 * @param root Folder of the project, which was built.
 */
export function readPublishedArtifacts(root: string): PublishedArtifact[] {
  return listFiles(root, "artifacts/contracts")
    .filter((file) => file.endsWith(".json"))
    .map((file) => {
      const artifact = JSON.parse(readFileSync(path.join(root, file), "utf8")) as Artifact;
      const { buildInfoId: _id, inputSourceName: _source, immutableReferences, ...rest } = artifact;
      const content = { ...rest, immutableReferences: renumbered(immutableReferences) };
      return { path: file, contractName: artifact.contractName, abi: artifact.abi, content };
    });
}

/** Immutables, numbered in the order of their first places in the code. */
export function renumbered(references: Artifact["immutableReferences"]): Artifact["immutableReferences"] {
  const first = (places: readonly Place[]): number => Math.min(...places.map(({ start }) => start));
  const inOrder = Object.values(references).toSorted((a, b) => first(a) - first(b));
  return Object.fromEntries(inOrder.map((places, number) => [number, places]));
}
