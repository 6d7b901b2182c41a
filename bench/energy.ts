import { type AddressLike, type BaseContract, type Signer, ZeroAddress } from "ethers";

import {
  buildSettlement,
  clearInterval,
  digestOf,
  type Domain,
  type Household,
  INTERVALS_PER_DAY,
  type MarketRules,
  type Order,
  readDomain,
  readingsTypedData,
  type SettlementDraft,
  startOf,
} from "../sdk/index.js";
import {
  EnergyCertificates__factory,
  type EnergyCertificates,
  type EnergyMarket,
  type MeterRegistry,
} from "../typechain-types/index.js";
import { deployMarket, deployMeters, type DeviceKey, deviceKey } from "../test/support/energy/deploy.js";
import { randomFrom } from "../test/support/random.js";
import { deployTokenCity, mintTo } from "../test/support/tokenCity.js";
import { wholeTransaction } from "./lib/bound.js";
import type { Chain } from "./lib/chain.js";
import { GAS, logGas } from "./lib/gasSchedule.js";
import type { BoundPart, Context, Measured, Peer, Scenario } from "./lib/scenario.js";
import { deployCow, settleCow } from "./peers/cow.js";

const METER_OFFICE = 15n;
const GRID_OPERATOR = 16n;
const ENERGY_HEAD = 17n;

const ZONE = 1n;
const HOUSEHOLDS = 500;
const NETTED = 16;
const STAKE = 20_000_000n;
const LAST_DAY = 60_000n;
const COW_TRADERS = 250;
const RULES: MarketRules = {
  policy: "walras",
  tariff: { feedIn: 80n, retail: 300n, fees: [20n, 15n, 5n] },
};

/** A zone of households, settled once, so that every word is as on any day. */
interface EnergyCity {
  readonly meters: MeterRegistry;
  readonly market: EnergyMarket;
  readonly certificates: EnergyCertificates;
  readonly owner: Signer;
  readonly machine: Signer;
  readonly gateway: DeviceKey;
  readonly domain: Domain;
  readonly orders: readonly Order[];
  readonly firstInterval: bigint;
}

const PLENTY = 10n ** 15n;

/** Three tenths have a roof; limits lie between the utility's two prices. */
function ordersOf(count: number): Order[] {
  const random = randomFrom(7);
  return Array.from({ length: count }, () => ({
    buyLimit: 200n + BigInt(Math.floor(random() * 100)),
    sellLimit: 80n + BigInt(Math.floor(random() * 100)),
    maxBuy: 1_500n,
    maxSell: 1_500n,
  }));
}

/** Readings of some intervals, in steps as meters count. */
function householdsOf(orders: readonly Order[], intervals: number, seed: number): Household[] {
  const random = randomFrom(seed);
  return orders.map((order, place) => ({
    order,
    readings: Array.from({ length: intervals }, () => {
      const amount = 1n + BigInt(Math.floor(random() * 900));
      return place % 10 < 3 ? amount : -amount;
    }),
  }));
}

async function passTo({ provider, ethers }: Chain, time: bigint): Promise<void> {
  const block = await ethers.provider.getBlock("latest");
  const seconds = Number(time) - (block?.timestamp ?? 0);
  if (seconds > 0) await provider.request({ method: "evm_increaseTime", params: [seconds] });
  await provider.request({ method: "evm_mine", params: [] });
}

/** Deploys register, market and certificates, moves the households in and settles the first interval. */
async function setUp(chain: Chain): Promise<EnergyCity> {
  const { ethers } = chain;
  const [admin, minter, court, owner, machine, utility, ...payees] = await ethers.getSigners();
  const money = await deployTokenCity({ admin, minter, court });
  const { authority, token } = money;
  const meters = await deployMeters(admin, authority.address, token, admin);
  const market = await deployMarket(admin, authority.address, token, meters);
  const certificates = await new EnergyCertificates__factory(admin).deploy(
    authority.address,
    market,
    ZeroAddress,
  );
  await authority.allow(meters, ["register", "registerGateway", "assignGateway"], METER_OFFICE);
  await authority.allow(market, ["setOperator"], GRID_OPERATOR);
  await authority.allow(market, ["openZone"], ENERGY_HEAD);
  for (const role of [METER_OFFICE, GRID_OPERATOR, ENERGY_HEAD]) await authority.grant(role, [admin.address]);
  await meters.announceAgent(market, 3n);
  await market.announceAgent(certificates, 1n);
  await mintTo(money, PLENTY / 1_000n, owner, utility, admin);
  for (const [payer, spender] of [
    [owner, market],
    [utility, market],
    [admin, meters],
  ] as const) {
    await token.connect(payer).approve(spender, PLENTY);
  }
  const gateway = deviceKey("a gateway");
  await meters.registerGateway(admin, gateway.hash, false);
  await meters.addBond(1n, await meters.MINIMUM_BOND());
  await meters.assignGateway(ZONE, 1n);
  await market.setOperator(machine, true);

  const now = BigInt((await ethers.provider.getBlock("latest"))?.timestamp ?? 0);
  const firstInterval = (now / 86_400n + 1n) * INTERVALS_PER_DAY;
  const { feedIn, retail, fees } = RULES.tariff;
  await market.openZone(
    ZONE,
    {
      policy: 0,
      attribution: 0,
      hasPriority: true,
      utility,
      utilityReserve: 0n,
      payees: [payees[0], payees[1], payees[2]],
    },
    { feedIn, retail, fees: [...fees] as [bigint, bigint, bigint], fromDay: now / 86_400n + 1n },
  );
  await market.connect(utility).addToUtility(ZONE, PLENTY / 2_000n);
  const orders = ordersOf(HOUSEHOLDS);
  for (let from = 0; from < HOUSEHOLDS; from += 100) {
    await meters.register(
      Array.from({ length: 100 }, (_, i) => ({
        keyHash: BigInt(from + i + 1),
        isSecp256k1: false,
        zone: ZONE,
        class: (from + i) % 10 < 3 ? 1n : 0n,
        gateway: 1n,
        owner,
        calibratedUntil: LAST_DAY,
      })),
    );
  }
  for (const [place, order] of orders.entries()) {
    const account = (ZONE << 16n) | BigInt(place);
    await market.connect(owner).join(BigInt(place + 1), place);
    await market.connect(owner).deposit(account, STAKE);
    await market.connect(owner).giveOrder(account, order, LAST_DAY);
  }
  const domain = await readDomain(async (call) => ethers.provider.call(call), await meters.getAddress());
  const city = { meters, market, certificates, owner, machine, gateway, domain, orders, firstInterval };
  await passTo(chain, startOf(firstInterval + 2n));
  await send(city, draft(city, firstInterval, 1));
  return city;
}

const draft = ({ orders }: EnergyCity, firstInterval: bigint, intervals: number): SettlementDraft =>
  buildSettlement(
    householdsOf(orders, intervals, Number(firstInterval % 1_000n)),
    firstInterval,
    intervals,
    RULES,
  );

async function send({ market, machine, gateway, domain }: EnergyCity, settlement: SettlementDraft) {
  const { firstInterval, hints, readings } = settlement;
  const intervals = BigInt(settlement.clearings.length);
  const statement = { zone: ZONE, firstInterval, intervals, places: BigInt(HOUSEHOLDS), readings };
  const signature = gateway.sign(digestOf(readingsTypedData(domain, statement)));
  return market.connect(machine).settle(ZONE, firstInterval, hints, readings, signature);
}

/** Settles some intervals after the first one. */
async function settleNext({ chain, city }: Context<EnergyCity>, intervals: number): Promise<Measured> {
  const { market } = city;
  const first = (await market.zoneOf(ZONE)).nextInterval;
  await passTo(chain, startOf(first + BigInt(intervals)));
  const settlement = draft(city, first, intervals);
  const balance = async (place: number) => (await market.accountOf((ZONE << 16n) | BigInt(place))).balance;
  const before = [await balance(0), await balance(HOUSEHOLDS - 1)];
  const tx = await send(city, settlement);
  return {
    tx,
    async effects(expect) {
      const volume = settlement.clearings.reduce((sum, clearing) => sum + clearing.volume, 0n);
      expect(volume > 0n).to.equal(true);
      expect(await balance(0)).to.equal(before[0] + settlement.nets[0]);
      expect(await balance(HOUSEHOLDS - 1)).to.equal(before[1] + settlement.nets[HOUSEHOLDS - 1]);
      expect((await market.zoneOf(ZONE)).nextInterval).to.equal(first + BigInt(intervals));
      await expect(tx).to.emit(market, "IntervalsSettled");
    },
  };
}

/** Settles the whole first day, 96 intervals for all households; its last transaction is measured. */
async function settleDay({ chain, city }: Context<EnergyCity>): Promise<Measured> {
  const { market, firstInterval } = city;
  const end = firstInterval + INTERVALS_PER_DAY;
  await passTo(chain, startOf(end));
  const expected = draft(city, firstInterval, 1).nets.map((net) => STAKE + net);
  let [volume, tx] = [0n, undefined as Awaited<ReturnType<typeof send>> | undefined];
  for (let next = firstInterval + 1n; next < end;) {
    // The first interval is settled: what is left of its four hours goes first.
    const intervals = next === firstInterval + 1n ? NETTED - 1 : NETTED;
    const settlement = draft(city, next, intervals);
    tx = await send(city, settlement);
    for (const [place, net] of settlement.nets.entries()) expected[place] += net;
    volume += settlement.clearings.reduce((sum, clearing) => sum + clearing.volume, 0n);
    next += BigInt(intervals);
  }
  if (tx === undefined) throw new Error("the day has no interval left: settle fewer in setUp");
  return {
    tx,
    async effects(expect) {
      expect((await market.zoneOf(ZONE)).nextInterval).to.equal(end);
      expect(volume > 0n).to.equal(true);
      for (const [place, balance] of expected.entries()) {
        expect((await market.accountOf((ZONE << 16n) | BigInt(place))).balance).to.equal(balance);
      }
      await expect(tx).to.emit(market, "IntervalsSettled");
    },
  };
}

/** CoW Protocol settles one trade each, of as many traders as a transaction holds. */
async function settleTrades({ city }: Context<EnergyCity>): Promise<Measured> {
  const cow = await deployCow(city.machine, COW_TRADERS);
  const [seller, buyer] = cow.traders;
  const amountOf = (trader: number): bigint => 100n + BigInt(Math.floor(trader / 2));
  const held = async (token: BaseContract, holder: AddressLike) =>
    (await token.getFunction("balanceOf").staticCall(holder)) as bigint;
  const before = [await held(cow.money, seller), await held(cow.energy, buyer)];
  const tx = await settleCow(cow, amountOf);
  return {
    tx,
    async effects(expect) {
      expect((await held(cow.money, seller)) - before[0]).to.equal(amountOf(0) * 170n);
      expect((await held(cow.energy, buyer)) - before[1]).to.equal(amountOf(1));
    },
  };
}

/** An owner draws certificates a second time. */
async function drawCertificates({ city }: Context<EnergyCity>): Promise<Measured> {
  const { certificates, owner } = city;
  const account = ZONE << 16n;
  const drawn = await certificates.connect(owner).draw.staticCall(account, 1n);
  await certificates.connect(owner).draw(account, 1n);
  const tx = await certificates.connect(owner).draw(account, 2n);
  return {
    tx,
    async effects(expect) {
      expect(await certificates.balanceOf(owner, drawn)).to.equal(3n);
      await expect(tx)
        .to.emit(certificates, "CertificatesIssued")
        .withArgs(account, await owner.getAddress(), drawn, 2n);
    },
  };
}

/** A holder retires certificates a second time. */
async function retireCertificates({ city }: Context<EnergyCity>): Promise<Measured> {
  const { certificates, owner } = city;
  const account = ZONE << 16n;
  const drawn = await certificates.connect(owner).draw.staticCall(account, 1n);
  await certificates.connect(owner).draw(account, 3n);
  const purpose = `0x${"11".repeat(32)}`;
  await certificates.connect(owner).retireCertificates(drawn, 1n, owner, purpose);
  const tx = await certificates.connect(owner).retireCertificates(drawn, 1n, owner, purpose);
  return {
    tx,
    async effects(expect) {
      expect(await certificates.balanceOf(owner, drawn)).to.equal(1n);
      expect(await certificates.retiredOf(drawn)).to.equal(2n);
      await expect(tx).to.emit(certificates, "CertificatesRetired");
    },
  };
}

// --- Bounds ---

const ACCOUNTS: BoundPart = {
  what: `word of each household, cold update, ${HOUSEHOLDS} times`,
  gas: HOUSEHOLDS * GAS.coldUpdate,
  why: "its money and its surplus change",
};
const ZONE_WORDS: BoundPart = {
  what: "the zone and the utility's purse, cold updates",
  gas: 2 * GAS.coldUpdate,
  why: "the interval is settled once; the utility gets its part",
};
const SURPLUS: BoundPart = {
  what: "word of the household, cold update",
  gas: GAS.coldUpdate,
  why: "a Wh is certified once",
};
const HOLDING: BoundPart = {
  what: "the holder's certificates, cold update",
  gas: GAS.coldUpdate,
  why: "they are the holder's",
};
const EVENT: BoundPart = { what: "TransferSingle event", gas: logGas(4, 64), why: "ERC-1155 prescribes it" };

const CHECKS = [
  "operator, intervals over, of one day, consecutive",
  "every place of the zone on that day; empty places without a reading",
  "the gateway's P-256 signature over the readings, its bond in force; stopped meters estimated",
  "each limit, cap and reading; validity; orders from their day; one-off orders; priority",
  "sold = bought; the clearing price, the middle of a range; volume maximal; ties in proportion",
  "who cannot pay; the utility can; certificates counted; fees by level; corrections provable",
];

const COW: Peer<EnergyCity> = {
  name: "CoW Protocol",
  source: `GPv2Settlement (@cowprotocol/contracts 1.8.0, published bytecode), ${COW_TRADERS} signed orders of two tokens in one settlement: as many as a transaction holds`,
  per: COW_TRADERS,
  run: settleTrades,
};

/** Energy: what an interval costs each household, and its certificates. */
export const scenario: Scenario<EnergyCity> = {
  domain: "energy",
  setUp,
  rows: [
    {
      operation: "energy, one interval, N = 500, each",
      story: "An operator settles a quarter of an hour for 500 households.",
      goal: 7_000,
      per: HOUSEHOLDS,
      bound: wholeTransaction(ACCOUNTS, ZONE_WORDS),
      reason:
        "Reading and writing the household's word is 5,000, at its bound. About 3,800 are computed (traced with 100 households): its terms within the band, the share of a tie by cumulative rounding, what is left over at the utility's prices, checked packing, and the flags of one-off, planned and closing orders, which the goal's sketch did not have.",
      checks: CHECKS,
      peers: [COW],
      run: async (context) => settleNext(context, 1),
    },
    {
      operation: "energy, 16 intervals netted, N = 500, each and interval",
      story: "An operator settles four hours for 500 households at once.",
      goal: 1_300,
      per: HOUSEHOLDS * NETTED,
      bound: wholeTransaction(ACCOUNTS, ZONE_WORDS),
      reason:
        "A further interval of a batch costs a household about 1,000, of which 45 are calldata; the goal's sketch had no one-off orders, no priority, no check of the middle, one fee, and no list of what was traded, which corrections need.",
      checks: CHECKS,
      peers: [COW],
      run: async (context) => settleNext(context, NETTED),
    },
    {
      operation: "energy, the last of a day of 96 intervals, 16 netted, N = 500, each and interval",
      story: "An operator settles the 96 intervals of a day for 500 households in six transactions.",
      goal: 1_300,
      per: HOUSEHOLDS * NETTED,
      bound: wholeTransaction(ACCOUNTS, ZONE_WORDS),
      reason: "As for 16 intervals netted.",
      checks: CHECKS,
      peers: [COW],
      run: settleDay,
    },
    {
      operation: "certificates drawn",
      story:
        "A household draws certificates of a month for what its roof has fed in, not for the first time.",
      goal: 38_500,
      bound: wholeTransaction(SURPLUS, HOLDING, EVENT),
      reason:
        "Eleven words are read cold (23,600) and two further contracts are called (8,030): surplus, debt and last day of the account at the market, owner and class of the meter at its register; the market tells what was drawn in an event of its own. The goal is that of a mint.",
      checks: ["the account's owner", "metered surplus, each Wh once", "corrections made up for"],
      peers: [
        {
          name: "Energy Web Origin",
          source:
            "@energyweb/issuer 7.0.1, request, approval and issue of one certificate, measured on the same chain",
          gas: 534_087,
        },
      ],
      run: drawCertificates,
    },
    {
      operation: "certificates retired",
      story: "A holder uses certificates up, not for the first time.",
      goal: 38_000,
      bound: wholeTransaction(HOLDING, EVENT),
      checks: ["the holder has as many", "counted as retired"],
      peers: [
        {
          name: "Energy Web Origin",
          source: "@energyweb/issuer 7.0.1, claim, measured on the same chain",
          gas: 120_775,
        },
      ],
      run: retireCertificates,
    },
  ],
  times: [
    {
      operation: "clearing of 10,000 accounts",
      story: "The engine clears an interval of 10,000 households.",
      goal: { milliseconds: 50 },
      subjects: [
        {
          name: "Civitas",
          prepare: async () => {
            const book = householdsOf(ordersOf(10_000), 1, 3).map(({ readings, order }) => ({
              reading: readings[0],
              order,
              isPriority: false,
            }));
            return () => {
              const { executed } = clearInterval(book, RULES);
              const rest = executed.reduce((sum, amount) => sum + amount, 0n);
              if (rest !== 0n) throw new Error(`${rest} Wh were sold and not bought`);
            };
          },
        },
      ],
    },
  ],
};
