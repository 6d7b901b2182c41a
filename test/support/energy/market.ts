import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { type AddressLike, id, type Result, type Signer, type Wallet, ZeroAddress } from "ethers";

import {
  buildSettlement,
  correctionsTypedData,
  dayOf,
  digestOf,
  type Domain,
  type Household,
  intervalAt,
  INTERVALS_PER_DAY,
  type MarketRules,
  type Order,
  readDomain,
  readingsTypedData,
  type SettlementDraft,
  startOf,
} from "../../../sdk/index.js";
import {
  type EnergyCertificates,
  EnergyCertificates__factory,
  type EnergyMarket,
  type MeterRegistry,
} from "../../../typechain-types/index.js";
import { deployMarket, deployMeters, type DeviceKey, deviceKey } from "./deploy.js";
import { ethers, networkHelpers } from "../network.js";
import { appoint, as, keyOf, type Payments, payments, tokens } from "../payments.js";

export { addressKey, deployMarket, deployMeters, type DeviceKey, deviceKey } from "./deploy.js";

export const ZONE = 7n;
export const RULES: MarketRules = {
  policy: "walras",
  tariff: { feedIn: 80n, retail: 300n, fees: [20n, 15n, 5n] },
};
export const TARIFF = { feedIn: 80n, retail: 300n, fees: [20n, 15n, 5n] as [bigint, bigint, bigint] };
export const DEVICE_CLASS = { consumption: 0n, photovoltaic: 1n, wind: 2n, battery: 3n, feeder: 5n } as const;
export const POLICY = { walras: 0n, mid: 1n } as const;
export const ATTRIBUTION = { seller: 0n, buyer: 1n } as const;
export const ORDER: Order = { buyLimit: 300n, sellLimit: 80n, maxBuy: 5_000n, maxSell: 5_000n };
export const LAST_DAY = 60_000n;
export const STAKE = tokens(50);
export const BOND = tokens(1_000);
export const REASON = id("reason, with its salt");

/** A street of households with one zone, its utility and its gateway, before the first day is settled. */
export interface Street extends Payments {
  meters: MeterRegistry;
  market: EnergyMarket;
  certificates: EnergyCertificates;
  meterOffice: HardhatEthersSigner;
  gridOperator: HardhatEthersSigner;
  head: HardhatEthersSigner;
  /** Settles before the deadline. */
  machine: HardhatEthersSigner;
  utility: HardhatEthersSigner;
  feeder: HardhatEthersSigner;
  substation: HardhatEthersSigner;
  hall: HardhatEthersSigner;
  slashReceiver: HardhatEthersSigner;
  gateway: DeviceKey;
  /** Owners of accounts 0, 1, 2 … of {@link ZONE}. */
  owners: Wallet[];
  /** Their orders, as all of them gave them. */
  orders: (Order | null)[];
  /** First interval of the first day. */
  firstInterval: bigint;
}

/** The account at a place of {@link ZONE}. */
export const accountAt = (place: number, zone = ZONE): bigint => (zone << 16n) | BigInt(place);

/** How a street differs from the usual one. */
export interface StreetPlan {
  readonly policy?: keyof typeof POLICY;
  readonly attribution?: keyof typeof ATTRIBUTION;
  readonly hasPriority?: boolean;
  readonly classes?: readonly bigint[];
}

const CLASSES = [
  DEVICE_CLASS.photovoltaic,
  DEVICE_CLASS.photovoltaic,
  DEVICE_CLASS.consumption,
  DEVICE_CLASS.consumption,
  DEVICE_CLASS.consumption,
];

/** Everything deployed and appointed; nobody has joined. */
export async function emptyStreet(plan: StreetPlan = {}): Promise<Street> {
  const city = await payments();
  const { officers, token, council, deployer, bailiff, agent } = city;
  const [meterOffice, gridOperator, head, machine, utility, feeder, substation, hall, slashReceiver] = (
    await ethers.getSigners()
  ).slice(10);
  const meters = await deployMeters(deployer, officers, token, slashReceiver);
  const market = await deployMarket(deployer, officers, token, meters);
  const certificates = await new EnergyCertificates__factory(deployer).deploy(officers, market, ZeroAddress);
  await appoint(officers, meters, meterOffice, [
    "register",
    "setCalibration",
    "stop",
    "replaceKey",
    "registerGateway",
    "assignGateway",
    "stopGateway",
  ]);
  await appoint(officers, market, head, ["openZone", "setTariff", "withdrawFund"]);
  await appoint(officers, market, gridOperator, ["setOperator", "setCreditLimit", "setPriority"]);
  await officers.appoint(bailiff.address, [market.getFunction("freezeByOrder").fragment.selector]);
  await appoint(officers, certificates, meterOffice, ["publishHours"]);
  await as(meters, council).announceAgent(market, (await meters.LIST()) | (await meters.COMMIT()));
  await as(market, council).announceAgent(certificates, await market.DRAW());
  for (const rich of [utility, feeder, meterOffice, hall]) await as(token, agent).mint(rich, tokens(5_000));

  const gateway = deviceKey("a gateway");
  await as(meters, meterOffice).registerGateway(hall, gateway.hash, false);
  await as(token, hall).approve(meters, BOND);
  await as(meters, hall).addBond(1n, BOND);
  await as(meters, meterOffice).assignGateway(ZONE, 1n);
  await as(market, gridOperator).setOperator(machine, true);

  // Early on a day, so that a test can live through it.
  const today = dayOf(intervalAt(BigInt(await networkHelpers.time.latest()))) + 1n;
  await networkHelpers.time.increaseTo(startOf(today * INTERVALS_PER_DAY) + 100n);
  const { policy = "walras", attribution = "seller", hasPriority = true } = plan;
  const setup = {
    policy: POLICY[policy],
    attribution: ATTRIBUTION[attribution],
    hasPriority,
    utility,
    utilityReserve: tokens(10),
    payees: [feeder, substation, hall] as [AddressLike, AddressLike, AddressLike],
  };
  await as(market, head).openZone(ZONE, setup, { ...TARIFF, fromDay: today + 1n });
  await as(token, utility).approve(market, tokens(5_000));
  await as(market, utility).addToUtility(ZONE, tokens(1_000));
  return {
    ...city,
    meters,
    market,
    certificates,
    meterOffice,
    gridOperator,
    head,
    machine,
    utility,
    feeder,
    substation,
    hall,
    slashReceiver,
    gateway,
    owners: [],
    orders: [],
    firstInterval: (today + 1n) * INTERVALS_PER_DAY,
  };
}

/** Registers the meters of a household's wallet, joins with it, pays in and gives {@link ORDER}. */
export async function moveIn(made: Street, deviceClass: bigint, place = made.owners.length): Promise<bigint> {
  const { meters, market, token, meterOffice, agent } = made;
  const owner = keyOf(`household ${made.owners.length}`);
  await networkHelpers.setBalance(owner.address, 10n ** 20n);
  await as(token, agent).mint(owner, tokens(100));
  await as(meters, meterOffice).register([registration(owner, deviceClass, `meter ${made.owners.length}`)]);
  const account = accountAt(place);
  await as(market, owner).join(await meters.deviceCount(), place);
  await as(token, owner).approve(market, tokens(100));
  await as(market, owner).deposit(account, STAKE);
  await as(market, owner).giveOrder(account, ORDER, LAST_DAY);
  made.owners.push(owner);
  made.orders.push(ORDER);
  return account;
}

/** A meter to register, whose key follows from its name. */
export const registration = (owner: AddressLike, deviceClass: bigint, name: string, zone = ZONE) => ({
  keyHash: deviceKey(name).hash,
  isSecp256k1: false,
  zone,
  class: deviceClass,
  gateway: 1n,
  owner,
  calibratedUntil: LAST_DAY,
});

/** A street of five: two roofs and three that consume. The first day has begun when it is through. */
export async function street(plan: StreetPlan = {}): Promise<Street> {
  const made = await emptyStreet(plan);
  for (const deviceClass of plan.classes ?? CLASSES) await moveIn(made, deviceClass);
  return made;
}

/** Goes to the second after an interval. */
export async function passInterval(interval: bigint): Promise<void> {
  await networkHelpers.time.setNextBlockTimestamp(startOf(interval + 1n));
}

/** What the households are on a day, with one row of readings each. */
export const householdsOf = (made: Street, rows: readonly (readonly (bigint | null)[])[]): Household[] =>
  rows.map((readings, place) => ({ readings, order: made.orders[place] ?? null }));

/** A settlement as the SDK builds it. */
export const draftOf = (
  made: Street,
  rows: readonly (readonly (bigint | null)[])[],
  firstInterval = made.firstInterval,
  rules = RULES,
): SettlementDraft => buildSettlement(householdsOf(made, rows), firstInterval, rows[0].length, rules);

export async function metersDomain({ meters }: Pick<Street, "meters">): Promise<Domain> {
  return readDomain(async (call) => ethers.provider.call(call), await meters.getAddress());
}

/** The gateway's signature under a list of readings. */
export async function signReadings(
  made: Street,
  { readings, firstInterval, hints }: Pick<SettlementDraft, "readings" | "firstInterval" | "hints">,
  key: DeviceKey = made.gateway,
  zone = ZONE,
): Promise<string> {
  const intervals = BigInt((hints.length - 2) / 48);
  const places = BigInt((readings.length - 2) / 6) / intervals;
  const statement = { zone, firstInterval, intervals, places, readings };
  return key.sign(digestOf(readingsTypedData(await metersDomain(made), statement)));
}

/** The gateway's signature under corrections. */
export async function signCorrections(
  made: Street,
  { readings, firstInterval, hints }: Pick<SettlementDraft, "readings" | "firstInterval" | "hints">,
  corrections: string,
  key: DeviceKey = made.gateway,
): Promise<string> {
  const intervals = BigInt((hints.length - 2) / 48);
  const places = BigInt((readings.length - 2) / 6) / intervals;
  const statement = { zone: ZONE, firstInterval, intervals, places, readings };
  return key.sign(digestOf(correctionsTypedData(await metersDomain(made), statement, corrections)));
}

/** Settles a draft as the machine does, right after its last interval, with a good signature unless one is given. */
export async function settle(
  made: Street,
  draft: Pick<SettlementDraft, "readings" | "firstInterval" | "hints">,
  { actor = made.machine, signature }: { actor?: Signer; signature?: string } = {},
) {
  const ends = startOf(draft.firstInterval + BigInt((draft.hints.length - 2) / 48));
  if (BigInt(await networkHelpers.time.latest()) < ends) await networkHelpers.time.increaseTo(ends);
  const signed = signature ?? (await signReadings(made, draft));
  return as(made.market, actor).settle(ZONE, draft.firstInterval, draft.hints, draft.readings, signed);
}

/** Balances of all accounts. */
export const balances = async ({ market, owners }: Street): Promise<bigint[]> =>
  Promise.all(owners.map(async (_, place) => (await market.accountOf(accountAt(place))).balance));

/** What the market holds less what it owes to somebody: zero, always. */
export async function imbalance({ market, token, owners }: Street, zone = ZONE): Promise<bigint> {
  const accounts = await Promise.all(
    owners.map(async (_, place) => market.accountOf(accountAt(place, zone))),
  );
  const { utility, levels } = await market.purseOf(zone);
  const { fund } = await market.zoneOf(zone);
  const owed = accounts.reduce((sum, { balance }) => sum + balance, 0n);
  return (await token.balanceOf(market)) - owed - utility - fund - levels.reduce((a, b) => a + b, 0n);
}

/** A street of a fixture whose lists a test may change: the fixture's own stay as they are. */
export const ownCopy = (made: Street): Street => ({
  ...made,
  owners: [...made.owners],
  orders: [...made.orders],
});

/** The named fields of a struct that a contract has answered. */
export const fieldsOf = (struct: unknown): Record<string, unknown> =>
  (struct as Result).toObject() as Record<string, unknown>;
