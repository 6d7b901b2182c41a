import { readFileSync } from "node:fs";
import path from "node:path";

import { LIBRARIES } from "../package/manifest.js";

/** What may be in the package; all else is a leak of the development. */
const ALLOWED = [
  /^package\.json$/,
  /^(README\.md|LICENSE)$/,
  /^contracts\/.+\.sol$/,
  /^artifacts\/contracts\/.+\.json$/,
  /^dist\/(sdk|abi|addresses|typechain-types)\/.+(\.js|\.d\.ts)$/,
];

/** Names that belong to the development, wherever they stand in a path. */
const FORBIDDEN_PATH =
  /(^|\/)(test|tests|bench|scripts|node_modules|hardhat)(\/|\.)|\.t\.sol$|Mock|Harness|\.pem$|\.env/i;

/** Private keys of test chains and vectors, and imports of Hardhat. */
const FORBIDDEN_TEXT: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: /ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80/i, what: "a test key" },
  { pattern: /private_?key["']?\s*[:=]/i, what: "a private key" },
  { pattern: /(from|import|require)\s*\(?\s*["'](@nomicfoundation\/|hardhat)/, what: "an import of Hardhat" },
  { pattern: /(from|import|require)\s*\(?\s*["']node:/, what: "an import of Node" },
];

/**
 * What is in the package and must not be.
 * @param folder The installed package.
 * @param files Paths of its files.
 */
export function contentProblems(folder: string, files: readonly string[]): string[] {
  return [
    ...files.flatMap((file) => pathProblems(file)),
    ...files.flatMap((file) => textProblems(file, readFileSync(path.join(folder, file), "utf8"))),
    ...manifestProblems(readFileSync(path.join(folder, "package.json"), "utf8")),
  ];
}

/** A path that no rule allows, or that belongs to the development. */
export function pathProblems(file: string): string[] {
  if (!ALLOWED.some((pattern) => pattern.test(file))) return [`${file}: does not belong in the package`];
  return FORBIDDEN_PATH.test(file) ? [`${file}: belongs to the development`] : [];
}

/** Text that must not be published. */
export function textProblems(file: string, text: string): string[] {
  if (file.endsWith(".md")) return [];
  return FORBIDDEN_TEXT.filter(({ pattern }) => pattern.test(text)).map(
    ({ what }) => `${file}: holds ${what}`,
  );
}

/** A manifest that would bring the development into a dApp, or bundle what should fall away. */
export function manifestProblems(text: string): string[] {
  const manifest = JSON.parse(text) as Record<string, unknown>;
  const forbidden = ["devDependencies", "optionalDependencies", "scripts", "private", "bin"];
  const problems = forbidden
    .filter((field) => field in manifest)
    .map((field) => `package.json: has \`${field}\``);
  const foreign = Object.keys(manifest.dependencies ?? {}).filter((name) => !(name in LIBRARIES));
  problems.push(...foreign.map((name) => `package.json: depends on ${name}`));
  if (/hardhat/i.test(text)) problems.push("package.json: names Hardhat");
  if (manifest.sideEffects !== false) problems.push("package.json: `sideEffects` is not false");
  return problems;
}
