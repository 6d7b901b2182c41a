import { AbiCoder, keccak256 } from "ethers";

import { requireUint } from "../../inputs/requireUint.js";
import type { Domain, Hex } from "../../signing/types.js";
import {
  receiveAuthorizationTypedData,
  type ReceiveAuthorizationTypedData,
} from "../receiveAuthorizationTypedData.js";
import { type Bill, billLeaf } from "./billLeaf.js";

/** What a payer says besides the bill. */
export interface BillAuthorizationTerms {
  /** Who pays and signs. */
  readonly payer: string;
  /** The contract `Billing`. */
  readonly billing: string;
  /** How much, millionths: what is less than owed pays a part. */
  readonly value: bigint;
  /** `owedOf(bill).settled` when it is signed; 0 where nothing is. */
  readonly settled?: bigint;
  /** `owedOf(bill).sequence`; 0 where the bill was never reopened. */
  readonly sequence?: bigint;
  /** Valid later than this, Unix seconds; at once where absent. */
  readonly validAfter?: bigint;
  /** Valid earlier than this, Unix seconds. */
  readonly validBefore: bigint;
}

/**
 * What a payer without an allowance signs to pay a bill (ERC-3009, `Billing.payWithAuthorization`). Its nonce names the
 * bill and how it stands: keccak256(abi.encode(leaf, settled, sequence)).
 * @param domain The token's, not that of `Billing`, from {@link readDomain}.
 * @throws InputError where the token would refuse the terms.
 */
export function billAuthorizationTypedData(
  domain: Domain,
  bill: Bill,
  { payer, billing, value, settled = 0n, sequence = 0n, validAfter, validBefore }: BillAuthorizationTerms,
): ReceiveAuthorizationTypedData {
  requireUint("settled", settled, 64);
  requireUint("sequence", sequence, 32);
  const words = [billLeaf(bill), settled, sequence];
  const nonce = keccak256(AbiCoder.defaultAbiCoder().encode(["bytes32", "uint256", "uint32"], words)) as Hex;
  return receiveAuthorizationTypedData(domain, {
    from: payer,
    to: billing,
    value,
    validAfter,
    validBefore,
    nonce,
  });
}
