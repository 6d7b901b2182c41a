import { expect } from "chai";
import { concat, type ContractTransactionResponse } from "ethers";

import {
  as,
  type Ballots,
  frozenRoll,
  HOUR,
  keyOf,
  nobodies,
  now,
  OBJECTIONS,
  openElection,
  PAGE_ACCOUNTS,
  receiptOf,
  relayed,
  RollDrawing,
  sorted,
  SOURCE,
} from "../support/ballots.js";
import { gasCounts } from "../support/gas.js";
import { networkHelpers } from "../support/network.js";

const MOST_GAS = 15_000_000n;

/** The largest batches that the documentation names: with pages, and with proofs of 17 siblings. */
const LARGEST_BATCH = 1_600;
const LARGEST_BATCH_WITH_PROOFS = 550;

describe("The largest batches of relayed ballots", function () {
  let city: Ballots;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(frozenRoll);
  });

  /** A batch of voters with keys of their own, on a roll of 100,000 of which only their page is drawn. */
  const largeBatch = async (size: number) => {
    const keys = new Map(
      Array.from({ length: size }, (_, i) => keyOf(`voter of a large batch ${i}`)).map((key) => [
        key.address,
        key,
      ]),
    );
    const pages = Math.ceil(size / PAGE_ACCOUNTS);
    const others = nobodies(pages * PAGE_ACCOUNTS - size);
    const drawing = new RollDrawing(sorted([...keys.keys(), ...others]));
    const { root, proof } = drawing.within(17);
    const until = (await now()) + OBJECTIONS + HOUR;
    await as(city.roll, city.office).announce(root, drawing.datasetHash, SOURCE, 100_000, until);
    await networkHelpers.time.increaseTo(until + 1n);
    await as(city.roll, city.office).freeze(2n);
    for (let number = 0; number < pages; ++number) {
      const { accounts } = drawing.page(number);
      await city.roll.publishPages(2n, [{ number, accounts, proof: proof(number, 10) }]);
    }
    const poll = await openElection(city, { rollId: 2n });
    const items: string[] = [];
    const proofs: { account: string; siblings: string[] }[] = [];
    for (const [index, account] of drawing.accounts.entries()) {
      const signer = keys.get(account);
      if (signer === undefined) continue;
      items.push(await relayed(city, poll, index, 1n, { signer }));
      proofs.push({ account, siblings: proof(index) });
    }
    return { packed: concat(items), proofs };
  };

  /** Expects a batch to be under the limit, and not far from it. */
  const fits = async (act: Promise<ContractTransactionResponse>, size: number): Promise<void> => {
    const receipt = await receiptOf(act);
    const { runningHash } = await city.ballot.electionOf(1n);
    await expect(receipt).to.emit(city.ballot, "BallotsRelayed").withArgs(1n, size, 0n, runningHash);
    if (!gasCounts()) return;
    expect(receipt.gasUsed).to.be.lessThan(MOST_GAS);
    expect((receipt.gasUsed * 115n) / 100n, "the documented size is far from the limit").to.be.greaterThan(
      MOST_GAS,
    );
  };

  it(`keeps ${LARGEST_BATCH} ballots under 15 million gas with pages`, async function () {
    const { packed } = await largeBatch(LARGEST_BATCH);
    await fits(city.ballot.castSigned(1n, packed), LARGEST_BATCH);
  });

  it(`keeps ${LARGEST_BATCH_WITH_PROOFS} ballots under 15 million gas with proofs of 17 siblings`, async function () {
    const { packed, proofs } = await largeBatch(LARGEST_BATCH_WITH_PROOFS);
    await fits(city.ballot.castSignedWithProofs(1n, packed, proofs), LARGEST_BATCH_WITH_PROOFS);
  });
});
