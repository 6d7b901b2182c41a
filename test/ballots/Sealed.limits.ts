import { expect } from "chai";
import hre from "hardhat";

import { FORM, openSealed, relaySealed, sealedCity, type SealedTerms } from "../support/sealed.js";
import { networkHelpers } from "../support/network.js";

/** What a transaction may cost: the cap of EIP-7825 with some room. */
const LIMIT = 15_000_000;

/**
 * The long form casts the whole batch. The short one casts a quarter, which may cost a quarter and once more what every
 * transaction costs whatever it carries: its own 21,000 gas, the election, the sums and the key.
 */
const PART = process.env.CIVITAS_LONG === undefined ? 4 : 1;
const FIXED = 250_000;

describe("SealedBallot, limits", function () {
  /** Casts a batch of that many voters, or its part, and answers what it may cost beyond what it did. */
  async function roomOf(changes: Partial<SealedTerms>, voters: number): Promise<number> {
    const city = await networkHelpers.loadFixture(sealedCity);
    const poll = await openSealed(city, changes);
    const count = Math.ceil(voters / PART);
    const votes = Array.from(
      { length: count },
      (_, i) => [i, Array.from({ length: poll.form.contests }, () => i % poll.form.choices)] as const,
    );
    const { packed, hints } = await relaySealed(city, poll, votes);
    const receipt = await (await city.sealed.castSigned(poll.electionId, packed, hints, "0x")).wait();
    expect(await city.sealed.ballotsOf(poll.electionId)).to.equal(BigInt(count));
    return LIMIT / PART + (PART === 1 ? 0 : FIXED) - Number(receipt?.gasUsed);
  }

  it("limit: 60 ballots of eight choices are cast in one transaction under 15 million gas", async function () {
    const room = await roomOf({ form: FORM.singleChoice, optionCount: 8n }, 60);
    if (!hre.globalOptions.coverage) expect(room).to.be.greaterThan(0);
  });

  it("limit: 15 ballots of sixteen items are cast in one transaction under 15 million gas", async function () {
    const room = await roomOf({ form: FORM.approval, optionCount: 16n }, 15);
    if (!hre.globalOptions.coverage) expect(room).to.be.greaterThan(0);
  });
});
