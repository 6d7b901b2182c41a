import { toQuantity } from "ethers";

import { encodeHeader } from "../../../chain/encodeHeader.js";
import { readAccount } from "../../../chain/readAccount.js";
import { readHeader } from "../../../chain/readHeader.js";
import type { Rpc } from "../../../chain/rpc.js";
import { canonicalJson } from "../../../inputs/canonicalJson.js";
import { requireAddress } from "../../../inputs/requireAddress.js";
import { blockAt } from "../../blockAt.js";
import { buildRoll } from "../../buildRoll.js";
import { proofsAt } from "../../proofsAt.js";
import { type AcceptedSealedCall, acceptedSealedCalls } from "./acceptedSealedCalls.js";
import { type SealedPlan, sealedFormOf } from "./sealedPlan.js";
import type { RecordedCeremony, RecordedShare, SealedEntry, SealedRecord } from "./sealedRecord.js";
import { sealedSlots } from "./sealedSlots.js";
import { type SealedReport, verifySealedElection } from "./verifySealedElection.js";

/** What an export of a sealed election is made of. */
export interface SealedExportInputs {
  readonly contract: string;
  readonly electionId: number;
  /** The election in words, as it was published. */
  readonly plan: SealedPlan;
  readonly ceremony: RecordedCeremony;
  /** The roll's accounts, as they were published. */
  readonly accounts: Iterable<string>;
  /** Block of the proofs: a number, or `finalized` (recommended), or `latest`. */
  readonly block: number | "finalized" | "latest";
  /** Where the search for ballots begins: a block before the opening. */
  readonly fromBlock?: number;
  /** Told what is being done. */
  readonly onProgress?: (what: string, done: number, count: number) => void;
}

/** A record of a sealed election and what it comes to. */
export interface ExportedSealedElection {
  /** The file. */
  readonly text: string;
  readonly record: SealedRecord;
  readonly report: SealedReport;
}

/**
 * Writes the record of a final sealed election, from any node that holds its blocks and the state of the block of the
 * proofs. The node is not trusted: the record is verified before it is given out, and what is missing in it shows.
 * @throws InputError where node, plan, ceremony and roll do not fit together, or the election is not final then.
 */
export async function exportSealedElection(
  rpc: Rpc,
  inputs: SealedExportInputs,
): Promise<ExportedSealedElection> {
  const { electionId, plan, ceremony, accounts, onProgress = () => undefined } = inputs;
  const contract = requireAddress("contract", inputs.contract);
  const chainId = Number(await rpc({ method: "eth_chainId", params: [] }));
  const last = await blockAt(rpc, typeof inputs.block === "number" ? toQuantity(inputs.block) : inputs.block);
  const header = encodeHeader(last);
  const { number, hash, stateRoot } = readHeader(header);
  const calls = await acceptedSealedCalls(rpc, {
    contract,
    electionId,
    fromBlock: inputs.fromBlock ?? 0,
    toBlock: Number(number),
    onProgress,
  });
  const roll = buildRoll(accounts);
  const slots = sealedSlots(BigInt(electionId), sealedFormOf(plan), roll.size);
  const proofs = await proofsAt(rpc, contract, Object.values(slots).flat(), toQuantity(number), onProgress);
  const { codeHash } = readAccount(stateRoot, contract, proofs.account, "eth_getProof.accountProof");
  const record: SealedRecord = {
    format: "civitas-election-record",
    version: 1,
    ballot: "SealedBallot",
    chainId,
    contract: contract.toLowerCase(),
    codeHash,
    electionId,
    plan,
    ceremony,
    roll: roll.accounts.map((account) => account.toLowerCase()),
    cast: await entriesOf(rpc, calls),
    shares: calls.flatMap(({ call }): RecordedShare[] => {
      if (call.kind !== "share") return [];
      const { trustee, share, proof } = call;
      return [{ trustee, share, proof }];
    }),
    headers: [header],
    accountProof: proofs.account,
    storageProof: proofs.storage,
  };
  const text = canonicalJson(record);
  const report = await verifySealedElection(
    text,
    { chainId: BigInt(chainId), contract, blockHash: hash },
    { onProgress: (done, count) => onProgress("entries replayed", done, count) },
  );
  return { text, record, report };
}

/** The entries of a record, with the times of their blocks. */
async function entriesOf(rpc: Rpc, calls: readonly AcceptedSealedCall[]): Promise<SealedEntry[]> {
  const times = new Map<string, number>();
  const entries: SealedEntry[] = [];
  for (const { call, transaction } of calls) {
    if (call.kind === "share") continue;
    const { blockNumber } = transaction;
    const number = toQuantity(blockNumber);
    const time = times.get(number) ?? Number((await blockAt(rpc, number)).timestamp);
    times.set(number, time);
    const { electionId: _, ...entry } = call;
    entries.push({ ...entry, time });
  }
  return entries;
}
