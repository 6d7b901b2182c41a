import { Interface, toQuantity } from "ethers";

import type { Rpc } from "../../chain/rpc.js";
import { InputError } from "../../errors.js";
import type { Address } from "../../signing/types.js";
import { readTitleWord } from "./readTitleWord.js";
import { referenceOf } from "./referenceOf.js";
import type { TitleRecord } from "./titleRecord.js";
import type { TitleWord } from "./titleWord.js";

const REGISTER = new Interface(["function titleOf(uint256 id) view returns (uint256)"]);

/** Words that a node is asked for at once. */
const WORDS_AT_ONCE = 50;

/**
 * Holds titles against their words in a block: owner, status, flags, size, and the numbers of encumbrances in force, so
 * that no event is missing.
 * @param ids Titles that were asked for; one without a record must have no word.
 * @returns the words; undefined where the node has that block's state no more
 * @throws InputError where a word says something else.
 */
export async function checkTitles(
  rpc: Rpc,
  {
    register,
    block,
    titles,
    ids,
  }: {
    readonly register: Address;
    readonly block: number;
    readonly titles: ReadonlyMap<bigint, TitleRecord>;
    readonly ids: readonly bigint[];
  },
): Promise<ReadonlyMap<bigint, TitleWord> | undefined> {
  const words = new Map<bigint, TitleWord>();
  for (let start = 0; start < ids.length; start += WORDS_AT_ONCE) {
    const asked = ids.slice(start, start + WORDS_AT_ONCE);
    const answers = await Promise.all(
      asked.map((id) => wordOf(rpc, titles.get(id)?.register ?? register, id, block)),
    );
    for (const [i, word] of answers.entries()) {
      if (word === undefined) return undefined;
      const title = titles.get(asked[i]);
      requireEqual(asked[i], title === undefined ? { status: "none" } : claimsOf(title), word);
      words.set(asked[i], word);
    }
  }
  return words;
}

/** A title's word; undefined where the node cannot answer for the block. */
async function wordOf(rpc: Rpc, to: Address, id: bigint, block: number): Promise<TitleWord | undefined> {
  const data = REGISTER.encodeFunctionData("titleOf", [id]);
  let answer: unknown;
  try {
    answer = await rpc({ method: "eth_call", params: [{ to, data }, toQuantity(block)] });
  } catch {
    return undefined;
  }
  // Before its creation a contract answers nothing.
  return readTitleWord(answer === "0x" ? 0n : BigInt(answer as string));
}

/** What a title's word must say. */
function claimsOf(title: TitleRecord): Partial<TitleWord> {
  const { register, status, isFrozen, isDisputed, isSaleOrdered } = title;
  if (status === "retired" || status === "moved") return { status, active: 0, blockers: 0 };
  const isShared = title.owner === undefined;
  const sum = title.shares.reduce((total, { numerator }) => total + numerator, 0n);
  return {
    status,
    // Shares that do not make one whole are no owners.
    owner: isShared && sum === title.denominator ? register : title.owner,
    isShared,
    isFrozen,
    isDisputed,
    isSaleOrdered,
    size: title.boundary.size,
    active: title.encumbrances.length,
    blockers: title.encumbrances.filter(({ blocks }) => blocks).length,
  };
}

function requireEqual(id: bigint, claims: Partial<TitleWord>, word: TitleWord): void {
  for (const [field, value] of Object.entries(claims)) {
    const held = word[field as keyof TitleWord];
    if (held === value) continue;
    throw new InputError(
      `events of ${referenceOf(id)}`,
      `${field} ${String(value)}`,
      `differs from the register's own word, which has ${String(held)}`,
      "ask a node that keeps all events, from a block before the first register of the line",
    );
  }
}
