import { computeAddress, getAddress, isHexString } from "ethers";

import { InputError } from "../errors.js";
import type { Address, Hex } from "../signing/types.js";

/** A decentralised identifier of the method did:ethr, taken apart. */
export interface ParsedDid {
  /** Without a query. */
  readonly did: string;
  /** The chain it lives on. */
  readonly chainId: bigint;
  /** The account it is about. */
  readonly identity: Address;
  /** The compressed public key, where the identifier is written with it. */
  readonly publicKey?: Hex;
  /** The block that a query names. */
  readonly versionId?: bigint;
  /** The time that a query names, Unix seconds. */
  readonly versionTime?: bigint;
}

const PATTERN = /^did:ethr:(?:(0x[0-9a-f]+|mainnet):)?(0x[0-9a-f]{40}|0x[0-9a-f]{66})$/i;

/** What a query may name. */
const VERSIONS = ["versionId", "versionTime"];

/**
 * Takes an identifier apart.
 * @param did With the chain in hexadecimal, such as `did:ethr:0x7a69:0x…`, and at most one of `?versionId=` (a block)
 * and `?versionTime=` (ISO 8601 with a zone).
 * @throws InputError where it is of another method, or malformed.
 */
export function parseDid(did: string): ParsedDid {
  const [plain, query, ...more] = did.split("?");
  const match = PATTERN.exec(plain);
  if (match === null || more.length > 0) {
    throw new InputError(
      "did",
      did,
      "is no did:ethr with a chain id",
      "write it as did:ethr:0x7a69:0x…, with the chain id in hexadecimal, and no path or fragment",
    );
  }
  const [, network = "mainnet", identifier] = match;
  const chainId = network.toLowerCase() === "mainnet" ? 1n : BigInt(network);
  return { did: plain, chainId, ...accountOf(did, identifier), ...versionOf(did, query) };
}

/** The account, from its address or its public key. */
function accountOf(did: string, identifier: string): Pick<ParsedDid, "identity" | "publicKey"> {
  try {
    if (!isHexString(identifier, 33)) return { identity: getAddress(identifier) as Address };
    return { identity: computeAddress(identifier) as Address, publicKey: identifier };
  } catch {
    throw new InputError("did", did, "names no account", "check for typing errors: its checksum is wrong");
  }
}

/** The version that a query asks for. */
function versionOf(did: string, query: string | undefined): Pick<ParsedDid, "versionId" | "versionTime"> {
  if (query === undefined) return {};
  const asked = [...new URLSearchParams(query)];
  const [name, value] = asked[0] ?? ["", ""];
  if (asked.length !== 1 || !VERSIONS.includes(name)) {
    throw new InputError("did", did, "asks for more than a version", `give one of ${VERSIONS.join(" and ")}`);
  }
  if (name === "versionId") {
    if (!/^\d{1,18}$/.test(value)) {
      throw new InputError("did", did, "names no block", "give its number in decimal: versionId=123");
    }
    return { versionId: BigInt(value) };
  }
  const time = Date.parse(value);
  if (Number.isNaN(time) || !/(?:Z|[+-]\d\d:\d\d)$/.test(value)) {
    throw new InputError("did", did, "names no time", "write it as versionTime=2026-01-31T12:00:00Z");
  }
  return { versionTime: BigInt(Math.floor(time / 1000)) };
}
