import { readFileSync } from "node:fs";

import { expect } from "chai";

import { type LandVectors, landVectors, landVectorsText, ringFrom } from "../../../scripts/vectors/land.js";
import { encodeRing, isInside, type Place, surroundings } from "../../../sdk/index.js";
import { deployGeometry, type GeometryHarness } from "../../support/geometry/harness.js";
import { ethers } from "../../support/network.js";

const FILE = "test/vectors/land.json";

/** A place of the file, where whole numbers are strings. */
const placeFrom = (place: object): Place => {
  const { x, y, denominator } = place as Record<keyof Place, string>;
  return { x: BigInt(x), y: BigInt(y), denominator: BigInt(denominator) };
};

describe("test vectors of the land's geometry", function () {
  const vectors = JSON.parse(readFileSync(FILE, "utf8")) as LandVectors;
  let geometry: GeometryHarness;

  before(async function () {
    const [signer] = await ethers.getSigners();
    geometry = await deployGeometry(signer);
  });

  it("are what `npm run vectors` writes", function () {
    expect(readFileSync(FILE, "utf8")).to.equal(landVectorsText(landVectors()));
  });

  it("hold rings that the contract reads and measures", async function () {
    expect(vectors.rings.length).to.be.greaterThan(0);
    for (const { name, ring, bytes, cuts, twiceArea } of vectors.rings) {
      expect(await geometry.walkOf(bytes), name).to.deep.equal(ringFrom(ring).flat().map(BigInt));
      expect(await geometry.requireTriangles(bytes, cuts), name).to.equal(BigInt(twiceArea));
    }
  });

  it("hold proofs of simple rings that the contract accepts", async function () {
    for (const { name, ring, cuts, outerCuts, surroundings: around } of vectors.simple) {
      const vector = vectors.rings.find((other) => other.name === name);
      expect(await geometry.requireSimple(ring, cuts, outerCuts), name).to.equal(
        BigInt(vector?.twiceArea ?? 0),
      );
      expect(surroundings(ringFrom(vector?.ring ?? ""))).to.deep.equal(ringFrom(around));
    }
  });

  it("hold replots that the contract accepts", async function () {
    for (const { name, newRings, replot } of vectors.replots) {
      const { newHashes } = await geometry.requireTiling(replot);
      expect(newHashes.length, name).to.equal(newRings.split("; ").length);
    }
  });

  it("hold places of overlaps that the contract finds inside both rings", async function () {
    for (const { a, b, place } of vectors.overlaps) {
      const exact = placeFrom(place);
      for (const ring of [ringFrom(a), ringFrom(b)]) {
        expect(isInside(ring, exact)).to.equal(true);
        expect(await geometry.contains(encodeRing(ring), exact)).to.equal(true);
      }
    }
  });
});
