import { keccak256 } from "ethers";

import type { Header } from "../chain/header.js";
import { verifyTransaction } from "../chain/verifyTransaction.js";
import { InputError } from "../errors.js";
import type { Address } from "../signing/types.js";
import { castCall, sentTransaction } from "./castCall.js";
import type { DirectEntry, ElectionRecord, RelayedEntry } from "./electionRecord.js";
import type { ElectoralRoll } from "./roll.js";

/**
 * What shows, besides the running hash, that a voter has cast a ballot: the voter's signature on the ballot, the
 * voter's signature on the transaction, or nothing else, where another contract passed the call on.
 */
export type Evidence = "ballot signature" | "transaction signature" | "running hash";

const MEND = "refuse the record; export one from a node of your own";

/**
 * Checks the transactions of a record: that each one casts what its entry says, was signed by the voter where the
 * ballot is a direct one, and stands in the block it names.
 * @returns the evidence for each entry
 * @throws InputError where one does not.
 */
export function checkTransactions(
  record: ElectionRecord,
  chainId: bigint,
  contract: Address,
  roll: ElectoralRoll,
  headers: readonly Header[],
): Evidence[] {
  const blocks = new Map(headers.map((header) => [header.number, header]));
  let last: [block: number, index: number] = [0, 0];
  return record.cast.map((entry, place) => {
    const field = `record.cast[${place}].transaction`;
    const { transaction } = entry;
    if (transaction.kind === "named") {
      if (keccak256(transaction.raw) !== transaction.hash) {
        throw new InputError(`${field}.raw`, transaction.raw, "has another hash than the record says", MEND);
      }
    } else {
      const { block, index, raw, proof } = transaction;
      const header = blocks.get(BigInt(block));
      if (header === undefined)
        throw new InputError(`${field}.block`, block, "has no header in the record", MEND);
      if (header.timestamp !== BigInt(entry.time)) {
        const problem = `is not the time of block ${block}: ${header.timestamp}`;
        throw new InputError(`record.cast[${place}].time`, entry.time, problem, MEND);
      }
      if (block < last[0] || (block === last[0] && index < last[1])) {
        throw new InputError(field, `${block}/${index}`, `stands behind ${last.join("/")}`, MEND);
      }
      last = [block, index];
      verifyTransaction(header.transactionsRoot, index, raw, proof, `${field}.proof`);
    }
    return evidenceOf(entry, { chainId, contract, electionId: record.electionId, roll, field });
  });
}

/** What an entry belongs to. */
interface Where {
  readonly chainId: bigint;
  readonly contract: Address;
  readonly electionId: number;
  readonly roll: ElectoralRoll;
  readonly field: string;
}

/** What a transaction shows; one that calls another contract shows nothing of what that one did. */
function evidenceOf(entry: DirectEntry | RelayedEntry, where: Where): Evidence {
  const { chainId, contract, electionId, roll, field } = where;
  const sent = sentTransaction(entry.transaction.raw);
  const isCall = sent?.to === contract;
  const call = isCall ? castCall(sent.data) : undefined;
  if (isCall) {
    const casts =
      call?.kind === "direct" && entry.kind === "direct"
        ? call.voterIndex === entry.voterIndex && call.choice === BigInt(entry.choice)
        : call?.kind === "relayed" && entry.kind === "relayed" && call.ballots === entry.ballots;
    const isHere = sent.chainId === chainId && call?.electionId === BigInt(electionId);
    if (!casts || !isHere) {
      throw new InputError(
        `${field}.raw`,
        entry.transaction.raw,
        "casts something else than its entry says",
        MEND,
      );
    }
  }
  if (entry.kind === "relayed") return "ballot signature";
  if (!isCall) return "running hash";
  if (sent.from !== roll.accounts[entry.voterIndex]) {
    const problem = `is signed by ${sent.from}, not by the voter ${roll.accounts[entry.voterIndex]}`;
    throw new InputError(`${field}.raw`, entry.transaction.raw, problem, MEND);
  }
  return "transaction signature";
}
