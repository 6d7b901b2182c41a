import { p256 } from "@noble/curves/nist.js";
import {
  AbiCoder,
  type BaseContract,
  concat,
  ContractFactory,
  encodeBase64,
  getBytes,
  hexlify,
  id,
  sha256,
  type Signer,
  toUtf8Bytes,
  TypedDataEncoder,
  zeroPadBytes,
} from "ethers";
import { EthereumDIDRegistry } from "ethr-did-registry";

import type { DIDRegistry } from "../typechain-types/index.js";
import { CardVerifier__factory, PasskeyVerifier__factory } from "../typechain-types/index.js";
import { change, formOf, name, rights, SET_ATTRIBUTE } from "../test/support/identities.js";
import { deployAuthority } from "../test/support/authority.js";
import { deployDIDRegistry } from "../test/support/didRegistry.js";
import { wholeTransaction } from "./lib/bound.js";
import { BENCH_TIME, type Chain } from "./lib/chain.js";
import { GAS, logGas } from "./lib/gasSchedule.js";
import type { BoundPart, Measured, Mined, Peer, Scenario } from "./lib/scenario.js";

/** When signatures expire: a fixed time, so that calldata is the same in each run. */
const DEADLINE = BigInt(BENCH_TIME) + 30n * 86_400n;

/** A key whose signatures are the same in each run (RFC 6979). */
const P256_KEY = getBytes(id("the key of a passkey"));

const KEY_NAME = name("did/pub/Ed25519/veriKey/hex");
const VERI_KEY = name("veriKey");
const DELAY = 3n * 86_400n;

/** A key of 32 bytes to publish; none like another. */
const keyNumber = (number: number): string => id(`key ${number}`);

/** The registry, the original, and a citizen with guardians and P-256 keys. */
interface IdentityCity {
  readonly registry: DIDRegistry;
  /** npm's ethr-did-registry, as it is published. */
  readonly original: BaseContract;
  readonly citizen: Signer;
  readonly heir: Signer;
  readonly relayer: Signer;
  readonly guardians: readonly Signer[];
  /** Verifier and key of a card, and of a passkey. */
  readonly card: string;
  readonly passkey: string;
}

async function setUp({ ethers }: Chain): Promise<IdentityCity> {
  const [admin, citizen, heir, relayer, ...guardians] = await ethers.getSigners();
  const authority = await deployAuthority(admin);
  const registry = await deployDIDRegistry(admin, authority.address);
  const original = await new ContractFactory(
    EthereumDIDRegistry.abi,
    EthereumDIDRegistry.bytecode,
    admin,
  ).deploy();
  const publicKey = hexlify(p256.getPublicKey(P256_KEY, false).slice(1));
  const verifiers = [
    await new CardVerifier__factory(admin).deploy(),
    await new PasskeyVerifier__factory(admin).deploy(),
  ];
  const [card, passkey] = await Promise.all(
    verifiers.map(async (verifier) => concat([await verifier.getAddress(), publicKey])),
  );
  return { registry, original, citizen, heir, relayer, guardians: guardians.slice(0, 3), card, passkey };
}

// --- Acts: on any registry of ERC-1056 ---

/** The citizen names another owner; afterwards the new one names the citizen again, where `isLater`. */
async function changeOwner(
  registry: BaseContract,
  { citizen, heir }: IdentityCity,
  isLater: boolean,
): Promise<Measured> {
  const identity = await citizen.getAddress();
  const next = isLater ? identity : await heir.getAddress();
  if (isLater) await registry.connect(citizen).getFunction("changeOwner").send(identity, heir);
  const tx = await registry
    .connect(isLater ? heir : citizen)
    .getFunction("changeOwner")
    .send(identity, next);
  return {
    tx,
    async effects(expect) {
      expect(await registry.getFunction("identityOwner").staticCall(identity)).to.equal(next);
      await expect(tx).to.emit(registry, "DIDOwnerChanged");
    },
  };
}

/** The citizen publishes a key, not the first. */
async function setAttribute(registry: BaseContract, { citizen }: IdentityCity): Promise<Measured> {
  const identity = await citizen.getAddress();
  const set = registry.connect(citizen).getFunction("setAttribute");
  await set.send(identity, KEY_NAME, keyNumber(0), 1_000n);
  const tx = await set.send(identity, KEY_NAME, keyNumber(1), 1_000n);
  return { tx, effects: published(registry, tx, identity) };
}

/** The citizen names a delegate, not the first. */
async function addDelegate(
  registry: BaseContract,
  { citizen, heir, relayer }: IdentityCity,
): Promise<Measured> {
  const identity = await citizen.getAddress();
  const add = registry.connect(citizen).getFunction("addDelegate");
  await add.send(identity, VERI_KEY, heir, 1_000n);
  const tx = await add.send(identity, VERI_KEY, relayer, 1_000n);
  return {
    tx,
    async effects(expect) {
      expect(await registry.getFunction("validDelegate").staticCall(identity, VERI_KEY, relayer)).to.equal(
        true,
      );
      await expect(tx).to.emit(registry, "DIDDelegateChanged");
    },
  };
}

function published(registry: BaseContract, tx: Mined, identity: string): Measured["effects"] {
  return async (expect) => {
    await expect(tx).to.emit(registry, "DIDAttributeChanged");
    expect(await registry.getFunction("changed").staticCall(identity)).not.to.equal(0n);
  };
}

// --- Acts: on our registry ---

/** Ten keys at once, the first of an identity. */
async function publishTen({ registry, citizen }: IdentityCity): Promise<Measured> {
  const identity = await citizen.getAddress();
  const changes = Array.from({ length: 10 }, (_, index) =>
    change(SET_ATTRIBUTE, { name: KEY_NAME, value: keyNumber(index), time: 1_000n }),
  );
  const tx = await registry.connect(citizen).applyChanges(identity, changes);
  return {
    tx,
    async effects(expect) {
      const receipt = await tx.wait();
      expect(receipt?.logs.length).to.equal(10);
      await published(registry, tx, identity)(expect);
    },
  };
}

/** A P-256 key that is enrolled to act publishes a key; anyone carries its signature. */
async function publishSigned(
  city: IdentityCity,
  signer: string,
  sign: (digest: string) => string,
): Promise<Measured> {
  const { registry, citizen, relayer } = city;
  const identity = await citizen.getAddress();
  await registry.connect(citizen).applyChanges(identity, [rights(signer, "act")]);
  const send = async (number: number) => {
    const changes = [change(SET_ATTRIBUTE, { name: KEY_NAME, value: keyNumber(number), time: 1_000n })];
    const nonce = BigInt(number);
    const values = { identity, changes };
    const { domain, types, message } = await formOf(registry, "ApplyChanges", values, nonce, DEADLINE);
    const signature = sign(TypedDataEncoder.hash(domain, types, message));
    return registry
      .connect(relayer)
      .applySigned(identity, changes, { signer, nonce, deadline: DEADLINE, signature });
  };
  await send(0);
  const tx = await send(1);
  return { tx, effects: published(registry, tx, identity) };
}

/** `r` and `s` over 32 bytes, with the lower `s`. */
const signPlainly = (digest: Uint8Array): string =>
  hexlify(p256.sign(digest, P256_KEY, { prehash: false, lowS: true }));

/** What an authenticator answers, as contracts built on OpenZeppelin's WebAuthn read it. */
function assertion(digest: string): string {
  const challenge = encodeBase64(digest).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const clientData = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://city.example"}`;
  const authenticatorData = concat([sha256(toUtf8Bytes("city.example")), "0x05", "0x00000000"]);
  const signature = signPlainly(
    getBytes(sha256(concat([authenticatorData, sha256(toUtf8Bytes(clientData))]))),
  );
  return AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"],
    [
      signature.slice(0, 66),
      zeroPadBytes(`0x${signature.slice(66)}`, 32),
      clientData.indexOf('"challenge"'),
      clientData.indexOf('"type"'),
      authenticatorData,
      clientData,
    ],
  );
}

/** A citizen with three guardians, two of whom act together. */
async function guardedCitizen({ registry, citizen, guardians }: IdentityCity): Promise<string> {
  await registry.connect(citizen).setGuardians(citizen, [...guardians], 2n, DELAY);
  return citizen.getAddress();
}

async function freeze(city: IdentityCity): Promise<Measured> {
  const identity = await guardedCitizen(city);
  const tx = await city.registry.connect(city.guardians[0]).freeze(identity);
  return {
    tx,
    async effects(expect) {
      expect(await city.registry.frozenUntil(identity)).not.to.equal(0n);
      await expect(tx).to.emit(city.registry, "FreezeSet");
    },
  };
}

/** The second guardian supports, so that the delay begins. */
async function support(city: IdentityCity): Promise<Measured> {
  const identity = await guardedCitizen(city);
  const { registry, guardians, heir } = city;
  await registry.connect(guardians[0]).supportRecovery(identity, heir);
  const tx = await registry.connect(guardians[1]).supportRecovery(identity, heir);
  return {
    tx,
    async effects(expect) {
      expect((await registry.recoveryOf(identity)).newOwner).to.equal(await heir.getAddress());
      await expect(tx).to.emit(registry, "RecoveryAnnounced");
    },
  };
}

async function execute(city: IdentityCity, { networkHelpers }: Chain): Promise<Measured> {
  await support(city);
  await networkHelpers.time.increase(DELAY);
  const identity = await city.citizen.getAddress();
  const tx = await city.registry.connect(city.relayer).executeRecovery(identity);
  return {
    tx,
    async effects(expect) {
      expect(await city.registry.successorOf(identity)).to.equal(await city.heir.getAddress());
      await expect(tx).to.emit(city.registry, "RecoveryCompleted");
    },
  };
}

// --- Bounds, peers, checks ---

const NEW_HEAD: BoundPart = {
  what: "the identity's word, cold new slot",
  gas: GAS.coldNewSlot,
  why: "owner and block of the last change are born",
};
const HEAD: BoundPart = {
  what: "the identity's word, cold update",
  gas: GAS.coldUpdate,
  why: "the block of the last change",
};
const OWNER_EVENT: BoundPart = {
  what: "DIDOwnerChanged event",
  gas: logGas(2, 64),
  why: "ERC-1056 prescribes it",
};
const attributeEvents = (count: number): BoundPart => ({
  what: `DIDAttributeChanged event, ${count}`,
  gas: count * logGas(2, 6 * 32),
  why: "ERC-1056 prescribes it",
});
const P256_CHECK: BoundPart = {
  what: "the curve, by the precompile; the verifier's code, cold",
  gas: GAS.p256Verify + GAS.coldAccount,
  why: "the key has signed, and its owner chose the verifier",
};
const ENROLMENT: BoundPart = {
  what: "enrolment of the key, cold read; word of its numbers, cold update",
  gas: GAS.coldRead + GAS.coldUpdate,
  why: "the key may act, and each signature works once",
};

const OWNER_CHECKS = [
  "the caller is the owner",
  "the identity is neither deactivated nor frozen",
  "the record is here, or the registry is not retired",
];
const ATTRIBUTE_CHECKS = [...OWNER_CHECKS, "the name can be read", "the value is not too long"];
const SIGNED_CHECKS = [
  "the key has signed all changes, for this chain and registry",
  "the deadline, at most 90 days ahead",
  "the number is unused",
  "the key is enrolled to act",
  ...ATTRIBUTE_CHECKS.slice(1),
];

const ETHR = "ethr-did-registry 1.3.0, npm's bytecode";

/** The original, doing the same. */
const original = (
  act: (registry: BaseContract, city: IdentityCity) => Promise<Measured>,
  per?: number,
): Peer<IdentityCity> => ({
  name: "ethr-did-registry",
  source: ETHR,
  per,
  run: ({ city }) => act(city.original, city),
});

/** The identities of a city. */
export const scenario: Scenario<IdentityCity> = {
  domain: "identity",
  setUp,
  rows: [
    {
      operation: "DID change owner, first",
      story: "A citizen rotates the key of an identity that was never written.",
      goal: 47_500,
      bound: wholeTransaction(NEW_HEAD, OWNER_EVENT),
      checks: OWNER_CHECKS,
      peers: [original((registry, city) => changeOwner(registry, city, false))],
      run: ({ city }) => changeOwner(city.registry, city, false),
    },
    {
      operation: "DID change owner, later",
      story: "A citizen rotates the key again.",
      goal: 30_500,
      bound: wholeTransaction(HEAD, OWNER_EVENT),
      checks: OWNER_CHECKS,
      peers: [original((registry, city) => changeOwner(registry, city, true))],
      run: ({ city }) => changeOwner(city.registry, city, true),
    },
    {
      operation: "DID attribute, batch of 10, each",
      story: "A citizen publishes ten keys at once, the first of the identity.",
      goal: 11_500,
      bound: wholeTransaction(NEW_HEAD, attributeEvents(10)),
      checks: ATTRIBUTE_CHECKS,
      per: 10,
      peers: [original(setAttribute, 1)],
      run: ({ city }) => publishTen(city),
    },
    {
      operation: "DID attribute",
      story: "A citizen publishes a key, not the first.",
      bound: wholeTransaction(HEAD, attributeEvents(1)),
      checks: ATTRIBUTE_CHECKS,
      peers: [original(setAttribute)],
      run: ({ city }) => setAttribute(city.registry, city),
    },
    {
      operation: "DID delegate",
      story: "A citizen names a delegate, not the first.",
      bound: wholeTransaction(
        HEAD,
        { what: "end of the validity, cold new slot", gas: GAS.coldNewSlot, why: "contracts read it" },
        { what: "DIDDelegateChanged event", gas: logGas(2, 4 * 32), why: "ERC-1056 prescribes it" },
      ),
      checks: [...OWNER_CHECKS, "the use can be read"],
      peers: [original(addDelegate)],
      run: ({ city }) => addDelegate(city.registry, city),
    },
    {
      operation: "passkey-signed DID update (P-256, osaka)",
      story: "A P-256 key publishes a key by a plain signature, not its first; anyone carries it.",
      goal: 65_000,
      bound: wholeTransaction(HEAD, attributeEvents(1), P256_CHECK, ENROLMENT),
      checks: SIGNED_CHECKS,
      peers: [],
      run: ({ city }) => publishSigned(city, city.card, (digest) => signPlainly(getBytes(digest))),
    },
    {
      operation: "passkey-signed DID update (WebAuthn, osaka)",
      story: "The same by the whole assertion of a phone's passkey.",
      bound: wholeTransaction(HEAD, attributeEvents(1), P256_CHECK, ENROLMENT),
      checks: [...SIGNED_CHECKS, "the person was present and verified, says the authenticator"],
      peers: [],
      run: ({ city }) => publishSigned(city, city.passkey, assertion),
    },
    {
      operation: "passkey-signed DID update (P-256, prague)",
      story: "The plain signature where the chain lacks the precompile: the curve is computed.",
      hardfork: "prague",
      checks: SIGNED_CHECKS,
      peers: [],
      run: ({ city }) => publishSigned(city, city.card, (digest) => signPlainly(getBytes(digest))),
    },
    {
      operation: "DID freeze by a guardian",
      story: "A guardian freezes an identity whose phone was stolen.",
      checks: ["a guardian in force", "twice a year at most", "an announcement of other guardians is void"],
      peers: [],
      run: ({ city }) => freeze(city),
    },
    {
      operation: "DID recovery supported, second of two",
      story: "The second guardian names the next owner; the delay begins.",
      checks: ["a guardian in force", "once each", "no dispute", "the next owner can be one"],
      peers: [],
      run: ({ city }) => support(city),
    },
    {
      operation: "DID recovery completed",
      story: "Anyone completes a recovery after its delay.",
      checks: ["the threshold was reached", "the delay is over", "nobody vetoed", "no dispute"],
      peers: [],
      run: ({ city, chain }) => execute(city, chain),
    },
  ],
};
