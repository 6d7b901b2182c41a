import { expect } from "chai";

import {
  as,
  type Ballots,
  frozenRoll,
  HOUR,
  now,
  OBJECTIONS,
  openElection,
  SOURCE,
  VOTERS,
} from "../support/ballots.js";
import { networkHelpers } from "../support/network.js";

describe("RollCallBallot: the size of the roll", function () {
  let city: Ballots;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(frozenRoll);
  });

  it("attack: whom the tree holds beyond the size of the roll does not vote", async function () {
    const { ballot, roll, office, voters, drawing } = city;
    const until = (await now()) + OBJECTIONS + HOUR;
    await as(roll, office).announce(drawing.root, drawing.datasetHash, SOURCE, VOTERS - 1, until);
    await networkHelpers.time.increaseTo(until + 1n);
    await as(roll, office).freeze(2n);
    await openElection(city, { rollId: 2n });
    const last = VOTERS - 1;
    await expect(as(ballot, voters[last]).castWithProof(1n, last, 1n, drawing.proof(last)))
      .to.be.revertedWithCustomError(ballot, "NotOnRoll")
      .withArgs(1n, last, voters[last].address);
    await as(ballot, voters[last - 1]).castWithProof(1n, last - 1, 1n, drawing.proof(last - 1));
    expect(await ballot.ballotOf(1n, last - 1)).to.deep.equal([1n, 1n]);
  });
});
