import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Field, TypedData } from "../../signing/types.js";
import { CLOSING_FIELDS, signedActMessage, type SignedActMessage, type SignedActTerms } from "./signedAct.js";

const FIELDS = [
  { name: "identity", type: "address" },
  { name: "guardians", type: "address[]" },
  { name: "threshold", type: "uint8" },
  { name: "delay", type: "uint32" },
  ...CLOSING_FIELDS,
] as const;

/** One guardian alone must never be enough. */
const SMALLEST_THRESHOLD = 2n;

/** Terms of the form. */
export interface SetGuardiansTerms extends SignedActTerms {
  /** Accounts; none: the identity has no recovery. */
  readonly guardians: readonly string[];
  /** How many of them act together: at least two; 0 without guardians. */
  readonly threshold: bigint;
  /** Seconds between the threshold and the change of owner; 0 without guardians. */
  readonly delay: bigint;
}

/** The form `SetGuardians`. */
export type SetGuardiansTypedData = TypedData<
  { SetGuardians: Field[] },
  "SetGuardians",
  SignedActMessage & {
    readonly guardians: Address[];
    readonly threshold: bigint;
    readonly delay: bigint;
  }
>;

/**
 * What an owner signs to name the guardians (`setGuardiansSigned`).
 * @param domain The registry's, from `readDomain`.
 * @throws InputError where a term is malformed, a guardian is named twice, or the threshold cannot be reached.
 */
export function setGuardiansTypedData(domain: Domain, terms: SetGuardiansTerms): SetGuardiansTypedData {
  const { identity, nonce, deadline } = signedActMessage(terms);
  const guardians = terms.guardians.map((guardian, index) => requireAddress(`guardians[${index}]`, guardian));
  const threshold = requireUint("threshold", terms.threshold, 8);
  requireDistinct(guardians, identity);
  const smallest = guardians.length === 0 ? 0n : SMALLEST_THRESHOLD;
  if (threshold < smallest || threshold > BigInt(guardians.length)) {
    throw new InputError(
      "threshold",
      threshold,
      `cannot be met by ${guardians.length} guardians`,
      guardians.length === 0 ? "give 0 without guardians" : `give 2 to ${guardians.length}`,
    );
  }
  return {
    domain,
    types: { SetGuardians: [...FIELDS] },
    primaryType: "SetGuardians",
    message: {
      identity,
      guardians,
      threshold,
      delay: requireUint("delay", terms.delay, 32),
      nonce,
      deadline,
    },
  };
}

/** Refuses a guardian that counts twice, or that is lost with the identity. */
function requireDistinct(guardians: readonly Address[], identity: Address): void {
  for (const [index, guardian] of guardians.entries()) {
    const field = `guardians[${index}]`;
    if (guardian === identity) {
      throw new InputError(field, guardian, "is the identity itself", "name somebody who keeps another key");
    }
    if (guardians.indexOf(guardian) !== index) {
      throw new InputError(field, guardian, "is named twice", "name each guardian once");
    }
  }
}
