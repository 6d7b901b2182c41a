import { InputError } from "../../errors.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";
import { rootOfProof } from "../../trees/rootOfProof.js";
import { type Bill, billLeaf } from "./billLeaf.js";
import { type TermsOfBill, indexOfTerms, readTerms } from "./billTerms.js";
import { readRollId } from "./rollId.js";

/**
 * Checks that a bill stands in a roll, without showing another one.
 * @param root `Billing.rootOf(roll)`.
 * @param proof All siblings up to the root.
 * @returns what is owed
 * @throws InputError where it does not, or the proof has not its length.
 */
export function verifyBill(root: string, bill: Bill, proof: readonly string[]): Required<TermsOfBill> {
  requireBytes32("root", root);
  const { levels } = readRollId(bill.roll);
  if (levels === 0) {
    throw new InputError("roll", bill.roll, "is a series of signed bills", "ask Billing.isBill");
  }
  if (proof.length !== levels) {
    throw new InputError("proof", proof.length, "siblings are no proof of this roll", `give ${levels}`);
  }
  const terms = readTerms(bill.terms);
  if (indexOfTerms(bill.terms) >= 2 ** levels || rootOfProof(billLeaf(bill), proof) !== root.toLowerCase()) {
    throw new InputError(
      "bill",
      billLeaf(bill),
      "is not in the roll",
      "check terms, commitment, proof and root",
    );
  }
  return terms;
}
