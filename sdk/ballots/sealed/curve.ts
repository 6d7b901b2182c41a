import { mulAddUnsafe } from "@noble/curves/abstract/curve.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { dataSlice, keccak256, toBeHex } from "ethers";

import { InputError } from "../../errors.js";
import type { Hex } from "../../signing/types.js";

/** A point of secp256k1. */
export type Point = typeof secp256k1.Point.BASE;

const { Point: Points } = secp256k1;

/** The generator. */
export const GENERATOR: Point = Points.BASE;

/** The identity, which no message holds. */
export const IDENTITY: Point = Points.ZERO;

/** Order of the group. */
export const ORDER: bigint = Points.Fn.ORDER;

/** The field of the coordinates. */
export const FIELD = Points.Fp;

/** Bytes of a point and of a scalar in messages. */
export const POINT_BYTES = 64;
export const SCALAR_BYTES = 32;

/** A scalar between 0 and the order. */
export const reduced = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER;

/** A product, also by 0. Secrets go through the slow, steady way. */
export function times(point: Point, scalar: bigint): Point {
  const factor = reduced(scalar);
  return factor === 0n ? IDENTITY : point.multiply(factor);
}

/** A product with a scalar that everybody knows: faster, and not steady. */
export function publicTimes(point: Point, scalar: bigint): Point {
  const factor = reduced(scalar);
  return factor === 0n ? IDENTITY : point.multiplyUnsafe(factor);
}

/** The sum of products with scalars that everybody knows: all of them share their doublings. */
export const publicSum = (points: readonly Point[], scalars: readonly bigint[]): Point =>
  mulAddUnsafe(Points, [...points], scalars.map(reduced));

/** The inverse of a scalar that is not 0. */
export const inverse = (scalar: bigint): bigint => Points.Fn.inv(reduced(scalar));

/** A scalar as 32 bytes. */
export const scalarBytes = (scalar: bigint): Hex => toBeHex(scalar, SCALAR_BYTES) as Hex;

/**
 * A point as 64 bytes `x ‖ y`.
 * @throws InputError for the identity, which has none.
 */
export function pointBytes(point: Point): Hex {
  if (point.is0()) {
    throw new InputError("point", "identity", "has no coordinates", "draw the random scalars anew");
  }
  return `0x${point.toHex(false).slice(2)}`;
}

/**
 * Reads a point.
 * @param bytes 64 bytes `x ‖ y`.
 * @param field What it is, for the message.
 * @throws InputError where it is not on the curve, or where its x is 0 or not below the order: no message may hold it.
 */
export function readPoint(bytes: string, field: string): Point {
  const mend = "take the bytes as their author published them";
  const x = BigInt(dataSlice(bytes, 0, 32));
  if (bytes.length !== 2 + 2 * POINT_BYTES || x === 0n || x >= ORDER) {
    throw new InputError(field, bytes, "is no point that a message may hold", mend);
  }
  try {
    return Points.fromHex(`04${bytes.slice(2)}`);
  } catch {
    throw new InputError(field, bytes, "is not on the curve", mend);
  }
}

/**
 * Reads a scalar.
 * @throws InputError where it is not below the order.
 */
export function readScalar(bytes: string, field: string): bigint {
  const scalar = BigInt(bytes);
  if (scalar >= ORDER) {
    throw new InputError(
      field,
      bytes,
      "is not below the order of the group",
      "take the bytes as their author published them",
    );
  }
  return scalar;
}

/** The last 20 bytes of keccak256(x ‖ y), as 32 bytes: how a contract sees a point that `ecrecover` computed. */
export const addressWord = (point: Point): Hex =>
  `0x${"00".repeat(12)}${keccak256(pointBytes(point)).slice(-40)}`;
