import { expect } from "chai";
import { keccak256 } from "ethers";

import { readBuild } from "../../../../scripts/checks/lib/build.js";
import {
  choicesFor,
  type ExportedSealedElection,
  exportSealedElection,
  findSealedBallot,
  packSealedBallots,
  readSealedRecord,
  type RecordedCeremony,
  SEALED_RECORD_SCHEMA,
  type SealedPlan,
  type SealedRecord,
  sealedTermsHash,
  sealedTermsOf,
  unpackSealedBallots,
  verifySealedElection,
} from "../../../../sdk/ballots/sealed/index.js";
import { SEALED_SLOTS } from "../../../../sdk/ballots/sealed/record/sealedSlots.js";
import type { Rpc, Trust } from "../../../../sdk/index.js";
import { canonicalJson } from "../../../../sdk/inputs/canonicalJson.js";
import { expectInputError } from "../../../support/inputError.js";
import { ethers, networkHelpers } from "../../../support/network.js";
import {
  as,
  castSealed,
  closeSealed,
  drawShare,
  finaliseSealed,
  FORM,
  openSealed,
  relaySealed,
  seal,
  sealedCity,
  type SealedCity,
  type SealedPoll,
  signSealed,
  tallySealed,
} from "../../../support/sealed.js";

const QUESTION = "Shall the market hall be rebuilt?";
const rpc: Rpc = ({ method, params }) => ethers.provider.send(method, [...params]);

interface Final extends SealedCity {
  poll: SealedPoll;
  plan: SealedPlan;
  ceremony: RecordedCeremony;
  exported: ExportedSealedElection;
  trust: Trust;
}

/** An election in words, as the fixtures create it. */
function planOf({ terms }: SealedPoll): SealedPlan {
  const schedule = Object.fromEntries(
    Object.entries(terms.schedule).map(([name, time]) => [name, Number(time)]),
  ) as unknown as SealedPlan["schedule"];
  return {
    rollId: 1,
    question: QUESTION,
    options: ["yes", "no"],
    form: "Motion",
    hasBlank: true,
    isAdvisory: true,
    minimumBallots: 3,
    ceremonyId: 1,
    tallyUntil: Number(terms.tallyUntil),
    schedule,
    rules: {
      quorum: { numerator: 0, denominator: 1 },
      threshold: { numerator: 1, denominator: 2 },
      measure: "Decided",
      isStrict: true,
    },
  };
}

/**
 * A motion with blank ballots on a chain: voter 0 casts directly; voter 1 spoils a ballot and casts another one; a batch
 * holds ballots of voters 2 to 4 and one of voter 0, who has voted. Yes, blank, no, yes, yes.
 */
async function final(): Promise<Final> {
  const city = await sealedCity();
  const poll = await openSealed(city, { form: FORM.motion, hasBlank: true });
  const { electionId } = poll;
  await castSealed(city, poll, 0, [1]);
  await as(city.sealed, city.voters[1]).spoil(electionId, 1, [...seal(city, poll, 1, [2]).seals], []);
  await castSealed(city, poll, 1, [0]);
  const batch = [
    [2, [2]],
    [0, [2]],
    [3, [1]],
    [4, [1]],
  ] as const;
  const { packed, hints } = await relaySealed(city, poll, batch);
  await city.sealed.castSigned(electionId, packed, hints, "0x");
  await closeSealed(city, poll);
  // One trustee more than the threshold shares: the record holds all of them.
  const third = await drawShare(city, poll, 2);
  await city.sealed.share(electionId, 2, third.share, third.proof);
  await tallySealed(city, poll, [1, 3]);
  await finaliseSealed(city, poll);
  const { plan: drawn } = poll.held;
  const ceremony: RecordedCeremony = {
    contract: (await city.ceremonies.getAddress()).toLowerCase(),
    trustees: drawn.trustees.map((trustee) => (trustee as string).toLowerCase()),
    threshold: Number(drawn.threshold),
    registerUntil: Number(drawn.registerUntil),
    dealUntil: Number(drawn.dealUntil),
    complainUntil: Number(drawn.complainUntil),
    page: poll.held.page,
  };
  const plan = planOf(poll);
  const contract = await city.sealed.getAddress();
  const exported = await exportSealedElection(rpc, {
    contract,
    electionId: Number(electionId),
    plan,
    ceremony,
    accounts: city.voters.map(({ address }) => address),
    block: "latest",
  });
  const { block } = exported.report;
  return {
    ...city,
    poll,
    plan,
    ceremony,
    exported,
    trust: { chainId: 31_337n, contract, blockHash: block.hash },
  };
}

describe("records of sealed elections", function () {
  let held: Final;
  before(async function () {
    held = await networkHelpers.loadFixture(final);
  });

  /** The record with something changed. */
  const changed = (change: (record: SealedRecord) => object): string =>
    canonicalJson({ ...held.exported.record, ...change(held.exported.record) });
  const refused = (text: string, field: string | RegExp, problem: RegExp): Promise<void> =>
    expectInputError(() => verifySealedElection(text, held.trust), { field, problem });

  it("come to what the contract says", async function () {
    const { report } = held.exported;
    const { sealed, poll } = held;
    expect(report.votes).to.deep.equal([1, 3, 1]);
    expect(report.outcome).to.equal("Adopted");
    expect(report.adopted).to.deep.equal([1]);
    expect(report.isAdvisory).to.equal(true);
    expect(report.cast).to.deep.equal({ counts: 5, refused: 1, spoilt: 1 });
    expect(report.trustees).to.deep.equal({ shared: [2, 1, 3], threshold: 2 });
    const { runningHash, termsHash } = await sealed.electionOf(poll.electionId);
    expect(report.runningHash).to.equal(runningHash);
    expect(report.termsHash).to.equal(termsHash);
    expect(report.context).to.equal(poll.context);
    expect(report.keyHash).to.equal(poll.held.keyHash);
    for (const option of [0, 1, 2]) {
      expect(await sealed.votesOf(poll.electionId, option)).to.equal(BigInt(report.votes[option]));
    }
  });

  it("hold terms that hash as the contract hashes them, and the schema that they have", async function () {
    const { termsHash } = await held.sealed.electionOf(held.poll.electionId);
    expect(sealedTermsHash(sealedTermsOf(held.plan))).to.equal(termsHash);
    expect(readSealedRecord(held.exported.text)).to.deep.equal(held.exported.record);
    expect(SEALED_RECORD_SCHEMA.properties.ballot.const).to.equal("SealedBallot");
    await expectInputError(() => readSealedRecord(` ${held.exported.text}`), {
      field: "record",
      problem: /^is not in canonical form/,
    });
  });

  it("let a voter find the ballot, and say whether it counts", async function () {
    const { verdicts } = held.exported.report;
    const hashOf = (voter: number, choice: number): string =>
      seal(held, held.poll, voter, [choice]).ballotHash;
    expect(findSealedBallot(verdicts, hashOf(3, 1))).to.include({
      way: "relayed",
      voterIndex: 3,
      account: held.voters[3].address,
      position: 2,
      refusal: "None",
    });
    expect(findSealedBallot(verdicts, hashOf(0, 2)).refusal).to.equal("AlreadyVoted");
    // What was spoilt was never cast.
    await expectInputError(() => findSealedBallot(verdicts, hashOf(1, 2)), {
      field: "ballotHash",
      problem: "is in no entry of the record",
    });
  });

  it("are refused with anything left out, added, moved or exchanged", async function () {
    const { record } = held.exported;
    const [first, spoilt, second, batch] = record.cast;
    const elsewhere = /is in the chain where the record comes to/;
    await refused(
      changed(() => ({ cast: [first, spoilt, second] })),
      /./,
      /comes to|decrypted|no number|small/,
    );
    await refused(
      changed(() => ({ cast: [first, second, batch] })),
      /./,
      /comes to/,
    );
    await refused(
      changed(() => ({ cast: [second, first, spoilt, batch] })),
      /./,
      /is not from|has voted before/,
    );
    await refused(
      changed(() => ({ cast: [first, first, spoilt, second, batch] })),
      /./,
      /AlreadyVoted/,
    );
    await refused(
      changed(() => ({ cast: [{ ...first, time: first.time + 1 }, spoilt, second, batch] })),
      "runningHash",
      elsewhere,
    );
    await refused(
      changed(({ plan }) => ({ plan: { ...plan, options: ["no", "yes"] } })),
      /./,
      /makes no|do not add up|not decrypted|does not fit/,
    );
  });

  it("are refused where a ballot, a signature or a proof is another one", async function () {
    const { record } = held.exported;
    const [first, spoilt, second, batch] = record.cast;
    if (batch.kind !== "relayed" || first.kind !== "direct") throw new Error("the fixture has changed");
    const list = unpackSealedBallots(batch.ballots, held.poll.form)!;
    expect(packSealedBallots(list)).to.equal(batch.ballots);
    const resigned = packSealedBallots([
      { ...list[0], signature: await signSealed(held, held.poll, 2, list[0].ballot, held.voters[5]) },
      ...list.slice(1),
    ]);
    const withBatch = (ballots: string): string =>
      changed(() => ({ cast: [first, spoilt, second, { ...batch, ballots }] }));
    await refused(withBatch(resigned), "record.cast[3][0].signature", /^is not by/);
    await refused(
      withBatch(batch.ballots.slice(0, -2)),
      "record.cast[3].ballots",
      /^is not a row of ballots/,
    );
    const other = seal(held, held.poll, 6, [1]).ballot;
    await refused(
      changed(() => ({ cast: [{ ...first, ballot: other }, spoilt, second, batch] })),
      "ballot.contests[0].challenges",
      /^do not add up/,
    );
    await refused(
      changed(() => ({ cast: [{ ...first, voterIndex: 70 }, spoilt, second, batch] })),
      "record.cast[0].voterIndex",
      /^is no voter/,
    );
  });

  it("are refused with another key, other shares, or too few", async function () {
    const { record } = held.exported;
    const { page } = record.ceremony;
    const bytes = 2 * 64;
    const [head, rest] = [page.slice(2, 2 + 2 * bytes), page.slice(2 + 2 * bytes)];
    const swapped = `0x${head.slice(bytes)}${head.slice(0, bytes)}${rest}`;
    await refused(
      changed(({ ceremony }) => ({ ceremony: { ...ceremony, page: swapped } })),
      "record.ceremony.page",
      /do not hold the key/,
    );
    // Three points of a line lie on a parabola too: that the threshold is another one, the key's hash tells.
    await refused(
      changed(({ ceremony }) => ({ ceremony: { ...ceremony, threshold: 3 } })),
      /./,
      /do not add up/,
    );
    await refused(
      changed(({ ceremony }) => ({ ceremony: { ...ceremony, dealUntil: ceremony.dealUntil + 1 } })),
      /./,
      /do not add up/,
    );
    const [one, two, three] = record.shares;
    await refused(
      changed(() => ({ shares: [{ ...one, share: two.share }, two, three] })),
      "record.shares[0].proof",
      /has not decrypted these sums/,
    );
    await refused(
      changed(() => ({ shares: [one, one, three] })),
      "record.shares[1].trustee",
      /is no trustee, or stands twice/,
    );
    await refused(
      changed(() => ({ shares: [one] })),
      "record.shares",
      /^shares do not decrypt/,
    );
    await refused(
      changed(() => ({ shares: [one, two] })),
      "tally",
      /is in the chain where/,
    );
  });

  it("are believed with what is known of them, and not with another block, contract, chain or code", async function () {
    const { text, record } = held.exported;
    const { trust } = held;
    const report = await verifySealedElection(text, { ...trust, codeHash: record.codeHash });
    expect(report.block.hash).to.equal(trust.blockHash);
    const cases: readonly [Partial<Trust>, string][] = [
      [{ blockHash: keccak256("0x") }, "record.headers[0]"],
      [{ contract: await held.ceremonies.getAddress() }, "record.contract"],
      [{ chainId: 1n }, "record.chainId"],
      [{ codeHash: keccak256("0x") }, "record.codeHash"],
    ];
    for (const [change, field] of cases) {
      await expectInputError(() => verifySealedElection(text, { ...trust, ...change }), {
        field,
        problem: /^is not/,
      });
    }
  });

  it("know what a voter seals for an option", async function () {
    const { plan } = held;
    expect(choicesFor(plan, [2])).to.deep.equal([2]);
    expect(choicesFor(plan, [])).to.deep.equal([0]);
    expect(choicesFor({ ...plan, hasBlank: false }, [2])).to.deep.equal([0]);
    expect(choicesFor({ ...plan, form: "Approval", hasBlank: false }, [2])).to.deep.equal([0, 1]);
    for (const [wrong, change] of [
      [[3], {}],
      [[0], {}],
      [[1, 2], {}],
      [[1.5], {}],
      [[], { hasBlank: false }],
      [[1, 1], { form: "Approval" }],
    ] as const) {
      await expectInputError(() => choicesFor({ ...plan, ...change }, wrong), {
        field: "options",
        problem: "are no ballot of this election",
      });
    }
  });

  it("lie in the contract where the record looks for them", function () {
    const contract = readBuild("artifacts").contracts.find(({ name }) => name === "SealedBallot")!;
    const slotOf = (label: string): bigint =>
      BigInt(contract.storageLayout.storage.find((item) => item.label === label)!.slot);
    expect(SEALED_SLOTS).to.deep.equal({
      elections: slotOf("_elections"),
      contexts: slotOf("contextOf"),
      tallies: slotOf("_tallies"),
      sums: slotOf("_sums"),
      votes: slotOf("_votes"),
      voters: slotOf("_voters"),
    });
  });
});
