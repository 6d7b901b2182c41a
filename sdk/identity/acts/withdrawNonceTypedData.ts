import { requireUint } from "../../inputs/requireUint.js";
import type { Domain, Field, TypedData } from "../../signing/types.js";
import { CLOSING_FIELDS } from "./signedAct.js";

/** The form `Withdraw`. */
export type WithdrawTypedData = TypedData<
  { Withdraw: Field[] },
  "Withdraw",
  { readonly nonce: bigint; readonly deadline: bigint }
>;

/**
 * What a signer signs so that whatever it has signed with a number never works (`withdrawSigned`). It must reach the
 * registry before that does.
 * @param domain The registry's, from `readDomain`.
 * @param terms The number, and the last second in which the registry accepts the withdrawal.
 * @throws InputError where a term is malformed.
 */
export function withdrawNonceTypedData(
  domain: Domain,
  terms: { readonly nonce: bigint; readonly deadline: bigint },
): WithdrawTypedData {
  return {
    domain,
    types: { Withdraw: [...CLOSING_FIELDS] },
    primaryType: "Withdraw",
    message: {
      nonce: requireUint("nonce", terms.nonce, 256),
      deadline: requireUint("deadline", terms.deadline, 40),
    },
  };
}
