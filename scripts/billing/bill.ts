import {
  billCommitment,
  type BillOpening,
  InputError,
  type PreparedBill,
  saltedHash,
} from "../../sdk/index.js";
import { runCommand } from "../lib/cli.js";
import { readBills, readRoll } from "./rollFolder.js";

/** Arguments of `hardhat billing bill`. */
export interface BillArguments {
  readonly roll: string;
  readonly document: string;
}

/** `hardhat billing bill`: prints what a payer gets of a bill: terms, opening and proof, and of no other bill. */
export default async function bill(args: BillArguments): Promise<void> {
  await runCommand(async () => {
    const { roll } = await readRoll(args.roll);
    for await (const found of readBills(args.roll)) {
      if (found.document === args.document) {
        const slip = slipOf(found, roll.bill(found.index));
        if (billCommitment(slip.opening) !== slip.bill.commit) {
          throw new Error(`--roll: ${args.roll} holds the bills of another roll; prepare it again`);
        }
        console.log(JSON.stringify(slip, undefined, 2));
        return true;
      }
    }
    throw new InputError(
      "--document",
      args.document,
      "is not in the roll",
      "check its spelling; it is private to the office",
    );
  });
}

/** A bill as its payer gets it. */
function slipOf(
  { account, document, documentSalt, salt }: PreparedBill,
  {
    bill: { roll, terms, commit },
    proof,
  }: { readonly bill: { roll: bigint; terms: bigint; commit: string }; readonly proof: readonly string[] },
): {
  bill: { roll: string; terms: string; commit: string };
  proof: readonly string[];
  opening: BillOpening;
  document: { text: string; salt: string };
} {
  return {
    bill: { roll: String(roll), terms: String(terms), commit },
    proof,
    opening: { account, document: saltedHash(document, documentSalt), salt },
    document: { text: document, salt: documentSalt },
  };
}
