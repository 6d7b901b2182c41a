import { expect } from "chai";
import { TypedDataEncoder } from "ethers";

import {
  consents,
  DAY,
  divide,
  doc,
  encumber,
  encumberByOrder,
  KIND,
  mortgage,
  right,
  title,
} from "../../support/land.js";
import { deployLandRegistry } from "../../support/landRegister.js";
import { networkHelpers } from "../../support/network.js";
import { appoint, as, nextTimeAt, tokens } from "../../support/payments.js";
import {
  ALONE,
  chainOf,
  deployConveyance,
  DEPOSIT,
  ESCROW,
  holdings,
  LEVY,
  LEVY_BPS,
  MAXIMUM_DEADLINE,
  payoff,
  PRICE,
  purchaseMoney,
  type Sale,
  saleOf,
  type Sales,
  salesWithMortgage,
  settle,
  sign,
  signCancellation,
  statementOf,
  TAX,
  TAX_BPS,
  TENDER_PERIOD,
  WEALTH,
} from "../../support/sales.js";

const { time } = networkHelpers;

/** What the seller gets of the deposit where the buyer does not complete. */
const FORFEIT = tokens(15_000);

describe("Conveyance: escrows", function () {
  let city: Sales;
  let sale: Sale;
  let statement: string;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(salesWithMortgage);
    sale = await escrowed();
    statement = await statementOf(city, sale);
  });

  const PAID_OFF = tokens(50_000);

  /** A sale with a deposit, a payoff, a lender and a notary. */
  const escrowed = async (changes: Partial<Sale> = {}): Promise<Sale> =>
    saleOf(city, {
      sellers: [{ account: city.owner.address, amount: PRICE - PAID_OFF, forfeit: FORFEIT }],
      payoffs: [payoff(city.bank)],
      charges: [purchaseMoney(city.lender)],
      deposit: DEPOSIT,
      notary: city.notary.address,
      ...changes,
    });

  const open = async (of: Sale = sale, chain = ALONE) =>
    as(city.conveyance, city.relayer).open(of, chain, await sign(city, of, chain));
  const tender = async (of: Sale = sale, chain = ALONE) =>
    as(city.conveyance, city.relayer).tender(of, chain, await sign(city, of, chain));
  const challenge = async () => as(city.conveyance, city.stranger).challenge(sale, ALONE);
  const refund = async () => as(city.conveyance, city.stranger).refund(sale, ALONE);
  const forfeit = async () => as(city.conveyance, city.stranger).forfeit(sale, ALONE);
  const stateOf = async () => (await city.conveyance.escrowOf(statement)).state;
  const expire = async () => time.increaseTo(sale.deadline + 1n);

  const refused = async (act: Promise<unknown>, error: string, ...args: readonly unknown[]) =>
    expect(act)
      .to.be.revertedWithCustomError(city.conveyance, error)
      .withArgs(...args);

  describe("open", function () {
    it("takes the deposit; only sellers and buyer are asked", async function () {
      const { conveyance, buyer, relayer } = city;
      const signatures = (await sign(city, sale)).map((signature, i) => (i < 2 ? signature : "0x"));
      await expect(as(conveyance, relayer).open(sale, ALONE, signatures))
        .to.emit(conveyance, "EscrowOpened")
        .withArgs(sale.id, statement, DEPOSIT);
      expect(await conveyance.escrowOf(statement)).to.deep.equal([ESCROW.open, DEPOSIT]);
      expect(await holdings(city, [buyer, conveyance])).to.deep.equal([WEALTH - DEPOSIT, DEPOSIT]);
      expect(await conveyance.TENDER_PERIOD()).to.equal(TENDER_PERIOD);
    });

    it("needs the signatures of sellers and buyer", async function () {
      const { conveyance, owner, buyer, relayer } = city;
      const good = await sign(city, sale);
      for (const [place, { address }] of [owner, buyer].entries()) {
        await refused(
          as(conveyance, relayer).open(sale, ALONE, good.with(place, "0x")),
          "SignatureInvalid",
          address,
        );
      }
      await refused(
        as(conveyance, relayer).open(sale, ALONE, good.slice(1)),
        "SignatureCountDiffers",
        4n,
        5n,
      );
    });

    it("needs a deposit, a shape and time", async function () {
      const { conveyance, owner } = city;
      const none = await escrowed({
        deposit: 0n,
        sellers: [{ account: owner.address, amount: PRICE - PAID_OFF, forfeit: 0n }],
      });
      await expect(open(none)).to.be.revertedWithCustomError(conveyance, "DepositMissing");
      await refused(open(await escrowed({ price: PRICE + 1n })), "SaleSumDiffers", PRICE, PRICE + 1n);
      const signatures = await sign(city, sale);
      await nextTimeAt(sale.deadline + 1n);
      await refused(
        as(conveyance, city.relayer).open(sale, ALONE, signatures),
        "DeadlineWrong",
        sale.deadline,
        sale.deadline + 1n + MAXIMUM_DEADLINE,
      );
    });

    it("opens once", async function () {
      await open();
      await refused(open(), "EscrowStateUnfit", statement, ESCROW.open);
    });

    it("takes the same statement with another chain for another statement", async function () {
      await open();
      await open(sale, doc("chain"));
      expect((await city.conveyance.escrowOf(await statementOf(city, sale, doc("chain")))).deposit).to.equal(
        DEPOSIT,
      );
    });

    it("refuses a title that is not the sellers' in that version, frozen, disputed, reserved or for sale by order", async function () {
      const { registry, bailiff, judge, desk, owner, other, heir, id } = city;
      const snapshot = await networkHelpers.takeSnapshot();
      const obstacles: (() => Promise<unknown>)[] = [
        async () => as(registry, owner).withdraw(id),
        async () => as(registry, bailiff).freezeByOrder(id, true, doc("freeze")),
        async () => as(registry, desk).lodgeObjection(id, doc("objection")),
        async () => as(registry, judge).orderSale(id, true, doc("sale")),
        async () => as(registry, judge).transferByOrder(id, other, doc("transfer")),
        async () => {
          await city.identities.setFrozenUntil(owner.address, BigInt(await time.latest()) + 9n * DAY);
          await registry.suspend(owner);
        },
      ];
      for (const obstacle of obstacles) {
        await obstacle();
        await refused(open(), "SaleNotReady", id);
        await snapshot.restore();
      }
      const wrong = await escrowed({
        sellers: [{ account: heir.address, amount: PRICE - PAID_OFF, forfeit: FORFEIT }],
      });
      await refused(open(wrong), "SaleNotReady", id);
    });

    it("refuses sellers who are not all, not ascending, or twice", async function () {
      const { owner, other, heir, bank, id } = city;
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
      const seller = (account: string, amount: bigint) => ({ account, amount, forfeit: 0n });
      const [low, high] =
        BigInt(owner.address) < BigInt(other.address)
          ? [owner.address, other.address]
          : [other.address, owner.address];
      for (const sellers of [
        [seller(owner.address, PRICE)],
        [seller(high, PRICE), seller(low, 0n)],
        [seller(low, PRICE), seller(low, 0n)],
        [seller(heir.address, PRICE)],
      ]) {
        await refused(open(await escrowed({ ...none, sellers })), "SaleNotReady", id);
      }
      await open(await escrowed({ ...none, sellers: [seller(low, PRICE), seller(high, 0n)] }));
      // A share: what its owner has, and no more.
      const share = { ...none, sellers: [seller(owner.address, PRICE)] };
      await refused(open(await escrowed({ ...share, numerator: 2n })), "SaleNotReady", id);
      await open(await escrowed({ ...share, numerator: 1n }));
    });

    it("refuses a share of what is not shared", async function () {
      const sellers = [{ account: city.owner.address, amount: PRICE, forfeit: 0n }];
      await refused(
        open(await escrowed({ numerator: 1n, sellers, payoffs: [], charges: [] })),
        "SaleNotReady",
        city.id,
      );
    });

    it("opens a reserved title for whom it is kept alone", async function () {
      const { registry, registrar, owner, buyer, other, id } = city;
      const { version } = await title(city, id);
      const until = BigInt(await time.latest()) + 20n * DAY;
      for (const [{ address }, isFit] of [
        [other, false],
        [buyer, true],
      ] as const) {
        const snapshot = await networkHelpers.takeSnapshot();
        const message = {
          id,
          version,
          beneficiary: address,
          expiresAt: until,
          documentHash: doc("notice"),
          deadline: until,
        };
        const agreed = await consents(registry, "Reserve", message, [owner]);
        await as(registry, registrar).reserve(id, address, until, doc("notice"), until, agreed);
        const later = await escrowed();
        if (isFit) await open(later);
        else await refused(open(later), "SaleNotReady", id);
        await snapshot.restore();
      }
    });

    it("refuses who stands on both sides: it could make the sale fail, and win by it", async function () {
      const { owner, other, buyer, bank, id } = city;
      await refused(open(await escrowed({ buyer: bank.address })), "EscrowPartyUnfit", bank.address);
      const charges = [purchaseMoney(owner, 5n)];
      await refused(open(await escrowed({ charges })), "EscrowPartyUnfit", owner.address);
      await as(city.registry, bank).release(id, 1n, doc("release"));
      await divide(
        city,
        id,
        [
          [buyer, 1n],
          [other, 1n],
        ],
        2n,
      );
      const sellers = [buyer, other]
        .map(({ address }) => ({ account: address, amount: PRICE / 2n, forfeit: 0n }))
        .toSorted((a, b) => (BigInt(a.account) < BigInt(b.account) ? -1 : 1));
      await refused(
        open(await escrowed({ sellers, payoffs: [], charges: [] })),
        "EscrowPartyUnfit",
        buyer.address,
      );
    });
  });

  describe("completion", function () {
    it("SALE-5: the deposit counts for what the buyer owes, and nothing stays here", async function () {
      const { conveyance, owner, bank, lender, buyer, id } = city;
      await open();
      await settle(city, sale);
      expect((await title(city, id)).owner).to.equal(buyer.address);
      expect(await conveyance.escrowOf(statement)).to.deep.equal([ESCROW.none, 0n]);
      const lent = tokens(150_000);
      expect(await holdings(city, [owner, bank, lender, buyer, conveyance])).to.deep.equal([
        WEALTH + PRICE - PAID_OFF,
        WEALTH + PAID_OFF,
        WEALTH - lent,
        WEALTH - (PRICE + TAX + LEVY - lent),
        0n,
      ]);
    });

    it("what is left of a deposit greater than the buyer's part goes back", async function () {
      const { conveyance, lender, buyer } = city;
      sale = await escrowed({ charges: [purchaseMoney(lender, PRICE)] });
      await open();
      await settle(city, sale);
      expect(await holdings(city, [buyer, conveyance])).to.deep.equal([WEALTH - TAX - LEVY, 0n]);
    });

    it("sellers and buyer are bound: they can neither withdraw nor are they asked again", async function () {
      const { conveyance, owner, buyer, relayer, id } = city;
      await open();
      await as(conveyance, owner).withdrawSignature(statement);
      await as(conveyance, buyer).withdrawSignature(statement);
      const signatures = (await sign(city, sale)).map((signature, i) => (i < 2 ? "0x" : signature));
      await as(conveyance, relayer).settle(sale, signatures);
      expect((await title(city, id)).owner).to.equal(buyer.address);
    });

    it("holders and notary are not bound before the tender, and the lender never", async function () {
      const { conveyance, bank, lender, notary, relayer } = city;
      await open();
      const good = await sign(city, sale);
      for (const [place, { address }] of [
        [2, bank],
        [3, lender],
        [4, notary],
      ] as const) {
        await refused(
          as(conveyance, relayer).settle(sale, good.with(place, "0x")),
          "SignatureInvalid",
          address,
        );
      }
      await tender();
      await as(conveyance, bank).withdrawSignature(statement);
      await as(conveyance, notary).withdrawSignature(statement);
      await refused(
        as(conveyance, relayer).settle(sale, good.with(3, "0x")),
        "SignatureInvalid",
        lender.address,
      );
      await as(conveyance, relayer).settle(sale, good.with(2, "0x").with(4, "0x"));
    });

    it("attack: escrow one second late", async function () {
      await open();
      const signatures = await sign(city, sale);
      await nextTimeAt(sale.deadline + 1n);
      await refused(
        as(city.conveyance, city.relayer).settle(sale, signatures),
        "DeadlineWrong",
        sale.deadline,
        sale.deadline + 1n + MAXIMUM_DEADLINE,
      );
      await refund();
      expect(await holdings(city, [city.buyer])).to.deep.equal([WEALTH]);
    });

    it("completes in the last second, tendered too", async function () {
      await open();
      await tender();
      const signatures = await sign(city, sale);
      await nextTimeAt(sale.deadline);
      await as(city.conveyance, city.relayer).settle(sale, signatures);
    });
  });

  describe("tender", function () {
    beforeEach(async function () {
      await open();
    });

    it("shows that the sellers' side is there", async function () {
      await expect(tender()).to.emit(city.conveyance, "Tendered").withArgs(statement);
      expect(await city.conveyance.escrowOf(statement)).to.deep.equal([ESCROW.tendered, DEPOSIT]);
      await refused(tender(), "EscrowStateUnfit", statement, ESCROW.tendered);
    });

    it("needs an open escrow", async function () {
      const other = await escrowed({ documentHash: doc("another deed") });
      await refused(tender(other), "EscrowStateUnfit", await statementOf(city, other), ESCROW.none);
    });

    it("needs the signatures of holders and notary, and no lender's", async function () {
      const { conveyance, bank, notary, relayer } = city;
      const good = await sign(city, sale);
      const hand = async (signatures: string[]) => as(conveyance, relayer).tender(sale, ALONE, signatures);
      await refused(hand(good.with(2, "0x")), "SignatureInvalid", bank.address);
      await refused(hand(good.with(4, "0x")), "SignatureInvalid", notary.address);
      await hand(good.with(0, "0x").with(1, "0x").with(3, "0x"));
    });

    it("comes three days before the deadline at the latest, and in no chain", async function () {
      const { conveyance, relayer } = city;
      const signatures = await sign(city, sale);
      const last = sale.deadline - TENDER_PERIOD;
      await nextTimeAt(last + 1n);
      await refused(as(conveyance, relayer).tender(sale, ALONE, signatures), "TenderUnfit", sale.deadline);
      const chain = chainOf([sale, sale]);
      await refused(tender(sale, chain), "TenderUnfit", sale.deadline);
    });

    it("is in time three days before", async function () {
      const signatures = await sign(city, sale);
      await nextTimeAt(sale.deadline - TENDER_PERIOD);
      await as(city.conveyance, city.relayer).tender(sale, ALONE, signatures);
    });
  });

  /** Everything that stands in the sellers' way, each with what mends it. */
  const obstacles = (): Record<string, readonly [() => Promise<unknown>, (() => Promise<unknown>)?]> => {
    const { registry, conveyance, council, bailiff, desk, judge, taxes, bank, lender, heir, id } = city;
    const { officers, identities, revenueOffice, notary, stranger, treasury } = city;
    const tariff = (changes: object) => ({
      revenue: treasury.address,
      taxBps: TAX_BPS,
      levyBps: LEVY_BPS,
      needsNotary: false,
      ...changes,
    });
    const setTariff = async (changes: object) => as(conveyance, revenueOffice).setTariff(tariff(changes));
    return {
      "a freeze": [
        async () => as(registry, bailiff).freezeByOrder(id, true, doc("freeze")),
        async () => as(registry, bailiff).freezeByOrder(id, false, doc("thaw")),
      ],
      "an objection": [
        async () => as(registry, desk).lodgeObjection(id, doc("objection")),
        async () => as(registry, judge).settleDispute(id, doc("settled")),
      ],
      "an order of sale": [
        async () => as(registry, judge).orderSale(id, true, doc("sale")),
        async () => as(registry, judge).orderSale(id, false, doc("no sale")),
      ],
      "a lien that nobody named": [
        async () => encumberByOrder(city, id, right(KIND.judgmentLien, heir), "judgment"),
        async () => as(registry, judge).releaseByOrder(id, 2n, doc("lifted")),
      ],
      "a payoff whose holder is another": [
        async () => as(registry, bank).assign(id, 1n, lender),
        async () => as(registry, lender).assign(id, 1n, bank),
      ],
      "a payoff that is released": [async () => as(registry, bank).release(id, 1n, doc("release"))],
      "a holder who is held for stolen": [
        async () => {
          await identities.setFrozenUntil(bank.address, BigInt(await time.latest()) + 60n * DAY);
          await registry.suspend(bank);
        },
        async () => {
          await identities.setFrozenUntil(bank.address, 0n);
          await registry.suspend(bank);
        },
      ],
      "taxes on the land": [async () => taxes.setOpen(id, true), async () => taxes.setOpen(id, false)],
      "a higher tax": [async () => setTariff({ taxBps: TAX_BPS + 1n }), async () => setTariff({})],
      "a higher levy": [async () => setTariff({ levyBps: LEVY_BPS + 1n }), async () => setTariff({})],
      "a notary who is none any more": [
        async () => appoint(officers, conveyance, stranger, ["certify"]),
        async () => appoint(officers, conveyance, notary, ["certify"]),
      ],
      "a register that asks another agent": [
        async () => as(registry, council).announceAgent(conveyance, 2n),
        async () => as(registry, council).announceAgent(conveyance, 3n),
      ],
      "a register that is retired: the buyer's mortgage is entered no more": [
        async () => {
          const next = await deployLandRegistry(city.deployer, officers, registry);
          await as(registry, council).retire(next);
        },
      ],
    };
  };

  describe("what the sellers cannot keep", function () {
    it("attack: each obstacle refuses the tender, lets a tender fall, and pays the deposit back after the deadline", async function () {
      await open();
      const opened = await networkHelpers.takeSnapshot();
      for (const [name, [obstruct, mend]] of Object.entries(obstacles())) {
        await opened.restore();
        await obstruct();
        // Who signs is asked before what the title says.
        const isNotarys = name.includes("notary");
        await expect(tender(), name)
          .to.be.revertedWithCustomError(city.conveyance, isNotarys ? "NotaryUnfit" : "SaleNotReady")
          .withArgs(isNotarys ? sale.notary : sale.id);
        if (mend !== undefined) {
          await mend();
          await tender();
        }

        await opened.restore();
        await tender();
        await obstruct();
        await expect(challenge(), name).to.emit(city.conveyance, "TenderFell").withArgs(statement);
        expect(await stateOf(), name).to.equal(ESCROW.open);
        await expire();
        await expect(refund(), name).to.emit(city.conveyance, "EscrowRefunded").withArgs(statement);
        expect(await holdings(city, [city.buyer]), name).to.deep.equal([WEALTH]);

        await opened.restore();
        await tender();
        await obstruct();
        await expire();
        await expect(forfeit(), name)
          .to.be.revertedWithCustomError(city.conveyance, "SaleNotReady")
          .withArgs(sale.id);
        await refund();
        expect(await holdings(city, [city.buyer]), name).to.deep.equal([WEALTH]);
      }
    });

    it("a payoff that ends before the deadline keeps a tender back: anybody may take it off", async function () {
      const { registry, bank, judge, heir, id } = city;
      await as(registry, judge).releaseByOrder(id, 1n, doc("lifted"));
      const lastDay = sale.deadline / DAY;
      for (const [day, isFit] of [
        [lastDay - 1n, false],
        [lastDay, true],
      ] as const) {
        const snapshot = await networkHelpers.takeSnapshot();
        await encumberByOrder(city, id, right(KIND.caveat, heir, day), "caveat");
        sale = await escrowed({
          sellers: [{ account: city.owner.address, amount: PRICE, forfeit: FORFEIT }],
          payoffs: [payoff(heir, 0n, 2n)],
          deadline: sale.deadline,
        });
        await open();
        if (isFit) await tender();
        else await refused(tender(), "SaleNotReady", id);
        await snapshot.restore();
      }
      expect(await holdings(city, [bank])).to.deep.equal([WEALTH]);
    });

    it("payoffs out of rank keep a tender back", async function () {
      const { registry, bank, lender, id } = city;
      await encumber(city, id, mortgage(lender, 7n));
      const payoffs = [payoff(bank, 5n), payoff(lender, 6n, 2n)];
      const sellers = [{ account: city.owner.address, amount: PRICE - 11n, forfeit: 0n }];
      sale = await escrowed({ sellers, payoffs, charges: [] });
      statement = await statementOf(city, sale);
      await open();
      await as(registry, bank).subordinate(id, 1n, 2n);
      await refused(tender(), "SaleNotReady", id);
      await as(registry, lender).subordinate(id, 2n, 1n);
      await tender();
    });

    it("a tender that can be kept does not fall", async function () {
      await open();
      await refused(challenge(), "EscrowStateUnfit", statement, ESCROW.open);
      await tender();
      await refused(challenge(), "TenderStands", statement);
    });
  });

  describe("refund", function () {
    it("after the deadline, where nobody has tendered", async function () {
      const { conveyance, buyer } = city;
      await open();
      await nextTimeAt(sale.deadline);
      await refused(refund(), "EscrowPending", sale.deadline);
      await nextTimeAt(sale.deadline + 1n);
      await expect(refund()).to.emit(conveyance, "EscrowRefunded").withArgs(statement);
      expect(await holdings(city, [buyer, conveyance])).to.deep.equal([WEALTH, 0n]);
      await refused(refund(), "EscrowStateUnfit", statement, ESCROW.none);
    });

    it("not where a tender stands", async function () {
      await open();
      await tender();
      await expire();
      await refused(refund(), "TenderStands", statement);
    });

    it("at once where the title is in another version, or gone", async function () {
      const { registry, agent, owner, other, buyer, bank, id } = city;
      await open();
      await tender();
      const snapshot = await networkHelpers.takeSnapshot();
      await as(registry, owner).withdraw(id);
      await refund();
      expect(await holdings(city, [buyer])).to.deep.equal([WEALTH]);
      await snapshot.restore();
      await as(registry, agent).convey({
        id,
        version: sale.version,
        owners: [owner.address],
        to: other.address,
        discharges: [{ number: 1n, holder: bank.address }],
        documentHash: doc("deed"),
      });
      await refund();
      expect(await holdings(city, [buyer])).to.deep.equal([WEALTH]);
    });

    it("at once where the title has moved to another register, in the same version", async function () {
      const { registry, council, officers, deployer, buyer, id } = city;
      await open();
      const next = await deployLandRegistry(deployer, officers, registry);
      await as(registry, council).retire(next);
      await next.importTitle(id, []);
      expect((await title(city, id)).version).to.equal(sale.version);
      await refund();
      expect(await holdings(city, [buyer])).to.deep.equal([WEALTH]);
    });
  });

  describe("forfeit", function () {
    it("pays the sellers what is forfeit, and the buyer the rest, after the deadline of a tender", async function () {
      const { conveyance, owner, buyer } = city;
      await open();
      await expire();
      await refused(forfeit(), "EscrowStateUnfit", statement, ESCROW.open);
      await networkHelpers.loadFixture(salesWithMortgage);
      sale = await escrowed();
      statement = await statementOf(city, sale);
      await open();
      await tender();
      await nextTimeAt(sale.deadline);
      await refused(forfeit(), "EscrowPending", sale.deadline);
      await nextTimeAt(sale.deadline + 1n);
      await expect(forfeit()).to.emit(conveyance, "EscrowForfeited").withArgs(statement);
      expect(await holdings(city, [owner, buyer, conveyance])).to.deep.equal([
        WEALTH + FORFEIT,
        WEALTH - FORFEIT,
        0n,
      ]);
      await refused(forfeit(), "EscrowStateUnfit", statement, ESCROW.none);
      await refused(refund(), "EscrowStateUnfit", statement, ESCROW.none);
    });

    it("a deposit that is forfeit in whole leaves the buyer none", async function () {
      const { owner, buyer } = city;
      sale = await escrowed({
        sellers: [{ account: owner.address, amount: PRICE - PAID_OFF, forfeit: DEPOSIT }],
      });
      await open();
      await tender();
      await expire();
      await forfeit();
      expect(await holdings(city, [owner, buyer])).to.deep.equal([WEALTH + DEPOSIT, WEALTH - DEPOSIT]);
    });
  });

  describe("cancel", function () {
    let until: bigint;
    beforeEach(async function () {
      until = BigInt(await time.latest()) + DAY;
    });

    const cancel = async (isForfeited: boolean, signatures?: string[], chain = ALONE) =>
      as(city.conveyance, city.relayer).cancel(
        sale,
        chain,
        isForfeited,
        until,
        signatures ?? (await signCancellation(city, sale, isForfeited, until, chain)),
      );

    it("pays the deposit as both sides agree, tendered or not, and ends the statement for good", async function () {
      const { conveyance, owner, buyer } = city;
      await open();
      const opened = await networkHelpers.takeSnapshot();
      for (const isTendered of [false, true]) {
        for (const isForfeited of [false, true]) {
          await opened.restore();
          if (isTendered) await tender();
          await expect(cancel(isForfeited))
            .to.emit(conveyance, "EscrowCancelled")
            .withArgs(statement, isForfeited);
          const part = isForfeited ? FORFEIT : 0n;
          expect(await holdings(city, [owner, buyer, conveyance])).to.deep.equal([
            WEALTH + part,
            WEALTH - part,
            0n,
          ]);
          expect(await conveyance.escrowOf(statement)).to.deep.equal([ESCROW.cancelled, 0n]);
          await refused(settle(city, sale), "EscrowStateUnfit", statement, ESCROW.cancelled);
          await refused(open(), "EscrowStateUnfit", statement, ESCROW.cancelled);
          await refused(tender(), "EscrowStateUnfit", statement, ESCROW.cancelled);
          await refused(refund(), "EscrowStateUnfit", statement, ESCROW.cancelled);
          await refused(forfeit(), "EscrowStateUnfit", statement, ESCROW.cancelled);
          await refused(cancel(isForfeited), "EscrowStateUnfit", statement, ESCROW.cancelled);
        }
      }
    });

    it("needs both sides, for this statement, this division and in time", async function () {
      const { conveyance, owner, buyer, relayer } = city;
      await open();
      const good = await signCancellation(city, sale, false, until);
      await refused(cancel(false, good.with(0, good[1])), "SignatureInvalid", owner.address);
      await refused(cancel(false, good.with(1, good[0])), "SignatureInvalid", buyer.address);
      await refused(cancel(true, good), "SignatureInvalid", owner.address);
      await refused(cancel(false, good.slice(1)), "SignatureCountDiffers", 1n, 2n);
      await refused(
        as(conveyance, relayer).cancel(sale, ALONE, false, until + 1n, good),
        "SignatureInvalid",
        owner.address,
      );
      const other = await escrowed({ documentHash: doc("another deed") });
      await refused(
        as(conveyance, relayer).cancel(other, ALONE, false, until, good),
        "SignatureInvalid",
        owner.address,
      );
      await refused(
        as(conveyance, relayer).cancel(
          other,
          ALONE,
          false,
          until,
          await signCancellation(city, other, false, until),
        ),
        "EscrowStateUnfit",
        await statementOf(city, other),
        ESCROW.none,
      );
      await nextTimeAt(until + 1n);
      await refused(cancel(false, good), "DeadlineWrong", until, until + 1n + MAXIMUM_DEADLINE);
    });

    it("refuses an agreement that was withdrawn", async function () {
      const { conveyance, buyer } = city;
      await open();
      const signatures = await signCancellation(city, sale, false, until);
      const { name, version, chainId, verifyingContract } = await conveyance.eip712Domain();
      const digest = TypedDataEncoder.hash(
        { name, version, chainId, verifyingContract },
        {
          Cancellation: [
            { name: "statement", type: "bytes32" },
            { name: "isForfeited", type: "bool" },
            { name: "deadline", type: "uint40" },
          ],
        },
        { statement, isForfeited: false, deadline: until },
      );
      await as(conveyance, buyer).withdrawSignature(digest);
      await refused(cancel(false, signatures), "SignatureIsWithdrawn", digest);
    });
  });

  it("in mirror mode the office's entry is part of what is tendered", async function () {
    const conveyance = await deployConveyance(city, { isMirror: true });
    for (const person of [city.buyer, city.lender]) {
      await as(city.token, person).approve(conveyance, WEALTH);
    }
    city = { ...city, conveyance };
    statement = await statementOf(city, sale);
    await open();
    await refused(tender(), "SaleNotReady", sale.id);
    await as(conveyance, city.registrar).confirm(statement, doc("entry"));
    await tender();
    await settle(city, sale);
    expect((await title(city, city.id)).owner).to.equal(city.buyer.address);
  });
});
