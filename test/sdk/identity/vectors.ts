import { readFileSync } from "node:fs";

import { p256 } from "@noble/curves/nist.js";
import { expect } from "chai";
import { concat, getBytes, sha256, toBeHex, toUtf8Bytes } from "ethers";
import { hashTypedData, type Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import {
  credentialHash,
  type DidChange,
  didDocumentOf,
  type DidDocument,
  digestOf,
  keyHashesOf,
  p256Signature,
  p256Signer,
  parseDid,
  passkeySignature,
  recoverSigner,
} from "../../../sdk/index.js";
import { type IdentityVectors, identityVectors } from "../../../scripts/vectors/identity.js";
import { vectorsText } from "../../../scripts/vectors/payments.js";

const FILE = "test/vectors/identity.json";

describe("test vectors of the identities", () => {
  const vectors = JSON.parse(readFileSync(FILE, "utf8")) as IdentityVectors;

  it("are what `npm run vectors` writes", async () => {
    expect(readFileSync(FILE, "utf8")).to.equal(vectorsText(await identityVectors()));
  });

  it("hold every form that is signed", () => {
    expect(vectors.signatures.map(({ typedData }) => typedData.primaryType).toSorted()).to.deep.equal([
      "ApplyChanges",
      "Freeze",
      "SetGuardians",
      "SupportRecovery",
      "Unfreeze",
      "VetoRecovery",
      "Withdraw",
      "WithdrawSupport",
    ]);
  });

  for (const { name, typedData, digest, signature } of vectors.signatures) {
    it(`hold a signature to ${name} that viem hashes and signs alike`, async () => {
      const { privateKey, address } = vectors.signer;
      expect(digestOf(typedData)).to.equal(digest);
      expect(hashTypedData(typedData)).to.equal(digest);
      expect(await privateKeyToAccount(privateKey as Hex).signTypedData(typedData)).to.equal(signature);
      expect(recoverSigner(typedData, signature)).to.equal(address);
    });
  }

  it("hold a passkey's answer, valid for its key", () => {
    const { passkey } = vectors;
    const publicKey = p256.getPublicKey(getBytes(passkey.secretKey), false);
    const { x, y } = p256.Point.fromBytes(publicKey).toAffine();
    expect(passkey.signer).to.equal(concat([passkey.verifier, toBeHex(x, 32), toBeHex(y, 32)]).toLowerCase());
    expect(p256Signer(passkey.verifier, { x, y }).toLowerCase()).to.equal(passkey.signer.toLowerCase());
    const signed = concat([passkey.authenticatorData, sha256(toUtf8Bytes(passkey.clientDataJSON))]);
    const der = getBytes(passkey.derSignature);
    expect(p256.verify(der, getBytes(signed), publicKey, { format: "der", lowS: false })).to.equal(true);
    expect(
      passkeySignature(passkey.digest, {
        authenticatorData: getBytes(passkey.authenticatorData),
        clientDataJSON: toUtf8Bytes(passkey.clientDataJSON),
        signature: der,
      }),
    ).to.equal(passkey.signature);
  });

  it("hold a card's signature, in both forms", () => {
    const { card, passkey } = vectors;
    expect(p256Signature(card.given)).to.equal(card.signature);
    const publicKey = p256.getPublicKey(getBytes(passkey.secretKey));
    const valid = p256.verify(getBytes(card.signature), getBytes(card.digest), publicKey, { prehash: false });
    expect(valid).to.equal(true);
  });

  it("hold hashes of credentials", () => {
    expect(vectors.credentials).to.have.lengthOf(2);
    for (const { credential, hash } of vectors.credentials) expect(credentialHash(credential)).to.equal(hash);
  });

  it("hold a history, its document and the hashes of its keys", () => {
    const { did, now, document, keyHashes } = vectors.document;
    const history = vectors.document.history as unknown as Record<string, string>[];
    const changes = history.map(
      (change) =>
        ({
          ...change,
          block: BigInt(change.block),
          previousChange: BigInt(change.previousChange),
          ...("validTo" in change ? { validTo: BigInt(change.validTo) } : {}),
        }) as unknown as DidChange,
    );
    const made = didDocumentOf(parseDid(did), changes, BigInt(now));
    expect(made).to.deep.equal({ document, deactivated: false });
    expect((document as DidDocument).verificationMethod.map((method) => keyHashesOf(method))).to.deep.equal(
      keyHashes,
    );
  });
});
