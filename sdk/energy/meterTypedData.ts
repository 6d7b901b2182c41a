import { keccak256 } from "ethers";

import type { Domain, Hex, TypedData } from "../signing/types.js";

/** A list of readings, or corrections of one, as its gateway signs it. */
export interface GatewayStatement {
  readonly zone: bigint;
  readonly firstInterval: bigint;
  readonly intervals: bigint;
  readonly places: bigint;
  /** The list, as it stands. */
  readonly readings: string;
}

const LIST = [
  { name: "zone", type: "uint16" },
  { name: "firstInterval", type: "uint32" },
  { name: "intervals", type: "uint16" },
  { name: "places", type: "uint16" },
  { name: "readingsHash", type: "bytes32" },
];

const messageOf = ({ readings, ...rest }: GatewayStatement) => ({
  ...rest,
  readingsHash: keccak256(readings) as Hex,
});

/** What a gateway signs for a list of readings. The domain is that of the register of meters. */
export function readingsTypedData(domain: Domain, statement: GatewayStatement): TypedData {
  return { domain, types: { Readings: LIST }, primaryType: "Readings", message: messageOf(statement) };
}

/** What a gateway signs for corrections of a list that is settled. */
export function correctionsTypedData(
  domain: Domain,
  statement: GatewayStatement,
  corrections: string,
): TypedData {
  return {
    domain,
    types: { Corrections: [...LIST, { name: "correctionsHash", type: "bytes32" }] },
    primaryType: "Corrections",
    message: { ...messageOf(statement), correctionsHash: keccak256(corrections) },
  };
}

/** What a device signs for a reading. */
export function readingTypedData(
  domain: Domain,
  reading: { readonly device: bigint; readonly interval: bigint; readonly wattHours: bigint },
): TypedData {
  return {
    domain,
    types: {
      Reading: [
        { name: "device", type: "uint32" },
        { name: "interval", type: "uint32" },
        { name: "wattHours", type: "int24" },
      ],
    },
    primaryType: "Reading",
    message: { ...reading },
  };
}

/** What a device's key signs for the key that takes its place at 00:00 UTC. */
export function rotateKeyTypedData(
  domain: Domain,
  rotation: {
    readonly device: bigint;
    /** Last 20 bytes of keccak256(x ‖ y) of the new public key. */
    readonly keyHash: bigint;
    readonly isSecp256k1: boolean;
    /** First interval of the key that signs, as the register tells it: a signature holds for one rotation. */
    readonly activeFrom: bigint;
    /** Unix seconds; 90 days ahead at most. */
    readonly deadline: bigint;
  },
): TypedData {
  return {
    domain,
    types: {
      RotateKey: [
        { name: "device", type: "uint32" },
        { name: "keyHash", type: "uint160" },
        { name: "isSecp256k1", type: "bool" },
        { name: "activeFrom", type: "uint32" },
        { name: "deadline", type: "uint40" },
      ],
    },
    primaryType: "RotateKey",
    message: { ...rotation },
  };
}

/** What a device's owner signs to give it to somebody else. */
export function transferDeviceTypedData(
  domain: Domain,
  transfer: {
    readonly device: bigint;
    readonly from: string;
    readonly to: string;
    /** Unix seconds; 90 days ahead at most. */
    readonly deadline: bigint;
  },
): TypedData {
  return {
    domain,
    types: {
      TransferDevice: [
        { name: "device", type: "uint32" },
        { name: "from", type: "address" },
        { name: "to", type: "address" },
        { name: "deadline", type: "uint40" },
      ],
    },
    primaryType: "TransferDevice",
    message: { ...transfer },
  };
}
