import {
  type RegisterReading,
  type Ring,
  type TitleRecord,
  referenceOf,
  twiceArea,
} from "../../sdk/index.js";
import { isoTime } from "../../sdk/land/ladm/isoTime.js";
import { moneyOf } from "../../sdk/land/titles/moneyOf.js";
import { table } from "../lib/table.js";

/** What an extract is made of. */
export interface ExtractInputs {
  readonly reading: RegisterReading;
  readonly title: TitleRecord;
  /** Where it is known. */
  readonly ring: Ring | undefined;
  /** References of parcels that share a stretch of boundary. */
  readonly neighbours: readonly string[];
}

const DAY = 24 * 3600;

/** What the register says of a title, for a person to read. */
export function extractText({ reading, title, ring, neighbours }: ExtractInputs): string {
  const word = reading.words?.get(title.id);
  const lines = [
    `Title ${title.reference}`,
    `after block ${reading.block} of chain ${reading.chainId}, ${isoTime(reading.time)}`,
    `register ${title.register}`,
    word === undefined
      ? "not held against the title's word: the node has that block's state no more"
      : "held against the title's word: nothing is missing",
    "",
    "Status",
    `  ${[title.status, ...standstills(title)].join(", ")}`,
    ...noticeOf(title, reading.time),
    "",
    "Parcel",
    `  ${title.boundary.size} m²${ring === undefined ? "" : ` (exactly ${exactArea(ring)} m²)`}`,
    `  ring ${title.boundary.ringHash}${boundaryProof(word?.isProven)}`,
    `  since ${isoTime(title.boundary.enteredAt.time)}, on ${title.boundary.documentHash}`,
    ...(neighbours.length === 0 ? [] : [`  beside ${neighbours.join(", ")}`]),
    ...lineageOf(title),
    "",
    "Owners",
    ...indented(ownersOf(title)),
    "",
    "Encumbrances, by rank",
    ...indented(encumbrancesOf(title)),
    "",
    "History",
    ...indented(historyOf(title)),
  ];
  return `${lines.join("\n")}\n`;
}

const indented = (text: string): string[] => text.split("\n").map((line) => `  ${line}`.trimEnd());

function standstills({ isFrozen, isDisputed, isSaleOrdered }: TitleRecord): string[] {
  const words = [
    [isFrozen, "frozen by a court"],
    [isDisputed, "in dispute"],
    [isSaleOrdered, "to be sold by order of a court"],
  ] as const;
  return words.filter(([isSet]) => isSet).map(([, word]) => word);
}

function noticeOf({ notice }: TitleRecord, now: number): string[] {
  if (notice === undefined || notice.expiresAt < now) return [];
  return [`  kept for ${notice.beneficiary} until ${isoTime(notice.expiresAt)}`];
}

const boundaryProof = (isProven: boolean | undefined): string =>
  isProven === undefined ? "" : isProven ? ", proven" : ", attested by the registrar";

function lineageOf({ parents, children, endsAt }: TitleRecord): string[] {
  return [
    ...(parents.length === 0 ? [] : [`  came from ${parents.map(referenceOf).join(", ")}`]),
    ...(children.length === 0 ? [] : [`  became ${children.map(referenceOf).join(", ")}`]),
    ...(endsAt === undefined ? [] : [`  ended ${isoTime(endsAt.time)}`]),
  ];
}

function ownersOf({ owner, shares, denominator, endsAt }: TitleRecord): string {
  if (endsAt !== undefined) return "none";
  if (owner !== undefined) return owner;
  return shares.map(({ holder, numerator }) => `${holder}  ${numerator}/${denominator}`).join("\n");
}

function encumbrancesOf({ encumbrances }: TitleRecord): string {
  if (encumbrances.length === 0) return "none";
  const rows = encumbrances.map((encumbrance, i) => {
    const { number, kind, holder, amount, expiryDay, intake } = encumbrance;
    const money = amount === 0n ? "" : moneyOf(amount);
    const until = expiryDay === 0 ? "" : isoTime(expiryDay * DAY).slice(0, 10);
    return [String(i + 1), String(number), kind, money, until, String(intake), holder];
  });
  return table(["rank", "number", "kind", "amount", "until", "day-book", "holder"], rows);
}

function historyOf({ entries }: TitleRecord): string {
  return entries
    .map(({ at, event, facts }) => {
      const said = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
      return [isoTime(at.time), `block ${at.block}`, event, ...said].join("  ");
    })
    .join("\n");
}

/** Square metres with four decimals: the ring's area to the square centimetre, and its half. */
function exactArea(ring: Ring): string {
  const area = twiceArea(ring) * 5_000n;
  const digits = String(area).padStart(9, "0");
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`.replace(/0{1,6}$/, "");
}
