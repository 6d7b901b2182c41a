import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import path from "node:path";

import { thousands } from "../lib/table.js";

/** A packed package. */
export interface Tarball {
  /** Path of the file. */
  readonly path: string;
  /** SHA-256 of the file: the same sources always make the same tarball. */
  readonly sha256: string;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Paths of the files in it. */
  readonly files: readonly string[];
}

interface NpmPacked {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/**
 * Packs a folder as npm publishes it.
 * @param folder Holds the package.
 * @param destination Where the tarball goes.
 */
export function pack(folder: string, destination: string): Tarball {
  const answer = execFileSync(
    "npm",
    ["pack", "--json", "--ignore-scripts", "--pack-destination", path.resolve(destination)],
    { cwd: folder, encoding: "utf8" },
  );
  const [packed] = Object.values(JSON.parse(answer) as Record<string, NpmPacked>);
  const file = path.join(destination, packed.filename);
  return {
    path: file,
    sha256: createHash("sha256").update(readFileSync(file)).digest("hex"),
    packedBytes: packed.size,
    unpackedBytes: packed.unpackedSize,
    files: packed.files.map(({ path: name }) => name),
  };
}

/** Size and hash in a sentence. */
export function describeTarball({ path: file, sha256, packedBytes, unpackedBytes, files }: Tarball): string {
  const [packed, unpacked] = [packedBytes, unpackedBytes].map((bytes) => thousands(Math.round(bytes / 1000)));
  return `${file}: ${packed} kB packed, ${unpacked} kB unpacked, ${files.length} files, SHA-256 ${sha256}`;
}
