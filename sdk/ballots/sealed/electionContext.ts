import type { Hex } from "../../signing/types.js";
import { STATEMENTS, statementHash, word } from "./statements.js";

/** What every ballot and every share of a sealed election is bound to. */
export interface SealedElection {
  readonly chainId: bigint;
  /** The ballot contract. */
  readonly contract: string;
  readonly electionId: bigint;
  readonly termsHash: string;
  readonly rollRoot: string;
  readonly rollSize: number;
  /** Hash of the trustees' key, as the ceremony published it. */
  readonly keyHash: string;
}

/** The context of an election: one word that names chain, contract, election, terms, roll and key. */
export const electionContext = ({
  chainId,
  contract,
  electionId,
  termsHash,
  rollRoot,
  rollSize,
  keyHash,
}: SealedElection): Hex =>
  statementHash(
    STATEMENTS.context,
    word(chainId),
    word(contract),
    word(electionId),
    termsHash,
    rollRoot,
    word(rollSize),
    keyHash,
  );
