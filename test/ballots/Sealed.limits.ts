import { expect } from "chai";

import {
  complete,
  deal,
  drawCeremony,
  FORM,
  nextTimeAt,
  openSealed,
  planCeremony,
  registerAll,
  relaySealed,
  sealedCity,
  type SealedTerms,
} from "../support/sealed.js";
import { gasCounts } from "../support/gas.js";
import { networkHelpers } from "../support/network.js";

/** What a transaction may cost: the cap of EIP-7825 with some room. */
const LIMIT = 15_000_000;

const isLong = process.env.CIVITAS_LONG !== undefined;

describe("SealedBallot, limits", function () {
  /**
   * What a batch of that many voters costs. The long form casts it. The short one casts a twentieth, and twice as many,
   * after a single ballot, so that both find the same words written: what the second batch costs beyond the first one is
   * the price of its further ballots.
   */
  async function gasOf(changes: Partial<SealedTerms>, voters: number): Promise<number> {
    const city = await networkHelpers.loadFixture(sealedCity);
    const poll = await openSealed(city, changes);
    let cast = 0;
    const castNext = async (count: number): Promise<number> => {
      const votes = Array.from({ length: count }, (_, i) => {
        const choices = Array.from({ length: poll.form.contests }, () => (cast + i) % poll.form.choices);
        return [cast + i, choices] as const;
      });
      const { packed, hints } = await relaySealed(city, poll, votes);
      const receipt = await (await city.sealed.castSigned(poll.electionId, packed, hints, "0x")).wait();
      cast += count;
      expect(await city.sealed.ballotsOf(poll.electionId)).to.equal(BigInt(cast));
      return Number(receipt?.gasUsed);
    };
    if (isLong) return castNext(voters);
    const few = Math.ceil(voters / 20);
    const more = 2 * few;
    await castNext(1);
    const fewCost = await castNext(few);
    const moreCost = await castNext(more);
    return moreCost + ((moreCost - fewCost) / (more - few)) * (voters - more);
  }

  it("limit: 60 ballots of eight choices are cast in one transaction under 15 million gas", async function () {
    const gas = await gasOf({ form: FORM.singleChoice, optionCount: 8n }, 60);
    if (gasCounts()) expect(gas).to.be.lessThan(LIMIT);
  });

  it("limit: 15 ballots of sixteen items are cast in one transaction under 15 million gas", async function () {
    const gas = await gasOf({ form: FORM.approval, optionCount: 16n }, 15);
    if (gasCounts()) expect(gas).to.be.lessThan(LIMIT);
  });

  it("limit: the largest ceremony is completed in one transaction under 15 million gas", async function () {
    const city = await networkHelpers.loadFixture(sealedCity);
    const held = drawCeremony(await planCeremony(city, { threshold: 10n, keyCount: 7n }, 10));
    await registerAll(city, held);
    for (const [i] of held.dealings.entries()) {
      const receipt = await (await deal(city, held, i + 1)).wait();
      if (gasCounts()) expect(Number(receipt?.gasUsed)).to.be.lessThan(LIMIT);
    }
    await nextTimeAt(BigInt(held.plan.complainUntil) + 1n);
    const receipt = await (await complete(city, held)).wait();
    if (gasCounts()) expect(Number(receipt?.gasUsed)).to.be.lessThan(LIMIT);
    expect((await city.ceremonies.keyOf(1n))[1]).to.equal(held.page);
    expect((await city.ceremonies.ceremonyOf(1n)).keyHash).to.equal(held.keyHash);
  });
});
