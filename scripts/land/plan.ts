import type { ReplotTypedData } from "../../sdk/index.js";
import { type Replot, replotTypedData, type Domain, type Hex, parcelId } from "../../sdk/index.js";
import { requireShape, type Shape } from "../../sdk/inputs/requireShape.js";
import { readJson } from "./inputs.js";

const HEX = "^0x([0-9a-f]{2})*$";
const REFERENCE: Shape = { type: "string", pattern: "^[A-Z0-9./:-]{3,31}$" };
const HASH: Shape = { type: "string", pattern: "^0x[0-9a-f]{64}$" };

/** A plan's file: who has to agree, on what, and the proof that the new parcels tile the old one. */
const PLAN: Shape = {
  type: "object",
  additionalProperties: false,
  required: [
    "format",
    "version",
    "title",
    "titleVersion",
    "owners",
    "encumbrances",
    "parcels",
    "tiling",
    "documentHash",
    "deadline",
  ],
  properties: {
    format: { const: "civitas-replot-plan" },
    version: { const: 1 },
    title: REFERENCE,
    titleVersion: { type: "integer", minimum: 0, maximum: 2 ** 24 - 1 },
    owners: { type: "array", items: { type: "string", pattern: "^0x[0-9a-fA-F]{40}$" } },
    encumbrances: { type: "array", items: { type: "integer", minimum: 1, maximum: 4_095 } },
    parcels: { type: "array", items: REFERENCE },
    tiling: {
      type: "object",
      additionalProperties: false,
      required: ["oldRings", "newRings", "cuts", "seams"],
      properties: {
        oldRings: { type: "string", pattern: HEX },
        newRings: { type: "string", pattern: HEX },
        cuts: { type: "string", pattern: HEX },
        seams: { type: "string", pattern: HEX },
      },
    },
    documentHash: HASH,
    deadline: { type: "integer", minimum: 0, maximum: 2 ** 40 },
  },
};

/** The division of one parcel, as its owners agree on it. */
export interface ReplotPlan {
  readonly format: "civitas-replot-plan";
  readonly version: 1;
  readonly title: string;
  readonly titleVersion: number;
  /** Everyone who has to sign, ascending. */
  readonly owners: readonly string[];
  /** Numbers of everything that lies on the title: it goes to all new parcels. */
  readonly encumbrances: readonly number[];
  readonly parcels: readonly string[];
  readonly tiling: Replot;
  readonly documentHash: Hex;
  /** Last second in which the register takes the signatures. */
  readonly deadline: number;
}

/** Reads a plan from its file. */
export async function readPlan(path: string): Promise<ReplotPlan> {
  const value = await readJson("plan", path);
  requireShape(PLAN, value, "plan");
  return value as ReplotPlan;
}

/** What every owner signs. */
export function planTypedData(domain: Domain, plan: ReplotPlan): ReplotTypedData {
  return replotTypedData(domain, {
    olds: [{ id: parcelId(plan.title, "title"), version: BigInt(plan.titleVersion) }],
    news: plan.parcels.map((reference, i) => ({ id: parcelId(reference, `parcels[${i}]`), continues: 0 })),
    newRings: plan.tiling.newRings,
    documentHash: plan.documentHash,
    deadline: BigInt(plan.deadline),
  });
}
