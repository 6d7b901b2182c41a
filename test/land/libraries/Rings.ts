import { expect } from "chai";

import { encodeRing, type Place, type Ring, surroundings } from "../../../sdk/index.js";
import { deployGeometry, type GeometryHarness, INDEX } from "../../support/geometry/harness.js";
import { ethers } from "../../support/network.js";

const SQUARE: Ring = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];

/** Its first vertex has other numbers than any vertex after it, and no two of its coordinates are the same. */
const CROOKED: Ring = [
  [5, -3],
  [17, -11],
  [31, -2],
  [29, 13],
  [37, 30],
  [19, 23],
  [8, 41],
];

/** A ring whose first vertex is that of `CROOKED`, told from there. */
const fromFirst = (...vertices: Ring): Ring =>
  vertices.map(([x, y]) => [CROOKED[0][0] + x, CROOKED[0][1] + y] as const);

describe("Rings", function () {
  let geometry: GeometryHarness;

  before(async function () {
    const [signer] = await ethers.getSigners();
    geometry = await deployGeometry(signer);
  });

  const at = (x: bigint | number, y: bigint | number, denominator: bigint | number = 1): Place => ({
    x: BigInt(x),
    y: BigInt(y),
    denominator: BigInt(denominator),
  });

  describe("reading", function () {
    it("reads vertices to the ends of the grid, big-endian and signed", async function () {
      const ring: Ring = [
        [-(2 ** 31), 2 ** 31 - 1],
        [-1, 1],
        [2 ** 31 - 1, -(2 ** 31)],
      ];
      expect(await geometry.walkOf(encodeRing(ring))).to.deep.equal(ring.flat().map(BigInt));
      expect(
        await geometry.walkOf(`0x${"80000000".repeat(2)}${"00000001".repeat(2)}${"ffffffff".repeat(2)}`),
      ).to.deep.equal([-(2n ** 31n), -(2n ** 31n), 1n, 1n, -1n, -1n]);
      expect(await geometry.countOf(encodeRing(ring))).to.equal(3n);
    });

    for (const length of [0, 8, 16, 23, 25, 31]) {
      it(`refuses ${length} bytes: RingLengthUnfit`, async function () {
        for (const call of [geometry.walkOf, geometry.countOf, geometry.requireCanonical]) {
          await expect(call.staticCall(`0x${"01".repeat(length)}`))
            .to.be.revertedWithCustomError(geometry, "RingLengthUnfit")
            .withArgs(INDEX, length);
        }
      });
    }
  });

  describe("canonical form", function () {
    const accepts = (what: string, ring: Ring): void => {
      it(`accepts ${what}`, async function () {
        expect(await geometry.requireCanonical(encodeRing(ring))).to.deep.equal([]);
      });
    };
    const refuses = (what: string, ring: Ring, error: string, vertex: number): void => {
      it(`refuses ${what}: ${error}(${vertex})`, async function () {
        await expect(geometry.requireCanonical.staticCall(encodeRing(ring)))
          .to.be.revertedWithCustomError(geometry, error)
          .withArgs(INDEX, vertex);
      });
    };

    accepts("a square from its lowest left corner", SQUARE);
    accepts("vertices on straight lines", [
      [0, 0],
      [5, 0],
      [10, 0],
      [10, 10],
      [5, 10],
      [0, 10],
      [0, 5],
    ]);
    accepts("a hole on a bridge", [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 0],
      [4, 4],
      [4, 6],
      [6, 6],
      [6, 4],
      [4, 4],
    ]);
    accepts("a first vertex visited twice, if the first visit leaves first counter-clockwise", [
      [0, 0],
      [4, 1],
      [4, 2],
      [0, 0],
      [2, 4],
      [1, 4],
    ]);
    accepts(
      "a second visit that leaves a hair further counter-clockwise",
      fromFirst([0, 0], [7, 2], [9, 8], [0, 0], [3, 1], [4, 9]),
    );
    accepts(
      "a second visit that goes further than the first",
      fromFirst([0, 0], [7, 2], [9, 3], [0, 0], [15, 6], [14, 9]),
    );
    accepts("vertices that have x or y of the first", fromFirst([0, 0], [9, 0], [9, 9], [0, 9], [0, 4]));
    accepts("the whole grid", [
      [-(2 ** 31), -(2 ** 31)],
      [2 ** 31 - 1, -(2 ** 31)],
      [2 ** 31 - 1, 2 ** 31 - 1],
      [-(2 ** 31), 2 ** 31 - 1],
    ]);

    refuses(
      "a start that is not leftmost",
      [
        [10, 0],
        [10, 10],
        [0, 10],
        [0, 0],
      ],
      "RingStartUnfit",
      2,
    );
    refuses(
      "a start that is leftmost and not lowest",
      [
        [0, 10],
        [0, 0],
        [10, 0],
        [10, 10],
      ],
      "RingStartUnfit",
      1,
    );
    refuses(
      "a vertex a centimetre below the start",
      [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, -1],
      ],
      "RingStartUnfit",
      3,
    );
    refuses(
      "visits to the first vertex in the other order",
      [
        [0, 0],
        [2, 4],
        [1, 4],
        [0, 0],
        [4, 1],
        [4, 2],
      ],
      "RingStartUnfit",
      3,
    );
    refuses(
      "visits to the first vertex that leave in one direction",
      [
        [0, 0],
        [4, 4],
        [3, 5],
        [0, 0],
        [2, 2],
        [1, 4],
      ],
      "RingStartUnfit",
      3,
    );
    refuses(
      "a second visit that leaves a hair further clockwise",
      fromFirst([0, 0], [3, 1], [4, 9], [0, 0], [7, 2], [9, 8]),
      "RingStartUnfit",
      3,
    );
    refuses(
      "a second visit in the same direction that goes further",
      fromFirst([0, 0], [7, 2], [9, 8], [0, 0], [14, 4], [16, 19]),
      "RingStartUnfit",
      3,
    );
    refuses(
      "a third visit that leaves between the first two, clockwise of the first",
      fromFirst([0, 0], [7, 2], [9, 8], [0, 0], [3, 1], [4, 9], [0, 0], [5, 1], [8, 1]),
      "RingStartUnfit",
      6,
    );
    refuses("a vertex a centimetre left of the start", [...CROOKED, [4, 100]], "RingStartUnfit", 7);
    refuses("a vertex a centimetre under the start", [...CROOKED, [5, -4]], "RingStartUnfit", 7);
    refuses(
      "a needle that ends straight above the start",
      fromFirst([0, 0], [10, 0], [10, 30], [0, 5], [0, 20], [0, 10]),
      "CornerTurnsBack",
      4,
    );
    refuses(
      "a needle that ends lower than the start, and right of it",
      fromFirst([0, 0], [20, -10], [10, -5], [10, 10]),
      "CornerTurnsBack",
      1,
    );
    refuses(
      "a needle that ends left of the start, for its end",
      fromFirst([0, 0], [10, 5], [10, 0], [20, 0], [-5, 0], [-3, 9]),
      "RingStartUnfit",
      4,
    );
    for (const [i, [x, y]] of CROOKED.entries()) {
      refuses(`vertex ${i} twice`, CROOKED.toSpliced(i, 0, [x, y]), "EdgeEmpty", i);
      refuses(
        `a needle from vertex ${i}`,
        CROOKED.toSpliced(i + 1, 0, [x + 7, y + 3], [x, y]),
        "CornerTurnsBack",
        i + 1,
      );
    }
    refuses(
      "an edge without length",
      [
        [0, 0],
        [10, 0],
        [10, 0],
        [10, 10],
      ],
      "EdgeEmpty",
      1,
    );
    refuses(
      "an edge without length at the start",
      [
        [0, 0],
        [0, 0],
        [10, 0],
        [10, 10],
      ],
      "EdgeEmpty",
      0,
    );
    refuses(
      "a last vertex that repeats the first",
      [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 0],
      ],
      "EdgeEmpty",
      3,
    );
    refuses(
      "a last vertex that repeats the one before",
      [
        [0, 0],
        [10, 0],
        [0, 10],
        [0, 10],
      ],
      "EdgeEmpty",
      2,
    );
    refuses(
      "a needle",
      [
        [0, 0],
        [10, 0],
        [20, 0],
        [10, 0],
        [10, 10],
      ],
      "CornerTurnsBack",
      2,
    );
    refuses(
      "a needle that comes back half way",
      [
        [0, 0],
        [20, 0],
        [10, 0],
        [10, 10],
      ],
      "CornerTurnsBack",
      1,
    );
    refuses(
      "a needle at the first vertex",
      [
        [0, 0],
        [5, 5],
        [0, 10],
        [10, 10],
      ],
      "CornerTurnsBack",
      0,
    );
    refuses(
      "a needle at the last vertex",
      [
        [0, 0],
        [10, 0],
        [5, 5],
        [10, 10],
      ],
      "CornerTurnsBack",
      3,
    );
  });

  describe("surroundings", function () {
    it("frames a ring a centimetre away, and walks it backwards; off the grid too", async function () {
      for (const ring of [
        SQUARE,
        [
          [-7, 3],
          [2, -9],
          [11, 0],
          [4, 12],
        ] as Ring,
        [
          [-(2 ** 31), -(2 ** 31)],
          [2 ** 31 - 1, -(2 ** 31)],
          [0, 2 ** 31 - 1],
        ] as Ring,
        // All y beyond all x, below them, and x within y.
        CROOKED.map(([x, y]) => [x, y + 1000] as const),
        CROOKED.map(([x, y]) => [x, y - 1000] as const),
        CROOKED,
        // The last vertex is the lowest.
        [
          [0, 0],
          [5, -60],
          [10, -100],
        ] as Ring,
      ]) {
        expect(await geometry.surroundingsOf(encodeRing(ring))).to.deep.equal(
          surroundings(ring).flat().map(BigInt),
        );
      }
      expect(surroundings(SQUARE)).to.deep.equal([
        [-1, -1],
        [11, -1],
        [11, 11],
        [-1, 11],
        [-1, -1],
        [0, 0],
        [0, 10],
        [10, 10],
        [10, 0],
        [0, 0],
      ]);
    });
  });

  describe("places", function () {
    const contains = (ring: Ring, place: Place): Promise<boolean> =>
      geometry.contains(encodeRing(ring), place);

    it("TILE-5: a place lies inside, outside, or on an edge or a vertex, which is not inside", async function () {
      expect(await contains(SQUARE, at(1, 1))).to.equal(true);
      expect(await contains(SQUARE, at(9, 9))).to.equal(true);
      for (const [x, y] of [
        [0, 0],
        [5, 0],
        [10, 5],
        [10, 10],
        [5, 10],
        [0, 5],
        [-1, 5],
        [11, 5],
        [5, -1],
        [5, 11],
        [-5, 0],
        [15, 10],
        [15, 0],
      ]) {
        expect(await contains(SQUARE, at(x, y)), `${x} ${y}`).to.equal(false);
      }
    });

    it("a ring ends where it starts, wherever that is", async function () {
      const far = SQUARE.map(([x, y]) => [x + 100, y] as const);
      expect(await contains(far, at(105, 1))).to.equal(true);
      expect(await contains(far, at(50, 1))).to.equal(false);
      expect(await contains(far, at(150, 1))).to.equal(false);
      for (const vertex of CROOKED) expect(await contains(CROOKED, at(...vertex))).to.equal(false);
      expect(await contains(CROOKED, at(6, -3))).to.equal(true);
      expect(await contains(CROOKED, at(4, -3))).to.equal(false);
    });

    it("a place a hair beside an edge lies inside, or outside", async function () {
      // Twice the area of place and edge is one square centimetre, on either side.
      const wedge: Ring = [
        [0, 0],
        [7, 2],
        [3, 9],
      ];
      expect(await contains(wedge, at(4, 1))).to.equal(false);
      expect(await contains(wedge, at(3, 1))).to.equal(true);
      expect(await contains(wedge.toReversed(), at(3, 1))).to.equal(true);
      expect(await contains(wedge, at(1, 3))).to.equal(false);
      expect(await contains(wedge, at(1, 2))).to.equal(true);
    });

    it("an edge without length, which a ring that was never proven may have, changes nothing", async function () {
      const ring = SQUARE.toSpliced(2, 0, [10, 5], [10, 5]);
      expect(await contains(ring, at(9, 5))).to.equal(true);
      expect(await contains(ring, at(10, 5))).to.equal(false);
      expect(await contains(ring, at(11, 5))).to.equal(false);
    });

    it("a place lies between the points of the grid, where a sliver holds none", async function () {
      const sliver: Ring = [
        [0, 0],
        [3000, 0],
        [1500, 1],
      ];
      expect(await contains(sliver, at(3000, 1, 2))).to.equal(true);
      expect(await contains(sliver, at(1500, 1, 1))).to.equal(false);
      expect(await contains(sliver, at(3000, 3, 2))).to.equal(false);
      const finest = 2n ** 94n;
      expect(await contains(sliver, at(1500n * finest, 1n, finest))).to.equal(true);
      expect(await contains(sliver, at(1500n * finest, 0n, finest))).to.equal(false);
      expect(await contains(sliver, at(1500n * finest, finest - 1n, finest))).to.equal(true);
      expect(await contains(sliver, at(1500n * finest, finest, finest))).to.equal(false);
    });

    it("a place in a hole, or on the bridge to it, is not inside", async function () {
      const ring: Ring = [
        [0, 0],
        [20, 0],
        [20, 20],
        [0, 20],
        [0, 0],
        [4, 4],
        [4, 8],
        [8, 8],
        [8, 4],
        [4, 4],
      ];
      expect(await contains(ring, at(6, 6))).to.equal(false);
      expect(await contains(ring, at(2, 2))).to.equal(false);
      expect(await contains(ring, at(2, 3))).to.equal(true);
    });

    it("a place that a clockwise ring winds around is inside", async function () {
      expect(await contains(SQUARE.toReversed(), at(5, 5))).to.equal(true);
    });

    it("reaches the ends of the grid with the finest denominator", async function () {
      const [least, most] = [-(2 ** 31), 2 ** 31 - 1];
      const grid: Ring = [
        [least, least],
        [most, least],
        [most, most],
        [least, most],
      ];
      const finest = 2n ** 94n;
      expect(
        await contains(grid, at(BigInt(least) * finest + 1n, BigInt(most) * finest - 1n, finest)),
      ).to.equal(true);
      expect(await contains(grid, at(BigInt(least) * finest, BigInt(most) * finest - 1n, finest))).to.equal(
        false,
      );
    });

    it("refuses a denominator of zero or above 2^94: DenominatorUnfit", async function () {
      for (const denominator of [0n, 2n ** 94n + 1n, 2n ** 256n - 1n]) {
        await expect(geometry.contains.staticCall(encodeRing(SQUARE), at(1, 1, denominator)))
          .to.be.revertedWithCustomError(geometry, "DenominatorUnfit")
          .withArgs(denominator);
      }
    });

    it("refuses a place off the grid: PlaceOffGrid", async function () {
      const edge = 2n ** 31n;
      for (const denominator of [1n, 3n, 2n ** 94n]) {
        const [over, under] = [edge * denominator, -edge * denominator - 1n];
        for (const [x, y] of [
          [over, 0n],
          [under, 0n],
          [0n, over],
          [0n, under],
        ]) {
          await expect(geometry.contains.staticCall(encodeRing(SQUARE), at(x, y, denominator)))
            .to.be.revertedWithCustomError(geometry, "PlaceOffGrid")
            .withArgs(x, y);
        }
        expect(await contains(SQUARE, at(over - 1n, 0n, denominator))).to.equal(false);
        expect(await contains(SQUARE, at(0n, under + 1n, denominator))).to.equal(false);
      }
    });

    it("refuses what is no ring: RingLengthUnfit", async function () {
      await expect(geometry.contains.staticCall("0x00", at(0, 0)))
        .to.be.revertedWithCustomError(geometry, "RingLengthUnfit")
        .withArgs(INDEX, 1);
    });
  });
});
