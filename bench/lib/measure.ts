import { expect } from "chai";
import type { TransactionReceipt, TransactionResponse } from "ethers";

import { boundGas } from "./bound.js";
import { bookmark, type Chain, openChain } from "./chain.js";
import type { Context, Figure, Hardfork, Measured, Mined, Peer, Row, Scenario } from "./scenario.js";
import { subtractTraces, type Trace, traceTransaction } from "./trace.js";

/** Gas of a transaction up to which it is traced without being asked. */
const TRACED_BY_DEFAULT = 500_000n;

/** Gas of a transaction up to which its trace stays under about 600 MiB of memory. */
const TRACEABLE = 2_000_000n;

/** How to measure. */
export interface MeasureOptions {
  /** Trace big transactions too. */
  readonly traceAll?: boolean;
}

/** A row with its figure (goal and bound as the scenario states them), or why it could not be measured. */
export interface Outcome {
  readonly domain: string;
  readonly row: Row<unknown>;
  readonly figure?: Figure;
  /** Gas each by purpose; absent where the transaction is too big to be traced. */
  readonly trace?: Trace;
  /** The calldata of the measured transaction, from which its bound follows. */
  readonly data?: string;
  readonly error?: string;
}

/** A transaction with its receipt. */
interface Sent {
  readonly tx: TransactionResponse;
  readonly receipt: TransactionReceipt;
}

/** A figure measured by {measureAct}. */
interface Act {
  /** Gas each, rounded. */
  readonly gas: number;
  readonly data: string;
  readonly trace?: Trace;
}

/** Reads a mined transaction and refuses one that reverted. */
async function fetchSent(chain: Chain, { hash }: Mined): Promise<Sent> {
  const { provider } = chain.ethers;
  const [tx, receipt] = await Promise.all([
    provider.getTransaction(hash),
    provider.getTransactionReceipt(hash),
  ]);
  if (tx === null || receipt === null) {
    throw new Error(`transaction ${hash} is not mined: await its receipt before handing it over`);
  }
  if (receipt.status !== 1) {
    throw new Error(`transaction ${hash} reverted: bring the chain to a state where the act succeeds`);
  }
  return { tx, receipt };
}

/** Runs the assertions of an act and refuses one that asserts nothing. */
async function assertEffects(measured: Measured): Promise<void> {
  if (typeof measured.effects !== "function") {
    throw new Error("hands back no `effects`: assert what the act did (balances, owner, events)");
  }
  let asserted = 0;
  const counted = Object.assign((value: unknown, message?: string) => {
    ++asserted;
    return expect(value, message);
  }, expect);
  await measured.effects(counted);
  if (asserted === 0) {
    throw new Error("its `effects` assert nothing: call the `expect` they are given");
  }
}

/** Divides the gas of an act by purpose, where its transactions are small enough. */
async function traceAct(
  chain: Chain,
  act: Sent,
  without: readonly Sent[],
  per: number,
  options: MeasureOptions,
): Promise<Trace | undefined> {
  const limit = options.traceAll === true ? TRACEABLE : TRACED_BY_DEFAULT;
  if ([act, ...without].some(({ receipt }) => receipt.gasUsed > limit)) return undefined;
  const traces: Trace[] = [];
  for (const { tx, receipt } of [act, ...without]) {
    traces.push(await traceTransaction(chain, tx, receipt));
  }
  const [whole, ...off] = traces;
  return subtractTraces(whole, off, per);
}

/** Measures what a row or a peer hands back. */
async function measureAct(
  chain: Chain,
  measured: Measured,
  per: number,
  options: MeasureOptions,
): Promise<Act> {
  const act = await fetchSent(chain, measured.tx);
  const without = await Promise.all((measured.without ?? []).map((mined) => fetchSent(chain, mined)));
  await assertEffects(measured);
  const off = without.reduce((sum, { receipt }) => sum + receipt.gasUsed, 0n);
  const trace = await traceAct(chain, act, without, per, options);
  return { gas: Math.round(Number(act.receipt.gasUsed - off) / per), data: act.tx.data, trace };
}

/** The peer's gas each: quoted, or measured on the chain at the row's starting point. */
async function measurePeer(context: Context<unknown>, peer: Peer<unknown>, per: number): Promise<number> {
  if (peer.gas !== undefined) return peer.gas;
  if (peer.run === undefined) {
    throw new Error(`its peer "${peer.name}" has neither \`gas\` nor \`run\`: give one of them`);
  }
  try {
    const measured = await peer.run(context);
    return (await measureAct(context.chain, measured, peer.per ?? per, {})).gas;
  } catch (error) {
    throw new Error(`its peer "${peer.name}": ${messageOf(error)}`, { cause: error });
  }
}

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Measures a row and its peers, each from the scenario's starting point. */
async function measureRow(
  context: Context<unknown>,
  row: Row<unknown>,
  restore: () => Promise<void>,
  options: MeasureOptions,
): Promise<Pick<Outcome, "figure" | "trace" | "data">> {
  const per = row.per ?? 1;
  const measured = await row.run(context);
  const { gas, data, trace } = await measureAct(context.chain, measured, per, options);
  const peers: Record<string, number> = {};
  for (const peer of row.peers) {
    await restore();
    peers[peer.name] = await measurePeer(context, peer, per);
  }
  const bound = row.bound === undefined ? null : Math.round(boundGas(row.bound, data) / per);
  return { figure: { operation: row.operation, gas, bound, goal: row.goal ?? null, peers }, data, trace };
}

/**
 * Measures a row on a chain that the caller prepared, and undoes the act.
 * @returns Gas each.
 */
export async function measureRowAlone<City>(context: Context<City>, row: Row<City>): Promise<number> {
  const restore = await bookmark(context.chain);
  const measured = await row.run(context);
  const { gas } = await measureAct(context.chain, measured, row.per ?? 1, {});
  await restore();
  return gas;
}

/** Measures the rows of one hardfork on one chain. */
async function measureOn(
  hardfork: Hardfork,
  scenario: Scenario<unknown>,
  rows: readonly Row<unknown>[],
  options: MeasureOptions,
): Promise<Outcome[]> {
  const chain = await openChain(hardfork);
  try {
    const context = { chain, city: await scenario.setUp(chain) };
    const restore = await bookmark(chain);
    const outcomes: Outcome[] = [];
    for (const row of rows) {
      const base = { domain: scenario.domain, row };
      await restore();
      try {
        outcomes.push({ ...base, ...(await measureRow(context, row, restore, options)) });
      } catch (error) {
        outcomes.push({ ...base, error: `"${row.operation}" ${messageOf(error)}` });
      }
    }
    return outcomes;
  } finally {
    await chain.close();
  }
}

/**
 * Measures the rows of a scenario, on one chain a hardfork, each row from the state that `setUp` left.
 * @param rows The rows to measure; all where absent.
 * @returns One outcome a row, in the scenario's order; a row that cannot be measured holds an `error`.
 */
export async function measureScenario(
  scenario: Scenario<unknown>,
  options: MeasureOptions = {},
  rows: readonly Row<unknown>[] = scenario.rows,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const hardfork of ["osaka", "prague"] as const) {
    const chosen = rows.filter((row) => (row.hardfork ?? "osaka") === hardfork);
    if (chosen.length > 0) outcomes.push(...(await measureOn(hardfork, scenario, chosen, options)));
  }
  return outcomes.toSorted((a, b) => rows.indexOf(a.row) - rows.indexOf(b.row));
}
