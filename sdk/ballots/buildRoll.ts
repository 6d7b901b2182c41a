import { concat, getBytes, keccak256, ZeroHash } from "ethers";

import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import type { Address, Hex } from "../signing/types.js";
import { MAXIMUM_VOTERS, PAGE_ACCOUNTS, type ElectoralRoll, type RollPage } from "./roll.js";
import { rollPageCount } from "./rollPageCount.js";

/**
 * Builds a roll from any source of accounts: a registrar's list, the valid credentials at a block, the members of a
 * council. Their order does not matter: on the roll they stand in ascending order, so that the same accounts always
 * make the same roll and none stands on it twice.
 * @param accounts Each once.
 * @throws InputError where one is none or stands twice, or there is none at all.
 */
export function buildRoll(accounts: Iterable<string>): ElectoralRoll {
  const inOrder = sortedAccounts(accounts);
  const size = inOrder.length;
  const levels = treeLevels(inOrder.map((account, index) => rollLeaf(index, account)));
  const depth = levels.length - 1;
  const siblingsFrom = (level: number, place: number): Hex[] =>
    levels.slice(level, depth).map((nodes, up) => nodes[(place >> up) ^ 1] ?? EMPTY_NODES[level + up]);
  const indices = new Map(inOrder.map((account, index) => [account, index]));
  return {
    accounts: inOrder,
    size,
    root: levels[depth][0],
    datasetHash: keccak256(concat(inOrder)) as Hex,
    indexOf: (account) => indices.get(requireAddress("account", account)),
    proofOf: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= size) {
        throw new InputError("index", index, "is no voter of the roll", `give 0 to ${size - 1}`);
      }
      return siblingsFrom(0, index);
    },
    pages: () =>
      Array.from({ length: rollPageCount(size) }, (_, number): RollPage => {
        const start = number * PAGE_ACCOUNTS;
        const level = Math.min(PAGE_DEPTH, depth);
        return {
          number,
          accounts: concat(inOrder.slice(start, start + PAGE_ACCOUNTS)) as Hex,
          proof: siblingsFrom(level, start >> level),
        };
      }),
  };
}

/** Levels of the tree below a page's root. */
const PAGE_DEPTH = Math.log2(PAGE_ACCOUNTS);

/** Roots of the trees that hold nothing, by their height. */
const EMPTY_NODES: readonly Hex[] = Array.from({ length: 32 }).reduce<Hex[]>(
  (nodes) => [...nodes, nodeOf(nodes[nodes.length - 1], nodes[nodes.length - 1])],
  [ZeroHash as Hex],
);

/** Bytes of a word. */
const WORD = 32;

/** The leaf of a voter, keccak256(keccak256(abi.encode(index, account))): hashed twice, so that no node passes for one. */
function rollLeaf(index: number, account: Address): Hex {
  const words = new Uint8Array(2 * WORD);
  new DataView(words.buffer).setUint32(WORD - 4, index);
  words.set(getBytes(account), 2 * WORD - 20);
  return keccak256(keccak256(words)) as Hex;
}

function nodeOf(left: Hex, right: Hex): Hex {
  return keccak256(`${left}${right.slice(2)}`) as Hex;
}

/** The levels of the tree from the leaves up; what lies right of the last leaf is not held. */
function treeLevels(leaves: Hex[]): Hex[][] {
  const levels = [leaves];
  for (let nodes = leaves; nodes.length > 1; levels.push(nodes)) {
    const below = nodes;
    const empty = EMPTY_NODES[levels.length - 1];
    nodes = Array.from({ length: Math.ceil(below.length / 2) }, (_, place) =>
      nodeOf(below[2 * place], below[2 * place + 1] ?? empty),
    );
  }
  return levels;
}

function sortedAccounts(accounts: Iterable<string>): Address[] {
  const list = Array.from(accounts, (account, place) => requireAddress(`accounts[${place}]`, account));
  const inOrder = list
    .map((account) => ({ account, key: account.toLowerCase() }))
    .toSorted((one, other) => (one.key < other.key ? -1 : 1))
    .map(({ account }) => account);
  const twice = inOrder.find((account, place) => account === inOrder[place + 1]);
  if (twice !== undefined) {
    throw new InputError(
      `accounts[${list.lastIndexOf(twice)}]`,
      twice,
      `stands at accounts[${list.indexOf(twice)}] already`,
      "name each voter once",
    );
  }
  if (inOrder.length === 0 || inOrder.length > MAXIMUM_VOTERS) {
    throw new InputError("accounts", inOrder.length, "voters make no roll", `give 1 to ${MAXIMUM_VOTERS}`);
  }
  return inOrder;
}
