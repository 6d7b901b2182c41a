import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { format } from "prettier";

import { type AstNode, type Build, type StorageItem, type StorageLayout } from "./lib/build.js";
import { listFiles } from "./lib/files.js";
import { type Finding, type GateResult, resultOf } from "./lib/finding.js";

const FOLDER = "docs/storage";
const MEND =
  "if the change is meant, run `npm run check -- --only storage --update` and commit it with its reason.";

interface Slot {
  slot: string;
  offset: number;
  label: string;
  type: string;
}

/** The variables of a contract, and the members of each struct that they reach. */
interface Layout {
  storage: Slot[];
  structs: Record<string, Slot[]>;
}

/** The layouts of one domain, by contract. */
type Snapshot = Record<string, Layout>;

/**
 * The storage layout of every contract that can be deployed equals the snapshot of its domain,
 * `docs/storage/<domain>.json`. Namespaced storage (ERC-7201) and the order of an enum's members are not part of the
 * compiler's layout and so not of this check.
 *
 * @param build what the compiler says of the contracts
 * @param root folder of the repository
 * @param options `update` rewrites the snapshots instead
 */
export async function checkStorage(
  build: Build,
  root: string,
  { update }: { update: boolean },
): Promise<GateResult> {
  const built = snapshotsOf(build);
  if (update) {
    await writeSnapshots(root, built);
    return resultOf([]);
  }
  const findings = [...built].flatMap(([file, snapshot]) => compareFile(root, file, snapshot));
  return resultOf([...findings, ...leftovers(root, built)]);
}

function snapshotsOf({ sources, contracts }: Build): Map<string, Snapshot> {
  const deployable = new Set(
    sources.flatMap(({ path: file, ast }) =>
      (ast.nodes as AstNode[])
        .filter(({ nodeType, abstract }) => nodeType === "ContractDefinition" && abstract !== true)
        .map(({ name }) => `${file}:${String(name)}`),
    ),
  );
  const snapshots = new Map<string, Snapshot>();
  for (const contract of contracts.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { name, path: file, storageLayout } = contract;
    if (!deployable.has(`${file}:${name}`) || storageLayout.storage.length === 0) continue;
    const folders = file.split("/").slice(1, -1);
    const snapshotFile = `${FOLDER}/${folders[0] ?? "contracts"}.json`;
    snapshots.set(snapshotFile, { ...snapshots.get(snapshotFile), [name]: layoutOf(storageLayout) });
  }
  return snapshots;
}

function layoutOf(layout: StorageLayout): Layout {
  const slots = (items: StorageItem[]): Slot[] =>
    items.map(({ slot, offset, label, type }) => ({
      slot,
      offset,
      label,
      type: layout.types?.[type]?.label ?? type,
    }));
  const structs: Record<string, Slot[]> = {};
  const seen = new Set<string>();
  const visit = (key: string | undefined): void => {
    if (key === undefined || seen.has(key)) return;
    seen.add(key);
    const type = layout.types?.[key];
    if (type?.members !== undefined) structs[type.label] = slots(type.members);
    for (const inner of [
      type?.base,
      type?.key,
      type?.value,
      ...(type?.members ?? []).map((member) => member.type),
    ]) {
      visit(inner);
    }
  };
  for (const { type } of layout.storage) visit(type);
  return { storage: slots(layout.storage), structs };
}

function compareFile(root: string, file: string, built: Snapshot): Finding[] {
  const absolute = path.join(root, file);
  if (!existsSync(absolute)) return [{ file, what: "the snapshot of this domain is missing", mend: MEND }];
  const committed = JSON.parse(readFileSync(absolute, "utf8")) as Snapshot;
  return [...new Set([...Object.keys(committed), ...Object.keys(built)])].toSorted().flatMap((name) => {
    if (built[name] === undefined) {
      return [
        { file, what: `${name} is in the snapshot and no such contract with storage is built`, mend: MEND },
      ];
    }
    if (committed[name] === undefined) return [{ file, what: `${name} is not in the snapshot`, mend: MEND }];
    return differences(linesOf(committed[name]), linesOf(built[name])).map((what) => ({
      file,
      what: `${name}: ${what}`,
      mend: MEND,
    }));
  });
}

function linesOf({ storage, structs }: Layout): string[] {
  const line = (owner: string, { slot, offset, label, type }: Slot): string =>
    `${owner}slot ${slot} offset ${offset} ${type} ${label}`;
  return [
    ...storage.map((slot) => line("", slot)),
    ...Object.entries(structs).flatMap(([struct, members]) =>
      members.map((slot) => line(`${struct} `, slot)),
    ),
  ];
}

function differences(committed: string[], built: string[]): string[] {
  return [
    ...committed.filter((line) => !built.includes(line)).map((line) => `gone: ${line}`),
    ...built.filter((line) => !committed.includes(line)).map((line) => `new: ${line}`),
  ];
}

function leftovers(root: string, built: Map<string, Snapshot>): Finding[] {
  return listFiles(root, FOLDER)
    .filter((file) => file.endsWith(".json") && !built.has(file))
    .map((file) => ({ file, what: "no domain with storage has this name", mend: MEND }));
}

async function writeSnapshots(root: string, built: Map<string, Snapshot>): Promise<void> {
  for (const { file } of leftovers(root, built)) rmSync(path.join(root, file));
  mkdirSync(path.join(root, FOLDER), { recursive: true });
  for (const [file, snapshot] of built) {
    const onePerLine = JSON.stringify(snapshot, null, 2).replace(
      /\{\s+("slot": [^{}]*?)\s+\}/g,
      (_, fields: string) => {
        return `{ ${fields.replace(/\n\s+/g, " ")} }`;
      },
    );
    writeFileSync(path.join(root, file), await format(onePerLine, { parser: "json", printWidth: 110 }));
  }
}
