import { id, Wallet } from "ethers";

import {
  buildSettlement,
  digestOf,
  encodeHints,
  type Household,
  INTERVALS_PER_DAY,
  type MarketRules,
  type Order,
  priceCurve,
  readDomain,
  readingsTypedData,
  startOf,
  statementText,
} from "../../sdk/index.js";
import {
  CityAuthority__factory,
  CityToken__factory,
  EnergyCertificates__factory,
  EnergyMarket__factory,
  MeterRegistry__factory,
  MintDesk__factory,
} from "../../typechain-types/index.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const DAY = 86_400;
const ZONE = 1n;
const LAST_DAY = 60_000n;
const RULES: MarketRules = {
  policy: "walras",
  tariff: { feedIn: 80n, retail: 300n, fees: [20n, 15n, 5n] },
};

const tokens = (amount: number): bigint => BigInt(amount) * 1_000_000n;

/** A street: two roofs, a bakery, a workshop and a flat; what each wants to pay or get per Wh. */
const STREET: readonly { readonly name: string; readonly hasRoof: boolean; readonly order: Order }[] = [
  {
    name: "the first roof",
    hasRoof: true,
    order: { buyLimit: 300n, sellLimit: 90n, maxBuy: 900n, maxSell: 2_000n },
  },
  {
    name: "the second roof",
    hasRoof: true,
    order: { buyLimit: 280n, sellLimit: 120n, maxBuy: 900n, maxSell: 2_000n },
  },
  {
    name: "the bakery",
    hasRoof: false,
    order: { buyLimit: 290n, sellLimit: 80n, maxBuy: 1_500n, maxSell: 0n },
  },
  {
    name: "the workshop",
    hasRoof: false,
    order: { buyLimit: 260n, sellLimit: 80n, maxBuy: 1_500n, maxSell: 0n },
  },
  { name: "the flat", hasRoof: false, order: { buyLimit: 300n, sellLimit: 80n, maxBuy: 500n, maxSell: 0n } },
];

/** A street trades what its roofs make; the chain proves the price of every quarter of an hour. */
export const energyChapter: Chapter = {
  title: "Energy: neighbours trade power, and the chain proves that the market cleared",
  play,
};

/** What a place has metered in a quarter of an hour: the sun by day, its consumption always. */
function readingOf(place: number, quarter: number): bigint {
  const sun = Math.max(0, Math.sin(((quarter - 24) / 48) * Math.PI));
  const use = [90, 110, quarter > 8 && quarter < 40 ? 700 : 150, quarter > 28 && quarter < 68 ? 500 : 60, 80][
    place
  ];
  return BigInt(Math.round((STREET[place].hasRoof ? 1_400 * sun : 0) - use));
}

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, offices, clerk, citizen, wait } = stage;
  const { say, act, officeActs, refused } = narrator(stage, "energy");
  const authority = CityAuthority__factory.connect(blueprint.addressOf("CityAuthority"), provider);
  const token = CityToken__factory.connect(blueprint.addressOf("CityToken"), clerk);
  const desk = MintDesk__factory.connect(blueprint.addressOf("MintDesk"), provider);
  const meters = MeterRegistry__factory.connect(blueprint.addressOf("MeterRegistry"), clerk);
  const market = EnergyMarket__factory.connect(blueprint.addressOf("EnergyMarket"), clerk);
  const certificates = EnergyCertificates__factory.connect(
    blueprint.addressOf("EnergyCertificates"),
    citizen,
  );
  const [marketAddress, metersAddress] = [await market.getAddress(), await meters.getAddress()];
  const now = async (): Promise<number> => (await provider.getBlock("latest"))?.timestamp ?? 0;
  const [utility, owner] = [await clerk.getAddress(), await citizen.getAddress()];

  say(
    "A zone opens: the utility buys at 80 and sells at 300 millionths per Wh, the grid takes 40 of what is traded.",
  );
  await wait(DAY + 3_600 - ((await now()) % DAY));
  const fromDay = BigInt(Math.floor((await now()) / DAY) + 2);
  const { feedIn, retail, fees } = RULES.tariff;
  const opening = market.interface.encodeFunctionData("openZone", [
    ZONE,
    {
      policy: 0,
      attribution: 0,
      hasPriority: true,
      utility,
      utilityReserve: 0n,
      payees: [utility, utility, utility],
    },
    { feedIn, retail, fees: [...fees] as [bigint, bigint, bigint], fromDay },
  ]);
  await officeActs(
    "ENERGY_HEAD",
    "schedule the opening of the zone",
    await authority.getAddress(),
    authority.interface.encodeFunctionData("schedule", [marketAddress, opening, 0]),
  );
  await wait(DAY);
  await officeActs("ENERGY_HEAD", "open the zone", marketAddress, opening);

  say("Money for the gateway's bond, the utility and five households.");
  const { nextOrdinal } = await desk.minterInfo(offices.MINTER.address);
  const receiptHash = id("receipt of the town hall, with its salt");
  await officeActs(
    "MINTER",
    "mint 1,700",
    await desk.getAddress(),
    desk.interface.encodeFunctionData("mint", [
      [
        { to: utility, amount: tokens(1_500), receiptHash },
        { to: owner, amount: tokens(200), receiptHash },
      ],
      nextOrdinal,
    ]),
  );
  await act("the clerk lets the register take the bond", token.approve(metersAddress, tokens(1_000)));
  await act("the clerk lets the market take the utility's money", token.approve(marketAddress, tokens(500)));

  const gateway = new Wallet(id("gateway of the demo city"));
  const gatewayHash = BigInt(gateway.address);
  const asOffice = async (what: string, data: string): Promise<void> =>
    officeActs("METER_OFFICE", what, metersAddress, data);
  await asOffice(
    "register a gateway",
    meters.interface.encodeFunctionData("registerGateway", [utility, gatewayHash, true]),
  );
  const gatewayNumber = await meters.gatewayCount();
  await act("its owner stands for it with 1,000", meters.addBond(gatewayNumber, tokens(1_000)));
  await asOffice(
    "let it sign for the zone",
    meters.interface.encodeFunctionData("assignGateway", [ZONE, gatewayNumber]),
  );
  const first = (await meters.deviceCount()) + 1n;
  await asOffice(
    `register ${STREET.length} meters`,
    meters.interface.encodeFunctionData("register", [
      STREET.map(({ name, hasRoof }) => ({
        keyHash: BigInt(new Wallet(id(`meter of ${name}`)).address),
        isSecp256k1: true,
        zone: ZONE,
        class: hasRoof ? 1n : 0n,
        gateway: gatewayNumber,
        owner,
        calibratedUntil: LAST_DAY,
      })),
    ]),
  );
  await officeActs(
    "GRID_OPERATOR",
    "name the machine that settles",
    marketAddress,
    market.interface.encodeFunctionData("setOperator", [utility, true]),
  );
  await act("the utility fills its purse", market.addToUtility(ZONE, tokens(500)));

  say("Five households join, pay in 40 each, and say once what they want to pay and get.");
  await act(
    "a citizen lets the market take the money",
    token.connect(citizen).approve(marketAddress, tokens(200)),
  );
  for (const [place, { name, order }] of STREET.entries()) {
    const account = (ZONE << 16n) | BigInt(place);
    await act(`${name} joins`, market.connect(citizen).join(first + BigInt(place), place));
    await act(`${name} pays in`, market.connect(citizen).deposit(account, tokens(40)));
    await act(`${name} gives its order`, market.connect(citizen).giveOrder(account, order, LAST_DAY));
  }

  say("A day passes. The gateway signs the day's readings; the machine proves 96 prices at once.");
  const firstInterval = fromDay * INTERVALS_PER_DAY;
  await wait(Number(startOf(firstInterval + INTERVALS_PER_DAY)) - (await now()) + 60);
  const households = STREET.map(({ order }, place): Household => ({
    order,
    readings: Array.from({ length: Number(INTERVALS_PER_DAY) }, (_, quarter) => readingOf(place, quarter)),
  }));
  const draft = buildSettlement(households, firstInterval, Number(INTERVALS_PER_DAY), RULES);
  const domain = await readDomain(async (call) => provider.call(call), metersAddress);
  const signature = gateway.signingKey.sign(
    digestOf(
      readingsTypedData(domain, {
        zone: ZONE,
        firstInterval,
        intervals: INTERVALS_PER_DAY,
        places: BigInt(STREET.length),
        readings: draft.readings,
      }),
    ),
  ).serialized;
  const dearer = encodeHints(
    draft.clearings.map((clearing, quarter) =>
      quarter === 48 ? { ...clearing, price: clearing.price + 1n } : clearing,
    ),
  );
  await refused(
    "the machine asks for one millionth more at noon",
    utility,
    marketAddress,
    market.interface.encodeFunctionData("settle", [ZONE, firstInterval, dearer, draft.readings, signature]),
    market.interface,
  );
  await act(
    "the machine settles the day as it was",
    market.settle(ZONE, firstInterval, draft.hints, draft.readings, signature),
  );
  say(`  prices of the day  ${priceCurve(draft.clearings, RULES.tariff).line}`);
  say(statementText(draft, households, 0, RULES.tariff).replace(/^/gm, "  "));

  say("What the first roof fed in is certified, once, and a cafe uses some of it up.");
  const account = ZONE << 16n;
  const { certificateWh } = await market.accountOf(account);
  const certificate = await certificates.draw.staticCall(account, certificateWh);
  await act(`the first roof draws ${certificateWh} Wh`, certificates.draw(account, certificateWh));
  await refused(
    "the first roof draws one Wh more",
    owner,
    await certificates.getAddress(),
    certificates.interface.encodeFunctionData("draw", [account, 1n]),
    market.interface,
  );
  await act(
    "5,000 Wh are retired",
    certificates.retireCertificates(certificate, 5_000n, owner, id("heat of a cafe, with its salt")),
  );
}
