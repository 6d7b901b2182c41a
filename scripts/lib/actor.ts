import type { Signer } from "ethers";

import { bad, faint, good } from "./cli.js";
import type { Connection } from "./connection.js";
import { receiptOf } from "./receipt.js";
import { thousands } from "./table.js";

/** Does an act of an office: what it is, whom it calls, with which data. Answers whether it was done. */
export type Act = (what: string, to: string, data: string) => Promise<boolean>;

/**
 * Lets the account at hand act for an office: each act is simulated and sent, or printed for the office's wallet.
 * @param calldata Whether to print and to send nothing.
 * @param reasonOf Tells a revert in the contracts' words.
 */
export function actor(connection: Connection, calldata: boolean, reasonOf: (error: unknown) => string): Act {
  return (what, to, data) => (calldata ? print(what, to, data) : send(connection, reasonOf, what, to, data));
}

/** What an office's wallet has to send. */
async function print(what: string, to: string, data: string): Promise<boolean> {
  console.log(`${what}: let the office's wallet send`);
  console.log(`to    ${to}\ndata  ${data}`);
  return true;
}

async function send(
  { signers, provider }: Connection,
  reasonOf: (error: unknown) => string,
  what: string,
  to: string,
  data: string,
): Promise<boolean> {
  const [signer] = await signers();
  if (signer === undefined)
    throw new Error("--network: no account at hand; set the key of the one that acts");
  const from = await signer.getAddress();
  const reason = await refusalOf(signer, reasonOf, to, data);
  if (reason !== undefined) {
    console.error(bad(`${what}: the chain refuses ${from}: ${reason}`));
    console.error(
      reason.startsWith("AccessManagedUnauthorized")
        ? "act with the key of the office, or print the act for its wallet with --calldata"
        : "nothing was sent",
    );
    return false;
  }
  const { hash, nonce } = await signer.sendTransaction({ to, data });
  const receipt = await receiptOf(hash, from, nonce, provider);
  if (receipt === null)
    throw new Error(`${what}: transaction ${hash} was replaced; look at it, then run again`);
  if (receipt.status !== 1)
    throw new Error(`${what}: transaction ${hash} failed; look at it, then run again`);
  console.log(`${good("done")} ${what} ${faint(`${thousands(receipt.gasUsed)} gas, ${hash}`)}`);
  return true;
}

/** Why the chain would refuse a call; nothing where it would not. */
async function refusalOf(
  signer: Signer,
  reasonOf: (error: unknown) => string,
  to: string,
  data: string,
): Promise<string | undefined> {
  try {
    await signer.call({ to, data });
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
