import { p256 } from "@noble/curves/nist.js";
import { expect } from "chai";
import { AbiCoder, concat, getBytes, hexlify, id, toBeHex, Wallet, ZeroAddress } from "ethers";

import {
  digestOf,
  p256Signature,
  p256Signer,
  passkeyRequest,
  passkeySignature,
  permitTypedData,
} from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";
import { newPasskey, type Passkey } from "../../support/passkey.js";

const VERIFIER = "0x1000000000000000000000000000000000000001";
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const DIGEST = id("what shall be signed");

describe("passkeys and cards with a P-256 key", () => {
  let passkey: Passkey;
  before(() => {
    passkey = newPasskey();
  });

  const keyOf = ({ qx, qy }: Passkey) => ({ x: BigInt(qx), y: BigInt(qy) });

  describe("p256Signer", () => {
    it("is the verifier and the key, from coordinates and from what a browser tells", () => {
      const expected = concat([VERIFIER, passkey.qx, passkey.qy]);
      expect(p256Signer(VERIFIER, keyOf(passkey))).to.equal(expected);
      expect(p256Signer(VERIFIER, passkey.spki)).to.equal(expected);
    });

    it("refuses what is no key of the curve", async () => {
      const { x, y } = keyOf(passkey);
      const field = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
      const wrong = [
        { x, y: y + 1n },
        { x: 0n, y: 0n },
        { x: x + field, y },
        { x, y: y + field },
        { x, y: y - field },
        { x: x - field, y },
      ];
      for (const key of wrong) {
        await expectInputError(() => p256Signer(VERIFIER, key), {
          field: "publicKey",
          problem: "is no key of P-256",
        });
      }
    });

    it("refuses a public key of another kind, and no verifier", async () => {
      const other = passkey.spki.slice();
      other[22] ^= 1;
      for (const spki of [other, passkey.spki.slice(0, -1), concat([passkey.spki, "0x00"])]) {
        await expectInputError(() => p256Signer(VERIFIER, getBytes(spki)), {
          field: "publicKey",
          problem: "is no SubjectPublicKeyInfo of P-256",
        });
      }
      await expectInputError(() => p256Signer(ZeroAddress, passkey.spki), {
        field: "verifier",
        problem: "is the zero address",
      });
    });
  });

  describe("passkeyRequest", () => {
    it("asks for the digest, from a verified user", () => {
      const holder = new Wallet(id("a holder")).address;
      const domain = { name: "City Token", version: "1", chainId: 1n, verifyingContract: VERIFIER } as const;
      const terms = { owner: holder, spender: VERIFIER, value: 1n, nonce: 0n, deadline: 1n };
      const typedData = permitTypedData(domain, terms);
      const request = passkeyRequest(typedData, [new Uint8Array([1, 2])]);
      expect(hexlify(request.challenge)).to.equal(digestOf(typedData));
      expect(request.userVerification).to.equal("required");
      expect(request.allowCredentials).to.deep.equal([{ type: "public-key", id: new Uint8Array([1, 2]) }]);
      expect(passkeyRequest(typedData).allowCredentials).to.deep.equal([]);
    });
  });

  describe("passkeySignature", () => {
    const decode = (signature: string) =>
      AbiCoder.defaultAbiCoder().decode(
        ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"],
        signature,
      ) as unknown as [string, string, bigint, bigint, string, string];

    it("holds what the authenticator has signed, in the form of the smaller s", () => {
      const forms = new Set<boolean>();
      for (let round = 0; round < 40; ++round) {
        const response = passkey.respond(DIGEST);
        const [r, s, challengeIndex, typeIndex, data, client] = decode(passkeySignature(DIGEST, response));
        expect(data).to.equal(hexlify(response.authenticatorData));
        expect(client).to.equal(new TextDecoder().decode(response.clientDataJSON));
        expect(client.slice(Number(challengeIndex))).to.match(/^"challenge":"/);
        expect(client.slice(Number(typeIndex))).to.match(/^"type":"webauthn.get"/);
        expect(BigInt(s) <= ORDER / 2n).to.equal(true);
        const given = p256.Signature.fromBytes(response.signature, "der");
        expect(BigInt(r)).to.equal(given.r);
        expect([given.s, ORDER - given.s]).to.include(BigInt(s));
        forms.add(given.s === BigInt(s));
      }
      // Half of the signatures come with the greater s: 40 of one kind alone happen once in 2^39.
      expect(forms.size).to.equal(2);
    });

    it("takes what a browser hands over, as buffers", () => {
      const response = passkey.respond(DIGEST);
      const buffers = {
        authenticatorData: new Uint8Array(response.authenticatorData).buffer,
        clientDataJSON: new Uint8Array(response.clientDataJSON).buffer,
        signature: new Uint8Array(response.signature).buffer,
      };
      expect(passkeySignature(DIGEST, buffers)).to.equal(passkeySignature(DIGEST, response));
    });

    it("counts bytes, not letters, where the browser has put something before", () => {
      const response = passkey.respond(DIGEST, { before: '"x":"näher",' });
      const [, , challengeIndex, typeIndex] = decode(passkeySignature(DIGEST, response));
      const bytes = Buffer.from(response.clientDataJSON);
      expect(Number(challengeIndex)).to.equal(bytes.indexOf('"challenge"'));
      expect(Number(typeIndex)).to.equal(bytes.indexOf('"type"'));
    });

    it("refuses the answer to another question", async () => {
      await expectInputError(() => passkeySignature(id("another"), passkey.respond(DIGEST)), {
        field: "clientDataJSON",
        problem: /^has another challenge than /,
      });
      await expectInputError(
        () => passkeySignature(DIGEST, passkey.respond(DIGEST, { type: "webauthn.create" })),
        {
          field: "clientDataJSON",
          problem: "has another type than webauthn.get",
        },
      );
      await expectInputError(
        () =>
          passkeySignature(DIGEST, { ...passkey.respond(DIGEST), clientDataJSON: new Uint8Array([0xff]) }),
        { field: "clientDataJSON", problem: "is no UTF-8" },
      );
      await expectInputError(() => passkeySignature("0x12", passkey.respond(DIGEST)), {
        field: "digest",
        problem: "is not 32 bytes",
      });
    });

    it("refuses an answer whose user was not there, or not verified", async () => {
      for (const flags of [0x00, 0x01, 0x04, 0xfa]) {
        await expectInputError(() => passkeySignature(DIGEST, passkey.respond(DIGEST, { flags })), {
          field: "authenticatorData",
          problem: "does not say that the user was verified",
        });
      }
      const response = passkey.respond(DIGEST);
      const short = { ...response, authenticatorData: response.authenticatorData.slice(0, 36) };
      await expectInputError(() => passkeySignature(DIGEST, short), {
        field: "authenticatorData",
        problem: "has 36 bytes",
      });
    });

    it("refuses what is no signature in DER", async () => {
      const response = passkey.respond(DIGEST);
      const { signature: der } = response;
      const wrong: Uint8Array[] = [
        new Uint8Array(),
        new Uint8Array(64).fill(1),
        der.slice(0, -1),
        getBytes(concat([der, "0x00"])),
        changed(der, 0, 0x31),
        changed(der, 2, 0x03),
        changed(der, 3, 0x00),
        changed(der, 4 + der[3], 0x03),
        getBytes("0x3006020180020101"),
        getBytes("0x3007020101020101ff"),
        getBytes("0x300602010102017f00"),
      ];
      for (const signature of wrong) {
        await expectInputError(() => passkeySignature(DIGEST, { ...response, signature }), {
          field: "signature",
          problem: "is no ECDSA signature in DER",
        });
      }
      const zero = getBytes("0x3006020100020101");
      await expectInputError(() => passkeySignature(DIGEST, { ...response, signature: zero }), {
        field: "signature",
        problem: "is out of range for P-256",
      });
    });
  });

  describe("p256Signature", () => {
    const { secretKey } = p256.keygen();

    it("is r and s, of the smaller s", () => {
      for (const lowS of [true, false]) {
        const given = p256.Signature.fromBytes(
          p256.sign(getBytes(DIGEST), secretKey, { prehash: false, lowS }),
        );
        const s = given.s > ORDER / 2n ? ORDER - given.s : given.s;
        expect(p256Signature(hexlify(given.toBytes()))).to.equal(
          concat([toBeHex(given.r, 32), toBeHex(s, 32)]),
        );
      }
      const [greater, smaller] = [toBeHex(ORDER - 1n, 32), toBeHex(1n, 32)];
      expect(p256Signature(concat([smaller, greater]))).to.equal(concat([smaller, smaller]));
    });

    it("refuses what is no r and s", async () => {
      await expectInputError(() => p256Signature("0x12"), { field: "signature", problem: "is not r and s" });
      const one = toBeHex(1n, 32);
      for (const half of [toBeHex(0n, 32), toBeHex(ORDER, 32)]) {
        for (const signature of [concat([half, one]), concat([one, half])]) {
          await expectInputError(() => p256Signature(signature), {
            field: "signature",
            problem: "is out of range for P-256",
          });
        }
      }
    });
  });
});

/** The same bytes but one. */
function changed(bytes: Uint8Array, index: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[index] = value;
  return copy;
}
