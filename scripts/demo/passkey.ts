import { createHash, generateKeyPairSync, sign } from "node:crypto";

import { encodeBase64, getBytes } from "ethers";

import { type Hex, p256Signer, type PasskeyAssertion, passkeySignature } from "../../sdk/index.js";

/** A passkey of the demo: what a phone and a browser do together, in one process. */
export interface DemoPasskey {
  /** What the registry enrols. */
  readonly signer: Hex;
  /** Signs a digest, as WebAuthn does. */
  readonly sign: (digest: string) => Hex;
}

/** User present, user verified. */
const FLAGS = 0x05;

/**
 * A new passkey.
 * @param verifier The city's `PasskeyVerifier`.
 */
export function newDemoPasskey(verifier: string): DemoPasskey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const answer = (digest: string): PasskeyAssertion => {
    const site = createHash("sha256").update("city.example").digest();
    const authenticatorData = Buffer.concat([site, Buffer.from([FLAGS]), Buffer.alloc(4)]);
    const challenge = encodeBase64(getBytes(digest))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");
    const clientDataJSON = Buffer.from(
      `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://city.example"}`,
    );
    const signed = Buffer.concat([authenticatorData, createHash("sha256").update(clientDataJSON).digest()]);
    return { authenticatorData, clientDataJSON, signature: sign("sha256", signed, privateKey) };
  };
  return {
    signer: p256Signer(verifier, new Uint8Array(publicKey.export({ format: "der", type: "spki" }))),
    sign: (digest) => passkeySignature(digest, answer(digest)),
  };
}
