import type { Domain, Hex, TypedData } from "../../signing/types.js";

const FIELDS = [
  { name: "electionId", type: "uint256" },
  { name: "context", type: "bytes32" },
  { name: "voterIndex", type: "uint32" },
  { name: "ballotHash", type: "bytes32" },
] as const;

/** What a voter signs: the ballot by its hash, in its election. */
export type SealedBallotMessage = {
  readonly electionId: bigint;
  readonly context: Hex;
  readonly voterIndex: number;
  readonly ballotHash: Hex;
};

/**
 * What a voter signs so that anyone may relay a sealed ballot.
 * @param domain The ballot contract's, from {@link readDomain}.
 */
export const sealedBallotTypedData = (
  domain: Domain,
  message: SealedBallotMessage,
): TypedData<{ SealedBallot: { name: string; type: string }[] }, "SealedBallot", SealedBallotMessage> => ({
  domain,
  types: { SealedBallot: [...FIELDS] },
  primaryType: "SealedBallot",
  message,
});
