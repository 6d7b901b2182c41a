import {
  type BaseContract,
  encodeBytes32String,
  id as hashOf,
  keccak256,
  MaxUint256,
  type Signer,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import {
  applicationHash,
  bidTypedData,
  canonicalRing,
  chainHash,
  digestOf,
  encodeRing,
  encumberTypedData,
  readDomain,
  requireSale,
  type Sale,
  saleParties,
  statementTypedData,
  type TypedData,
} from "../sdk/index.js";
import { deployDouble } from "../test/support/doubles.js";
import { deployLandRegistry } from "../test/support/landRegister.js";
import { deployTokenCity, mintTo, type TokenCity } from "../test/support/tokenCity.js";
import {
  type AssuranceFund,
  AssuranceFund__factory,
  type Conveyance,
  Conveyance__factory,
  ForcedSales__factory,
  type LandRegistry,
  SaleEscrows__factory,
  type TaxClearance,
  TaxClearance__factory,
} from "../typechain-types/index.js";
import { wholeTransaction } from "./lib/bound.js";
import { BENCH_TIME, type Chain } from "./lib/chain.js";
import { GAS, logGas } from "./lib/gasSchedule.js";
import type { Measured, Mined, Peer, Scenario } from "./lib/scenario.js";
import { deployDvd, type Dvd } from "./peers/dvd.js";

const DAY = 86_400n;
/** When statements end: a fixed time, so that calldata is the same in each run. */
const DEADLINE = BigInt(BENCH_TIME) + 60n * DAY;

const DOCUMENT = hashOf("document with its salt");
const SALT = hashOf("salt of an application");
const HOLDINGS = 1_000_000_000_000n;
const PRICE = 200_000_000_000n;
const PAID_OFF = 50_000_000_000n;
const LENT = 150_000_000_000n;
const TAX_BPS = 350n;
const LEVY_BPS = 10n;
const TAX = (PRICE * TAX_BPS) / 10_000n;
const LEVY = (PRICE * LEVY_BPS) / 10_000n;
const CHAIN = 5;

/** The homes of the bench: person i owns home i. */
const home = (number: number): bigint => BigInt(encodeBytes32String(`NORD:${number + 1}`));

const RING = canonicalRing([
  [0, 0],
  [4_000, 0],
  [4_000, 2_500],
  [0, 2_500],
]);

interface SalesCity extends TokenCity {
  readonly registry: LandRegistry;
  readonly fund: AssuranceFund;
  readonly clearance: TaxClearance;
  readonly conveyance: Conveyance;
  /** The same where the chain follows the office. */
  readonly mirror: Conveyance;
  readonly admin: Signer;
  /** Every office in one: nobody looks at roles here but the authority. */
  readonly office: Signer;
  readonly treasury: Signer;
  readonly bank: Signer;
  readonly lender: Signer;
  /** Owners of the homes; each buys the home of the one before. */
  readonly people: readonly Signer[];
  readonly dvd: Dvd;
}

/** Each office's functions, by contract. */
const OFFICES = {
  registry: [
    [13n, ["setDesk", "register", "encumber"]],
    [3n, ["orderSale"]],
    [14n, ["openNamespace"]],
  ],
  conveyance: [
    [20n, ["setTariff"]],
    [18n, ["certify"]],
    [13n, ["confirm"]],
    [19n, ["foreclose"]],
  ],
  clearance: [[8n, ["addRoll", "setAccounts"]]],
} as const;

async function appoint(
  { authority, office }: Pick<SalesCity, "authority" | "office">,
  contract: BaseContract,
  table: readonly (readonly [bigint, readonly string[]])[],
): Promise<void> {
  for (const [role, functions] of table) {
    await authority.allow(contract, functions, role);
    await authority.grant(role, [await office.getAddress()]);
  }
}

const setTariff = async (
  { office, treasury }: Pick<SalesCity, "office" | "treasury">,
  conveyance: Conveyance,
  levyBps: bigint,
) =>
  conveyance.connect(office).setTariff({
    revenue: await treasury.getAddress(),
    taxBps: TAX_BPS,
    levyBps,
    needsNotary: false,
  });

async function deployConveyance(
  city: Pick<SalesCity, "authority" | "token" | "registry" | "fund" | "office" | "treasury" | "admin">,
  isMirror: boolean,
): Promise<Conveyance> {
  const { authority, token, registry, fund, admin } = city;
  const setup = { registry, token, assuranceFund: fund, isMirror };
  const conveyance = await new Conveyance__factory(admin).deploy(
    authority.address,
    setup,
    ZeroAddress,
    await new SaleEscrows__factory(admin).deploy(setup),
    await new ForcedSales__factory(admin).deploy(setup),
  );
  await appoint(city, conveyance, OFFICES.conveyance);
  await registry.announceAgent(conveyance, 3n);
  await setTariff(city, conveyance, 0n);
  return conveyance;
}

async function setUp({ ethers }: Chain): Promise<SalesCity> {
  const [admin, minter, court, office, treasury, bank, lender, ...others] = await ethers.getSigners();
  const people = others.slice(0, CHAIN + 1);
  const tokens = await deployTokenCity({ admin, minter, court });
  const { authority, token } = tokens;
  const registry = await deployLandRegistry(admin, authority.address);
  const fund = await new AssuranceFund__factory(admin).deploy(authority.address, token, ZeroAddress);
  const bills = await deployDouble("SettledBills__Double", admin);
  const clearance = await new TaxClearance__factory(admin).deploy(authority.address, bills);
  const parts = { ...tokens, registry, fund, clearance, admin, office, treasury, bank, lender, people };
  await appoint(parts, registry, OFFICES.registry);
  await appoint(parts, clearance, OFFICES.clearance);
  const conveyance = await deployConveyance(parts, false);
  const mirror = await deployConveyance(parts, true);
  await mintTo(tokens, HOLDINGS, fund, treasury, bank, lender, ...people);
  for (const person of [bank, lender, ...people]) {
    for (const contract of [conveyance, mirror]) {
      await token.connect(person).approve(contract, MaxUint256);
    }
  }
  const mine = registry.connect(office);
  await mine.openNamespace(encodeBytes32String("NORD"), ZeroHash, DOCUMENT);
  await mine.setDesk(office, true);
  for (const [number, person] of people.entries()) {
    const parcel = { owner: await person.getAddress(), ringHash: keccak256(encodeRing(RING)), size: 1_000n };
    // Everybody owns another home, so that nobody's first or last title is measured.
    await mine.register({ ...parcel, id: home(number) }, DOCUMENT);
    await mine.register({ ...parcel, id: home(900 + number) }, DOCUMENT);
  }
  const dvd = await deployDvd(admin, [people[0], people[1]]);
  return { ...parts, conveyance, mirror, dvd };
}

const addressOf = async (signer: Signer): Promise<string> => signer.getAddress();

const domainOf = (contract: BaseContract) =>
  contract.getAddress().then((address) =>
    readDomain(async (request) => {
      const provider = contract.runner?.provider;
      if (provider === undefined || provider === null) throw new Error("the contract is not connected");
      return provider.call(request);
    }, address),
  );

const sign = (signer: Signer, { domain, types, message }: TypedData): Promise<string> =>
  signer.signTypedData(domain, types, message);

/** Enters a mortgage of the bank on a home, with its owner's signature; answers its number. */
async function mortgage(city: SalesCity, number: number): Promise<number> {
  const { registry, office, bank, people } = city;
  const terms = {
    holder: await addressOf(bank),
    amount: PAID_OFF / 10_000n,
    expiryDay: 0,
    kind: "mortgage",
  } as const;
  await registry.connect(office).lodge(home(number), applicationHash(home(number), terms, DOCUMENT, SALT));
  const intake = await registry.lastIntake();
  const version = ((await registry.titleOf(home(number))) >> 200n) & 0xffffffn;
  const agreed = encumberTypedData(
    await domainOf(registry),
    { id: home(number), version, documentHash: DOCUMENT, deadline: DEADLINE },
    terms,
  );
  const { holder, amount, expiryDay, kind } = agreed.message;
  await registry
    .connect(office)
    .encumber(home(number), { holder, amount, expiryDay, kind }, DOCUMENT, intake, SALT, DEADLINE, [
      { holder: await addressOf(people[number]), signature: await sign(people[number], agreed) },
    ]);
  return Number(((await registry.titleOf(home(number))) >> 188n) & 0xfffn);
}

/** The sale of a home, mortgaged, by its owner to the next person. */
async function saleOf(city: SalesCity, number: number, changes: Partial<Sale> = {}): Promise<Sale> {
  const { registry, token, people, bank } = city;
  const last = await mortgage(city, number);
  const version = Number(((await registry.titleOf(home(number))) >> 200n) & 0xffffffn);
  return {
    id: home(number),
    version,
    numerator: 0n,
    sellers: [{ account: await addressOf(people[number]), amount: PRICE - PAID_OFF, forfeit: 0n }],
    buyer: await addressOf(people[number + 1]),
    token: await token.getAddress(),
    price: PRICE,
    payoffs: [{ number: last, holder: await addressOf(bank), amount: PAID_OFF }],
    charges: [],
    tax: TAX,
    levy: LEVY,
    isExempt: false,
    deposit: 0n,
    notary: ZeroAddress,
    deadline: DEADLINE,
    documentHash: DOCUMENT,
    ...changes,
  };
}

async function signAll(
  city: SalesCity,
  sale: Sale,
  { conveyance = city.conveyance, chain = ZeroHash }: { conveyance?: Conveyance; chain?: string } = {},
): Promise<string[]> {
  const typedData = statementTypedData(await domainOf(conveyance), sale, chain);
  const signers = new Map<string, Signer>();
  for (const signer of [city.bank, city.lender, city.office, ...city.people]) {
    signers.set(await addressOf(signer), signer);
  }
  return Promise.all(
    saleParties(sale).map(async ({ account }) => {
      const signer = signers.get(account);
      if (signer === undefined) throw new Error(`nobody signs for ${account}`);
      return sign(signer, typedData);
    }),
  );
}

/** Completes a sale; whoever submits is nobody's party. */
async function settle(city: SalesCity, sale: Sale, conveyance = city.conveyance) {
  return conveyance.connect(city.admin).settle(requireSale(sale), await signAll(city, sale, { conveyance }));
}

/** Asserts what a completion did: owner, payoff, money. */
const completed =
  (city: SalesCity, sale: Sale, paid: { readonly seller: bigint; readonly treasury: bigint }) =>
  async (expect: Chai.ExpectStatic): Promise<void> => {
    expect(await city.registry.ownerOf(sale.id)).to.equal(sale.buyer);
    expect(await city.registry.encumbranceOf(sale.id, sale.payoffs[0].number)).to.equal(0n);
    expect(await city.token.balanceOf(sale.sellers[0].account)).to.equal(paid.seller);
    expect(await city.token.balanceOf(city.treasury)).to.equal(paid.treasury);
  };

/** A row that tells what one more rule costs: the same sale with it, without the same sale that lacks it. */
async function withRule(
  city: SalesCity,
  before: () => Promise<unknown>,
  changes: (city: SalesCity) => Promise<Partial<Sale>>,
  effects: (expect: Chai.ExpectStatic, sale: Sale) => Promise<void>,
): Promise<Measured> {
  const plain = await settle(city, await saleOf(city, 0));
  await before();
  const sale = await saleOf(city, 2, await changes(city));
  const tx = await settle(city, sale);
  return { tx, without: [plain], effects: (expect) => effects(expect, sale) };
}

const T_REX = "@tokenysolutions/t-rex 4.1.6, published artifacts";

const dvdPeer = (name: string, run: (dvd: Dvd) => Promise<Measured>): Peer<SalesCity> => ({
  name,
  source: T_REX,
  per: 1,
  run: ({ city }) => run(city.dvd),
});

const transferLog = logGas(3, 32);

/** Sales of land against money; the register alone is in `register`. */
export const scenario: Scenario<SalesCity> = {
  domain: "sales",
  setUp,
  rows: [
    {
      operation: "sale: deed, money, tax, payoff, release, three signatures",
      story: "Anybody hands a statement in that seller, buyer and bank have signed.",
      goal: 113_000,
      reason:
        "traced, what is no computation is 123,203, more than the goal: 21,000 of the transaction, 9,816 of calldata, 43,800 of reads, 18,600 of writes after refund, 13,179 of events, 9,000 of three signatures, 5,900 of calls, 1,908 of hashes. Among the reads are rules that the sketch lacked: what each party has withdrawn (6,300), an escrow that may stand or be cancelled (2,100), who answers for the land tax (4,200), keys held for stolen (4,200), retirement (2,100). Computation is 47,532: 33,455 here, where one statement of sixteen fields and its lists is checked, hashed, booked and handed on, 7,108 in the register, 6,969 in the token",
      bound: wholeTransaction(
        { what: "contract, register, token, cold", gas: 3 * GAS.coldAccount, why: "settles, owns, pays" },
        { what: "title, cold write", gas: GAS.coldUpdate, why: "it has another owner" },
        { what: "two numbers of titles, cold writes", gas: 2 * GAS.coldUpdate, why: "ERC-721 counts them" },
        { what: "mortgage, cleared", gas: GAS.coldUpdate - 4_800, why: "it is released" },
        { what: "four balances, cold writes", gas: 4 * GAS.coldUpdate, why: "buyer, seller, bank, treasury" },
        { what: "allowance, cold read", gas: GAS.coldRead, why: "the buyer lets the contract pay" },
        { what: "three signatures", gas: 3 * GAS.ecrecover, why: "seller, buyer and bank agree" },
        { what: "tariff, cold read", gas: GAS.coldRead, why: "the tax is computed here" },
        { what: "right of the agent, cold read", gas: GAS.coldRead, why: "nobody else conveys" },
        { what: "three payments told", gas: 3 * transferLog, why: "ERC-20" },
        {
          what: "deed told",
          gas: logGas(4, 0) + logGas(2, 64) + logGas(3, 32),
          why: "ERC-721, deed, release",
        },
        { what: "completion told", gas: logGas(4, 96), why: "what was paid" },
      ),
      checks: [
        "seller, buyer and bank have signed this statement and not withdrawn",
        "no party has cancelled it",
        "it is in time",
        "parts add up to the price",
        "tax is at most what was signed",
        "the bank's and the seller's keys are not held for stolen",
        "version, owner, freeze, dispute, order of sale, priority notice, blockers",
        "the contracts are not retired",
      ],
      peers: [
        dvdPeer("T-REX DvD, first of two transactions", (dvd) => dvd.offer()),
        dvdPeer("T-REX DvD, second of two transactions", (dvd) => dvd.take()),
      ],
      async run({ city }) {
        const sale = await saleOf(city, 0);
        const tx = await settle(city, sale);
        const paid = { seller: HOLDINGS + PRICE - PAID_OFF, treasury: HOLDINGS + TAX };
        return { tx, effects: completed(city, sale, paid) };
      },
    },
    {
      operation: "+ the levy to the assurance fund",
      story: "The same sale in a city with a levy.",
      checks: ["levy is at most what was signed"],
      peers: [],
      run: ({ city }) =>
        withRule(
          city,
          () => setTariff(city, city.conveyance, LEVY_BPS),
          async () => ({}),
          async (expect) => {
            expect(await city.token.balanceOf(city.fund)).to.equal(HOLDINGS + LEVY);
          },
        ),
    },
    {
      operation: "+ the tax-settled check",
      story: "The same sale where the council asks whether the land tax is settled.",
      goal: 10_000,
      reason:
        "traced: 10,800 of reads (the title's place in the rolls, their number, the oldest, the roll, its bill), 5,200 of two cold contracts (the checker and a double of Billing that answers from one word: the city's own adds its library, a cold account, and what it keeps of a bill), 1,949 of computation, 120 of hashes: the two contracts and three of the words alone are above the goal, and none of them can be left out where the bill that is asked about is the title's own",
      checks: ["the title has an account", "Billing says of the title's own bill that it is settled"],
      peers: [],
      run: ({ city }) =>
        withRule(
          city,
          async () => {
            const { conveyance, clearance, office } = city;
            await clearance.connect(office).setAccounts([home(2)], [7n], 0n);
            await clearance.connect(office).addRoll(5n);
            await conveyance.announceChecker(await conveyance.TAX_SETTLED(), clearance);
          },
          async () => ({}),
          async (expect, sale) => {
            expect(await city.clearance.isTaxSettled(sale.id)).to.equal(true);
            expect(await city.registry.ownerOf(sale.id)).to.equal(sale.buyer);
          },
        ),
    },
    {
      operation: "+ a new mortgage",
      story: "The same sale with a lender, who pays part of it and whose mortgage is entered.",
      goal: 26_000,
      reason:
        "traced: 28,100 of writes (the new word 22,100, the next number of the day-book, the lender's balance), 13,500 of reads (what the lender has withdrawn, its key at the register and at the token, its allowance, the day-book, retirement), 2,944 of calldata, 4,143 of events, 3,000 of a fourth signature, 3,000 of calls (the code of the register's rarer acts), 624 of hashes, 17,709 of computation: the new word and the signature alone are 25,100",
      checks: ["the lender has signed and not withdrawn", "its key is not held for stolen", "the next rank"],
      peers: [],
      run: ({ city }) =>
        withRule(
          city,
          async () => undefined,
          async ({ lender }) => ({
            charges: [
              {
                holder: await addressOf(lender),
                funds: LENT,
                secured: LENT / 10_000n,
                expiryDay: 0,
                kind: "mortgage",
                documentHash: DOCUMENT,
              },
            ],
          }),
          async (expect, sale) => {
            const word = await city.registry.encumbranceOf(sale.id, sale.payoffs[0].number + 1);
            expect(word & ((1n << 160n) - 1n)).to.equal(BigInt(await addressOf(city.lender)));
          },
        ),
    },
    {
      operation: "+ a notary's signature",
      story: "The same sale, certified by a notary of the city.",
      checks: ["the notary has signed and not withdrawn", "it is one of the city's now", "it is no party"],
      peers: [],
      run: ({ city }) =>
        withRule(
          city,
          async () => undefined,
          async ({ office }) => ({ notary: await addressOf(office) }),
          async (expect, sale) => {
            expect(await city.registry.ownerOf(sale.id)).to.equal(sale.buyer);
          },
        ),
    },
    {
      operation: "+ the office's confirmation (mirror)",
      story: "The same sale where the chain follows the office.",
      checks: ["the office has entered this statement in its own register"],
      peers: [],
      async run({ city }) {
        const plain = await settle(city, await saleOf(city, 0));
        const sale = await saleOf(city, 2);
        const statement = digestOf(statementTypedData(await domainOf(city.mirror), sale));
        await city.mirror.connect(city.office).confirm(statement, DOCUMENT);
        const tx = await settle(city, sale, city.mirror);
        return {
          tx,
          without: [plain],
          async effects(expect) {
            expect(await city.mirror.isConfirmed(statement)).to.equal(false);
            expect(await city.registry.ownerOf(sale.id)).to.equal(sale.buyer);
          },
        };
      },
    },
    {
      operation: "chain of 5 linked sales, each",
      story: "Five homes change hands together; each seller's proceeds pay for the next home.",
      goal: 56_000,
      per: CHAIN,
      reason:
        "traced, each: what is no computation is 70,974, more than the goal: 4,200 of the transaction, 9,884 of calldata, 26,840 of reads, 7,080 of writes after refund, 10,646 of events, 9,000 of three signatures, 1,740 of calls, 1,584 of hashes; computation is 42,748. Each of the five also pays a mortgage off and releases it, and has all the rules of the single sale; the saving against five single sales is a third",
      checks: ["as one", "each statement names exactly this chain", "each title stands once"],
      peers: [],
      async run({ city }) {
        const sales: Sale[] = [];
        for (let number = 0; number < CHAIN; ++number) sales.push(await saleOf(city, number));
        const chain = chainHash(sales);
        const signatures: string[][] = [];
        for (const sale of sales) signatures.push(await signAll(city, sale, { chain }));
        const tx = await city.conveyance.connect(city.admin).settleChain(sales.map(requireSale), signatures);
        return {
          tx,
          async effects(expect) {
            for (const sale of sales) expect(await city.registry.ownerOf(sale.id)).to.equal(sale.buyer);
            const paidOff = BigInt(CHAIN) * PAID_OFF;
            expect(await city.token.balanceOf(city.bank)).to.equal(HOLDINGS + paidOff);
            expect(await city.token.balanceOf(city.conveyance)).to.equal(0n);
          },
        };
      },
    },
    ...escrowRows(),
    ...[1, 2].map((claims) => ({
      operation: `forced sale with ${claims} ${claims === 1 ? "claim" : "claims"}`,
      story: "The auctioneer hands the result of an auction in, with the bidder's signature.",
      addsAuthorityCheck: true,
      checks: [
        "a court has ordered the sale",
        "the bidder has signed, in time, and not withdrawn",
        "every claim is named, by rank, and states its amount",
        "the owners named own the whole",
        "tax is at most what was signed",
      ],
      peers: [],
      run: async ({ city }: { readonly city: SalesCity }) => foreclose(city, claims),
    })),
  ],
};

function escrowRows(): Scenario<SalesCity>["rows"] {
  const escrowed = async (city: SalesCity): Promise<Sale> =>
    saleOf(city, 0, { deposit: PRICE / 10n, deadline: BigInt(BENCH_TIME) + 30n * DAY });
  const open = async (city: SalesCity, sale: Sale): Promise<Mined> =>
    city.conveyance.connect(city.admin).open(requireSale(sale), ZeroHash, await signAll(city, sale));
  const tender = async (city: SalesCity, sale: Sale): Promise<Mined> =>
    city.conveyance.connect(city.admin).tender(requireSale(sale), ZeroHash, await signAll(city, sale));
  const stateIs = (city: SalesCity, sale: Sale, state: bigint) => async (expect: Chai.ExpectStatic) => {
    const statement = await city.conveyance.statementOf(requireSale(sale), ZeroHash);
    expect((await city.conveyance.escrowOf(statement)).state).to.equal(state);
  };
  return [
    {
      operation: "escrow: open",
      story: "The buyer's deposit is taken; seller and buyer are bound.",
      checks: ["seller and buyer have signed", "nobody stands on both sides", "the title can be sold"],
      peers: [],
      async run({ city }) {
        const sale = await escrowed(city);
        return { tx: await open(city, sale), effects: stateIs(city, sale, 1n) };
      },
    },
    {
      operation: "escrow: tender",
      story: "The seller's side shows that it can complete.",
      checks: [
        "the bank has signed",
        "title, discharges, tax, clearance, notary and agent are as they have to be",
      ],
      peers: [],
      async run({ city }) {
        const sale = await escrowed(city);
        await open(city, sale);
        return { tx: await tender(city, sale), effects: stateIs(city, sale, 2n) };
      },
    },
    {
      operation: "escrow: complete",
      story: "The tendered sale completes; nobody but a lender would be asked again.",
      checks: ["as one sale, without the signatures of those who are bound"],
      peers: [],
      async run({ city }) {
        const sale = await escrowed(city);
        await open(city, sale);
        await tender(city, sale);
        const tx = await city.conveyance.connect(city.admin).settle(requireSale(sale), ["0x", "0x", "0x"]);
        const paid = { seller: HOLDINGS + PRICE - PAID_OFF, treasury: HOLDINGS + TAX };
        return { tx, effects: completed(city, sale, paid) };
      },
    },
  ];
}

async function foreclose(city: SalesCity, claims: number): Promise<Measured> {
  const { registry, conveyance, token, office, people, bank } = city;
  const numbers: bigint[] = [];
  for (let claim = 0; claim < claims; ++claim) numbers.push(BigInt(await mortgage(city, 0)));
  await registry.connect(office).orderSale(home(0), true, hashOf("order with its salt"));
  const version = Number(((await registry.titleOf(home(0))) >> 200n) & 0xffffffn);
  const bid = {
    id: home(0),
    version,
    buyer: await addressOf(people[1]),
    token: await token.getAddress(),
    price: PRICE,
    tax: TAX,
    levy: LEVY,
    protocolHash: DOCUMENT,
    deadline: DEADLINE,
  };
  const signature = await sign(people[1], bidTypedData(await domainOf(conveyance), bid));
  const auction = { ...bid, owners: [await addressOf(people[0])], numbers };
  const tx = await conveyance.connect(office).foreclose(auction, signature);
  return {
    tx,
    async effects(expect) {
      expect(await registry.ownerOf(home(0))).to.equal(bid.buyer);
      expect(await token.balanceOf(bank)).to.equal(HOLDINGS + BigInt(claims) * PAID_OFF);
    },
  };
}
