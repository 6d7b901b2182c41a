import type { Header } from "../../../chain/header.js";
import { InputError } from "../../../errors.js";
import type { Address, Domain, Hex } from "../../../signing/types.js";
import { type Decision, decideVotes } from "../../decideVotes.js";
import { openingHash } from "../../runningHash.js";
import { type Trust, trustedRecord } from "../../trustedRecord.js";
import { electionContext } from "../electionContext.js";
import { tallyOf } from "../tallyOf.js";
import { readSealedRecord } from "./readSealedRecord.js";
import { recordedKey } from "./recordedKey.js";
import { recordedShares } from "./recordedShares.js";
import { replaySealed, type SealedVerdict } from "./replaySealed.js";
import { sealedFormOf, sealedTermsOf } from "./sealedPlan.js";
import { SEALED_TRANSCRIPT } from "./sealedRunningHash.js";
import { sealedSlots } from "./sealedSlots.js";
import { sealedTermsHash } from "./sealedTermsHash.js";
import { sealedVotes } from "./sealedVotes.js";
import { sealedWords } from "./sealedWords.js";

/** What a sealed election has come to, recomputed. */
export interface SealedReport extends Decision {
  readonly chainId: bigint;
  readonly contract: Address;
  readonly codeHash: Hex;
  readonly electionId: bigint;
  readonly termsHash: Hex;
  readonly context: Hex;
  readonly keyHash: Hex;
  readonly rollRoot: Hex;
  /** Voters on the roll. */
  readonly rollSize: number;
  readonly runningHash: Hex;
  readonly question: string;
  readonly options: readonly string[];
  /** Whether the result binds nobody. */
  readonly isAdvisory: boolean;
  /** Trustees whose shares were accepted, and how many of them decrypt. */
  readonly trustees: { readonly shared: readonly number[]; readonly threshold: number };
  /** The trusted block. */
  readonly block: Header;
  /** Ballots that count, that were refused, and voters who have spoilt one. */
  readonly cast: { readonly counts: number; readonly refused: number; readonly spoilt: number };
  /** Every ballot in its order, with what became of it; nobody reads what it says. */
  readonly verdicts: readonly SealedVerdict[];
}

/** The domain of the contract's signatures, but for chain and address. */
const DOMAIN = { name: "Civitas SealedBallot", version: "1" } as const;

/**
 * Recomputes the result of a sealed election from its record alone: asks no node, no server and no event. It checks
 * every proof of every ballot by itself, adds the ballots up, checks the trustees' shares against the sums and counts
 * what they decrypt; then it compares running hash, voters, sums, votes and outcome with what the chain holds.
 * @param text The record's file, byte for byte.
 * @param trust What is known without the record.
 * @throws InputError where anything does not fit: then nothing of the record may be believed.
 */
export async function verifySealedElection(
  text: string,
  trust: Trust,
  { onProgress }: { readonly onProgress?: (done: number, count: number) => void } = {},
): Promise<SealedReport> {
  const record = readSealedRecord(text);
  const { plan, ceremony, cast } = record;
  const trusted = trustedRecord(record, trust);
  const { contract, roll } = trusted;
  const { chainId } = trust;
  const form = sealedFormOf(plan);
  const electionId = BigInt(record.electionId);
  const termsHash = sealedTermsHash(sealedTermsOf(plan));
  const key = recordedKey(chainId, contract, BigInt(plan.ceremonyId), form.choices - 1, ceremony);
  const bound = { chainId, contract, electionId, termsHash, rollRoot: roll.root, rollSize: roll.size };
  const context = electionContext({ ...bound, keyHash: key.keyHash });
  const domain: Domain = { ...DOMAIN, chainId, verifyingContract: contract };

  const replay = await replaySealed({
    domain,
    electionId,
    context,
    keys: key.keys,
    form,
    roll: roll.accounts,
    openingHash: openingHash(bound, SEALED_TRANSCRIPT),
    from: plan.schedule.opensAt,
    until: plan.schedule.closesAt,
    cast,
    onProgress: (done) => onProgress?.(done, cast.length),
  });
  const ballots = replay.hasVoted.size;
  const shares = recordedShares(context, key, replay.sums, record.shares);
  if (shares.length < ceremony.threshold) {
    const problem = `shares do not decrypt: the threshold is ${ceremony.threshold}`;
    throw new InputError("record.shares", shares.length, problem, "refuse the record; export another one");
  }
  const { counts } = tallyOf(replay.sums, shares.slice(0, ceremony.threshold), ballots);
  const decision = decideVotes({
    form: plan.form,
    rules: plan.rules,
    rollSize: roll.size,
    ballots,
    votes: sealedVotes(plan, counts, ballots),
  });
  const slots = sealedSlots(electionId, form, roll.size);
  const result = { plan, form, roll, termsHash, context, replay, shares: shares.length, counts, decision };
  trusted.requireWords(sealedWords(slots, result));
  return {
    ...decision,
    chainId,
    contract,
    codeHash: trusted.codeHash,
    electionId,
    termsHash,
    context,
    keyHash: key.keyHash,
    rollRoot: roll.root,
    rollSize: roll.size,
    runningHash: replay.runningHash,
    question: plan.question,
    options: plan.options,
    isAdvisory: plan.isAdvisory,
    trustees: { shared: shares.map(({ trustee }) => trustee), threshold: ceremony.threshold },
    block: trusted.block,
    cast: {
      counts: ballots,
      refused: replay.verdicts.filter(({ refusal }) => refusal !== "None").length,
      spoilt: replay.hasSpoilt.size,
    },
    verdicts: replay.verdicts,
  };
}
