import type { Rpc, RpcTransaction } from "../../chain/rpc.js";
import type { Hex } from "../../signing/types.js";
import { ringHash } from "../ringHash.js";
import type { Ring } from "../vertex.js";
import { ringsOfCall } from "./ringsOfCall.js";
import type { TitleRecord } from "./titleRecord.js";

/**
 * The rings of titles by id, from the transactions that brought them to the register. The register keeps their hashes,
 * so that no other ring is taken for one. A boundary that the registrar attests was never sent: give it in `known`.
 * @param known Rings from elsewhere, such as a cadastre's file.
 * @returns without those that were not found
 */
export async function readRings(
  rpc: Rpc,
  titles: Iterable<TitleRecord>,
  known: Iterable<Ring> = [],
): Promise<ReadonlyMap<bigint, Ring>> {
  const byHash = new Map<Hex, Ring>([...known].map((ring) => [ringHash(ring), ring]));
  const transactions = new Set<Hex>();
  const found = new Map<bigint, Ring>();
  for (const { id, boundary } of titles) {
    const { transaction } = boundary.enteredAt;
    if (!byHash.has(boundary.ringHash) && !transactions.has(transaction)) {
      transactions.add(transaction);
      const answer = await rpc({ method: "eth_getTransactionByHash", params: [transaction] });
      const rings = answer === null ? [] : ringsOfCall((answer as RpcTransaction).input);
      for (const [hash, ring] of rings) byHash.set(hash, ring);
    }
    const ring = byHash.get(boundary.ringHash);
    if (ring !== undefined) found.set(id, ring);
  }
  return found;
}
