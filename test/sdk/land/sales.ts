import { expect } from "chai";
import { ZeroAddress } from "ethers";
import { hashTypedData } from "viem";

import {
  bidTypedData,
  buildSale,
  cancellationTypedData,
  chainHash,
  costsOfSale,
  digestOf,
  draftSale,
  InputError,
  readDomain,
  readSaleFacts,
  requireSale,
  type Sale,
  type SaleDraft,
  type SaleFacts,
  saleFaults,
  saleParties,
  statementTypedData,
  type TypedData,
} from "../../../sdk/index.js";
import {
  DAY,
  divide,
  doc,
  encumber,
  encumberByOrder,
  KIND,
  mortgage,
  ref,
  right,
} from "../../support/land.js";
import { ethers, networkHelpers } from "../../support/network.js";
import { appoint, as, tokens } from "../../support/payments.js";
import {
  auctionOf,
  bidOf,
  chainOf,
  DEPOSIT,
  inThirtyDays,
  JOINED,
  joinedParcel,
  LEVY,
  LEVY_BPS,
  PRICE,
  type Sales,
  salesWithMortgage,
  sign,
  TAX,
  TAX_BPS,
  threeHomes,
} from "../../support/sales.js";

const { time } = networkHelpers;

describe("SDK: sales", function () {
  let city: Sales;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
  });

  const call = async (request: { to: string; data: string }): Promise<string> =>
    ethers.provider.call(request);
  const domain = async () => readDomain(call, await city.conveyance.getAddress());
  const factsOf = async (sale: Sale): Promise<SaleFacts> =>
    readSaleFacts(call, await city.conveyance.getAddress(), sale, BigInt(await time.latest()));
  /** The same typed data, hashed by viem. */
  const byViem = ({ domain: place, types, primaryType, message }: TypedData): string =>
    hashTypedData({ domain: place, types, primaryType, message });

  /** The sale of the mortgaged home, with a lender. */
  const draft = async (changes: Partial<SaleDraft> = {}): Promise<SaleDraft> => ({
    id: city.id,
    price: PRICE,
    buyer: city.buyer.address,
    sellers: [{ account: city.owner.address }],
    payoffs: [{ number: 1, holder: city.bank.address, amount: tokens(50_000) }],
    charges: [
      {
        holder: city.lender.address,
        funds: tokens(150_000),
        secured: 15_000_000n,
        expiryDay: 0,
        kind: "mortgage",
        documentHash: doc("loan"),
      },
    ],
    deadline: await inThirtyDays(),
    documentHash: doc("deed"),
    ...changes,
  });

  const built = async (changes: Partial<SaleDraft> = {}): Promise<Sale> => {
    const wanted = await draft(changes);
    return buildSale(wanted, await factsOf(draftSale(wanted)));
  };

  /** Fields of the faults of a sale, as it was built, and then changed. */
  const faultsOf = async (changes: Partial<SaleDraft>, edits: Partial<Sale> = {}): Promise<string[]> => {
    const sale = { ...(await built(changes)), ...edits };
    return saleFaults(sale, await factsOf(sale)).map(({ field }) => field);
  };

  it("builds a statement that completes: version, token, tax, levy, the seller's rest", async function () {
    const { conveyance, owner, buyer, registry, id } = city;
    const sale = await built();
    expect(sale).to.deep.include({ version: 1, tax: TAX, levy: LEVY, token: await conveyance.token() });
    expect(sale.sellers).to.deep.equal([
      { account: owner.address, amount: PRICE - tokens(50_000), forfeit: 0n },
    ]);
    expect(saleFaults(sale, await factsOf(sale))).to.deep.equal([]);
    const message = requireSale(sale);
    await as(conveyance, city.relayer).settle(message, await sign(city, message));
    expect(await registry.ownerOf(id)).to.equal(buyer.address);
  });

  it("all parties sign what the contract reads, with ethers and with viem", async function () {
    const { conveyance } = city;
    const sale = await built();
    for (const chain of [undefined, doc("chain")]) {
      const typedData = statementTypedData(await domain(), sale, chain);
      const digest = await conveyance.statementOf(requireSale(sale), typedData.message.chain);
      expect(digestOf(typedData)).to.equal(digest);
      expect(byViem(typedData)).to.equal(digest);
    }
    const auction = await auctionOf(city);
    const bid = bidTypedData(await domain(), {
      ...auction,
      version: Number(auction.version),
      token: await conveyance.token(),
    });
    expect(digestOf(bid)).to.equal(await bidOf(city, auction));
    expect(byViem(bid)).to.equal(await conveyance.bidOf(auction));
    const cancellation = cancellationTypedData(await domain(), doc("statement"), true, 9n);
    expect(byViem(cancellation)).to.equal(digestOf(cancellation));
  });

  it("links a chain as the contract does, and refuses one that is none", async function () {
    city = await networkHelpers.loadFixture(threeHomes);
    const none = { payoffs: [], charges: [] };
    const sales = [
      await built(none),
      await built({ ...none, id: ref("NORD:2"), sellers: [{ account: city.other.address }] }),
    ];
    expect(chainHash(sales)).to.equal(chainOf(sales.map(requireSale)));
    expect(chainHash(sales)).to.equal(await city.conveyance.chainOf(sales.map(requireSale)));
    expect(() => chainHash(sales.slice(1))).to.throw(InputError, "sales: 1 are no chain");
    expect(() => chainHash(sales.toReversed())).to.throw(InputError, "sales[1].id");
    expect(() => chainHash([sales[0], sales[0]])).to.throw(InputError, "does not follow the one before");
  });

  it("names the parties in the contract's order", async function () {
    const { owner, buyer, bank, lender, notary } = city;
    const sale = await built({ notary: notary.address });
    expect(saleParties(sale)).to.deep.equal([
      { account: owner.address, role: "seller" },
      { account: buyer.address, role: "buyer" },
      { account: bank.address, role: "holder" },
      { account: lender.address, role: "lender" },
      { account: notary.address, role: "notary" },
    ]);
    expect(saleParties({ ...sale, notary: ZeroAddress })).to.have.length(4);
  });

  it("tells a buyer what it pays, before anybody signs", async function () {
    const sale = await built({ deposit: DEPOSIT, sellers: [{ account: city.owner.address, forfeit: 5n }] });
    const costs = costsOfSale(sale);
    const own = PRICE + TAX + LEVY - tokens(150_000);
    expect(costs).to.deep.include({
      total: PRICE + TAX + LEVY,
      lent: tokens(150_000),
      own,
      deposit: DEPOSIT,
      rest: own - DEPOSIT,
      back: 0n,
      forfeit: 5n,
    });
    expect([...costs.proceeds]).to.deep.equal([
      [city.owner.address, PRICE - tokens(50_000)],
      [city.bank.address, tokens(50_000)],
    ]);
    expect(costsOfSale({ ...sale, deposit: own + 3n })).to.deep.include({ rest: 0n, back: 3n });
    const charges = [{ ...sale.charges[0], funds: costs.total }];
    expect(costsOfSale({ ...sale, charges })).to.deep.include({ own: 0n, back: DEPOSIT });
    const both = { ...sale, payoffs: [{ number: 1, holder: city.owner.address, amount: 7n }] };
    expect(costsOfSale(both).proceeds.get(city.owner.address as `0x${string}`)).to.equal(
      PRICE - tokens(50_000) + 7n,
    );
  });

  it("orders payoffs by rank and sellers by account", async function () {
    const { registry, bank, lender, owner, other, id } = city;
    await encumber(city, id, mortgage(lender, 9n));
    await as(registry, bank).subordinate(id, 1n, 2n);
    const payoffs = [
      { number: 1, holder: bank.address, amount: 1n },
      { number: 2, holder: lender.address, amount: 2n },
    ];
    const sellers = [owner, other].map(({ address }) => ({ account: address }));
    const sale = await built({ payoffs, sellers, price: 10n });
    expect(sale.payoffs.map(({ number }) => number)).to.deep.equal([2, 1]);
    expect(BigInt(sale.sellers[0].account) < BigInt(sale.sellers[1].account)).to.equal(true);
    expect(sale.sellers.map(({ amount }) => amount)).to.have.members([0n, 7n]);
  });

  it("refuses values that the contract has no room for, with their field", async function () {
    const sale = await built();
    const [charge] = sale.charges;
    for (const [changes, field] of [
      [{ price: -1n }, "price"],
      [{ price: 2n ** 128n }, "price"],
      [{ version: 2 ** 24 }, "version"],
      [{ numerator: 2n ** 64n }, "numerator"],
      [{ buyer: "0x12" }, "buyer"],
      [{ deadline: 2n ** 40n }, "deadline"],
      [{ documentHash: "0x12" }, "documentHash"],
      [{ sellers: [{ ...sale.sellers[0], forfeit: -1n }] }, "sellers[0].forfeit"],
      [{ payoffs: [{ ...sale.payoffs[0], number: 4_096 }] }, "payoffs[0].number"],
      [{ charges: [{ ...charge, funds: -1n }] }, "charges[0].funds"],
      [{ charges: [{ ...charge, secured: 2n ** 40n }] }, "amount"],
      [{ charges: [{ ...charge, documentHash: "0x" }] }, "charges[0].documentHash"],
    ] as const) {
      expect(() => requireSale({ ...sale, ...changes }), field)
        .to.throw(InputError)
        .with.property("field", field);
    }
  });

  describe("names every inconsistency", function () {
    const freeze = async () => as(city.registry, city.bailiff).freezeByOrder(city.id, true, doc("freeze"));

    it("of the title", async function () {
      const { registry, bailiff, desk, judge, taxes, id } = city;
      const start = await networkHelpers.takeSnapshot();
      expect(await faultsOf({}, { version: 7 })).to.deep.equal(["version"]);
      expect(await faultsOf({}, { id: ref("NORD:77") })).to.include("id");
      for (const act of [
        freeze,
        async () => as(registry, desk).lodgeObjection(id, doc("objection")),
        async () => as(registry, judge).orderSale(id, true, doc("sale")),
        async () => taxes.setOpen(id, true),
      ]) {
        await act();
        expect(await faultsOf({}), act.toString()).to.deep.equal(["id"]);
        await start.restore();
      }
      expect(bailiff.address).to.not.equal(judge.address);
    });

    it("of what lies on it", async function () {
      const { registry, bank, heir, lender, identities, id } = city;
      expect(await faultsOf({ payoffs: [] })).to.deep.equal(["payoffs"]);
      const [payoff] = (await built()).payoffs;
      expect(await faultsOf({}, { payoffs: [payoff, { ...payoff, number: 9, amount: 0n }] })).to.deep.equal([
        "payoffs[1].number",
      ]);
      expect(await faultsOf({}, { payoffs: [{ ...payoff, holder: lender.address }] })).to.deep.equal([
        "payoffs[0].holder",
      ]);
      expect(await faultsOf({}, { payoffs: [payoff, { ...payoff, amount: 0n }] })).to.deep.equal([
        "payoffs[1].number",
      ]);
      const day = (await inThirtyDays()) / DAY - 1n;
      await encumberByOrder(city, id, right(KIND.caveat, heir, day), "caveat");
      const caveat = { number: 2, holder: heir.address, amount: 0n };
      expect(await faultsOf({ payoffs: [payoff, caveat] })).to.deep.equal(["payoffs[1].number"]);
      await as(registry, heir).release(id, 2n, doc("release"));
      await identities.setFrozenUntil(bank.address, BigInt(await time.latest()) + DAY);
      await registry.suspend(bank);
      expect(await faultsOf({})).to.deep.equal(["payoffs[0].holder"]);
    });

    it("of a right that would be paid twice", async function () {
      city = await networkHelpers.loadFixture(joinedParcel);
      const { bank } = city;
      const [first, second] = [1, 2].map((number) => ({ number, holder: bank.address, amount: 5n }));
      const common = { id: JOINED, charges: [] };
      expect(await faultsOf({ ...common, payoffs: [first, second] })).to.deep.equal(["payoffs[1].amount"]);
      expect(await faultsOf({ ...common, payoffs: [{ ...first, amount: 0n }, second] })).to.deep.equal([]);
      expect(await faultsOf({ ...common, payoffs: [first, { ...second, amount: 0n }] })).to.deep.equal([]);
    });

    it("of sellers and shares", async function () {
      const { registry, owner, other, buyer, bank, identities, id } = city;
      expect(await faultsOf({}, { sellers: [] })).to.deep.equal(["sellers", "price"]);
      const stranger = { account: other.address, amount: PRICE - tokens(50_000), forfeit: 0n };
      expect(await faultsOf({}, { sellers: [stranger] })).to.deep.equal(["sellers[0].account", "sellers"]);
      expect(await faultsOf({ buyer: owner.address })).to.deep.equal(["buyer"]);
      expect(await faultsOf({ numerator: 1n })).to.deep.equal(["numerator", "numerator"]);
      await identities.setFrozenUntil(owner.address, BigInt(await time.latest()) + DAY);
      await registry.suspend(owner);
      expect(await faultsOf({})).to.deep.equal(["sellers[0].account"]);
      city = await networkHelpers.loadFixture(salesWithMortgage);
      await as(city.registry, bank).release(id, 1n, doc("release"));
      await divide(
        city,
        id,
        [
          [owner, 1n],
          [other, 1n],
        ],
        2n,
      );
      const none = { payoffs: [], charges: [] };
      const both = [owner, other].map(({ address }) => ({ account: address }));
      expect(await faultsOf({ ...none, sellers: both })).to.deep.equal([]);
      expect(await faultsOf(none)).to.deep.equal(["sellers"]);
      const sellers = (await built({ ...none, sellers: both })).sellers.toReversed();
      expect(await faultsOf(none, { sellers })).to.deep.equal(["sellers[1].account"]);
      expect(await faultsOf({ ...none, numerator: 1n })).to.deep.equal([]);
      expect(await faultsOf({ ...none, numerator: 2n })).to.deep.equal(["numerator"]);
      expect(buyer.address).to.not.equal(owner.address);
    });

    it("of amounts, taxes and times", async function () {
      const { conveyance, revenueOffice, treasury, lender } = city;
      const sale = await built();
      const [charge] = sale.charges;
      for (const [edits, fields] of [
        [{ price: PRICE + 1n }, ["price"]],
        [{ price: PRICE - 1n }, ["price"]],
        [{ token: lender.address }, ["token"]],
        [{ sellers: [{ ...sale.sellers[0], forfeit: 1n }] }, ["deposit"]],
        [{ charges: [{ ...charge, funds: PRICE + TAX + LEVY + 1n }] }, ["charges"]],
        [{ charges: [{ ...charge, kind: "taxLien" as const }] }, ["charges[0].kind"]],
        [{ charges: [{ ...charge, secured: 0n }] }, ["charges[0].secured"]],
        [{ charges: [{ ...charge, expiryDay: 1 }] }, ["charges[0].expiryDay"]],
        [{ tax: TAX - 1n }, ["tax"]],
        [{ levy: LEVY - 1n }, ["levy"]],
        [{ isExempt: true }, ["isExempt"]],
        [{ deadline: 9n }, ["deadline"]],
        [{ deadline: BigInt(await time.latest()) + 91n * DAY }, ["deadline"]],
      ] as const) {
        expect(await faultsOf({}, edits), fields[0]).to.deep.equal(fields);
      }
      await as(conveyance, revenueOffice).setTariff({
        revenue: treasury.address,
        taxBps: TAX_BPS,
        levyBps: LEVY_BPS,
        needsNotary: true,
      });
      expect(await faultsOf({})).to.deep.equal(["notary"]);
    });

    it("of notaries, and of who stands on both sides of an escrow", async function () {
      const { conveyance, officers, notary, stranger, owner, bank } = city;
      expect(await faultsOf({ notary: stranger.address })).to.deep.equal(["notary"]);
      await appoint(officers, conveyance, owner, ["certify"]);
      expect(await faultsOf({ notary: owner.address })).to.deep.equal(["notary"]);
      await appoint(officers, conveyance, notary, ["certify"]);
      expect(await faultsOf({ notary: notary.address })).to.deep.equal([]);
      expect(await faultsOf({ buyer: bank.address, deposit: 5n })).to.deep.equal(["deposit"]);
      const charges = (await built()).charges.map((charge) => ({ ...charge, holder: owner.address }));
      expect(await faultsOf({ charges, deposit: 5n })).to.deep.equal(["deposit"]);
      expect(await faultsOf({ charges })).to.deep.equal([]);
      expect(await faultsOf({ deposit: 5n })).to.deep.equal([]);
    });

    it("of a contract that is retired, a title that is kept for another, and a lower rate", async function () {
      const { conveyance, revenueOffice, buyer, id } = city;
      await as(conveyance, revenueOffice).setExemption(id, buyer, 100n, 2n ** 40n - 1n, doc("decision"));
      const sale = await built({ isExempt: true });
      expect(sale.tax).to.equal(tokens(2_000));
      const facts = await factsOf(sale);
      expect(saleFaults(sale, facts)).to.deep.equal([]);
      const told = (changes: Partial<SaleFacts>) =>
        saleFaults(sale, { ...facts, ...changes }).map(({ message }) => message);
      expect(told({ isRetired: true })[0]).to.contain("is retired");
      expect(told({ beneficiary: city.heir.address as `0x${string}` })[0]).to.contain("is not for whom");
      expect(told({ suspended: new Set([city.lender.address as `0x${string}`]) })[0]).to.contain(
        "charges[0].holder",
      );
    });
  });
});
