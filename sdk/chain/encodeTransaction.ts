import { keccak256, Transaction, type TransactionLike } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import type { Rpc, RpcTransaction } from "./rpc.js";

/** From this type on a transaction names two fees, and its `gasPrice` is what it came to. */
const TWO_FEES = 2;

/**
 * A transaction as it was sent, from what a node tells of it.
 * @param rpc Asked for the bytes where this library does not know the transaction's type.
 * @throws InputError where the bytes have another hash than the transaction.
 */
export async function encodeTransaction(rpc: Rpc, transaction: RpcTransaction): Promise<Hex> {
  const known = serialized(transaction);
  if (known !== undefined) return known;
  const told = await rpc({ method: "eth_getRawTransactionByHash", params: [transaction.hash] }).catch(
    () => undefined,
  );
  if (typeof told === "string" && told !== "0x" && keccak256(told) === transaction.hash) {
    return told.toLowerCase() as Hex;
  }
  throw new InputError(
    "transaction",
    transaction.hash,
    `of type ${transaction.type} has bytes that cannot be told`,
    "ask a node that answers eth_getRawTransactionByHash",
  );
}

/** The bytes, where they have the transaction's hash. */
function serialized(transaction: RpcTransaction): Hex | undefined {
  try {
    const { serialized: raw } = Transaction.from(transactionLike(transaction));
    return keccak256(raw) === transaction.hash ? (raw as Hex) : undefined;
  } catch {
    return undefined;
  }
}

function transactionLike(json: RpcTransaction): TransactionLike {
  const type = Number(json.type);
  const { r, s, v, yParity } = json as unknown as Record<"r" | "s" | "v" | "yParity", string>;
  const fees =
    type < TWO_FEES
      ? { gasPrice: json.gasPrice }
      : { maxFeePerGas: json.maxFeePerGas, maxPriorityFeePerGas: json.maxPriorityFeePerGas };
  const extra = Object.fromEntries(
    ["accessList", "maxFeePerBlobGas", "blobVersionedHashes", "authorizationList"]
      .filter((name) => json[name] !== undefined && json[name] !== null)
      .map((name) => [name, name === "authorizationList" ? authorizations(json[name]) : json[name]]),
  );
  return {
    type,
    to: json.to,
    data: json.input,
    nonce: Number(json.nonce),
    gasLimit: json.gas as string,
    value: json.value as string,
    chainId: (json.chainId ?? 0) as string,
    signature: { r: padded(r), s: padded(s), v: v ?? yParity },
    ...fees,
    ...(type === 0 ? {} : extra),
  } as TransactionLike;
}

/** Nodes write numbers without leading zeros. */
const padded = (number: string): string => `0x${number.slice(2).padStart(64, "0")}`;

function authorizations(list: unknown): unknown[] {
  return (list as Record<"address" | "nonce" | "chainId" | "r" | "s" | "yParity", string>[]).map(
    ({ address, nonce, chainId, r, s, yParity }) => ({
      address,
      nonce,
      chainId,
      signature: { r: padded(r), s: padded(s), yParity: Number(yParity) },
    }),
  );
}
