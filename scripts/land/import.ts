import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  buildReplot,
  namespaceId,
  outlineOf,
  parcelId,
  type PlannedSection,
  planSections,
  proveSimple,
  readTitleWord,
  ringHash,
  type SurveyedParcel,
} from "../../sdk/index.js";
import { bad, good, heading, runCommand } from "../lib/cli.js";
import { numberOf } from "../lib/options.js";
import { counted, table, thousands } from "../lib/table.js";
import { ownersOf, readCadastre } from "./cadastre.js";
import { printFaults, writeFaults } from "./faults.js";
import { documentHashOf, projectionOf } from "./inputs.js";
import { type LandArguments, type LandOffice, reasonOf, runLand, settlePending } from "./office.js";
import { overlapsWithRegister } from "./registered.js";

/** Arguments of `hardhat land import`. */
export interface ImportArguments extends LandArguments {
  readonly file: string;
  readonly reference: string;
  readonly owner: string;
  readonly crs: string;
  readonly report: string;
  /** Most parcels of a section. */
  readonly most: string;
  readonly fromBlock: string;
  readonly document: string;
  readonly salt: string;
  readonly check: boolean;
}

/** A section stays below this, so that it fits a transaction of 2^24 gas whatever was estimated. */
const SECTION_GAS = 15_000_000n;

/** Parcels that the chain is asked about at once. */
const ASKED_AT_ONCE = 50;

/** A parcel that the register has in another way than the file. */
interface Differing {
  readonly parcel: SurveyedParcel;
  readonly problem: string;
}

/**
 * `hardhat land import`: surveys a cadastre, tells every fault and then sends nothing; else registers it section by
 * section, each with the proof that its parcels tile it. What is registered already is read from the chain, so that a run
 * that was killed is resumed by running again.
 */
export default async function importCadastre(
  args: ImportArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  let sound: Sound | undefined;
  await runCommand(async () => {
    sound = await survey(args);
    return sound !== undefined;
  });
  if (sound === undefined || args.check) return;
  const { parcels, owners } = sound;
  await runLand(hre, args, async (office) => {
    const documentHash = await documentHashOf(args.document, args.salt);
    await settlePending(office);
    await requireNamespaces(office, parcels);
    const most = numberOf("most", args.most, 1);
    const sections = planSections(parcels, { parcels: most });
    const { done, differing } = await standingOf(office, parcels);
    if (differing.length > 0) return tellDiffering(differing);
    const faults = await overlapsWithRegister(office, parcels, numberOf("from-block", args.fromBlock, 0));
    if (faults.length > 0) {
      printFaults(faults);
      return false;
    }
    return registerSections(office, sections, { done, owners, documentHash });
  });
}

/** A cadastre without faults. */
interface Sound {
  readonly parcels: readonly SurveyedParcel[];
  /** By feature. */
  readonly owners: ReadonlyMap<number, string>;
}

/** Surveys the file and tells its faults; undefined where there are any. */
async function survey(args: ImportArguments): Promise<Sound | undefined> {
  const projection = projectionOf(args.crs);
  const cadastre = await readCadastre(args.file, { reference: args.reference, projection });
  const found = ownersOf(cadastre, args.owner);
  const faults = [...cadastre.faults, ...found.faults];
  console.log(heading(`${counted(cadastre.properties.length, "feature")} surveyed`));
  if (args.report !== "") await writeFaults(args.report, faults, projection);
  if (faults.length > 0) {
    printFaults(faults);
    return undefined;
  }
  console.log(good("no gap, no overlap, no invalid ring, no reference twice"));
  return { parcels: cadastre.parcels, owners: found.owners };
}

/** Every district must be open for registration before anything is sent. */
async function requireNamespaces(
  { registry }: LandOffice,
  parcels: readonly SurveyedParcel[],
): Promise<void> {
  for (const name of new Set(parcels.map(({ reference }) => reference.split(":")[0]))) {
    const { isOpen, root } = await registry.namespaceOf(namespaceId(name));
    if (isOpen && BigInt(root) === 0n) continue;
    throw new Error(
      isOpen
        ? `--file: the district ${name} is entered from the register before the chain; materialise its titles`
        : `--file: the district ${name} is not open; let LAND_CORRECTIONS open it first`,
    );
  }
}

function tellDiffering(differing: readonly Differing[]): boolean {
  const rows = differing.map(({ parcel, problem }) => [String(parcel.feature), parcel.reference, problem]);
  console.error(table(["feature", "reference", "in the register"], rows));
  console.error(
    bad(`${counted(differing.length, "parcel")} stand otherwise in the register: nothing was sent`),
  );
  return false;
}

/** What an import goes on from. */
interface Progress {
  /** Features that are registered. */
  readonly done: ReadonlySet<number>;
  readonly owners: ReadonlyMap<number, string>;
  readonly documentHash: string;
}

async function registerSections(
  office: LandOffice,
  sections: readonly PlannedSection[],
  { done, owners, documentHash }: Progress,
): Promise<boolean> {
  const parcels = sections.flatMap((section) => section.parcels);
  if (done.size > 0)
    console.log(`${thousands(done.size)} of ${counted(parcels.length, "parcel")} registered already`);
  // The same file makes the same sections; of one that is registered in part, the rest is a section of its own.
  let open = sections.flatMap((section) => rest(section, done));
  let registered = done.size;
  while (open.length > 0) {
    const [section, ...later] = open;
    const data = callOf(office, section, owners, documentHash);
    const gas = await gasOf(office, data);
    if (section.parcels.length > 1 && (gas === undefined || gas > SECTION_GAS)) {
      open = [...halves(section), ...later];
      continue;
    }
    const what = `[${registered + section.parcels.length}/${parcels.length}] register ${counted(section.parcels.length, "parcel")}`;
    if (!(await office.act(what, data))) return false;
    registered += section.parcels.length;
    open = later;
  }
  console.log(good(`all ${counted(parcels.length, "parcel")} are registered`));
  return true;
}

/** Which parcels are registered, and which of them otherwise than the file has them. */
async function standingOf(
  { registry }: LandOffice,
  parcels: readonly SurveyedParcel[],
): Promise<{ done: ReadonlySet<number>; differing: readonly Differing[] }> {
  const done = new Set<number>();
  const differing: Differing[] = [];
  for (let start = 0; start < parcels.length; start += ASKED_AT_ONCE) {
    const asked = parcels.slice(start, start + ASKED_AT_ONCE);
    const standings = await Promise.all(
      asked.map(async ({ reference }) => {
        const id = parcelId(reference);
        const [word, boundary] = await Promise.all([registry.titleOf(id), registry.boundaryOf(id)]);
        return { title: readTitleWord(word), boundary };
      }),
    );
    for (const [i, { title, boundary }] of standings.entries()) {
      const parcel = asked[i];
      // The register keeps the upper 216 bits of a ring's hash.
      const isSame = boundary.slice(0, 56) === ringHash(parcel.ring).slice(0, 56);
      const isLive = title.status === "provisional" || title.status === "absolute";
      if (isLive && isSame) done.add(parcel.feature);
      else if (isLive) differing.push({ parcel, problem: "has another boundary" });
      else if (title.status !== "none") differing.push({ parcel, problem: `is ${title.status}` });
    }
  }
  return { done, differing };
}

/** What of a section is not registered yet. */
function rest(section: PlannedSection, done: ReadonlySet<number>): PlannedSection[] {
  const parcels = section.parcels.filter(({ feature }) => !done.has(feature));
  if (parcels.length === section.parcels.length) return [section];
  return parcels.length === 0 ? [] : [sectionOf(parcels)];
}

function halves({ parcels }: PlannedSection): readonly PlannedSection[] {
  const middle = Math.ceil(parcels.length / 2);
  return [parcels.slice(0, middle), parcels.slice(middle)].map(sectionOf);
}

const sectionOf = (parcels: readonly SurveyedParcel[]): PlannedSection => ({
  parcels,
  outline: outlineOf(parcels.map(({ ring }) => ring)),
});

function callOf(
  { registry }: LandOffice,
  { parcels, outline }: PlannedSection,
  owners: ReadonlyMap<number, string>,
  documentHash: string,
): string {
  const plots = parcels.map(({ feature, reference }) => ({
    id: parcelId(reference),
    owner: owners.get(feature) ?? "",
  }));
  const rings = parcels.map(({ ring }) => ring);
  const { cuts, outerCuts } = proveSimple(outline);
  return registry.interface.encodeFunctionData("registerSection", [
    plots,
    buildReplot([outline], rings),
    cuts,
    outerCuts,
    documentHash,
  ]);
}

/** What a section takes; undefined where the chain cannot run it in one transaction. */
async function gasOf({ provider, address, signers }: LandOffice, data: string): Promise<bigint | undefined> {
  const [signer] = await signers();
  try {
    return await provider.estimateGas({ from: signer, to: address, data });
  } catch (error) {
    // Refusals by name are no matter of size: the act itself tells them.
    return /^[A-Z]\w+\(/.test(reasonOf(error)) ? 0n : undefined;
  }
}
