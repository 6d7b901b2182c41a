import { expect } from "chai";
import { createVerifiableCredentialJwt, verifyCredential } from "did-jwt-vc";
import { SigningKey, toBeHex, Wallet } from "ethers";
import { DelegateTypes, EthrDID } from "ethr-did";

import { didOf, didResolver, resolveDid } from "../../../sdk/index.js";
import { type PublishedClient, publishedClient, publishedController } from "../../support/didClients.js";
import { failureOf } from "../../support/failureOf.js";
import { type IdentityCity, identityCity } from "../../support/didRegistry.js";

const CHAIN = 31337n;
const CLAIM = {
  vc: {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    type: ["VerifiableCredential"],
    credentialSubject: { isResident: true },
  },
};

/** The client is built for ethers' CommonJS build, whose types are not those of its other build. */
const asTheirs = (value: unknown): never => value as never;

describe("ethr-did and did-jwt-vc, as npm has them, on our registry", () => {
  let city: IdentityCity;
  let client: PublishedClient;
  let issuer: Wallet;
  let did: string;
  let ethrDid: EthrDID;

  beforeEach(async () => {
    city = await identityCity();
    client = await publishedClient(city.ethers.provider, city.registry);
    issuer = await city.newAccount();
    did = didOf(CHAIN, issuer.address);
    ethrDid = didOfKey(issuer);
  });

  /** The client of an account with this key. */
  function didOfKey(wallet: Wallet, identifier = wallet.address): EthrDID {
    return new EthrDID({
      identifier,
      privateKey: wallet.privateKey,
      provider: asTheirs(city.ethers.provider),
      registry: city.address,
      chainNameOrId: toBeHex(CHAIN),
    });
  }

  const issue = (by: EthrDID): Promise<string> =>
    createVerifiableCredentialJwt({ ...CLAIM, sub: "did:example:resident" }, asTheirs(by));

  /** What the published resolver says must be what ours says; the credential is verified with both. */
  const verify = async (credential: string, at?: bigint) => {
    const ours = await verifyCredential(credential, asTheirs(didResolver(city.request, city.address, at)));
    if (at === undefined) {
      const theirs = await verifyCredential(credential, asTheirs(client));
      expect(ours.signer).to.deep.equal(theirs.signer);
    }
    return ours;
  };

  it("creates an identifier, adds keys and services, and finds them all", async () => {
    expect(ethrDid.did).to.equal(did);
    expect(await ethrDid.lookupOwner(false)).to.equal(issuer.address);
    const delegate = Wallet.createRandom().address;
    await ethrDid.addDelegate(delegate, { delegateType: DelegateTypes.sigAuth, expiresIn: 3600 });
    await ethrDid.setAttribute("did/svc/CityHub", "https://city.example/hub", 86_400);
    await ethrDid.setAttribute("did/pub/Ed25519/veriKey/base64", `0x${"a1".repeat(32)}`, 86_400);
    const { didDocument } = await resolveDid(city.request, city.address, did);
    const theirs = await client.resolve(did);
    expect(theirs.didDocument).to.deep.equal(didDocument);
    expect(didDocument.service).to.deep.equal([
      { id: `${did}#service-1`, type: "CityHub", serviceEndpoint: "https://city.example/hub" },
    ]);
    expect(didDocument.verificationMethod.map(({ id }) => id)).to.deep.equal([
      `${did}#controller`,
      `${did}#delegate-1`,
      `${did}#delegate-2`,
    ]);
    expect(didDocument.authentication).to.deep.equal([`${did}#controller`, `${did}#delegate-1`]);
    expect(await city.registry.validDelegate(issuer, toName("sigAuth"), delegate)).to.equal(true);

    await ethrDid.revokeDelegate(delegate, DelegateTypes.sigAuth);
    await ethrDid.revokeAttribute("did/svc/CityHub", "https://city.example/hub");
    const after = await client.resolve(did);
    expect(after.didDocument).to.deep.equal((await resolveDid(city.request, city.address, did)).didDocument);
    expect(after.didDocument?.service).to.equal(undefined);
    expect(after.didDocument?.authentication).to.deep.equal([`${did}#controller`]);
    expect(await city.registry.validDelegate(issuer, toName("sigAuth"), delegate)).to.equal(false);
  });

  it("a credential of the owner's key verifies, and after a rotation only as of its time", async () => {
    const credential = await issue(ethrDid);
    expect((await verify(credential)).verified).to.equal(true);
    await ethrDid.setAttribute("did/svc/CityHub", "https://city.example/hub", 86_400);
    const before = await city.now();
    const next = await city.newAccount();
    await city.networkHelpers.time.increase(1);
    await ethrDid.changeOwner(next.address);
    expect(await city.registry.identityOwner(issuer)).to.equal(next.address);

    expect(await failureOf(verifyCredential(credential, asTheirs(client)))).to.include("invalid_signature");
    expect(
      await failureOf(verifyCredential(credential, asTheirs(didResolver(city.request, city.address)))),
    ).to.include("invalid_signature");
    expect((await verify(credential, before)).verified).to.equal(true);

    const renewed = await issue(didOfKey(next, issuer.address));
    expect((await verify(renewed)).verified).to.equal(true);
    expect(
      await failureOf(verifyCredential(renewed, asTheirs(didResolver(city.request, city.address, before)))),
    ).to.include("invalid_signature");
  });

  it("a credential of a delegate outlives the rotation of the owner's key", async () => {
    const { kp } = await ethrDid.createSigningDelegate(DelegateTypes.veriKey, 86_400);
    expect(await city.registry.validDelegate(issuer, toName("veriKey"), kp.address)).to.equal(true);
    const credential = await issue(ethrDid);
    expect((await verify(credential)).signer.id).to.equal(`${did}#delegate-1`);
    const next = await city.newAccount();
    await ethrDid.changeOwner(next.address);
    expect((await verify(credential)).verified).to.equal(true);
    await didOfKey(next, issuer.address).revokeDelegate(kp.address, DelegateTypes.veriKey);
    expect(await failureOf(verify(credential))).to.include("invalid_signature");
  });

  it("an ended identity verifies nothing any more", async () => {
    const credential = await issue(ethrDid);
    await ethrDid.changeOwner("0x0000000000000000000000000000000000000000");
    expect((await client.resolve(did)).didDocumentMetadata.deactivated).to.equal(true);
    expect(await failureOf(verify(credential))).to.match(
      /no matching public key|no_suitable_keys|authenticators/,
    );
    expect(await failureOf(ethrDid.setAttribute("did/svc/CityHub", "x", 86_400))).to.include("bad_actor");
  });

  it("a signed act reaches the registry through anyone, where ERC-1056's signatures are on", async () => {
    const legacyCity = await identityCity({ legacy: true });
    const controller = await publishedController(issuer.address, legacyCity.registry, legacyCity.relayer);
    const key = new SigningKey(issuer.privateKey);
    const sign = (hash: string) => {
      const { v, r, s } = key.sign(hash);
      return { sigV: v, sigR: r, sigS: s };
    };
    const delegate = Wallet.createRandom().address;
    const hash = await controller.createAddDelegateHash("veriKey", delegate, 3600);
    await controller.addDelegateSigned("veriKey", delegate, 3600, sign(hash));
    expect(await legacyCity.registry.validDelegate(issuer, toName("veriKey"), delegate)).to.equal(true);
    expect(await failureOf(controller.addDelegateSigned("veriKey", delegate, 3600, sign(hash)))).to.include(
      "bad_signature",
    );
    const next = Wallet.createRandom().address;
    await controller.changeOwnerSigned(next, sign(await controller.createChangeOwnerHash(next)));
    expect(await legacyCity.registry.identityOwner(issuer)).to.equal(next);
  });

  it("a signed act of ERC-1056 is refused, by name, where they are off as in a city", async () => {
    const controller = await publishedController(issuer.address, city.registry, city.relayer);
    const hash = await controller.createChangeOwnerHash(city.relayer.address);
    const { v, r, s } = new SigningKey(issuer.privateKey).sign(hash);
    await expect(
      city.registry.connect(city.relayer).changeOwnerSigned(issuer, v, r, s, city.relayer),
    ).to.be.revertedWithCustomError(city.registry, "LegacySignaturesOff");
    expect(await city.registry.identityOwner(issuer)).to.equal(issuer.address);
  });
});

/** A name as 32 bytes. */
function toName(text: string): string {
  return `0x${Buffer.from(text).toString("hex").padEnd(64, "0")}`;
}
