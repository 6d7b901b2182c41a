import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  type AddressLike,
  type BaseContract,
  concat,
  keccak256,
  type Signer,
  TypedDataEncoder,
  type TypedDataField,
  type Wallet,
  ZeroAddress,
} from "ethers";

import type { TypedContractMethod } from "../../typechain-types/common.js";
import {
  type AssuranceFund,
  AssuranceFund__factory,
  type CityToken,
  CityToken__factory,
  type Conveyance,
  Conveyance__factory,
  ForcedSales__factory,
  SaleEscrows__factory,
} from "../../typechain-types/index.js";
import { deployDouble } from "./doubles.js";
import {
  ascending,
  type Carried,
  doc,
  domainOf,
  encumber,
  FORECLOSE,
  type Land,
  landWithTitle,
  mortgage,
  rectangle,
  ref,
  registerPlot,
  replot,
  SETTLE,
  type Terms,
  title,
} from "./land.js";
import { ethers, networkHelpers } from "./network.js";
import { appoint, as, keyOf, MINT, tokens } from "./payments.js";

/** Transfer tax of the fixtures, 3.5 %, and their levy, 0.1 %. */
export const TAX_BPS = 350n;
export const LEVY_BPS = 10n;
export const MAXIMUM_DEADLINE = 90n * 86_400n;
export const TENDER_PERIOD = 3n * 86_400n;

/** What a home costs in the tests. */
export const PRICE = tokens(200_000);
export const TAX = tokens(7_000);
export const LEVY = tokens(200);
export const DEPOSIT = tokens(20_000);
/** What everybody has at first, and has approved. */
export const WEALTH = tokens(1_000_000);
/** A cent in the token's units. */
export const CENT = 10_000n;

/** Where an escrow stands, as `IEscrows.EscrowState`. */
export const ESCROW = { none: 0n, open: 1n, tendered: 2n, cancelled: 3n } as const;

export interface Seller {
  account: string;
  amount: bigint;
  forfeit: bigint;
}

export interface Payoff {
  number: bigint;
  holder: string;
  amount: bigint;
}

export interface Charge {
  holder: string;
  funds: bigint;
  secured: bigint;
  expiryDay: bigint;
  kind: bigint;
  documentHash: string;
}

/** A completion statement. */
export interface Sale {
  id: bigint;
  version: bigint;
  numerator: bigint;
  sellers: Seller[];
  buyer: string;
  token: string;
  price: bigint;
  payoffs: Payoff[];
  charges: Charge[];
  tax: bigint;
  levy: bigint;
  isExempt: boolean;
  deposit: bigint;
  notary: string;
  deadline: bigint;
  documentHash: string;
}

/** The result of an auction. */
export interface Auction {
  id: bigint;
  version: bigint;
  buyer: string;
  price: bigint;
  tax: bigint;
  levy: bigint;
  owners: string[];
  numbers: bigint[];
  protocolHash: string;
  deadline: bigint;
}

export type TaxChecker = BaseContract & {
  setOpen: TypedContractMethod<[id: bigint, isOpen: boolean], [void], "nonpayable">;
};

/** A register with a token, a fund and a contract that settles sales. */
export interface Sales extends Land {
  readonly id: bigint;
  readonly token: CityToken;
  readonly fund: AssuranceFund;
  readonly taxes: TaxChecker;
  readonly conveyance: Conveyance;
  /** LAND_REVENUE. */
  readonly revenueOffice: HardhatEthersSigner;
  /** Gets the transfer tax. */
  readonly treasury: HardhatEthersSigner;
  readonly notary: HardhatEthersSigner;
  readonly auctioneer: HardhatEthersSigner;
  /** Submits what others have signed. */
  readonly relayer: HardhatEthersSigner;
  readonly buyer: Wallet;
  readonly third: Wallet;
}

/** How a contract that settles sales is set up. */
export interface SalesSetup {
  readonly token?: string;
  readonly isMirror?: boolean;
  readonly predecessor?: string;
}

/** Deploys a contract that settles sales, gives it its officers, its tariff and its rights in the register. */
export async function deployConveyance(
  city: Omit<Sales, "conveyance">,
  { token, isMirror = false, predecessor = ZeroAddress }: SalesSetup = {},
): Promise<Conveyance> {
  const { officers, registry, fund, council, registrar, judge } = city;
  const { revenueOffice, treasury, notary, auctioneer } = city;
  const setup = { registry, token: token ?? city.token, assuranceFund: fund, isMirror };
  const conveyance = await new Conveyance__factory(city.deployer).deploy(
    officers,
    setup,
    predecessor,
    await new SaleEscrows__factory(city.deployer).deploy(setup),
    await new ForcedSales__factory(city.deployer).deploy(setup),
  );
  await appoint(officers, conveyance, council, ["announceAgent", "announceChecker", "retire"]);
  await appoint(officers, conveyance, registrar, ["confirm"]);
  await appoint(officers, conveyance, revenueOffice, ["setTariff", "setExemption"]);
  await appoint(officers, conveyance, notary, ["certify"]);
  await appoint(officers, conveyance, auctioneer, ["foreclose"]);
  await appoint(officers, conveyance, judge, ["distinguish"]);
  await as(conveyance, revenueOffice).setTariff({
    revenue: treasury.address,
    taxBps: TAX_BPS,
    levyBps: LEVY_BPS,
    needsNotary: false,
  });
  await as(registry, council).announceAgent(conveyance, SETTLE | FORECLOSE);
  return conveyance;
}

/** A city in which the owner's title NORD:1 can be sold: everybody has money and has approved it. */
export async function sales(): Promise<Sales> {
  const city = await landWithTitle();
  const { officers, deployer, council, judge, agent, owner, other, heir, bank, lender } = city;
  const [, , , , , , , , revenueOffice, treasury, notary, auctioneer, relayer] = await ethers.getSigners();
  const token = await new CityToken__factory(deployer).deploy("City Token", "CITY", officers, ZeroAddress);
  const fund = await new AssuranceFund__factory(deployer).deploy(officers, token, ZeroAddress);
  await appoint(officers, fund, judge, ["award"]);
  await as(token, council).announceAgent(agent, MINT);
  const taxes = await deployDouble<TaxChecker>("TaxClearance__Double", deployer);
  const [buyer, third] = ["a buyer", "a third party"].map(keyOf);
  const parts = {
    ...city,
    token,
    fund,
    taxes,
    revenueOffice,
    treasury,
    notary,
    auctioneer,
    relayer,
    buyer,
    third,
  };
  const conveyance = await deployConveyance(parts);
  await as(conveyance, council).announceChecker(await conveyance.TAX_SETTLED(), taxes);
  for (const person of [owner, other, heir, bank, lender, buyer, third]) {
    await networkHelpers.setBalance(person.address, 10n ** 20n);
    await as(token, agent).mint(person, WEALTH);
    await as(token, person).approve(conveyance, WEALTH);
  }
  return { ...parts, conveyance };
}

/** The same with a mortgage of 50,000.00 for the bank, number 1. */
export async function salesWithMortgage(): Promise<Sales> {
  const city = await sales();
  await encumber(city, city.id, mortgage(city.bank, 5_000_000n));
  return city;
}

const WHOLE_RING = rectangle(100, 0, 40, 20);
const PART_RINGS = [rectangle(100, 0, 20, 20), rectangle(120, 0, 20, 20)] as const;
/** What a parcel's parts were joined to, in {@link divideAndJoin}. */
export const JOINED = ref("NORD:8");

/** What happens to the parts of a parcel before they are joined again, and what goes along; by default, all. */
interface Joining {
  readonly between?: (west: bigint, east: bigint) => Promise<unknown>;
  readonly carries?: readonly [Carried[], Carried[]];
}

/** Divides a parcel of the owner and joins its parts under another reference: what lay on it stands twice. */
export async function splitAndJoin(
  city: Sales,
  [whole, joined]: readonly [string, string],
  encumbrances: number,
  { between = async () => undefined, carries }: Joining = {},
): Promise<void> {
  const owners = [city.owner];
  const all = Array.from({ length: encumbrances }, (_, i): Carried => ({ number: BigInt(i) + 1n }));
  const [west, east] = [ref(`${whole}/1`), ref(`${whole}/2`)];
  await replot(
    city,
    [{ id: ref(whole), ring: WHOLE_RING, owners, carries: all }],
    [west, east].map((id, i) => ({ id, ring: PART_RINGS[i] })),
  );
  await between(west, east);
  await replot(
    city,
    [west, east].map((id, i) => ({ id, ring: PART_RINGS[i], owners, carries: carries?.[i] ?? all })),
    [{ id: ref(joined), ring: WHOLE_RING }],
  );
}

/** The same with a parcel that is registered and encumbered for it; it ends as {@link JOINED}. */
export async function divideAndJoin(
  city: Sales,
  terms: readonly Terms[],
  joining: Joining = {},
): Promise<void> {
  await registerPlot(city, ref("NORD:7"), city.owner, WHOLE_RING);
  for (const each of terms) await encumber(city, ref("NORD:7"), each);
  await splitAndJoin(city, ["NORD:7", "NORD:8"], terms.length, joining);
}

/** {@link JOINED}, on which one mortgage of the bank, of 20,000.00, stands twice. */
export async function joinedParcel(): Promise<Sales> {
  const city = await sales();
  await divideAndJoin(city, [mortgage(city.bank, 2_000_000n)]);
  return city;
}

/** Three homes, owned by the owner, the other and the third. */
export async function threeHomes(): Promise<Sales> {
  const city = await sales();
  await registerPlot(city, ref("NORD:2"), city.other);
  await registerPlot(city, ref("NORD:3"), city.third);
  return city;
}

/** When a statement of the tests ends: in thirty days. */
export const inThirtyDays = async (): Promise<bigint> =>
  BigInt(await networkHelpers.time.latest()) + 30n * 86_400n;

/** The sale of a whole title to the buyer, of which the owner gets everything; with changes. */
export async function saleOf(city: Sales, changes: Partial<Sale> = {}): Promise<Sale> {
  const id = changes.id ?? city.id;
  const { version, owner } = await title(city, id);
  const price = changes.price ?? PRICE;
  const paidOff = (changes.payoffs ?? []).reduce((sum, { amount }) => sum + amount, 0n);
  return {
    id,
    version,
    numerator: 0n,
    sellers: [{ account: owner, amount: price - paidOff, forfeit: 0n }],
    buyer: city.buyer.address,
    token: await city.conveyance.token(),
    price,
    payoffs: [],
    charges: [],
    tax: (price * TAX_BPS) / 10_000n,
    levy: (price * LEVY_BPS) / 10_000n,
    isExempt: false,
    deposit: 0n,
    notary: ZeroAddress,
    deadline: await inThirtyDays(),
    documentHash: doc("deed"),
    ...changes,
  };
}

/** What the bank gets for its mortgage. */
export const payoff = (
  holder: { readonly address: string },
  amount = tokens(50_000),
  number = 1n,
): Payoff => ({ number, holder: holder.address, amount });

/** A mortgage of the lender that pays part of the price: 150,000.00 of it. */
export const purchaseMoney = (holder: { readonly address: string }, funds = tokens(150_000)): Charge => ({
  holder: holder.address,
  funds,
  secured: funds / CENT,
  expiryDay: 0n,
  kind: 1n,
  documentHash: doc("loan"),
});

// --- What is signed ---

const struct = (fields: string): TypedDataField[] =>
  fields.split(",").map((field) => {
    const [type, name] = field.trim().split(" ");
    return { name, type };
  });

const SALE_TYPES = {
  Seller: struct("address account,uint256 amount,uint256 forfeit"),
  Payoff: struct("uint256 number,address holder,uint256 amount"),
  Charge: struct(
    "address holder,uint256 funds,uint40 secured,uint16 expiryDay,uint8 kind,bytes32 documentHash",
  ),
  Sale: struct(
    "uint256 id,uint256 version,uint64 numerator,Seller[] sellers,address buyer,address token,uint256 price," +
      "Payoff[] payoffs,Charge[] charges,uint256 tax,uint256 levy,bool isExempt,uint256 deposit,address notary," +
      "uint40 deadline,bytes32 documentHash",
  ),
};

const STATEMENT_TYPES = { Statement: struct("Sale sale,bytes32 chain"), ...SALE_TYPES };

const CANCELLATION_TYPES = { Cancellation: struct("bytes32 statement,bool isForfeited,uint40 deadline") };

const BID_TYPES = {
  Bid: struct(
    "uint256 id,uint256 version,address buyer,address token,uint256 price,uint256 tax,uint256 levy," +
      "bytes32 protocolHash,uint40 deadline",
  ),
};

/** No chain. */
export const ALONE = `0x${"00".repeat(32)}`;

const domainHere = async ({ conveyance }: Pick<Sales, "conveyance">) =>
  domainOf(conveyance as unknown as Land["registry"]);

/** The digest of a statement. */
export const statementOf = async (
  city: Pick<Sales, "conveyance">,
  sale: Sale,
  chain: string = ALONE,
): Promise<string> => TypedDataEncoder.hash(await domainHere(city), STATEMENT_TYPES, { sale, chain });

/** What commits statements to their chain. */
export const chainOf = (chained: readonly Sale[]): string =>
  keccak256(concat(chained.map((sale) => TypedDataEncoder.from(SALE_TYPES).hashStruct("Sale", sale))));

/** Everyone who signs a statement, in the contract's order. */
export const partiesOf = (sale: Sale): string[] => [
  ...sale.sellers.map(({ account }) => account),
  sale.buyer,
  ...sale.payoffs.map(({ holder }) => holder),
  ...sale.charges.map(({ holder }) => holder),
  ...(sale.notary === ZeroAddress ? [] : [sale.notary]),
];

/** Everybody who has a key in the tests. */
const signersOf = (city: Sales): (Signer & { readonly address: string })[] => [
  city.owner,
  city.other,
  city.heir,
  city.bank,
  city.lender,
  city.buyer,
  city.third,
  city.notary,
  city.stranger,
];

/** The statement's signature of somebody. */
export const signatureOf = async (
  city: Pick<Sales, "conveyance">,
  signer: Signer,
  sale: Sale,
  chain: string = ALONE,
): Promise<string> => signer.signTypedData(await domainHere(city), STATEMENT_TYPES, { sale, chain });

/** The signatures of all parties who have a key; empty for the others. */
export async function sign(city: Sales, sale: Sale, chain: string = ALONE): Promise<string[]> {
  return Promise.all(
    partiesOf(sale).map(async (party) => {
      const signer = signersOf(city).find(({ address }) => address === party);
      return signer === undefined ? "0x" : signatureOf(city, signer, sale, chain);
    }),
  );
}

/** Completes a sale that everybody has signed. */
export const settle = async (city: Sales, sale: Sale) =>
  as(city.conveyance, city.relayer).settle(sale, await sign(city, sale));

/** The signatures of a chain's parties, by sale. */
export const signChain = async (city: Sales, chained: readonly Sale[]): Promise<string[][]> =>
  Promise.all(chained.map(async (sale) => sign(city, sale, chainOf(chained))));

/** Completes a chain that everybody has signed; the sales in the order of their titles. */
export const settleChain = async (city: Sales, chained: Sale[]) =>
  as(city.conveyance, city.relayer).settleChain(chained, await signChain(city, chained));

/** Sellers and buyer agree to end an escrow. */
export async function signCancellation(
  city: Sales,
  sale: Sale,
  isForfeited: boolean,
  deadline: bigint,
  chain: string = ALONE,
): Promise<string[]> {
  const message = { statement: await statementOf(city, sale, chain), isForfeited, deadline };
  const domain = await domainHere(city);
  const parties = partiesOf(sale).slice(0, sale.sellers.length + 1);
  return Promise.all(
    parties.map(async (party) => {
      const signer = signersOf(city).find(({ address }) => address === party);
      return signer === undefined ? "0x" : signer.signTypedData(domain, CANCELLATION_TYPES, message);
    }),
  );
}

/** The result of an auction that the buyer has won, over everything that blocks the title; with changes. */
export async function auctionOf(city: Sales, changes: Partial<Auction> = {}): Promise<Auction> {
  const id = changes.id ?? city.id;
  const { version, owner } = await title(city, id);
  const price = changes.price ?? PRICE;
  return {
    id,
    version,
    buyer: city.buyer.address,
    price,
    tax: (price * TAX_BPS) / 10_000n,
    levy: (price * LEVY_BPS) / 10_000n,
    owners: [owner],
    numbers: [],
    protocolHash: doc("auction"),
    deadline: await inThirtyDays(),
    ...changes,
  };
}

const bidMessage = async ({ conveyance }: Pick<Sales, "conveyance">, auction: Auction) => ({
  ...auction,
  token: await conveyance.token(),
});

/** The digest of a bid. */
export const bidOf = async (city: Pick<Sales, "conveyance">, auction: Auction): Promise<string> =>
  TypedDataEncoder.hash(await domainHere(city), BID_TYPES, await bidMessage(city, auction));

/** A bid's signature. */
export const signBid = async (city: Sales, auction: Auction, bidder: Signer = city.buyer): Promise<string> =>
  bidder.signTypedData(await domainHere(city), BID_TYPES, await bidMessage(city, auction));

/** Completes a forced sale. */
export const foreclose = async (city: Sales, auction: Auction) =>
  as(city.conveyance, city.auctioneer).foreclose(auction, await signBid(city, auction));

/** Sellers of a shared title, ascending, with what each gets. */
export const sellersOf = (parts: readonly (readonly [{ readonly address: string }, bigint])[]): Seller[] =>
  ascending(parts.map(([{ address }, amount]) => ({ address, amount }))).map(({ address, amount }) => ({
    account: address,
    amount,
    forfeit: 0n,
  }));

/** What accounts hold, in their order. */
export const holdings = async (
  { token }: Pick<Sales, "token">,
  accounts: readonly AddressLike[],
): Promise<bigint[]> => Promise.all(accounts.map(async (account) => token.balanceOf(account)));
