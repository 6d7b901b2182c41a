import type { Provider, Signer, TransactionReceipt } from "ethers";

import { waitForPending } from "../lib/pending.js";
import { PATIENCE, receiptOf, sleep } from "../lib/receipt.js";
import type { Step } from "./steps.js";
import { expectedGasPrice, TRANSACTION_GAS_CAP } from "./preflight.js";

/** What one run of a deployment has sent. */
export interface Sent {
  readonly what: string;
  readonly hash: string;
  readonly gasUsed: bigint;
}

/** Told of each step, for progress. */
export interface ApplyListener {
  onSkip?: (step: Step, position: number, count: number) => void;
  onSent?: (step: Step, position: number, count: number, sent: Sent) => void;
  /** Another run of the same deployment has done the step. */
  onDoneElsewhere?: (step: Step, position: number, count: number) => void;
}

/** How often a step is tried again after another run of the same deployment got in the way. */
const ATTEMPTS = 5;

/**
 * Does every step that is not done yet, in order. Nothing is remembered between runs: what is done is read from the
 * chain, so a killed run is resumed by running again, and two runs at once end in one city.
 * @param signer the deployer
 * @returns what this run has sent
 * @throws where a step fails and nobody else has done it
 */
export async function applySteps(
  steps: readonly Step[],
  signer: Signer,
  provider: Provider,
  listener: ApplyListener = {},
): Promise<Sent[]> {
  const deployer = await signer.getAddress();
  await requireMined(deployer, provider);
  const sent: Sent[] = [];
  for (const [index, step] of steps.entries()) {
    const position = index + 1;
    if (await step.isDone()) {
      listener.onSkip?.(step, position, steps.length);
      continue;
    }
    const done = await doStep(step, signer, provider);
    if (done === undefined) {
      listener.onDoneElsewhere?.(step, position, steps.length);
    } else {
      sent.push(done);
      listener.onSent?.(step, position, steps.length, done);
    }
  }
  return sent;
}

/**
 * Sends a step; undefined where another run has done it meanwhile. It is tried again only where another run took the
 * nonce: whatever else fails would fail again.
 */
async function doStep(step: Step, signer: Signer, provider: Provider): Promise<Sent | undefined> {
  const deployer = await signer.getAddress();
  for (let attempt = 1; ; attempt++) {
    const nonce = await provider.getTransactionCount(deployer);
    let receipt: TransactionReceipt | null = null;
    let failure: unknown;
    try {
      receipt = await sendStep(step, signer, nonce, provider);
      failure = new Error(describeReceipt(receipt));
    } catch (error) {
      failure = error;
    }
    if (receipt?.status === 1 && (await step.isDone())) {
      return { what: step.what, hash: receipt.hash, gasUsed: receipt.gasUsed };
    }
    await requireMined(deployer, provider);
    if (await isDoneSoon(step)) return undefined;
    const isNonceTaken = receipt === null && (await provider.getTransactionCount(deployer)) > nonce;
    if (!isNonceTaken || attempt === ATTEMPTS) {
      throw new Error(`${step.what}: ${(failure as Error).message}`, { cause: failure });
    }
  }
}

function describeReceipt(receipt: TransactionReceipt | null): string {
  if (receipt === null) return "another transaction took the nonce";
  return receipt.status === 1
    ? "the transaction was mined and has not done it"
    : `transaction ${receipt.hash} failed`;
}

/** Clients behind one address may lag behind each other. */
async function isDoneSoon(step: Step): Promise<boolean> {
  for (let look = 0; look < 10; look++) {
    if (await step.isDone()) return true;
    await sleep(100);
  }
  return false;
}

/** Null where the transaction was replaced by another one of the same nonce. */
async function sendStep(
  step: Step,
  signer: Signer,
  nonce: number,
  provider: Provider,
): Promise<TransactionReceipt | null> {
  const deployer = await signer.getAddress();
  const { to, data } = await step.transaction();
  const request = { from: deployer, to, data };
  const estimate = await provider.estimateGas(request);
  const withReserve = (estimate * 11n) / 10n;
  const gasLimit = withReserve < TRANSACTION_GAS_CAP ? withReserve : TRANSACTION_GAS_CAP;
  const fees = await feesOf(deployer, provider);
  const { hash } = await signer.sendTransaction({ ...request, nonce, gasLimit, ...fees });
  return receiptOf(hash, deployer, nonce, provider);
}

/** On a chain without fees nothing is offered, so that a deployer without balance can send; elsewhere the client decides. */
async function feesOf(sender: string, provider: Provider): Promise<{ gasPrice?: bigint }> {
  return (await expectedGasPrice(sender, provider)) === 0n ? { gasPrice: 0n } : {};
}

/** A killed run may have left transactions behind that are not mined yet. */
async function requireMined(sender: string, provider: Provider): Promise<void> {
  const { mined, known } = await waitForPending(sender, provider, PATIENCE);
  if (known > mined) {
    throw new Error(
      `deployer: ${known - mined} transactions of ${sender} from nonce ${mined} are not mined; ` +
        "wait until they are, or replace them with a higher fee, then run again",
    );
  }
}
