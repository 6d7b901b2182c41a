import { dataLength, dataSlice, Interface } from "ethers";

import { digestOf } from "../signing/digestOf.js";
import { recoverSigner } from "../signing/recoverSigner.js";
import type { Address, Call, Hex, TypedData } from "../signing/types.js";
import { requireSigner } from "./didChange.js";

const CHECKS = new Interface([
  "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)",
  "function verify(bytes key, bytes32 hash, bytes signature) view returns (bytes4)",
]);

const ACCOUNT_LENGTH = 20;

/**
 * Whether a signer has signed, judged as the contracts of the city judge it: an account by its key first, then by its
 * code (ERC-1271); any other signer by its verifier (ERC-7913).
 * @param call Asks the chain, where the key alone does not settle it.
 * @param typedData What should have been signed.
 * @param signer An account (20 bytes), or verifier and key.
 * @param signature What the signer has made.
 * @returns false also where a contract does not answer, or the node cannot be reached
 * @throws InputError where the signer is none. A malformed signature is just not the signer's.
 */
export async function isSignedBy(
  call: Call,
  typedData: TypedData,
  signer: string,
  signature: string,
): Promise<boolean> {
  const bytes = requireSigner(signer);
  const digest = digestOf(typedData);
  if (dataLength(bytes) > ACCOUNT_LENGTH) {
    const verifier = dataSlice(bytes, 0, ACCOUNT_LENGTH) as Address;
    return agrees(call, verifier, "verify", [dataSlice(bytes, ACCOUNT_LENGTH), digest, signature]);
  }
  if (isKeysOwn(typedData, bytes, signature)) return true;
  return agrees(call, bytes, "isValidSignature", [digest, signature]);
}

/** Whether the account's own key has signed, in the one form that contracts accept: r, s, and v of 27 or 28. */
function isKeysOwn(typedData: TypedData, account: string, signature: string): boolean {
  if (!/^0x[0-9a-f]{128}1[bc]$/i.test(signature)) return false;
  try {
    return recoverSigner(typedData, signature).toLowerCase() === account;
  } catch {
    return false;
  }
}

/** Whether a contract answers yes: with the selector of the question, and 28 zeros behind it. */
async function agrees(
  call: Call,
  to: Address,
  question: "isValidSignature" | "verify",
  values: readonly unknown[],
): Promise<boolean> {
  try {
    const answer = await call({ to, data: CHECKS.encodeFunctionData(question, values) as Hex });
    const yes = CHECKS.getFunction(question)?.selector;
    return dataLength(answer) >= 32 && dataSlice(answer, 0, 32) === `${yes}${"00".repeat(28)}`;
  } catch {
    return false;
  }
}
