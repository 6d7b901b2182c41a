import { concat, dataLength, dataSlice, keccak256 } from "ethers";

import { InputError } from "../../errors.js";
import type { Hex } from "../../signing/types.js";
import {
  POINT_BYTES,
  type Point,
  pointBytes,
  readPoint,
  readScalar,
  SCALAR_BYTES,
  scalarBytes,
} from "./curve.js";
import type { KnowledgeProof } from "./knowledgeProof.js";

/** What a trustee deals: a random polynomial for every key, shown in the exponent, and everybody's share of it. */
export interface Dealing {
  /** For every key, its coefficients from the constant one on. */
  readonly commitments: readonly (readonly Point[])[];
  /** For every key, that the dealer knows the constant one. */
  readonly proofs: readonly KnowledgeProof[];
  /** Point of the Diffie-Hellman exchange with every recipient. */
  readonly ephemeral: Point;
  /** For every trustee, its padded share of every key. */
  readonly shares: readonly (readonly bigint[])[];
}

/** A dealing as `TrusteeCeremony.deal` takes it. */
export interface DealingBytes {
  /** Points key by key. */
  readonly commitments: Hex;
  /** `challenge ‖ response` key by key. */
  readonly proofs: Hex;
  /** The ephemeral point, then scalars trustee by trustee, and of each key by key. */
  readonly shares: Hex;
}

/** How large a dealing is. */
export interface DealingSize {
  readonly keyCount: number;
  readonly threshold: number;
  readonly trusteeCount: number;
}

/** A dealing in bytes. */
export const dealingBytes = ({ commitments, proofs, ephemeral, shares }: Dealing): DealingBytes => ({
  commitments: concat(commitments.flat().map(pointBytes)) as Hex,
  proofs: concat(
    proofs.flatMap(({ challenge, response }) => [scalarBytes(challenge), scalarBytes(response)]),
  ) as Hex,
  shares: concat([pointBytes(ephemeral), ...shares.flat().map(scalarBytes)]) as Hex,
});

/**
 * Reads a dealing.
 * @throws InputError where it has another size, or holds something that is no point or scalar.
 */
export function readDealing(
  bytes: DealingBytes,
  { keyCount, threshold, trusteeCount }: DealingSize,
): Dealing {
  const points = readRow(bytes.commitments, 0, keyCount * threshold, POINT_BYTES, "commitments", readPoint);
  const scalars = readRow(bytes.proofs, 0, 2 * keyCount, SCALAR_BYTES, "proofs", readScalar);
  const [ephemeral] = readRow(
    dataSlice(bytes.shares, 0, POINT_BYTES),
    0,
    1,
    POINT_BYTES,
    "ephemeral",
    readPoint,
  );
  const shares = readRow(
    bytes.shares,
    POINT_BYTES,
    trusteeCount * keyCount,
    SCALAR_BYTES,
    "shares",
    readScalar,
  );
  return {
    commitments: rowsOf(points, threshold),
    proofs: rowsOf(scalars, 2).map(([challenge, response]) => ({ challenge, response })),
    ephemeral,
    shares: rowsOf(shares, keyCount),
  };
}

/** What the contract keeps of a dealing: keccak256(keccak256(commitments) ‖ keccak256(shares)). */
export const dealingHash = ({ commitments, shares }: DealingBytes): Hex =>
  keccak256(concat([keccak256(commitments), keccak256(shares)])) as Hex;

/** Items of equal length. */
function readRow<T>(
  bytes: string,
  start: number,
  count: number,
  length: number,
  field: string,
  read: (text: string, field: string) => T,
): T[] {
  if (dataLength(bytes) !== start + count * length) {
    throw new InputError(
      field,
      dataLength(bytes),
      "bytes are not those of a dealing of this ceremony",
      `give ${start + count * length}`,
    );
  }
  return Array.from({ length: count }, (_, i) =>
    read(dataSlice(bytes, start + i * length, start + (i + 1) * length), `${field}[${i}]`),
  );
}

/** A row cut into rows of equal length. */
const rowsOf = <T>(row: readonly T[], length: number): T[][] =>
  Array.from({ length: row.length / length }, (_, i) => row.slice(i * length, (i + 1) * length));
