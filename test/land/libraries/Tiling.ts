import { expect } from "chai";
import { concat, keccak256 } from "ethers";
import hre from "hardhat";

import {
  buildReplot,
  encodeRing,
  type Hex,
  packRings,
  proveSimple,
  type Replot,
  type Ring,
  ringCuts,
  ringHash,
  surroundings,
  type Vertex,
} from "../../../sdk/index.js";
import { deployGeometry, type GeometryHarness, INDEX } from "../../support/geometry/harness.js";
import { ethers } from "../../support/network.js";

const WHOLE: Ring = [
  [0, 0],
  [10, 0],
  [20, 0],
  [20, 10],
  [10, 10],
  [0, 10],
];
const WEST: Ring = [
  [0, 0],
  [10, 0],
  [10, 10],
  [0, 10],
];
const EAST: Ring = [
  [10, 0],
  [20, 0],
  [20, 10],
  [10, 10],
];

/** A ring with a square hole, on a bridge, and what fills the hole. */
const FRAME: Ring = [
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
];
const CORE: Ring = [
  [4, 4],
  [6, 4],
  [6, 6],
  [4, 6],
];

/** Winds twice around the places near its inner loop, and is still a sum of triangles from its first vertex. */
const LIMACON: Ring = [
  [0, 0],
  [100, -80],
  [200, 0],
  [100, 90],
  [40, 60],
  [30, -10],
  [60, -30],
  [90, 0],
  [70, 40],
  [50, 50],
];

describe("Tiling", function () {
  let geometry: GeometryHarness;

  before(async function () {
    const [signer] = await ethers.getSigners();
    geometry = await deployGeometry(signer);
  });

  const expectRefusal = (replot: Replot, error: string, ...args: unknown[]): Promise<void> =>
    expect(geometry.requireTiling.staticCall(replot))
      .to.be.revertedWithCustomError(geometry, error)
      .withArgs(...args);

  describe("given rings that tile", function () {
    it("TILE-1: accepts a subdivision and its merger, and tells hashes and areas", async function () {
      const parts = await geometry.requireTiling(buildReplot([WHOLE], [WEST, EAST]));
      expect([...parts.oldHashes]).to.deep.equal([keccak256(encodeRing(WHOLE))]);
      expect([...parts.newHashes]).to.deep.equal([ringHash(WEST), ringHash(EAST)]);
      expect([...parts.areas]).to.deep.equal([200n, 200n]);
      const whole = await geometry.requireTiling(buildReplot([EAST, WEST], [WHOLE]));
      expect([...whole.oldHashes]).to.deep.equal([ringHash(EAST), ringHash(WEST)]);
      expect([...whole.newHashes]).to.deep.equal([ringHash(WHOLE)]);
      expect([...whole.areas]).to.deep.equal([400n]);
    });

    it("accepts a boundary that moves, and rings that stay", async function () {
      const [west, east]: Ring[] = [
        [
          [0, 0],
          [10, 0],
          [12, 10],
          [10, 10],
          [0, 10],
        ],
        [
          [10, 0],
          [20, 0],
          [20, 10],
          [12, 10],
        ],
      ];
      const { areas } = await geometry.requireTiling(buildReplot([WHOLE], [west, east]));
      expect([...areas]).to.deep.equal([220n, 180n]);
      expect([...(await geometry.requireTiling(buildReplot([WEST], [WEST]))).areas]).to.deep.equal([200n]);
    });

    it("accepts a hole on a bridge, with what fills it", async function () {
      const whole: Ring = [
        [0, 0],
        [10, 0],
        [10, 10],
        [0, 10],
      ];
      const { areas } = await geometry.requireTiling(buildReplot([whole], [FRAME, CORE]));
      expect([...areas]).to.deep.equal([192n, 8n]);
      expect([...(await geometry.requireTiling(buildReplot([CORE, FRAME], [whole]))).areas]).to.deep.equal([
        200n,
      ]);
    });

    it("TILE-4: accepts a corner on a neighbour's edge with a seam, and not without", async function () {
      const whole: Ring = [
        [0, 0],
        [20, 0],
        [20, 10],
        [0, 10],
      ];
      const replot = buildReplot([whole], [WEST, EAST]);
      expect(replot.seams).to.have.length(2 + 2 * 48);
      expect([...(await geometry.requireTiling(replot)).areas]).to.deep.equal([200n, 200n]);
      await expect(
        geometry.requireTiling.staticCall({ ...replot, seams: "0x" }),
      ).to.be.revertedWithCustomError(geometry, "BoundaryChanged");
    });

    it("finds the cuts of each ring, whatever rings lie before it", async function () {
      const pentagon: Ring = [
        [0, 0],
        [10, 0],
        [10, 10],
        [4, 12],
        [0, 10],
      ];
      const [quad, triangle]: Ring[] = [
        [
          [10, 0],
          [20, 0],
          [19, 9],
          [10, 10],
        ],
        [
          [4, 12],
          [10, 10],
          [19, 9],
        ],
      ];
      const whole: Ring = [
        [0, 0],
        [10, 0],
        [20, 0],
        [19, 9],
        [4, 12],
        [0, 10],
      ];
      const [five, three, four] = ["000000000003", "0001", "00000002"];
      const areas: Record<string, bigint> = { [five]: 220n, [three]: 12n, [four]: 180n };
      for (const order of [
        [five, three, four],
        [four, five, three],
        [three, four, five],
      ]) {
        const rings = order.map(
          (cuts) => ({ [five]: pentagon, [three]: triangle, [four]: quad })[cuts] ?? [],
        );
        const replot = { ...buildReplot([whole], rings), cuts: `0x${order.join("")}` } as const;
        const tiles = await geometry.requireTiling(replot);
        expect([...tiles.areas]).to.deep.equal(order.map((cuts) => areas[cuts]));
      }
      const replot = buildReplot([whole], [pentagon, triangle, quad]);
      await expectRefusal({ ...replot, cuts: "0x" }, "CutsLengthUnfit", 0, 12);
      await expectRefusal({ ...replot, cuts: `${replot.cuts}0000` }, "CutsLengthUnfit", 14, 12);
    });

    it("leaves no more memory taken by rings of many vertices than by rings of few", async function () {
      const along = (length: number, step: number): Ring =>
        Array.from({ length }, (_, i): [number, number] => [step * i, 0]);
      const fan = (count: number): Ring => [...along(count, 120 / (count - 1)), [120, 10], [0, 10]];
      const [few, many] = [fan(2), fan(61)];
      const taken = (ring: Ring): Promise<bigint> =>
        geometry.memoryTaken({ ...buildReplot([ring], [ring]), seams: "0x" });
      expect(await taken(many)).to.equal(await taken(few));
    });

    it("accepts nothing from nothing", async function () {
      const nothing = { oldRings: "0x", newRings: "0x", cuts: "0x", seams: "0x" } as const;
      const { oldHashes, newHashes, areas } = await geometry.requireTiling(nothing);
      expect([oldHashes.length, newHashes.length, areas.length]).to.deep.equal([0, 0, 0]);
    });

    it("proves a section of 600 parcels below 15 million gas", async function () {
      const [columns, rows] = [30, 20];
      const corner = (i: number, j: number): [number, number] => [1000 * i, 1000 * j];
      const parcels = Array.from({ length: columns * rows }, (_, cell): Ring => {
        const [i, j] = [cell % columns, Math.floor(cell / columns)];
        return [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)];
      });
      const outline: Ring = [corner(0, 0), corner(columns, 0), corner(columns, rows), corner(0, rows)];
      const tx = await geometry.tile(buildReplot([outline], parcels));
      const receipt = await tx.wait();
      await expect(tx)
        .to.emit(geometry, "Proven")
        .withArgs(600, 2n * 30_000n * 20_000n);
      if (!hre.globalOptions.coverage) expect(Number(receipt?.gasUsed)).to.be.lessThan(15_000_000);
    });
  });

  describe("given rings that do not tile", function () {
    const honest = (): Replot => buildReplot([WHOLE], [WEST, EAST]);
    const cutsOf = (...rings: Ring[]): `0x${string}` =>
      `0x${rings.map((ring) => ringCuts(ring).slice(2)).join("")}`;

    const changed = (what: string, oldRings: Ring[], newRings: Ring[]): void => {
      it(`TILE-1: refuses ${what}: BoundaryChanged`, async function () {
        const replot = {
          oldRings: packRings(oldRings),
          newRings: packRings(newRings),
          cuts: cutsOf(...newRings),
          seams: "0x",
        } as const;
        await expectRefusal(
          replot,
          "BoundaryChanged",
          (forth: bigint) => forth > 0n,
          (back: bigint) => back > 0n,
        );
      });
    };
    changed("a gap", [WHOLE], [WEST]);
    changed("a parcel twice", [WHOLE], [WEST, EAST, EAST]);
    changed("a parcel that was not there", [WEST], [WEST, EAST]);
    changed("a parcel from nothing", [], [WEST]);
    changed("a parcel that vanishes", [WEST], []);
    changed(
      "a hole that is filled twice",
      [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
        ],
      ],
      [
        [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 10],
        ],
        CORE,
      ],
    );

    it("names the two products of boundaries that differ: BoundaryChanged", async function () {
      const seam: Ring = [
        [0, 0],
        [20, 0],
        [10, 0],
      ];
      for (const [olds, news, seams] of [
        [[WHOLE], [WEST], []],
        [[WEST], [WEST, EAST], []],
        [[WHOLE], [WEST, EAST], [seam]],
        [[EAST, CORE], [FRAME], [seam, seam.toReversed()]],
      ] as const) {
        const replot = {
          oldRings: packRings(olds),
          newRings: packRings(news),
          cuts: cutsOf(...news),
          seams: concat(seams.map(encodeRing)) as Hex,
        };
        await expectRefusal(replot, "BoundaryChanged", ...productsOf(replot, olds, news, seams));
      }
    });

    it("TILE-1: refuses a gap and an overlap of one centimetre: BoundaryChanged", async function () {
      for (const west of [WEST.with(1, [9, 0]), WEST.with(1, [11, 0])]) {
        const replot = {
          oldRings: packRings([WHOLE]),
          newRings: packRings([west, EAST]),
          cuts: cutsOf(west, EAST),
          seams: "0x",
        } as const;
        await expect(geometry.requireTiling.staticCall(replot)).to.be.revertedWithCustomError(
          geometry,
          "BoundaryChanged",
        );
      }
    });

    it("TILE-2: refuses a ring and its reverse, whose edges cancel: CornerClockwise", async function () {
      const reverse: Ring = [WEST[0], ...WEST.slice(1).toReversed()];
      const replot = {
        oldRings: packRings([WEST]),
        newRings: packRings([WEST, WEST, reverse]),
        cuts: `0x${ringCuts(WEST).slice(2).repeat(3)}`,
        seams: "0x",
      } as const;
      await expectRefusal(replot, "CornerClockwise", 3, 3, -100);
    });

    it("refuses a seam that is bent by a centimetre: SeamBent", async function () {
      const seam = encodeRing([
        [0, 0],
        [20, 0],
        [10, 0],
      ]);
      const bent = encodeRing([
        [0, 0],
        [20, 0],
        [10, 1],
      ]);
      await expectRefusal({ ...honest(), seams: `0x${(seam + bent.slice(2)).slice(2)}` }, "SeamBent", 1, 20);
      await expectRefusal(
        {
          ...honest(),
          seams: encodeRing([
            [-(2 ** 31), -(2 ** 31)],
            [2 ** 31 - 1, -(2 ** 31)],
            [0, 2 ** 31 - 1],
          ]),
        },
        "SeamBent",
        0,
        (2n ** 32n - 1n) ** 2n,
      );
    });

    it("refuses seams that are no whole number of triangles: SeamsLengthUnfit", async function () {
      await expectRefusal({ ...honest(), seams: `0x${"00".repeat(23)}` }, "SeamsLengthUnfit", 23);
      await expectRefusal({ ...honest(), seams: `0x${"00".repeat(25)}` }, "SeamsLengthUnfit", 25);
    });

    it("refuses lists that end within a ring, or within a number: RingsLengthUnfit", async function () {
      const { oldRings, newRings } = honest();
      const length = (hex: string): number => hex.length / 2 - 1;
      const short = oldRings.slice(0, -2) as `0x${string}`;
      await expectRefusal({ ...honest(), oldRings: short }, "RingsLengthUnfit", 0, length(short));
      await expectRefusal(
        { ...honest(), oldRings: `${oldRings}00` },
        "RingsLengthUnfit",
        1,
        length(oldRings) + 1,
      );
      await expectRefusal(
        { ...honest(), newRings: `${newRings}00` },
        "RingsLengthUnfit",
        3,
        length(newRings) + 1,
      );
    });

    it("refuses a ring of fewer than three vertices, old or new: RingLengthUnfit", async function () {
      await expectRefusal({ ...honest(), oldRings: `0x0002${"00".repeat(16)}` }, "RingLengthUnfit", 0, 16);
      await expectRefusal({ ...honest(), newRings: "0x0000" }, "RingLengthUnfit", 1, 0);
      const { oldRings, newRings } = honest();
      await expectRefusal({ ...honest(), oldRings: `${oldRings}0000` }, "RingLengthUnfit", 1, 0);
      await expectRefusal(
        { ...honest(), newRings: `${newRings}0001${"00".repeat(8)}` },
        "RingLengthUnfit",
        3,
        8,
      );
    });

    it("names a new ring behind all old ones: RingStartUnfit", async function () {
      const turned = [WEST[1], ...WEST.slice(2), WEST[0]];
      await expectRefusal({ ...honest(), newRings: packRings([EAST, turned]) }, "RingStartUnfit", 2, 2);
    });
  });

  describe("given cuts", function () {
    const triangles = (ring: Ring, cuts: string): Promise<bigint> =>
      geometry.requireTriangles.staticCall(encodeRing(ring), cuts);
    const expectCutsRefusal = (ring: Ring, cuts: string, error: string, ...args: unknown[]): Promise<void> =>
      expect(triangles(ring, cuts))
        .to.be.revertedWithCustomError(geometry, error)
        .withArgs(...args);

    it("any cuts into triangles that are not clockwise will do", async function () {
      expect(await triangles(WEST, "0x00010001")).to.equal(200n);
      expect(await triangles(WEST, "0x00000002")).to.equal(200n);
    });

    it("refuses other lengths: CutsLengthUnfit", async function () {
      await expectCutsRefusal(WEST, "0x000100", "CutsLengthUnfit", 3, 4);
      await expectCutsRefusal(WEST, "0x0001000100", "CutsLengthUnfit", 5, 4);
      const replot = buildReplot([WHOLE], [WEST, EAST]);
      await expectRefusal({ ...replot, cuts: "0x00010001000100" }, "CutsLengthUnfit", 7, 8);
      await expectRefusal({ ...replot, cuts: `${replot.cuts}00` }, "CutsLengthUnfit", 9, 8);
    });

    it("refuses cuts that take what is not there, also where they add up: CutsUnbalanced", async function () {
      await expectCutsRefusal(WEST, "0x00020000", "CutsUnbalanced", INDEX, 2);
      await expectCutsRefusal(WEST, "0x00010002", "CutsUnbalanced", INDEX, 3);
      await expectCutsRefusal(WEST, "0xffff0000", "CutsUnbalanced", INDEX, 2);
    });

    it("refuses cuts that leave more than an edge: CutsUnbalanced", async function () {
      await expectCutsRefusal(WEST, "0x00000000", "CutsUnbalanced", INDEX, 4);
      await expectCutsRefusal(WEST, "0x00000001", "CutsUnbalanced", INDEX, 4);
      await expectCutsRefusal(WEST, "0x00010000", "CutsUnbalanced", INDEX, 4);
    });

    it("refuses a clockwise corner, with its area: CornerClockwise", async function () {
      await expectCutsRefusal(
        [
          [0, 0],
          [0, 10],
          [10, 10],
          [10, 0],
        ],
        "0x00010001",
        "CornerClockwise",
        INDEX,
        2,
        -100,
      );
      await expectCutsRefusal(
        [
          [0, 0],
          [10, 0],
          [3, 3],
          [0, 10],
        ],
        "0x00000002",
        "CornerClockwise",
        INDEX,
        3,
        -40,
      );
      await expectCutsRefusal(
        [
          [0, 0],
          [3, 3],
          [10, 0],
          [0, 10],
        ],
        "0x00010001",
        "CornerClockwise",
        INDEX,
        2,
        -30,
      );
      const [least, most] = [-(2 ** 31), 2 ** 31 - 1];
      const widest = 2n ** 32n - 1n;
      await expectCutsRefusal(
        [
          [least, least],
          [least, most],
          [most, least],
        ],
        "0x0001",
        "CornerClockwise",
        INDEX,
        2,
        -widest * widest,
      );
      expect(
        await triangles(
          [
            [least, least],
            [most, least],
            [most, most],
            [least, most],
          ],
          "0x00010001",
        ),
      ).to.equal(2n * widest * widest);
    });
  });

  describe("given a single ring", function () {
    const simple = ({ ring, cuts, outerCuts }: ReturnType<typeof proveSimple>): Promise<bigint> =>
      geometry.requireSimple.staticCall(ring, cuts, outerCuts);

    it("TILE-3: accepts rings that wind once, with holes too", async function () {
      expect(await simple(proveSimple(WHOLE))).to.equal(400n);
      expect(await simple(proveSimple(FRAME))).to.equal(192n);
      expect(
        await simple(
          proveSimple([
            [-(2 ** 31), 0],
            [2 ** 31 - 1, -(2 ** 31)],
            [0, 2 ** 31 - 1],
          ]),
        ),
      ).to.be.above(0n);
    });

    it("TILE-3: refuses a ring that winds around a place twice, although it is a sum of triangles", async function () {
      const cuts = ringCuts(LIMACON);
      expect(await geometry.requireTriangles(encodeRing(LIMACON), cuts)).to.be.above(0n);
      expect(() => ringCuts(surroundings(LIMACON))).to.throw("crosses itself");
      const outerCuts = ringCuts(surroundings(convexOf(LIMACON.length)));
      await expect(simple({ ring: encodeRing(LIMACON), cuts, outerCuts })).to.be.revertedWithCustomError(
        geometry,
        "CornerClockwise",
      );
    });

    it("names the surroundings behind the ring", async function () {
      const proof = proveSimple(WEST);
      await expect(simple({ ...proof, outerCuts: `0x${"0000".repeat(8)}` }))
        .to.be.revertedWithCustomError(geometry, "CutsUnbalanced")
        .withArgs(INDEX + 1n, 10);
      await expect(simple({ ...proof, cuts: "0x00000000" }))
        .to.be.revertedWithCustomError(geometry, "CutsUnbalanced")
        .withArgs(INDEX, 4);
      await expect(simple({ ...proof, outerCuts: "0x" }))
        .to.be.revertedWithCustomError(geometry, "CutsLengthUnfit")
        .withArgs(0, 16);
    });
  });
});

/** The two products over all edges, each in its direction and in the other, as the page on the geometry defines them. */
function productsOf(
  replot: Replot,
  olds: readonly Ring[],
  news: readonly Ring[],
  seams: readonly Ring[],
): [forth: bigint, back: bigint] {
  const prime = 2n ** 255n - 19n;
  const hashes = [replot.oldRings, replot.newRings, replot.seams].map((part) => keccak256(part));
  const challenge = BigInt(keccak256(concat(hashes))) >> 2n;
  const code = ([x, y]: Vertex): bigint =>
    (BigInt.asUintN(32, BigInt(x)) << 32n) | BigInt.asUintN(32, BigInt(y));
  let [forth, back] = [1n, 1n];
  const multiply = (from: Vertex, to: Vertex): void => {
    forth = (forth * (challenge + (code(from) << 64n) + code(to))) % prime;
    back = (back * (challenge + (code(to) << 64n) + code(from))) % prime;
  };
  for (const ring of news) ring.forEach((vertex, i) => multiply(vertex, ring[(i + 1) % ring.length]));
  for (const ring of [...olds, ...seams]) {
    ring.forEach((vertex, i) => multiply(ring[(i + 1) % ring.length], vertex));
  }
  return [forth, back];
}

/** Some ring with so many corners, none of them in. */
function convexOf(corners: number): Ring {
  return Array.from({ length: corners }, (_, i): [number, number] => {
    const angle = Math.PI + (2 * Math.PI * i) / corners;
    return [Math.round(1000 * Math.cos(angle)), Math.round(1000 * Math.sin(angle))];
  });
}
