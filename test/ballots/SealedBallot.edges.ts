import { expect } from "chai";

import {
  as,
  closeSealed,
  drawShare,
  finaliseSealed,
  FORM,
  freezeRoll,
  hintsOf,
  keyOf,
  openSealed,
  relaySealed,
  RollDrawing,
  rollProof,
  seal,
  sealedCity,
  type SealedCity,
  type SealedPoll,
  STAGE,
  tallySealed,
} from "../support/sealed.js";
import { ethers, networkHelpers } from "../support/network.js";

interface Voting extends SealedCity {
  poll: SealedPoll;
}

/** A motion is open on a roll of 130 voters without pages: more than a word of voters. */
async function openWide(): Promise<Voting> {
  const city = await sealedCity();
  const voters = Array.from({ length: 130 }, (_, i) => keyOf(`voter ${i} of many`)).toSorted((a, b) =>
    BigInt(a.address) < BigInt(b.address) ? -1 : 1,
  );
  for (const i of [127, 128]) await networkHelpers.setBalance(voters[i].address, 10n ** 18n);
  const drawing = new RollDrawing(voters.map(({ address }) => address));
  const wide = { ...city, voters, drawing };
  await freezeRoll(wide, drawing);
  return { ...wide, poll: await openSealed(wide, { rollId: 2n }) };
}

describe("SealedBallot, at its edges", function () {
  it("keeps 128 voters a word, each apart from its neighbours and from the next word", async function () {
    const city = await networkHelpers.loadFixture(openWide);
    const { sealed, voters, poll } = city;
    const standings = async () => {
      const all = await Promise.all(voters.map((_, i) => sealed.voterOf(poll.electionId, i)));
      return all.flatMap(([hasVoted, hasSpoilt], i) =>
        hasVoted || hasSpoilt ? [[i, hasVoted, hasSpoilt]] : [],
      );
    };
    expect(await standings()).to.deep.equal([]);
    const { ballot } = seal(city, poll, 127, [1]);
    const hints = hintsOf(city, poll, [{ voterIndex: 127, ballot }]);
    await as(sealed, voters[127]).cast(poll.electionId, 127, ballot, hints, rollProof(city, 127));
    expect(await standings()).to.deep.equal([[127, true, false]]);
    const { seals } = seal(city, poll, 128, [0]);
    await as(sealed, voters[128]).spoil(poll.electionId, 128, [...seals], city.drawing.proof(128));
    expect(await standings()).to.deep.equal([
      [127, true, false],
      [128, false, true],
    ]);
    const batch = await relaySealed(city, poll, [
      [0, [1]],
      [128, [1]],
      [129, [0]],
    ]);
    await sealed.castSigned(poll.electionId, batch.packed, batch.hints, batch.proofs);
    expect(await standings()).to.deep.equal([
      [0, true, false],
      [127, true, false],
      [128, true, true],
      [129, true, false],
    ]);
  });

  it("tells whoever checks a ballot beforehand everything that it is bound to", async function () {
    const { sealed, ceremonies, roll, drawing, poll } = await networkHelpers.loadFixture(openWide);
    const domain = await sealed.eip712Domain();
    const separator = ethers.TypedDataEncoder.hashDomain({
      name: domain.name,
      version: domain.version,
      chainId: domain.chainId,
      verifyingContract: domain.verifyingContract,
    });
    expect(await sealed.sealingOf(poll.electionId)).to.deep.equal([
      poll.electionId,
      poll.context,
      2n,
      1n,
      (await ceremonies.keyOf(poll.held.ceremonyId))[0],
      await roll.getAddress(),
      2n,
      drawing.root,
      130n,
      separator,
    ]);
  });

  it("counts a vote of all ballots, and adopts the last of sixteen items", async function () {
    const city = await networkHelpers.loadFixture(sealedCity);
    const { sealed } = city;
    const unanimous = Array.from({ length: 16 }, (_, item) => (item < 14 ? 0 : 1));
    const poll = await openSealed(city, { form: FORM.approval, optionCount: 16n });
    const { packed, hints } = await relaySealed(city, poll, [
      [0, unanimous],
      [1, unanimous],
      [2, unanimous],
    ]);
    await sealed.castSigned(poll.electionId, packed, hints, "0x");
    await closeSealed(city, poll);
    expect(await tallySealed(city, poll)).to.deep.equal(unanimous.map((vote) => 3 * vote));
    await finaliseSealed(city, poll);
    const options = Array.from({ length: 20 }, (_, option) => option);
    const adopted = await Promise.all(options.map((option) => sealed.isAdopted(poll.electionId, option)));
    expect(options.filter((option) => adopted[option])).to.deep.equal([15, 16]);
    const late = await drawShare(city, poll, 2);
    await expect(sealed.share(poll.electionId, 2n, late.share, late.proof))
      .to.be.revertedWithCustomError(sealed, "ElectionStageWrong")
      .withArgs(poll.electionId, STAGE.final);
  });
});
