import { expect } from "chai";
import { AbiCoder, id, keccak256, ZeroAddress, ZeroHash } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import {
  INTERVALS_PER_DAY,
  permitTypedData,
  readDomain,
  receiveAuthorizationTypedData,
  startOf,
} from "../../sdk/index.js";
import {
  IAgents__factory,
  IMarketAccounts__factory,
  IMarketZones__factory,
  ISettlements__factory,
  ISignedActs__factory,
  IStandingOrders__factory,
  ISuccession__factory,
} from "../../typechain-types/index.js";
import {
  accountAt,
  ATTRIBUTION,
  deployMarket,
  deployMeters,
  DEVICE_CLASS,
  draftOf,
  emptyStreet,
  fieldsOf,
  imbalance,
  LAST_DAY,
  moveIn,
  ORDER,
  ownCopy,
  POLICY,
  REASON,
  registration,
  settle,
  STAKE,
  type Street,
  street,
  TARIFF,
  ZONE,
} from "../support/energy/market.js";
import { gasCounts } from "../support/gas.js";
import { ethers, networkHelpers } from "../support/network.js";
import { as, tokens } from "../support/payments.js";

const COURT_ORDER = id("order 9/2026 of the court, with its salt");

describe("EnergyMarket: zones and accounts", function () {
  let made: Street;
  const plain = async (): Promise<Street> => street();
  const bare = async (): Promise<Street> => emptyStreet();
  beforeEach(async function () {
    made = ownCopy(await networkHelpers.loadFixture(plain));
  });

  const today = async (): Promise<bigint> => BigInt(await networkHelpers.time.latest()) / 86_400n;
  const setupOf = (changes: object = {}) => ({
    policy: POLICY.mid,
    attribution: ATTRIBUTION.buyer,
    hasPriority: false,
    utility: made.utility,
    utilityReserve: tokens(10),
    payees: [made.feeder, made.substation, made.hall] as [
      Street["feeder"],
      Street["feeder"],
      Street["feeder"],
    ],
    ...changes,
  });
  const idleDay = async (day: bigint): Promise<void> => {
    const rows = made.owners.map(() => Array<bigint>(96).fill(0n));
    await settle(made, draftOf(made, rows, day * INTERVALS_PER_DAY));
  };

  it("publishes its token, its register, its limits and its interfaces", async function () {
    const { market, token, meters } = made;
    expect(await market.token()).to.equal(await token.getAddress());
    expect(await market.meters()).to.equal(await meters.getAddress());
    expect([
      await market.DRAW(),
      await market.MAXIMUM_CREDIT(),
      await market.LONGEST_RESERVE(),
    ]).to.deep.equal([1n, tokens(500), 192n]);
    expect(await market.DEADLINE()).to.equal(86_400n);
    const whole = [
      IMarketZones__factory.abi,
      IMarketAccounts__factory.abi,
      IStandingOrders__factory.abi,
      ISettlements__factory.abi,
    ].reduce((sum, abi) => sum ^ BigInt(interfaceId(abi)), 0n);
    for (const known of [
      `0x${whole.toString(16).padStart(8, "0")}`,
      interfaceId(IAgents__factory.abi),
      interfaceId(ISuccession__factory.abi),
      interfaceId(ISignedActs__factory.abi),
      "0x01ffc9a7",
    ]) {
      expect(await market.supportsInterface(known), known).to.equal(true);
    }
    expect(await market.supportsInterface("0xffffffff")).to.equal(false);
  });

  describe("zones", function () {
    it("open with what never changes, and the first tariff from the next day", async function () {
      const fromDay = (await today()) + 1n;
      await expect(as(made.market, made.head).openZone(9n, setupOf(), { ...TARIFF, fromDay }))
        .to.emit(made.market, "ZoneOpened")
        .withArgs(9n, made.utility.address, POLICY.mid, ATTRIBUTION.buyer, false)
        .and.to.emit(made.market, "TariffSet")
        .withArgs(9n, 80n, 300n, [20n, 15n, 5n], fromDay);
      expect(fieldsOf(await made.market.zoneOf(9n))).to.deep.equal({
        nextInterval: fromDay * INTERVALS_PER_DAY,
        places: 0n,
        tariffIndex: 0n,
        policy: POLICY.mid,
        attribution: ATTRIBUTION.buyer,
        hasPriority: false,
        fund: 0n,
        fundLent: 0n,
      });
      expect(await made.market.partiesOf(9n)).to.deep.equal([
        made.utility.address,
        tokens(10),
        [made.feeder.address, made.substation.address, made.hall.address],
      ]);
    });

    it("are refused incomplete, twice, without a band, or from another day", async function () {
      const fromDay = (await today()) + 1n;
      const open = async (zone: bigint, setup: object, tariff: object) =>
        as(made.market, made.head).openZone(zone, setupOf(setup), { ...TARIFF, fromDay, ...tariff });
      await expect(open(0n, {}, {}))
        .to.be.revertedWithCustomError(made.market, "ZoneIncomplete")
        .withArgs(0n);
      for (const wrong of [
        { utility: ZeroAddress },
        { payees: [ZeroAddress, made.hall, made.hall] },
        { payees: [made.hall, ZeroAddress, made.hall] },
        { payees: [made.hall, made.hall, ZeroAddress] },
      ]) {
        await expect(open(9n, wrong, {}))
          .to.be.revertedWithCustomError(made.market, "ZoneIncomplete")
          .withArgs(9n);
      }
      await expect(open(ZONE, {}, {}))
        .to.be.revertedWithCustomError(made.market, "ZoneAlreadyOpen")
        .withArgs(ZONE);
      await expect(open(9n, {}, { retail: 119n }))
        .to.be.revertedWithCustomError(made.market, "TariffWithoutBand")
        .withArgs(80n, 40n, 119n);
      for (const day of [fromDay - 1n, fromDay + 1n]) {
        await expect(open(9n, {}, { fromDay: day }))
          .to.be.revertedWithCustomError(made.market, "TariffTooEarly")
          .withArgs(day, fromDay);
      }
      await open(9n, {}, { retail: 120n });
    });

    it("change their tariff for days to come alone: a past one is never raised", async function () {
      const day = await today();
      const set = async (fromDay: bigint, retail = 310n) =>
        as(made.market, made.head).setTariff(ZONE, { ...TARIFF, retail, fromDay });
      for (const early of [day - 1n, day]) {
        await expect(set(early))
          .to.be.revertedWithCustomError(made.market, "TariffTooEarly")
          .withArgs(early, day + 1n);
      }
      await set(day + 3n, 320n);
      await expect(set(day + 3n, 330n))
        .to.emit(made.market, "TariffSet")
        .withArgs(ZONE, 80n, 330n, [20n, 15n, 5n], day + 3n);
      expect((await made.market.tariffOn(ZONE, day + 2n)).retail).to.equal(300n);
      expect((await made.market.tariffOn(ZONE, day + 3n)).retail).to.equal(330n);
      await expect(set(day + 4n, 119n)).to.be.revertedWithCustomError(made.market, "TariffWithoutBand");
      await expect(as(made.market, made.head).setTariff(8n, { ...TARIFF, fromDay: day + 1n }))
        .to.be.revertedWithCustomError(made.market, "ZoneUnknown")
        .withArgs(8n);
      await expect(made.market.tariffOn(8n, day))
        .to.be.revertedWithCustomError(made.market, "ZoneUnknown")
        .withArgs(8n);
    });

    it("drop what was planned for a day and later ones where a tariff is set for it", async function () {
      const day = await today();
      const set = async (fromDay: bigint, retail: bigint) =>
        as(made.market, made.head).setTariff(ZONE, { ...TARIFF, retail, fromDay });
      // A slip: without a way back, nobody could set a tariff before the last of all days.
      await set(65_535n, 999n);
      await set(day + 5n, 350n);
      await set(day + 4n, 340n);
      await set(day + 1n, 310n);
      for (const later of [day + 1n, day + 4n, 65_535n]) {
        expect((await made.market.tariffOn(ZONE, later)).retail).to.equal(310n);
      }
      expect((await made.market.tariffOn(ZONE, day)).retail).to.equal(310n);
      await networkHelpers.time.increaseTo(startOf((day + 1n) * INTERVALS_PER_DAY) + 10n);
      await set(day + 2n, 320n);
      expect((await made.market.tariffOn(ZONE, day + 1n)).retail).to.equal(310n);
      expect((await made.market.tariffOn(ZONE, day + 2n)).retail).to.equal(320n);
    });

    it("find the tariff of a day without walking through all", async function () {
      const day = await today();
      const MANY = 70n;
      for (let i = 1n; i <= MANY; ++i) {
        await as(made.market, made.head).setTariff(ZONE, {
          ...TARIFF,
          retail: 300n + i,
          fromDay: day + 2n * i,
        });
      }
      for (const i of [1n, 2n, 3n, 31n, 32n, 33n, 63n, 64n, 65n, MANY - 1n, MANY]) {
        expect((await made.market.tariffOn(ZONE, day + 2n * i)).retail, `${i}`).to.equal(300n + i);
        expect((await made.market.tariffOn(ZONE, day + 2n * i + 1n)).retail, `${i}`).to.equal(300n + i);
        expect((await made.market.tariffOn(ZONE, day + 2n * i - 1n)).retail, `${i}`).to.equal(299n + i);
      }
      // Seventy cold words were 147,000 gas.
      if (!gasCounts()) return;
      for (const each of [0n, day + 40n, 65_535n]) {
        expect(await made.market.tariffOn.estimateGas(ZONE, each)).to.be.lessThan(70_000n);
      }
    });

    it("reserve at the tariffs of intervals that are not settled, not at dearer ones before a zone had households", async function () {
      made = ownCopy(await networkHelpers.loadFixture(bare));
      const day = await today();
      const set = async (fromDay: bigint, retail: bigint) =>
        as(made.market, made.head).setTariff(ZONE, { ...TARIFF, retail, fromDay });
      await set(day + 1n, 900n);
      await set(day + 3n, 300n);
      await networkHelpers.time.increaseTo(startOf((day + 3n) * INTERVALS_PER_DAY) + 10n);
      await moveIn(made, DEVICE_CLASS.consumption);
      await networkHelpers.time.increaseTo(startOf((day + 4n) * INTERVALS_PER_DAY) + 10n);
      expect((await made.market.fundsOf(accountAt(0)))[1], "ENERGY-6").to.equal(5_000n * 340n);
      // Of two tariffs that are not settled, the dearer one.
      await set(day + 5n, 700n);
      await networkHelpers.time.increaseTo(startOf((day + 5n) * INTERVALS_PER_DAY) + 10n);
      expect((await made.market.fundsOf(accountAt(0)))[1]).to.equal(STAKE);
      await settle(made, draftOf(made, [Array<bigint>(95).fill(0n)], (day + 4n) * INTERVALS_PER_DAY));
      expect((await made.market.fundsOf(accountAt(0)))[1]).to.equal(2n * 5_000n * 740n);
    });

    it("keep purses: the utility's above its reserve, the levels' for their payees, the fund for debts", async function () {
      await settle(made, draftOf(made, [[900n], [300n], [-500n], [-500n], [-400n]]));
      const { market } = made;
      await expect(as(market, made.stranger).payFees(ZONE, 1n))
        .to.emit(market, "FeesPaid")
        .withArgs(ZONE, 1n, made.substation.address, 1_200n * 15n);
      expect(await made.token.balanceOf(made.substation)).to.equal(1_200n * 15n);
      await expect(market.payFees(ZONE, 3n))
        .to.be.revertedWithCustomError(market, "LevelUnknown")
        .withArgs(3n);
      await expect(market.payFees(8n, 0n)).to.be.revertedWithCustomError(market, "ZoneUnknown").withArgs(8n);
      const { utility } = await market.purseOf(ZONE);
      const withdraw = async (amount: bigint, who = made.utility) =>
        as(market, who).withdrawUtility(ZONE, made.merchant, amount);
      await expect(withdraw(1n, made.stranger))
        .to.be.revertedWithCustomError(market, "UtilityOnly")
        .withArgs(ZONE, made.stranger.address);
      const above = utility - tokens(10);
      await expect(withdraw(above + 1n))
        .to.be.revertedWithCustomError(market, "PurseTooSmall")
        .withArgs(ZONE, above + 1n, above);
      await expect(withdraw(above))
        .to.emit(market, "UtilityWithdrawn")
        .withArgs(ZONE, made.merchant.address, above);
      await expect(as(market, made.utility).addToUtility(ZONE, 5n))
        .to.emit(market, "UtilityFunded")
        .withArgs(ZONE, made.utility.address, 5n);
      await expect(as(market, made.utility).addToFund(ZONE, 7n))
        .to.emit(market, "FundAdded")
        .withArgs(ZONE, made.utility.address, 7n);
      await expect(as(market, made.head).withdrawFund(ZONE, made.hall, 8n))
        .to.be.revertedWithCustomError(market, "PurseTooSmall")
        .withArgs(ZONE, 8n, 7n);
      await expect(as(market, made.head).withdrawFund(ZONE, made.hall, 7n))
        .to.emit(market, "FundWithdrawn")
        .withArgs(ZONE, made.hall.address, 7n);
      for (const act of [
        async () => as(market, made.utility).addToFund(8n, 1n),
        async () => as(market, made.utility).addToUtility(8n, 1n),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(market, "ZoneUnknown").withArgs(8n);
      }
      expect(await imbalance(made), "ENERGY-1").to.equal(0n);
    });

    it("name the machines that settle", async function () {
      await expect(as(made.market, made.gridOperator).setOperator(made.stranger, true))
        .to.emit(made.market, "OperatorSet")
        .withArgs(made.stranger.address, true);
      expect(await made.market.isOperator(made.stranger)).to.equal(true);
      await as(made.market, made.gridOperator).setOperator(made.stranger, false);
      expect(await made.market.isOperator(made.stranger)).to.equal(false);
    });
  });

  describe("joining", function () {
    it("takes a calibrated meter of one's own, and a place from the next 00:00 UTC", async function () {
      made = ownCopy(await networkHelpers.loadFixture(bare));
      const day = await today();
      await as(made.meters, made.meterOffice).register([
        registration(made.citizen, DEVICE_CLASS.photovoltaic, "a roof"),
      ]);
      await expect(as(made.market, made.citizen).join(1n, 1n))
        .to.be.revertedWithCustomError(made.market, "PlaceTaken")
        .withArgs(ZONE, 1n);
      await expect(as(made.market, made.citizen).join(1n, 0n))
        .to.emit(made.market, "AccountOpened")
        .withArgs(accountAt(0), made.citizen.address, 1n, day + 1n)
        .and.to.emit(made.meters, "DeviceListed")
        .withArgs(1n, 0n, day + 1n, 65_535n);
      expect(fieldsOf(await made.market.accountOf(accountAt(0)))).to.deep.equal({
        owner: made.citizen.address,
        device: 1n,
        activeFrom: day + 1n,
        closesOn: 0n,
        balance: 0n,
        owed: 0n,
        creditLimit: 0n,
        frozen: 0n,
        certificateWh: 0n,
        certificateDebt: 0n,
        priorityFrom: 0n,
        priorityUntil: 0n,
      });
      await expect(as(made.market, made.citizen).join(1n, 1n))
        .to.be.revertedWithCustomError(made.meters, "DeviceAlreadyListed")
        .withArgs(1n, 65_535n);
    });

    it("is refused with another's meter, one that is stopped, out of calibration, of no household, or of no zone", async function () {
      await as(made.meters, made.meterOffice).register([
        registration(made.citizen, 0n, "another's"),
        registration(made.heir, 0n, "stopped"),
        { ...registration(made.heir, 0n, "worn"), calibratedUntil: (await today()) - 1n },
        registration(made.heir, DEVICE_CLASS.feeder, "feeder"),
        registration(made.heir, 0n, "elsewhere", 8n),
      ]);
      await as(made.meters, made.meterOffice).stop(7n, REASON);
      for (const device of [6n, 7n, 8n, 9n]) {
        await expect(as(made.market, made.heir).join(device, 5n))
          .to.be.revertedWithCustomError(made.market, "DeviceNotFit")
          .withArgs(device);
      }
      await expect(as(made.market, made.heir).join(10n, 0n))
        .to.be.revertedWithCustomError(made.market, "ZoneUnknown")
        .withArgs(8n);
    });

    it("takes a place that was left once it is settled, corrected and empty", async function () {
      const first = made.firstInterval / INTERVALS_PER_DAY;
      const later = made.firstInterval + 20n * INTERVALS_PER_DAY;
      await as(made.market, made.owners[4]).giveOneOff(accountAt(4), ORDER, later, later);
      await expect(as(made.market, made.owners[4]).close(accountAt(4)))
        .to.emit(made.market, "AccountClosed")
        .withArgs(accountAt(4), first);
      await expect(as(made.market, made.owners[4]).close(accountAt(4)))
        .to.be.revertedWithCustomError(made.market, "AccountIsClosed")
        .withArgs(accountAt(4), first);
      await expect(as(made.market, made.stranger).close(accountAt(3)))
        .to.be.revertedWithCustomError(made.market, "AccountOwnerOnly")
        .withArgs(accountAt(3), made.stranger.address);
      await as(made.meters, made.meterOffice).register([registration(made.heir, 0n, "new tenant")]);
      const join = async () => as(made.market, made.heir).join(6n, 4n);
      const refused = async (): Promise<void> => {
        await expect(join()).to.be.revertedWithCustomError(made.market, "PlaceTaken").withArgs(ZONE, 4n);
      };
      // Its interval is settled: what it reserved is free, though its zone goes on.
      expect(await made.market.fundsOf(accountAt(4))).to.deep.equal([STAKE, 0n]);
      await networkHelpers.time.increaseTo(startOf((first + 7n) * INTERVALS_PER_DAY));
      await as(made.market, made.owners[4]).withdraw(accountAt(4), made.owners[4], STAKE);
      await refused();
      await networkHelpers.time.increaseTo(startOf((first + 8n) * INTERVALS_PER_DAY));
      expect((await made.market.oneOffOf(accountAt(4))).firstInterval).to.equal(later);
      await expect(join())
        .to.emit(made.market, "AccountOpened")
        .withArgs(accountAt(4), made.heir.address, 6n, first + 9n);
      expect(await made.market.sequenceOf(accountAt(4))).to.equal(2n);
      // What the household before had planned is none of the new one's.
      expect(await made.market.oneOffOf(accountAt(4))).to.deep.equal([[0n, 0n, 0n, 0n], 0n, 0n]);
      await idleDay(first);
    });
  });

  describe("money", function () {
    it("comes in with an allowance, a permit, or an authorisation that names the account", async function () {
      const { market, token } = made;
      const payer = made.owners[3];
      const call = async (request: { to: string; data: string }) => ethers.provider.call(request);
      const domain = await readDomain(call, await token.getAddress());
      const spender = await market.getAddress();
      await as(token, payer).approve(market, 0n);
      const deadline = BigInt(await networkHelpers.time.latest()) + 3_600n;
      const permit = permitTypedData(domain, {
        owner: payer.address,
        spender,
        value: tokens(5),
        nonce: await token.nonces(payer),
        deadline,
      });
      const allowed = await payer.signTypedData(permit.domain, permit.types, permit.message);
      // Somebody saw the permit and handed it in: the deposit is none the worse.
      await token["permit(address,address,uint256,uint256,bytes)"](
        payer,
        spender,
        tokens(5),
        deadline,
        allowed,
      );
      await expect(as(market, payer).depositWithPermit(accountAt(3), tokens(5), deadline, allowed))
        .to.emit(market, "Deposited")
        .withArgs(accountAt(3), payer.address, tokens(5));

      const salt = id("salt");
      const nonce = keccak256(AbiCoder.defaultAbiCoder().encode(["uint32", "bytes32"], [accountAt(3), salt]));
      const authorization = receiveAuthorizationTypedData(domain, {
        from: payer.address,
        to: spender,
        value: tokens(6),
        validAfter: 0n,
        validBefore: deadline,
        nonce,
      });
      const signature = await payer.signTypedData(
        authorization.domain,
        authorization.types,
        authorization.message,
      );
      const hand = async (account: bigint) =>
        as(market, made.relayer).depositWithAuthorization(
          account,
          payer,
          tokens(6),
          0n,
          deadline,
          salt,
          signature,
        );
      await expect(hand(accountAt(2)))
        .to.be.revertedWithCustomError(token, "HolderSignatureInvalid")
        .withArgs(payer.address);
      await expect(hand(accountAt(3)))
        .to.emit(market, "Deposited")
        .withArgs(accountAt(3), payer.address, tokens(6));
      expect((await market.accountOf(accountAt(3))).balance).to.equal(STAKE + tokens(11));
      await expect(as(market, payer).deposit(accountAt(9), 1n))
        .to.be.revertedWithCustomError(market, "AccountUnknown")
        .withArgs(accountAt(9));
    });

    it("goes out to its owner alone, unless a court has frozen it and named its order", async function () {
      const { market } = made;
      const freeze = async (amount: bigint, order = COURT_ORDER) =>
        as(market, made.bailiff).freezeByOrder(accountAt(2), amount, order);
      await expect(freeze(tokens(20)))
        .to.emit(market, "AccountFrozen")
        .withArgs(accountAt(2), tokens(20), COURT_ORDER);
      await expect(freeze(0n, ZeroHash)).to.be.revertedWithCustomError(market, "OrderHashMissing");
      expect(await market.fundsOf(accountAt(2))).to.deep.equal([tokens(30), 0n]);
      const owner = as(market, made.owners[2]);
      await expect(owner.withdraw(accountAt(2), made.owners[2], tokens(30) + 1n))
        .to.be.revertedWithCustomError(market, "BalanceNotFree")
        .withArgs(accountAt(2), tokens(30) + 1n, tokens(30));
      await owner.withdraw(accountAt(2), made.owners[2], tokens(30));
      await freeze(0n);
      await made.officers.setTargetClosed(await market.getAddress(), true);
      await owner.withdraw(accountAt(2), made.owners[2], tokens(20));
      await expect(as(market, made.stranger).withdraw(accountAt(2), made.stranger, 0n))
        .to.be.revertedWithCustomError(market, "AccountOwnerOnly")
        .withArgs(accountAt(2), made.stranger.address);
      await expect(as(market, made.bailiff).freezeByOrder(accountAt(9), 1n, COURT_ORDER))
        .to.be.revertedWithCustomError(market, "AccountUnknown")
        .withArgs(accountAt(9));
    });

    it("is lent up to a cap, and priority given for days to come", async function () {
      const { market } = made;
      const grid = as(market, made.gridOperator);
      await expect(grid.setCreditLimit(accountAt(2), tokens(500)))
        .to.emit(market, "CreditLimitSet")
        .withArgs(accountAt(2), tokens(500));
      await expect(grid.setCreditLimit(accountAt(2), tokens(500) + 1n))
        .to.be.revertedWithCustomError(market, "CreditLimitTooHigh")
        .withArgs(tokens(500) + 1n, tokens(500));
      const day = await today();
      await expect(grid.setPriority(accountAt(2), LAST_DAY))
        .to.emit(market, "PrioritySet")
        .withArgs(accountAt(2), day + 1n, LAST_DAY);
      await networkHelpers.time.increase(86_400);
      await expect(grid.setPriority(accountAt(2), 0n))
        .to.emit(market, "PrioritySet")
        .withArgs(accountAt(2), day + 1n, day + 2n);
      await networkHelpers.time.increase(86_400);
      await expect(grid.setPriority(accountAt(2), LAST_DAY))
        .to.be.revertedWithCustomError(market, "AccountUnsettled")
        .withArgs(accountAt(2), made.firstInterval);
      await idleDay(made.firstInterval / INTERVALS_PER_DAY);
      await grid.setPriority(accountAt(2), LAST_DAY);
      for (const act of [
        async () => grid.setCreditLimit(accountAt(9), 1n),
        async () => grid.setPriority(accountAt(9), 1n),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(market, "AccountUnknown").withArgs(accountAt(9));
      }
    });
  });

  describe("succession", function () {
    it("carries an account with its money, once nothing of it is left to settle or to correct", async function () {
      const { market, officers, token, deployer, council } = made;
      await settle(made, draftOf(made, [[900n], [300n], [-500n], [-500n], [-400n]]));
      const meters = await deployMeters(deployer, officers, token, made.slashReceiver, made.meters);
      const heir = await deployMarket(deployer, officers, token, meters, market);
      await as(meters, council).announceAgent(heir, 3n);
      const fromDay = (await today()) + 1n;
      await as(heir, made.head).openZone(ZONE, setupOf(), { ...TARIFF, fromDay });
      const older = await market.accountOf(accountAt(0));
      await as(made.meters, council).retire(meters);
      await meters.takeOver(1n);
      await as(market, council).retire(heir);
      const owner = made.owners[0];
      const takeOver = async (actor = owner) => as(heir, actor).takeOver(accountAt(0), 1n);
      await expect(takeOver())
        .to.be.revertedWithCustomError(market, "AccountUnsettled")
        .withArgs(accountAt(0), made.firstInterval + 1n);
      for (const act of [
        async () => as(market, owner).deposit(accountAt(0), 1n),
        async () => as(market, owner).join(2n, 5n),
        async () => as(market, owner).giveOrder(accountAt(0), ORDER, LAST_DAY),
        async () => as(market, made.head).openZone(9n, setupOf(), { ...TARIFF, fromDay }),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(market, "ContractRetired");
      }
      // What began before the retirement is settled; what begins after is not.
      const idle = draftOf(made, [[0n], [0n], [0n], [0n], [0n]], made.firstInterval + 1n);
      await settle(made, idle);
      const late = draftOf(made, [[0n], [0n], [0n], [0n], [0n]], made.firstInterval + 2n);
      await expect(settle(made, late))
        .to.be.revertedWithCustomError(market, "IntervalsWrong")
        .withArgs(ZONE, made.firstInterval + 2n);
      // A correction would find an empty account: until their time is over, the account stays.
      const corrected = startOf(made.firstInterval + 2n) + 7n * 86_400n;
      await networkHelpers.time.setNextBlockTimestamp(corrected);
      await expect(takeOver())
        .to.be.revertedWithCustomError(market, "AccountUnsettled")
        .withArgs(accountAt(0), made.firstInterval + 2n);
      await networkHelpers.time.setNextBlockTimestamp(corrected + 1n);
      await expect(takeOver(made.owners[1]))
        .to.be.revertedWithCustomError(heir, "AccountOwnerOnly")
        .withArgs(accountAt(0), made.owners[1].address);
      await expect(takeOver())
        .to.emit(heir, "AccountTakenOver")
        .withArgs(accountAt(0), accountAt(0))
        .and.to.emit(token, "Transfer")
        .withArgs(await market.getAddress(), await heir.getAddress(), older.balance);
      const account = await heir.accountOf(accountAt(0));
      expect([account.owner, account.balance, account.certificateWh]).to.deep.equal([
        owner.address,
        older.balance,
        900n,
      ]);
      await expect(takeOver()).to.be.revertedWithCustomError(market, "RecordAlreadyMoved");
      await expect(market.accountOf(accountAt(0))).to.be.revertedWithCustomError(
        market,
        "RecordAlreadyMoved",
      );
    });

    it("carries an account that was closed a week before, where its zone goes on", async function () {
      const { market, officers, token, deployer, council } = made;
      const first = made.firstInterval / INTERVALS_PER_DAY;
      await as(market, made.owners[3]).close(accountAt(3));
      const meters = await deployMeters(deployer, officers, token, made.slashReceiver, made.meters);
      const heir = await deployMarket(deployer, officers, token, meters, market);
      await as(meters, council).announceAgent(heir, 3n);
      await networkHelpers.time.increaseTo(startOf(made.firstInterval) + 7n * 86_400n - 100n);
      await as(heir, made.head).openZone(ZONE, setupOf(), { ...TARIFF, fromDay: (await today()) + 1n });
      await as(made.meters, council).retire(meters);
      await meters.takeOver(4n);
      await as(market, council).retire(heir);
      const takeOver = async () => as(heir, made.owners[3]).takeOver(accountAt(3), 1n);
      const corrected = startOf(first * INTERVALS_PER_DAY) + 7n * 86_400n;
      await networkHelpers.time.setNextBlockTimestamp(corrected);
      await expect(takeOver())
        .to.be.revertedWithCustomError(market, "AccountUnsettled")
        .withArgs(accountAt(3), made.firstInterval);
      await networkHelpers.time.setNextBlockTimestamp(corrected + 1n);
      await expect(takeOver()).to.emit(heir, "AccountTakenOver").withArgs(accountAt(3), accountAt(0));
    });
  });
});
