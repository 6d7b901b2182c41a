import { canonicalJson } from "../inputs/canonicalJson.js";
import type { BallotFile } from "./ballotFile.js";
import type { BallotTypedData } from "./ballotTypedData.js";
import { signedBallot } from "./signedBallot.js";

/**
 * The file that a voter hands to a relay.
 * @param typedData What the voter has signed.
 * @param signature The voter's, as {@link signedBallot} takes it.
 * @throws InputError where the signature is none that a relayed ballot can have.
 */
export function ballotFileText({ domain, message }: BallotTypedData, signature: string): string {
  const { electionId, termsHash, voterIndex, ordinal, choice } = message;
  const file: BallotFile = {
    format: "civitas-ballot",
    version: 1,
    chainId: Number(domain.chainId),
    contract: domain.verifyingContract.toLowerCase(),
    electionId: Number(electionId),
    termsHash,
    voterIndex,
    ordinal,
    choice: String(choice),
    signature: signedBallot({ voterIndex, ordinal, choice }, signature).signature,
  };
  return canonicalJson(file);
}
