import { AbiCoder, id, keccak256 } from "ethers";

import type { Hex } from "../../../signing/types.js";
import { hashAfter } from "../../runningHash.js";
import type { SealedEntry } from "./sealedRecord.js";

/** Domain of the running hash of a sealed election. */
export const SEALED_TRANSCRIPT = id("Civitas SealedBallot transcript") as Hex;

/** What an accepted transaction was. */
const KINDS = { direct: 1n, relayed: 2n, spoilt: 3n } as const;

const hashOf = (types: readonly string[], values: readonly unknown[]): Hex =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values)) as Hex;

/** The running hash after an entry of the record. */
export const sealedHashAfter = (before: string, entry: SealedEntry): Hex =>
  hashAfter(before, KINDS[entry.kind], entry.time, payloadHash(entry));

function payloadHash(entry: SealedEntry): Hex {
  switch (entry.kind) {
    case "direct":
      return hashOf(["uint32", "bytes32"], [entry.voterIndex, keccak256(entry.ballot)]);
    case "relayed":
      return keccak256(entry.ballots) as Hex;
    default:
      return hashOf(["uint32", "bytes32[]"], [entry.voterIndex, entry.seals]);
  }
}
