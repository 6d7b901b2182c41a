import { toQuantity } from "ethers";

import { encodeHeader } from "../chain/encodeHeader.js";
import { readHeader } from "../chain/readHeader.js";
import { readAccount } from "../chain/readAccount.js";
import type { Rpc } from "../chain/rpc.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { acceptedCalls } from "./acceptedCalls.js";
import { ballotForm } from "./ballotForm.js";
import { blockAt } from "./blockAt.js";
import { buildRoll } from "./buildRoll.js";
import type { ElectionRecord } from "./electionRecord.js";
import { electionRecordText } from "./electionRecordText.js";
import { electionSlots } from "./electionSlots.js";
import { proofsAt } from "./proofsAt.js";
import { recordEntries } from "./recordEntries.js";
import type { ElectionPlan } from "./terms.js";
import { termsOf } from "./termsOf.js";
import { type ElectionReport, verifyElection } from "./verifyElection.js";

/** What an export is made of. */
export interface ExportInputs {
  readonly contract: string;
  readonly electionId: number;
  /** The election in words, as it was published. */
  readonly plan: ElectionPlan;
  /** The roll's accounts, as they were published. */
  readonly accounts: Iterable<string>;
  /** Block of the proofs: a number, or `finalized` (recommended), or `latest`. */
  readonly block: number | "finalized" | "latest";
  /** Where the search for ballots begins: a block before the opening. */
  readonly fromBlock?: number;
  /**
   * Whether the record holds every header from the first ballot on, and so proves in which blocks the ballots stand.
   * It then grows with the length of the election: about 1,300 bytes a block.
   */
  readonly withHeaders: boolean;
  /** Told what is being done. */
  readonly onProgress?: (what: string, done: number, count: number) => void;
}

/** A record and what it comes to. */
export interface ExportedElection {
  /** The file. */
  readonly text: string;
  readonly record: ElectionRecord;
  readonly report: ElectionReport;
}

/**
 * Writes the record of a final election, from any node that holds its blocks and the state of the block of the proofs.
 * The node is not trusted: the record is verified before it is given out, and what is missing in it shows.
 * @throws InputError where node, plan and roll do not fit together, or the election is not final in that block.
 */
export async function exportElection(rpc: Rpc, inputs: ExportInputs): Promise<ExportedElection> {
  const { electionId, plan, accounts, onProgress = () => undefined } = inputs;
  const contract = requireAddress("contract", inputs.contract);
  const chainId = Number(await rpc({ method: "eth_chainId", params: [] }));
  const last = await blockAt(rpc, typeof inputs.block === "number" ? toQuantity(inputs.block) : inputs.block);
  const header = encodeHeader(last);
  const { number, hash, stateRoot } = readHeader(header);
  const calls = await acceptedCalls(rpc, {
    contract,
    electionId,
    fromBlock: inputs.fromBlock ?? 0,
    toBlock: Number(number),
    onProgress,
  });
  const { cast, headers } = await recordEntries(rpc, calls, {
    last: Number(number),
    withHeaders: inputs.withHeaders,
    onProgress,
  });
  const roll = buildRoll(accounts);
  const terms = termsOf(plan);
  const words = Math.ceil(roll.size / ballotForm(terms).lanesPerWord);
  const slots = electionSlots({ electionId: BigInt(electionId), optionCount: terms.optionCount, words });
  const proofs = await proofsAt(rpc, contract, Object.values(slots).flat(), toQuantity(number), onProgress);
  const { codeHash } = readAccount(stateRoot, contract, proofs.account, "eth_getProof.accountProof");
  const record: ElectionRecord = {
    format: "civitas-election-record",
    version: 1,
    ballot: "RollCallBallot",
    chainId,
    contract: contract.toLowerCase(),
    codeHash,
    electionId,
    plan,
    roll: roll.accounts.map((account) => account.toLowerCase()),
    cast,
    headers: [...headers, header],
    accountProof: proofs.account,
    storageProof: proofs.storage,
  };
  const text = electionRecordText(record);
  const report = await verifyElection(
    text,
    { chainId: BigInt(chainId), contract, blockHash: hash },
    { onProgress: (done, count) => onProgress("entries replayed", done, count) },
  );
  return { text, record, report };
}
