import { InputError } from "../errors.js";
import { keccak, type Keccak256 } from "../hashing/keccak.js";
import { HASH_BYTES, hashPair } from "./hashPair.js";

/**
 * A Merkle tree over leaves in their own order, in one block of 64 bytes a leaf. Shape and node hashing are those of
 * `@openzeppelin/merkle-tree` with `sortLeaves: false`: any of its tools, and OpenZeppelin's `MerkleProof`, check what
 * comes from here. Leaves are set in any order, hashed by the caller.
 *
 * Node i has the children 2i + 1 and 2i + 2; the leaves stand at the end, backwards.
 */
export class LeafTree {
  /** Number of leaves. */
  readonly size: number;
  readonly #nodes: Uint8Array;
  readonly #isSet: Uint8Array;
  readonly #keccak256: Keccak256;
  #missing: number;
  #isGrown = false;

  /**
   * @param size Number of leaves, at least 1.
   * @param keccak256 Hashes nodes.
   */
  constructor(size: number, keccak256: Keccak256 = keccak) {
    if (!Number.isSafeInteger(size) || size < 1) {
      throw new InputError("size", size, "is no number of leaves", "give a whole number of 1 or more");
    }
    this.size = size;
    this.#nodes = new Uint8Array((2 * size - 1) * HASH_BYTES);
    this.#isSet = new Uint8Array(size);
    this.#missing = size;
    this.#keccak256 = keccak256;
  }

  /**
   * Sets a leaf; each is set once.
   * @param position From 0.
   * @param leaf 32 bytes.
   */
  set(position: number, leaf: Uint8Array): void {
    this.#requirePosition(position);
    if (leaf.length !== HASH_BYTES) {
      throw new InputError("leaf", leaf.length, "bytes are no hash", "give 32 bytes");
    }
    if (this.#isSet[position] === 1) {
      throw new InputError(
        "position",
        position,
        "has its leaf already",
        "give each leaf a position of its own",
      );
    }
    this.#isSet[position] = 1;
    this.#missing -= 1;
    this.#nodes.set(leaf, this.#offsetOf(position));
  }

  /** Makes all leaves zero that are not set: places that nobody uses. */
  fill(): void {
    this.#isSet.fill(1);
    this.#missing = 0;
  }

  /** The leaf at a position. */
  leaf(position: number): Uint8Array {
    this.#requirePosition(position);
    return this.#node(this.#nodeOf(position)).slice();
  }

  /** The root. The first call hashes all nodes. */
  root(): Uint8Array {
    this.#grow();
    return this.#node(0).slice();
  }

  /** The siblings from a leaf up to the root, as `MerkleProof.verify` takes them. */
  proof(position: number): Uint8Array[] {
    this.#requirePosition(position);
    return this.#siblingsOf(this.#nodeOf(position));
  }

  /**
   * A node of a perfect tree (2^k leaves).
   * @param level 0 is the root, k the leaves.
   * @param position From 0, in the order of the leaves.
   */
  nodeAt(level: number, position: number): Uint8Array {
    const node = this.#nodeOfLevel(level, position);
    this.#grow();
    return this.#node(node).slice();
  }

  /** The siblings from a node of a perfect tree up to the root. */
  proofOfNode(level: number, position: number): Uint8Array[] {
    return this.#siblingsOf(this.#nodeOfLevel(level, position));
  }

  #siblingsOf(start: number): Uint8Array[] {
    this.#grow();
    const siblings: Uint8Array[] = [];
    for (let node = start; node > 0; node = (node - 1) >> 1) {
      siblings.push(this.#node(node % 2 === 0 ? node - 1 : node + 1).slice());
    }
    return siblings;
  }

  #nodeOfLevel(level: number, position: number): number {
    const depth = Math.log2(this.size);
    if (!Number.isInteger(depth)) {
      throw new InputError(
        "size",
        this.size,
        "leaves make no perfect tree",
        "ask for nodes where there are 2^k",
      );
    }
    if (!Number.isInteger(level) || level < 0 || level > depth) {
      throw new InputError("level", level, `is no level of ${this.size} leaves`, `give 0 to ${depth}`);
    }
    const width = 2 ** level;
    if (!Number.isInteger(position) || position < 0 || position >= width) {
      throw new InputError("position", position, `is no node of level ${level}`, `give 0 to ${width - 1}`);
    }
    return 2 * width - 2 - position;
  }

  #grow(): void {
    if (this.#isGrown) return;
    if (this.#missing > 0) {
      const first = this.#isSet.indexOf(0);
      throw new InputError(
        "leaves",
        first,
        `is the first of ${this.#missing} positions without a leaf`,
        "set every leaf before asking for the root or a proof",
      );
    }
    for (let node = this.size - 2; node >= 0; --node) {
      const parent = hashPair(this.#node(2 * node + 1), this.#node(2 * node + 2), this.#keccak256);
      this.#nodes.set(parent, node * HASH_BYTES);
    }
    this.#isGrown = true;
  }

  #nodeOf(position: number): number {
    return 2 * this.size - 2 - position;
  }

  #offsetOf(position: number): number {
    return this.#nodeOf(position) * HASH_BYTES;
  }

  #node(node: number): Uint8Array {
    return this.#nodes.subarray(node * HASH_BYTES, (node + 1) * HASH_BYTES);
  }

  #requirePosition(position: number): void {
    if (!Number.isSafeInteger(position) || position < 0 || position >= this.size) {
      throw new InputError(
        "position",
        position,
        `is no position among ${this.size} leaves`,
        `give 0 to ${this.size - 1}`,
      );
    }
  }
}
