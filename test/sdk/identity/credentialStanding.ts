import { expect } from "chai";
import { createVerifiableCredentialJwt, verifyCredential } from "did-jwt-vc";
import { concat, hexlify, id, keccak256, toBeHex, toUtf8Bytes, Wallet } from "ethers";
import { EthrDID } from "ethr-did";

import {
  type Change,
  credentialHash,
  type CredentialStanding,
  credentialStanding,
  didChange,
  didOf,
  didResolver,
  FOREVER,
  keyHashesOf,
  readAnchor,
  type VerificationMethod,
} from "../../../sdk/index.js";
import { type IdentityCity, identityCity } from "../../support/didRegistry.js";
import { failureOf } from "../../support/failureOf.js";
import { expectInputError } from "../../support/inputError.js";

const DAY = 86_400n;

/** The client is built for ethers' CommonJS build, whose types are not those of its other build. */
const asTheirs = (value: unknown): never => value as never;

describe("credentials after a theft", () => {
  let city: IdentityCity;
  /** The office that issues, and the key it issues with. */
  let office: Wallet;
  let key: Wallet;
  let did: string;

  beforeEach(async () => {
    city = await identityCity();
    office = await city.newAccount();
    key = new Wallet(Wallet.createRandom().privateKey);
    did = didOf(31337n, office.address);
    await apply(didChange.addDelegate("veriKey", key.address, FOREVER));
    await city.networkHelpers.time.increase(DAY);
  });

  const apply = async (...changes: Change[]) => city.registry.connect(office).applyChanges(office, changes);

  /** A credential that says when it was issued, signed by whoever holds a key. */
  const issue = async (
    signer: Wallet,
    issuedAt: bigint,
    subject = "did:example:resident",
  ): Promise<string> => {
    const issuer = new EthrDID({
      identifier: office.address,
      privateKey: signer.privateKey,
      chainNameOrId: toBeHex(31337),
    });
    return createVerifiableCredentialJwt(
      {
        sub: subject,
        nbf: Number(issuedAt),
        vc: {
          "@context": ["https://www.w3.org/2018/credentials/v1"],
          type: ["VerifiableCredential"],
          credentialSubject: { isResident: true },
        },
      },
      asTheirs(issuer),
    );
  };

  /** Puts the hash of a credential into a transaction of somebody who is not the issuer. */
  async function anchor(credential: string): Promise<string> {
    const sent = await city.relayer.sendTransaction({
      to: city.relayer.address,
      data: credentialHash(credential),
    });
    return sent.hash;
  }

  /** Verifies as `did-jwt-vc` does, as of the anchor or now, and then asks whether it stands. */
  async function judge(credential: string, transaction?: string): Promise<CredentialStanding> {
    const anchoredAt =
      transaction === undefined
        ? undefined
        : await readAnchor(city.request, transaction, credentialHash(credential));
    const resolver = didResolver(city.request, city.address, anchoredAt);
    const { signer } = await verifyCredential(credential, asTheirs(resolver), {
      policies: { now: Number(await city.now()) },
    });
    return credentialStanding(city.request, city.address, {
      issuer: did,
      method: signer,
      anchoredAt,
    });
  }

  it("a credential of a listed key stands, with an anchor and without", async () => {
    const credential = await issue(key, await city.now());
    expect(await judge(credential)).to.deep.equal({ stands: true });
    const transaction = await anchor(credential);
    const datedAt = await city.now();
    expect(await judge(credential, transaction)).to.deep.equal({ stands: true, datedAt });
  });

  it("after a compromise one with an earlier anchor stands; without, or with a later one, it does not", async () => {
    const [anchored, loose] = [
      await issue(key, await city.now()),
      await issue(key, await city.now(), "did:example:other"),
    ];
    const transaction = await anchor(anchored);
    const datedAt = await city.now();
    await city.networkHelpers.time.increase(DAY);
    const stolenAt = await city.now();
    await city.networkHelpers.time.increase(DAY);
    await apply(didChange.declareCompromised(keccak256(key.address), stolenAt));

    expect(await judge(anchored, transaction)).to.deep.equal({ stands: true, datedAt });
    const refused = { stands: false, reason: "key compromised", time: stolenAt };
    expect(await judge(loose)).to.deep.equal(refused);
    expect(await judge(loose, await anchor(loose))).to.deep.equal(refused);
    expect(await judge(anchored)).to.deep.equal(refused);
  });

  it("one that only states its own date is refused, though did-jwt-vc verifies it", async () => {
    const before = await city.now();
    await city.networkHelpers.time.increase(DAY);
    const stolenAt = await city.now();
    await apply(didChange.declareCompromised(keccak256(key.address), stolenAt));
    // The thief dates his credential before the theft.
    const forged = await issue(key, before);
    const resolver = didResolver(city.request, city.address);
    const peer = await verifyCredential(forged, asTheirs(resolver), {
      policies: { now: Number(await city.now()) },
    });
    expect(peer.verified).to.equal(true);
    expect(await judge(forged)).to.deep.equal({ stands: false, reason: "key compromised", time: stolenAt });
    expect(await judge(forged, await anchor(forged))).to.deep.include({ stands: false });
    const elsewhere = await anchor(await issue(key, before, "did:example:somebody else"));
    await expectInputError(() => judge(forged, elsewhere), {
      field: "transaction",
      problem: `does not carry ${credentialHash(forged)}`,
    });
  });

  it("an anchor in the very second of the theft is too late", async () => {
    const credential = await issue(key, await city.now());
    const transaction = await anchor(credential);
    const datedAt = await city.now();
    await apply(didChange.declareCompromised(keccak256(key.address), datedAt + 1n));
    expect(await judge(credential, transaction)).to.deep.equal({ stands: true, datedAt });
    await apply(didChange.declareCompromised(keccak256(key.address), datedAt));
    expect(await judge(credential, transaction)).to.deep.equal({
      stands: false,
      reason: "key compromised",
      time: datedAt,
    });
  });

  it("the owner's own key is dated like any other, and outlives its rotation by an anchor", async () => {
    const credential = await issue(office, await city.now());
    const transaction = await anchor(credential);
    const datedAt = await city.now();
    await city.networkHelpers.time.increase(DAY);
    const stolenAt = await city.now();
    const next = await city.newAccount();
    await apply(
      didChange.declareCompromised(keccak256(office.address), stolenAt),
      didChange.owner(next.address),
    );
    expect(await failureOf(judge(credential))).to.include("invalid_signature");
    expect(await judge(credential, transaction)).to.deep.equal({ stands: true, datedAt });
    const method = {
      id: `${did}#controller`,
      type: "EcdsaSecp256k1RecoveryMethod2020",
      controller: did,
      blockchainAccountId: `eip155:31337:${office.address}`,
    };
    expect(await credentialStanding(city.request, city.address, { issuer: did, method })).to.deep.equal({
      stands: false,
      reason: "key not listed",
    });
  });

  it("while the issuer is frozen nothing new stands; what was anchored does", async () => {
    const credential = await issue(key, await city.now());
    const transaction = await anchor(credential);
    const datedAt = await city.now();
    await city.registry.connect(office).freeze(office);
    const time = await city.registry.frozenUntil(office);
    expect(await judge(credential)).to.deep.equal({ stands: false, reason: "identity frozen", time });
    expect(await judge(credential, transaction)).to.deep.equal({ stands: true, datedAt });
    await city.networkHelpers.time.increaseTo(time);
    expect(await judge(credential)).to.deep.equal({ stands: true });
  });

  it("a key counts only where the issuer vouches with it, not where it encrypts or is another's", async () => {
    const value = hexlify(toUtf8Bytes("k".repeat(32)));
    await apply(didChange.setAttribute("did/pub/X25519/enc/hex", value, DAY));
    const standing = (method: Partial<VerificationMethod>) =>
      credentialStanding(city.request, city.address, {
        issuer: did,
        method: { id: `${did}#delegate-2`, type: "X25519KeyAgreementKey2019", controller: did, ...method },
      });
    const refused = { stands: false, reason: "key not listed" };
    expect(await standing({ publicKeyHex: value.slice(2) })).to.deep.equal(refused);
    expect(await standing({ publicKeyHex: "00" })).to.deep.equal(refused);
    await apply(didChange.setAttribute("did/pub/Ed25519/veriKey/hex", value, DAY));
    const listed = { type: "Ed25519VerificationKey2018", publicKeyHex: value.slice(2) };
    expect(await standing(listed)).to.deep.equal({ stands: true });
    expect(await standing({ ...listed, type: "RSAVerificationKey2018" })).to.deep.equal(refused);
    await apply(didChange.declareCompromised(keccak256(value), 5n));
    expect(await standing(listed)).to.deep.equal({ stands: false, reason: "key compromised", time: 5n });
  });

  it("a public key is compromised when its account is", async () => {
    const { compressedPublicKey } = key.signingKey;
    await apply(didChange.setAttribute("did/pub/Secp256k1/veriKey/hex", compressedPublicKey, DAY));
    await apply(didChange.declareCompromised(keccak256(key.address), 5n));
    const method = {
      id: `${did}#delegate-2`,
      type: "EcdsaSecp256k1VerificationKey2019",
      controller: did,
      publicKeyHex: compressedPublicKey.slice(2),
    };
    expect(keyHashesOf(method)).to.deep.equal([keccak256(compressedPublicKey), keccak256(key.address)]);
    expect(await credentialStanding(city.request, city.address, { issuer: did, method })).to.deep.equal({
      stands: false,
      reason: "key compromised",
      time: 5n,
    });
  });

  describe("readAnchor", () => {
    it("finds a hash in an event of any contract, and in the data of any transaction", async () => {
      const hash = id("a credential");
      const inData = await city.relayer.sendTransaction({
        to: city.relayer.address,
        data: concat(["0x12", hash, "0x34"]),
      });
      expect(await readAnchor(city.request, inData.hash, hash)).to.equal(await city.now());
      const inEvent = await apply(didChange.setAttribute("anchor", hash, 0n));
      expect(await readAnchor(city.request, inEvent.hash, hash.toUpperCase().replace("0X", "0x"))).to.equal(
        await city.now(),
      );
    });

    it("refuses a transaction that is unknown, has failed, or holds the digits only by chance", async () => {
      const hash = id("a credential");
      await expectInputError(() => readAnchor(city.request, id("none"), hash), {
        field: "transaction",
        problem: "is not known, or not mined",
      });
      await expectInputError(() => readAnchor(city.request, "0x12", hash), {
        field: "transaction",
        problem: "is not 32 bytes",
      });
      await expectInputError(() => readAnchor(city.request, id("none"), "0x12"), {
        field: "hash",
        problem: "is not 32 bytes",
      });
      // The digits of the hash, half a byte further on.
      const shifted = await city.relayer.sendTransaction({
        to: city.relayer.address,
        data: `0x0${hash.slice(2)}0`,
      });
      await expectInputError(() => readAnchor(city.request, shifted.hash, hash), {
        field: "transaction",
        problem: `does not carry ${hash}`,
      });
      const data = city.registry.interface.encodeFunctionData("setAttribute", [
        office.address,
        hash,
        "0x",
        1n,
      ]);
      await city.ethers.provider.send("evm_setAutomine", [false]);
      const failing = await city.relayer.sendTransaction({ to: city.address, data, gasLimit: 200_000n });
      await city.networkHelpers.mine();
      await city.ethers.provider.send("evm_setAutomine", [true]);
      await expectInputError(() => readAnchor(city.request, failing.hash, hash), {
        field: "transaction",
        problem: "has failed",
      });
    });
  });

  it("refuses what is no issuer, no key and no registry", async () => {
    const method = {
      id: `${did}#controller`,
      type: "EcdsaSecp256k1RecoveryMethod2020",
      controller: did,
      blockchainAccountId: `eip155:31337:${office.address}`,
    };
    const ask = (change: object, registry = city.address) =>
      credentialStanding(city.request, registry, { issuer: did, method, ...change });
    await expectInputError(() => ask({ issuer: `${did}?versionId=1` }), {
      field: "issuer",
      problem: "names a version",
    });
    await expectInputError(() => ask({ issuer: "did:key:z6Mk" }), {
      field: "did",
      problem: /^is no did:ethr/,
    });
    await expectInputError(() => ask({ anchoredAt: -1n }), { field: "anchoredAt", problem: "is no uint40" });
    await expectInputError(() => ask({ anchoredAt: wallClock() + 10_000n * DAY }), {
      field: "did",
      problem: "asks for a time to come",
    });
    await expectInputError(() => ask({ method: { id: "x", type: "y", controller: did } }), {
      field: "method",
      problem: "holds no key",
    });
    await expectInputError(() => ask({}, office.address), {
      field: "registry",
      problem: /^is no DID registry/,
    });
  });
});

/** The wall's clock, Unix seconds. */
const wallClock = (): bigint => BigInt(Math.floor(Date.now() / 1000));
