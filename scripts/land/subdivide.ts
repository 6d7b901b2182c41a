import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  buildReplot,
  type Hex,
  parcelId,
  readDomain,
  readRings,
  readTitles,
  ringHash,
  type Ring,
  type TitleRecord,
} from "../../sdk/index.js";
import { good } from "../lib/cli.js";
import { jsonText } from "../lib/jsonText.js";
import { numberOf } from "../lib/options.js";
import { counted, table } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";
import { readCadastre } from "./cadastre.js";
import { printFaults } from "./faults.js";
import { documentHashOf, projectionOf } from "./inputs.js";
import { type LandArguments, type LandOffice, runLand } from "./office.js";
import { planTypedData, type ReplotPlan } from "./plan.js";

/** Arguments of `hardhat land subdivide`. */
export interface SubdivideArguments extends LandArguments {
  readonly title: string;
  readonly file: string;
  readonly reference: string;
  readonly crs: string;
  readonly document: string;
  readonly salt: string;
  readonly days: string;
  readonly plan: string;
  readonly fromBlock: string;
}

const DAY = 24 * 3600;

/**
 * `hardhat land subdivide`: makes the plan of a parcel's division from a GeoJSON file of the parts, with the proof that
 * they tile it, for all its owners to sign. Faults of the file are told as `land import` tells them. Sends nothing.
 */
export default async function subdivide(
  args: SubdivideArguments,
  hre: HardhatRuntimeEnvironment,
): Promise<void> {
  await runLand(hre, args, async (office) => planDivision(office, args), true);
}

async function planDivision(office: LandOffice, args: SubdivideArguments): Promise<boolean> {
  const id = parcelId(args.title, "--title");
  const fromBlock = numberOf("from-block", args.fromBlock, 0);
  const reading = await readTitles(office.rpc, { register: office.address, ids: [id], fromBlock });
  const [title, word] = [reading.titles.get(id), reading.words?.get(id)];
  if (title === undefined || word === undefined) throw new Error(`--title: ${args.title} is not registered`);
  if (title.endsAt !== undefined)
    throw new Error(`--title: ${args.title} is ${title.status}; it is divided no more`);
  const projection = projectionOf(args.crs);
  const boundary = (await readRings(office.rpc, [title])).get(id);
  if (boundary === undefined) {
    throw new Error(
      `--title: the boundary of ${args.title} was attested, and never sent; prove it by order first`,
    );
  }
  const { parcels, faults } = await readCadastre(args.file, {
    reference: args.reference,
    projection,
    outline: boundary,
  });
  if (faults.length > 0) {
    printFaults(faults);
    return false;
  }
  const tiling = buildReplot(
    [boundary],
    parcels.map(({ ring }) => ring),
  );
  await requireFree(
    office,
    id,
    parcels.map(({ reference }) => reference),
  );
  const plan: ReplotPlan = {
    format: "civitas-replot-plan",
    version: 1,
    title: args.title,
    titleVersion: word.version,
    owners: ownersOf(title),
    encumbrances: title.encumbrances.map(({ number }) => number).toSorted((a, b) => a - b),
    parcels: parcels.map(({ reference }) => reference),
    tiling,
    documentHash: (await documentHashOf(args.document, args.salt)) as Hex,
    deadline: reading.time + numberOf("days", args.days, 0) * DAY,
  };
  const domain = await readDomain((call) => office.provider.call(call), office.address);
  await writePlan(args.plan, plan, planTypedData(domain, plan));
  printPlan(title, plan, parcels);
  console.log(good(`${args.plan} is the plan; ${typedDataPath(args.plan)} is what each owner signs`));
  return true;
}

/** New references must be free; a part may keep the reference of the whole. */
async function requireFree(
  { registry }: LandOffice,
  id: bigint,
  references: readonly string[],
): Promise<void> {
  for (const reference of references) {
    const part = parcelId(reference);
    if (part !== id && (await registry.titleOf(part)) !== 0n) {
      throw new Error(`--file: ${reference} is, or once was, another title; give the part a new reference`);
    }
  }
}

const ownersOf = ({ owner, shares }: TitleRecord): string[] =>
  owner === undefined ? shares.map(({ holder }) => holder) : [owner];

/** Where the typed data goes that wallets take. */
const typedDataPath = (plan: string): string => plan.replace(/(\.json)?$/, ".sign.json");

async function writePlan(path: string, plan: ReplotPlan, typedData: object): Promise<void> {
  await writeWhole(path, jsonText(plan, 1));
  await writeWhole(typedDataPath(path), jsonText(typedData, 1));
}

function printPlan(
  title: TitleRecord,
  plan: ReplotPlan,
  parcels: readonly { readonly reference: string; readonly ring: Ring }[],
): void {
  console.log(`${title.reference}, ${title.boundary.size} m², becomes ${counted(parcels.length, "parcel")}`);
  console.log(
    table(
      ["parcel", "vertices", "ring"],
      parcels.map(({ reference, ring }) => [reference, String(ring.length), ringHash(ring)]),
    ),
  );
  console.log(`${counted(plan.encumbrances.length, "encumbrance")} of it go to every part`);
  console.log(`to sign until ${new Date(plan.deadline * 1000).toISOString()}:\n${plan.owners.join("\n")}`);
}
