import { requireAddress } from "../../inputs/requireAddress.js";
import { requireUint } from "../../inputs/requireUint.js";
import type { Address, Domain, Hex, TypedData } from "../../signing/types.js";
import type { PayBillTerms } from "./payBillTypedData.js";
import { readRollId } from "./rollId.js";
import { type Statement, statementNode } from "./statementNode.js";

const FIELDS = [
  { name: "payer", type: "address" },
  { name: "payee", type: "address" },
  { name: "roll", type: "uint256" },
  { name: "statement", type: "bytes32" },
  { name: "maxAmount", type: "uint64" },
  { name: "deadline", type: "uint40" },
] as const;

/** What a payer signs to pay a statement. */
export type PayStatementTypedData = TypedData<
  { PayStatement: (typeof FIELDS)[number][] },
  "PayStatement",
  {
    readonly payer: Address;
    readonly payee: Address;
    readonly roll: bigint;
    readonly statement: Hex;
    readonly maxAmount: bigint;
    readonly deadline: bigint;
  }
>;

/**
 * What a payer signs so that anyone may hand in the payment of a household's statement
 * (`Billing.payStatementBySignature`). It pays what is owed of the statement's bills that never were in dispute or
 * refunded.
 * @param domain That of `Billing`, from {@link readDomain}.
 * @throws InputError where a term is malformed.
 */
export function payStatementTypedData(
  domain: Domain,
  statement: Statement,
  terms: Omit<PayBillTerms, "sequence">,
): PayStatementTypedData {
  return {
    domain,
    types: { PayStatement: [...FIELDS] },
    primaryType: "PayStatement",
    message: {
      payer: requireAddress("payer", terms.payer),
      payee: readRollId(statement.roll).payee,
      roll: statement.roll,
      statement: statementNode(statement),
      maxAmount: requireUint("maxAmount", terms.maxAmount, 64),
      deadline: requireUint("deadline", terms.deadline, 40),
    },
  };
}
