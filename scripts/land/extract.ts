import { join } from "node:path";

import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import {
  canonicalRing,
  isNeighbour,
  ladmOf,
  type MappedParcel,
  parcelId,
  parcelMap,
  readRings,
  readTitles,
  type RegisterReading,
  type Ring,
} from "../../sdk/index.js";
import { numberOf } from "../lib/options.js";
import { counted } from "../lib/table.js";
import { writeWhole } from "../lib/writeWhole.js";
import { readCadastre } from "./cadastre.js";
import { extractText } from "./extractText.js";
import { projectionOf } from "./inputs.js";
import { type LandArguments, type LandOffice, runLand } from "./office.js";

/** Arguments of `hardhat land extract`. */
export interface ExtractArguments extends LandArguments {
  readonly title: string;
  readonly atBlock: string;
  readonly file: string;
  readonly reference: string;
  readonly crs: string;
  readonly fromBlock: string;
  readonly out: string;
}

/**
 * `hardhat land extract`: what the register says of a title after a block: as text, as a map of the parcel and its
 * neighbours, and in LADM's classes. Sends nothing.
 */
export default async function extract(args: ExtractArguments, hre: HardhatRuntimeEnvironment): Promise<void> {
  await runLand(hre, args, async (office) => writeExtract(office, args), true);
}

async function writeExtract(office: LandOffice, args: ExtractArguments): Promise<boolean> {
  const id = parcelId(args.title, "--title");
  const fromBlock = numberOf("from-block", args.fromBlock, 0);
  const block = args.atBlock === "" ? undefined : numberOf("at-block", args.atBlock, 0);
  const search = { register: office.address, block, fromBlock };
  const reading = await readTitles(office.rpc, { ...search, ids: [id] });
  const title = reading.titles.get(id);
  if (title === undefined) {
    console.error(`${args.title} is not registered after block ${reading.block}`);
    return false;
  }
  // Neighbours are whose rings lie beside it: the register keeps no list of them.
  const all = await readTitles(office.rpc, { ...search, block: reading.block });
  const rings = await readRings(office.rpc, all.titles.values(), await knownRings(args));
  const ring = rings.get(id);
  const others = liveParcels(all, rings).filter(({ reference }) => reference !== title.reference);
  const neighbours =
    ring === undefined
      ? []
      : others.filter((other) => isNeighbour(ring, other.ring)).map(({ reference }) => reference);
  const text = extractText({ reading, title, ring, neighbours: neighbours.toSorted() });
  const path = join(args.out, title.reference.replaceAll(/[:/]/g, "_"));
  await writeWhole(`${path}.txt`, text);
  await writeWhole(`${path}.json`, `${JSON.stringify(ladmOf(reading, rings), undefined, 1)}\n`);
  if (ring !== undefined) {
    await writeWhole(`${path}.svg`, parcelMap({ reference: title.reference, ring }, others));
  }
  console.log(text);
  console.log(
    ring === undefined
      ? "no map: the boundary was never sent to the register; give the cadastre's file with --file"
      : `map of the parcel and ${counted(neighbours.length, "neighbour")}: ${path}.svg`,
  );
  return true;
}

/** Rings of a cadastre's file: with the vertices of neighbours, as they are registered, and as they are drawn. */
async function knownRings({ file, reference, crs }: ExtractArguments): Promise<readonly Ring[]> {
  if (file === "") return [];
  const { parcels } = await readCadastre(file, { reference, projection: projectionOf(crs) });
  const drawn = parcels.flatMap(({ parts }) =>
    parts.length === 1 && parts[0].holes.length === 0 ? [canonicalRing(parts[0].outer)] : [],
  );
  return [...parcels.map(({ ring }) => ring), ...drawn];
}

function liveParcels({ titles }: RegisterReading, rings: ReadonlyMap<bigint, Ring>): MappedParcel[] {
  return [...titles.values()].flatMap(({ id, reference, endsAt }) => {
    const ring = rings.get(id);
    return ring === undefined || endsAt !== undefined ? [] : [{ reference, ring }];
  });
}
