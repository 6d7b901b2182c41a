import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  type AddressLike,
  type BytesLike,
  type ContractRunner,
  type ContractTransactionResponse,
  encodeBytes32String,
  type TransactionResponse,
  ZeroAddress,
} from "ethers";

import {
  CityAuthority__factory,
  CityDirectory__factory,
  CityFactory__factory,
  type CityAuthority,
  type CityDirectory,
  type CityFactory,
  type ICityAuthority,
} from "../../typechain-types/index.js";
import { attachDouble, doubleInitCode, type RegisterDouble } from "./doubles.js";
import { ethers, networkHelpers } from "./network.js";
import { Office } from "./Office.js";

export const HOUR = 3_600n;
export const DAY = 24n * HOUR;

/** Ids of `CityRoles`. */
export const COUNCIL = 0n;
export const GUARDIAN = 1n;
export const OMBUDSMAN = 2n;
export const COURT_ORDERS = 3n;

/** A department of the fixtures: a head with a day's delay, officers without, and roles that exclude each other. */
export const HEAD = 20n;
export const OFFICER = 21n;
export const CASHIER = 22n;
export const INSPECTOR = 23n;

export const PUBLIC_ROLE = 2n ** 64n - 1n;

export const COUNCIL_DELAY = 48n * HOUR;
export const COURT_DELAY = 7n * DAY;
export const HEAD_DELAY = 24n * HOUR;
export const NOTICE_PERIOD = 30n * DAY;
export const EXPIRATION = 7n * DAY;
export const EMERGENCY_PERIOD = 7n * DAY;
export const EMERGENCY_REST = 7n * DAY;
export const MAXIMUM_DELAY = 30n * DAY;

/** A role to register, with the city's defaults for what a test does not speak of. */
export function roleSetup(
  role: Partial<ICityAuthority.RoleSetupStruct> & { id: bigint },
): ICityAuthority.RoleSetupStruct {
  return {
    label: `ROLE_${role.id}`,
    admin: COUNCIL,
    guardian: COUNCIL,
    minimumDelay: 0n,
    exclusionGroup: 0n,
    holders: [],
    ...role,
  };
}

/** The four offices that every city has. */
export interface Offices {
  council: AddressLike;
  guardian: AddressLike;
  court: AddressLike;
  ombudsman: AddressLike;
}

/** The role table of the fixtures: what a deployment hands to the authority's constructor. */
export function roleTable({
  council,
  guardian,
  court,
  ombudsman,
}: Offices): ICityAuthority.RoleSetupStruct[] {
  return [
    roleSetup({
      id: COUNCIL,
      label: "COUNCIL",
      minimumDelay: COUNCIL_DELAY,
      exclusionGroup: 1n,
      holders: [{ account: council, executionDelay: COUNCIL_DELAY }],
    }),
    roleSetup({
      id: GUARDIAN,
      label: "GUARDIAN",
      exclusionGroup: 1n,
      holders: [{ account: guardian, executionDelay: 0n }],
    }),
    roleSetup({
      id: COURT_ORDERS,
      label: "COURT_ORDERS",
      admin: COURT_ORDERS,
      guardian: COURT_ORDERS,
      minimumDelay: COURT_DELAY,
      exclusionGroup: 1n,
      holders: [{ account: court, executionDelay: COURT_DELAY }],
    }),
    roleSetup({
      id: OMBUDSMAN,
      label: "OMBUDSMAN",
      admin: COURT_ORDERS,
      guardian: COURT_ORDERS,
      exclusionGroup: 1n,
      holders: [{ account: ombudsman, executionDelay: 0n }],
    }),
  ];
}

export const SERVICE = {
  authority: encodeBytes32String("CityAuthority"),
  directory: encodeBytes32String("CityDirectory"),
  register: encodeBytes32String("Register"),
};

const ACTORS = [
  "deployer",
  "councillor",
  "guardian",
  "court",
  "ombudsman",
  "head",
  "officer",
  "citizen",
  "stranger",
] as const;

/** The people of a test, by what they are in the city. */
export type People = Record<(typeof ACTORS)[number], HardhatEthersSigner>;

async function people(): Promise<People> {
  const signers = await ethers.getSigners();
  return Object.fromEntries(ACTORS.map((name, index) => [name, signers[index]])) as People;
}

/** What an actor sends: where to, and the calldata. */
export interface Act {
  to: string;
  data: string;
}

/** Who can act: a person's key, or an office that is a contract. */
export type Actor = HardhatEthersSigner | Office;

export interface City extends People {
  council: Office;
  authority: CityAuthority;
  factory: CityFactory;
  directory: CityDirectory;
  register: RegisterDouble;
}

/** Deploys a contract through the factory, as a deployment does. */
export async function deployThrough(
  factory: CityFactory,
  service: BytesLike,
  version: bigint,
  initCode: string,
): Promise<string> {
  await factory.deploy(service, version, initCode);
  return factory.addressOf(service, version);
}

/**
 * A city as its deployer has wired it: the factory comes first, everything else through it; a register with a
 * department, whose functions and roles are mapped.
 */
export async function unsealedCity(): Promise<City> {
  const cast = await people();
  const { deployer, councillor, guardian, court, ombudsman, head, officer } = cast;
  const factory = await new CityFactory__factory(deployer).deploy();
  const council = await Office.open(councillor);

  const { data: authorityCode } = await new CityAuthority__factory(deployer).getDeployTransaction(
    deployer,
    roleTable({ council, guardian, court, ombudsman }),
  );
  const authority = CityAuthority__factory.connect(
    await deployThrough(factory, SERVICE.authority, 1n, authorityCode),
    deployer,
  );
  const { data: directoryCode } = await new CityDirectory__factory(deployer).getDeployTransaction(authority);
  const directory = CityDirectory__factory.connect(
    await deployThrough(factory, SERVICE.directory, 1n, directoryCode),
    deployer,
  );
  const registerCode = await doubleInitCode("Register__Double", [await authority.getAddress(), ZeroAddress]);
  const register = await attachDouble<RegisterDouble>(
    "Register__Double",
    await deployThrough(factory, SERVICE.register, 1n, registerCode),
    deployer,
  );

  for (const role of [
    roleSetup({
      id: HEAD,
      label: "HEAD",
      guardian: COURT_ORDERS,
      minimumDelay: HEAD_DELAY,
      holders: [{ account: head, executionDelay: HEAD_DELAY }],
    }),
    roleSetup({
      id: OFFICER,
      label: "OFFICER",
      admin: HEAD,
      guardian: HEAD,
      holders: [{ account: officer, executionDelay: 0n }],
    }),
    roleSetup({ id: CASHIER, label: "CASHIER", exclusionGroup: 2n }),
    roleSetup({ id: INSPECTOR, label: "INSPECTOR", exclusionGroup: 2n }),
  ]) {
    await authority.registerRole(role);
  }
  await authority.setTargetFunctionRole(register, [register.enter.fragment.selector], OFFICER);
  await authority.setTargetFunctionRole(register, [register.setTariff.fragment.selector], HEAD);
  await authority.setTargetFunctionRole(register, [register.rectify.fragment.selector], COURT_ORDERS);
  return { ...cast, council, authority, factory, directory, register };
}

/** A city in its council's hands. */
export async function governedCity(): Promise<City> {
  const city = await unsealedCity();
  await city.authority.seal();
  return city;
}

/** The same contract, called by `actor`. */
export function as<T extends { connect(runner: ContractRunner | null): unknown }>(
  contract: T,
  actor: ContractRunner,
): T {
  return contract.connect(actor) as T;
}

/** The id of an act, as the authority hashes it. */
export async function operationId(authority: CityAuthority, actor: Actor, act: Act): Promise<string> {
  return authority.hashOperation(actor, act.to, act.data);
}

/** Schedules an act at the earliest time. */
export async function announce(
  authority: CityAuthority,
  actor: Actor,
  act: Act,
): Promise<ContractTransactionResponse> {
  return as(authority, actor).schedule(act.to, act.data, 0n);
}

/** Schedules an act and waits until it is ready. */
export async function announceAndWait(authority: CityAuthority, actor: Actor, act: Act): Promise<void> {
  await announce(authority, actor, act);
  const readyAt = await authority.getSchedule(await operationId(authority, actor, act));
  await networkHelpers.time.increaseTo(readyAt);
}

/** Does an act with a direct call, as its actor does once it is ready. */
export async function perform(actor: Actor, act: Act): Promise<TransactionResponse> {
  return actor.sendTransaction({ to: act.to, data: act.data });
}

/** Fixes the time of the next block, so that a test can name it. */
export async function nextTime(after = 10n): Promise<bigint> {
  const time = BigInt(await networkHelpers.time.latest()) + after;
  await networkHelpers.time.setNextBlockTimestamp(time);
  return time;
}

/** The whole life of a delayed act: announced, waited for, done. */
export async function decide(authority: CityAuthority, actor: Actor, act: Act): Promise<TransactionResponse> {
  await announceAndWait(authority, actor, act);
  return perform(actor, act);
}
