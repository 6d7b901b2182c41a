import type { ContractRunner, ContractTransactionReceipt, Interface, Provider, Signer } from "ethers";

import {
  CityToken__factory,
  IAccessManaged__factory,
  IAccessManager__factory,
  ISignedActs__factory,
  ISuccession__factory,
} from "../../typechain-types/index.js";
import { revertDataOf } from "../lib/revert.js";
import { thousands } from "../lib/table.js";
import { faint } from "../lib/cli.js";

/** A batch stays below this, so that it fits a transaction of 2^24 gas whatever was estimated. */
export const BATCH_GAS = 15_000_000n;

/** A call that an office makes. */
export interface OfficeCall {
  readonly what: string;
  readonly to: string;
  readonly data: string;
  /** Interface whose errors explain a refusal. */
  readonly errors: Interface;
}

/** Errors of the city's authority, and what the account lacks. */
const REFUSALS = {
  AccessManagedUnauthorized: "does not hold the role for this",
  AccessManagerNotScheduled: "has to schedule this at the city's authority first, and to wait",
} as const;

/**
 * Sends a call of the office, where the account at hand may make it; else tells the call, for the office's wallet.
 * @returns the receipt; undefined where it was told and not sent
 * @throws where the contract refuses it for another reason, with that reason
 */
export async function actOrTell(
  signer: Signer,
  { what, to, data, errors }: OfficeCall,
): Promise<ContractTransactionReceipt | undefined> {
  const from = await signer.getAddress();
  try {
    await providerOf(signer).call({ from, to, data });
  } catch (error) {
    const reason = reasonOf(error, errors);
    const lack = Object.entries(REFUSALS).find(([name]) => reason.startsWith(name))?.[1];
    if (lack === undefined) throw new Error(`${what}: refused: ${reason}`, { cause: error });
    console.log(`${from} ${lack}. Let the office's wallet ${what}:\n  to ${to}\n  data ${data}`);
    return undefined;
  }
  const receipt = await (await signer.sendTransaction({ to, data })).wait();
  if (receipt === null) throw new Error(`${what}: was not mined; run the command again`);
  console.log(`${what} ${faint(`${thousands(receipt.gasUsed)} gas, ${receipt.hash}`)}`);
  return receipt as ContractTransactionReceipt;
}

/** Errors that any contract of the city may pass on. */
const SHARED_ERRORS = [
  IAccessManaged__factory.createInterface(),
  IAccessManager__factory.createInterface(),
  ISignedActs__factory.createInterface(),
  ISuccession__factory.createInterface(),
  CityToken__factory.createInterface(),
];

/** Why a call was refused, as a person reads it. */
export function reasonOf(error: unknown, errors: Interface): string {
  const data = revertDataOf(error);
  const known = data === "0x" ? [] : [errors, ...SHARED_ERRORS];
  const parsed = known.map((each) => each.parseError(data)).find((each) => each !== null) ?? null;
  if (parsed !== null) return `${parsed.name}(${parsed.args.map(String).join(", ")})`;
  return data === "0x" ? (error as Error).message : `an unknown error ${data.slice(0, 10)}`;
}

/** Name of the error with a selector. */
export function errorName(selector: string, errors: Interface): string {
  return errors.getError(selector)?.name ?? selector;
}

/** The chain behind an account, or behind a contract's runner. */
export function providerOf(runner: ContractRunner | null): Provider {
  const provider = runner?.provider ?? null;
  if (provider === null) throw new Error("signer: not connected to a chain; connect it first");
  return provider;
}

/**
 * Cuts a list into batches whose calls stay below {@link BATCH_GAS}: the first half again where a call is too large.
 * @param estimate gas of a call with these items
 */
export async function* batchesUnderCap<T>(
  items: readonly T[],
  largest: number,
  estimate: (batch: readonly T[]) => Promise<bigint>,
): AsyncGenerator<readonly T[]> {
  for (let from = 0; from < items.length;) {
    let size = Math.min(largest, items.length - from);
    while (size > 1 && (await gasOf(items.slice(from, from + size), estimate)) > BATCH_GAS) {
      size = Math.ceil(size / 2);
    }
    yield items.slice(from, from + size);
    from += size;
  }
}

/** Gas of a batch; more than any where the chain cannot run it in one transaction. */
async function gasOf<T>(
  batch: readonly T[],
  estimate: (batch: readonly T[]) => Promise<bigint>,
): Promise<bigint> {
  try {
    return await estimate(batch);
  } catch {
    return BATCH_GAS + 1n;
  }
}
