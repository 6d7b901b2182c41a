import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import {
  type BaseContract,
  type ContractRunner,
  type ContractTransactionReceipt,
  type ContractTransactionResponse,
  id,
  Wallet,
  ZeroAddress,
} from "ethers";

import type { TypedContractMethod } from "../../typechain-types/common.js";
import {
  type CityToken,
  CityToken__factory,
  type MintDesk,
  MintDesk__factory,
} from "../../typechain-types/index.js";
import { deployDouble } from "./doubles.js";
import { ethers, networkHelpers } from "./network.js";

export const HOUR = 3_600n;
export const DAY = 24n * HOUR;
export const NOTICE_PERIOD = 30n * DAY;
export const RECOVERY_NOTICE = 7n * DAY;
export const MAXIMUM_ATTESTATION = 100n * DAY;

/** A time that never comes. */
export const FOR_EVER = 2n ** 40n - 1n;
export const LARGEST_BALANCE = 2n ** 104n - 1n;

/** Tokens in their smallest unit. */
export const tokens = (amount: number): bigint => BigInt(Math.round(amount * 1e6));

/** Rights that the token publishes. */
export const MINT = 1n;
export const BURN = 2n;

/** What the citizen of the fixtures holds. */
export const FORTUNE = tokens(1_000);

export const DAILY_LIMIT = tokens(5_000);
export const CAP = tokens(2_000);
export const REFILL = tokens(480);
export const RESERVE = tokens(100_000);

export const ORDER = id("order 7/2026 of the court, with its salt");
export const RECEIPT = id("receipt of the money, with its salt");
export const PAYOUT = id("pay-out instruction, with its salt");
export const REPORT = id("report of the treasurer, with its salt");

export type OfficerTable = BaseContract & {
  seal: TypedContractMethod<[], [void], "nonpayable">;
  appoint: TypedContractMethod<[officer: string, selectors: string[]], [void], "nonpayable">;
  setTargetClosed: TypedContractMethod<[target: string, isClosed: boolean], [void], "nonpayable">;
};

export type RecoveryRegistry = BaseContract & {
  setSuccessor: TypedContractMethod<[account: string, successor: string], [void], "nonpayable">;
  setFrozenUntil: TypedContractMethod<[account: string, until: bigint], [void], "nonpayable">;
};

/** `Welcome` of the double, by name. */
export const WELCOME = {
  accept: 0,
  answerGarbage: 1,
  answerNothing: 2,
  revertSilently: 3,
  revertWithError: 4,
  panic: 5,
  sendBack: 6,
  takeMore: 7,
} as const;

export type Receiver = BaseContract & {
  setWelcome: TypedContractMethod<[welcome: number], [void], "nonpayable">;
};

/** Token and desk with a table of officers, a registry of recoveries and a citizen who holds {@link FORTUNE}. */
export interface Payments {
  officers: OfficerTable;
  registry: RecoveryRegistry;
  token: CityToken;
  desk: MintDesk;
  /** The desk, as if it could send what it likes: an agent with every right. */
  agent: HardhatEthersSigner;
  deployer: HardhatEthersSigner;
  council: HardhatEthersSigner;
  /** COURT_FREEZE. */
  bailiff: HardhatEthersSigner;
  /** COURT_ORDERS. */
  judge: HardhatEthersSigner;
  policy: HardhatEthersSigner;
  minter: HardhatEthersSigner;
  treasurer: HardhatEthersSigner;
  /** Sends what others have signed. */
  relayer: HardhatEthersSigner;
  merchant: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
  citizen: Wallet;
  heir: Wallet;
}

/** A key of the tests, by the name of who holds it. */
export const keyOf = (name: string): Wallet => new Wallet(id(name), ethers.provider);

/** The payments of a city that is not sealed: what the council announces holds at once. */
export async function payments(): Promise<Payments> {
  const [deployer, council, bailiff, judge, policy, minter, treasurer, relayer, merchant, stranger] =
    await ethers.getSigners();
  const officers = await deployDouble<OfficerTable>("OfficerTable__Double", deployer);
  const registry = await deployDouble<RecoveryRegistry>("RecoveryRegistry__Double", deployer);
  const token = await new CityToken__factory(deployer).deploy("City Token", "CITY", officers, ZeroAddress);
  const desk = await new MintDesk__factory(deployer).deploy(officers, token);
  await appoint(officers, token, council, ["announceAgent", "announceChecker", "retire"]);
  await appoint(officers, token, bailiff, ["setFrozenTokens", "freezeByOrder", "cancelRecovery"]);
  await appoint(officers, token, judge, ["forcedTransfer", "transferByOrder"]);
  await appoint(officers, desk, policy, ["setMinter", "setDailyLimit"]);
  // Both contracts have a `mint`; the token's asks its agents and never the authority.
  await appoint(officers, desk, minter, ["mint"]);
  await appoint(officers, desk, treasurer, ["attestReserve"]);
  await as(token, council).announceAgent(desk, MINT | BURN);
  await as(token, council).announceChecker(await token.RECOVERY(), registry);

  await as(desk, policy).setDailyLimit(DAILY_LIMIT);
  await as(desk, policy).setMinter(minter, CAP, REFILL);
  await as(desk, treasurer).attestReserve(
    RESERVE,
    BigInt(await networkHelpers.time.latest()) + 90n * DAY,
    REPORT,
  );
  const [citizen, heir] = [keyOf("a citizen"), keyOf("an heir")];
  const agent = await ethers.getImpersonatedSigner(await desk.getAddress());
  for (const { address } of [citizen, heir, agent]) await networkHelpers.setBalance(address, 10n ** 20n);
  await as(token, agent).mint(citizen, FORTUNE);
  return {
    officers,
    registry,
    token,
    desk,
    agent,
    deployer,
    council,
    bailiff,
    judge,
    policy,
    minter,
    treasurer,
    relayer,
    merchant,
    stranger,
    citizen,
    heir,
  };
}

/** Lets one officer call functions of a contract. */
export async function appoint(
  officers: OfficerTable,
  target: BaseContract,
  officer: { address: string },
  functions: readonly string[],
): Promise<void> {
  await officers.appoint(
    officer.address,
    functions.map((name) => target.getFunction(name).fragment.selector),
  );
}

/** The same contract, called by `actor`. */
export function as<T extends { connect(runner: ContractRunner | null): unknown }>(
  contract: T,
  actor: ContractRunner,
): T {
  return contract.connect(actor) as T;
}

/** Fixes the time of the next block, so that a test can name it. */
export async function nextTime(after = 10n): Promise<bigint> {
  const time = BigInt(await networkHelpers.time.latest()) + after;
  await networkHelpers.time.setNextBlockTimestamp(time);
  return time;
}

/** Fixes the time of the next block. */
export async function nextTimeAt(time: bigint): Promise<bigint> {
  await networkHelpers.time.setNextBlockTimestamp(time);
  return time;
}

/** The receipt of an act. */
export async function receiptOf(
  act: Promise<ContractTransactionResponse>,
): Promise<ContractTransactionReceipt> {
  const receipt = await (await act).wait();
  if (receipt === null) throw new Error("the transaction was not mined");
  return receipt;
}

/** Names of a contract's events in a receipt, in their order. */
export function eventNames(receipt: ContractTransactionReceipt, contract: BaseContract): string[] {
  return receipt.logs.map((log) => contract.interface.parseLog(log)?.name ?? "?");
}
