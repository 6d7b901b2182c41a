import { getAddress } from "ethers";

import { InputError } from "../../errors.js";
import type { Sale } from "./sale.js";
import type { SaleFacts } from "./saleFacts.js";

const DAY = 86_400n;
const LONGEST_DEADLINE = 90n * DAY;

/** Kinds that owners agree to; the others need an order. */
const VOLUNTARY = ["mortgage", "easement", "lease", "covenant", "preEmption"];

/** Amounts, taxes, charges and times that do not add up. */
export function amountFaults(sale: Sale, facts: SaleFacts): InputError[] {
  return [
    ...sumFaults(sale, facts),
    ...taxFaults(sale, facts),
    ...chargeFaults(sale, facts),
    ...timeFaults(sale, facts),
  ];
}

function sumFaults(sale: Sale, { token }: SaleFacts): InputError[] {
  const faults: InputError[] = [];
  const { sellers, payoffs, charges, price, tax, levy, deposit } = sale;
  if (getAddress(sale.token) !== token) {
    faults.push(new InputError("token", sale.token, `is not the city's, ${token}`, "name the city's"));
  }
  const sum = [...sellers, ...payoffs].reduce((total, { amount }) => total + amount, 0n);
  if (sum !== price) {
    faults.push(
      new InputError(
        "price",
        price,
        `is not what sellers and holders get, ${sum}`,
        "let their parts add up to it",
      ),
    );
  }
  const forfeits = sellers.reduce((total, { forfeit }) => total + forfeit, 0n);
  if (forfeits > deposit) {
    faults.push(
      new InputError("deposit", deposit, `is less than what is forfeit, ${forfeits}`, "name less forfeit"),
    );
  }
  const funds = charges.reduce((total, charge) => total + charge.funds, 0n);
  if (funds > price + tax + levy) {
    faults.push(
      new InputError("charges", funds, `are more than the buyer owes, ${price + tax + levy}`, "lend less"),
    );
  }
  return faults;
}

function taxFaults({ isExempt, buyer, tax, levy }: Sale, { due }: SaleFacts): InputError[] {
  if (due === undefined) {
    return [
      new InputError(
        "isExempt",
        isExempt,
        `claims a rate that ${buyer} does not have`,
        "claim none, or ask for it",
      ),
    ];
  }
  return [
    ...(tax < due.tax
      ? [new InputError("tax", tax, `is less than is due, ${due.tax}`, "name what is due")]
      : []),
    ...(levy < due.levy
      ? [new InputError("levy", levy, `is less than is due, ${due.levy}`, "name what is due")]
      : []),
  ];
}

function chargeFaults({ charges }: Sale, { suspended, now }: SaleFacts): InputError[] {
  return charges.flatMap(({ holder, kind, secured, expiryDay }, i) => [
    ...(VOLUNTARY.includes(kind)
      ? []
      : [new InputError(`charges[${i}].kind`, kind, "needs a court's order", "name a voluntary one")]),
    ...(kind === "mortgage" && secured === 0n
      ? [
          new InputError(
            `charges[${i}].secured`,
            secured,
            "secures nothing: no forced sale could pay it",
            "name what it secures, in cents",
          ),
        ]
      : []),
    ...(expiryDay !== 0 && now / DAY > BigInt(expiryDay)
      ? [new InputError(`charges[${i}].expiryDay`, expiryDay, "has passed", "name a later day, or 0")]
      : []),
    ...(suspended.has(getAddress(holder) as `0x${string}`)
      ? [
          new InputError(
            `charges[${i}].holder`,
            holder,
            "has a key that is held for stolen",
            "name another lender",
          ),
        ]
      : []),
  ]);
}

function timeFaults({ deadline }: Sale, { now, isRetired }: SaleFacts): InputError[] {
  return [
    ...(deadline < now ? [new InputError("deadline", deadline, "has passed", "name a later one")] : []),
    ...(deadline > now + LONGEST_DEADLINE
      ? [new InputError("deadline", deadline, "is more than ninety days away", "name an earlier one")]
      : []),
    ...(isRetired
      ? [
          new InputError(
            "conveyance",
            "",
            "is retired",
            "settle with its successor, from the city's directory",
          ),
        ]
      : []),
  ];
}
