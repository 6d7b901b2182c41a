import { ZeroAddress } from "ethers";

import type { Address, Hex } from "../../signing/types.js";
import { factsOf } from "./factsOf.js";
import { TitleDraft } from "./titleDraft.js";
import type { RegisterEvent, TitleRecord } from "./titleRecord.js";

/** What an event does to the title that it names. */
type Step = (title: TitleDraft, event: RegisterEvent) => void;

const number = (value: unknown): number => Number(value);

/** Events that change what a title is; the others are entries of its history, and nothing more. */
const STEPS: Readonly<Record<string, Step>> = {
  Transfer: (title, { register, args, at }) => {
    const [from, to] = [args.from as Address, args.to as Address];
    if (from === ZeroAddress) title.begin(register, to, at);
    else if (to === ZeroAddress) title.end(at);
    else title.pass(to, at);
  },
  Frozen: (title, { args }) => {
    title.isFrozen = args.frozenStatus as boolean;
  },
  TitleDisputed: (title) => {
    title.isDisputed = true;
  },
  DisputeSettled: (title) => {
    title.isDisputed = false;
  },
  SaleOrdered: (title, { args, at }) => {
    title.isSaleOrdered = args.isOrdered as boolean;
    // A foreclosure ends the priority notice too.
    if (title.followsPassing(at)) title.notice = undefined;
  },
  TitleAbsolute: (title) => {
    title.isAbsolute = true;
  },
  NoticeEntered: (title, { args }) => {
    title.notice = {
      beneficiary: args.beneficiary as Address,
      expiresAt: number(args.expiresAt),
      documentHash: args.documentHash as Hex,
    };
  },
  NoticeWaived: (title) => {
    title.notice = undefined;
  },
  Conveyed: (title, { at }) => {
    // A deed over the whole; one over a share leaves the notice.
    if (title.followsPassing(at)) title.notice = undefined;
  },
  OwnershipDivided: (title, { args }) => title.divide(args.denominator as bigint),
  ShareSet: (title, { args }) => title.setShare(args.holder as Address, args.numerator as bigint),
  Encumbered: (title, { args, at }) =>
    title.encumber(number(args.number), args.word as bigint, args.documentHash as Hex, at),
  Released: (title, { args }) => title.release(number(args.number)),
  Subordinated: (title, { args }) => title.subordinate(number(args.number), number(args.advanced)),
  EncumbranceAssigned: (title, { args }) => title.assign(number(args.number), args.to as Address),
  BoundaryEntered: (title, { args, at }) => {
    title.boundary = {
      ringHash: args.ringHash as Hex,
      size: number(args.size),
      documentHash: args.documentHash as Hex,
      enteredAt: at,
    };
  },
};

/**
 * What the events of a line of registers make of its titles.
 * @param events In the order of the chain, from the first on, of all registers of the line.
 * @param wanted Titles of which all events are there; every title where absent.
 * @returns the titles by id
 * @throws InputError where a title's beginning is missing
 */
export function replayTitles(
  events: readonly RegisterEvent[],
  wanted?: ReadonlySet<bigint>,
): ReadonlyMap<bigint, TitleRecord> {
  const drafts = new Map<bigint, TitleDraft>();
  const draftOf = (id: bigint): TitleDraft => {
    const draft = drafts.get(id) ?? new TitleDraft(id);
    drafts.set(id, draft);
    return draft;
  };
  for (const event of events) {
    const { name, args, at } = event;
    if (name === "Replotted") replot(event, draftOf);
    for (const id of titlesOf(event)) {
      const draft = draftOf(id);
      STEPS[name]?.(draft, event);
      draft.entries.push({ at, event: name, facts: factsOf(id, args) });
    }
  }
  const known = [...drafts].filter(([id]) => wanted === undefined || wanted.has(id));
  return new Map(known.map(([id, draft]) => [id, draft.record()]));
}

/** The titles that an event names, each once; an order about an account names none. */
function titlesOf({ name, args }: RegisterEvent): readonly bigint[] {
  const named =
    name === "Replotted"
      ? [...(args.oldIds as bigint[]), ...(args.newIds as bigint[])]
      : [args.id ?? args.tokenId, args.otherId].filter((id) => id !== undefined);
  return [...new Set(named as bigint[])].filter((id) => id !== 0n);
}

/** New titles are absolute where all that they come from were; old ones that none continues are retired. */
function replot({ args }: RegisterEvent, draftOf: (id: bigint) => TitleDraft): void {
  const [oldIds, newIds] = [args.oldIds as bigint[], args.newIds as bigint[]];
  const isAbsolute = oldIds.every((id) => draftOf(id).isAbsolute);
  for (const id of oldIds) {
    const draft = draftOf(id);
    draft.isRetired = !newIds.includes(id);
    for (const heir of newIds) if (heir !== id) draft.children.add(heir);
  }
  for (const id of newIds) {
    const draft = draftOf(id);
    draft.isAbsolute = isAbsolute;
    for (const old of oldIds) if (old !== id) draft.parents.add(old);
  }
}
