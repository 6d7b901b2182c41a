import { readFileSync } from "node:fs";

import { expect } from "chai";
import { keccak256 } from "ethers";

import { vectorsText } from "../../../../scripts/vectors/payments.js";
import {
  SEALED_SCHEMAS,
  type SealedVectors,
  sealedVectors,
} from "../../../../scripts/vectors/sealedBallots.js";
import {
  checkSealedBallot,
  openDealing,
  openSealedBallot,
  readDealing,
  readPoint,
  STATEMENTS,
} from "../../../../sdk/ballots/sealed/index.js";

describe("test vectors of the sealed ballots", function () {
  const text = readFileSync("test/vectors/sealed.json", "utf8");
  const vectors = JSON.parse(text) as SealedVectors;
  const keys = [0, 1].map((i) =>
    readPoint(`0x${vectors.ceremony.page.slice(2 + 128 * i, 130 + 128 * i)}`, "key"),
  );

  it("are what `npm run vectors` writes", () => {
    expect(text).to.equal(vectorsText(sealedVectors()));
    for (const [name, schema] of Object.entries(SEALED_SCHEMAS)) {
      expect(readFileSync(`test/vectors/${name}`, "utf8"), name).to.equal(vectorsText(schema));
    }
  });

  it("have a domain of its own for every statement", () => {
    expect(new Set(Object.values(STATEMENTS)).size).to.equal(Object.keys(STATEMENTS).length);
    expect(vectors.statements).to.deep.equal(STATEMENTS);
  });

  it("hold dealings that their recipients open to the secrets, and ballots that open to their choices", () => {
    const { ceremony, election, ballots, approval } = vectors;
    const size = { keyCount: 2, threshold: 2, trusteeCount: 3 };
    for (const [i, { secret }] of ceremony.registrations.entries()) {
      const sums = ceremony.dealings
        .map((bytes, d) =>
          openDealing(ceremony.session, d + 1, i + 1, BigInt(secret), readDealing(bytes, size)),
        )
        .map(({ shares, wrongKeys }) => {
          expect(wrongKeys).to.deep.equal([]);
          return shares;
        });
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      expect(sums.reduce((a, b) => a.map((sum, k) => (sum + b[k]) % order))).to.deep.equal(
        ceremony.secrets[i].map(BigInt),
      );
    }
    for (const { voterIndex, voter, choices, openings, ballot, ballotHash } of ballots) {
      const place = { context: election.context, voterIndex, voter };
      const form = { contests: 1, choices: 3 };
      expect(openSealedBallot(keys, form, place, ballot, openings.map(BigInt))).to.deep.equal(choices);
      expect(keccak256(ballot)).to.equal(ballotHash);
    }
    const place = { context: election.context, voterIndex: approval.voterIndex, voter: approval.voter };
    const seals = checkSealedBallot([keys[0]], { contests: 2, choices: 2 }, place, approval.ballot);
    expect(seals.map(({ seal }) => seal)).to.deep.equal(approval.seals);
    expect(vectors.tally.counts).to.deep.equal([0, 2]);
  });
});
