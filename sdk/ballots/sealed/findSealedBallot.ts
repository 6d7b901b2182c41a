import { InputError } from "../../errors.js";
import type { SealedVerdict } from "./record/replaySealed.js";

/**
 * Finds a voter's ballot in a verified record by its hash.
 * @param verdicts Of {@link verifySealedElection}.
 * @param ballotHash As the sealing device showed it.
 * @returns what became of it
 * @throws InputError where it is not in the record: it was not cast, or another one was.
 */
export function findSealedBallot(verdicts: readonly SealedVerdict[], ballotHash: string): SealedVerdict {
  const wanted = ballotHash.toLowerCase();
  const places = verdicts.filter((verdict) => verdict.ballotHash === wanted);
  // Sent twice, a ballot counts once: that one is told.
  const found = places.find(({ refusal }) => refusal === "None") ?? places.at(0);
  if (found === undefined) {
    throw new InputError(
      "ballotHash",
      ballotHash,
      "is in no entry of the record",
      "compare it with what your device showed; if it is the same, tell the election office: the ballot was not cast",
    );
  }
  return found;
}
