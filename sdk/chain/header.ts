import type { Hex } from "../signing/types.js";

/** What a block's header says that proofs need. */
export interface Header {
  /** keccak256 of the header's bytes: the block's hash. */
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly stateRoot: Hex;
  readonly transactionsRoot: Hex;
  readonly number: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
}

/** A block as JSON-RPC tells it; every value in hexadecimal. */
export type RpcBlock = Readonly<Record<string, unknown>>;
