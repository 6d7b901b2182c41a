import { id, Wallet, ZeroHash } from "ethers";

import {
  applicationHash,
  buildReplot,
  canonicalRing,
  encodeRing,
  encumberTypedData,
  findOverlap,
  namespaceId,
  parcelId,
  proveSimple,
  readDomain,
  replotTypedData,
  type Ring,
  twiceArea,
  type Vertex,
} from "../../sdk/index.js";
import { CityAuthority__factory, LandRegistry__factory } from "../../typechain-types/index.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const DAY = 24 * 3600;

/** A district of two sections, each of 17 by 6 parcels whose corners no surveyor's ruler drew. */
const [COLUMNS, ROWS, SECTIONS] = [17, 6, 2];

/** A district comes to the chain with proof, is mortgaged, divided, frozen; a wrong boundary is found by a passer-by. */
export const landChapter: Chapter = {
  title: "Land: a district without a gap, an overlap or a forgotten lien",
  play,
};

const ref = (number: number | string): bigint => parcelId(`DEMO:${number}`);

/** A corner of the district's grid, bent inside, in centimetres of the projected system. */
function corner(column: number, row: number): Vertex {
  const isInside = column > 0 && column < COLUMNS && row % ROWS !== 0;
  const [dx, dy] = isInside
    ? [((7 * column + 3 * row) % 5) * 100, ((3 * column + 7 * row) % 5) * 100]
    : [0, 0];
  return [60_000_000 + 2_500 * column + dx, 580_000_000 + 4_000 * row + dy];
}

/** The parcel at a place of the grid. */
const cell = (column: number, row: number): Ring =>
  canonicalRing([
    corner(column, row),
    corner(column + 1, row),
    corner(column + 1, row + 1),
    corner(column, row + 1),
  ]);

/** A section's parcels, row by row, and its outline. */
function section(number: number): { readonly outline: Ring; readonly parcels: readonly Ring[] } {
  const [bottom, top] = [number * ROWS, (number + 1) * ROWS];
  const along = (count: number, place: (k: number) => Vertex) =>
    Array.from({ length: count }, (_, k) => place(k));
  return {
    outline: canonicalRing([
      ...along(COLUMNS, (k) => corner(k, bottom)),
      ...along(ROWS, (k) => corner(COLUMNS, bottom + k)),
      ...along(COLUMNS, (k) => corner(COLUMNS - k, top)),
      ...along(ROWS, (k) => corner(0, top - k)),
    ]),
    parcels: Array.from({ length: COLUMNS * ROWS }, (_, i) =>
      cell(i % COLUMNS, bottom + Math.floor(i / COLUMNS)),
    ),
  };
}

/** The district as a map, north up: one letter a parcel. */
function map(letterOf: (number: number) => string): string {
  const rows = Array.from({ length: ROWS * SECTIONS }, (_, row) =>
    Array.from({ length: COLUMNS }, (_unused, column) => letterOf(row * COLUMNS + column + 1)).join(" "),
  );
  return rows.toReversed().join("\n  ");
}

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, offices, clerk, citizen, wait } = stage;
  const { say, act, officeActs, refused } = narrator(stage, "land");
  const at = blueprint.addressOf("LandRegistry");
  const registry = LandRegistry__factory.connect(at, clerk);
  const authorityAddress = blueprint.addressOf("CityAuthority");
  const authority = CityAuthority__factory.connect(authorityAddress, provider);
  const domain = await readDomain((call) => provider.call(call), at);
  const encode = registry.interface.encodeFunctionData.bind(registry.interface);
  const document = id("a document of the land office, with its salt");

  const [resident, neighbour] = ["a resident of the demo city", "the resident's neighbour"].map(
    (who) => new Wallet(id(who)),
  );
  const bank = await citizen.getAddress();
  const passerBy = registry.connect(citizen);

  say("A district is opened: seven days after the land office says so in public.");
  const opening = encode("openNamespace", [namespaceId("DEMO"), ZeroHash, document]);
  await officeActs(
    "LAND_CORRECTIONS",
    "schedule the opening of the district DEMO",
    authorityAddress,
    authority.interface.encodeFunctionData("schedule", [at, opening, 0]),
  );
  await wait(7 * DAY);
  await officeActs("LAND_CORRECTIONS", "open the district DEMO", at, opening);

  say(
    `The cadastre comes section by section: ${COLUMNS * ROWS * SECTIONS} parcels, proven to tile the land.`,
  );
  const ownerOf = (number: number): string => (number % 3 === 0 ? neighbour.address : resident.address);
  for (let number = 0; number < SECTIONS; ++number) {
    const { outline, parcels } = section(number);
    const first = number * parcels.length + 1;
    const plots = parcels.map((_, i) => ({ id: ref(first + i), owner: ownerOf(first + i) }));
    const { cuts, outerCuts } = proveSimple(outline);
    await officeActs(
      "LAND_REGISTRAR",
      `register section ${number + 1} with its proof`,
      at,
      encode("registerSection", [plots, buildReplot([outline], parcels), cuts, outerCuts, document]),
    );
  }
  say(`  ${map((number) => (number % 3 === 0 ? "n" : "r"))}`);

  say(
    "The bank's application gets its rank in the day-book; the resident signs the mortgage; the registrar enters it.",
  );
  await officeActs("LAND_REGISTRAR", "open a desk", at, encode("setDesk", [await clerk.getAddress(), true]));
  const [mine, salt] = [ref(1), id("salt of the application")];
  const mortgage = { holder: bank, amount: 20_000_000n, expiryDay: 0, kind: "mortgage" } as const;
  const commitment = applicationHash(mine, mortgage, document, salt);
  await act("the desk lodges a salted commitment", registry.lodge(mine, commitment));
  const intake = await registry.lastIntake();
  const latest = await provider.getBlock("latest");
  if (latest === null) throw new Error("the chain has no block");
  const deadline = BigInt(latest.timestamp + 30 * DAY);
  const agreement = encumberTypedData(
    domain,
    { id: mine, version: 0n, documentHash: document, deadline },
    mortgage,
  );
  const signature = await resident.signTypedData(agreement.domain, agreement.types, agreement.message);
  const { holder, amount, expiryDay, kind } = agreement.message;
  const terms = { holder, amount, expiryDay, kind };
  const consents = [{ holder: resident.address, signature }];
  await officeActs(
    "LAND_REGISTRAR",
    "enter a mortgage of 200,000.00",
    at,
    encode("encumber", [mine, terms, document, intake, salt, deadline, consents]),
  );

  say("The resident divides the parcel. The mortgage goes to both parts: no holder loses a lien.");
  const [a, b, c, d] = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
  const middle = (from: Vertex, to: Vertex): Vertex => [
    Math.round((from[0] + to[0]) / 2),
    Math.round((from[1] + to[1]) / 2),
  ];
  const [south, north] = [middle(a, b), middle(d, c)];
  // Corners come to lie on lines that have none: the halves meet on them to the centimetre, or the proof fails.
  const parent = canonicalRing([a, b, c, d]);
  const level = south[1] === a[1] && (north[1] - d[1]) * (c[0] - d[0]) === (c[1] - d[1]) * (north[0] - d[0]);
  const parts = level
    ? [canonicalRing([a, south, north, d]), canonicalRing([south, b, c, north])]
    : [canonicalRing([a, b, c]), canonicalRing([a, c, d])];
  const tiling = buildReplot([parent], parts);
  const [first, second] = [ref("1/1"), ref("1/2")];
  const plan = replotTypedData(domain, {
    olds: [{ id: mine, version: 1n }],
    news: [first, second].map((part) => ({ id: part, continues: 0 })),
    newRings: tiling.newRings,
    documentHash: document,
    deadline,
  });
  const agreed = await resident.signTypedData(plan.domain, plan.types, plan.message);
  const all = 2n ** 256n - 1n;
  const old = (carries: { number: bigint; heirs: bigint; signature: string }[]) => [
    { id: mine, consents: [{ holder: resident.address, signature: agreed }], carries },
  ];
  const news = [first, second].map((part) => ({ id: part, continues: 0n }));
  const replot = (carries: { number: bigint; heirs: bigint; signature: string }[]) =>
    encode("replot", [old(carries), news, tiling, document, deadline]);
  const { address: registrar } = offices.LAND_REGISTRAR;
  await refused("the registrar forgets the mortgage", registrar, at, replot([]), registry.interface);
  await officeActs(
    "LAND_REGISTRAR",
    "divide the parcel",
    at,
    replot([{ number: 1n, heirs: all, signature: "0x" }]),
  );
  const areas = parts.map((ring) => Number(twiceArea(ring)) / 20_000);
  say(
    `  DEMO:1 of ${areas[0] + areas[1]} m² is now DEMO:1/1 of ${areas[0]} m² and DEMO:1/2 of ${areas[1]} m²`,
  );

  say("Nobody goes around a deed, and nobody uses another office's power.");
  const transfer = encode("transferFrom", [resident.address, bank, first]);
  await refused("a marketplace sends a title as a token", resident.address, at, transfer, registry.interface);
  const force = encode("forcedTransfer", [resident.address, bank, first]);
  await refused("the registrar moves a title by force", registrar, at, force, registry.interface);
  await officeActs(
    "COURT_FREEZE",
    "freeze a title by order",
    at,
    encode("freezeByOrder", [second, true, id("an order, with its salt")]),
  );

  say("A parcel is entered alone, one centimetre too far. A passer-by proves it with one place.");
  const lastRow = ROWS * SECTIONS - 1;
  const corners = [corner(COLUMNS, lastRow), corner(COLUMNS, lastRow + 1)];
  const wrong = canonicalRing([
    [corners[0][0] - 1, corners[0][1]],
    [corners[0][0] + 2_500, corners[0][1]],
    [corners[1][0] + 2_500, corners[1][1]],
    [corners[1][0] - 1, corners[1][1]],
  ]);
  const proof = proveSimple(wrong);
  const stranger = { id: ref(900), owner: neighbour.address };
  await officeActs(
    "LAND_REGISTRAR",
    "register DEMO:900 alone",
    at,
    encode("registerProven", [stranger, proof.ring, proof.cuts, proof.outerCuts, document]),
  );
  const [beside, ring] = [ref(COLUMNS * ROWS * SECTIONS), cell(COLUMNS - 1, lastRow)];
  const place = findOverlap(ring, wrong);
  if (place === undefined) throw new Error("the parcels do not overlap");
  await act(
    "a passer-by proves the overlap; the younger title is in dispute",
    passerBy.proveOverlap(beside, encodeRing(ring), stranger.id, encodeRing(wrong), place),
  );
}
