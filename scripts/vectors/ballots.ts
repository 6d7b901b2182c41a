import { p256 } from "@noble/curves/nist.js";
import { concat, getAddress, getBytes, hexlify, id, keccak256, Wallet } from "ethers";

import {
  BALLOT_FILE_SCHEMA,
  ballotTypedData,
  type BallotTypedData,
  buildRoll,
  digestOf,
  type Domain,
  ELECTION_RECORD_SCHEMA,
  type ElectionPlan,
  packBallots,
  signedBallot,
  termsHash,
  termsOf,
} from "../../sdk/index.js";
import { hashAfterDirect, hashAfterRelayed, openingHash } from "../../sdk/ballots/runningHash.js";

/** Vectors of the ballots, for other implementations. */
export interface BallotVectors {
  readonly about: string;
  /** A key of each kind that everybody knows: they sign the vectors and nothing else. */
  readonly keys: Readonly<
    Record<"secp256k1" | "p256", { readonly account: string; readonly privateKey: string }>
  >;
  readonly rolls: readonly {
    readonly accounts: readonly string[];
    readonly root: string;
    readonly datasetHash: string;
    readonly proofs: readonly (readonly string[])[];
  }[];
  readonly elections: readonly { readonly plan: ElectionPlan; readonly termsHash: string }[];
  readonly ballots: readonly {
    readonly typedData: BallotTypedData;
    readonly digest: string;
    readonly signature: string;
  }[];
  readonly packed: { readonly choiceBytes: number; readonly ballots: string };
  readonly runningHashes: readonly { readonly after: string; readonly hash: string }[];
}

const KEY = id("civitas test vectors");
const CONTRACT = "0x00000000000000000000000000000000000C1711";
const ABOUT =
  "Roll: IElectionRoll. Terms, ballots, packing and running hash: IRollCallBallot, IElections. Signatures of secp256k1 " +
  "are shortened (ERC-2098), those of P-256 are r, s and the key; nonces are deterministic (RFC 6979). Whole numbers of " +
  "typed data are decimal strings. Election records: the folder records.";

const share = (numerator: number, denominator: number) => ({ numerator, denominator });
const TIMES = {
  opensAt: 1_800_000_000,
  openUntil: 1_800_003_600,
  closesAt: 1_800_090_000,
  finalisesAt: 1_800_176_400,
};

const PLANS: readonly ElectionPlan[] = [
  {
    rollId: 1,
    question: "Shall the market square be closed to cars?",
    options: ["Close it", "Leave it as it is"],
    form: "Motion",
    maxApprovals: 1,
    isRevotable: false,
    schedule: TIMES,
    rules: { quorum: share(1, 2), threshold: share(2, 3), measure: "Decided", isStrict: false },
  },
  {
    rollId: 7,
    question: "Welche Vorschläge bezahlt der Bezirk?",
    options: ["Spielplatz", "Bäume", "Brücke", "Bänke", "Bücherei"],
    form: "Approval",
    maxApprovals: 3,
    isRevotable: true,
    schedule: TIMES,
    rules: { quorum: share(0, 1), threshold: share(1, 2), measure: "Roll", isStrict: true },
  },
];

/** Makes the vectors; always the same. */
export function ballotVectors(): BallotVectors {
  const wallet = new Wallet(KEY);
  const secret = getBytes(KEY);
  const publicKey = p256.getPublicKey(secret, false).slice(1);
  const domain: Domain = {
    name: "Civitas RollCallBallot",
    version: "1",
    chainId: 1n,
    verifyingContract: CONTRACT,
  };
  const hash = termsHash(termsOf(PLANS[1]));
  const terms = { electionId: 5n, termsHash: hash, voterIndex: 2, ordinal: 1, choice: 0b10110n };
  const first = ballotTypedData(domain, terms);
  const second = ballotTypedData(domain, { ...terms, voterIndex: 70_000, ordinal: 15, choice: 0n });
  const signatures = [
    wallet.signingKey.sign(digestOf(first)).compactSerialized,
    concat([
      hexlify(p256.sign(getBytes(digestOf(second)), secret, { prehash: false, lowS: true })),
      hexlify(publicKey),
    ]),
  ];
  const packed = packBallots(
    [first, second].map(({ message }, place) => signedBallot(message, signatures[place])),
    2,
  );
  const rolls = [1, 2, 5].map((size) => {
    const roll = buildRoll(Array.from({ length: size }, (_, number) => accountOf(number)));
    return {
      accounts: roll.accounts,
      root: roll.root,
      datasetHash: roll.datasetHash,
      proofs: roll.accounts.map((_, index) => roll.proofOf(index)),
    };
  });
  const opening = openingHash({
    chainId: 1n,
    contract: CONTRACT,
    electionId: 5n,
    termsHash: hash,
    rollRoot: rolls[2].root,
    rollSize: 5,
  });
  const direct = hashAfterDirect(opening, TIMES.opensAt, 3, 0b101n);
  return {
    about: ABOUT,
    keys: {
      secp256k1: { account: wallet.address, privateKey: KEY },
      p256: { account: getAddress(`0x${keccak256(publicKey).slice(-40)}`), privateKey: KEY },
    },
    rolls,
    elections: PLANS.map((plan) => ({ plan, termsHash: termsHash(termsOf(plan)) })),
    ballots: [first, second].map((typedData, place) => ({
      typedData,
      digest: digestOf(typedData),
      signature: signatures[place],
    })),
    packed: { choiceBytes: 2, ballots: packed },
    runningHashes: [
      { after: `the opening of election 5 on the roll of five, terms ${hash}`, hash: opening },
      { after: `a direct ballot of voter 3 for 5 at ${TIMES.opensAt}`, hash: direct },
      {
        after: `the packed ballots above at ${TIMES.closesAt}`,
        hash: hashAfterRelayed(direct, TIMES.closesAt, packed),
      },
    ],
  };
}

const accountOf = (number: number): string => getAddress(`0x${id(`account ${number}`).slice(-40)}`);

/** The published schemas, as their files hold them. */
export const BALLOT_SCHEMAS = {
  "election-record.schema.json": ELECTION_RECORD_SCHEMA,
  "ballot.schema.json": BALLOT_FILE_SCHEMA,
} as const;
