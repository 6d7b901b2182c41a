import { readFile } from "node:fs/promises";

import { p256 } from "@noble/curves/nist.js";
import { getBytes, hexlify, isHexString, SigningKey } from "ethers";

import { deviceSignature, digestOf, type TypedData } from "../../sdk/index.js";

/** A gateway that signs lists and corrections. */
export type GatewaySigner = (statement: TypedData) => string;

/**
 * The key of a gateway from its file, a JSON object {curve, secret}. Nothing of it is ever printed.
 * @throws where the file is none
 */
export async function readGatewayKey(path: string): Promise<GatewaySigner> {
  const { curve, secret } = await parsed(path);
  if (!isHexString(secret, 32) || (curve !== "P-256" && curve !== "secp256k1")) {
    throw new Error(
      `--key: ${path} holds no key of a gateway; write {"curve": "P-256" or "secp256k1", "secret": "0x and 64 digits"}`,
    );
  }
  if (curve === "secp256k1") {
    const key = new SigningKey(secret);
    return (statement) => key.sign(digestOf(statement)).serialized;
  }
  const bytes = getBytes(secret);
  const point = p256.Point.fromBytes(p256.getPublicKey(bytes)).toAffine();
  return (statement) => {
    const signature = p256.sign(getBytes(digestOf(statement)), bytes, { prehash: false });
    return deviceSignature(hexlify(signature), point);
  };
}

async function parsed(path: string): Promise<{ curve?: unknown; secret?: unknown }> {
  try {
    const value: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch (error) {
    // Whatever stands in the file stays out of the message.
    throw new Error(`--key: ${path} cannot be read as JSON; name the file of the gateway's key`, {
      cause: error,
    });
  }
}
