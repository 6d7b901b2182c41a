import { expect } from "chai";
import hre from "hardhat";

import { FORM, openSealed, relaySealed, sealedCity, type SealedTerms } from "../support/sealed.js";
import { networkHelpers } from "../support/network.js";

/** What a transaction may cost: the cap of EIP-7825 with some room. */
const LIMIT = 15_000_000;

describe("SealedBallot, limits", function () {
  /** Gas of one batch of that many voters. */
  async function gasOf(changes: Partial<SealedTerms>, voters: number): Promise<number> {
    const city = await networkHelpers.loadFixture(sealedCity);
    const poll = await openSealed(city, changes);
    const votes = Array.from(
      { length: voters },
      (_, i) => [i, Array.from({ length: poll.form.contests }, () => i % poll.form.choices)] as const,
    );
    const { packed, hints } = await relaySealed(city, poll, votes);
    const receipt = await (await city.sealed.castSigned(poll.electionId, packed, hints, "0x")).wait();
    expect(await city.sealed.ballotsOf(poll.electionId)).to.equal(BigInt(voters));
    return Number(receipt?.gasUsed);
  }

  it("limit: 60 ballots of eight choices are cast in one transaction under 15 million gas", async function () {
    const gas = await gasOf({ form: FORM.singleChoice, optionCount: 8n }, 60);
    if (!hre.globalOptions.coverage) expect(gas).to.be.lessThan(LIMIT);
  });

  it("limit: 15 ballots of sixteen items are cast in one transaction under 15 million gas", async function () {
    const gas = await gasOf({ form: FORM.approval, optionCount: 16n }, 15);
    if (!hre.globalOptions.coverage) expect(gas).to.be.lessThan(LIMIT);
  });
});
