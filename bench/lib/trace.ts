import type { TransactionReceipt, TransactionResponse } from "ethers";

import type { Chain } from "./chain.js";
import { calldataGas, floorGas, GAS, intrinsicGas } from "./gasSchedule.js";

/** What a transaction spent, in gas, by purpose. The parts add up to the receipt. */
export interface Trace {
  /** The 21,000, with creation, access list and delegations. */
  readonly intrinsic: number;
  /** With the protocol's floor on calldata, where that decides. */
  readonly calldata: number;
  readonly storageReads: number;
  readonly storageWrites: number;
  readonly transient: number;
  /** Calls and looks at other accounts, contracts created. */
  readonly accounts: number;
  readonly logs: number;
  readonly keccak: number;
  /** Precompiled contracts, such as the recovery of a signer. */
  readonly precompiles: number;
  /** All other instructions, with memory. */
  readonly computation: number;
  /** Negative: gas given back for storage set to zero or restored. */
  readonly refund: number;
}

/** The purposes that instructions can have. */
type Purpose = Exclude<keyof Trace, "intrinsic" | "calldata" | "refund">;

/** One executed instruction as `debug_traceTransaction` tells it. */
export interface Step {
  readonly op: string;
  /** Gas left before the instruction. */
  readonly gas: number;
  readonly gasCost: number;
  readonly depth: number;
  /** Hex words, the top last. */
  readonly stack: readonly string[];
}

/** The stipend that a call with value adds to what it forwards. */
const CALL_STIPEND = 2_300;

/** Precompiles have addresses up to this one (P-256 is the last). */
const LAST_PRECOMPILE = 0x1ffn;

const CALLS = new Set(["CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"]);
const CALLS_WITH_VALUE = new Set(["CALL", "CALLCODE"]);
const CREATIONS = new Set(["CREATE", "CREATE2"]);
const NORMAL_ENDS = new Set(["STOP", "RETURN", "REVERT", "SELFDESTRUCT"]);

const PURPOSES: Readonly<Record<string, Purpose>> = {
  SLOAD: "storageReads",
  SSTORE: "storageWrites",
  TLOAD: "transient",
  TSTORE: "transient",
  BALANCE: "accounts",
  EXTCODESIZE: "accounts",
  EXTCODEHASH: "accounts",
  EXTCODECOPY: "accounts",
  SELFDESTRUCT: "accounts",
  KECCAK256: "keccak",
  SHA3: "keccak",
  LOG0: "logs",
  LOG1: "logs",
  LOG2: "logs",
  LOG3: "logs",
  LOG4: "logs",
};

/** The word `depth` places below the top of the stack before the instruction. */
function stackWord({ stack }: Step, depth: number): bigint {
  const word = stack.at(-1 - depth) ?? "0";
  return BigInt(word.startsWith("0x") ? word : `0x${word}`);
}

/** Whether a call goes to a precompiled contract. */
function callsPrecompile(step: Step): boolean {
  const target = stackWord(step, 1);
  return target > 0n && target <= LAST_PRECOMPILE;
}

/** The stipend that the call adds to the gas it forwards. */
function stipendOf(step: Step): number {
  return CALLS_WITH_VALUE.has(step.op) && stackWord(step, 2) > 0n ? CALL_STIPEND : 0;
}

/**
 * Gas that each instruction spent itself, without what the calls it made spent inside.
 * @param steps The instructions in order, those of inner calls between the call and what follows it.
 */
function ownCosts(steps: readonly Step[]): number[] {
  const costs = steps.map(({ gasCost }) => gasCost);
  const open: { call: number; entered: number }[] = [];
  for (let i = 1; i < steps.length; ++i) {
    const [before, step] = [steps[i - 1], steps[i]];
    if (step.depth > before.depth) {
      open.push({ call: i - 1, entered: step.gas });
    } else if (step.depth < before.depth) {
      const { call, entered } = open.pop() ?? { call: i - 1, entered: before.gas };
      const left = NORMAL_ENDS.has(before.op) ? before.gas - before.gasCost : 0;
      costs[call] = steps[call].gas - step.gas - (entered - left) + stipendOf(steps[call]);
    } else if (CALLS.has(before.op) || CREATIONS.has(before.op)) {
      costs[i - 1] = before.gas - step.gas + stipendOf(before);
    }
  }
  return costs;
}

/** Adds the instructions up by purpose. */
export function spendingOf(steps: readonly Step[]): Record<Purpose, number> {
  const spent: Record<Purpose, number> = {
    storageReads: 0,
    storageWrites: 0,
    transient: 0,
    accounts: 0,
    logs: 0,
    keccak: 0,
    precompiles: 0,
    computation: 0,
  };
  const costs = ownCosts(steps);
  steps.forEach((step, i) => {
    if (CALLS.has(step.op) && callsPrecompile(step)) {
      spent.accounts += GAS.warmAccess;
      spent.precompiles += costs[i] - GAS.warmAccess;
    } else if (CALLS.has(step.op) || CREATIONS.has(step.op)) {
      spent.accounts += costs[i];
    } else {
      spent[PURPOSES[step.op] ?? "computation"] += costs[i];
    }
  });
  return spent;
}

/**
 * Divides a transaction's gas by purpose, from the trace of its instructions.
 * @throws When the parts do not add up to the receipt, which would be an error of this file.
 */
export async function traceTransaction(
  chain: Chain,
  tx: TransactionResponse,
  receipt: TransactionReceipt,
): Promise<Trace> {
  const options = { disableMemory: true, disableStorage: true };
  const answer = (await chain.provider.request({
    method: "debug_traceTransaction",
    params: [tx.hash, options],
  })) as { structLogs: readonly Step[] };
  const spent = spendingOf(answer.structLogs);
  const executed = Object.values(spent).reduce((sum, gas) => sum + gas, 0);
  const intrinsic = intrinsicGas(tx);
  const calldata = calldataGas(tx.data);
  const difference = Number(receipt.gasUsed) - intrinsic - calldata - executed;
  const atFloor = Number(receipt.gasUsed) === floorGas(tx.data);
  if (difference > 0 && !atFloor) {
    throw new Error(
      `The trace of ${tx.hash} misses ${difference} of ${receipt.gasUsed} gas: teach bench/lib/trace.ts the instruction that spent it`,
    );
  }
  return {
    intrinsic,
    calldata: atFloor ? calldata + Math.max(difference, 0) : calldata,
    ...spent,
    refund: Math.min(difference, 0),
  };
}

/** The trace of an act without the acts taken off, each divided among `per` acts. */
export function subtractTraces(whole: Trace, without: readonly Trace[], per: number): Trace {
  const entries = Object.entries(whole).map(([purpose, gas]: [string, number]) => {
    const off = without.reduce((sum, trace) => sum + trace[purpose as keyof Trace], 0);
    return [purpose, (gas - off) / per];
  });
  return Object.fromEntries(entries) as Trace;
}

/** The part of a trace that is access, not computation: what a bound is made of. */
export function accessGas(trace: Trace): number {
  return Object.values(trace).reduce((sum, gas) => sum + gas, 0) - trace.computation;
}
