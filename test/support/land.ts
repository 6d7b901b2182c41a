import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  AbiCoder,
  encodeBytes32String,
  id as hashOf,
  keccak256,
  type TypedDataField,
  type Wallet,
  ZeroHash,
} from "ethers";

import {
  buildReplot,
  canonicalRing,
  encodeRing,
  type Hex,
  packRings,
  proveSimple,
  type Replot,
  type Ring,
} from "../../sdk/index.js";
import type { LandRegistry } from "../../typechain-types/index.js";
import { deployDouble } from "./doubles.js";
import { deployLandRegistry } from "./landRegister.js";
import { ethers, networkHelpers } from "./network.js";
import { appoint, as, keyOf, type OfficerTable, type RecoveryRegistry } from "./payments.js";

export const DAY = 86_400n;
export const OBJECTION_PERIOD = 90n * DAY;
export const RECOVERY_NOTICE = 14n * DAY;
export const FIRST_RANKS = 65_535n;

export const SETTLE = 1n;
export const FORECLOSE = 2n;

/** Status of a title. */
export const STATUS = { none: 0n, provisional: 1n, absolute: 2n, retired: 3n, moved: 4n } as const;

/** Flags of a title. */
export const FLAG = {
  frozen: 1n,
  reserved: 2n,
  shared: 4n,
  disputed: 8n,
  proven: 16n,
  saleOrdered: 32n,
} as const;

/** Kinds of encumbrances. */
export const KIND = {
  mortgage: 1n,
  easement: 2n,
  lease: 3n,
  covenant: 4n,
  caveat: 5n,
  preEmption: 6n,
  judgmentLien: 7n,
  taxLien: 8n,
} as const;

/** A cadastral reference as the id of its title. */
export const ref = (reference: string): bigint => BigInt(encodeBytes32String(reference));

/** A namespace as the contracts take it. */
export const namespace = (name: string): string => encodeBytes32String(name);

/** The hash of a document, or an order, by its name. */
export const doc = (name: string): string => hashOf(`document of the tests: ${name}`);

/** What the word of a title says. */
export function readTitle(word: bigint) {
  const field = (offset: bigint, bits: bigint): bigint => (word >> offset) & ((1n << bits) - 1n);
  return {
    owner: ethers.getAddress(`0x${field(0n, 160n).toString(16).padStart(40, "0")}`),
    status: field(160n, 4n),
    flags: field(164n, 8n),
    blockers: field(172n, 8n),
    active: field(180n, 8n),
    lastNumber: field(188n, 12n),
    version: field(200n, 24n),
    size: field(224n, 32n),
  };
}

/** What an encumbrance says. */
export interface Terms {
  readonly holder: string;
  readonly amount: bigint;
  readonly expiryDay: bigint;
  readonly kind: bigint;
}

const FLAGS_OF: Record<string, bigint> = { 1: 1n, 2: 2n, 3: 2n, 4: 2n, 5: 5n, 6: 1n, 7: 5n, 8: 5n };

/** The word of an encumbrance. */
export function encumbranceWord({ holder, amount, expiryDay, kind }: Terms, intake: bigint): bigint {
  const flags = FLAGS_OF[kind.toString()];
  return (
    BigInt(holder) |
    (amount << 160n) |
    (intake << 200n) |
    (expiryDay << 232n) |
    (kind << 248n) |
    (flags << 252n)
  );
}

const CONSENT_FORMS = {
  Encumber: [
    ["id", "uint256"],
    ["version", "uint256"],
    ["holder", "address"],
    ["amount", "uint40"],
    ["expiryDay", "uint16"],
    ["kind", "uint8"],
    ["documentHash", "bytes32"],
    ["deadline", "uint256"],
  ],
  Reserve: [
    ["id", "uint256"],
    ["version", "uint256"],
    ["beneficiary", "address"],
    ["expiresAt", "uint40"],
    ["documentHash", "bytes32"],
    ["deadline", "uint256"],
  ],
  Divide: [
    ["id", "uint256"],
    ["version", "uint256"],
    ["shares", "Share[]"],
    ["denominator", "uint64"],
    ["documentHash", "bytes32"],
    ["deadline", "uint256"],
  ],
  Replot: [
    ["oldIds", "uint256[]"],
    ["versions", "uint256[]"],
    ["newIds", "uint256[]"],
    ["continues", "uint256[]"],
    ["newRings", "bytes"],
    ["documentHash", "bytes32"],
    ["deadline", "uint256"],
  ],
  Narrow: [
    ["replot", "bytes32"],
    ["id", "uint256"],
    ["number", "uint256"],
    ["heirs", "uint256"],
  ],
} as const;

/** A form that owners or holders sign. */
export type ConsentForm = keyof typeof CONSENT_FORMS;

/** The types of a form, as ethers takes them. */
export function typesOf(form: ConsentForm): Record<string, TypedDataField[]> {
  const types: Record<string, TypedDataField[]> = {
    [form]: CONSENT_FORMS[form].map(([name, type]) => ({ name, type })),
  };
  if (form === "Divide") {
    types.Share = [
      { name: "holder", type: "address" },
      { name: "numerator", type: "uint64" },
    ];
  }
  return types;
}

/** Holders ascending, as the register asks for them. */
export const ascending = <T extends { readonly address: string }>(people: readonly T[]): T[] =>
  people.toSorted((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));

/** The register of a city that is not sealed, with its offices and some people. */
export interface Land {
  readonly officers: OfficerTable;
  readonly identities: RecoveryRegistry;
  readonly registry: LandRegistry;
  readonly deployer: HardhatEthersSigner;
  readonly council: HardhatEthersSigner;
  /** COURT_FREEZE. */
  readonly bailiff: HardhatEthersSigner;
  /** COURT_ORDERS. */
  readonly judge: HardhatEthersSigner;
  readonly registrar: HardhatEthersSigner;
  /** LAND_CORRECTIONS. */
  readonly corrections: HardhatEthersSigner;
  /** A desk of the day-book. */
  readonly desk: HardhatEthersSigner;
  readonly stranger: HardhatEthersSigner;
  /** Has every right of an agent. */
  readonly agent: HardhatEthersSigner;
  readonly owner: Wallet;
  readonly other: Wallet;
  readonly heir: Wallet;
  readonly bank: Wallet;
  readonly lender: Wallet;
}

const REGISTRAR = [
  "setDesk",
  "encumber",
  "reserve",
  "divide",
  "register",
  "registerMany",
  "registerProven",
  "registerSection",
  "replot",
];
const BAILIFF = [
  "setFrozenTokens",
  "freezeByOrder",
  "encumberByOrder",
  "contestRecoveryByOrder",
  "materialiseFrozen",
];
const JUDGE = [
  "forcedTransfer",
  "transferByOrder",
  "divideByOrder",
  "releaseByOrder",
  "orderSale",
  "settleDispute",
  "decideRecovery",
  "rectifyBoundary",
];

/** Gives the offices their functions, and the register its agent and its identity registry. */
export async function wire(city: Omit<Land, "registry">, registry: LandRegistry): Promise<void> {
  const { officers, council, registrar, corrections, bailiff, judge, desk, agent, identities } = city;
  await appoint(officers, registry, council, ["announceAgent", "announceChecker", "retire"]);
  await appoint(officers, registry, registrar, REGISTRAR);
  await appoint(officers, registry, corrections, ["openNamespace"]);
  await appoint(officers, registry, bailiff, BAILIFF);
  await appoint(officers, registry, judge, JUDGE);
  await as(registry, council).announceAgent(agent, SETTLE | FORECLOSE);
  await as(registry, council).announceChecker(await registry.RECOVERY(), identities);
  await as(registry, registrar).setDesk(desk, true);
}

/** A register with the direct namespace NORD and nothing in it. */
export async function land(): Promise<Land> {
  const [deployer, council, bailiff, judge, registrar, corrections, desk, stranger] =
    await ethers.getSigners();
  const officers = await deployDouble<OfficerTable>("OfficerTable__Double", deployer);
  const identities = await deployDouble<RecoveryRegistry>("RecoveryRegistry__Double", deployer);
  const registry = await deployLandRegistry(deployer, officers);
  const agent = await ethers.getImpersonatedSigner(await identities.getAddress());
  const [owner, other, heir, bank, lender] = [
    "an owner",
    "another owner",
    "an heir",
    "a bank",
    "a lender",
  ].map(keyOf);
  for (const { address } of [agent, owner, other, heir, bank, lender]) {
    await networkHelpers.setBalance(address, 10n ** 20n);
  }
  const city = {
    officers,
    identities,
    deployer,
    council,
    bailiff,
    judge,
    registrar,
    corrections,
    desk,
    stranger,
    agent,
    owner,
    other,
    heir,
    bank,
    lender,
  };
  await wire(city, registry);
  await as(registry, corrections).openNamespace(namespace("NORD"), ZeroHash, doc("NORD"));
  return { ...city, registry };
}

// --- Boundaries ---

/** A rectangle in metres: its lower left corner, and how far it goes east and north. */
export const rectangle = (x: number, y: number, width: number, height: number): Ring => {
  const at = (east: number, north: number) => [Math.round(100 * east), Math.round(100 * north)] as const;
  return canonicalRing([at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)]);
};

/** A ring's hash. */
export const ringHashOf = (ring: Ring): string => keccak256(encodeRing(ring));

/** The parcel of most tests: 40 by 25 metres. */
export const PLOT = rectangle(0, 0, 40, 25);

/** Registers a parcel, proven to be simple. */
export async function registerPlot(
  { registry, registrar }: Land,
  id: bigint,
  owner: { readonly address: string },
  ring: Ring = PLOT,
) {
  const proof = proveSimple(ring);
  return as(registry, registrar).registerProven(
    { id, owner: owner.address },
    proof.ring,
    proof.cuts,
    proof.outerCuts,
    doc("application"),
  );
}

/** A register with the title NORD:1 of the owner over {@link PLOT}. */
export async function landWithTitle(): Promise<Land & { readonly id: bigint }> {
  const city = await land();
  const id = ref("NORD:1");
  await registerPlot(city, id, city.owner);
  return { ...city, id };
}

export const title = async ({ registry }: Pick<Land, "registry">, id: bigint) =>
  readTitle(await registry.titleOf(id));

// --- Consents ---

/** A deadline in a month. */
export const deadline = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest()) + 30n * DAY;

/** The domain of what is signed. */
export async function domainOf(registry: LandRegistry) {
  const { name, version, chainId, verifyingContract } = await registry.eip712Domain();
  return { name, version, chainId, verifyingContract };
}

/** Signs a form for each of the owners, ascending. */
export async function consents(
  registry: LandRegistry,
  form: ConsentForm,
  message: Record<string, unknown>,
  signers: readonly Wallet[],
): Promise<{ holder: string; signature: string }[]> {
  const domain = await domainOf(registry);
  return Promise.all(
    ascending(signers).map(async (signer) => ({
      holder: signer.address,
      signature: await signer.signTypedData(domain, typesOf(form), message),
    })),
  );
}

// --- Encumbrances ---

/** A mortgage of 100,000.00. */
export const mortgage = (holder: { readonly address: string }, amount = 10_000_000n): Terms => ({
  holder: holder.address,
  amount,
  expiryDay: 0n,
  kind: KIND.mortgage,
});

/** Terms without money. */
export const right = (kind: bigint, holder: { readonly address: string }, expiryDay = 0n): Terms => ({
  holder: holder.address,
  amount: 0n,
  expiryDay,
  kind,
});

/** The salt of the tests' applications. */
export const SALT = hashOf("salt of an application");

const APPLICATION = ["uint256", "tuple(address,uint40,uint16,uint8)", "bytes32", "bytes32"];

/** What an application in the day-book commits to. */
export const commitmentOf = (id: bigint, terms: Terms, documentHash: string, salt = SALT): string =>
  keccak256(
    AbiCoder.defaultAbiCoder().encode(APPLICATION, [
      id,
      [terms.holder, terms.amount, terms.expiryDay, terms.kind],
      documentHash,
      salt,
    ]),
  );

/** Lodges an application; answers its number. */
export async function lodge(
  { registry, desk }: Pick<Land, "registry" | "desk">,
  id: bigint,
  terms: Terms,
  documentHash: string,
): Promise<bigint> {
  await as(registry, desk).lodge(id, commitmentOf(id, terms, documentHash));
  return registry.lastIntake();
}

/** Enters an encumbrance with the owners' signatures; answers its number in the title. */
export async function encumber(
  city: Land,
  id: bigint,
  terms: Terms,
  owners: readonly Wallet[] = [city.owner],
  intake?: bigint,
): Promise<bigint> {
  const documentHash = doc("contract");
  const number = intake ?? (await lodge(city, id, terms, documentHash));
  const { version } = await title(city, id);
  const until = await deadline();
  const message = { id, version, ...terms, documentHash, deadline: until };
  await as(city.registry, city.registrar).encumber(
    id,
    terms,
    documentHash,
    number,
    SALT,
    until,
    await consents(city.registry, "Encumber", message, owners),
  );
  return (await title(city, id)).lastNumber;
}

/** Enters an involuntary encumbrance by an order of that name. */
export async function encumberByOrder(city: Land, id: bigint, terms: Terms, order: string): Promise<bigint> {
  const intake = await lodge(city, id, terms, doc(order));
  await as(city.registry, city.bailiff).encumberByOrder(id, terms, doc(order), intake, SALT);
  return (await title(city, id)).lastNumber;
}

/** Divides a title, with the signatures of all its owners so far. */
export async function divide(
  city: Land,
  id: bigint,
  shares: readonly (readonly [{ readonly address: string }, bigint])[],
  denominator: bigint,
  owners: readonly Wallet[] = [city.owner],
) {
  const list = shares
    .map(([{ address }, numerator]) => ({ address, holder: address, numerator }))
    .toSorted((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1))
    .map(({ holder, numerator }) => ({ holder, numerator }));
  const { version } = await title(city, id);
  const until = await deadline();
  const message = { id, version, shares: list, denominator, documentHash: doc("division"), deadline: until };
  return as(city.registry, city.registrar).divide(
    id,
    list,
    denominator,
    doc("division"),
    until,
    await consents(city.registry, "Divide", message, owners),
  );
}

/** A deed over the whole title in its present version. */
export async function deedOf(
  city: Land,
  id: bigint,
  owners: readonly { readonly address: string }[],
  to: { readonly address: string },
  discharges: readonly { readonly number: bigint; readonly holder: string }[] = [],
) {
  const { version } = await title(city, id);
  return {
    id,
    version,
    owners: ascending(owners).map(({ address }) => address),
    to: to.address,
    discharges: [...discharges],
    documentHash: doc("deed"),
  };
}

// --- Replots ---

/** An old parcel of a replot. */
export interface Old {
  readonly id: bigint;
  readonly ring: Ring;
  readonly owners: readonly Wallet[];
  readonly carries?: readonly Carried[];
}

/** Where an encumbrance goes: to all, or to the parcels of some bits with its holder's signature. */
export interface Carried {
  readonly number: bigint;
  readonly heirs?: bigint;
  readonly signer?: Wallet;
}

/** A new parcel of a replot. */
export interface New {
  readonly id: bigint;
  readonly ring: Ring;
  readonly continues?: number;
}

const ALL = 2n ** 256n - 1n;

/** A replot with all signatures, as the register takes it. */
export async function replotCall(city: Land, olds: readonly Old[], news: readonly New[], proof?: Replot) {
  const { registry } = city;
  const tiling =
    proof ??
    buildReplot(
      olds.map(({ ring }) => ring),
      news.map(({ ring }) => ring),
    );
  const until = await deadline();
  const versions = await Promise.all(olds.map(async ({ id }) => (await title(city, id)).version));
  const message = {
    oldIds: olds.map(({ id }) => id),
    versions,
    newIds: news.map(({ id }) => id),
    continues: news.map(({ continues = 0 }) => continues),
    newRings: tiling.newRings,
    documentHash: doc("plan"),
    deadline: until,
  };
  const structHash = ethers.TypedDataEncoder.hashStruct("Replot", typesOf("Replot"), message);
  const domain = await domainOf(registry);
  const parcels = await Promise.all(
    olds.map(async ({ id, owners, carries = [] }) => ({
      id,
      consents: await consents(registry, "Replot", message, owners),
      carries: await Promise.all(
        carries.map(async ({ number, heirs = ALL, signer }) => ({
          number,
          heirs,
          signature:
            signer === undefined
              ? "0x"
              : await signer.signTypedData(domain, typesOf("Narrow"), {
                  replot: structHash,
                  id,
                  number,
                  heirs,
                }),
        })),
      ),
    })),
  );
  const made = news.map(({ id, continues = 0 }) => ({ id, continues }));
  return [parcels, made, tiling, doc("plan"), until] as const;
}

/** Replots, as the registrar. */
export async function replot(city: Land, olds: readonly Old[], news: readonly New[], proof?: Replot) {
  return as(city.registry, city.registrar).replot(...(await replotCall(city, olds, news, proof)));
}

/** A section's outline and the proof that the parcels tile it. */
export function sectionOf(outline: Ring, parcels: readonly Ring[]) {
  const { cuts, outerCuts } = proveSimple(outline);
  return { tiling: buildReplot([outline], parcels), cuts, outerCuts };
}

/** A list of one ring. */
export const packed = (ring: Ring): Hex => packRings([ring]);
