import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

import { AbiCoder, decodeBase64, encodeBase64, getBytes, hexlify, toBeHex, zeroPadValue } from "ethers";

/** Order of the group of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** User present, user verified. */
const FLAGS = 0x05;

/** A passkey: a P-256 key whose authenticator signs WebAuthn assertions. */
export interface Passkey {
  readonly qx: string;
  readonly qy: string;
  /** The assertion over `digest`, as contracts built on OpenZeppelin's WebAuthn read it. */
  readonly assert: (digest: string) => string;
}

/** A new passkey. */
export function newPasskey(): Passkey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  if (x === undefined || y === undefined) throw new Error("newPasskey: the key has no coordinates");
  return { qx: fromBase64Url(x), qy: fromBase64Url(y), assert: (digest) => assertion(privateKey, digest) };
}

function assertion(privateKey: KeyObject, digest: string): string {
  const rpIdHash = createHash("sha256").update("city.example").digest();
  const authenticatorData = Buffer.concat([rpIdHash, Buffer.from([FLAGS]), Buffer.alloc(4)]);
  const challenge = toBase64Url(digest);
  const clientData = `{"type":"webauthn.get","challenge":"${challenge}","origin":"https://city.example"}`;
  const message = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
  const signature = sign("sha256", message, { key: privateKey, dsaEncoding: "ieee-p1363" });
  const s = BigInt(hexlify(signature.subarray(32)));
  return AbiCoder.defaultAbiCoder().encode(
    ["bytes32", "bytes32", "uint256", "uint256", "bytes", "string"],
    [
      hexlify(signature.subarray(0, 32)),
      toBeHex(s > ORDER / 2n ? ORDER - s : s, 32),
      clientData.indexOf('"challenge"'),
      clientData.indexOf('"type"'),
      authenticatorData,
      clientData,
    ],
  );
}

const toBase64Url = (hex: string): string =>
  encodeBase64(getBytes(hex)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const fromBase64Url = (text: string): string =>
  zeroPadValue(hexlify(decodeBase64(text.replaceAll("-", "+").replaceAll("_", "/"))), 32);
