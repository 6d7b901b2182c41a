import { decodeRlp, isHexString, keccak256, type RlpStructuredDataish } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import type { Header } from "./header.js";

/** Fields of a header before the first fork that added one. */
const FEWEST_FIELDS = 15;

/**
 * Reads a header from its bytes. Nothing is checked but its form: its hash is what binds it.
 * @param encoded The header in RLP.
 * @param field Where it stands, for the error.
 * @throws InputError where the bytes are no header.
 */
export function readHeader(encoded: string, field = "header"): Header {
  const items = decode(encoded);
  if (items === undefined || items.length < FEWEST_FIELDS || !items.every((item) => isHexString(item))) {
    throw new InputError(
      field,
      encoded,
      "is no header of a block",
      "give its RLP, as debug_getRawHeader tells it",
    );
  }
  return {
    hash: keccak256(encoded) as Hex,
    parentHash: items[0] as Hex,
    stateRoot: items[3] as Hex,
    transactionsRoot: items[4] as Hex,
    number: number(items[8]),
    timestamp: number(items[11]),
  };
}

function decode(encoded: string): RlpStructuredDataish[] | undefined {
  try {
    const items = decodeRlp(encoded);
    return Array.isArray(items) ? items : undefined;
  } catch {
    return undefined;
  }
}

const number = (bytes: string): bigint => (bytes === "0x" ? 0n : BigInt(bytes));
