import { encodeRlp, keccak256, toBeArray } from "ethers";

import { InputError } from "../errors.js";
import type { Hex } from "../signing/types.js";
import type { RpcBlock } from "./header.js";

/** The fields of a header in their order. `n`: a whole number, else bytes. The last ones came with forks. */
const FIELDS = [
  ["parentHash"],
  ["sha3Uncles"],
  ["miner"],
  ["stateRoot"],
  ["transactionsRoot"],
  ["receiptsRoot"],
  ["logsBloom"],
  ["difficulty", "n"],
  ["number", "n"],
  ["gasLimit", "n"],
  ["gasUsed", "n"],
  ["timestamp", "n"],
  ["extraData"],
  ["mixHash"],
  ["nonce"],
  ["baseFeePerGas", "n"],
  ["withdrawalsRoot"],
  ["blobGasUsed", "n"],
  ["excessBlobGas", "n"],
  ["parentBeaconBlockRoot"],
  ["requestsHash"],
] as const;

/**
 * The bytes of a block's header, from the block as JSON-RPC tells it.
 * @param block Answer of `eth_getBlockByNumber`.
 * @throws InputError where its hash is not that of the block: the chain has a header of another form.
 */
export function encodeHeader(block: RpcBlock): Hex {
  const encoded = encodeRlp(
    FIELDS.filter(([name]) => block[name] !== undefined && block[name] !== null).map(([name, kind]) =>
      kind === "n" ? toBeArray(BigInt(block[name] as string)) : (block[name] as string),
    ),
  ) as Hex;
  if (keccak256(encoded) !== block.hash) {
    throw new InputError(
      "block.hash",
      block.hash,
      "is not the hash of the header's known fields",
      "export from a chain whose blocks are hashed as Ethereum's are",
    );
  }
  return encoded;
}
