import { type BaseContract, concat, dataLength, dataSlice, toBeHex } from "ethers";

import {
  buildReplot,
  encodeRing,
  type Hex,
  type Place,
  proveSimple,
  type Replot,
  type Ring,
  twiceArea,
} from "../sdk/index.js";
import { deployDouble } from "../test/support/doubles.js";
import { deployGeometry, type GeometryHarness } from "../test/support/geometry/harness.js";
import type { Chain } from "./lib/chain.js";
import { calldataGas } from "./lib/gasSchedule.js";
import type { Bound, Measured, Peer, Row, Scenario } from "./lib/scenario.js";

/** The proofs behind external functions, and the same in plain Solidity. */
interface Survey {
  readonly geometry: GeometryHarness;
  readonly plain: BaseContract;
}

async function setUp({ ethers }: Chain): Promise<Survey> {
  const [surveyor] = await ethers.getSigners();
  return {
    geometry: await deployGeometry(surveyor),
    plain: await deployDouble("PlainGeometry__Double", surveyor),
  };
}

// --- Land ---

/** A plot and the parcels that it is divided into. */
interface Land {
  readonly plot: Ring;
  readonly parcels: readonly Ring[];
}

const edgesIn = ({ plot, parcels }: Land): number => plot.length + parcels.flat().length;

/** Somewhere in a projected reference system: 600 and 5,800 kilometres from its origin. */
const [EAST, NORTH] = [60_000_000, 580_000_000];

/** Metres to centimetres on the grid. */
const at = (x: number, y: number): readonly [number, number] => [
  EAST + Math.round(100 * x),
  NORTH + Math.round(100 * y),
];

/** A plot of 25 metres a parcel by 40, divided into parcels side by side; each line between two bends so often. */
function strips(parcels: number, bends: number): Land {
  const line = (i: number): Ring => {
    const isInside = i > 0 && i < parcels;
    const corners = Array.from({ length: isInside ? bends : 0 }, (_, j) =>
      at(25 * i + (j % 2 === 0 ? 1.37 : -0.52), (40 * (j + 1)) / (bends + 1)),
    );
    return [at(25 * i, 0), ...corners, at(25 * i, 40)];
  };
  const lines = Array.from({ length: parcels + 1 }, (_, i) => line(i));
  return {
    plot: [...lines.map(([south]) => south), ...lines.toReversed().flatMap((points) => points.slice(-1))],
    parcels: lines.slice(1).map((right, i) => [...right, ...lines[i].toReversed()]),
  };
}

/** The same plot without the vertices on its long sides, where the lines between parcels end: seams tell of them. */
function plainStrips(parcels: number): Land {
  return {
    plot: [at(0, 0), at(25 * parcels, 0), at(25 * parcels, 40), at(0, 40)],
    parcels: strips(parcels, 0).parcels,
  };
}

/** 200 parcels in ten rows of twenty; the section's outline has the corners of its parcels. */
function section(): Land {
  const [columns, rows] = [20, 10];
  const corner = (i: number, j: number): readonly [number, number] => {
    const isInside = i > 0 && j > 0 && i < columns && j < rows;
    return isInside ? at(25 * i + ((7 * i + 3 * j) % 5), 40 * j + ((3 * i + 7 * j) % 5)) : at(25 * i, 40 * j);
  };
  const parcels = Array.from({ length: columns * rows }, (_, cell) => {
    const [i, j] = [cell % columns, Math.floor(cell / columns)];
    return [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1)];
  });
  const along = (count: number, place: (k: number) => readonly [number, number]): Ring =>
    Array.from({ length: count }, (_, k) => place(k));
  const plot = [
    ...along(columns, (k) => corner(k, 0)),
    ...along(rows, (k) => corner(columns, k)),
    ...along(columns, (k) => corner(columns - k, rows)),
    ...along(rows, (k) => corner(0, rows - k)),
  ];
  return { plot, parcels };
}

/** A round plot with so many corners. */
function round(corners: number, east = 0): Ring {
  return Array.from({ length: corners }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners;
    return at(east + 50 + 40 * Math.cos(angle), 50 + 40 * Math.sin(angle));
  });
}

// --- Acts ---

/** Proves, less a transaction that proves nothing; a ring moved by one centimetre must be refused. */
async function tile(
  contract: BaseContract,
  { geometry }: Survey,
  { replot, land: { plot, parcels } }: { replot: Replot; land: Land },
): Promise<Measured> {
  const tx = await contract.getFunction("tile").send(replot);
  return {
    tx,
    without: [await geometry.rest()],
    async effects(expect) {
      await expect(tx).to.emit(contract, "Proven").withArgs(parcels.length, twiceArea(plot));
      // The last byte of the last ring: one vertex moves by a centimetre.
      const end = dataLength(replot.newRings) - 1;
      const last = Number(dataSlice(replot.newRings, end));
      const moved = concat([dataSlice(replot.newRings, 0, end), toBeHex((last + 1) % 256, 1)]);
      await expect(
        geometry.requireTiling.staticCall({ ...replot, newRings: moved as Hex }),
      ).to.be.revertedWithCustomError(geometry, "BoundaryChanged");
    },
  };
}

/** What every proof needs: the rings must be said. */
const RINGS_BOUND: Bound = {
  parts: [{ what: "calldata", gas: calldataGas, why: "the boundaries must be said" }],
};

const PLAIN = "the same checks in plain Solidity, built with our settings";

const TILING_CHECKS = [
  "every new ring is canonical: start, no empty edge, no turning back",
  "every new ring is a sum of triangles, none clockwise, and has an area",
  "every seam is straight",
  "new and old boundaries are equal, edge by edge",
  "hash and area of every ring",
];

function tilingRow(
  operation: string,
  story: string,
  land: Land,
  goal: number | undefined,
  per: (land: Land) => number,
  reason?: string,
): Row<Survey> {
  const replot = buildReplot([land.plot], land.parcels);
  const plain: Peer<Survey> = {
    name: "plain Solidity",
    source: PLAIN,
    run: ({ city }) => tile(city.plain, city, { replot, land }),
  };
  return {
    operation,
    story,
    goal,
    bound: RINGS_BOUND,
    checks: TILING_CHECKS,
    per: per(land),
    reason,
    peers: [plain],
    run: ({ city }) => tile(city.geometry, city, { replot, land }),
  };
}

const TEN: Land = {
  plot: [at(0, 0), at(25, 0), at(50, 0), at(20, 40)],
  parcels: [
    [at(0, 0), at(25, 0), at(20, 40)],
    [at(25, 0), at(50, 0), at(20, 40)],
  ],
};

/** Proves that a ring is simple. */
async function prove({ geometry }: Survey, ring: Ring): Promise<Measured> {
  const proof = proveSimple(ring);
  const tx = await geometry.prove(proof.ring, proof.cuts, proof.outerCuts);
  return {
    tx,
    without: [await geometry.rest()],
    async effects(expect) {
      await expect(tx).to.emit(geometry, "Proven").withArgs(1, twiceArea(ring));
    },
  };
}

/** Shows that two plots overlap. */
async function meet({ geometry }: Survey, corners: number): Promise<Measured> {
  const [a, b] = [round(corners), round(corners, 30)].map((ring) => encodeRing(ring));
  const [x, y] = at(65, 50);
  const place: Place = { x: BigInt(x), y: BigInt(y), denominator: 1n };
  const tx = await geometry.meet(a, b, place);
  return {
    tx,
    async effects(expect) {
      await expect(tx).to.emit(geometry, "Proven").withArgs(2, 0);
      expect(await geometry.contains(a, { ...place, x: place.x + 10_000n })).to.equal(false);
    },
  };
}

/** The geometry alone, without the register that will stand on it. */
export const scenario: Scenario<Survey> = {
  domain: "land",
  setUp,
  rows: [
    tilingRow(
      "tiling proof of 10 edges, each",
      "A plot is divided in two: gas of the proof, calldata included, for each edge of an old or a new ring.",
      TEN,
      1_100,
      edgesIn,
      "two lists, their hashes and the answer cost about 8,000 gas, however few the edges",
    ),
    tilingRow(
      "tiling proof of 100 edges, each",
      "A plot is divided into sixteen parcels.",
      strips(16, 0),
      1_100,
      edgesIn,
    ),
    tilingRow(
      "tiling proof of 1,000 edges, each",
      "A plot is divided into fifty parcels with crooked lines between them.",
      strips(50, 7),
      1_100,
      edgesIn,
    ),
    tilingRow(
      "tiling proof with seams, 84 edges, each",
      "A plot is divided into twenty parcels whose lines end on its straight sides.",
      plainStrips(20),
      1_100,
      edgesIn,
      "38 seams beside 84 edges: each is three edges more, 24 bytes, and the check that it is straight",
    ),
    tilingRow(
      "section of 200 parcels with tiling proof, proof alone, each parcel",
      "A section is divided into its parcels.",
      section(),
      undefined,
      ({ parcels }) => parcels.length,
    ),
    {
      operation: "proof that an outline is simple, 60 vertices, each",
      story: "The outline of a section is proven to wind around no point twice.",
      bound: RINGS_BOUND,
      checks: ["the ring is canonical", "ring and surroundings are sums of triangles, none clockwise"],
      peers: [],
      per: 60,
      run: ({ city }) => prove(city, section().plot),
    },
    ...[6, 16, 64].map((corners): Row<Survey> => ({
      operation: `overlap shown by one place, ${corners} and ${corners} vertices`,
      story: "Anybody names a place that lies strictly inside two rings.",
      checks: ["the place lies strictly inside both rings"],
      peers: [],
      run: ({ city }) => meet(city, corners),
    })),
  ],
};
