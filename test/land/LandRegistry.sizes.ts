import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import hre from "hardhat";

import { canonicalRing, type Ring, type Vertex } from "../../sdk/index.js";
import {
  doc,
  type Land,
  land,
  PLOT,
  rectangle,
  ref,
  registerPlot,
  replot,
  ringHashOf,
  sectionOf,
} from "../support/land.js";
import { networkHelpers } from "../support/network.js";
import { as } from "../support/payments.js";

const MOST_GAS = 15_000_000n;

describe("LandRegistry: sizes", function () {
  let city: Land;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(land);
  });

  /** Coverage adds code: gas is not read there. */
  const judged = (gas: bigint | undefined): void => {
    if (hre.globalOptions.coverage) return;
    expect(gas).to.be.at.most(MOST_GAS);
  };

  it("registers 260 attested parcels below 15 million gas", async function () {
    const { registry, registrar, owner } = city;
    const parcels = Array.from({ length: 260 }, (_, i) => ({
      id: ref(`NORD:${i + 1}`),
      owner: owner.address,
      ringHash: ringHashOf(PLOT),
      size: 1_000n,
    }));
    const tx = await as(registry, registrar).registerMany(parcels, doc("application"));
    judged((await tx.wait())?.gasUsed);
    expect(await registry.balanceOf(owner)).to.equal(260n);
  });

  it("registers a section of 240 parcels below 15 million gas", async function () {
    const { registry, registrar, owner } = city;
    const [columns, rows] = [20, 12];
    const cells: Ring[] = Array.from({ length: columns * rows }, (_, i) =>
      rectangle(25 * (i % columns), 40 * Math.floor(i / columns), 25, 40),
    );
    const [width, height] = [2_500 * columns, 4_000 * rows];
    const along = (count: number, place: (k: number) => Vertex) =>
      Array.from({ length: count }, (_, k) => place(k));
    const outline = canonicalRing([
      ...along(columns, (k) => [2_500 * k, 0]),
      ...along(rows, (k) => [width, 4_000 * k]),
      ...along(columns, (k) => [width - 2_500 * k, height]),
      ...along(rows, (k) => [0, height - 4_000 * k]),
    ]);
    const plots = cells.map((_, i) => ({ id: ref(`NORD:${i + 1}`), owner: owner.address }));
    const { tiling, cuts, outerCuts } = sectionOf(outline, cells);
    const tx = await as(registry, registrar).registerSection(
      plots,
      tiling,
      cuts,
      outerCuts,
      doc("application"),
    );
    judged((await tx.wait())?.gasUsed);
    expect(await registry.balanceOf(owner)).to.equal(240n);
  });

  it("divides a parcel into 200 below 15 million gas", async function () {
    const { registry, owner } = city;
    const [id, plot] = [ref("NORD:1"), rectangle(0, 0, 2_000, 40)];
    await registerPlot(city, id, owner, plot);
    const news = Array.from({ length: 200 }, (_, i) => ({
      id: ref(`NORD:${i + 2}`),
      ring: rectangle(10 * i, 0, 10, 40),
    }));
    const tx = await replot(city, [{ id, ring: plot, owners: [owner] }], news);
    judged((await tx.wait())?.gasUsed);
    expect(await registry.balanceOf(owner)).to.equal(200n);
  });

  it("the register's storage begins as its codes lay it out", function () {
    const path = join(hre.config.paths.root, "docs/storage/land.json");
    const layouts = JSON.parse(readFileSync(path, "utf8")) as Record<string, { storage: unknown[] }>;
    for (const code of ["TitleDealings", "TitleJudgments", "LandSurvey", "LandArchive"]) {
      const { storage } = layouts[code];
      expect(storage.length, code).to.be.greaterThan(10);
      expect(layouts.LandRegistry.storage.slice(0, storage.length), code).to.deep.equal(storage);
    }
  });
});
