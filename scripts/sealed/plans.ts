import { SEALED_PLAN_SCHEMA, type SealedPlan } from "../../sdk/ballots/sealed/index.js";
import type { Shape } from "../../sdk/inputs/requireShape.js";
import { readShaped } from "../ballots/files.js";

/** A ceremony in words: whom its trustees are, and until when they act. */
export interface CeremonyFile {
  readonly trustees: readonly string[];
  readonly threshold: number;
  readonly keyCount: number;
  readonly registerUntil: number;
  readonly dealUntil: number;
  readonly complainUntil: number;
}

const TIME: Shape = { type: "integer", minimum: 0, maximum: 2 ** 40 - 1 };
const CEREMONY: Shape = {
  type: "object",
  additionalProperties: false,
  required: ["trustees", "threshold", "keyCount", "registerUntil", "dealUntil", "complainUntil"],
  properties: {
    trustees: { type: "array", items: { type: "string", pattern: "^0x[0-9a-fA-F]{40}$" } },
    threshold: { type: "integer", minimum: 2, maximum: 10 },
    keyCount: { type: "integer", minimum: 1, maximum: 7 },
    registerUntil: TIME,
    dealUntil: TIME,
    complainUntil: TIME,
  },
};

/** Reads a ceremony in words. */
export const readCeremonyFile = async (path: string): Promise<CeremonyFile> =>
  (await readShaped("plan", path, CEREMONY)) as CeremonyFile;

/** Reads a sealed election in words. */
export const readSealedPlan = async (path: string): Promise<SealedPlan> =>
  (await readShaped("plan", path, SEALED_PLAN_SCHEMA)) as SealedPlan;
