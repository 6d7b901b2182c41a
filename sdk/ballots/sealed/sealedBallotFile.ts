import { canonicalJson } from "../../inputs/canonicalJson.js";
import { parseShaped } from "../../inputs/parseShaped.js";
import type { Shape } from "../../inputs/requireShape.js";
import type { Domain } from "../../signing/types.js";
import { shortSignature } from "../shortSignature.js";
import type { SealedBallotMessage } from "./sealedBallotTypedData.js";

/** A sealed ballot as a file: what a voter hands to a relay. It opens nothing. */
export interface SealedBallotFile {
  readonly format: "civitas-sealed-ballot";
  readonly version: 1;
  readonly chainId: number;
  readonly contract: string;
  readonly electionId: number;
  readonly context: string;
  readonly voterIndex: number;
  readonly ballot: string;
  /** 64 bytes `r ‖ vs` of secp256k1 (ERC-2098), or 128 bytes `r ‖ s ‖ x ‖ y` of P-256. */
  readonly signature: string;
}

const number = (minimum: number, maximum: number): Shape => ({ type: "integer", minimum, maximum });

const PROPERTIES = {
  format: { const: "civitas-sealed-ballot" },
  version: { const: 1 },
  chainId: number(1, Number.MAX_SAFE_INTEGER),
  contract: { type: "string", pattern: "^0x[0-9a-f]{40}$" },
  electionId: number(1, Number.MAX_SAFE_INTEGER),
  context: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
  voterIndex: number(0, 2 ** 32 - 1),
  ballot: { type: "string", pattern: "^0x([0-9a-f]{2})+$" },
  signature: { type: "string", pattern: "^0x([0-9a-f]{128}|[0-9a-f]{256})$" },
} as const satisfies Readonly<Record<string, Shape>>;

/** The schema of a sealed ballot's file (JSON Schema). */
export const SEALED_BALLOT_FILE_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "Sealed ballot of Civitas, version 1",
  type: "object",
  additionalProperties: false,
  required: Object.keys(PROPERTIES),
  properties: PROPERTIES,
} as const;

/**
 * The file that a voter hands to a relay.
 * @param domain The ballot contract's.
 * @param message What the voter has signed.
 * @param ballot The sealed ballot whose hash is in the message.
 * @param signature The voter's, in any form that a relayed ballot may have.
 * @throws InputError where the signature is none of these.
 */
export function sealedBallotFileText(
  { chainId, verifyingContract }: Domain,
  { electionId, context, voterIndex }: SealedBallotMessage,
  ballot: string,
  signature: string,
): string {
  const file: SealedBallotFile = {
    format: "civitas-sealed-ballot",
    version: 1,
    chainId: Number(chainId),
    contract: verifyingContract.toLowerCase(),
    electionId: Number(electionId),
    context,
    voterIndex,
    ballot,
    signature: shortSignature(signature),
  };
  return canonicalJson(file);
}

/**
 * Reads a sealed ballot's file. Only its form is checked.
 * @throws InputError where it is none.
 */
export function readSealedBallotFile(text: string): SealedBallotFile {
  const mend = "give the file as the voter's client wrote it";
  return parseShaped(text, SEALED_BALLOT_FILE_SCHEMA, "ballot", mend) as SealedBallotFile;
}
