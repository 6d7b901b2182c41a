import { isoTime } from "./isoTime.js";
import type { LadmMortgage, LadmRrr } from "./ladm.js";
import type { EncumbranceKind } from "../titles/encumbranceWord.js";
import { moneyOf } from "../titles/moneyOf.js";
import type { EncumbranceRecord, TitleRecord } from "../titles/titleRecord.js";

/** What stands on a title, by LADM's classes. */
export interface LadmRights {
  readonly rights: readonly LadmRrr[];
  readonly restrictions: readonly LadmRrr[];
  readonly responsibilities: readonly LadmRrr[];
  readonly mortgages: readonly LadmMortgage[];
}

/** The class of an encumbrance, and its type in LADM's code lists, where they have one. */
const CLASSES: Readonly<Record<EncumbranceKind, readonly [keyof LadmRights, string]>> = {
  mortgage: ["mortgages", "mortgage"],
  easement: ["restrictions", "servitude"],
  lease: ["rights", "lease"],
  covenant: ["responsibilities", "covenant"],
  caveat: ["restrictions", "caveat"],
  preEmption: ["restrictions", "preEmption"],
  judgmentLien: ["restrictions", "judgmentLien"],
  taxLien: ["restrictions", "taxLien"],
};

const DAY = 24 * 3600;

/** Rights, restrictions, responsibilities and mortgages of a title in force. */
export function rightsOf(title: TitleRecord, timeOfReading: number): LadmRights {
  const entered = title.encumbrances.map((encumbrance, i) => ({
    class: CLASSES[encumbrance.kind][0],
    rrr: encumbranceOf(title, encumbrance),
    amount: moneyOf(encumbrance.amount),
    ranking: i + 1,
  }));
  const of = (name: keyof LadmRights): LadmRrr[] =>
    entered.filter((each) => each.class === name).map(({ rrr }) => rrr);
  return {
    rights: [...ownershipOf(title), ...of("rights")],
    restrictions: [...of("restrictions"), ...standstillOf(title, timeOfReading)],
    responsibilities: of("responsibilities"),
    mortgages: entered
      .filter((each) => each.class === "mortgages")
      .map(({ rrr, amount, ranking }) => ({ ...rrr, amount, ranking })),
  };
}

function ownershipOf(title: TitleRecord): LadmRrr[] {
  const { reference: unit, owner, shares, denominator } = title;
  const beginLifespanVersion = isoTime(ownedSince(title));
  const whole = owner === undefined ? [] : [{ holder: owner, numerator: 1n }];
  const sum = shares.reduce((total, { numerator }) => total + numerator, 0n);
  return [...whole, ...shares].map(({ holder, numerator }) => ({
    rID: `${unit}#ownership-${holder}`,
    type: "ownership",
    unit,
    party: holder,
    share: { numerator: String(numerator), denominator: String(owner === undefined ? denominator : 1n) },
    shareCheck: owner !== undefined || sum === denominator,
    beginLifespanVersion,
  }));
}

/** When owners or shares changed last. */
function ownedSince({ entries, beginsAt }: TitleRecord): number {
  const changes = entries.filter(({ event }) => event === "Transfer" || event === "ShareSet");
  return changes[changes.length - 1]?.at.time ?? beginsAt.time;
}

function encumbranceOf({ reference: unit }: TitleRecord, encumbrance: EncumbranceRecord): LadmRrr {
  const { number, kind, holder, expiryDay, documentHash, enteredAt } = encumbrance;
  return {
    rID: `${unit}#${number}`,
    type: CLASSES[kind][1],
    unit,
    party: holder,
    ...(expiryDay === 0 ? {} : { timeSpec: isoTime((expiryDay + 1) * DAY - 1) }),
    source: documentHash,
    beginLifespanVersion: isoTime(enteredAt.time),
  };
}

/** What keeps the owners from dealing with the title. */
function standstillOf(title: TitleRecord, timeOfReading: number): LadmRrr[] {
  const { reference: unit, notice } = title;
  const since = (event: string): string => {
    const entries = title.entries.filter((entry) => entry.event === event);
    return isoTime(entries[entries.length - 1]?.at.time ?? title.beginsAt.time);
  };
  const courts = (
    [
      [title.isFrozen, "freeze", "Frozen"],
      [title.isDisputed, "dispute", "TitleDisputed"],
      [title.isSaleOrdered, "orderOfSale", "SaleOrdered"],
    ] as const
  ).filter(([isSet]) => isSet);
  const restrictions = courts.map(([, type, event]) => ({
    rID: `${unit}#${type}`,
    type,
    unit,
    beginLifespanVersion: since(event),
  }));
  if (notice === undefined || notice.expiresAt < timeOfReading) return restrictions;
  return [
    ...restrictions,
    {
      rID: `${unit}#priorityNotice`,
      type: "priorityNotice",
      unit,
      party: notice.beneficiary,
      timeSpec: isoTime(notice.expiresAt),
      source: notice.documentHash,
      beginLifespanVersion: since("NoticeEntered"),
    },
  ];
}
