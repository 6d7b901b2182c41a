import { p256 } from "@noble/curves/nist.js";
import { expect } from "chai";
import { concat, dataSlice, getBytes, hexlify, id, keccak256, toBeHex, ZeroHash } from "ethers";

import { readBuild } from "../../../scripts/checks/lib/build.js";
import {
  ballotForm,
  ballotTypedData,
  choiceOf,
  digestOf,
  type ElectionPlan,
  FORMS,
  type Form,
  packBallots,
  signedBallot,
  termsHash,
  termsOf,
  unpackBallots,
} from "../../../sdk/index.js";
import { ballotSigner } from "../../../sdk/ballots/ballotSigner.js";
import { ROLL_CALL_SLOTS } from "../../../sdk/ballots/electionSlots.js";
import { TRANSCRIPT } from "../../../sdk/ballots/runningHash.js";
import type { RollCallBallot } from "../../../typechain-types/index.js";
import {
  type BallotCity,
  deployBallots,
  type ElectionChain,
  openElectionChain,
  passkeyVoter,
  timeOf,
  voterOf,
} from "../../support/electionDay.js";
import { expectInputError } from "../../support/inputError.js";
import { BUDGET, COUNCIL_VOTE } from "../../support/sampleElections.js";

const SCHEDULE = { opensAt: 1, openUntil: 2, closesAt: 3, finalisesAt: 4 };
const councilPlan: ElectionPlan = { ...COUNCIL_VOTE, rollId: 1, schedule: SCHEDULE };

describe("ballots", () => {
  let chain: ElectionChain & { close: () => Promise<void> };
  let city: BallotCity;
  let ballot: RollCallBallot;

  before(async () => {
    chain = await openElectionChain("embedded");
    city = await deployBallots(chain);
    ({ ballot } = city);
    const time = await timeOf(chain);
    await city.rolls.announce(id("root"), id("dataset"), id("source"), 3, time + 4 * 86_400);
  });
  after(() => chain.close());

  /** Creates an election of a form. */
  const create = async (
    form: Form,
    optionCount: number,
    maxApprovals: number,
    isRevotable: boolean,
  ): Promise<bigint> => {
    const start = (await timeOf(chain)) + 100;
    const schedule = {
      opensAt: start,
      openUntil: start + 1,
      closesAt: start + 5_000,
      finalisesAt: start + 5_000,
    };
    const options = Array.from({ length: optionCount }, (_, place) => `option ${place + 1}`);
    const plan = { ...councilPlan, form, options, maxApprovals, isRevotable, schedule };
    await (await ballot.create(termsOf(plan))).wait();
    const electionId = await ballot.electionCount();
    const { termsHash: hash } = await ballot.electionOf(electionId);
    expect(termsHash(termsOf(plan))).to.equal(hash);
    return electionId;
  };

  describe("have a form", () => {
    for (const [form, optionCount, maxApprovals, isRevotable] of [
      ["Motion", 2, 1, false],
      ["Motion", 2, 1, true],
      ["SingleChoice", 2, 1, true],
      ["SingleChoice", 14, 1, false],
      ["SingleChoice", 15, 1, false],
      ["SingleChoice", 14, 1, true],
      ["SingleChoice", 254, 1, false],
      ["SingleChoice", 255, 1, true],
      ["SingleChoice", 4_094, 1, true],
      ["SingleChoice", 4_095, 1, true],
      ["SingleChoice", 10_000, 1, false],
      ["Approval", 1, 1, false],
      ["Approval", 3, 3, false],
      ["Approval", 4, 2, false],
      ["Approval", 11, 2, true],
      ["Approval", 12, 3, true],
      ["Approval", 60, 5, true],
      ["Approval", 123, 123, true],
      ["Approval", 127, 64, false],
    ] as const) {
      it(`as the contract has it: ${form} of ${optionCount}, again: ${isRevotable}`, async () => {
        const electionId = await create(form, optionCount, maxApprovals, isRevotable);
        const drawn = ballotForm({ form: FORMS.indexOf(form), optionCount, maxApprovals, isRevotable });
        const held = await ballot.formOf(electionId);
        expect(BigInt(drawn.laneBits)).to.equal(held.laneBits);
        expect(BigInt(drawn.choiceBytes)).to.equal(await ballot.choiceBytesOf(electionId));
        expect(drawn).to.include({ form, optionCount, isRevotable, lanesPerWord: 256 / drawn.laneBits });
      });
    }

    it("and allow what its options make", () => {
      const motion = ballotForm({ form: 1, optionCount: 2, maxApprovals: 1, isRevotable: false });
      expect([0n, 1n, 2n, 3n].map(motion.allows)).to.deep.equal([true, true, true, false]);
      expect([0n, 1n, 2n].map(motion.optionsOf)).to.deep.equal([[], [1], [2]]);
      const budget = ballotForm({ form: 2, optionCount: 4, maxApprovals: 2, isRevotable: true });
      expect([0n, 0b11n, 0b111n, 0b1000n, 0b10000n].map(budget.allows)).to.deep.equal([
        true,
        true,
        false,
        true,
        false,
      ]);
      expect(budget.optionsOf(0b1010n)).to.deep.equal([2, 4]);
      expect([motion.laneOf(0, 0n), motion.laneOf(1, 0n), motion.laneOf(1, 2n)]).to.deep.equal([0n, 1n, 3n]);
      expect(budget.laneOf(3, 0b1010n)).to.equal((3n << 12n) | 11n);
    });
  });

  describe("have a choice", () => {
    it("of one option, of several items, or of none", () => {
      expect(choiceOf(false, [7])).to.equal(7n);
      expect(choiceOf(false, [])).to.equal(0n);
      expect(choiceOf(true, [1, 127])).to.equal((1n << 126n) + 1n);
      expect(choiceOf(true, [])).to.equal(0n);
    });

    it("and no other", async () => {
      await expectInputError(() => choiceOf(false, [1, 2]), { field: "options", problem: "are several" });
      await expectInputError(() => choiceOf(true, [3, 3]), { field: "options[1]", problem: "stands twice" });
      for (const option of [0, -1, 1.5]) {
        await expectInputError(() => choiceOf(true, [option]), {
          field: "options[0]",
          problem: "is no option",
        });
      }
    });
  });

  describe("have terms", () => {
    it("whose texts are read as they are signed", async () => {
      for (const [field, change] of [
        ["question", { question: "" }],
        ["question", { question: " Why?" }],
        ["options[1]", { options: ["Yes", "No "] }],
        ["question", { question: "Half a \ud83d?" }],
        // A letter with its accent apart looks like the one letter that it is not.
        ["options[0]", { options: ["Cafe\u0301", "Bar"] }],
      ] as const) {
        await expectInputError(() => termsOf({ ...councilPlan, ...change }), {
          field,
          problem: "is empty, has blanks around it, or is not in the form NFC of Unicode",
        });
      }
      await expectInputError(() => termsOf({ ...councilPlan, options: ["Yes", "Yes"] }), {
        field: "options[1]",
        problem: /^is options\[0\] again$/,
      });
    });

    it("that each of their parts changes", () => {
      const hashes = [
        councilPlan,
        { ...councilPlan, rollId: 2 },
        { ...councilPlan, question: "Another?" },
        { ...councilPlan, options: councilPlan.options.toReversed() },
        { ...councilPlan, form: "Approval" as const },
        { ...councilPlan, maxApprovals: 2 },
        { ...councilPlan, isRevotable: true },
        { ...councilPlan, schedule: { ...SCHEDULE, closesAt: 9 } },
        { ...councilPlan, rules: { ...councilPlan.rules, isStrict: false } },
        { ...councilPlan, rules: { ...councilPlan.rules, measure: "Roll" as const } },
        { ...BUDGET, rollId: 1, schedule: SCHEDULE },
      ].map((plan) => termsHash(termsOf(plan)));
      expect(new Set(hashes).size).to.equal(hashes.length);
    });
  });

  describe("are signed", () => {
    const terms = {
      electionId: 1n,
      termsHash: id("terms"),
      voterIndex: 70_000,
      ordinal: 3,
      choice: 1n << 120n,
    };

    it("as the contract hashes them", async () => {
      const electionId = await create("Approval", 127, 127, false);
      const { termsHash: hash } = await ballot.electionOf(electionId);
      const typedData = ballotTypedData(city.domain, { ...terms, electionId, termsHash: hash });
      expect(digestOf(typedData)).to.equal(
        await ballot.ballotDigest(electionId, terms.voterIndex, terms.ordinal, terms.choice),
      );
      expect(TRANSCRIPT).to.equal(await ballot.TRANSCRIPT());
    });

    it("within the numbers that the contract takes", async () => {
      for (const [change, field, problem] of [
        [{ ordinal: 0 }, "ordinal", "is before the first ballot"],
        [{ ordinal: 256 }, "ordinal", "is no uint8"],
        [{ voterIndex: 2 ** 32 }, "voterIndex", "is no uint32"],
        [{ voterIndex: -1 }, "voterIndex", "is no uint32"],
        [{ voterIndex: 0.5 }, "voterIndex", "is no uint32"],
        [{ termsHash: "0x12" }, "termsHash", "is not 32 bytes"],
        [{ choice: 1n << 256n }, "choice", "is no uint256"],
        [{ electionId: -1n }, "electionId", "is no uint256"],
      ] as const) {
        await expectInputError(() => ballotTypedData(city.domain, { ...terms, ...change }), {
          field,
          problem,
        });
      }
    });

    it("by a key of either kind, in one form each", async () => {
      const digest = id("digest");
      const wallet = voterOf(1);
      const { compactSerialized, serialized, r, s } = wallet.signingKey.sign(digest);
      expect(signedBallot(terms, serialized).signature).to.equal(compactSerialized);
      expect(await ballotSigner(digest, compactSerialized)).to.equal(wallet.address);
      expect(await ballotSigner(id("another"), compactSerialized)).to.not.equal(wallet.address);
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      // The order less s fits its 255 bits for one s in 2^127: take the highest s that does, whoever signs so.
      const half = order / 2n;
      expect(BigInt(s) <= half).to.equal(true);
      expect(await ballotSigner(digest, concat([r, toBeHex(half + 1n, 32)]))).to.equal(undefined);
      expect(await ballotSigner(digest, concat([r, toBeHex(half, 32)]))).to.not.equal(undefined);
      expect(await ballotSigner(digest, concat([ZeroHash, ZeroHash]))).to.equal(undefined);

      const passkey = passkeyVoter("somebody");
      const signature = passkey.sign(digest);
      expect(signedBallot(terms, signature).signature).to.equal(signature);
      expect(await ballotSigner(digest, signature)).to.equal(passkey.account);
      expect(await ballotSigner(id("another"), signature)).to.equal(undefined);
      const highS = toBeHex(p256.Point.Fn.ORDER - BigInt(dataSlice(signature, 32, 64)), 32);
      const high = concat([dataSlice(signature, 0, 32), highS, dataSlice(signature, 64)]);
      expect(await ballotSigner(digest, high)).to.equal(undefined);
      const offCurve = concat([dataSlice(signature, 0, 127), "0x00"]);
      expect(await ballotSigner(digest, offCurve)).to.equal(undefined);
      expect(hexlify(getBytes(keccak256(dataSlice(signature, 64))).slice(12))).to.equal(
        passkey.account.toLowerCase(),
      );
    });

    it("by nothing else", async () => {
      for (const signature of ["0x", "0x12", `0x${"00".repeat(63)}`, `0x${"11".repeat(129)}`]) {
        await expectInputError(() => signedBallot(terms, signature), {
          field: "signature",
          problem: "is none that a relayed ballot can have",
        });
      }
    });
  });

  describe("are packed", () => {
    const short = { voterIndex: 1, ordinal: 2, choice: 3n, signature: `0x${"ab".repeat(64)}` as const };
    const long = {
      voterIndex: 2 ** 32 - 1,
      ordinal: 255,
      choice: 200n,
      signature: `0x${"cd".repeat(128)}` as const,
    };

    it("without anything between them, and unpacked as they were", () => {
      const packed = packBallots([short, long], 1);
      expect(packed).to.equal(
        [
          "0x",
          "00",
          "00000001",
          "02",
          "03",
          "ab".repeat(64),
          "01",
          "ffffffff",
          "ff",
          "c8",
          "cd".repeat(128),
        ].join(""),
      );
      expect(unpackBallots(packed, 1)).to.deep.equal([short, long]);
      expect(unpackBallots(packBallots([short], 16), 16)).to.deep.equal([short]);
      expect(unpackBallots("0x", 1)).to.deep.equal([]);
    });

    it("and are no row of ballots with bytes missing, too many or of another kind", () => {
      const packed = packBallots([short, long], 1);
      for (const wrong of [
        packed.slice(0, -2),
        `${packed}00`,
        `${packed}01`,
        `${packed}ff`,
        `0x02${packed.slice(4)}`,
        packed.slice(0, 10),
      ]) {
        expect(unpackBallots(wrong, 1), wrong).to.equal(undefined);
      }
    });
  });

  it("lie in the contract where the record looks for them", () => {
    const contract = readBuild("artifacts").contracts.find(({ name }) => name === "RollCallBallot")!;
    const slotOf = (label: string): bigint =>
      BigInt(contract.storageLayout.storage.find((item) => item.label === label)!.slot);
    expect(ROLL_CALL_SLOTS).to.deep.equal({
      elections: slotOf("_elections"),
      records: slotOf("_records"),
      tallies: slotOf("_tallies"),
      votes: slotOf("_votes"),
    });
  });
});
