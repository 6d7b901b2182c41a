import { id, keccak256, Wallet, type JsonRpcApiProvider } from "ethers";

import {
  type Accumulator,
  ballotHints,
  ceremonyKey,
  type CeremonyKey,
  choicesFor,
  type Dealing,
  dealingBytes,
  dealShares,
  exportSealedElection,
  findSealedBallot,
  openDealing,
  openSealedBallot,
  packSealedBallots,
  pointBytes,
  readPoint,
  registerTrustee,
  sealBallot,
  sealedBallotTypedData,
  sealedFormOf,
  type SealedPlan,
  sealedTermsOf,
  shareOf,
  tallyOf,
  verifySealedElection,
} from "../../sdk/ballots/sealed/index.js";
import { ORDER } from "../../sdk/ballots/sealed/curve.js";
import { buildRoll, type Hex, readDomain, type Rpc } from "../../sdk/index.js";
import {
  ElectionRoll__factory,
  SealedBallot__factory,
  type TrusteeCeremony,
  TrusteeCeremony__factory,
} from "../../typechain-types/index.js";
import { shortSignature } from "../../sdk/ballots/shortSignature.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const THRESHOLD = 2;

/** Three trustees make a key, a district votes in secret, and the chain proves the tally. */
export const sealedChapter: Chapter = {
  title: "Sealed ballots: nobody reads a vote, and nobody has to believe the tally",
  play,
};

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, clerk, wait } = stage;
  const { say, act, officeActs, refused } = narrator(stage, "sealed");
  const rolls = ElectionRoll__factory.connect(blueprint.addressOf("ElectionRoll"), clerk);
  const ceremonies = TrusteeCeremony__factory.connect(blueprint.addressOf("TrusteeCeremony"), clerk);
  const sealed = SealedBallot__factory.connect(blueprint.addressOf("SealedBallot"), clerk);
  const [rollsAt, ceremoniesAt, sealedAt] = await Promise.all(
    [rolls, ceremonies, sealed].map((contract) => contract.getAddress()),
  );
  const now = async (): Promise<number> => (await provider.getBlock("latest"))?.timestamp ?? 0;

  const people = Array.from(
    { length: 12 },
    (_, number) => new Wallet(id(`secret voter ${number} of the demo`)),
  );
  const roll = buildRoll(people.map(({ address }) => address));
  const voterAt = (index: number): Wallet =>
    people.find(({ address }) => address === roll.accounts[index]) ?? people[0];
  const until = (await now()) + 4 * DAY;
  const announcement = [
    roll.root,
    roll.datasetHash,
    id("who lives in the old town"),
    roll.size,
    until,
  ] as const;
  await officeActs(
    "ELECTION_OFFICE",
    `announce the old town's roll of ${roll.size}`,
    rollsAt,
    rolls.interface.encodeFunctionData("announce", [...announcement]),
  );
  await wait(4 * DAY + 1);
  const rollId = Number(await rolls.rollCount());
  const freeze = rolls.interface.encodeFunctionData("freeze", [rollId]);
  await officeActs("ELECTION_OFFICE", `freeze roll ${rollId}`, rollsAt, freeze);
  await act(`anyone writes the page of roll ${rollId}`, rolls.publishPages(rollId, roll.pages()));

  say("Three trustees of opposed interests make a key together. Nobody puts it together, now or later.");
  const trustees = Array.from(
    { length: 3 },
    (_, i) => new Wallet(id(`trustee ${i} of the demo`), provider),
  ).toSorted((one, other) => (BigInt(one.address) < BigInt(other.address) ? -1 : 1));
  for (const { address } of trustees) {
    await (await clerk.sendTransaction({ to: address, value: 10n ** 18n })).wait();
  }
  const from = await now();
  const times = { registerUntil: from + HOUR, dealUntil: from + 2 * HOUR, complainUntil: from + 3 * HOUR };
  const accounts = trustees.map(({ address }) => address);
  const ceremony = { ballot: sealedAt, trustees: accounts, threshold: THRESHOLD, keyCount: 2, ...times };
  await officeActs(
    "ELECTION_OFFICE",
    "plan a ceremony of three trustees, two of whom decrypt",
    ceremoniesAt,
    ceremonies.interface.encodeFunctionData("planCeremony", [ceremony]),
  );
  const ceremonyId = Number(await ceremonies.ceremonyCount());
  const { key, secrets } = await makeKey(ceremonies, ceremonyId, trustees, act);
  await wait(3 * HOUR);
  await act("anyone adds up the key", ceremonies.complete(ceremonyId, key.points, key.hashes));

  const opensAt = (await now()) + HOUR;
  const plan: SealedPlan = {
    rollId,
    question: "What shall become of the old gasworks?",
    options: ["A school", "A park"],
    form: "SingleChoice",
    hasBlank: true,
    isAdvisory: true,
    minimumBallots: 3,
    ceremonyId,
    tallyUntil: opensAt + 3 * DAY,
    schedule: { opensAt, openUntil: opensAt + HOUR, closesAt: opensAt + DAY, finalisesAt: opensAt + 2 * DAY },
    rules: {
      quorum: { numerator: 1, denominator: 2 },
      threshold: { numerator: 1, denominator: 2 },
      measure: "Decided",
      isStrict: true,
    },
  };
  const create = sealed.interface.encodeFunctionData("create", [sealedTermsOf(plan)]);
  await officeActs(
    "ELECTION_OFFICE",
    "create the election; it is advice until a review is on record",
    sealedAt,
    create,
  );
  const electionId = Number(await sealed.electionCount());
  await refused(
    "the office opens it without its key",
    stage.offices.ELECTION_OFFICE.address,
    sealedAt,
    sealed.interface.encodeFunctionData("open", [electionId]),
    sealed.interface,
  );
  await act("anyone takes over the trustees' key", sealed.adoptKey(electionId));
  await wait(HOUR);
  const open = sealed.interface.encodeFunctionData("open", [electionId]);
  await officeActs("ELECTION_OFFICE", `open election ${electionId}`, sealedAt, open);

  const context = (await sealed.contextOf(electionId)) as Hex;
  const domain = await readDomain((call) => provider.call(call), sealedAt);
  const form = sealedFormOf(plan);
  const draft = (voterIndex: number, options: readonly number[]) =>
    sealBallot(
      key.keys,
      form,
      { context, voterIndex, voter: voterAt(voterIndex).address },
      choicesFor(plan, options),
    );
  const sign = async (voterIndex: number, options: readonly number[]) => {
    const { ballot, ballotHash } = draft(voterIndex, options);
    const message = { electionId: BigInt(electionId), context, voterIndex, ballotHash };
    const { types } = sealedBallotTypedData(domain, message);
    const signature = await voterAt(voterIndex).signTypedData(domain, types, message);
    return { voterIndex, voter: voterAt(voterIndex).address, ballot, signature: shortSignature(signature) };
  };

  say("A voter does not trust the phone: spoils a ballot, lets another device open it, and seals a new one.");
  const doubter = voterAt(0).connect(provider);
  await (await clerk.sendTransaction({ to: doubter.address, value: 10n ** 18n })).wait();
  const spoilt = draft(0, [1]);
  await act(
    "the voter spoils the ballot",
    sealed.connect(doubter).spoil(electionId, 0, [...spoilt.seals], []),
  );
  const place = { context, voterIndex: 0, voter: doubter.address };
  const [opened] = openSealedBallot(key.keys, form, place, spoilt.ballot, spoilt.openings);
  say(`  the other device reads: ${plan.options[opened - 1]}, as it was chosen; that ballot never counts`);
  const spoiltHints = ballotHints(key.keys, form, context, [{ ...place, ballot: spoilt.ballot }]);
  await refused(
    "somebody casts the spoilt ballot",
    doubter.address,
    sealedAt,
    sealed.interface.encodeFunctionData("cast", [electionId, 0, spoilt.ballot, spoiltHints, "0x"]),
    sealed.interface,
  );
  const own = draft(0, [2]);
  const ownHints = ballotHints(key.keys, form, context, [{ ...place, ballot: own.ballot }]);
  await act(
    "the voter casts another ballot directly",
    sealed.connect(doubter).cast(electionId, 0, own.ballot, ownHints, "0x"),
  );
  const choices = [[2], [1], [2], [2], [], [1], [2], [2], [1]];
  const signed = await Promise.all(choices.map((options, i) => sign(i + 1, options)));
  const hints = ballotHints(key.keys, form, context, signed);
  await act(
    `the clerk relays ${signed.length} sealed ballots`,
    sealed.castSigned(electionId, packSealedBallots(signed), hints, "0x"),
  );

  say("After the close trustees decrypt the sums, and nothing else; the third one is not needed.");
  await wait(DAY);
  await act(`close election ${electionId}`, sealed.close(electionId));
  const sums = sumsOf(await sealed.sumsOf(electionId));
  const shares = [1, 3].map((trustee) => ({
    trustee,
    ...shareOf(context, trustee, secrets[trustee - 1], sums),
  }));
  for (const { trustee, share, proof } of shares) {
    await act(`trustee ${trustee} shares`, sealed.share(electionId, trustee, share, proof));
  }
  const { counts, proof } = tallyOf(sums, shares, choices.length + 1);
  await refused(
    "all trustees claim one vote more",
    await clerk.getAddress(),
    sealedAt,
    sealed.interface.encodeFunctionData("tally", [electionId, [counts[0] + 1, counts[1] - 1], proof]),
    sealed.interface,
  );
  await act("anyone proves the tally", sealed.tally(electionId, [...counts], proof));
  await wait(DAY);
  await act(`finalise election ${electionId}`, sealed.finalise(electionId));

  say("The record is one file: whoever knows the hash of one block checks every proof in it alone.");
  const node = provider as JsonRpcApiProvider;
  const rpc: Rpc = ({ method, params }) => node.send(method, [...params]);
  const { text } = await exportSealedElection(rpc, {
    contract: sealedAt,
    electionId,
    plan,
    ceremony: {
      contract: ceremoniesAt.toLowerCase(),
      trustees: accounts.map((account) => account.toLowerCase()),
      threshold: THRESHOLD,
      ...times,
      page: key.page,
    },
    accounts: roll.accounts,
    block: "latest",
  });
  const block = await provider.getBlock("latest");
  const trust = { chainId: domain.chainId, contract: sealedAt, blockHash: block?.hash ?? "" };
  const report = await verifySealedElection(text, trust);
  say(`  ${report.question} ${report.outcome}: ${report.adopted.map((one) => plan.options[one - 1]).join()}`);
  say(
    `  ${plan.options.map((option, i) => `${option} ${report.votes[i + 1]}`).join("; ")}; blank ${report.blank}; ` +
      `record of ${text.length} bytes`,
  );
  const { voterIndex, way } = findSealedBallot(report.verdicts, own.ballotHash);
  say(`  voter ${voterIndex} finds the ballot by its hash: cast ${way}, and it counts`);
}

/** Trustees register, deal and check; each knows its own secrets alone, which a demo in one process only plays. */
async function makeKey(
  ceremonies: TrusteeCeremony,
  ceremonyId: number,
  trustees: readonly Wallet[],
  act: ReturnType<typeof narrator>["act"],
): Promise<{
  key: CeremonyKey & { points: Hex[]; hashes: string[] };
  secrets: bigint[][];
}> {
  const { session: held, keyCount } = await ceremonies.ceremonyOf(ceremonyId);
  const session = held as Hex;
  const drawn = trustees.map((_, i) => registerTrustee(session, i + 1));
  for (const [i, { registration }] of drawn.entries()) {
    const { key, proof } = registration;
    const call = ceremonies.connect(trustees[i]).register(ceremonyId, i + 1, pointBytes(key), proof);
    await act(`trustee ${i + 1} registers a key drawn for this ceremony`, call);
  }
  const keys = drawn.map(({ registration }) => registration.key);
  const dealings: Dealing[] = [];
  for (const [i, trustee] of trustees.entries()) {
    const dealing = dealShares(session, i + 1, THRESHOLD, Number(keyCount), keys);
    const { commitments, shares } = dealingBytes(dealing);
    const call = ceremonies
      .connect(trustee)
      .deal(ceremonyId, i + 1, commitments, [...dealing.proofs], shares);
    await act(`trustee ${i + 1} deals`, call);
    dealings.push(dealing);
  }
  const secrets = drawn.map(({ secret }, i) =>
    dealings
      .map((dealing, dealer) => {
        const { shares, wrongKeys } = openDealing(session, dealer + 1, i + 1, secret, dealing);
        if (wrongKeys.length > 0) throw new Error(`trustee ${dealer + 1} has dealt a wrong share`);
        return shares;
      })
      .reduce((sums, shares) => sums.map((sum, key) => (sum + shares[key]) % ORDER)),
  );
  const dealt = dealings.map(dealingBytes);
  const key = ceremonyKey(
    session,
    dealings.map(({ commitments }) => commitments),
  );
  const points = dealt.map(({ commitments }) => commitments);
  return { key: { ...key, points, hashes: dealt.map(({ shares }) => keccak256(shares)) }, secrets };
}

/** The sums of the one contest as the chain has them. */
function sumsOf(words: readonly bigint[]): Accumulator[] {
  const bytes = words.map((word) => word.toString(16).padStart(64, "0"));
  const points = Array.from({ length: words.length / 2 }, (_, i) =>
    readPoint(`0x${bytes[2 * i]}${bytes[2 * i + 1]}`, "sum"),
  );
  return [{ mask: points[0], sealed: points.slice(1) }];
}
