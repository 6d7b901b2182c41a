import { getAddress, ZeroAddress } from "ethers";

import { InputError } from "../../errors.js";
import type { Sale } from "./sale.js";
import type { SaleFacts } from "./saleFacts.js";

/** Who is missing, wrong, or on both sides of a statement. */
export function partyFaults(sale: Sale, facts: SaleFacts): InputError[] {
  return [
    ...sellerFaults(sale, facts),
    ...shareFaults(sale, facts),
    ...notaryFaults(sale, facts),
    ...(sale.deposit === 0n ? [] : bothSides(sale)),
  ];
}

function sellerFaults(
  { sellers, buyer, numerator }: Sale,
  { shares, whole, suspended }: SaleFacts,
): InputError[] {
  const faults: InputError[] = [];
  if (sellers.length === 0) {
    return [new InputError("sellers", "", "name nobody", "name everyone who owns the title")];
  }
  if (sellers.length === 1 && getAddress(sellers[0].account) === getAddress(buyer)) {
    faults.push(new InputError("buyer", buyer, "is the seller", "name somebody else"));
  }
  let sum = 0n;
  for (const [i, { account }] of sellers.entries()) {
    const field = `sellers[${i}].account`;
    const key = getAddress(account);
    const share = shares.get(key as `0x${string}`) ?? 0n;
    if (share === 0n)
      faults.push(new InputError(field, account, "owns nothing of the title", "leave it out"));
    if (i > 0 && BigInt(account) <= BigInt(sellers[i - 1].account)) {
      faults.push(new InputError(field, account, "is out of order", "name the sellers ascending, each once"));
    }
    if (suspended.has(key as `0x${string}`)) {
      faults.push(
        new InputError(field, account, "has a key that is held for stolen", "wait for its recovery"),
      );
    }
    sum += share;
  }
  if (numerator === 0n && sum < whole) {
    faults.push(
      new InputError("sellers", `${sum}/${whole}`, "do not own the whole title", "name everyone who owns it"),
    );
  }
  return faults;
}

function shareFaults(sale: Sale, { title, shares, whole }: SaleFacts): InputError[] {
  const { numerator, sellers, payoffs, charges } = sale;
  if (numerator === 0n) return [];
  const faults: InputError[] = [];
  if (!title.isShared) {
    faults.push(
      new InputError("numerator", numerator, "is a share of an undivided title", "sell the whole: 0"),
    );
  }
  if (sellers.length !== 1 || payoffs.length + charges.length !== 0) {
    faults.push(
      new InputError(
        "numerator",
        numerator,
        "has more than one seller, or payoffs or charges",
        "sell each share by itself; releases and charges are all owners' matter",
      ),
    );
  }
  const owned = shares.get(getAddress(sellers[0]?.account ?? ZeroAddress) as `0x${string}`) ?? 0n;
  if (title.isShared && owned < numerator) {
    faults.push(
      new InputError("numerator", numerator, `is more than the seller's ${owned}/${whole}`, "sell less"),
    );
  }
  return faults;
}

function notaryFaults({ notary, sellers, buyer }: Sale, { needsNotary, isNotary }: SaleFacts): InputError[] {
  if (notary === ZeroAddress) {
    return needsNotary
      ? [new InputError("notary", notary, "is missing", "name one: the city asks for a notary")]
      : [];
  }
  const parties = [buyer, ...sellers.map(({ account }) => account)].map((account) => getAddress(account));
  return [
    ...(isNotary ? [] : [new InputError("notary", notary, "is no notary of the city", "name one who is")]),
    ...(parties.includes(getAddress(notary))
      ? [new InputError("notary", notary, "is a party of the sale", "name another one")]
      : []),
  ];
}

/** Whoever stands on both sides could make the sale fail, and win by it: no escrow takes it. */
function bothSides({ buyer, sellers, payoffs, charges }: Sale): InputError[] {
  const owners = sellers.map(({ account }) => getAddress(account));
  const theirs = [...owners, ...payoffs.map(({ holder }) => getAddress(holder))];
  const mend = "sell without a deposit, or name somebody else";
  return [
    ...(theirs.includes(getAddress(buyer))
      ? [new InputError("deposit", buyer, "is of a buyer who owns or holds something of the title", mend)]
      : []),
    ...charges
      .filter(({ holder }) => owners.includes(getAddress(holder)))
      .map(({ holder }) => new InputError("deposit", holder, "sells, and lends to the buyer", mend)),
  ];
}
