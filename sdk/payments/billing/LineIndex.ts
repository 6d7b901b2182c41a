const SMALLEST = 1 << 10;

/** Filled to half, then doubled. */
const FILL = 2;

/**
 * Remembers in which line a text has stood, in 24 bytes a text: a fingerprint of 64 bits instead of the text, so that a
 * million document numbers do not hold on to the file that they were read from. Among a million texts two different ones
 * look alike with a chance of 1 in 30 million; then one of them is told to be there twice.
 */
export class LineIndex {
  #words = new Uint32Array(3 * SMALLEST);
  #size = 0;

  /** The line of a text; undefined where it was not there. */
  get(text: string): number | undefined {
    const [low, high] = fingerprint(text);
    const at = this.#find(this.#words, low, high);
    const line = this.#words[at + 2];
    return line === 0 ? undefined : line;
  }

  /** Remembers a text; the first line of it stays. */
  set(text: string, line: number): void {
    if (this.#size * FILL * 3 >= this.#words.length) this.#grow();
    const [low, high] = fingerprint(text);
    const at = this.#find(this.#words, low, high);
    if (this.#words[at + 2] !== 0) return;
    this.#words.set([low, high, line], at);
    this.#size += 1;
  }

  #grow(): void {
    const [old, words] = [this.#words, new Uint32Array(2 * this.#words.length)];
    for (let at = 0; at < old.length; at += 3) {
      if (old[at + 2] !== 0) words.set(old.subarray(at, at + 3), this.#find(words, old[at], old[at + 1]));
    }
    this.#words = words;
  }

  /** Where a fingerprint stands, or may be put. */
  #find(words: Uint32Array, low: number, high: number): number {
    const mask = words.length / 3 - 1;
    for (let place = low & mask; ; place = (place + 1) & mask) {
      const at = 3 * place;
      if (words[at + 2] === 0 || (words[at] === low && words[at + 1] === high)) return at;
    }
  }
}

/** Two words that depend on every character: multiply and rotate, as MurmurHash3 does, and its finish. */
function fingerprint(text: string): [number, number] {
  let [a, b] = [0x9747b28c, 0x2f0b4e1d];
  for (let i = 0; i < text.length; ++i) {
    const character = text.charCodeAt(i);
    a = Math.imul(a ^ character, 0xcc9e2d51);
    a = (a << 15) | (a >>> 17);
    b = Math.imul(b ^ character, 0x1b873593);
    b = (b << 13) | (b >>> 19);
    b = (b + a) | 0;
  }
  return [finish(a ^ text.length) >>> 0, finish(b ^ a) >>> 0];
}

function finish(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
