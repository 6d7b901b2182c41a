import { expect } from "chai";

import {
  buildReplot,
  canonicalRing,
  isNeighbour,
  outlineOf,
  packRings,
  parcelMap,
  partsOfRing,
  planSections,
  proveSimple,
  type Ring,
  type SurveyedParcel,
  twiceArea,
  unpackRings,
} from "../../../sdk/index.js";
import { expectInputError } from "../../support/inputError.js";

/** A square of ten metres at a place of a grid. */
const cell = (column: number, row: number): Ring => {
  const [x, y] = [1_000 * column, 1_000 * row];
  return canonicalRing([
    [x, y],
    [x + 1_000, y],
    [x + 1_000, y + 1_000],
    [x, y + 1_000],
  ]);
};

const grid = (columns: number, rows: number): SurveyedParcel[] =>
  Array.from({ length: columns * rows }, (_, i) => {
    const ring = cell(i % columns, Math.floor(i / columns));
    return { feature: i, reference: `N:${i + 1}`, parts: [{ outer: ring, holes: [] }], ring };
  });

describe("sections and maps", function () {
  it("the outline of parcels is the land that they cover, with what they enclose left out", function () {
    const block = grid(3, 3).map(({ ring }) => ring);
    expect(twiceArea(outlineOf(block))).to.equal(2n * 9n * 1_000_000n);
    const around = block.filter((_, i) => i !== 4);
    const [{ outer, holes }] = partsOfRing(outlineOf(around));
    expect(twiceArea(outer)).to.equal(2n * 9n * 1_000_000n);
    expect(holes.map(twiceArea)).to.deep.equal([-2n * 1_000_000n]);
    const apart = outlineOf([cell(0, 0), cell(5, 5)]);
    expect(partsOfRing(apart)).to.have.length(2);
    for (const rings of [around, [cell(0, 0), cell(5, 5)]]) {
      expect(() => buildReplot([outlineOf(rings)], rings)).to.not.throw();
      expect(() => proveSimple(outlineOf(rings))).to.not.throw();
    }
  });

  it("no parcels have no outline", async function () {
    await expectInputError(() => outlineOf([]), { field: "outline", problem: "has no part" });
  });

  it("a cadastre is divided into sections that fit, always in the same way, each provable", function () {
    const parcels = grid(9, 5);
    const limits = { parcels: 12, vertices: 1_000 };
    const sections = planSections(parcels, limits);
    expect(sections.map((section) => section.parcels.length)).to.deep.equal([12, 11, 11, 11]);
    const shuffled = planSections(parcels.toReversed(), limits);
    const ids = (plan: typeof sections): string[] =>
      plan.map((section) =>
        section.parcels
          .map(({ reference }) => reference)
          .toSorted()
          .join(" "),
      );
    expect(ids(shuffled)).to.deep.equal(ids(sections));
    const all = sections.flatMap((section) => section.parcels.map(({ feature }) => feature));
    expect(all.toSorted((a, b) => a - b)).to.deep.equal(parcels.map(({ feature }) => feature));
    for (const { parcels: some, outline } of sections) {
      expect(() =>
        buildReplot(
          [outline],
          some.map(({ ring }) => ring),
        ),
      ).to.not.throw();
      expect(() => proveSimple(outline)).to.not.throw();
    }
  });

  it("many vertices make sections smaller; one parcel is always a section", function () {
    expect(planSections(grid(4, 1), { parcels: 200, vertices: 8 })).to.have.length(2);
    expect(planSections(grid(4, 1), { parcels: 200, vertices: 1 })).to.have.length(4);
    expect(planSections(grid(20, 20))).to.have.length(2);
    expect(planSections([])).to.deep.equal([]);
  });

  it("a list of rings is read as it was packed", async function () {
    const rings = [cell(0, 0), cell(7, 3)];
    expect(unpackRings(packRings(rings))).to.deep.equal(rings);
    expect(unpackRings("0x")).to.deep.equal([]);
    const packed = packRings(rings);
    for (const cut of [packed.slice(0, -2), packed.slice(0, 4), `${packed}00`]) {
      await expectInputError(() => unpackRings(cut), { field: "rings", problem: /^ends within ring [012]$/ });
    }
  });

  it("neighbours share a stretch of boundary; a corner is not enough", function () {
    const wide = canonicalRing([
      [1_000, 500],
      [2_000, 500],
      [2_000, 1_700],
      [1_000, 1_700],
    ]);
    expect(isNeighbour(cell(0, 0), cell(1, 0))).to.equal(true);
    expect(isNeighbour(cell(0, 0), wide)).to.equal(true);
    expect(isNeighbour(wide, cell(0, 0))).to.equal(true);
    expect(isNeighbour(cell(0, 0), cell(1, 1))).to.equal(false);
    expect(isNeighbour(cell(0, 0), cell(3, 0))).to.equal(false);
  });

  it("a map shows the parcel, what lies around it, and how large that is", function () {
    const others = [
      { reference: "N:2", ring: cell(1, 0) },
      { reference: "N:<9>", ring: cell(0, 1) },
      { reference: "N:FAR", ring: cell(9, 9) },
    ];
    const svg = parcelMap({ reference: "N:1", ring: cell(0, 0) }, others);
    expect(svg).to.include('width="800" height="800" viewBox="0 0 800 800"');
    expect(svg.match(/<g class="other">/g)).to.have.length(2);
    expect(svg).to.include('<g class="parcel"><path d="M');
    expect(svg).to.include(">N:1</text>").and.to.include(">N:&lt;9&gt;</text>");
    expect(svg).to.not.include("N:FAR").and.to.not.include("<9>");
    expect(svg).to.include(">5 m, north up</text>");
    // Thirty metres are 800 pixels; north is up.
    expect(svg).to.include("M266.67 533.33L533.33 533.33L533.33 266.67L266.67 266.67Z");
    expect(parcelMap({ reference: "N:1", ring: cell(0, 0) }, others)).to.equal(svg);
  });
});
