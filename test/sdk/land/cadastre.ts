import { expect } from "chai";
import proj4 from "proj4";

import {
  buildReplot,
  type Parcel,
  type Part,
  partsOfRing,
  readGeoJson,
  readWkt,
  type Ring,
  surveyCadastre,
  twiceArea,
  writeGeoJson,
  writeWkt,
} from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

/** ETRS89 / UTM zone 32N (EPSG:25832). */
const UTM = proj4("+proj=utm +zone=32 +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs");

/** A rectangle, in metres. */
const plot = (left: number, bottom: number, right: number, top: number): Ring => [
  [100 * left, 100 * bottom],
  [100 * right, 100 * bottom],
  [100 * right, 100 * top],
  [100 * left, 100 * top],
];

const parcel = (feature: number, reference: string, outer: Ring, ...holes: Ring[]): Parcel => ({
  feature,
  reference,
  parts: [{ outer, holes }],
});

const EAST = 600_000;
const NORTH = 5_800_000;
const OUTLINE = plot(EAST, NORTH, EAST + 30, NORTH + 20);
const WEST_PLOT = plot(EAST, NORTH, EAST + 10, NORTH + 20);
const SOUTH_PLOT = plot(EAST + 10, NORTH, EAST + 30, NORTH + 10);
const NORTH_PLOT = plot(EAST + 10, NORTH + 10, EAST + 30, NORTH + 20);

const SOUND: readonly Parcel[] = [
  parcel(0, "A-1", WEST_PLOT),
  parcel(1, "A-2", SOUTH_PLOT),
  parcel(2, "A-3", NORTH_PLOT),
];

describe("a cadastre before it is registered", function () {
  describe("the survey", function () {
    it("finds no fault in a sound section, and hands over rings that tile it", function () {
      const { parcels, faults } = surveyCadastre(SOUND, OUTLINE);
      expect(faults).to.deep.equal([]);
      expect(parcels[0].ring).to.deep.include([100 * (EAST + 10), 100 * (NORTH + 10)]);
      const rings = parcels.map(({ ring }) => ring);
      expect(buildReplot([OUTLINE], rings).newRings).to.not.equal("0x");
    });

    it("reports references that occur twice, also in other letters", function () {
      const { faults } = surveyCadastre([...SOUND.slice(0, 2), { ...SOUND[2], reference: " a-1" }], OUTLINE);
      expect(faults).to.deep.equal([
        { kind: "reference", features: [0, 2], message: "the reference A-1 stands 2 times" },
      ]);
    });

    it("reports an overlap of one centimetre, with features and place", function () {
      const wide = WEST_PLOT.with(1, [WEST_PLOT[1][0] + 1, WEST_PLOT[1][1]]);
      const { faults } = surveyCadastre([parcel(0, "A-1", wide), ...SOUND.slice(1)]);
      expect(faults.map(({ kind, features, message }) => [kind, features, message])).to.deep.equal([
        ["overlap", [0, 1], "A-1 and A-2 overlap"],
        ["overlap", [0, 2], "A-1 and A-3 overlap"],
      ]);
      for (const { place } of faults) {
        expect(place?.[0]).to.be.within(WEST_PLOT[1][0], WEST_PLOT[1][0] + 1);
        expect(place?.[1]).to.be.within(100 * NORTH, 100 * (NORTH + 20));
      }
    });

    it("reports a gap that parcels enclose, without an outline", function () {
      const around = parcel(4, "B-1", plot(0, 0, 30, 30), plot(10, 10, 20, 20));
      const inside = parcel(5, "B-2", plot(10, 10, 20, 19));
      const { faults } = surveyCadastre([around, inside]);
      expect(faults.map(({ kind, features }) => ({ kind, features }))).to.deep.equal([
        { kind: "gap", features: [4, 5] },
      ]);
      const [x, y] = faults[0].place ?? [0, 0];
      expect([x > 1000 && x < 2000, y > 1900 && y < 2000]).to.deep.equal([true, true]);
      expect(surveyCadastre([around]).faults.map(({ kind }) => kind)).to.deep.equal(["gap"]);
    });

    it("reports open gaps and parcels beyond the outline, with one", function () {
      expect(surveyCadastre(SOUND.slice(0, 2), OUTLINE).faults.map(({ kind }) => kind)).to.deep.equal([
        "gap",
      ]);
      expect(surveyCadastre(SOUND.slice(0, 2)).faults).to.deep.equal([]);
      const beyond = plot(EAST + 10, NORTH + 10, EAST + 31, NORTH + 20);
      const { faults } = surveyCadastre([...SOUND.slice(0, 2), parcel(2, "A-3", beyond)], OUTLINE);
      expect(faults.map(({ kind, features }) => ({ kind, features }))).to.deep.equal([
        { kind: "outside", features: [2] },
      ]);
    });

    it("reports rings that are none, and judges the rest", function () {
      const bowtie: Ring = [
        WEST_PLOT[0],
        WEST_PLOT[2],
        WEST_PLOT[1].map((c) => c + 7) as [number, number],
        WEST_PLOT[3],
      ];
      const { parcels, faults } = surveyCadastre([parcel(0, "A-1", bowtie), ...SOUND.slice(1)]);
      expect(parcels.map(({ feature }) => feature)).to.deep.equal([1, 2]);
      expect(faults.map(({ kind, features, place }) => ({ kind, features, place }))).to.deep.equal([
        { kind: "ring", features: [0], place: WEST_PLOT[0] },
      ]);
    });
  });

  describe("GeoJSON", function () {
    const options = { reference: "ref", projection: UTM };

    it("comes back to the centimetre through the projection", function () {
      const holed = {
        reference: "H",
        parts: [{ outer: OUTLINE, holes: [plot(EAST + 1, NORTH + 1, EAST + 2, NORTH + 2)] }],
      };
      const written = writeGeoJson([...SOUND, holed], "ref", UTM);
      expect(written.features[0].geometry.coordinates[0][0][0][0]).to.be.within(10, 11);
      const { parcels, faults } = readGeoJson(JSON.parse(JSON.stringify(written)), options);
      expect(faults).to.deep.equal([]);
      expect(parcels.map(({ reference }) => reference)).to.deep.equal(["A-1", "A-2", "A-3", "H"]);
      const open = (parts: readonly Part[]): readonly Ring[] =>
        parts.flatMap(({ outer, holes }) => [outer, ...holes]).map((ring) => ring.slice(0, -1));
      expect(open(parcels[0].parts)).to.deep.equal([WEST_PLOT]);
      expect(open(parcels[3].parts)).to.deep.equal([holed.parts[0].outer, holed.parts[0].holes[0]]);
      expect(surveyCadastre(parcels.slice(0, 3), OUTLINE).faults).to.deep.equal([]);
    });

    it("takes metres of the register's system where no projection is given", function () {
      const { parcels } = readGeoJson(writeGeoJson(SOUND, "ref"), { reference: "ref" });
      expect(twiceArea(parcels[1].parts[0].outer)).to.equal(2n * 2000n * 1000n);
    });

    it("reports what it cannot read by the number of the feature, and reads the rest", function () {
      const good = writeGeoJson(SOUND.slice(0, 1), "ref", UTM).features[0];
      const features = [
        good,
        { ...good, properties: {} },
        { ...good, properties: null },
        { ...good, geometry: { type: "Point", coordinates: [1, 2] } },
        { ...good, geometry: null },
        { ...good, geometry: { type: "Polygon", coordinates: [[[10, "x"]]] } },
        { ...good, geometry: { type: "Polygon", coordinates: [] } },
        { ...good, geometry: { type: "Polygon", coordinates: good.geometry.coordinates[0] } },
        null,
      ];
      const { parcels, faults } = readGeoJson({ type: "FeatureCollection", features }, options);
      expect(parcels.map(({ feature }) => feature)).to.deep.equal([0, 7]);
      expect(faults.map(({ kind, features: [number], message }) => [kind, number, message])).to.deep.equal([
        ["feature", 1, 'has no text in its property "ref"'],
        ["feature", 2, 'has no text in its property "ref"'],
        ["feature", 3, 'has no Polygon or MultiPolygon but "Point"'],
        ["feature", 4, "has no Polygon or MultiPolygon but null"],
        ["feature", 5, "has a position that is no pair of finite numbers, or an empty polygon"],
        ["feature", 6, "has a position that is no pair of finite numbers, or an empty polygon"],
        ["feature", 8, 'has no text in its property "ref"'],
      ]);
      for (const nothing of [
        undefined,
        null,
        {},
        { type: "FeatureCollection" },
        { type: "Feature", features: [] },
      ]) {
        expect(readGeoJson(nothing, options).faults.map(({ kind }) => kind)).to.deep.equal(["feature"]);
      }
    });
  });

  describe("well-known text", function () {
    it("comes back as it went, one part or several, in metres or degrees", function () {
      const parts = partsOfRing(OUTLINE);
      expect(writeWkt(parts)).to.equal(
        "POLYGON ((600000 5800000, 600030 5800000, 600030 5800020, 600000 5800020, 600000 5800000))",
      );
      const two: readonly Part[] = [
        { outer: WEST_PLOT, holes: [plot(EAST + 1, NORTH + 1, EAST + 2, NORTH + 2)] },
        { outer: NORTH_PLOT, holes: [] },
      ];
      const closed = two.map(({ outer, holes }) => ({
        outer: [...outer, outer[0]],
        holes: holes.map((hole) => [...hole, hole[0]]),
      }));
      expect(readWkt(writeWkt(two))).to.deep.equal(closed);
      expect(readWkt(writeWkt(two, UTM), UTM)).to.deep.equal(closed);
      expect(readWkt(" polygon((0 0,1.5 0,1.5 -2e0,0 0)) ")).to.deep.equal([
        {
          outer: [
            [0, 0],
            [150, 0],
            [150, -200],
            [0, 0],
          ],
          holes: [],
        },
      ]);
    });

    it("refuses everything else, and says what", async function () {
      const refusals: [string, RegExp][] = [
        ["POINT (1 2)", /^is no POLYGON or MULTIPOLYGON$/],
        ["POLYGON EMPTY", /^is no POLYGON or MULTIPOLYGON$/],
        ["POLYGON ((0 0, 1 x))", /^holds something that is no number$/],
        ["POLYGON ((0 0, 1 1)", /^has brackets or commas in wrong places$/],
        ["POLYGON ((0 0,, 1 1))", /^has brackets or commas in wrong places$/],
        ["POLYGON (0 0, 1 1)", /^has a polygon without rings$/],
        ["POLYGON ()", /^has a polygon without rings$/],
        ["MULTIPOLYGON ((0 0, 1 1))", /^has a polygon without rings$|^has a position/],
        ["POLYGON ((0 0, 1 1 1))", /^has a position that is no pair of numbers/],
        ["POLYGON ((0 0, 1e 1))", /^has a position that is no pair of numbers/],
      ];
      for (const [text, problem] of refusals) {
        await expectInputError(() => readWkt(text), { field: "wkt", problem });
      }
    });
  });
});
