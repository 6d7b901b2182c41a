import { expect } from "chai";
import { id, ZeroHash } from "ethers";

import { interfaceId } from "../../scripts/city/interfaceId.js";
import { IElections__factory, IRollCallBallot__factory } from "../../typechain-types/index.js";
import {
  afterDirect,
  as,
  BALLOT_TYPES,
  type Ballots,
  createElection,
  digestOf,
  FORM,
  freezeRoll,
  frozenRoll,
  hashOfTerms,
  nextTime,
  nextTimeAt,
  now,
  openElection,
  RollDrawing,
  STAGE,
  startOfRecord,
  termsOf,
} from "../support/ballots.js";
import { deployDouble, type OfficeDouble } from "../support/doubles.js";
import { ethers, networkHelpers } from "../support/network.js";

describe("RollCallBallot", function () {
  let city: Ballots;
  beforeEach(async function () {
    city = await networkHelpers.loadFixture(frozenRoll);
  });

  it("publishes its limits, its typed data and its transcript", async function () {
    const { ballot } = city;
    expect(await ballot.MAXIMUM_OPTIONS()).to.equal(10_000n);
    expect(await ballot.MAXIMUM_ITEMS()).to.equal(127n);
    expect(await ballot.MAXIMUM_BALLOTS()).to.equal(15n);
    expect(await ballot.ORDINAL_BITS()).to.equal(4n);
    expect(await ballot.TRANSCRIPT()).to.equal(id("Civitas RollCallBallot transcript"));
    const fields = BALLOT_TYPES.Ballot.map(({ name, type }) => `${type} ${name}`).join(",");
    expect(await ballot.BALLOT_TYPEHASH()).to.equal(id(`Ballot(${fields})`));
    const { name, version, chainId, verifyingContract } = await ballot.eip712Domain();
    expect([name, version, chainId, verifyingContract]).to.deep.equal([
      "Civitas RollCallBallot",
      "1",
      31_337n,
      await ballot.getAddress(),
    ]);
  });

  it("claims its own interface, that of elections and ERC-165, and no other", async function () {
    const elections = IElections__factory.abi;
    for (const claimed of [
      interfaceId(IRollCallBallot__factory.abi, elections),
      interfaceId(elections),
      "0x01ffc9a7",
    ]) {
      expect(await city.ballot.supportsInterface(claimed), claimed).to.equal(true);
    }
    expect(await city.ballot.supportsInterface("0xffffffff")).to.equal(false);
  });

  it("computes the digest that a wallet signs", async function () {
    const { ballot } = city;
    const { termsHash } = await createElection(city);
    const terms = { electionId: 1n, termsHash, voterIndex: 7, ordinal: 3, choice: 2n };
    expect(await ballot.ballotDigest(1n, 7, 3, 2n)).to.equal(digestOf(await ballot.getAddress(), terms));
  });

  describe("create", function () {
    it("fixes the terms by their hash", async function () {
      const { ballot, office } = city;
      const terms = termsOf(await now());
      const tx = as(ballot, office).create(terms);
      await expect(tx).to.emit(ballot, "ElectionCreated");
      const [event] = await ballot.queryFilter(ballot.filters.ElectionCreated());
      expect(event.args.electionId).to.equal(1n);
      expect(event.args.termsHash).to.equal(hashOfTerms(terms));
      expect(hashOfTerms(event.args.terms)).to.equal(hashOfTerms(terms));
      expect((await ballot.electionOf(1n)).termsHash).to.equal(hashOfTerms(terms));
      expect(await ballot.electionCount()).to.equal(1n);
    });

    it("is for the office alone", async function () {
      const { ballot, stranger } = city;
      await expect(as(ballot, stranger).create(termsOf(await now())))
        .to.be.revertedWithCustomError(ballot, "AccessManagedUnauthorized")
        .withArgs(stranger.address);
    });

    it("wants a question and options", async function () {
      const { ballot, office } = city;
      for (const change of [{ questionHash: ZeroHash }, { optionsHash: ZeroHash }]) {
        await expect(as(ballot, office).create(termsOf(await now(), change))).to.be.revertedWithCustomError(
          ballot,
          "ElectionIncomplete",
        );
      }
    });

    for (const [form, optionCount, maxApprovals, isRevotable, laneBits, choiceBytes] of [
      [FORM.motion, 2, 1, false, 4, 1],
      [FORM.motion, 2, 1, true, 8, 1],
      [FORM.singleChoice, 2, 1, false, 4, 1],
      [FORM.singleChoice, 14, 1, false, 4, 1],
      [FORM.singleChoice, 15, 1, false, 8, 1],
      [FORM.singleChoice, 14, 1, true, 8, 1],
      [FORM.singleChoice, 15, 1, true, 16, 2],
      [FORM.singleChoice, 254, 1, false, 8, 1],
      [FORM.singleChoice, 255, 1, false, 16, 2],
      [FORM.singleChoice, 10_000, 1, false, 16, 2],
      [FORM.singleChoice, 10_000, 1, true, 32, 4],
      [FORM.approval, 1, 1, false, 4, 1],
      [FORM.approval, 3, 3, false, 4, 1],
      [FORM.approval, 4, 1, false, 8, 1],
      [FORM.approval, 127, 127, false, 128, 16],
      [FORM.approval, 123, 5, true, 128, 16],
    ] as const) {
      const name = ["single choice", "motion", "approval"][Number(form)];
      it(`${name} of ${optionCount}${isRevotable ? ", again and again," : ""} takes ${laneBits} bits a voter`, async function () {
        const { ballot } = city;
        await createElection(city, {
          form,
          optionCount: BigInt(optionCount),
          maxApprovals: BigInt(maxApprovals),
          isRevotable,
        });
        expect(await ballot.formOf(1n)).to.deep.equal([
          form,
          BigInt(optionCount),
          BigInt(maxApprovals),
          isRevotable,
          BigInt(laneBits),
        ]);
        expect(await ballot.choiceBytesOf(1n)).to.equal(choiceBytes);
      });
    }

    it("refuses what a form does not allow", async function () {
      const { ballot, office } = city;
      for (const [form, optionCount, maxApprovals, isRevotable] of [
        [FORM.motion, 1n, 1n, false],
        [FORM.motion, 3n, 1n, false],
        [FORM.motion, 2n, 2n, false],
        [FORM.singleChoice, 0n, 1n, false],
        [FORM.singleChoice, 1n, 1n, false],
        [FORM.singleChoice, 2n, 0n, false],
        [FORM.singleChoice, 2n, 2n, false],
        [FORM.singleChoice, 10_001n, 1n, false],
        [FORM.approval, 0n, 0n, false],
        [FORM.approval, 3n, 0n, false],
        [FORM.approval, 3n, 4n, false],
        [FORM.approval, 128n, 1n, false],
        [FORM.approval, 124n, 1n, true],
        [FORM.approval, 65_535n, 1n, false],
      ] as const) {
        await expect(
          as(ballot, office).create(termsOf(await now(), { form, optionCount, maxApprovals, isRevotable })),
          `${form} ${optionCount} ${maxApprovals}`,
        )
          .to.be.revertedWithCustomError(ballot, "OptionsWrong")
          .withArgs(form, optionCount, maxApprovals);
      }
    });
  });

  describe("cast", function () {
    it("writes the voter's lane, the running hash and an event, with a page or with a proof", async function () {
      const { ballot, voters, drawing } = city;
      const { termsHash } = await openElection(city);
      let hash = startOfRecord(await ballot.getAddress(), 1n, termsHash, drawing);
      const votes: [number, bigint][] = [
        [0, 1n],
        [63, 2n],
        [64, 0n],
        [69, 1n],
      ];
      for (const [index, choice] of votes) {
        const at = await nextTime();
        const act =
          index % 2 === 0
            ? as(ballot, voters[index]).cast(1n, index, choice)
            : as(ballot, voters[index]).castWithProof(1n, index, choice, drawing.proof(index));
        await expect(act).to.emit(ballot, "BallotCast").withArgs(1n, index, choice);
        hash = afterDirect(hash, at, index, choice);
        expect((await ballot.electionOf(1n)).runningHash).to.equal(hash);
        expect(await ballot.ballotOf(1n, index)).to.deep.equal([1n, choice]);
      }
      expect(await ballot.recordWord(1n, 0n)).to.equal(2n + (3n << 252n));
      expect(await ballot.recordWord(1n, 1n)).to.equal(1n + (2n << 20n));
      expect(await ballot.ballotOf(1n, 1)).to.deep.equal([0n, 0n]);
    });

    it("BALLOT-5: attack: a second ballot of a voter is refused, by any path", async function () {
      const { ballot, voters, drawing } = city;
      await openElection(city);
      await as(ballot, voters[5]).cast(1n, 5, 1n);
      for (const act of [
        () => as(ballot, voters[5]).cast(1n, 5, 2n),
        () => as(ballot, voters[5]).castWithProof(1n, 5, 2n, drawing.proof(5)),
      ]) {
        await expect(act()).to.be.revertedWithCustomError(ballot, "AlreadyVoted").withArgs(1n, 5);
      }
      expect(await ballot.ballotOf(1n, 5)).to.deep.equal([1n, 1n]);
    });

    it("attack: nobody votes at another's index, or beyond the roll", async function () {
      const { ballot, voters, stranger, drawing } = city;
      await openElection(city);
      for (const [caller, index] of [
        [voters[5], 6],
        [voters[5], 70],
        [voters[5], 2 ** 32 - 1],
        [stranger, 5],
      ] as const) {
        for (const act of [
          () => as(ballot, caller).cast(1n, index, 1n),
          () => as(ballot, caller).castWithProof(1n, index, 1n, drawing.proof(5)),
        ]) {
          await expect(act())
            .to.be.revertedWithCustomError(ballot, "NotOnRoll")
            .withArgs(1n, index, caller.address);
        }
      }
    });

    it("attack: a proof for another index, an inner node, a doubled sibling and a long proof are refused", async function () {
      const { ballot, voters, drawing } = city;
      await openElection(city);
      const proof = drawing.proof(5);
      for (const [index, wrong] of [
        [5, drawing.proof(4)],
        [4, proof],
        [5, proof.slice(1)],
        [5, proof.slice(0, -1)],
        [5, [...proof, ZeroHash]],
        [5, [proof[0], ...proof]],
        [5, []],
        // The index beyond the tree has the same low bits.
        [5 + 128, proof],
      ] as const) {
        await expect(as(ballot, voters[5]).castWithProof(1n, index, 1n, [...wrong]))
          .to.be.revertedWithCustomError(ballot, "NotOnRoll")
          .withArgs(1n, index, voters[5].address);
      }
      await as(ballot, voters[5]).castWithProof(1n, 5, 1n, proof);
    });

    it("a page that is not published needs the proof", async function () {
      const { ballot, voters, drawing } = city;
      await freezeRoll(city, drawing);
      await openElection(city, { rollId: 2n });
      await expect(as(ballot, voters[0]).cast(1n, 0, 1n))
        .to.be.revertedWithCustomError(ballot, "NotOnRoll")
        .withArgs(1n, 0, voters[0].address);
      await as(ballot, voters[0]).castWithProof(1n, 0, 1n, drawing.proof(0));
      expect(await ballot.ballotOf(1n, 0)).to.deep.equal([1n, 1n]);
    });

    it("a contract account casts by itself", async function () {
      const { ballot, deployer } = city;
      const account = await deployDouble<OfficeDouble>("Office__Double", deployer, [deployer.address]);
      const drawing = new RollDrawing([await account.getAddress()]);
      await freezeRoll(city, drawing);
      await city.roll.publishPages(2n, [drawing.page(0)]);
      await openElection(city, { rollId: 2n });
      await account.act(
        await ballot.getAddress(),
        ballot.interface.encodeFunctionData("castWithProof", [1n, 0, 2n, []]),
      );
      expect(await ballot.ballotOf(1n, 0)).to.deep.equal([1n, 2n]);
    });

    it("attack: a ballot counts with the opening and the closing second, and not one second later", async function () {
      const { ballot, office, voters } = city;
      const { terms } = await createElection(city);
      const { opensAt, closesAt } = terms.schedule;
      await nextTimeAt(BigInt(opensAt) - 1n);
      await expect(as(ballot, voters[0]).cast(1n, 0, 1n))
        .to.be.revertedWithCustomError(ballot, "ElectionStageWrong")
        .withArgs(1n, STAGE.draft);
      await networkHelpers.mine();
      // In one block: the office opens, the first voter casts.
      await ethers.provider.send("evm_setAutomine", [false]);
      const opening = await as(ballot, office).open(1n, { gasLimit: 500_000n });
      const vote = await as(ballot, voters[0]).cast(1n, 0, 1n, { gasLimit: 500_000n });
      await networkHelpers.mine();
      await ethers.provider.send("evm_setAutomine", [true]);
      const [opened, cast] = [await opening.wait(), await vote.wait()];
      expect(cast?.blockNumber).to.equal(opened?.blockNumber);

      await nextTimeAt(BigInt(closesAt));
      await as(ballot, voters[1]).cast(1n, 1, 1n);
      await nextTimeAt(BigInt(closesAt) + 1n);
      await expect(as(ballot, voters[2]).cast(1n, 2, 1n))
        .to.be.revertedWithCustomError(ballot, "ElectionOver")
        .withArgs(1n, closesAt);
      await expect(ballot.castSigned(1n, "0x00"))
        .to.be.revertedWithCustomError(ballot, "ElectionOver")
        .withArgs(1n, closesAt);
      expect(await ballot.stageOf(1n), "the clock alone closes nothing").to.equal(STAGE.open);
    });

    it("refuses choices that the form does not have", async function () {
      const { ballot, voters } = city;
      const refuses = async (electionId: bigint, choice: bigint) => {
        await expect(as(ballot, voters[0]).cast(electionId, 0, choice), `${electionId}: ${choice}`)
          .to.be.revertedWithCustomError(ballot, "ChoiceWrong")
          .withArgs(electionId, choice);
      };
      await openElection(city);
      await refuses(1n, 3n);
      await refuses(1n, 2n ** 255n);
      await openElection(city, { form: FORM.singleChoice, optionCount: 14n });
      await refuses(2n, 15n);
      await as(ballot, voters[0]).cast(2n, 0, 14n);
      await openElection(city, { form: FORM.approval, optionCount: 7n, maxApprovals: 3n });
      await refuses(3n, 128n);
      await refuses(3n, 0b1111n);
      await as(ballot, voters[0]).cast(3n, 0, 0b1010100n);
      await openElection(city, { form: FORM.approval, optionCount: 127n, maxApprovals: 127n });
      await refuses(4n, 2n ** 127n);
      await as(ballot, voters[0]).cast(4n, 0, 2n ** 127n - 1n);
      expect(await ballot.ballotOf(4n, 0)).to.deep.equal([1n, 2n ** 127n - 1n]);
    });

    it("BALLOT-5: voting again replaces the ballot, fifteen times and no more, and touches no neighbour", async function () {
      const { ballot, voters } = city;
      await openElection(city, { isRevotable: true });
      await as(ballot, voters[1]).cast(1n, 1, 1n);
      await as(ballot, voters[3]).cast(1n, 3, 2n);
      for (let ordinal = 1n; ordinal <= 15n; ++ordinal) {
        const choice = ordinal % 3n;
        await as(ballot, voters[2]).cast(1n, 2, choice);
        expect(await ballot.ballotOf(1n, 2)).to.deep.equal([ordinal, choice]);
      }
      await expect(as(ballot, voters[2]).cast(1n, 2, 1n))
        .to.be.revertedWithCustomError(ballot, "BallotsExhausted")
        .withArgs(1n, 2);
      expect(await ballot.ballotOf(1n, 1)).to.deep.equal([1n, 1n]);
      expect(await ballot.ballotOf(1n, 3)).to.deep.equal([1n, 2n]);
    });

    it("views of an unknown election name it", async function () {
      const { ballot } = city;
      for (const view of [
        () => ballot.formOf(9n),
        () => ballot.choiceBytesOf(9n),
        () => ballot.ballotOf(9n, 0),
        () => ballot.countOf(9n),
        () => ballot.votesOf(9n, 0n),
      ]) {
        await expect(view()).to.be.revertedWithCustomError(ballot, "ElectionUnknown").withArgs(9n);
      }
    });
  });
});
