import { expect } from "chai";
import { AbiCoder, concat, dataLength, id, keccak256, toBeHex, ZeroAddress, ZeroHash } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { electionContext, packSealedBallots } from "../../sdk/ballots/sealed/index.js";
import type { Hex } from "../../sdk/signing/types.js";
import {
  IBallotVerifier__factory,
  IElections__factory,
  ISealedBallot__factory,
  ITallyVerifier__factory,
  SealedBallot__factory,
} from "../../typechain-types/index.js";
import {
  as,
  castSealed,
  createSealed,
  DAY,
  dealAll,
  drawCeremony,
  FORM,
  freezeRoll,
  hashOfSealedTerms,
  hintsOf,
  holdOnChain,
  HOUR,
  nextTimeAt,
  now,
  openSealed,
  ORDER,
  planCeremony,
  REASON,
  registerAll,
  relaySealed,
  REVIEW,
  rollProof,
  seal,
  sealedCity,
  type SealedCity,
  type SealedPoll,
  type SealedTerms,
  sealedTermsOf,
  signSealed,
  STAGE,
  sumsOfVotes,
  sumsOnChain,
} from "../support/sealed.js";
import { ethers, networkHelpers } from "../support/network.js";

interface Voting extends SealedCity {
  poll: SealedPoll;
}

/** Election 1, a motion, is open. */
async function openMotion(): Promise<Voting> {
  const city = await sealedCity();
  return { ...city, poll: await openSealed(city) };
}

const coder = AbiCoder.defaultAbiCoder();

describe("SealedBallot", function () {
  describe("the election", function () {
    let city: SealedCity;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(sealedCity);
    });
    const create = async (changes: Partial<SealedTerms> = {}) =>
      as(city.sealed, city.office).create(sealedTermsOf(await now(), changes));

    it("publishes its limits and what it stands on", async function () {
      const { sealed, ceremonies, ballotVerifier, tallyVerifier, roll } = city;
      expect(await sealed.MAXIMUM_CHOICES()).to.equal(8n);
      expect(await sealed.MAXIMUM_CONTESTS()).to.equal(16n);
      expect(await sealed.MINIMUM_BALLOTS()).to.equal(3n);
      expect(await sealed.MINIMUM_TALLY_PERIOD()).to.equal(HOUR);
      expect(await sealed.TRANSCRIPT()).to.equal(id("Civitas SealedBallot transcript"));
      expect(await sealed.TOO_FEW_SHARES()).to.equal(id("Civitas SealedBallot: too few shares"));
      expect(await sealed.TOO_FEW_BALLOTS()).to.equal(id("Civitas SealedBallot: too few ballots"));
      expect(await sealed.ceremonies()).to.equal(await ceremonies.getAddress());
      expect(await sealed.ballotVerifier()).to.equal(await ballotVerifier.getAddress());
      expect(await sealed.tallyVerifier()).to.equal(await tallyVerifier.getAddress());
      expect(await sealed.roll()).to.equal(await roll.getAddress());
      expect(await sealed.reviewHash()).to.equal(ZeroHash);
      const elections = IElections__factory.abi;
      for (const [contract, ids] of [
        [sealed, [interfaceId(ISealedBallot__factory.abi, elections), interfaceId(elections)]],
        [ballotVerifier, [interfaceId(IBallotVerifier__factory.abi)]],
        [tallyVerifier, [interfaceId(ITallyVerifier__factory.abi)]],
      ] as const) {
        for (const claimed of [...ids, "0x01ffc9a7"]) {
          expect(await contract.supportsInterface(claimed), claimed).to.equal(true);
        }
        expect(await contract.supportsInterface("0xffffffff")).to.equal(false);
      }
      const { name, version, chainId, verifyingContract } = await sealed.eip712Domain();
      expect([name, version, chainId, verifyingContract]).to.deep.equal([
        "Civitas SealedBallot",
        "1",
        31_337n,
        await sealed.getAddress(),
      ]);
    });

    it("is created in the stage of its ceremony, with terms that never change", async function () {
      const { sealed, office } = city;
      const { ceremonyId } = await planCeremony(city);
      const terms = sealedTermsOf(await now(), { ceremonyId, minimumBallots: 5n });
      const tx = await as(sealed, office).create(terms);
      const logs = await sealed.queryFilter(sealed.filters.ElectionCreated(1n), tx.blockNumber ?? undefined);
      expect(logs.map(({ args }) => args.termsHash)).to.deep.equal([hashOfSealedTerms(terms)]);
      expect(await sealed.stageOf(1n)).to.equal(STAGE.ceremony);
      expect(await sealed.formOf(1n)).to.deep.equal([
        FORM.motion,
        2n,
        1n,
        2n,
        false,
        true,
        5n,
        1n,
        terms.tallyUntil,
      ]);
      expect(await sealed.contextOf(1n)).to.equal(ZeroHash);
      await expect(sealed.formOf(2n)).to.be.revertedWithCustomError(sealed, "ElectionUnknown").withArgs(2n);
      await expect(sealed.sumsOf(2n)).to.be.revertedWithCustomError(sealed, "ElectionUnknown").withArgs(2n);
      await expect(sealed.sealingOf(2n))
        .to.be.revertedWithCustomError(sealed, "ElectionUnknown")
        .withArgs(2n);
    });

    it("is created by the office alone", async function () {
      const { sealed, stranger } = city;
      await expect(as(sealed, stranger).create(sealedTermsOf(await now())))
        .to.be.revertedWithCustomError(sealed, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });

    it("needs a question and options", async function () {
      for (const field of ["questionHash", "optionsHash"] as const) {
        await expect(create({ [field]: ZeroHash }), field).to.be.revertedWithCustomError(
          city.sealed,
          "ElectionIncomplete",
        );
      }
    });

    it("is advisory until a review is on record", async function () {
      const { sealed, council, stranger } = city;
      const { ceremonyId } = await planCeremony(city);
      await expect(create({ isAdvisory: false, ceremonyId })).to.be.revertedWithCustomError(
        sealed,
        "ReviewMissing",
      );
      await expect(as(sealed, stranger).recordReview(REVIEW))
        .to.be.revertedWithCustomError(sealed, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
      await expect(as(sealed, council).recordReview(ZeroHash)).to.be.revertedWithCustomError(
        sealed,
        "ReviewEmpty",
      );
      await expect(as(sealed, council).recordReview(REVIEW))
        .to.emit(sealed, "ReviewRecorded")
        .withArgs(REVIEW);
      expect(await sealed.reviewHash()).to.equal(REVIEW);
      await create({ isAdvisory: false, ceremonyId });
      expect((await sealed.formOf(1n)).isAdvisory).to.equal(false);
    });

    it("has as many options as its form allows, each with a key", async function () {
      const { sealed } = city;
      const allowed = [
        [FORM.singleChoice, 2n, false, 1n],
        [FORM.singleChoice, 8n, false, 7n],
        [FORM.singleChoice, 7n, true, 7n],
        [FORM.motion, 2n, true, 2n],
        [FORM.approval, 1n, false, 1n],
        [FORM.approval, 16n, false, 1n],
      ] as const;
      for (const [form, optionCount, hasBlank, keyCount] of allowed) {
        const { ceremonyId } = await planCeremony(city, { keyCount });
        await create({ form, optionCount, hasBlank, ceremonyId });
        const electionId = await sealed.electionCount();
        const made = await sealed.formOf(electionId);
        expect([made.form, made.optionCount, made.hasBlank]).to.deep.equal([form, optionCount, hasBlank]);
      }
      for (const [form, optionCount, hasBlank] of [
        [FORM.singleChoice, 1n, false],
        [FORM.singleChoice, 1n, true],
        [FORM.singleChoice, 9n, false],
        [FORM.singleChoice, 8n, true],
        [FORM.motion, 3n, false],
        [FORM.approval, 0n, false],
        [FORM.approval, 17n, false],
        [FORM.approval, 2n, true],
      ] as const) {
        await expect(create({ form, optionCount, hasBlank }))
          .to.be.revertedWithCustomError(sealed, "OptionsWrong")
          .withArgs(form, optionCount, hasBlank);
      }
    });

    it("decrypts three ballots at least, and gives its trustees an hour to ninety days", async function () {
      const { sealed } = city;
      await expect(create({ minimumBallots: 2n }))
        .to.be.revertedWithCustomError(sealed, "MinimumTooSmall")
        .withArgs(2n);
      const at = await now();
      const { closesAt } = sealedTermsOf(at).schedule;
      const close = BigInt(closesAt);
      for (const tallyUntil of [close + HOUR - 1n, close + 90n * DAY + 1n]) {
        await expect(as(sealed, city.office).create(sealedTermsOf(at, { tallyUntil })))
          .to.be.revertedWithCustomError(sealed, "TallyTimeWrong")
          .withArgs(tallyUntil);
      }
      for (const tallyUntil of [close + HOUR, close + 90n * DAY]) {
        const { ceremonyId } = await planCeremony(city);
        await as(sealed, city.office).create(sealedTermsOf(at, { tallyUntil, ceremonyId }));
      }
    });

    it("attack: no ceremony serves two elections, another contract, or another number of choices", async function () {
      const { sealed, ceremonies } = city;
      await expect(create({ ceremonyId: 1n }))
        .to.be.revertedWithCustomError(ceremonies, "CeremonyUnknown")
        .withArgs(1n);
      await planCeremony(city, { ballot: city.stranger.address });
      await planCeremony(city, { keyCount: 2n });
      const { plan } = await planCeremony(city);
      for (const ceremonyId of [1n, 2n]) {
        await expect(create({ ceremonyId }))
          .to.be.revertedWithCustomError(sealed, "CeremonyUnfit")
          .withArgs(ceremonyId);
      }
      const { ceremonyId } = await planCeremony(city);
      await create({ ceremonyId });
      await expect(create({ ceremonyId }))
        .to.be.revertedWithCustomError(sealed, "CeremonyTaken")
        .withArgs(ceremonyId, 1n);
      await nextTimeAt(BigInt(plan.registerUntil) + 1n);
      await ceremonies.abort(3n);
      await expect(create({ ceremonyId: 3n }))
        .to.be.revertedWithCustomError(sealed, "CeremonyUnfit")
        .withArgs(3n);
    });

    it("takes the key of its ceremony once, and is bound to it with roll and terms", async function () {
      const { sealed, ceremonies, stranger, drawing } = city;
      const planned = await planCeremony(city);
      const terms = sealedTermsOf(await now());
      await as(sealed, city.office).create(terms);
      const held = drawCeremony(planned);
      await registerAll(city, held);
      await dealAll(city, held);
      await expect(sealed.adoptKey(1n)).to.be.revertedWithCustomError(sealed, "KeyMissing").withArgs(1n);
      await nextTimeAt(BigInt(planned.plan.complainUntil) + 1n);
      await ceremonies.complete(
        1n,
        held.dealt.map(({ commitments }) => commitments),
        held.dealt.map(({ shares }) => keccak256(shares)),
      );
      const context = electionContext({
        chainId: 31_337n,
        contract: await sealed.getAddress(),
        electionId: 1n,
        termsHash: hashOfSealedTerms(terms),
        rollRoot: drawing.root,
        rollSize: drawing.size,
        keyHash: held.keyHash,
      });
      await expect(as(sealed, stranger).adoptKey(1n))
        .to.emit(sealed, "KeyAdopted")
        .withArgs(1n, context, held.keyHash);
      expect(await sealed.contextOf(1n)).to.equal(context);
      expect(await sealed.stageOf(1n)).to.equal(STAGE.keyReady);
      expect((await sealed.sumsOf(1n)).map((word) => toBeHex(word, 32)).join("")).to.include(
        held.page.slice(2, 66),
      );
      await expect(sealed.adoptKey(1n))
        .to.be.revertedWithCustomError(sealed, "ElectionStageWrong")
        .withArgs(1n, STAGE.keyReady);
      const sealing = await sealed.sealingOf(1n);
      expect(sealing.context).to.equal(context);
      expect(sealing.keyPage).to.equal((await ceremonies.keyOf(1n))[0]);
    });

    it("BALLOT-14: does not open before its key is there, whatever the clock says", async function () {
      const { sealed, office } = city;
      await planCeremony(city);
      const terms = sealedTermsOf(await now());
      await as(sealed, office).create(terms);
      await nextTimeAt(BigInt(terms.schedule.opensAt));
      await expect(as(sealed, office).open(1n))
        .to.be.revertedWithCustomError(sealed, "ElectionStageWrong")
        .withArgs(1n, STAGE.ceremony);
      await as(sealed, office).voidUnopened(1n, REASON);
      await expect(sealed.adoptKey(1n))
        .to.be.revertedWithCustomError(sealed, "ElectionStageWrong")
        .withArgs(1n, STAGE.void);
    });
  });

  describe("a direct ballot", function () {
    let city: Voting;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(openMotion);
    });

    it("counts where the page of the roll is published: turnout is public, the choice is not", async function () {
      const { sealed, poll } = city;
      const { ballot, ballotHash } = seal(city, poll, 5, [1]);
      const before = (await sealed.electionOf(1n)).runningHash;
      const tx = await castSealed(city, poll, 5, [1]);
      await expect(tx).to.emit(sealed, "BallotCast").withArgs(1n, 5, ballotHash);
      expect(keccak256(ballot)).to.equal(ballotHash);
      expect(await sealed.voterOf(1n, 5)).to.deep.equal([true, false]);
      expect(await sealed.voterOf(1n, 4)).to.deep.equal([false, false]);
      expect(await sealed.ballotsOf(1n)).to.equal(1n);
      const at = BigInt((await tx.getBlock())?.timestamp ?? 0);
      const payload = keccak256(coder.encode(["uint32", "bytes32"], [5, ballotHash]));
      expect((await sealed.electionOf(1n)).runningHash).to.equal(
        keccak256(coder.encode(["bytes32", "uint256", "uint256", "bytes32"], [before, 1n, at, payload])),
      );
      const [chain, own] = [await sumsOnChain(city, poll), sumsOfVotes(city, poll, [[5, [1]]])];
      expect(chain[0].mask.equals(own[0].mask)).to.equal(true);
      expect(chain[0].sealed[0].equals(own[0].sealed[0])).to.equal(true);
    });

    it("counts with a proof of the roll where no page is published", async function () {
      const { sealed, poll, voters } = city;
      const { ballot } = seal(city, poll, 69, [0]);
      const hints = hintsOf(city, poll, [{ voterIndex: 69, ballot }]);
      await as(sealed, voters[69]).cast(1n, 69, ballot, hints, rollProof(city, 69));
      expect(await sealed.voterOf(1n, 69)).to.deep.equal([true, false]);
    });

    it("BALLOT-10: counts once, by any path", async function () {
      const { sealed, poll, voters } = city;
      await castSealed(city, poll, 5, [1]);
      await expect(castSealed(city, poll, 5, [0]))
        .to.be.revertedWithCustomError(sealed, "AlreadyVoted")
        .withArgs(1n, 5);
      const { ballot } = seal(city, poll, 5, [1]);
      const hints = hintsOf(city, poll, [{ voterIndex: 5, ballot }]);
      await expect(as(sealed, voters[5]).cast(1n, 5, ballot, hints, rollProof(city, 5)))
        .to.be.revertedWithCustomError(sealed, "AlreadyVoted")
        .withArgs(1n, 5);
      const { packed, hints: more, proofs } = await relaySealed(city, poll, [[5, [0]]]);
      for (const path of ["0x", proofs]) {
        await expect(sealed.castSigned(1n, packed, more, path))
          .to.be.revertedWithCustomError(sealed, "NoBallotCounted")
          .withArgs(1n, 1n);
      }
      expect(await sealed.ballotsOf(1n)).to.equal(1n);
    });

    it("attack: nobody votes at another's index, or beyond the roll", async function () {
      const { sealed, ballotVerifier, poll, voters, stranger } = city;
      const { ballot } = seal(city, poll, 5, [1]);
      const hints = hintsOf(city, poll, [{ voterIndex: 5, ballot }]);
      for (const [account, index, proof, named] of [
        [stranger, 5, "0x", stranger.address],
        [voters[6], 5, "0x", voters[6].address],
        [voters[6], 5, rollProof(city, 5), voters[6].address],
        [voters[6], 5, rollProof(city, 6), voters[6].address],
        [voters[5], 70, "0x", ZeroAddress],
        [voters[5], 5 + 128, rollProof(city, 5), voters[5].address],
      ] as const) {
        await expect(as(sealed, account).cast(1n, index, ballot, hints, proof), `${index} ${proof}`)
          .to.be.revertedWithCustomError(ballotVerifier, "NotOnRoll")
          .withArgs(1n, index, named);
      }
      const proof = rollProof(city, 5);
      for (const wrong of [`${proof}00`, proof.slice(0, -64)]) {
        await expect(as(sealed, voters[5]).cast(1n, 5, ballot, hints, wrong))
          .to.be.revertedWithCustomError(ballotVerifier, "RollProofsWrong")
          .withArgs(dataLength(wrong), dataLength(proof));
      }
    });

    it("is taken from the opening to the closing second, and not one later", async function () {
      const { sealed, poll } = city;
      const { closesAt } = poll.terms.schedule;
      await nextTimeAt(BigInt(closesAt));
      await castSealed(city, poll, 1, [1]);
      await nextTimeAt(BigInt(closesAt) + 1n);
      await expect(castSealed(city, poll, 2, [1]))
        .to.be.revertedWithCustomError(sealed, "ElectionOver")
        .withArgs(1n, closesAt);
      await expect(as(sealed, city.voters[2]).spoil(1n, 2, [ZeroHash], []))
        .to.be.revertedWithCustomError(sealed, "ElectionOver")
        .withArgs(1n, closesAt);
    });

    it("has one length", async function () {
      const { sealed, ballotVerifier, poll, voters } = city;
      const { ballot } = seal(city, poll, 5, [1]);
      const hints = hintsOf(city, poll, [{ voterIndex: 5, ballot }]);
      for (const wrong of [`${ballot}00`, ballot.slice(0, -2), "0x"]) {
        await expect(as(sealed, voters[5]).cast(1n, 5, wrong, hints, "0x"))
          .to.be.revertedWithCustomError(ballotVerifier, "BallotLengthWrong")
          .withArgs(dataLength(wrong), 384n);
      }
      for (const wrong of [`${hints}00`, hints.slice(0, -2), "0x"]) {
        await expect(as(sealed, voters[5]).cast(1n, 5, ballot, wrong, "0x"))
          .to.be.revertedWithCustomError(ballotVerifier, "HintLengthWrong")
          .withArgs(dataLength(wrong), dataLength(hints));
      }
    });
  });

  describe("relayed ballots", function () {
    let city: Voting;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(openMotion);
    });
    const VOTES: readonly (readonly [number, readonly number[]])[] = [
      [3, [1]],
      [7, [0]],
      [8, [1]],
      [60, [1]],
    ];

    it("count together, with pages or with proofs, whoever carries them", async function () {
      const { sealed, poll, stranger } = city;
      const before = (await sealed.electionOf(1n)).runningHash;
      const { packed, hints } = await relaySealed(city, poll, VOTES);
      const tx = await as(sealed, stranger).castSigned(1n, packed, hints, "0x");
      const at = BigInt((await tx.getBlock())?.timestamp ?? 0);
      const hash = keccak256(
        coder.encode(["bytes32", "uint256", "uint256", "bytes32"], [before, 2n, at, keccak256(packed)]),
      );
      await expect(tx).to.emit(sealed, "BallotsRelayed").withArgs(1n, 4n, 0n, hash);
      expect((await sealed.electionOf(1n)).runningHash).to.equal(hash);
      expect(await sealed.ballotsOf(1n)).to.equal(4n);
      const more = [
        [1, [0]],
        [69, [1]],
      ] as const;
      const second = await relaySealed(city, poll, more);
      await as(sealed, stranger).castSigned(1n, second.packed, second.hints, second.proofs);
      expect(await sealed.ballotsOf(1n)).to.equal(6n);
      const [chain] = await sumsOnChain(city, poll);
      const [own] = sumsOfVotes(city, poll, [...VOTES, ...more]);
      expect([chain.mask.equals(own.mask), chain.sealed[0].equals(own.sealed[0])]).to.deep.equal([
        true,
        true,
      ]);
    });

    it("BALLOT-10: what a voter has cast meanwhile, or sent twice, is refused and logged; the others count", async function () {
      const { sealed, poll } = city;
      await castSealed(city, poll, 7, [1]);
      const { packed, hints } = await relaySealed(city, poll, [...VOTES, [3, [0]]]);
      const tx = await sealed.castSigned(1n, packed, hints, "0x");
      await expect(tx).to.emit(sealed, "BallotRefused").withArgs(1n, 7, 1n, 1n);
      await expect(tx).to.emit(sealed, "BallotRefused").withArgs(1n, 3, 4n, 1n);
      const { runningHash } = await sealed.electionOf(1n);
      await expect(tx).to.emit(sealed, "BallotsRelayed").withArgs(1n, 3n, 2n, runningHash);
      expect(await sealed.ballotsOf(1n)).to.equal(4n);
      const [chain] = await sumsOnChain(city, poll);
      const [own] = sumsOfVotes(city, poll, [
        [7, [1]],
        [3, [1]],
        [8, [1]],
        [60, [1]],
      ]);
      expect([chain.mask.equals(own.mask), chain.sealed[0].equals(own.sealed[0])]).to.deep.equal([
        true,
        true,
      ]);
      await expect(sealed.castSigned(1n, packed, hints, "0x"))
        .to.be.revertedWithCustomError(sealed, "NoBallotCounted")
        .withArgs(1n, 5n);
    });

    it("attack: one ballot with a wrong signature, of another voter, election or chain, spoils a batch", async function () {
      const { sealed, ballotVerifier, poll, voters } = city;
      const ballots = await Promise.all(
        VOTES.map(async ([voterIndex, choices]) => {
          const { ballot } = seal(city, poll, voterIndex, choices);
          return { voterIndex, ballot, signature: await signSealed(city, poll, voterIndex, ballot) };
        }),
      );
      const hints = hintsOf(city, poll, ballots);
      const [first, second] = ballots;
      const wrong = [
        await signSealed(city, poll, 7, second.ballot, voters[3]),
        await signSealed(city, { ...poll, electionId: 2n }, 7, second.ballot),
        await signSealed(city, { ...poll, context: id("other") as Hex }, 7, second.ballot),
        await signSealed(city, poll, 7, first.ballot),
        first.signature,
      ];
      for (const [i, signature] of wrong.entries()) {
        const packed = packSealedBallots(ballots.with(1, { ...second, signature }));
        await expect(sealed.castSigned(1n, packed, hints, "0x"), `${i}`)
          .to.be.revertedWithCustomError(ballotVerifier, "BallotSignatureWrong")
          .withArgs(1n);
      }
      const moved = packSealedBallots(ballots.with(1, { ...second, voterIndex: 9 }));
      await expect(sealed.castSigned(1n, moved, hints, "0x"))
        .to.be.revertedWithCustomError(ballotVerifier, "BallotSignatureWrong")
        .withArgs(1n);
      const beyond = packSealedBallots(ballots.with(1, { ...second, voterIndex: 70 }));
      await expect(sealed.castSigned(1n, beyond, hints, "0x"))
        .to.be.revertedWithCustomError(ballotVerifier, "NotOnRoll")
        .withArgs(1n, 70, ZeroAddress);
    });

    it("are a row of ballots, with a proof each or none", async function () {
      const { sealed, ballotVerifier, poll } = city;
      const { packed, hints, proofs } = await relaySealed(city, poll, VOTES);
      const malformed = (bytes: string, position: bigint) =>
        expect(sealed.castSigned(1n, bytes, hints, "0x"))
          .to.be.revertedWithCustomError(ballotVerifier, "BatchMalformed")
          .withArgs(position);
      await malformed("0x", 0n);
      await malformed(packed.slice(0, -2), 3n);
      await malformed(`${packed}00`, 4n);
      await malformed(`0x02${packed.slice(4)}`, 0n);
      // Behind eight ballots, whose signatures together are longer than a ballot.
      const long = concat([`0x${"00".repeat(8 * (5 + 384 + 64))}`, `0x02${packed.slice(4)}`]);
      await malformed(long, 8n);
      for (const wrong of [`${proofs}00`, proofs.slice(0, -2)]) {
        await expect(sealed.castSigned(1n, packed, hints, wrong))
          .to.be.revertedWithCustomError(ballotVerifier, "RollProofsWrong")
          .withArgs(dataLength(wrong), dataLength(proofs));
      }
      const swapped = concat([
        rollProof(city, 7),
        rollProof(city, 3),
        rollProof(city, 8),
        rollProof(city, 60),
      ]);
      await expect(sealed.castSigned(1n, packed, hints, swapped))
        .to.be.revertedWithCustomError(ballotVerifier, "NotOnRoll")
        .withArgs(1n, 3, city.voters[7].address);
    });

    it("may be signed with P-256", async function () {
      const { p256 } = await import("@noble/curves/nist.js");
      const secret = ethers.getBytes(id("a passkey of a voter"));
      const key = ethers.hexlify(p256.getPublicKey(secret, false).slice(1));
      const account = `0x${keccak256(key).slice(-40)}`;
      const { drawing } = city;
      const accounts = [...drawing.accounts.slice(1), ethers.getAddress(account)].toSorted((a, b) =>
        BigInt(a) < BigInt(b) ? -1 : 1,
      );
      const { RollDrawing } = await import("../support/rollCall.js");
      const other = new RollDrawing(accounts);
      await freezeRoll(city, other);
      await city.roll.publishPages(2n, [other.page(0)]);
      const poll = await openSealed(city, { rollId: 2n });
      const voterIndex = accounts.indexOf(ethers.getAddress(account));
      const voters = accounts.map((address) => ({ address })) as never;
      const { ballot, ballotHash } = seal({ ...city, voters }, poll, voterIndex, [1]);
      const digest = await city.sealed.ballotDigest(poll.electionId, voterIndex, ballotHash);
      const signature = concat([
        ethers.hexlify(p256.sign(ethers.getBytes(digest), secret, { prehash: false, lowS: true })),
        key,
      ]);
      const packed = packSealedBallots([{ voterIndex, ballot, signature }]);
      const hints = hintsOf({ ...city, voters }, poll, [{ voterIndex, ballot }]);
      await city.sealed.castSigned(poll.electionId, packed, hints, "0x");
      expect(await city.sealed.voterOf(poll.electionId, voterIndex)).to.deep.equal([true, false]);
    });
  });

  describe("a spoilt ballot", function () {
    let city: Voting;
    beforeEach(async function () {
      city = await networkHelpers.loadFixture(openMotion);
    });

    it("BALLOT-10: never counts, by any path, while another one of its voter does", async function () {
      const { sealed, poll, voters } = city;
      const draft = seal(city, poll, 5, [1]);
      const before = (await sealed.electionOf(1n)).runningHash;
      const tx = await as(sealed, voters[5]).spoil(1n, 5, [...draft.seals], []);
      await expect(tx).to.emit(sealed, "BallotSpoilt").withArgs(1n, 5, draft.seals);
      expect(await sealed.isSpoilt(1n, 5n, draft.seals[0])).to.equal(true);
      expect(await sealed.voterOf(1n, 5)).to.deep.equal([false, true]);
      const at = BigInt((await tx.getBlock())?.timestamp ?? 0);
      const payload = keccak256(coder.encode(["uint32", "bytes32[]"], [5, draft.seals]));
      expect((await sealed.electionOf(1n)).runningHash).to.equal(
        keccak256(coder.encode(["bytes32", "uint256", "uint256", "bytes32"], [before, 3n, at, payload])),
      );
      await expect(castSealed(city, poll, 5, [1]))
        .to.be.revertedWithCustomError(sealed, "BallotIsSpoilt")
        .withArgs(1n, 5);
      const { packed, hints } = await relaySealed(city, poll, [
        [5, [1]],
        [6, [1]],
      ]);
      await expect(sealed.castSigned(1n, packed, hints, "0x"))
        .to.emit(sealed, "BallotRefused")
        .withArgs(1n, 5, 0n, 2n);
      await castSealed(city, poll, 5, [0]);
      expect(await sealed.voterOf(1n, 5)).to.deep.equal([true, true]);
      expect(await sealed.ballotsOf(1n)).to.equal(2n);
    });

    it("is spoilt by its voter alone, whole, and before a ballot counts", async function () {
      const { sealed, poll, voters, stranger } = city;
      const { seals } = seal(city, poll, 5, [1]);
      await expect(as(sealed, stranger).spoil(1n, 5, [...seals], []))
        .to.be.revertedWithCustomError(sealed, "NotOnRoll")
        .withArgs(1n, 5, stranger.address);
      for (const wrong of [[], [...seals, ...seals]]) {
        await expect(as(sealed, voters[5]).spoil(1n, 5, wrong, []))
          .to.be.revertedWithCustomError(sealed, "SealCountWrong")
          .withArgs(BigInt(wrong.length), 1n);
      }
      await castSealed(city, poll, 5, [1]);
      await expect(as(sealed, voters[5]).spoil(1n, 5, [...seals], []))
        .to.be.revertedWithCustomError(sealed, "AlreadyVoted")
        .withArgs(1n, 5);
    });

    it("attack: is never spoilt by another voter who sees it on its way", async function () {
      const { sealed, voters, poll } = city;
      // Voter 5 has audited a ballot, so that its seals are looked up; the next one is seen before it is mined.
      const audited = seal(city, poll, 5, [0]);
      await as(sealed, voters[5]).spoil(1n, 5, [...audited.seals], []);
      const { seals } = seal(city, poll, 5, [1]);
      await as(sealed, voters[6]).spoil(1n, 6, [...seals], []);
      expect(await sealed.isSpoilt(1n, 6n, seals[0])).to.equal(true);
      expect(await sealed.isSpoilt(1n, 5n, seals[0])).to.equal(false);
      await castSealed(city, poll, 5, [1]);
      expect(await sealed.voterOf(1n, 5)).to.deep.equal([true, true]);
    });

    it("of several contests never counts, whichever of its ciphertexts was spoilt, and wherever it stands", async function () {
      const { sealed, voters } = city;
      const poll = await openSealed(city, { form: FORM.approval, optionCount: 3n });
      const { electionId } = poll;
      const votes = [
        [5, [1, 0, 1]],
        [6, [0, 1, 1]],
        [7, [0, 0, 0]],
      ] as const;
      for (const [contest, voterIndex] of [
        [0, 5],
        [2, 7],
      ] as const) {
        const { seals } = seal(city, poll, voterIndex, votes[voterIndex - 5][1]);
        // Of the whole ballot one ciphertext alone is the one that is cast.
        const spoilt = seals.map((each, i) => (i === contest ? each : id(`${i} of another ballot`)));
        await as(sealed, voters[voterIndex]).spoil(electionId, voterIndex, spoilt, []);
        await expect(castSealed(city, poll, voterIndex, votes[voterIndex - 5][1]))
          .to.be.revertedWithCustomError(sealed, "BallotIsSpoilt")
          .withArgs(electionId, voterIndex);
      }
      // Voter 6 has spoilt something too: what is looked up is each ballot's own.
      await as(sealed, voters[6]).spoil(electionId, 6, [...seal(city, poll, 6, [1, 1, 1]).seals], []);
      const { packed, hints } = await relaySealed(city, poll, votes);
      const tx = await sealed.castSigned(electionId, packed, hints, "0x");
      await expect(tx).to.emit(sealed, "BallotRefused").withArgs(electionId, 5, 0n, 2n);
      await expect(tx).to.emit(sealed, "BallotRefused").withArgs(electionId, 7, 2n, 2n);
      expect(await sealed.voterOf(electionId, 6)).to.deep.equal([true, true]);
      const [chain, own] = [await sumsOnChain(city, poll), sumsOfVotes(city, poll, [votes[1]])];
      expect(chain.map(({ mask }, i) => mask.equals(own[i].mask))).to.deep.equal([true, true, true]);
    });

    it("is spoilt with a proof of the roll where no page is published", async function () {
      const { drawing, sealed, voters } = city;
      await freezeRoll(city, drawing);
      const poll = await openSealed(city, { rollId: 2n });
      const { seals } = seal(city, poll, 5, [1]);
      await as(sealed, voters[5]).spoil(poll.electionId, 5, [...seals], drawing.proof(5));
      expect(await sealed.isSpoilt(poll.electionId, 5n, seals[0])).to.equal(true);
      await expect(as(sealed, voters[6]).spoil(poll.electionId, 5, [...seals], drawing.proof(5)))
        .to.be.revertedWithCustomError(sealed, "NotOnRoll")
        .withArgs(poll.electionId, 5, voters[6].address);
    });
  });

  describe("stages", function () {
    it("cast, spoil, share, tally and finalise have their own", async function () {
      const city = await networkHelpers.loadFixture(sealedCity);
      const { sealed } = city;
      const { electionId } = await createSealed(city);
      const wrong = (act: Promise<unknown>) =>
        expect(act)
          .to.be.revertedWithCustomError(sealed, "ElectionStageWrong")
          .withArgs(electionId, STAGE.ceremony);
      await wrong(sealed.cast(electionId, 0, "0x", "0x", "0x"));
      await wrong(sealed.castSigned(electionId, "0x", "0x", "0x"));
      await wrong(sealed.spoil(electionId, 0, [], []));
      await wrong(sealed.share(electionId, 1n, "0x", "0x"));
      await wrong(sealed.tally(electionId, [], "0x"));
      await wrong(sealed.finalise(electionId));
      await wrong(sealed.voidUntallied(electionId));
      await wrong(sealed.close(electionId));
    });

    it("a court voids until the result is final", async function () {
      const { sealed, judge, stranger } = await networkHelpers.loadFixture(openMotion);
      await expect(as(sealed, stranger).voidByOrder(1n, ORDER))
        .to.be.revertedWithCustomError(sealed, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
      await expect(as(sealed, judge).voidByOrder(1n, ORDER))
        .to.emit(sealed, "ElectionVoided")
        .withArgs(1n, STAGE.open, ORDER);
    });

    it("a retired contract creates and opens nothing more; what is open ends there, and nothing moves", async function () {
      const city = await networkHelpers.loadFixture(openMotion);
      const { sealed, council, deployer, officers, roll, ceremonies, ballotVerifier, tallyVerifier, poll } =
        city;
      const { ceremonyId } = await holdOnChain(city);
      const next = await new SealedBallot__factory(deployer).deploy(
        officers,
        roll,
        ceremonies,
        ballotVerifier,
        tallyVerifier,
        sealed,
      );
      expect(await next.predecessor()).to.equal(await sealed.getAddress());
      await as(sealed, council).retire(next);
      await networkHelpers.time.increase(1);
      await expect(
        as(sealed, city.office).create(sealedTermsOf(await now(), { ceremonyId })),
      ).to.be.revertedWithCustomError(sealed, "ContractRetired");
      await castSealed(city, poll, 2, [1]);
      expect(await sealed.ballotsOf(1n)).to.equal(1n);
      const address = await next.getAddress();
      await networkHelpers.impersonateAccount(address);
      await networkHelpers.setBalance(address, 10n ** 18n);
      const record = toBeHex(1n, 32);
      await expect(as(sealed, await ethers.getSigner(address)).handOver(record))
        .to.be.revertedWithCustomError(sealed, "ElectionStaysHere")
        .withArgs(record);
    });
  });
});
