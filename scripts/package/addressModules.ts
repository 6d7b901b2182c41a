import { readFileSync } from "node:fs";
import path from "node:path";

import { listFiles } from "../checks/lib/files.js";
import type { SourceFile } from "./sources.js";

/** Chains that live on one machine only: their addresses say nothing to anybody else. */
const LOCAL_CHAINS = new Set(["1337", "31337"]);

/**
 * The address books of `deployments/` as TypeScript.
 * @param root Folder of the project.
 */
export function addressModules(root: string): SourceFile[] {
  const books = listFiles(root, "deployments")
    .flatMap((file) => /^deployments\/(\d+)\.json$/.exec(file)?.[1] ?? [])
    .filter((chainId) => !LOCAL_CHAINS.has(chainId))
    .toSorted((a, b) => Number(a) - Number(b))
    .map((chainId) => `  ${chainId}: ${bookText(path.join(root, "deployments", `${chainId}.json`))},\n`);
  const text = `import type { AddressBook } from "../sdk/addressBook.js";

export type { AddressBook, ContractPlace } from "../sdk/addressBook.js";

/** Where the known cities are, by chain id. */
export const addressBooks = {
${books.join("")}} as const satisfies Readonly<Record<number, AddressBook>>;

/**
 * Where the city of a chain is.
 * @returns nothing where this version of the package knows none
 */
export function addressBookOf(chainId: number | bigint): AddressBook | undefined {
  const books: Readonly<Record<string, AddressBook>> = addressBooks;
  return Object.hasOwn(books, String(chainId)) ? books[String(chainId)] : undefined;
}
`;
  return [{ path: "addresses/index.ts", text }];
}

/** One book, in one line. */
function bookText(file: string): string {
  return JSON.stringify(JSON.parse(readFileSync(file, "utf8")));
}
