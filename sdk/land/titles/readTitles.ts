import { Interface, toQuantity, ZeroAddress } from "ethers";

import type { Rpc } from "../../chain/rpc.js";
import { InputError } from "../../errors.js";
import { requireAddress } from "../../inputs/requireAddress.js";
import type { Address } from "../../signing/types.js";
import { checkTitles } from "./checkTitles.js";
import { readRegisterEvents } from "./readRegisterEvents.js";
import { registerLogs, type RegisterLog } from "./registerLogs.js";
import { REGISTER_EVENTS } from "./registerEvents.js";
import { replayTitles } from "./replayTitles.js";
import type { TitleRecord } from "./titleRecord.js";
import type { TitleWord } from "./titleWord.js";

/** Which titles to read, and as of when. */
export interface TitleSearch {
  /** The `LandRegistry`; of registers that succeed each other the last. */
  readonly register: string;
  /** Titles, each with all that it came from in replots; the whole register where absent. */
  readonly ids?: readonly bigint[];
  /** The block after which the titles are told; the latest where absent. */
  readonly block?: number;
  /** A block before the first register was created: spares searching the blocks before. */
  readonly fromBlock?: number;
}

/** Titles at a block. */
export interface RegisterReading {
  readonly chainId: bigint;
  readonly register: Address;
  /** The register and those that it succeeds, the last first. */
  readonly line: readonly Address[];
  readonly block: number;
  /** Of the block, Unix seconds. */
  readonly time: number;
  readonly titles: ReadonlyMap<bigint, TitleRecord>;
  /**
   * The titles' words in that block, against which the titles were held. Undefined where the node has that block's state
   * no more: then nothing but the node's word says that no event is missing.
   */
  readonly words: ReadonlyMap<bigint, TitleWord> | undefined;
}

const SUCCESSION = new Interface(["function predecessor() view returns (address)"]);

/**
 * Reads titles as they were after any block: owners, shares, encumbrances by rank, boundaries, and everything that was
 * ever entered about them. Made of the registers' events, and held against the titles' words, whose counts show where a
 * node keeps one back.
 * @throws InputError where the contract is no register, the node lacks the block, or its events do not make the words.
 */
export async function readTitles(rpc: Rpc, search: TitleSearch): Promise<RegisterReading> {
  const register = requireAddress("register", search.register);
  const chainId = BigInt((await rpc({ method: "eth_chainId", params: [] })) as string);
  const { block, time } = await blockOf(rpc, search.block);
  const line = await lineOf(rpc, register);
  const range = { registers: line, fromBlock: search.fromBlock ?? 0, toBlock: block };
  const wanted = search.ids === undefined ? undefined : new Set(search.ids);
  let logs: RegisterLog[];
  let size: number | undefined;
  do {
    size = wanted?.size;
    logs = await registerLogs(rpc, wanted === undefined ? range : { ...range, ids: [...wanted] });
    if (wanted !== undefined) addParents(logs, wanted);
  } while (wanted?.size !== size);
  const titles = replayTitles(await readRegisterEvents(rpc, logs), wanted);
  const asked = wanted === undefined ? [...titles.keys()] : [...wanted];
  const words = await checkTitles(rpc, { register, block, titles, ids: asked });
  return { chainId, register, line, block, time, titles, words };
}

/** What the wanted titles came from is wanted too. */
function addParents(logs: readonly RegisterLog[], wanted: Set<bigint>): void {
  for (const log of logs) {
    const event = REGISTER_EVENTS.parseLog(log);
    if (event?.name !== "Replotted") continue;
    const [oldIds, newIds] = [event.args.oldIds as bigint[], event.args.newIds as bigint[]];
    if (newIds.some((id) => wanted.has(id))) for (const id of oldIds) wanted.add(id);
  }
}

async function blockOf(rpc: Rpc, asked: number | undefined): Promise<{ block: number; time: number }> {
  const name = asked === undefined ? "latest" : toQuantity(asked);
  const answer = (await rpc({ method: "eth_getBlockByNumber", params: [name, false] })) as {
    number: string;
    timestamp: string;
  } | null;
  if (answer === null) {
    throw new InputError("block", asked, "is no block that the node has", "name one that it has");
  }
  return { block: Number(answer.number), time: Number(answer.timestamp) };
}

/** The register and its predecessors. */
async function lineOf(rpc: Rpc, register: Address): Promise<Address[]> {
  const line: Address[] = [];
  const data = SUCCESSION.encodeFunctionData("predecessor");
  for (let next: string = register; next !== ZeroAddress && !line.includes(next as Address);) {
    line.push(next as Address);
    const answer = await rpc({ method: "eth_call", params: [{ to: next, data }, "latest"] });
    try {
      next = SUCCESSION.decodeFunctionResult("predecessor", String(answer))[0] as string;
    } catch {
      throw new InputError(
        "register",
        next,
        "is no land register",
        "check the address, and the chain that the client is connected to",
      );
    }
  }
  return line;
}
