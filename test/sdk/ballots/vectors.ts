import { readFileSync } from "node:fs";

import { p256 } from "@noble/curves/nist.js";
import { expect } from "chai";
import { getBytes, Signature } from "ethers";
import { hashTypedData, recoverAddress, type Hex } from "viem";

import { BALLOT_SCHEMAS, type BallotVectors, ballotVectors } from "../../../scripts/vectors/ballots.js";
import { vectorsText } from "../../../scripts/vectors/payments.js";
import { buildRoll, termsHash, termsOf, unpackBallots, verifyElection } from "../../../sdk/index.js";
import type { Known } from "../../../scripts/consumer/recount.js";
import { RollDrawing } from "../../support/ballots.js";

const FOLDER = "test/vectors";
const read = (name: string): string => readFileSync(`${FOLDER}/${name}`, "utf8");

describe("test vectors of the ballots", () => {
  const vectors = JSON.parse(read("ballots.json")) as BallotVectors;

  it("are what `npm run vectors` writes", () => {
    expect(read("ballots.json")).to.equal(vectorsText(ballotVectors()));
    for (const [name, schema] of Object.entries(BALLOT_SCHEMAS)) {
      expect(read(name), name).to.equal(vectorsText(schema));
    }
  });

  it("hold rolls that their accounts make, by the drawing of the interface", () => {
    expect(vectors.rolls.length).to.equal(3);
    for (const { accounts, root, datasetHash, proofs } of vectors.rolls) {
      expect(buildRoll(accounts.toReversed())).to.include({ root, datasetHash });
      const drawing = new RollDrawing(accounts);
      expect(drawing.root).to.equal(root);
      expect(accounts.map((_, index) => drawing.proof(index))).to.deep.equal(proofs);
    }
  });

  it("hold terms, and ballots that viem hashes alike, signed by the keys they name", async () => {
    expect(vectors.elections.length).to.equal(2);
    for (const { plan, termsHash: hash } of vectors.elections)
      expect(termsHash(termsOf(plan))).to.equal(hash);
    const [first, second] = vectors.ballots;
    for (const { typedData, digest } of [first, second]) expect(hashTypedData(typedData)).to.equal(digest);
    const signature = Signature.from(first.signature).serialized as Hex;
    expect(await recoverAddress({ hash: first.digest as Hex, signature })).to.equal(
      vectors.keys.secp256k1.account,
    );
    const bytes = getBytes(second.signature);
    const key = new Uint8Array([4, ...bytes.slice(64)]);
    expect(p256.verify(bytes.slice(0, 64), getBytes(second.digest), key, { prehash: false })).to.equal(true);
    expect(p256.getPublicKey(getBytes(vectors.keys.p256.privateKey), false)).to.deep.equal(key);
    expect(unpackBallots(vectors.packed.ballots, vectors.packed.choiceBytes)).to.deep.equal([
      { voterIndex: 2, ordinal: 1, choice: 0b10110n, signature: first.signature },
      { voterIndex: 70_000, ordinal: 15, choice: 0n, signature: second.signature },
    ]);
    expect(new Set(vectors.runningHashes.map(({ hash }) => hash)).size).to.equal(3);
  });

  it("hold records that are believed with what is known of them, and not with another block", async () => {
    const known = Object.entries(JSON.parse(read("records/trust.json")) as Record<string, Known>);
    expect(known.map(([name]) => name)).to.deep.equal(["budget.json", "council.json"]);
    for (const [name, { chainId, ...rest }] of known) {
      const trust = { chainId: BigInt(chainId), ...rest };
      const report = await verifyElection(read(`records/${name}`), trust);
      expect(report.outcome).to.equal("Adopted");
      const other = { ...trust, blockHash: trust.codeHash };
      const refusal = await verifyElection(read(`records/${name}`), other).then(
        () => "",
        ({ message }: Error) => message,
      );
      expect(refusal).to.include("is not the trusted block");
    }
  });
});
