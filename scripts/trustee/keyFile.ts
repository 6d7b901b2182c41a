import { createCipheriv, createDecipheriv, randomBytes, scrypt, type ScryptOptions } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { promisify } from "node:util";

import { canonicalJson } from "../../sdk/inputs/canonicalJson.js";
import { requireShape, type Shape } from "../../sdk/inputs/requireShape.js";

/** Which trustee of which ceremony a key file is of: readable by everybody, and bound to what is encrypted. */
export interface KeyOwner {
  readonly chainId: number;
  /** The contract of the ceremonies. */
  readonly contract: string;
  readonly ceremonyId: number;
  readonly trustee: number;
  readonly session: string;
}

/** What only the trustee knows. */
export interface TrusteeSecrets {
  /** Of the registered key. */
  readonly secret: bigint;
  /** The trustee's share of every key; none before all dealings are checked. */
  readonly shares: readonly bigint[];
}

/** Work of one guess of the password: 128 MiB and about half a second. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 } as const;
const SHORTEST_PASSWORD = 12;
const CIPHER = "aes-256-gcm";

const hex = (bytes: number): Shape => ({ type: "string", pattern: `^[0-9a-f]{${2 * bytes}}$` });
const NUMBER: Shape = { type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const FILE: Shape = {
  type: "object",
  additionalProperties: false,
  required: ["format", "version", "owner", "salt", "nonce", "tag", "encrypted"],
  properties: {
    format: { const: "civitas-trustee-key" },
    version: { const: 1 },
    owner: {
      type: "object",
      additionalProperties: false,
      required: ["chainId", "contract", "ceremonyId", "trustee", "session"],
      properties: {
        chainId: NUMBER,
        contract: { type: "string", pattern: "^0x[0-9a-f]{40}$" },
        ceremonyId: NUMBER,
        trustee: NUMBER,
        session: { type: "string", pattern: "^0x[0-9a-f]{64}$" },
      },
    },
    salt: hex(32),
    nonce: hex(12),
    tag: hex(16),
    encrypted: { type: "string", pattern: "^([0-9a-f]{2})+$" },
  },
};

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/**
 * The password of the trustee's key file.
 * @throws where it is missing or short
 */
export function passwordOf(environment: NodeJS.ProcessEnv): string {
  const password = environment.TRUSTEE_PASSWORD ?? "";
  if (password.length < SHORTEST_PASSWORD) {
    throw new Error(
      `TRUSTEE_PASSWORD: ${password.length} characters; set at least ${SHORTEST_PASSWORD} that nobody else knows`,
    );
  }
  return password;
}

/** Writes a key file, whole or not at all, readable by its owner alone; a new one never replaces another. */
export async function writeKeyFile(
  path: string,
  password: string,
  owner: KeyOwner,
  { secret, shares }: TrusteeSecrets,
  isNew: boolean,
): Promise<void> {
  const [salt, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv(CIPHER, await derive(password, salt, 32, SCRYPT), nonce);
  cipher.setAAD(Buffer.from(canonicalJson(owner)));
  const text = JSON.stringify({ secret: String(secret), shares: shares.map(String) });
  const encrypted = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  const file = canonicalJson({
    format: "civitas-trustee-key",
    version: 1,
    owner,
    salt: salt.toString("hex"),
    nonce: nonce.toString("hex"),
    tag: cipher.getAuthTag().toString("hex"),
    encrypted: encrypted.toString("hex"),
  });
  const draft = isNew ? path : `${path}.${process.pid}.tmp`;
  const handle = await open(draft, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === "EEXIST" ? "is there already" : "cannot be written";
    throw new Error(`--key-file: ${draft} ${problem}; name another place`, { cause: error });
  });
  try {
    await handle.writeFile(file);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (!isNew) await rename(draft, path);
}

/**
 * Reads a key file.
 * @returns nothing where there is none
 * @throws where it is of another ceremony or trustee, changed, or of another password
 */
export async function readKeyFile(
  path: string,
  password: string,
  owner: KeyOwner,
): Promise<TrusteeSecrets | undefined> {
  if (path === "") throw new Error("--key-file: no file; name where the trustee's key is kept");
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`--key-file: ${path} cannot be read; mend its rights`, { cause: error });
  });
  if (text === undefined) return undefined;
  const file = fileOf(path, text);
  if (canonicalJson(file.owner) !== canonicalJson(owner)) {
    throw new Error(
      `--key-file: ${path} is of trustee ${file.owner.trustee} of ceremony ${file.owner.ceremonyId}, or of another ` +
        "city; a process serves one trustee of one ceremony: name the right file",
    );
  }
  const key = await derive(password, Buffer.from(file.salt, "hex"), 32, SCRYPT);
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(file.nonce, "hex"));
  decipher.setAAD(Buffer.from(canonicalJson(owner)));
  decipher.setAuthTag(Buffer.from(file.tag, "hex"));
  try {
    const plain = Buffer.concat([decipher.update(Buffer.from(file.encrypted, "hex")), decipher.final()]);
    const { secret, shares } = JSON.parse(plain.toString("utf8")) as { secret: string; shares: string[] };
    return { secret: BigInt(secret), shares: shares.map(BigInt) };
  } catch (error) {
    throw new Error(
      `--key-file: ${path} does not open; set TRUSTEE_PASSWORD to the one that it was made with`,
      {
        cause: error,
      },
    );
  }
}

/** Removes a key file. */
export async function removeKeyFile(path: string): Promise<void> {
  await rm(path);
}

interface KeyFile {
  readonly owner: KeyOwner;
  readonly salt: string;
  readonly nonce: string;
  readonly tag: string;
  readonly encrypted: string;
}

function fileOf(path: string, text: string): KeyFile {
  try {
    const value: unknown = JSON.parse(text);
    requireShape(FILE, value, "key");
    return value as KeyFile;
  } catch (error) {
    throw new Error(`--key-file: ${path} is no key file of a trustee; restore it`, { cause: error });
  }
}
