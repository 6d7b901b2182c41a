import { expect } from "chai";

import {
  canonicalRing,
  decodeRing,
  encodeRing,
  findOverlap,
  findSeams,
  isInside,
  packRings,
  partsOfRing,
  proveSimple,
  type Ring,
  ringCuts,
  ringOfParts,
  splitJunctions,
  twiceArea,
} from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";
import { diceOf } from "../../support/geometry/maps.js";
import { ACTS } from "../../support/geometry/mutants.js";
import { isCanonicalWalk, judgeTiling, overlapsByOracle } from "../../support/geometry/oracle.js";
import { randomFrom, testSeed } from "../../support/random.js";

const SQUARE: Ring = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];

describe("rings of the SDK", function () {
  it("bring a walk into its one form, from any vertex and in any direction", function () {
    for (let turns = 0; turns < 4; turns += 1) {
      const turned = [...SQUARE.slice(turns), ...SQUARE.slice(0, turns)];
      expect(canonicalRing(turned)).to.deep.equal(SQUARE);
      expect(canonicalRing(turned.toReversed())).to.deep.equal(SQUARE);
      expect(canonicalRing([...turned, turned[0]])).to.deep.equal(SQUARE);
      expect(canonicalRing([turned[0], ...turned])).to.deep.equal(SQUARE);
    }
  });

  it("refuse walks that are none, by field and value", async function () {
    const refusals: [Ring, string, RegExp][] = [
      [SQUARE.slice(0, 2), "ring", /^has 2 vertices$/],
      [
        [
          [0, 0],
          [0, 0],
          [5, 5],
        ],
        "ring",
        /^has 2 vertices$/,
      ],
      [
        [
          [0, 0],
          [10.5, 0],
          [0, 10],
        ],
        "ring[1]",
        /^is no place of the grid$/,
      ],
      [
        [
          [0, 0],
          [10, 0],
          [0, 2 ** 31],
        ],
        "ring[2]",
        /^is no place of the grid$/,
      ],
      [
        [
          [0, 0],
          [5, 5],
          [10, 10],
        ],
        "ring",
        /^has no area/,
      ],
      [
        [
          [0, 0],
          [10, 10],
          [10, 0],
          [0, 10],
        ],
        "ring",
        /^has no area/,
      ],
      [
        [
          [0, 0],
          [20, 0],
          [10, 0],
          [10, 10],
        ],
        "ring",
        /^turns back at 20 0$/,
      ],
    ];
    for (const [walk, field, problem] of refusals) {
      await expectInputError(() => canonicalRing(walk), { field, problem });
    }
    await expectInputError(() => ringCuts(SQUARE.toReversed()), {
      field: "ring",
      problem: /^crosses itself/,
    });
    await expectInputError(() => decodeRing("0x00"), { field: "ring", problem: "is no ring" });
    await expectInputError(() => decodeRing("ring"), { field: "ring", problem: "is no ring" });
    const long = Array.from({ length: 65_536 }, (_, i): [number, number] => [i, (i * i) % 7]);
    await expectInputError(() => packRings([long]), { field: "rings[0]", problem: "has too many vertices" });
    await expectInputError(() => ringOfParts([]), { field: "parcel", problem: "has no part" });
  });

  it("read back what they write", function () {
    const ring: Ring = [
      [-(2 ** 31), 5],
      [2 ** 31 - 1, -(2 ** 31)],
      [7, 2 ** 31 - 1],
    ];
    expect(decodeRing(encodeRing(ring))).to.deep.equal(ring);
    expect(encodeRing(SQUARE)).to.equal(
      `0x${["0000000000000000", "0000000a00000000", "0000000a0000000a", "000000000000000a"].join("")}`,
    );
  });

  it("come from parts and holes, and fall apart into them again", function () {
    const hole: Ring = [
      [4, 4],
      [4, 6],
      [6, 6],
      [6, 4],
    ];
    const far: Ring = [
      [30, 0],
      [40, 0],
      [40, 10],
      [30, 10],
    ];
    const parts = [
      { outer: SQUARE, holes: [hole] },
      { outer: far, holes: [] },
    ];
    const ring = ringOfParts(parts.toReversed());
    expect(ring).to.deep.equal(ringOfParts(parts));
    expect(twiceArea(ring)).to.equal(392n);
    const apart = partsOfRing(ring).map(({ outer, holes }) => ({
      outer: canonicalRing(outer),
      holes: holes.map((inner) => canonicalRing(inner)),
    }));
    expect(apart).to.have.deep.members([
      { outer: SQUARE, holes: [canonicalRing(hole)] },
      { outer: far, holes: [] },
    ]);
  });

  it("touch themselves in one vertex", function () {
    const hole: Ring = [
      [0, 0],
      [4, 2],
      [2, 4],
    ];
    const ring = ringOfParts([{ outer: SQUARE, holes: [hole] }]);
    expect(ring).to.have.length(7);
    expect(twiceArea(ring)).to.equal(200n - 12n);
    expect(proveSimple(ring).ring).to.equal(encodeRing(ring));
    const [part, ...others] = partsOfRing(ring);
    expect(others).to.deep.equal([]);
    expect(canonicalRing(part.outer)).to.deep.equal(SQUARE);
    expect(part.holes.map((inner) => canonicalRing(inner))).to.deep.equal([hole]);
  });

  it("refuse a hole that crosses the outer boundary", async function () {
    const crossing: Ring = [
      [5, 5],
      [15, 5],
      [15, 6],
      [5, 6],
    ];
    const ring = (): unknown => proveSimple(ringOfParts([{ outer: SQUARE, holes: [crossing] }]));
    await expectInputError(ring, { field: "ring", problem: /crosses itself/ });
  });

  it("share whole edges once their junctions are split, and need no seam then", function () {
    const whole: Ring = [
      [0, 0],
      [20, 0],
      [20, 10],
      [0, 10],
    ];
    const east: Ring = [
      [10, 0],
      [20, 0],
      [20, 10],
      [10, 10],
    ];
    const [outline, ...parcels] = splitJunctions([whole, SQUARE, east]);
    expect(outline).to.deep.equal([
      [0, 0],
      [10, 0],
      [20, 0],
      [20, 10],
      [10, 10],
      [0, 10],
    ]);
    expect(parcels).to.deep.equal([SQUARE, east]);
    expect(findSeams([whole], [SQUARE, east])).to.have.length(2);
    expect(findSeams([outline], parcels)).to.deep.equal([]);
  });

  it("name the edge beside which there is a gap", async function () {
    const east: Ring = [
      [11, 0],
      [20, 0],
      [20, 10],
      [10, 10],
    ];
    const whole: Ring = [
      [0, 0],
      [20, 0],
      [20, 10],
      [0, 10],
    ];
    await expectInputError(() => findSeams([whole], [SQUARE, east]), {
      field: "newRings",
      problem: /^is an edge that new and old boundaries do not share/,
    });
  });

  it("find a place in every overlap and none where there is none, also thinner than a centimetre", function () {
    const sliver: Ring = [
      [0, 10],
      [5, 9],
      [10, 10],
      [10, 20],
      [0, 20],
    ];
    const place = findOverlap(SQUARE, sliver);
    if (place === undefined) throw new Error("the sliver overlaps");
    expect(place.denominator > 1n).to.equal(true);
    expect([isInside(SQUARE, place), isInside(sliver, place)]).to.deep.equal([true, true]);
    expect(
      findOverlap(SQUARE, [
        [0, 10],
        [10, 10],
        [10, 20],
        [0, 20],
      ]),
    ).to.equal(undefined);
    expect(
      findOverlap(SQUARE, [
        [20, 0],
        [30, 0],
        [30, 10],
      ]),
    ).to.equal(undefined);
    expect(findOverlap(SQUARE, SQUARE)?.denominator).to.equal(1n);
  });

  it("agree with the oracle on random parcels: forms, parts and overlaps", function () {
    const dice = diceOf(randomFrom(testSeed));
    for (let i = 0; i < 150; i += 1) {
      const { oldRings, newRings } = ACTS["T-junctions"](dice);
      const told = `seed ${testSeed}: ${JSON.stringify({ oldRings, newRings })}`;
      for (const ring of newRings) {
        expect(isCanonicalWalk(ring), told).to.equal(true);
        const again = ringOfParts(partsOfRing(ring));
        expect(judgeTiling([ring], [again]).tiles, told).to.equal(true);
      }
      for (const [a, b] of [
        [oldRings[0], newRings[0]],
        [newRings[0], newRings[newRings.length - 1]],
      ]) {
        const place = findOverlap(a, b);
        const apart = !overlapsByOracle(a, b);
        expect(place === undefined, told).to.equal(apart);
        if (place !== undefined) expect(isInside(a, place) && isInside(b, place), told).to.equal(true);
      }
    }
  });
});
