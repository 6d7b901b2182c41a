import { getAddress } from "ethers";

import { InputError } from "../../errors.js";
import type { Address, Hex } from "../../signing/types.js";
import { sorted } from "../sorted.js";
import type { EncumbranceWord } from "./encumbranceWord.js";
import { readEncumbranceWord } from "./readEncumbranceWord.js";
import { referenceOf } from "./referenceOf.js";
import type { EncumbranceRecord, Moment, TitleEntry, TitleRecord } from "./titleRecord.js";

/** A title while its events are read. */
export class TitleDraft {
  readonly id: bigint;
  readonly parents = new Set<bigint>();
  readonly children = new Set<bigint>();
  readonly entries: TitleEntry[] = [];
  isAbsolute = false;
  isFrozen = false;
  isDisputed = false;
  isSaleOrdered = false;
  isRetired = false;
  notice: TitleRecord["notice"];
  boundary: TitleRecord["boundary"] | undefined;
  #register: Address | undefined;
  #owner: Address | undefined;
  #beginsAt: Moment | undefined;
  #endsAt: Moment | undefined;
  /** When it passed to another owner last. */
  #movedAt: Moment | undefined;
  #denominator = 0n;
  readonly #shares = new Map<Address, bigint>();
  readonly #encumbrances = new Map<number, EncumbranceRecord>();

  constructor(id: bigint) {
    this.id = id;
  }

  /** Entered for the first time, or taken over by the successor of the register. */
  begin(register: Address, owner: Address, at: Moment): void {
    [this.#register, this.#owner, this.#endsAt] = [register, owner, undefined];
    this.#beginsAt ??= at;
  }

  pass(to: Address, at: Moment): void {
    [this.#owner, this.#movedAt] = [to, at];
  }

  end(at: Moment): void {
    this.#endsAt = at;
  }

  /** Whether an event follows upon the passing to another owner, as it does where the same act has told both. */
  followsPassing({ block, index }: Moment): boolean {
    return this.#movedAt?.block === block && this.#movedAt.index === index - 1;
  }

  divide(denominator: bigint): void {
    this.#denominator = denominator;
    this.#shares.clear();
  }

  setShare(holder: Address, numerator: bigint): void {
    if (numerator === 0n) this.#shares.delete(holder);
    else this.#shares.set(holder, numerator);
  }

  encumber(number: number, word: bigint, documentHash: Hex, enteredAt: Moment): void {
    this.#encumbrances.set(number, { ...readEncumbranceWord(word), number, documentHash, enteredAt });
  }

  release(number: number): void {
    this.#require(number);
    this.#encumbrances.delete(number);
  }

  assign(number: number, holder: Address): void {
    this.#change(number, { holder: getAddress(holder) as Address });
  }

  /** Two encumbrances change places. */
  subordinate(number: number, advanced: number): void {
    const [loser, winner] = [this.#require(number).intake, this.#require(advanced).intake];
    this.#change(number, { intake: winner });
    this.#change(advanced, { intake: loser });
  }

  /** What the events so far have made of it. */
  record(): TitleRecord {
    const { id, boundary } = this;
    const [register, beginsAt, endsAt] = [this.#register, this.#beginsAt, this.#endsAt];
    if (register === undefined || beginsAt === undefined || boundary === undefined) throw missing(id);
    const isLive = endsAt === undefined;
    const isShared = isLive && this.#owner === register;
    const lifeStatus = this.isAbsolute ? "absolute" : "provisional";
    return {
      id,
      reference: referenceOf(id),
      register,
      status: isLive ? lifeStatus : this.isRetired ? "retired" : "moved",
      owner: isLive && !isShared ? this.#owner : undefined,
      shares: isShared ? this.#sharesInOrder() : [],
      denominator: isShared ? this.#denominator : 0n,
      isFrozen: isLive && this.isFrozen,
      isDisputed: isLive && this.isDisputed,
      isSaleOrdered: isLive && this.isSaleOrdered,
      notice: isLive ? this.notice : undefined,
      boundary,
      encumbrances: isLive ? sorted(this.#encumbrances.values(), (a, b) => a.intake - b.intake) : [],
      beginsAt,
      endsAt,
      parents: [...this.parents],
      children: [...this.children],
      entries: [...this.entries],
    };
  }

  #sharesInOrder(): TitleRecord["shares"] {
    const shares = [...this.#shares].map(([holder, numerator]) => ({ holder, numerator }));
    return sorted(shares, (a, b) => (a.holder.toLowerCase() < b.holder.toLowerCase() ? -1 : 1));
  }

  #require(number: number): EncumbranceRecord {
    const encumbrance = this.#encumbrances.get(number);
    if (encumbrance === undefined) throw missing(this.id);
    return encumbrance;
  }

  #change(number: number, change: Partial<EncumbranceWord>): void {
    this.#encumbrances.set(number, { ...this.#require(number), ...change });
  }
}

function missing(id: bigint): InputError {
  return new InputError(
    "events",
    referenceOf(id),
    "lacks the beginning of its history",
    "read from the block in which the first register of the line was created, at a node that keeps old events",
  );
}
