import { concat, getBytes, toBeHex } from "ethers";

import { keccak, type Keccak256 } from "../../hashing/keccak.js";
import { requireBytes32 } from "../../inputs/requireBytes32.js";

const WORD_BYTES = 4;
const WORDS = 2 ** 32;

/**
 * A random order that a secret fixes: the same secret gives the same order again, and without it nobody can tell which
 * place came from where. Bills of a roll are numbered by it: a list sorted by street or name would tell a payer's
 * street by the number of the bill.
 *
 * Fisher and Yates, each choice even: words of keccak256(secret ‖ counter), those that would favour a place dropped.
 * @param count How many things are put in order, below 2^32.
 * @param secret 32 bytes, kept by the city.
 * @returns what stands at each place
 */
export function shuffledOrder(count: number, secret: string, keccak256: Keccak256 = keccak): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const draw = wordsFrom(getBytes(requireBytes32("secret", secret)), keccak256);
  for (let last = count - 1; last > 0; --last) {
    const choices = last + 1;
    const even = WORDS - (WORDS % choices);
    let word = draw();
    while (word >= even) word = draw();
    const chosen = word % choices;
    [order[last], order[chosen]] = [order[chosen], order[last]];
  }
  return order;
}

/** Words of 32 bits, evenly spread. */
function wordsFrom(secret: Uint8Array, keccak256: Keccak256): () => number {
  let [counter, at] = [0n, 0];
  let block: DataView = new DataView(new ArrayBuffer(0));
  return () => {
    if (at === block.byteLength) {
      const bytes = keccak256(getBytes(concat([secret, toBeHex(counter++, 32)])));
      block = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      at = 0;
    }
    at += WORD_BYTES;
    return block.getUint32(at - WORD_BYTES);
  };
}
