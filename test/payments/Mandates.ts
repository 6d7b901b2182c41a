import { expect } from "chai";
import { type BaseContract, solidityPackedKeccak256, type Wallet, ZeroAddress } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import {
  type IMandates,
  IMandates__factory,
  ISignedActs__factory,
  ISuccession__factory,
} from "../../typechain-types/index.js";
import { deployDouble } from "../support/doubles.js";
import {
  AMOUNT,
  batchId,
  batchOf,
  BUDGET,
  debitFor,
  debitWord,
  type Desks,
  desks,
  domainOfDesk,
  LONGEST_TERM,
  MANDATE_DOCUMENT,
  MANDATE_FORMS,
  mandateOf,
  mandateRecord,
  MAXIMUM_DEADLINE,
  OBSTACLE,
  packTerms,
  REASON,
  RECLAIM_PERIOD,
  selectorOf,
  signForDesk,
  STATUS,
} from "../support/desks.js";
import { gasCounts } from "../support/gas.js";
import { ethers, networkHelpers } from "../support/network.js";
import {
  as,
  DAY,
  eventNames,
  FOR_EVER,
  keyOf,
  nextTime,
  nextTimeAt,
  receiptOf,
  tokens,
} from "../support/payments.js";

const { time } = networkHelpers;

const BLOCK_GAS_OF_A_BATCH = 15_000_000n;
const LARGEST_AMOUNT = 2n ** 48n - 1n;

/** Writes the ordinal of a mandate's word, wherever the contract keeps its words. */
async function setOrdinal(mandates: BaseContract, record: string, ordinal: bigint): Promise<void> {
  const address = await mandates.getAddress();
  for (let slot = 0; slot < 32; ++slot) {
    const place = solidityPackedKeccak256(["bytes32", "uint256"], [record, slot]);
    const word = await networkHelpers.getStorageAt(address, place);
    if (BigInt(word) === 0n) continue;
    const rest = BigInt(word) & (2n ** 232n - 1n);
    return networkHelpers.setStorageAt(address, place, rest | (ordinal << 232n));
  }
  throw new Error("no word of the record was found: read again where Mandates keeps its words");
}

describe("Mandates", function () {
  let city: Desks;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(desks);
  });

  const now = async (): Promise<bigint> => BigInt(await time.latest());
  const give = async (changes: Partial<IMandates.MandateStruct> = {}) =>
    as(city.mandates, city.citizen).give(await mandateOf(city, changes));
  const infoOf = async (roll = 0n, collector: string = ZeroAddress) =>
    city.mandates.mandateInfo(city.citizen, city.payee, roll, collector);
  const sign = async (
    form: keyof typeof MANDATE_FORMS,
    message: Record<string, unknown>,
    signer: Wallet = city.citizen,
  ) => signForDesk(city.mandates, signer, MANDATE_FORMS, form, message);
  const signed = async (changes: Partial<IMandates.MandateStruct> = {}, signer: Wallet = city.citizen) => {
    const mandate = await mandateOf(city, changes);
    return {
      mandate,
      signature: await sign("Mandate", { ...mandate }, signer),
    };
  };
  const collect = (debits: IMandates.DebitStruct[], batch: Partial<IMandates.BatchStruct> = {}) =>
    as(city.mandates, city.collector).collect(batchOf(city, batch), debits);
  /** Collects bill number `index` and tells the words of the batch. */
  const debited = async (index = 0): Promise<bigint[]> => {
    await collect([debitFor(city, index)]);
    return [debitWord(city.citizen.address, BigInt(index), AMOUNT)];
  };
  const reclaim = (index: number, debits: bigint[], position = 0, actor: Wallet = city.citizen) =>
    as(city.mandates, actor).reclaim(city.tree.bills[index], city.tree.proofs[index], debits, position);

  it("publishes its bills, its periods and the domain of its signatures", async function () {
    const { mandates, billing, officers } = city;
    expect(await mandates.billing()).to.equal(await billing.getAddress());
    expect(await mandates.authority()).to.equal(await officers.getAddress());
    expect(await mandates.predecessor()).to.equal(ZeroAddress);
    expect(await mandates.RECLAIM_PERIOD()).to.equal(RECLAIM_PERIOD);
    expect(await mandates.LONGEST_TERM()).to.equal(LONGEST_TERM);
    expect(await mandates.MAXIMUM_DEADLINE()).to.equal(MAXIMUM_DEADLINE);
    expect(await domainOfDesk(mandates)).to.deep.equal({
      name: "Civitas Mandates",
      version: "1",
      chainId: 31337n,
      verifyingContract: await mandates.getAddress(),
    });
  });

  it("publishes the types of what is signed, as wallets hash them", async function () {
    const { mandates } = city;
    for (const [form, hash] of [
      ["Mandate", await mandates.MANDATE_TYPEHASH()],
      ["RevokeMandate", await mandates.REVOKE_MANDATE_TYPEHASH()],
      ["ReclaimDebit", await mandates.RECLAIM_DEBIT_TYPEHASH()],
    ] as const) {
      const type = ethers.TypedDataEncoder.from({ [form]: MANDATE_FORMS[form] }).encodeType(form);
      expect(hash, form).to.equal(ethers.id(type));
    }
  });

  it("claims its own interface, signed acts, succession, ERC-5267 and ERC-165, and no other", async function () {
    for (const claimed of [
      interfaceId(IMandates__factory.abi),
      interfaceId(ISignedActs__factory.abi),
      interfaceId(ISuccession__factory.abi),
      "0x84b0196e",
      "0x01ffc9a7",
    ]) {
      expect(await city.mandates.supportsInterface(claimed), claimed).to.equal(true);
    }
    expect(await city.mandates.supportsInterface("0xffffffff")).to.equal(false);
  });

  describe("give", function () {
    it("gives a mandate and tells all its terms", async function () {
      const { mandates, citizen, payee } = city;
      const at = await nextTime();
      const mandate = await mandateOf(city, { startsAt: at });
      await expect(as(mandates, citizen).give(mandate))
        .to.emit(mandates, "MandateGiven")
        .withArgs(
          citizen.address,
          payee.address,
          0n,
          ZeroAddress,
          tokens(150),
          tokens(250),
          at,
          30n,
          12n,
          0n,
          MANDATE_DOCUMENT,
        );
      expect(await infoOf()).to.deep.equal([
        tokens(150),
        tokens(250),
        tokens(250),
        at,
        at + 360n * DAY - 1n,
        30n,
        1n,
      ]);
    });

    it("is the payer's alone", async function () {
      const { mandates, stranger, citizen } = city;
      await expect(as(mandates, stranger).give(await mandateOf(city)))
        .to.be.revertedWithCustomError(mandates, "PayerOnly")
        .withArgs(stranger.address, citizen.address);
    });

    it("replaces one of the same scope, with nothing used, and names its ordinal", async function () {
      const { mandates, citizen } = city;
      await give();
      await debited();
      expect((await infoOf()).available).to.equal(tokens(150));
      await expect(give())
        .to.be.revertedWithCustomError(mandates, "MandateOrdinalWrong")
        .withArgs(citizen.address, 0n, 1n);
      await give({ ordinal: 1n, perBill: tokens(1), perPeriod: tokens(2) });
      const { perBill, available, ordinal } = await infoOf();
      expect([perBill, available, ordinal]).to.deep.equal([tokens(1), tokens(2), 2n]);
    });

    it("keeps mandates for a roll or a collector apart from those for all", async function () {
      const { roll, collector } = city;
      await give();
      await give({ roll, perBill: tokens(7) });
      await give({ collector: collector.address, perBill: tokens(8) });
      expect((await infoOf()).perBill).to.equal(tokens(150));
      expect((await infoOf(roll)).perBill).to.equal(tokens(7));
      expect((await infoOf(0n, collector.address)).perBill).to.equal(tokens(8));
      expect((await infoOf(roll, collector.address)).perBill).to.equal(0n);
    });

    it("refuses terms that mean nothing", async function () {
      const { mandates } = city;
      const startsAt = (await now()) + DAY;
      for (const [changes, perBill, perPeriod, endsAt] of [
        [{ perBill: 0n }, 0n, tokens(250), startsAt + 360n * DAY - 1n],
        [{ perBill: tokens(251) }, tokens(251), tokens(250), startsAt + 360n * DAY - 1n],
        [{ periodDays: 0n }, tokens(150), tokens(250), startsAt - 1n],
        [{ periods: 0n }, tokens(150), tokens(250), startsAt - 1n],
      ] as const) {
        await expect(give({ startsAt, ...changes }))
          .to.be.revertedWithCustomError(mandates, "MandateTermsWrong")
          .withArgs(perBill, perPeriod, endsAt);
      }
      await give({ startsAt, perBill: tokens(250) });
    });

    it("ends in the future, to the second, and within the longest term", async function () {
      const { mandates } = city;
      const at = await nextTime(100_000n);
      const startsAt = at - DAY;
      await expect(give({ startsAt, periodDays: 1n, periods: 1n }))
        .to.be.revertedWithCustomError(mandates, "MandateTermsWrong")
        .withArgs(tokens(150), tokens(250), at - 1n);
      await nextTimeAt(at + 10n);
      await give({ startsAt: at + 11n - DAY, periodDays: 1n, periods: 1n });

      await nextTimeAt(at + 20n);
      const longest = { periodDays: 366n, periods: 10n, ordinal: 1n };
      await expect(give({ startsAt: at + 22n, ...longest }))
        .to.be.revertedWithCustomError(mandates, "MandateTermsWrong")
        .withArgs(tokens(150), tokens(250), at + 21n + LONGEST_TERM);
      await nextTimeAt(at + 30n);
      await give({ startsAt: at + 31n, ...longest });
    });

    it("takes the largest amounts", async function () {
      await give({ perBill: LARGEST_AMOUNT, perPeriod: LARGEST_AMOUNT });
      expect((await infoOf()).available).to.equal(LARGEST_AMOUNT);
    });
  });

  describe("giveBySignature", function () {
    it("registers what the payer has signed, once, handed in by anyone", async function () {
      const { mandates, relayer, citizen } = city;
      const act = await signed();
      await expect(as(mandates, relayer).giveBySignature(act)).to.emit(mandates, "MandateGiven");
      expect((await infoOf()).perBill).to.equal(tokens(150));
      await expect(as(mandates, relayer).giveBySignature(act))
        .to.be.revertedWithCustomError(mandates, "MandateOrdinalWrong")
        .withArgs(citizen.address, 0n, 1n);
    });

    it("BILL-17: refuses another's signature, and any term that was not signed", async function () {
      const { mandates, relayer, citizen, heir, stranger, roll } = city;
      const act = await signed();
      for (const changes of [
        { payee: stranger.address },
        { roll },
        { collector: stranger.address },
        { perBill: tokens(151) },
        { perPeriod: tokens(251) },
        { startsAt: 1n },
        { periodDays: 31n },
        { periods: 13n },
        { documentHash: ethers.ZeroHash },
      ]) {
        const mandate = { ...act.mandate, ...changes };
        await expect(
          as(mandates, relayer).giveBySignature({ mandate, signature: act.signature }),
          JSON.stringify(Object.keys(changes)),
        )
          .to.be.revertedWithCustomError(mandates, "SignatureInvalid")
          .withArgs(citizen.address);
      }
      await expect(as(mandates, relayer).giveBySignature(await signed({}, heir)))
        .to.be.revertedWithCustomError(mandates, "SignatureInvalid")
        .withArgs(citizen.address);
    });

    it("a signature for another contract does not work here", async function () {
      const { mandates, disputes, relayer, citizen } = city;
      const mandate = await mandateOf(city);
      const signature = await signForDesk(disputes, citizen, MANDATE_FORMS, "Mandate", { ...mandate });
      await expect(as(mandates, relayer).giveBySignature({ mandate, signature }))
        .to.be.revertedWithCustomError(mandates, "SignatureInvalid")
        .withArgs(citizen.address);
    });

    it("a signature that its payer withdrew never works, alone or in a batch", async function () {
      const { mandates, relayer, citizen, heir } = city;
      const act = await signed();
      const domain = await domainOfDesk(mandates);
      const digest = ethers.TypedDataEncoder.hash(domain, { Mandate: MANDATE_FORMS.Mandate }, act.mandate);
      await as(mandates, heir).withdrawSignature(digest);
      await as(mandates, relayer).giveBySignature.staticCall(act);
      await expect(as(mandates, citizen).withdrawSignature(digest))
        .to.emit(mandates, "SignatureWithdrawn")
        .withArgs(citizen.address, digest);
      await expect(as(mandates, relayer).giveBySignature(act))
        .to.be.revertedWithCustomError(mandates, "SignatureIsWithdrawn")
        .withArgs(digest);
      await expect(as(mandates, relayer).giveMany([act]))
        .to.emit(mandates, "MandateRefused")
        .withArgs(citizen.address, 0n);
      expect((await infoOf()).perBill).to.equal(0n);
    });

    it("a contract wallet gives by the signature of its owner", async function () {
      const { mandates, relayer, citizen, payee, deployer } = city;
      const wallet = await deployDouble("Wallet__Double", deployer, [citizen.address]);
      const payer = await wallet.getAddress();
      await as(mandates, relayer).giveBySignature(await signed({ payer }));
      expect((await mandates.mandateInfo(payer, payee, 0n, ZeroAddress)).perBill).to.equal(tokens(150));
    });
  });

  describe("giveMany", function () {
    it("registers what is sound, and tells what is not by its place", async function () {
      const { mandates, relayer, citizen, heir, roll } = city;
      const good = [await signed(), await signed({ roll })];
      const bad = [
        await signed({ collector: relayer.address }, heir),
        await signed({ ordinal: 5n, collector: relayer.address }),
        await signed({ perBill: 0n, collector: relayer.address }),
      ];
      const sent = as(mandates, relayer).giveMany([good[0], ...bad, good[1], good[0]]);
      for (const position of [1n, 2n, 3n, 5n]) {
        await expect(sent).to.emit(mandates, "MandateRefused").withArgs(citizen.address, position);
      }
      expect(eventNames(await receiptOf(sent), mandates)).to.deep.equal([
        "MandateGiven",
        "MandateRefused",
        "MandateRefused",
        "MandateRefused",
        "MandateGiven",
        "MandateRefused",
      ]);
      expect((await infoOf()).perBill).to.equal(tokens(150));
      expect((await infoOf(roll)).perBill).to.equal(tokens(150));
      expect((await infoOf(0n, relayer.address)).perBill).to.equal(0n);
    });

    it("150 fit under 15 million gas", async function () {
      const { mandates, relayer } = city;
      const keys = Array.from({ length: 150 }, (_, i) => keyOf(`payer ${i}`));
      const acts = [];
      for (const key of keys) acts.push(await signed({ payer: key.address }, key));
      const { gasUsed } = await receiptOf(as(mandates, relayer).giveMany(acts));
      if (gasCounts()) expect(gasUsed).to.be.lessThan(BLOCK_GAS_OF_A_BATCH);
      const last = await mandates.mandateInfo(keys[149].address, city.payee, 0n, ZeroAddress);
      expect(last.ordinal).to.equal(1n);
    });
  });

  describe("revoke", function () {
    it("ends a mandate at once, and what was signed for its scope before", async function () {
      const { mandates, relayer, citizen, payee } = city;
      await give();
      const next = await signed({ ordinal: 1n });
      await expect(as(mandates, citizen).revoke(payee, 0n, ZeroAddress))
        .to.emit(mandates, "MandateRevoked")
        .withArgs(citizen.address, payee.address, 0n, ZeroAddress, 2n);
      expect(await infoOf()).to.deep.equal([0n, 0n, 0n, 0n, 0n, 0n, 2n]);
      await expect(as(mandates, relayer).giveBySignature(next))
        .to.be.revertedWithCustomError(mandates, "MandateOrdinalWrong")
        .withArgs(citizen.address, 1n, 2n);
      await give({ ordinal: 2n });
      expect((await infoOf()).perBill).to.equal(tokens(150));
    });

    it("withdraws a signed mandate that nobody has handed in", async function () {
      const { mandates, relayer, citizen, payee } = city;
      const act = await signed();
      await as(mandates, citizen).revoke(payee, 0n, ZeroAddress);
      await expect(as(mandates, relayer).giveBySignature(act))
        .to.be.revertedWithCustomError(mandates, "MandateOrdinalWrong")
        .withArgs(citizen.address, 0n, 1n);
    });

    it("reverts rather than counting past its last ordinal", async function () {
      const { mandates, relayer, citizen, payee } = city;
      await give();
      const last = 2n ** 24n - 1n;
      const record = mandateRecord(citizen.address, payee.address, 0n, ZeroAddress);
      await setOrdinal(mandates, record, last);
      expect((await infoOf()).ordinal).to.equal(last);
      const deadline = (await now()) + DAY;
      const message = {
        payer: citizen.address,
        payee: payee.address,
        roll: 0n,
        collector: ZeroAddress,
        ordinal: last,
        deadline,
      };
      const signature = await sign("RevokeMandate", message);
      for (const act of [
        () => as(mandates, citizen).revoke(payee, 0n, ZeroAddress),
        () => give({ ordinal: last }),
        () =>
          as(mandates, relayer).revokeBySignature(citizen, payee, 0n, ZeroAddress, last, deadline, signature),
      ]) {
        await expect(act())
          .to.be.revertedWithCustomError(mandates, "SafeCastOverflowedUintDowncast")
          .withArgs(24n, last + 1n);
      }
    });

    it("leaves mandates of other scopes and payers", async function () {
      const { mandates, citizen, payee, roll, heir } = city;
      await give();
      await give({ roll });
      await as(mandates, heir).give(await mandateOf(city, { payer: heir.address }));
      await as(mandates, citizen).revoke(payee, 0n, ZeroAddress);
      expect((await infoOf(roll)).perBill).to.equal(tokens(150));
      expect((await mandates.mandateInfo(heir, payee, 0n, ZeroAddress)).perBill).to.equal(tokens(150));
    });
  });

  describe("revokeBySignature", function () {
    const revocation = async (ordinal: bigint, deadline?: bigint, signer: Wallet = city.citizen) => {
      const { citizen, payee } = city;
      const until = deadline ?? (await now()) + DAY;
      const scope = [citizen.address, payee.address, 0n, ZeroAddress] as const;
      const signature = await sign(
        "RevokeMandate",
        { payer: scope[0], payee: scope[1], roll: 0n, collector: ZeroAddress, ordinal, deadline: until },
        signer,
      );
      return [...scope, ordinal, until, signature] as const;
    };

    it("revokes by the payer's signature, handed in by anyone", async function () {
      const { mandates, relayer, citizen, payee } = city;
      await give();
      await expect(as(mandates, relayer).revokeBySignature(...(await revocation(1n))))
        .to.emit(mandates, "MandateRevoked")
        .withArgs(citizen.address, payee.address, 0n, ZeroAddress, 2n);
      expect((await infoOf()).perBill).to.equal(0n);
    });

    it("attack: a mandate revoked in the race: one that is registered after the revocation was signed ends too", async function () {
      const { mandates, relayer } = city;
      const act = await signed();
      const order = await revocation(0n);
      await as(mandates, relayer).giveBySignature(act);
      expect((await infoOf()).perBill).to.equal(tokens(150));
      await as(mandates, relayer).revokeBySignature(...order);
      const { perBill, ordinal } = await infoOf();
      expect([perBill, ordinal]).to.deep.equal([0n, 1n]);
    });

    it("works once: it ends no mandate that is given later", async function () {
      const { mandates, relayer, citizen } = city;
      await give();
      const order = await revocation(1n);
      await as(mandates, relayer).revokeBySignature(...order);
      await expect(as(mandates, relayer).revokeBySignature(...order))
        .to.be.revertedWithCustomError(mandates, "MandateOrdinalWrong")
        .withArgs(citizen.address, 1n, 2n);
      await give({ ordinal: 2n });
      await expect(as(mandates, relayer).revokeBySignature(...order))
        .to.be.revertedWithCustomError(mandates, "MandateOrdinalWrong")
        .withArgs(citizen.address, 1n, 3n);
    });

    it("is the payer's, in time and not withdrawn", async function () {
      const { mandates, relayer, citizen, heir } = city;
      await give();
      await expect(as(mandates, relayer).revokeBySignature(...(await revocation(1n, undefined, heir))))
        .to.be.revertedWithCustomError(mandates, "SignatureInvalid")
        .withArgs(citizen.address);
      const at = await nextTime();
      await expect(as(mandates, relayer).revokeBySignature(...(await revocation(1n, at - 1n))))
        .to.be.revertedWithCustomError(mandates, "DeadlineWrong")
        .withArgs(at - 1n, at + MAXIMUM_DEADLINE);
      await nextTimeAt(at + 10n);
      await expect(
        as(mandates, relayer).revokeBySignature(...(await revocation(1n, at + 11n + MAXIMUM_DEADLINE))),
      )
        .to.be.revertedWithCustomError(mandates, "DeadlineWrong")
        .withArgs(at + 11n + MAXIMUM_DEADLINE, at + 10n + MAXIMUM_DEADLINE);

      const order = await revocation(1n, at + 30n);
      const digest = ethers.TypedDataEncoder.hash(
        await domainOfDesk(mandates),
        { RevokeMandate: MANDATE_FORMS.RevokeMandate },
        {
          payer: order[0],
          payee: order[1],
          roll: 0n,
          collector: ZeroAddress,
          ordinal: 1n,
          deadline: at + 30n,
        },
      );
      expect(await mandates.isSignatureWithdrawn(citizen, digest)).to.equal(false);
      await expect(as(mandates, citizen).withdrawSignature(digest))
        .to.emit(mandates, "SignatureWithdrawn")
        .withArgs(citizen.address, digest);
      expect(await mandates.isSignatureWithdrawn(citizen, digest)).to.equal(true);
      await expect(as(mandates, relayer).revokeBySignature(...order))
        .to.be.revertedWithCustomError(mandates, "SignatureIsWithdrawn")
        .withArgs(digest);

      await nextTimeAt(at + 40n);
      await as(mandates, relayer).revokeBySignature(...(await revocation(1n, at + 40n)));
      expect((await infoOf()).perBill).to.equal(0n);
      await give({ ordinal: 2n });
      await nextTimeAt(at + 60n);
      await as(mandates, relayer).revokeBySignature(...(await revocation(3n, at + 60n + MAXIMUM_DEADLINE)));
      expect((await infoOf()).perBill).to.equal(0n);
    });

    it("a stranger's withdrawal does not touch the payer's signature", async function () {
      const { mandates, relayer, stranger } = city;
      await give();
      const deadline = (await now()) + DAY;
      const order = await revocation(1n, deadline);
      const digest = ethers.TypedDataEncoder.hash(
        await domainOfDesk(mandates),
        { RevokeMandate: MANDATE_FORMS.RevokeMandate },
        { payer: order[0], payee: order[1], roll: 0n, collector: ZeroAddress, ordinal: 1n, deadline },
      );
      await as(mandates, stranger).withdrawSignature(digest);
      await as(mandates, relayer).revokeBySignature(...order);
      expect((await infoOf()).perBill).to.equal(0n);
    });
  });

  describe("setCollector", function () {
    it("names and dismisses a collector for a payee", async function () {
      const { mandates, head, stranger, payee, merchant } = city;
      await expect(as(mandates, head).setCollector(stranger, payee, true))
        .to.emit(mandates, "CollectorSet")
        .withArgs(stranger.address, payee.address, true);
      expect(await mandates.isCollector(stranger, payee)).to.equal(true);
      expect(await mandates.isCollector(stranger, merchant)).to.equal(false);
      await as(mandates, head).setCollector(stranger, payee, false);
      expect(await mandates.isCollector(stranger, payee)).to.equal(false);
    });

    it("is the head's", async function () {
      const { mandates, stranger, payee } = city;
      await expect(as(mandates, stranger).setCollector(stranger, payee, true))
        .to.be.revertedWithCustomError(mandates, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });
  });

  describe("collect", function () {
    it("takes what is owed under a mandate, for the payee alone, and keeps the batch", async function () {
      const { mandates, billing, token, citizen, payee, collector, roll } = city;
      await give();
      const at = await nextTime();
      const sent = collect([debitFor(city, 3)]);
      const words = [debitWord(citizen.address, 3n, AMOUNT)];
      expect(await mandates.debitOf(citizen, 3n, AMOUNT)).to.equal(words[0]);
      await expect(sent).to.emit(billing, "BillPaid").withArgs(roll, 3n, citizen.address, AMOUNT);
      await expect(sent)
        .to.emit(mandates, "Collected")
        .withArgs(collector.address, roll, batchId(roll, words), words.length);
      await expect(sent).to.changeTokenBalances(ethers, token, [citizen, payee], [-AMOUNT, AMOUNT]);
      expect(await mandates.collectedAt(batchId(roll, words))).to.equal(at);
      expect(await billing.statusOf(roll, 3n)).to.equal(STATUS.settled);
      expect((await infoOf()).available).to.equal(tokens(150));
      expect(await token.balanceOf(mandates)).to.equal(0n);
    });

    it("BILL-17: without a mandate, or after its revocation, nothing is taken", async function () {
      const { mandates, token, citizen, payee, roll, heir } = city;
      await expect(collect([debitFor(city, 0)]))
        .to.emit(mandates, "DebitSkipped")
        .withArgs(citizen.address, roll, 0n, OBSTACLE.mandateMissing);
      await give();
      await as(mandates, citizen).revoke(payee, 0n, ZeroAddress);
      const before = await token.balanceOf(citizen);
      const sent = collect([debitFor(city, 1), debitFor(city, 2, { payer: heir.address })]);
      await expect(sent)
        .to.emit(mandates, "DebitSkipped")
        .withArgs(citizen.address, roll, 1n, OBSTACLE.mandateMissing);
      await expect(sent)
        .to.emit(mandates, "DebitSkipped")
        .withArgs(heir.address, roll, 2n, OBSTACLE.mandateMissing);
      await expect(sent).not.to.emit(mandates, "Collected");
      expect(await token.balanceOf(citizen)).to.equal(before);
    });

    it("attack: a mandate revoked in the race: in the same block, before the batch", async function () {
      const { mandates, token, citizen, payee, collector } = city;
      await give();
      const before = await token.balanceOf(citizen);
      await networkHelpers.mine();
      await ethers.provider.send("evm_setAutomine", [false]);
      const revoked = await as(mandates, citizen).revoke(payee, 0n, ZeroAddress, { gasLimit: 200_000n });
      const collected = await as(mandates, collector).collect(batchOf(city), [debitFor(city, 0)], {
        gasLimit: 500_000n,
      });
      await networkHelpers.mine();
      await ethers.provider.send("evm_setAutomine", [true]);
      const [first, second] = [await revoked.wait(), await collected.wait()];
      expect(first?.blockNumber).to.equal(second?.blockNumber);
      expect(first?.index).to.be.lessThan(second?.index ?? -1);
      expect(await token.balanceOf(citizen)).to.equal(before);
    });

    it("BILL-16: a period gives what it says: to the unit, and again in the next, to the second", async function () {
      const { mandates, citizen, roll } = city;
      const at = await nextTime();
      await give({ startsAt: at, perPeriod: tokens(200) });
      await collect([debitFor(city, 0), debitFor(city, 1)]);
      expect((await infoOf()).available).to.equal(0n);
      await nextTimeAt(at + 30n * DAY - 1n);
      await expect(collect([debitFor(city, 2, { maxAmount: 1n })]))
        .to.emit(mandates, "DebitSkipped")
        .withArgs(citizen.address, roll, 2n, OBSTACLE.abovePeriodCap);
      await nextTimeAt(at + 30n * DAY);
      const max = tokens(110);
      await expect(collect([debitFor(city, 2, { maxAmount: max })])).to.emit(mandates, "Collected");
      expect((await infoOf()).available).to.equal(tokens(200) - AMOUNT);
    });

    it("BILL-16: a mandate begins and ends to the second", async function () {
      const { mandates, citizen, roll } = city;
      const startsAt = (await now()) + DAY;
      await give({ startsAt, periodDays: 1n, periods: 2n });
      expect((await infoOf()).available).to.equal(0n);
      for (const at of [startsAt - 1n, startsAt + 2n * DAY]) {
        if (at > startsAt) {
          await nextTimeAt(startsAt);
          await expect(collect([debitFor(city, 0)])).to.emit(mandates, "Collected");
          await nextTimeAt(startsAt + 2n * DAY - 1n);
          await expect(collect([debitFor(city, 1)])).to.emit(mandates, "Collected");
        }
        await nextTimeAt(at);
        await expect(collect([debitFor(city, 2)]))
          .to.emit(mandates, "DebitSkipped")
          .withArgs(citizen.address, roll, 2n, OBSTACLE.outsideTerm);
      }
      expect((await infoOf()).available).to.equal(0n);
    });

    it("a bill is at most the most for a bill, and more than nothing", async function () {
      const { mandates, citizen, roll } = city;
      await give();
      for (const maxAmount of [0n, tokens(150) + 1n]) {
        await expect(collect([debitFor(city, 0, { maxAmount })]))
          .to.emit(mandates, "DebitSkipped")
          .withArgs(citizen.address, roll, 0n, OBSTACLE.aboveBillCap);
      }
      await expect(collect([debitFor(city, 0, { maxAmount: tokens(150) })])).to.emit(mandates, "Collected");
      expect((await infoOf()).available).to.equal(tokens(150));
    });

    it("what is not taken is given back to the period, in a batch of several bills too", async function () {
      const { mandates, billing, citizen, roll } = city;
      await give({ perPeriod: tokens(450) });
      await as(billing, citizen).pay(city.tree.bills[1], AMOUNT, city.tree.proofs[1]);
      await as(billing, citizen).payPart(city.tree.bills[2], tokens(30), city.tree.proofs[2]);
      const sent = collect([
        debitFor(city, 0, { maxAmount: tokens(150) }),
        debitFor(city, 1),
        debitFor(city, 2),
        debitFor(city, 3, { maxAmount: AMOUNT - 1n }),
      ]);
      const words = [debitWord(citizen.address, 0n, AMOUNT), debitWord(citizen.address, 2n, tokens(70))];
      await expect(sent)
        .to.emit(mandates, "Collected")
        .withArgs(city.collector.address, roll, batchId(roll, words), words.length);
      await expect(sent)
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, 1n, citizen.address, selectorOf(billing, "BillStatusWrong"));
      await expect(sent)
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, 3n, citizen.address, selectorOf(billing, "DueAboveMaximum"));
      expect((await infoOf()).available).to.equal(tokens(450) - tokens(170));
    });

    it("a frozen, suspended or empty payer is left out, and nothing else", async function () {
      const { mandates, billing, token, bailiff, registry, citizen, heir, agent, roll, payee } = city;
      const [frozen, suspended, poor] = ["frozen", "suspended", "poor"].map(keyOf);
      const payers = [frozen, suspended, poor, heir];
      for (const payer of payers) {
        await networkHelpers.setBalance(payer.address, 10n ** 20n);
        await as(token, agent).mint(payer, payer === poor ? AMOUNT - 1n : AMOUNT);
        await as(token, payer).approve(billing, AMOUNT);
        await as(mandates, payer).give(await mandateOf(city, { payer: payer.address }));
      }
      await give();
      await as(token, bailiff).setFrozenTokens(frozen, 1n);
      await registry.setFrozenUntil(suspended.address, FOR_EVER);
      await token.suspend(suspended);
      const sent = collect([
        ...payers.map((payer, i) => debitFor(city, i, { payer: payer.address })),
        debitFor(city, 4),
      ]);
      for (const [i, payer] of [frozen, suspended, poor].entries()) {
        await expect(sent)
          .to.emit(billing, "PaymentSkipped")
          .withArgs(roll, i, payer.address, selectorOf(billing, "PaymentFailed"));
        expect(await billing.statusOf(roll, i)).to.equal(STATUS.open);
        expect((await mandates.mandateInfo(payer, payee, 0n, ZeroAddress)).available).to.equal(tokens(250));
      }
      const words = [debitWord(heir.address, 3n, AMOUNT), debitWord(citizen.address, 4n, AMOUNT)];
      await expect(sent)
        .to.emit(mandates, "Collected")
        .withArgs(city.collector.address, roll, batchId(roll, words), words.length);
      const paid = (await receiptOf(sent)).logs
        .map((log) => billing.interface.parseLog(log))
        .flatMap((log) => (log?.name === "BillPaid" ? [log.args.payer] : []));
      expect(paid).to.deep.equal([heir.address, citizen.address]);
    });

    it("a bill twice in a batch is taken once", async function () {
      const { mandates, token, citizen, payee } = city;
      await give();
      await expect(collect([debitFor(city, 0), debitFor(city, 0)])).to.changeTokenBalances(
        ethers,
        token,
        [citizen, payee],
        [-AMOUNT, AMOUNT],
      );
      expect((await infoOf()).available).to.equal(tokens(150));
      expect(await token.balanceOf(mandates)).to.equal(0n);
    });

    it("takes the late fee with it, within the most that the collector named", async function () {
      const { mandates, dueAt } = city;
      await give();
      await nextTimeAt(dueAt + 3n * DAY + 1n);
      const late = tokens(102);
      await expect(collect([debitFor(city, 0, { maxAmount: late })])).to.emit(mandates, "Collected");
      expect((await infoOf()).available).to.equal(tokens(148));
    });

    it("covers a bill with sequence 0 alone", async function () {
      const { mandates, billing, disputes, citizen, roll } = city;
      await give();
      const bill = city.tree.bills[0];
      const opening = {
        account: citizen.address,
        document: ethers.id("the bill's document, with its own salt"),
        salt: ethers.id("a salt of 32 bytes"),
      };
      await as(disputes, citizen).open(bill, city.tree.proofs[0], opening, 1n, ethers.id("statement"));
      await as(disputes, citizen).withdraw(roll, 0n);
      const sent = collect([debitFor(city, 0)]);
      await expect(sent)
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, 0n, citizen.address, selectorOf(billing, "SequenceWrong"));
      await expect(sent).not.to.emit(mandates, "Collected");
    });

    it("a mandate for a roll, or for a collector, is used under its own scope", async function () {
      const { mandates, collector, roll, citizen } = city;
      await give({ roll });
      await expect(collect([debitFor(city, 0)]))
        .to.emit(mandates, "DebitSkipped")
        .withArgs(citizen.address, roll, 0n, OBSTACLE.mandateMissing);
      await expect(collect([debitFor(city, 0)], { mandateRoll: roll })).to.emit(mandates, "Collected");
      await give({ collector: collector.address });
      await expect(collect([debitFor(city, 1)], { mandateCollector: collector.address })).to.emit(
        mandates,
        "Collected",
      );
      expect((await infoOf(roll)).available).to.equal(tokens(150));
      expect((await infoOf(0n, collector.address)).available).to.equal(tokens(150));
    });

    it("is for the collector and the roll that the mandates name", async function () {
      const { mandates, head, stranger, payee, collector, roll } = city;
      await give();
      await expect(as(mandates, stranger).collect(batchOf(city), [debitFor(city, 0)]))
        .to.be.revertedWithCustomError(mandates, "CollectorUnknown")
        .withArgs(stranger.address, payee.address);
      await as(mandates, head).setCollector(stranger, payee, true);
      await expect(as(mandates, stranger).collect(batchOf(city, { mandateCollector: collector.address }), []))
        .to.be.revertedWithCustomError(mandates, "MandateScopeWrong")
        .withArgs(0n, collector.address);
      await expect(collect([], { mandateRoll: roll + 1n }))
        .to.be.revertedWithCustomError(mandates, "MandateScopeWrong")
        .withArgs(roll + 1n, ZeroAddress);
    });

    it("a collector of one payee collects for no other", async function () {
      const { mandates, merchant, collector, roll } = city;
      const other = (BigInt(merchant.address) << 96n) | (roll & (2n ** 96n - 1n));
      await expect(collect([debitFor(city, 0)], { roll: other }))
        .to.be.revertedWithCustomError(mandates, "CollectorUnknown")
        .withArgs(collector.address, merchant.address);
    });

    it("stops while this contract, or the bills, are closed; revoking and taking back go on here", async function () {
      const { mandates, billing, officers, citizen, payee } = city;
      await give();
      const words = await debited();
      const [desk, bills] = [await mandates.getAddress(), await billing.getAddress()];
      await officers.setTargetClosed(desk, true);
      await expect(collect([debitFor(city, 1)])).to.be.revertedWithCustomError(mandates, "CollectionClosed");
      await give({ ordinal: 1n });
      await as(mandates, citizen).revoke(payee, 0n, ZeroAddress);
      await reclaim(0, words);
      await officers.setTargetClosed(desk, false);
      await officers.setTargetClosed(bills, true);
      await expect(collect([debitFor(city, 1)])).to.be.revertedWithCustomError(billing, "BillingClosed");
    });

    it("collects nothing of a roll that is not open", async function () {
      const { billing, clerk, payee, roll } = city;
      const later = roll + ((40n * DAY) << 56n) + 1n;
      await as(billing, clerk).postRoll(later, city.tree.root, 1, 1, ethers.id("dataset"));
      expect(payee.address).to.equal(ethers.getAddress(`0x${(later >> 96n).toString(16).padStart(40, "0")}`));
      await expect(collect([debitFor(city, 0)], { roll: later }))
        .to.be.revertedWithCustomError(billing, "RollStateWrong")
        .withArgs(later, 1n);
    });

    it("an empty batch leaves no record", async function () {
      const { mandates, roll } = city;
      await expect(collect([])).not.to.emit(mandates, "Collected");
      expect(await mandates.collectedAt(batchId(roll, []))).to.equal(0n);
    });

    it("attack: sums at their maxima: the largest debit of the largest period", async function () {
      const { mandates, billing, token, agent, clerk, head, citizen, collector, payee, opensAt } = city;
      const openAt = (await now()) + 2n * DAY;
      const id = (city.roll & ~((2n ** 40n - 1n) << 56n)) | (openAt << 56n);
      const terms = packTerms({ amount: LARGEST_AMOUNT, index: 0, dueAt: opensAt + 365n * DAY });
      const bill = { roll: id, terms, commit: ethers.ZeroHash };
      const leaf = await billing.leafOf(bill);
      const zero = ethers.ZeroHash;
      let root = leaf;
      for (let i = 0; i < 4; ++i) {
        root = ethers.keccak256(ethers.concat(BigInt(root) < BigInt(zero) ? [root, zero] : [zero, root]));
      }
      await as(billing, head).setPayee(payee, true);
      await as(billing, clerk).postRoll(id, root, 1, LARGEST_AMOUNT, ethers.id("dataset"));
      await as(token, agent).mint(citizen, LARGEST_AMOUNT);
      await give({ perBill: LARGEST_AMOUNT, perPeriod: LARGEST_AMOUNT });
      await time.increaseTo(openAt);
      const debit = { payer: citizen.address, maxAmount: LARGEST_AMOUNT, terms };
      const sent = as(mandates, collector).collect(batchOf(city, { roll: id }), [debit, debit]);
      const words = [debitWord(citizen.address, 0n, LARGEST_AMOUNT)];
      await expect(sent)
        .to.emit(mandates, "Collected")
        .withArgs(collector.address, id, batchId(id, words), words.length);
      await expect(sent)
        .to.emit(mandates, "DebitSkipped")
        .withArgs(citizen.address, id, 0n, OBSTACLE.abovePeriodCap);
      expect((await infoOf()).available).to.equal(0n);
    });
  });

  describe("reclaim", function () {
    it("gives a debit back without a reason; the bill is owed again, and no mandate takes it again", async function () {
      const { mandates, billing, token, citizen, budget, roll } = city;
      await give();
      const words = await debited();
      const sent = reclaim(0, words);
      await expect(sent).to.emit(mandates, "DebitReclaimed").withArgs(citizen.address, roll, 0n, AMOUNT);
      await expect(sent)
        .to.emit(billing, "BillRefunded")
        .withArgs(roll, 0n, citizen.address, AMOUNT, false, await mandates.RECLAIMED());
      await expect(sent).to.changeTokenBalances(ethers, token, [citizen, budget], [AMOUNT, -AMOUNT]);
      expect(await billing.statusOf(roll, 0n)).to.equal(STATUS.inLedger);
      expect((await billing.ledgerOf(roll, 0n)).sequence).to.equal(1n);
      expect((await infoOf()).available).to.equal(tokens(150));
      await expect(collect([debitFor(city, 0)]))
        .to.emit(billing, "PaymentSkipped")
        .withArgs(roll, 0n, citizen.address, selectorOf(billing, "SequenceWrong"));
    });

    it("BILL-15: works once, also after the bill was paid again", async function () {
      const { mandates, billing, token, citizen, roll } = city;
      await give();
      const words = await debited();
      await reclaim(0, words);
      await expect(reclaim(0, words))
        .to.be.revertedWithCustomError(mandates, "DebitRefunded")
        .withArgs(roll, 0n);
      await as(billing, citizen).pay(city.tree.bills[0], AMOUNT, city.tree.proofs[0]);
      await expect(reclaim(0, words))
        .to.be.revertedWithCustomError(mandates, "DebitRefunded")
        .withArgs(roll, 0n);
      expect(await token.balanceOf(city.budget)).to.equal(BUDGET - AMOUNT);
    });

    it("gives back what was debited, not what was paid by hand before", async function () {
      const { billing, token, citizen } = city;
      await give();
      await as(billing, citizen).payPart(city.tree.bills[0], tokens(30), city.tree.proofs[0]);
      await collect([debitFor(city, 0)]);
      const words = [debitWord(citizen.address, 0n, tokens(70))];
      await expect(reclaim(0, words)).to.changeTokenBalances(ethers, token, [citizen], [tokens(70)]);
      expect((await billing.ledgerOf(city.roll, 0n)).paid).to.equal(tokens(30));
    });

    it("is open for eight weeks, to the second", async function () {
      const { mandates, roll } = city;
      await give();
      const first = await debited(0);
      const second = await debited(1);
      const until = (await mandates.collectedAt(batchId(roll, second))) + RECLAIM_PERIOD;
      await nextTimeAt(until);
      await reclaim(1, second);
      const before = (await mandates.collectedAt(batchId(roll, first))) + RECLAIM_PERIOD;
      await nextTimeAt(until + 1n);
      await expect(reclaim(0, first))
        .to.be.revertedWithCustomError(mandates, "ReclaimTooLate")
        .withArgs(before);
    });

    it("finds a debit of a batch by its place, for its payer and its bill alone", async function () {
      const { mandates, billing, token, agent, citizen, heir, stranger, roll } = city;
      await as(token, agent).mint(heir, AMOUNT);
      await as(token, heir).approve(billing, AMOUNT);
      await as(mandates, heir).give(await mandateOf(city, { payer: heir.address }));
      await give();
      await collect([debitFor(city, 0), debitFor(city, 1, { payer: heir.address })]);
      const words = [debitWord(citizen.address, 0n, AMOUNT), debitWord(heir.address, 1n, AMOUNT)];
      await expect(reclaim(1, words, 1))
        .to.be.revertedWithCustomError(mandates, "PayerOnly")
        .withArgs(citizen.address, heir.address);
      await expect(reclaim(1, words, 0))
        .to.be.revertedWithCustomError(mandates, "DebitOfOtherBill")
        .withArgs(1n, 0n);
      await expect(reclaim(0, words, 2))
        .to.be.revertedWithCustomError(mandates, "DebitUnknown")
        .withArgs(2n, 2n);
      for (const forged of [
        [words[0]],
        [words[1], words[0]],
        [words[0], debitWord(citizen.address, 1n, AMOUNT)],
        [debitWord(citizen.address, 0n, AMOUNT + 1n), words[1]],
      ]) {
        const position = forged[0] === words[1] ? 1 : 0;
        await expect(reclaim(0, forged, position))
          .to.be.revertedWithCustomError(mandates, "BatchUnknown")
          .withArgs(batchId(roll, forged));
      }
      const [bill, proof] = [city.tree.bills[0], city.tree.proofs[0]];
      await expect(as(mandates, stranger).reclaim(bill, proof, words, 0))
        .to.be.revertedWithCustomError(mandates, "PayerOnly")
        .withArgs(stranger.address, citizen.address);
      await expect(reclaim(1, words, 1, heir)).to.changeTokenBalances(ethers, token, [heir], [AMOUNT]);
      await expect(reclaim(0, words, 0)).to.changeTokenBalances(ethers, token, [citizen], [AMOUNT]);
    });

    it("needs the bill's own terms: a forged bill is refused", async function () {
      const { mandates, billing, citizen } = city;
      await give();
      const words = await debited();
      const forged = { ...city.tree.bills[0], commit: ethers.ZeroHash };
      await expect(as(mandates, citizen).reclaim(forged, city.tree.proofs[0], words, 0))
        .to.be.revertedWithCustomError(billing, "BillUnknown")
        .withArgs(city.roll, await billing.leafOf(forged));
    });

    it("attack: a collector that names a larger bill: what was paid for the real one comes back", async function () {
      const { mandates, billing, token, citizen, budget, roll, dueAt } = city;
      await give();
      const larger = packTerms({ amount: tokens(140), index: 0, dueAt });
      await collect([debitFor(city, 0, { maxAmount: tokens(140), terms: larger })]);
      expect(await billing.isSettled(roll, 0n)).to.equal(true);
      const words = [debitWord(citizen.address, 0n, tokens(140))];
      const sent = reclaim(0, words);
      await expect(sent).to.emit(mandates, "DebitReclaimed").withArgs(citizen.address, roll, 0n, AMOUNT);
      await expect(sent).to.changeTokenBalances(ethers, token, [citizen, budget], [AMOUNT, -AMOUNT]);
      expect(await billing.isSettled(roll, 0n)).to.equal(false);
    });

    it("gives back no more than was paid where a part was credited before", async function () {
      const { billing, disputes, clerk, token, citizen } = city;
      await give();
      await as(disputes, clerk).credit([
        {
          bill: city.tree.bills[0],
          proof: city.tree.proofs[0],
          amount: tokens(40),
          reason: REASON,
          documentHash: ethers.id("letter"),
        },
      ]);
      await collect([debitFor(city, 0)]);
      const words = [debitWord(citizen.address, 0n, tokens(60))];
      await expect(reclaim(0, words)).to.changeTokenBalances(ethers, token, [citizen], [tokens(60)]);
      const { paid, credited } = await billing.ledgerOf(city.roll, 0n);
      expect([paid, credited]).to.deep.equal([0n, tokens(40)]);
    });

    it("a debit that the office has refunded is not given back again", async function () {
      const { mandates, disputes, head, citizen, roll } = city;
      await give();
      const words = await debited();
      await as(disputes, head).refundAsHead(
        city.tree.bills[0],
        city.tree.proofs[0],
        citizen,
        tokens(10),
        true,
        ethers.encodeBytes32String("OVERPAID"),
        ethers.id("letter"),
      );
      await expect(reclaim(0, words))
        .to.be.revertedWithCustomError(mandates, "DebitRefunded")
        .withArgs(roll, 0n);
    });

    it("waits where the credit account does not pay", async function () {
      const { token, billing, budget } = city;
      await give();
      const words = await debited();
      await as(token, budget).approve(billing, AMOUNT - 1n);
      await expect(reclaim(0, words)).to.be.revertedWithCustomError(token, "ERC20InsufficientAllowance");
      await as(token, budget).approve(billing, AMOUNT);
      await reclaim(0, words);
    });
  });

  describe("reclaimBySignature", function () {
    const order = async (words: bigint[], deadline: bigint, signer: Wallet = city.citizen, index = 0n) => {
      const { citizen, roll, tree } = city;
      const signature = await sign(
        "ReclaimDebit",
        { payer: citizen.address, roll, index, batch: batchId(roll, words), deadline },
        signer,
      );
      return [tree.bills[0], tree.proofs[0], words, 0, deadline, signature] as const;
    };

    it("gives a debit back by the payer's signature, handed in by anyone, once", async function () {
      const { mandates, token, relayer, citizen, roll } = city;
      await give();
      const words = await debited();
      const act = await order(words, (await now()) + DAY);
      const sent = as(mandates, relayer).reclaimBySignature(...act);
      await expect(sent).to.emit(mandates, "DebitReclaimed").withArgs(citizen.address, roll, 0n, AMOUNT);
      await expect(sent).to.changeTokenBalances(ethers, token, [citizen, relayer], [AMOUNT, 0n]);
      await expect(as(mandates, relayer).reclaimBySignature(...act))
        .to.be.revertedWithCustomError(mandates, "DebitRefunded")
        .withArgs(roll, 0n);
    });

    it("is the payer's, for this debit, in time", async function () {
      const { mandates, relayer, citizen, heir } = city;
      await give();
      const words = await debited();
      const deadline = (await now()) + DAY;
      for (const act of [
        await order(words, deadline, heir),
        await order(words, deadline, city.citizen, 1n),
        [...(await order(words, deadline)).slice(0, 4), deadline + 1n, (await order(words, deadline))[5]],
      ]) {
        await expect(as(mandates, relayer).reclaimBySignature(...(act as Awaited<ReturnType<typeof order>>)))
          .to.be.revertedWithCustomError(mandates, "SignatureInvalid")
          .withArgs(citizen.address);
      }
      const at = await nextTime();
      await expect(as(mandates, relayer).reclaimBySignature(...(await order(words, at - 1n))))
        .to.be.revertedWithCustomError(mandates, "DeadlineWrong")
        .withArgs(at - 1n, at + MAXIMUM_DEADLINE);
    });
  });

  it("its record of a mandate is as documented", async function () {
    const { mandates, citizen, payee, roll, collector } = city;
    expect(await mandates.recordOf(citizen, payee, roll, collector)).to.equal(
      mandateRecord(citizen.address, payee.address, roll, collector.address),
    );
  });
});
