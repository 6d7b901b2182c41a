import { getAddress } from "ethers";

import { InputError } from "../../errors.js";
import type { Sale } from "./sale.js";
import type { SaleFacts } from "./saleFacts.js";

const DAY = 86_400n;

/** What the title and what lies on it have against a statement. */
export function titleFaults(sale: Sale, facts: SaleFacts): InputError[] {
  return [
    ...standstills(sale, facts),
    ...payoffFaults(sale, facts),
    ...doublePayments(sale, facts),
    ...blockersLeft(sale, facts),
  ];
}

function standstills(
  { id, version, buyer }: Sale,
  { title, beneficiary, isTaxSettled }: SaleFacts,
): InputError[] {
  const isLive = title.status === "provisional" || title.status === "absolute";
  if (!isLive) {
    return [new InputError("id", id, `is no title in force (${title.status})`, "check the reference")];
  }
  const stops: readonly (readonly [boolean, InputError])[] = [
    [
      title.version !== version,
      new InputError(
        "version",
        version,
        `is not the title's, which is ${title.version}`,
        "look at the title again and make the statement anew",
      ),
    ],
    [title.isFrozen, new InputError("id", id, "is frozen by a court", "wait for the court")],
    [title.isDisputed, new InputError("id", id, "is in dispute", "wait for the court")],
    [
      title.isSaleOrdered,
      new InputError("id", id, "is to be sold by a court's order", "leave the sale to the court"),
    ],
    [
      beneficiary !== undefined && beneficiary !== getAddress(buyer),
      new InputError(
        "buyer",
        buyer,
        `is not for whom the title is kept (${beneficiary})`,
        "wait for its end",
      ),
    ],
    [
      !isTaxSettled,
      new InputError("id", id, "has taxes that are not settled", "pay the land's open bills first"),
    ],
  ];
  return stops.filter(([isStopped]) => isStopped).map(([, fault]) => fault);
}

function payoffFaults({ payoffs, deadline }: Sale, { encumbrances, suspended }: SaleFacts): InputError[] {
  const faults: InputError[] = [];
  let previous = -1n;
  for (const [i, { number, holder }] of payoffs.entries()) {
    const field = `payoffs[${i}]`;
    const entry = encumbrances.get(number);
    if (entry === undefined) {
      faults.push(
        new InputError(`${field}.number`, number, "is no encumbrance of the title", "leave the payoff out"),
      );
      continue;
    }
    if (entry.holder !== getAddress(holder)) {
      faults.push(
        new InputError(
          `${field}.holder`,
          holder,
          `does not hold it; ${entry.holder} does`,
          "name its holder",
        ),
      );
    }
    if (suspended.has(entry.holder)) {
      faults.push(
        new InputError(
          `${field}.holder`,
          holder,
          "has a key that is held for stolen",
          "wait for its recovery",
        ),
      );
    }
    if (entry.expiryDay !== 0 && deadline / DAY > BigInt(entry.expiryDay)) {
      faults.push(
        new InputError(
          `${field}.number`,
          number,
          "ends before the deadline, and anybody may take it off then",
          "name an earlier deadline, or have it taken off first",
        ),
      );
    }
    const place = (BigInt(entry.intake) << 12n) | BigInt(number);
    if (place <= previous) {
      faults.push(
        new InputError(`${field}.number`, number, "is out of rank", "name the payoffs by rank, each once"),
      );
    }
    previous = place;
  }
  return faults;
}

/** Equal encumbrances may be one right that stands twice, on parcels that were divided and joined again. */
function doublePayments({ payoffs }: Sale, { encumbrances }: SaleFacts): InputError[] {
  const paid = new Set<string>();
  return payoffs.flatMap(({ number, amount }, i) => {
    const entry = encumbrances.get(number);
    if (entry === undefined || amount === 0n) return [];
    const { holder, amount: secured, intake, expiryDay, kind } = entry;
    const word = [holder, secured, intake, expiryDay, kind].join(" ");
    if (!paid.has(word)) {
      paid.add(word);
      return [];
    }
    return [
      new InputError(
        `payoffs[${i}].amount`,
        amount,
        "is paid for what may be a right that is paid already: the two are equal",
        "name the whole sum in one of them, and 0 in the other",
      ),
    ];
  });
}

function blockersLeft({ payoffs, numerator }: Sale, { encumbrances }: SaleFacts): InputError[] {
  const named = new Set(payoffs.map(({ number }) => number));
  return [...encumbrances]
    .filter(([number, { blocks }]) => blocks && !named.has(number))
    .map(
      ([number, { kind, holder }]) =>
        new InputError(
          "payoffs",
          `number ${number}, ${kind} of ${holder}`,
          "blocks the title and is not named",
          numerator === 0n ? "name it, paid or waived" : "have it released first: a share passes free alone",
        ),
    );
}
