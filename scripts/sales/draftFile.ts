import { InputError, type EncumbranceKind, parcelId, parseAmount, type SaleDraft } from "../../sdk/index.js";
import { requireShape, type Shape } from "../../sdk/inputs/requireShape.js";
import { readJson } from "../land/inputs.js";

const ACCOUNT: Shape = {
  type: "string",
  pattern: "^0x[0-9a-fA-F]{40}$",
  description: "an account: 0x and 40 digits",
};
const AMOUNT: Shape = { type: "string", pattern: "^\\d+(\\.\\d{1,6})?$", description: "tokens, as text" };
const CENTS: Shape = {
  type: "string",
  pattern: "^\\d+(\\.\\d{1,2})?$",
  description: "tokens and cents, as text",
};
const HASH: Shape = {
  type: "string",
  pattern: "^0x[0-9a-f]{64}$",
  description: "a salted hash: 0x and 64 digits",
};

/** A sale as people write it down. */
const DRAFT: Shape = {
  type: "object",
  additionalProperties: false,
  required: ["title", "price", "sellers", "buyer"],
  properties: {
    title: { type: "string", pattern: "^[A-Z0-9./:-]{3,31}$", description: "a cadastral reference" },
    price: AMOUNT,
    share: {
      type: "string",
      pattern: "^[1-9]\\d*$",
      description: "numerator of the share that is sold, as text",
    },
    sellers: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["account"],
        properties: { account: ACCOUNT, amount: AMOUNT, forfeit: AMOUNT },
      },
    },
    buyer: ACCOUNT,
    payoffs: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["number", "holder", "amount"],
        properties: {
          number: { type: "integer", minimum: 1, maximum: 4_095 },
          holder: ACCOUNT,
          amount: AMOUNT,
        },
      },
    },
    charges: {
      type: "array",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["holder", "funds", "secured", "kind", "documentHash"],
        properties: {
          holder: ACCOUNT,
          funds: AMOUNT,
          secured: CENTS,
          kind: { type: "string", pattern: "^[a-zA-Z]+$", description: "a kind of encumbrance" },
          expiryDay: { type: "integer", minimum: 0, maximum: 65_535 },
          documentHash: HASH,
        },
      },
    },
    isExempt: { type: "boolean" },
    deposit: AMOUNT,
    notary: ACCOUNT,
  },
};

interface DraftFile {
  readonly title: string;
  readonly price: string;
  readonly share?: string;
  readonly sellers: readonly {
    readonly account: string;
    readonly amount?: string;
    readonly forfeit?: string;
  }[];
  readonly buyer: string;
  readonly payoffs?: readonly { readonly number: number; readonly holder: string; readonly amount: string }[];
  readonly charges?: readonly {
    readonly holder: string;
    readonly funds: string;
    readonly secured: string;
    readonly kind: string;
    readonly expiryDay?: number;
    readonly documentHash: string;
  }[];
  readonly isExempt?: boolean;
  readonly deposit?: string;
  readonly notary?: string;
}

/** A cent in millionths of the token. */
const CENT = 10_000n;

/** Reads a draft, one sale or linked ones, from its file. */
export async function readDrafts(
  path: string,
  documentHash: string,
  deadline: bigint,
): Promise<readonly { readonly reference: string; readonly draft: SaleDraft }[]> {
  const value = await readJson("draft", path);
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new InputError("draft", path, "has no sale", "write one down");
  return list.map((item, i) => {
    requireShape(DRAFT, item, list.length === 1 ? "draft" : `draft[${i}]`);
    const file = item as DraftFile;
    return { reference: file.title, draft: draftOf(file, documentHash, deadline) };
  });
}

function draftOf(file: DraftFile, documentHash: string, deadline: bigint): SaleDraft {
  return {
    id: parcelId(file.title, "title"),
    price: parseAmount(file.price),
    numerator: BigInt(file.share ?? "0"),
    sellers: file.sellers.map(({ account, amount, forfeit }) => ({
      account,
      ...(amount === undefined ? {} : { amount: parseAmount(amount) }),
      ...(forfeit === undefined ? {} : { forfeit: parseAmount(forfeit) }),
    })),
    buyer: file.buyer,
    payoffs: (file.payoffs ?? []).map(({ number, holder, amount }) => ({
      number,
      holder,
      amount: parseAmount(amount),
    })),
    charges: (file.charges ?? []).map(
      ({ holder, funds, secured, kind, expiryDay = 0, documentHash: loan }) => ({
        holder,
        funds: parseAmount(funds),
        secured: parseAmount(secured) / CENT,
        kind: kind as EncumbranceKind,
        expiryDay,
        documentHash: loan,
      }),
    ),
    isExempt: file.isExempt ?? false,
    deposit: parseAmount(file.deposit ?? "0"),
    ...(file.notary === undefined ? {} : { notary: file.notary }),
    deadline,
    documentHash,
  };
}
