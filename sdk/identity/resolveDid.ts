import { toQuantity } from "ethers";

import { InputError } from "../errors.js";
import type { Rpc } from "../chain/rpc.js";
import { type ParsedDid, parseDid } from "./parseDid.js";
import { didDocumentOf } from "./didDocumentOf.js";
import type { DidChange, DidDocument } from "./document.js";
import { readDidHistory } from "./readDidHistory.js";

/** What is said of a document, as W3C's DID Core names it. */
export interface DidDocumentMetadata {
  /** Block of the change that made this version; absent where nothing was ever changed. */
  readonly versionId?: string;
  /** Its time. */
  readonly updated?: string;
  /** Block of the next change, where this version is not the last. */
  readonly nextVersionId?: string;
  /** Its time. */
  readonly nextUpdate?: string;
  /** Present where the identity has ended. */
  readonly deactivated?: true;
}

/** A resolved identifier; verifiers such as `did-jwt-vc` take it as it is. */
export interface DidResolution {
  readonly didDocument: DidDocument;
  readonly didDocumentMetadata: DidDocumentMetadata;
  readonly didResolutionMetadata: { readonly contentType: string };
}

/** A block, as far as it is read. */
interface Block {
  readonly number: bigint;
  readonly time: bigint;
}

/**
 * Resolves an identifier straight from the registry: the document as it is now, or as it was at a block
 * (`?versionId=`) or at a time (`?versionTime=`), for what was signed then.
 *
 * A frozen or compromised key stays listed, as every client of did:ethr has it: ask `credentialStanding` before you
 * rely on what it signs.
 * @param request Asks the chain.
 * @param registry The `DIDRegistry`.
 * @param did See {@link parseDid}.
 * @throws InputError where the identifier is malformed or of another chain, or its version does not exist yet.
 */
export async function resolveDid(request: Rpc, registry: string, did: string): Promise<DidResolution> {
  const parsed = parseDid(did);
  await requireChain(request, parsed);
  const history = await readDidHistory(request, registry, parsed.identity);
  const blocks = blockReader(request);
  const { now, version } = await versionOf(blocks, parsed, history);
  const past = history.filter(({ block }) => block <= version);
  const { document, deactivated } = didDocumentOf(parsed, past, now);
  const [last, next] = [past.at(-1)?.block, history[past.length]?.block];
  return {
    didDocument: document,
    didDocumentMetadata: {
      ...(last === undefined ? {} : { versionId: String(last), updated: iso(await blocks.timeOf(last)) }),
      ...(next === undefined
        ? {}
        : { nextVersionId: String(next), nextUpdate: iso(await blocks.timeOf(next)) }),
      ...(deactivated ? { deactivated } : {}),
    },
    didResolutionMetadata: { contentType: "application/did+ld+json" },
  };
}

/** Refuses an identifier of a chain that the node does not know. */
async function requireChain(request: Rpc, { did, chainId }: ParsedDid): Promise<void> {
  const connected = BigInt(String(await request({ method: "eth_chainId", params: [] })));
  if (connected !== chainId) {
    throw new InputError("did", did, `is of chain ${chainId}`, `ask a node of it, not of chain ${connected}`);
  }
}

/** The last block of the version that is asked for, and the time at which it is looked at. */
async function versionOf(
  blocks: ReturnType<typeof blockReader>,
  { did, versionId, versionTime }: ParsedDid,
  history: readonly DidChange[],
): Promise<{ now: bigint; version: bigint }> {
  const latest = await blocks.latest();
  if (versionId !== undefined) {
    if (versionId > latest.number) {
      throw new InputError("did", did, "asks for a block to come", `ask for ${latest.number} at most`);
    }
    return { now: await blocks.timeOf(versionId), version: versionId };
  }
  // A chain without transactions may not make blocks: its last one then tells no time.
  const clock = BigInt(Math.floor(Date.now() / 1000));
  const now = clock > latest.time ? clock : latest.time;
  if (versionTime === undefined) return { now, version: latest.number };
  if (versionTime > now) {
    throw new InputError("did", did, "asks for a time to come", `ask for ${iso(now)} at most`);
  }
  for (let index = history.length - 1; index >= 0; --index) {
    const { block } = history[index];
    if ((await blocks.timeOf(block)) <= versionTime) return { now: versionTime, version: block };
  }
  return { now: versionTime, version: 0n };
}

/** Reads the times of blocks, each once. */
function blockReader(request: Rpc) {
  const read = async (tag: string): Promise<Block> => {
    const block = (await request({ method: "eth_getBlockByNumber", params: [tag, false] })) as {
      number: string;
      timestamp: string;
    } | null;
    if (block === null) {
      throw new InputError("block", tag, "is not known to the node", "ask a node that keeps old blocks");
    }
    return { number: BigInt(block.number), time: BigInt(block.timestamp) };
  };
  const times = new Map<bigint, Promise<bigint>>();
  return {
    latest: () => read("latest"),
    timeOf: (number: bigint): Promise<bigint> => {
      const time = times.get(number) ?? read(toQuantity(number)).then((block) => block.time);
      times.set(number, time);
      return time;
    },
  };
}

/** A time as the method did:ethr writes it. */
const iso = (seconds: bigint): string => new Date(Number(seconds) * 1000).toISOString().replace(".000", "");
