import { id as hashOf, ZeroAddress } from "ethers";

import {
  bidTypedData,
  cancellationTypedData,
  chainHash,
  digestOf,
  type Domain,
  parcelId,
  type Sale,
  statementTypedData,
  type TypedData,
} from "../../sdk/index.js";

/** Vectors of what is signed for sales. */
export interface SaleVectors {
  readonly about: string;
  /** A statement alone, one of a share, and two of a chain: what is signed, and its digest. */
  readonly statements: readonly { readonly typedData: TypedData; readonly digest: string }[];
  /** What links the last two statements. */
  readonly chain: string;
  readonly others: readonly { readonly typedData: TypedData; readonly digest: string }[];
}

const ABOUT =
  "What the parties of a sale sign (EIP-712), and its digest. A chain is keccak256 of the struct hashes of its sales, in " +
  "ascending order of their titles. Whole numbers of the chain are decimal strings.";

const [ANNA, BORIS, CLARA, BANK, TOKEN, NOTARY] = [1, 2, 3, 4, 5, 6].map(
  (digit) => `0x${String(digit)}${"0".repeat(38)}${String(digit)}`,
);

const DOMAIN: Domain = {
  name: "Civitas Conveyance",
  version: "1",
  chainId: 31_337n,
  verifyingContract: "0x7000000000000000000000000000000000000007",
};

const WHOLE: Sale = {
  id: parcelId("ALTSTADT:1"),
  version: 3,
  numerator: 0n,
  sellers: [
    { account: ANNA, amount: 70_000_000_000n, forfeit: 4_000_000_000n },
    { account: BORIS, amount: 80_000_000_000n, forfeit: 5_000_000_000n },
  ],
  buyer: CLARA,
  token: TOKEN,
  price: 200_000_000_000n,
  payoffs: [{ number: 2, holder: BANK, amount: 50_000_000_000n }],
  charges: [
    {
      holder: BANK,
      funds: 150_000_000_000n,
      secured: 15_000_000n,
      expiryDay: 31_000,
      kind: "mortgage",
      documentHash: hashOf("loan"),
    },
  ],
  tax: 7_000_000_000n,
  levy: 200_000_000n,
  isExempt: false,
  deposit: 20_000_000_000n,
  notary: NOTARY,
  deadline: 1_800_000_000n,
  documentHash: hashOf("deed"),
};

const SHARE: Sale = {
  ...WHOLE,
  version: 7,
  numerator: 2n,
  sellers: [{ account: ANNA, amount: 200_000_000_000n, forfeit: 0n }],
  payoffs: [],
  charges: [],
  isExempt: true,
  deposit: 0n,
  notary: ZeroAddress,
};

/** Makes the vectors of sales. */
export function saleVectors(): SaleVectors {
  const signed = (typedData: TypedData) => ({ typedData, digest: digestOf(typedData) });
  const next: Sale = {
    ...WHOLE,
    id: parcelId("ALTSTADT:2"),
    buyer: ANNA,
    sellers: [{ ...WHOLE.sellers[1], amount: 150_000_000_000n }],
  };
  const chain = chainHash([WHOLE, next]);
  const alone = statementTypedData(DOMAIN, WHOLE);
  return {
    about: ABOUT,
    statements: [
      signed(alone),
      signed(statementTypedData(DOMAIN, SHARE)),
      signed(statementTypedData(DOMAIN, WHOLE, chain)),
      signed(statementTypedData(DOMAIN, next, chain)),
    ],
    chain,
    others: [
      signed(cancellationTypedData(DOMAIN, digestOf(alone), true, 1_800_000_000n)),
      signed(
        bidTypedData(DOMAIN, {
          id: WHOLE.id,
          version: 3,
          buyer: CLARA,
          token: TOKEN,
          price: 150_000_000_000n,
          tax: 5_250_000_000n,
          levy: 150_000_000n,
          protocolHash: hashOf("protocol of the auction"),
          deadline: 1_800_000_000n,
        }),
      ),
    ],
  };
}
