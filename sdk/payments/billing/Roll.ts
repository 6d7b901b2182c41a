import { hexlify } from "ethers";

import { InputError } from "../../errors.js";
import { keccak, type Keccak256 } from "../../hashing/keccak.js";
import type { Hex } from "../../signing/types.js";
import { LeafTree } from "../../trees/LeafTree.js";
import { billHasher, type BillHasher } from "./billHasher.js";
import type { Bill } from "./billLeaf.js";
import { amountOfTerms, indexOfTerms } from "./billTerms.js";
import { readRollId } from "./rollId.js";
import { readWord, WORD_BYTES, writeWord } from "./wordBytes.js";

/** A bill with its way up to the root, or to a node that was planted. */
export interface ProvenBill {
  readonly bill: Bill & { readonly commit: Hex };
  readonly proof: readonly Hex[];
}

/** A household's bills under one node. */
export interface ProvenStatement {
  readonly roll: bigint;
  /** Terms of all its places in order; 0 for an unused one. */
  readonly terms: readonly bigint[];
  readonly commit: Hex;
  /** The node above them, which a signature names as `statement`. */
  readonly node: Hex;
  readonly proof: readonly Hex[];
}

/**
 * All bills of a roll, as everybody may see them: terms and commitments, no debtors. 128 bytes a place, for the terms,
 * the commitment and the tree. Fill it with {@link put}, then ask.
 */
export class Roll {
  /** Id, which names payee, opening and depth. */
  readonly id: bigint;
  /** Depth of the tree. */
  readonly levels: number;
  readonly #words: Uint8Array;
  readonly #view: DataView;
  readonly #tree: LeafTree;
  readonly #hasher: BillHasher;
  #count = 0;
  #total = 0n;
  #isClosed = false;

  /**
   * @param id From {@link rollId}, with 1 level or more.
   * @param places Highest index and 1; as many as the tree has leaves where absent.
   */
  constructor(id: bigint, places?: number, keccak256: Keccak256 = keccak) {
    this.id = id;
    this.levels = readRollId(id).levels;
    if (this.levels === 0) {
      throw new InputError("roll", id, "is a series of signed bills", "give the id of a roll with a tree");
    }
    const leaves = 2 ** this.levels;
    const room = places ?? leaves;
    if (!Number.isInteger(room) || room < 1 || room > leaves) {
      throw new InputError("places", room, `do not fit ${leaves} leaves`, `give 1 to ${leaves}`);
    }
    this.#words = new Uint8Array(room * 2 * WORD_BYTES);
    this.#view = new DataView(this.#words.buffer);
    this.#tree = new LeafTree(leaves, keccak256);
    this.#hasher = billHasher(id, keccak256);
  }

  /** Number of bills. */
  get count(): number {
    return this.#count;
  }

  /** Sum of their amounts, millionths. */
  get total(): bigint {
    return this.#total;
  }

  /** The root of the tree. No bill can be added from then on. */
  get root(): Hex {
    return hexlify(this.#closed().root()) as Hex;
  }

  /**
   * Adds a bill at the index that its terms name.
   * @param terms Packed terms.
   * @param commit 32 bytes.
   */
  put(terms: bigint, commit: Uint8Array): void {
    const index = indexOfTerms(terms);
    if (this.#isClosed) {
      throw new InputError("index", index, "comes too late", "add all bills before asking for the root");
    }
    const offset = index * 2 * WORD_BYTES;
    if (offset >= this.#words.length || amountOfTerms(terms) === 0n) {
      throw new InputError(
        "terms",
        terms,
        "are no bill of this roll",
        "number bills from 0, and bill more than 0",
      );
    }
    this.#tree.set(index, this.#hasher.leaf(terms, commit));
    writeWord(this.#view, offset, terms);
    this.#words.set(commit, offset + WORD_BYTES);
    this.#count += 1;
    this.#total += amountOfTerms(terms);
  }

  /** Whether a place is used. */
  has(index: number): boolean {
    return this.#termsAt(index) !== 0n;
  }

  /** A bill with its proof, which ends under a planted node of `plantedLevel` where that is given. */
  bill(index: number, plantedLevel = 0): ProvenBill {
    const terms = this.#termsAt(index);
    if (terms === 0n) {
      throw new InputError("index", index, "is no bill of this roll", "check roll and index");
    }
    const proof = hexes(this.#closed().proof(index));
    return {
      bill: { roll: this.id, terms, commit: this.#commitAt(index) },
      proof: proof.slice(0, proof.length - this.#requireLevel(plantedLevel)),
    };
  }

  /**
   * The statement under one node.
   * @param first Its first place.
   * @param places How many: 2^k, and `first` a multiple of it.
   */
  statement(first: number, places: number, plantedLevel = 0): ProvenStatement {
    const height = Math.log2(places);
    if (!Number.isInteger(height) || height > this.levels || first % places !== 0) {
      throw new InputError(
        "places",
        places,
        "stand under no node",
        "give 2^k places, from a multiple of 2^k on",
      );
    }
    const all = Array.from({ length: places }, (_, i) => first + i);
    const used = all.filter((index) => this.has(index));
    const commits = new Set(used.map((index) => this.#commitAt(index)));
    if (commits.size !== 1) {
      throw new InputError("first", first, "starts no statement", "give the places of one commitment");
    }
    const [commit] = commits;
    const level = this.levels - height;
    const tree = this.#closed();
    const proof = hexes(tree.proofOfNode(level, first / places));
    return {
      roll: this.id,
      terms: all.map((index) => this.#termsAt(index)),
      commit,
      node: hexlify(tree.nodeAt(level, first / places)) as Hex,
      proof: proof.slice(0, proof.length - this.#requireLevel(plantedLevel)),
    };
  }

  /** All nodes of a level, in order, for `plant`: 0 is the root. */
  nodes(level: number): Hex[] {
    const tree = this.#closed();
    return Array.from({ length: 2 ** level }, (_, i) => hexlify(tree.nodeAt(level, i)) as Hex);
  }

  /** All bills in the order of their indices. */
  *bills(): Generator<Bill & { readonly commit: Hex }> {
    for (let index = 0; index * 2 * WORD_BYTES < this.#words.length; ++index) {
      const terms = this.#termsAt(index);
      if (terms !== 0n) yield { roll: this.id, terms, commit: this.#commitAt(index) };
    }
  }

  #closed(): LeafTree {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#tree.fill();
    }
    return this.#tree;
  }

  #termsAt(index: number): bigint {
    const offset = index * 2 * WORD_BYTES;
    const isPlace = Number.isInteger(index) && index >= 0 && offset < this.#words.length;
    return isPlace ? readWord(this.#view, offset) : 0n;
  }

  #commitAt(index: number): Hex {
    const offset = (2 * index + 1) * WORD_BYTES;
    return hexlify(this.#words.subarray(offset, offset + WORD_BYTES)) as Hex;
  }

  #requireLevel(level: number): number {
    if (!Number.isInteger(level) || level < 0 || level > this.levels) {
      throw new InputError("plantedLevel", level, "is no level of the tree", `give 0 to ${this.levels}`);
    }
    return level;
  }
}

const hexes = (hashes: readonly Uint8Array[]): Hex[] => hashes.map((hash) => hexlify(hash) as Hex);
