import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import { AbiCoder, decodeBase64, encodeBase64, getBytes, hexlify, toBeHex, zeroPadValue } from "ethers";

/** Order of the group of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** User present, user verified. */
const FLAGS = 0x05;

/** What an authenticator answers in a browser. */
export interface PasskeyResponse {
  readonly authenticatorData: Uint8Array;
  readonly clientDataJSON: Uint8Array;
  /** In DER. */
  readonly signature: Uint8Array;
}

/** An answer that is not as it should be. */
export interface Oddities {
  readonly flags?: number;
  readonly type?: string;
  /** Fields before the others, as browsers may add them. */
  readonly before?: string;
}

/** A passkey: a P-256 key whose authenticator signs WebAuthn assertions. */
export interface Passkey {
  readonly qx: string;
  readonly qy: string;
  /** Its public key as browsers tell it (SubjectPublicKeyInfo). */
  readonly spki: Uint8Array;
  /** What the browser hands over, asked to sign `digest`. */
  readonly respond: (digest: string, oddities?: Oddities) => PasskeyResponse;
  /** The assertion over `digest`, as contracts built on OpenZeppelin's WebAuthn read it. */
  readonly assert: (digest: string) => string;
}

/** A new passkey. */
export function newPasskey(): Passkey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  if (x === undefined || y === undefined) throw new Error("newPasskey: the key has no coordinates");
  return {
    qx: fromBase64Url(x),
    qy: fromBase64Url(y),
    spki: new Uint8Array(publicKey.export({ format: "der", type: "spki" })),
    respond: (digest, oddities) => respond(privateKey, digest, oddities),
    assert: (digest) => assertion(privateKey, digest),
  };
}

function respond(privateKey: KeyObject, digest: string, oddities: Oddities = {}): PasskeyResponse {
  const { flags = FLAGS, type = "webauthn.get", before = "" } = oddities;
  const rpIdHash = createHash("sha256").update("city.example").digest();
  const authenticatorData = Buffer.concat([rpIdHash, Buffer.from([flags]), Buffer.alloc(4)]);
  const challenge = toBase64Url(digest);
  const clientData = `{${before}"type":"${type}","challenge":"${challenge}","origin":"https://city.example"}`;
  const message = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
  return {
    authenticatorData: new Uint8Array(authenticatorData),
    clientDataJSON: new Uint8Array(Buffer.from(clientData)),
    signature: new Uint8Array(sign("sha256", message, privateKey)),
  };
}

function assertion(privateKey: KeyObject, digest: string): string {
  const { authenticatorData, clientDataJSON, signature } = respond(privateKey, digest);
  const clientData = Buffer.from(clientDataJSON).toString();
  const { r, s } = halves(signature);
  return AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"],
    [
      toBeHex(r, 32),
      toBeHex(s > ORDER / 2n ? ORDER - s : s, 32),
      clientData.indexOf('"challenge"'),
      clientData.indexOf('"type"'),
      authenticatorData,
      clientData,
    ],
  );
}

/** The two numbers of a signature in DER. */
function halves(der: Uint8Array): { r: bigint; s: bigint } {
  const length = der[3];
  return {
    r: BigInt(hexlify(der.subarray(4, 4 + length))),
    s: BigInt(hexlify(der.subarray(6 + length))),
  };
}

const toBase64Url = (hex: string): string =>
  encodeBase64(getBytes(hex)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const fromBase64Url = (text: string): string =>
  zeroPadValue(hexlify(decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"))), 32);
