import { id as hashOf, toBeHex } from "ethers";

import {
  applicationHash,
  buildReplot,
  digestOf,
  divideTypedData,
  type Domain,
  encumberTypedData,
  type EncumbranceTerms,
  type EncumbranceWord,
  namespaceId,
  narrowTypedData,
  packEncumbrance,
  parcelId,
  readEncumbranceWord,
  readTitleWord,
  replotTypedData,
  reserveTypedData,
  type Ring,
  type TitleWord,
  type TypedData,
} from "../../sdk/index.js";

/** With the amount as a decimal string. */
type InFile<T extends { readonly amount: bigint }> = Omit<T, "amount"> & { readonly amount: string };

const inFile = <T extends { readonly amount: bigint }>({ amount, ...rest }: T): InFile<T> => ({
  ...rest,
  amount: String(amount),
});

/** Vectors of references, words and consents of the land register. */
export interface RegisterVectors {
  readonly about: string;
  readonly references: readonly {
    readonly reference: string;
    readonly id: string;
    readonly namespace: string;
  }[];
  /** Spellings that are refused, and at which byte of UTF-8, from 0. */
  readonly refused: readonly { readonly reference: string; readonly position: number }[];
  readonly titles: readonly { readonly word: string; readonly title: TitleWord }[];
  readonly encumbrances: readonly { readonly word: string; readonly encumbrance: InFile<EncumbranceWord> }[];
  readonly application: {
    readonly id: string;
    readonly terms: InFile<EncumbranceTerms>;
    readonly documentHash: string;
    readonly salt: string;
    readonly hash: string;
  };
  readonly consents: readonly { readonly typedData: TypedData; readonly digest: string }[];
}

const ABOUT =
  "A reference is its id: ASCII, left aligned in 32 bytes. Words are 32 bytes as titleOf and encumbranceOf answer them. " +
  "The hash of an application is what a desk lodges. A digest is what EIP-712 has signed. Whole numbers of the chain are decimal strings.";

const ADDRESSES = [
  "0x1000000000000000000000000000000000000001",
  "0x2000000000000000000000000000000000000002",
] as const;

const DOMAIN: Domain = {
  name: "Civitas LandRegistry",
  version: "1",
  chainId: 31_337n,
  verifyingContract: "0x3000000000000000000000000000000000000003",
};

/** Refused spellings, by the place of the character that does not belong there. */
const REFUSED: Readonly<Record<string, number>> = {
  "": 0,
  "altstadt:1": 0,
  "ALTSTADT:01": 10,
  "ALTSTADT:1 ": 10,
  ALTSTADT: 8,
  "ALTSTADT:": 9,
  ":1": 0,
  "A::1": 2,
  "A:1:2": 3,
  "A:1//2": 4,
  "A:1-": 4,
  "00:1": 1,
  "ÄA:1": 0,
  [`A:B${"C".repeat(29)}`]: 31,
};

const LEASE: EncumbranceTerms = { holder: ADDRESSES[1], amount: 0n, expiryDay: 22_000, kind: "lease" };
const MORTGAGE: EncumbranceTerms = {
  holder: ADDRESSES[1],
  amount: 12_345_678n,
  expiryDay: 0,
  kind: "mortgage",
};

/** Makes the vectors; always the same. */
export function registerVectors(): RegisterVectors {
  const [id, documentHash, salt] = [parcelId("ALTSTADT:17/3"), hashOf("document"), hashOf("salt")];
  const kinds = ["easement", "covenant", "caveat", "preEmption", "judgmentLien", "taxLien"] as const;
  const encumbrances = [MORTGAGE, LEASE, ...kinds.map((kind) => ({ ...LEASE, kind }))];
  return {
    about: ABOUT,
    references: ["ALTSTADT:17/3", "N:0", "N1.A-2/B:10", "A:B".padEnd(31, "C")].map((reference) => ({
      reference,
      id: toBeHex(parcelId(reference), 32),
      namespace: namespaceId(reference.split(":")[0]),
    })),
    refused: Object.entries(REFUSED).map(([reference, position]) => ({ reference, position })),
    titles: titleWords().map((word) => ({ word: toBeHex(word, 32), title: readTitleWord(word) })),
    encumbrances: encumbrances.map((terms, i) => {
      const word = packEncumbrance(terms, 65_536 + i);
      return { word: toBeHex(word, 32), encumbrance: inFile(readEncumbranceWord(word)) };
    }),
    application: {
      id: toBeHex(id, 32),
      terms: inFile(MORTGAGE),
      documentHash,
      salt,
      hash: applicationHash(id, MORTGAGE, documentHash, salt),
    },
    consents: typedDatas(id, documentHash).map((typedData) => ({ typedData, digest: digestOf(typedData) })),
  };
}

/** Words of titles: as they begin, with every field at work, at the limits of the fields. */
function titleWords(): bigint[] {
  const word = (owner: bigint, fields: readonly (readonly [offset: bigint, value: bigint])[]): bigint =>
    fields.reduce((sum, [offset, value]) => sum | (value << offset), owner);
  return [
    word(BigInt(ADDRESSES[0]), [
      [160n, 1n],
      [224n, 1_000n],
    ]),
    word(BigInt(DOMAIN.verifyingContract), [
      [160n, 2n],
      [164n, 0b10110n],
      [172n, 2n],
      [180n, 3n],
      [188n, 7n],
      [200n, 12n],
      [224n, 750n],
    ]),
    word(2n ** 160n - 1n, [
      [160n, 2n],
      [164n, 2n ** 8n - 1n],
      [172n, 2n ** 8n - 1n],
      [180n, 2n ** 8n - 1n],
      [188n, 2n ** 12n - 1n],
      [200n, 2n ** 24n - 1n],
      [224n, 2n ** 32n - 1n],
    ]),
    word(0n, [
      [160n, 3n],
      [200n, 4n],
    ]),
  ];
}

function typedDatas(id: bigint, documentHash: string): TypedData[] {
  const terms = { id, version: 3n, documentHash, deadline: 1_800_000_000n };
  const [whole, west, east] = [rectangle(0, 30), rectangle(0, 10), rectangle(10, 30)];
  const replot = replotTypedData(DOMAIN, {
    olds: [{ id, version: 3n }],
    news: [
      { id, continues: 0 },
      { id: parcelId("ALTSTADT:17/4"), continues: 0 },
    ],
    newRings: buildReplot([whole], [west, east]).newRings,
    documentHash,
    deadline: terms.deadline,
  });
  const shares = ADDRESSES.map((holder, i) => ({ holder, numerator: BigInt(i + 1) }));
  return [
    encumberTypedData(DOMAIN, terms, MORTGAGE),
    reserveTypedData(DOMAIN, terms, { beneficiary: ADDRESSES[1], expiresAt: 1_799_000_000n }),
    divideTypedData(DOMAIN, terms, shares, 3n),
    replot,
    narrowTypedData(replot, { id, number: 2 }, [1]),
  ];
}

const rectangle = (left: number, right: number): Ring => [
  [100 * left, 0],
  [100 * right, 0],
  [100 * right, 2_000],
  [100 * left, 2_000],
];
