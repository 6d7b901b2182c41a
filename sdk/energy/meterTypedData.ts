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
