import {
  concat,
  decodeRlp,
  encodeRlp,
  isHexString,
  type RlpStructuredDataish,
  toBeArray,
  toBeHex,
} from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";

/** A log as a receipt holds it. */
export interface ReceiptLog {
  readonly address: Hex;
  readonly topics: readonly Hex[];
  readonly data: Hex;
}

/** A receipt as JSON-RPC tells it; numbers in hexadecimal. */
export interface RpcReceipt {
  readonly type?: string;
  readonly status: string;
  readonly cumulativeGasUsed: string;
  readonly logsBloom: string;
  readonly logs: readonly ReceiptLog[];
  readonly transactionIndex: string;
  readonly transactionHash: string;
}

const number = (value: string): Uint8Array => toBeArray(BigInt(value));

/** The bytes of a receipt as its block commits to them (EIP-2718). */
export function encodeReceipt({ type = "0x0", status, cumulativeGasUsed, logsBloom, logs }: RpcReceipt): Hex {
  const body = encodeRlp([
    number(status),
    number(cumulativeGasUsed),
    logsBloom,
    logs.map(({ address, topics, data }) => [address, [...topics], data]),
  ]);
  return (BigInt(type) === 0n ? body : concat([toBeHex(BigInt(type), 1), body])) as Hex;
}

/**
 * Reads a receipt from its bytes.
 * @param encoded The receipt, its type before it.
 * @param field Where it stands, for the error.
 * @returns whether the transaction succeeded, and its logs
 * @throws InputError where the bytes are no receipt.
 */
export function decodeReceipt(
  encoded: string,
  field = "receipt",
): { readonly succeeded: boolean; readonly logs: readonly ReceiptLog[] } {
  const receipt = decode(encoded);
  if (receipt === undefined) {
    throw new InputError(
      field,
      encoded,
      "is no receipt of a transaction",
      "ask for the payment receipt again",
    );
  }
  return receipt;
}

function decode(encoded: string): ReturnType<typeof decodeReceipt> | undefined {
  try {
    if (!isHexString(encoded)) return undefined;
    // A list starts at 0xc0; below it stands a type.
    const body = Number(encoded.slice(0, 4)) < 0xc0 ? `0x${encoded.slice(4)}` : encoded;
    const [status, , , logs] = decodeRlp(body) as RlpStructuredDataish[];
    return {
      succeeded: status === "0x01",
      logs: (logs as [Hex, Hex[], Hex][]).map(([address, topics, data]) => ({
        address,
        topics: [...topics],
        data,
      })),
    };
  } catch {
    return undefined;
  }
}
