/** Sizes of groups up to 255, a byte each, in a list that grows. */
export class GroupSizes {
  #sizes = new Uint8Array(1024);
  #count = 0;

  /** The size of the last group; 0 where there is none. */
  get last(): number {
    return this.#count === 0 ? 0 : this.#sizes[this.#count - 1];
  }

  /** Starts a group. */
  push(size: number): void {
    if (this.#count === this.#sizes.length) {
      const sizes = new Uint8Array(2 * this.#count);
      sizes.set(this.#sizes);
      this.#sizes = sizes;
    }
    this.#sizes[this.#count++] = size;
  }

  /** Adds one to the last group. */
  raiseLast(): void {
    this.#sizes[this.#count - 1] += 1;
  }

  /** All of them. */
  toArray(): Uint8Array {
    return this.#sizes.slice(0, this.#count);
  }
}
