import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import { requireBytes32 } from "../inputs/requireBytes32.js";
import { requireUint } from "../inputs/requireUint.js";
import type { Domain } from "../signing/types.js";
import {
  receiveAuthorizationTypedData,
  type ReceiveAuthorizationTypedData,
} from "./receiveAuthorizationTypedData.js";

const NO_HASH = 0n;

/** Terms of a redemption by signature. */
export interface RedemptionTerms {
  /** Who gives the tokens and signs. */
  readonly holder: string;
  /** The mint desk. */
  readonly desk: string;
  /** How many, in millionths. */
  readonly amount: bigint;
  /** Valid later than this, Unix seconds; at once where absent. */
  readonly validAfter?: bigint;
  /** Valid earlier than this, Unix seconds. */
  readonly validBefore: bigint;
  /** {@link saltedHash} of the instruction to pay out. */
  readonly payoutHash: string;
}

/**
 * What a holder signs to have tokens paid out without ether (`MintDesk.redeemWithAuthorization`). The nonce is the hash
 * of the instruction, so that one signature covers both and serves once.
 * @param domain The token's, not the desk's, from {@link readDomain}.
 * @throws InputError where the desk or the token would refuse the terms.
 */
export function redemptionTypedData(domain: Domain, terms: RedemptionTerms): ReceiveAuthorizationTypedData {
  const { validAfter, validBefore } = terms;
  const [holder, desk] = [requireAddress("holder", terms.holder), requireAddress("desk", terms.desk)];
  const amount = requireUint("amount", terms.amount, 104);
  const payoutHash = requireBytes32("payoutHash", terms.payoutHash);
  if (BigInt(payoutHash) === NO_HASH) {
    throw new InputError("payoutHash", payoutHash, "is empty", "give saltedHash(instruction, salt)");
  }
  if (amount === 0n) {
    throw new InputError("amount", amount, "redeems nothing", "give how many tokens are paid out");
  }
  return receiveAuthorizationTypedData(domain, {
    from: holder,
    to: desk,
    value: amount,
    validAfter,
    validBefore,
    nonce: payoutHash,
  });
}
