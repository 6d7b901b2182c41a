import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { encodeBytes32String, id, keccak256, type Signer, type Wallet, ZeroAddress } from "ethers";

import {
  type DIDRegistry,
  DIDRegistry__factory,
  IdentityGuardians__factory,
} from "../../typechain-types/index.js";
import { deployDouble } from "./doubles.js";
import { ethers, networkHelpers } from "./network.js";
import { appoint, DAY, FOR_EVER, keyOf, type OfficerTable } from "./payments.js";

export { as, DAY, FOR_EVER, HOUR, keyOf, nextTime, nextTimeAt, receiptOf } from "./payments.js";

/** Kinds of `IDIDRegistry.Change`. */
export const CHANGE_OWNER = 1;
export const ADD_DELEGATE = 2;
export const REVOKE_DELEGATE = 3;
export const SET_ATTRIBUTE = 4;
export const REVOKE_ATTRIBUTE = 5;
export const SET_SIGNER = 6;
export const DECLARE_COMPROMISED = 7;
export const DEACTIVATE = 8;

export const FREEZE_PERIOD = 30n * DAY;
export const ROUND_PERIOD = 30n * DAY;
export const COMPLETION_PERIOD = 7n * DAY;
export const DISPUTE_PERIOD = 90n * DAY;
export const AUTHORIZATION_PERIOD = 90n * DAY;
export const MINIMUM_DELAY = 3n * DAY;
export const MAXIMUM_DELAY = 21n * DAY;

/** The delay of the fixtures' guardians. */
export const DELAY = 5n * DAY;

export const COURT_ORDER = id("order 12/2026 of the court, with its salt");
export const EVERYONE = "0x0000000000000000000000000000000000000000000000000000000000000000";

/** A name as 32 bytes. */
export const name = encodeBytes32String;

/** `IDIDRegistry.Change`, with nothing in what a test does not speak of. */
export interface Change {
  kind: number;
  name: string;
  account: string;
  time: bigint;
  value: string;
}

/** A change of a kind. */
export const change = (kind: number, fields: Partial<Omit<Change, "kind">> = {}): Change => ({
  kind,
  name: EVERYONE,
  account: ZeroAddress,
  time: 0n,
  value: "0x",
  ...fields,
});

/** A key's rights from now on. */
export const rights = (signer: string, right: string, time = FOR_EVER): Change =>
  change(SET_SIGNER, { value: signer, name: right === "" ? EVERYONE : name(right), time });

/** How a signer is known. */
export const hashOf = (signer: string | { address: string }): string =>
  keccak256(typeof signer === "string" ? signer : signer.address);

const CHANGE_FIELDS = [
  { name: "kind", type: "uint8" },
  { name: "name", type: "bytes32" },
  { name: "account", type: "address" },
  { name: "time", type: "uint40" },
  { name: "value", type: "bytes" },
];

/** Fields of each signed form, before the number and the deadline. */
const FORMS = {
  ApplyChanges: ["address identity", "Change[] changes"],
  Withdraw: [],
  SetGuardians: ["address identity", "address[] guardians", "uint8 threshold", "uint32 delay"],
  Freeze: ["address identity"],
  Unfreeze: ["address identity", "uint40 until"],
  SupportRecovery: ["address identity", "address newOwner", "uint256 round"],
  WithdrawSupport: ["address identity", "address newOwner", "uint256 round"],
  VetoRecovery: ["address identity", "uint256 round"],
} as const;

/** `IIdentityGuardians.Authorization`. */
export interface Authorization {
  signer: string;
  nonce: bigint;
  deadline: bigint;
  signature: string;
}

/** What a signature is made over. */
export interface Form {
  readonly domain: { name: string; version: string; chainId: bigint; verifyingContract: string };
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly message: Record<string, unknown>;
}

/** A signed form as typed data. */
export async function formOf(
  registry: DIDRegistry,
  form: keyof typeof FORMS,
  values: Record<string, unknown>,
  nonce: bigint,
  deadline: bigint,
): Promise<Form> {
  const fields = [...FORMS[form], "uint256 nonce", "uint256 deadline"].map((field) => {
    const [type, label] = field.split(" ");
    return { name: label, type };
  });
  const runner = registry.runner?.provider ?? ethers.provider;
  return {
    domain: {
      name: "Civitas DIDRegistry",
      version: "1",
      chainId: (await runner.getNetwork()).chainId,
      verifyingContract: await registry.getAddress(),
    },
    types: { [form]: fields, ...(form === "ApplyChanges" ? { Change: CHANGE_FIELDS } : {}) },
    message: { ...values, nonce, deadline },
  };
}

/** An authorization by a key, which works for an hour unless it says otherwise. */
export async function authorize(
  registry: DIDRegistry,
  key: Wallet,
  form: keyof typeof FORMS,
  values: Record<string, unknown>,
  { nonce = 0n, deadline }: { nonce?: bigint; deadline?: bigint } = {},
): Promise<Authorization> {
  const until = deadline ?? BigInt(await networkHelpers.time.latest()) + 3_600n;
  const { domain, types, message } = await formOf(registry, form, values, nonce, until);
  const signature = await key.signTypedData(domain, types, message);
  return { signer: key.address.toLowerCase(), nonce, deadline: until, signature };
}

/** A registry with its court, and people with ether. */
export interface Identities {
  officers: OfficerTable;
  registry: DIDRegistry;
  deployer: HardhatEthersSigner;
  council: HardhatEthersSigner;
  /** COURT_ORDERS. */
  judge: HardhatEthersSigner;
  relayer: HardhatEthersSigner;
  stranger: HardhatEthersSigner;
  /** The key on the phone; her account is her identity. */
  alice: Wallet;
  /** The key of her next phone. */
  heir: Wallet;
  /** Whom others would like to see as the owner. */
  rival: Wallet;
  /** A key that she keeps at home. */
  spare: Wallet;
  guardians: Wallet[];
}

/** Deploys a registry; `legacyAllowed` as a city chooses it. */
export async function deployRegistry(
  deployer: Signer,
  authority: string,
  legacyAllowed = false,
  predecessor: string = ZeroAddress,
): Promise<DIDRegistry> {
  const guardianship = await new IdentityGuardians__factory(deployer).deploy();
  await guardianship.waitForDeployment();
  const registry = await new DIDRegistry__factory(deployer).deploy(
    authority,
    predecessor,
    legacyAllowed,
    await guardianship.getAddress(),
  );
  await registry.waitForDeployment();
  return registry;
}

async function identitiesWith(legacyAllowed: boolean): Promise<Identities> {
  const [deployer, council, judge, relayer, stranger] = await ethers.getSigners();
  const officers = await deployDouble<OfficerTable>("OfficerTable__Double", deployer);
  const registry = await deployRegistry(deployer, await officers.getAddress(), legacyAllowed);
  await appoint(officers, registry, council, ["retire"]);
  await appoint(officers, registry, judge, ["decideRecovery"]);
  const [alice, heir, rival, spare, ...guardians] = [
    "the phone",
    "the next phone",
    "another phone",
    "a spare key",
    "a friend",
    "a sister",
    "the identity office",
    "a neighbour",
  ].map(keyOf);
  for (const { address } of [alice, heir, rival, spare, ...guardians]) {
    await networkHelpers.setBalance(address, 10n ** 20n);
  }
  return {
    officers,
    registry,
    deployer,
    council,
    judge,
    relayer,
    stranger,
    alice,
    heir,
    rival,
    spare,
    guardians,
  };
}

/** A registry as a city has it. */
export const identities = (): Promise<Identities> => identitiesWith(false);

/** A registry that does all that the original does. */
export const legacyIdentities = (): Promise<Identities> => identitiesWith(true);

/** Alice has three guardians, two of whom act together after {@link DELAY}; her spare key objects. */
export async function guarded(): Promise<Identities> {
  const city = await identities();
  const { registry, alice, spare, guardians } = city;
  await registry.connect(alice).setGuardians(alice, guardians.slice(0, 3), 2n, DELAY);
  await registry.connect(alice).applyChanges(alice, [rights(spare.address, "object")]);
  await networkHelpers.time.increase(DELAY + 1n);
  return city;
}

/** The same with four guardians, so that two pairs can oppose each other. */
export async function guardedByFour(): Promise<Identities> {
  const city = await identities();
  const { registry, alice, spare, guardians } = city;
  await registry.connect(alice).setGuardians(alice, guardians, 2n, DELAY);
  await registry.connect(alice).applyChanges(alice, [rights(spare.address, "object")]);
  await networkHelpers.time.increase(DELAY + 1n);
  return city;
}

/** Two of the guardians support a recovery; the block's time. */
export async function supportBy(
  { registry, alice }: Pick<Identities, "registry" | "alice">,
  newOwner: { address: string },
  ...guardians: Wallet[]
): Promise<bigint> {
  for (const guardian of guardians) {
    await registry.connect(guardian).supportRecovery(alice, newOwner.address);
  }
  return BigInt(await networkHelpers.time.latest());
}
