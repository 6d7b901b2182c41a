import { id, Wallet, type JsonRpcApiProvider } from "ethers";

import {
  ballotForm,
  type BallotTypedData,
  ballotTypedData,
  buildRoll,
  choiceOf,
  type ElectionPlan,
  exportElection,
  InputError,
  packBallots,
  readDomain,
  type Rpc,
  type ElectoralRoll,
  signedBallot,
  type SignedBallot,
  termsHash,
  termsOf,
  verifyElection,
} from "../../sdk/index.js";
import { ElectionRoll__factory, RollCallBallot__factory } from "../../typechain-types/index.js";
import { bad, faint } from "../lib/cli.js";
import { narrator, type Chapter, type Stage } from "./stage.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A council votes on a motion, a district shares out its budget, and a stranger recounts both. */
export const ballotsChapter: Chapter = {
  title: "Ballots: everybody can count again, and nobody has to be trusted",
  play,
};

async function play(stage: Stage): Promise<void> {
  const { blueprint, provider, clerk, wait } = stage;
  const { say, act, officeActs, refused } = narrator(stage, "ballots");
  const rolls = ElectionRoll__factory.connect(blueprint.addressOf("ElectionRoll"), clerk);
  const ballot = RollCallBallot__factory.connect(blueprint.addressOf("RollCallBallot"), clerk);
  const [rollsAt, ballotAt] = [await rolls.getAddress(), await ballot.getAddress()];
  const now = async (): Promise<number> => {
    const block = await provider.getBlock("latest");
    if (block === null) throw new Error("the chain has no block");
    return block.timestamp;
  };

  /** People with a key and nothing else. */
  const people = Array.from(
    { length: 40 },
    (_, number) => new Wallet(id(`voter ${number} of the demo city`)),
  );
  const members = people.slice(0, 7);

  say("The council and a district have their rolls. Each is a root: anyone rebuilds it from the accounts.");
  const [council, district] = [members, people].map((voters) =>
    buildRoll(voters.map(({ address }) => address)),
  );
  const until = (await now()) + 14 * DAY;
  for (const [name, roll] of [
    ["council", council],
    ["district", district],
  ] as const) {
    const source = id(`who is on the roll of the ${name}`);
    const data = rolls.interface.encodeFunctionData("announce", [
      roll.root,
      roll.datasetHash,
      source,
      roll.size,
      until,
    ]);
    await officeActs("ELECTION_OFFICE", `announce the ${name}'s roll of ${roll.size}`, rollsAt, data);
  }
  const freeze = (rollId: number) => rolls.interface.encodeFunctionData("freeze", [rollId]);
  await refused(
    "the office freezes a roll while objections are open",
    stage.offices.ELECTION_OFFICE.address,
    rollsAt,
    freeze(1),
    rolls.interface,
  );
  await wait(14 * DAY + 1);
  for (const rollId of [1, 2])
    await officeActs("ELECTION_OFFICE", `freeze roll ${rollId}`, rollsAt, freeze(rollId));
  for (const [rollId, roll] of [
    [1, council],
    [2, district],
  ] as const) {
    await act(`anyone writes the pages of roll ${rollId}`, rolls.publishPages(rollId, roll.pages()));
  }

  const opensAt = (await now()) + HOUR;
  const schedule = {
    opensAt,
    openUntil: opensAt + HOUR,
    closesAt: opensAt + DAY,
    finalisesAt: opensAt + 2 * DAY,
  };
  const half = { numerator: 1, denominator: 2 };
  const plans: readonly ElectionPlan[] = [
    {
      rollId: 1,
      question: "Shall the market square be closed to cars?",
      options: ["Close it", "Leave it as it is"],
      form: "Motion",
      maxApprovals: 1,
      isRevotable: false,
      schedule,
      rules: { quorum: half, threshold: half, measure: "Decided", isStrict: true },
    },
    {
      rollId: 2,
      question: "Which proposals shall the district pay for?",
      options: ["A playground", "Trees in Mill Lane", "A bridge for bicycles", "Benches", "A free library"],
      form: "Approval",
      maxApprovals: 3,
      isRevotable: true,
      schedule,
      rules: {
        quorum: { numerator: 1, denominator: 4 },
        threshold: { numerator: 1, denominator: 3 },
        measure: "Ballots",
        isStrict: false,
      },
    },
  ];
  say("Question, options, times and rules are fixed when an election is created, before anybody votes.");
  for (const [index, plan] of plans.entries()) {
    const data = ballot.interface.encodeFunctionData("create", [termsOf(plan)]);
    await officeActs("ELECTION_OFFICE", `create election ${index + 1}`, ballotAt, data);
  }
  await wait(HOUR);
  for (const electionId of [1, 2]) {
    const data = ballot.interface.encodeFunctionData("open", [electionId]);
    await officeActs("ELECTION_OFFICE", `open election ${electionId}`, ballotAt, data);
  }

  const domain = await readDomain((call) => provider.call(call), ballotAt);
  const sign = signer(domain, plans, [council, district]);
  const pack = (election: number, ballots: readonly SignedBallot[]) =>
    packBallots(ballots, ballotForm(termsOf(plans[election - 1])).choiceBytes);

  say("Members of the council vote by signature; a clerk carries all of them at once. One votes twice.");
  const votes = [1n, 1n, 2n, 1n, 0n];
  const councilBallots = await Promise.all(
    votes.map((choice, member) => sign(1, members[member], 1, choice)),
  );
  await act(
    "the clerk relays 5 ballots, and a second one of the first member",
    ballot.castSigned(1, pack(1, [...councilBallots, await sign(1, members[0], 1, 2n)])),
  );
  await refused(
    "somebody who is not on the roll votes",
    await clerk.getAddress(),
    ballotAt,
    ballot.interface.encodeFunctionData("cast", [1, 0, 1n]),
    ballot.interface,
  );

  say("The district approves of up to three proposals. Whoever thinks better of a ballot casts another one.");
  const items = (...options: number[]): bigint => choiceOf(true, options);
  const choices = people.map((_, number) => items(1 + (number % 2), 3, ...(number % 4 === 0 ? [5] : [])));
  const districtBallots = await Promise.all(
    choices.map((choice, number) => sign(2, people[number], 1, choice)),
  );
  await act("the clerk relays 40 ballots", ballot.castSigned(2, pack(2, districtBallots)));
  await act(
    "the clerk relays a second ballot of one resident",
    ballot.castSigned(2, pack(2, [await sign(2, people[3], 2, items(4))])),
  );

  say("After the closing second anyone closes, counts and, when the court's time is over, finalises.");
  await refused(
    "the clerk closes before the time",
    await clerk.getAddress(),
    ballotAt,
    ballot.interface.encodeFunctionData("close", [1]),
    ballot.interface,
  );
  await wait(DAY);
  for (const electionId of [1, 2]) {
    await act(`close election ${electionId}`, ballot.close(electionId));
    await act(`count the record of election ${electionId}`, ballot.count(electionId, 100));
  }
  await wait(DAY);
  for (const electionId of [1, 2]) await act(`finalise election ${electionId}`, ballot.finalise(electionId));

  say("Each election leaves a record: one file. Whoever knows the hash of one block recounts it alone.");
  const node = provider as JsonRpcApiProvider;
  const rpc: Rpc = ({ method, params }) => node.send(method, [...params]);
  for (const [index, plan] of plans.entries()) {
    const { text, record, report } = await exportElection(rpc, {
      contract: ballotAt,
      electionId: index + 1,
      plan,
      accounts: [council, district][index].accounts,
      block: "latest",
      withHeaders: true,
    });
    const trust = { chainId: report.chainId, contract: ballotAt, blockHash: report.block.hash };
    const { outcome, votes: counted, cast, adopted } = await verifyElection(text, trust);
    say(`  ${plan.question} ${outcome}: ${adopted.map((option) => plan.options[option - 1]).join(", ")}`);
    say(
      `  ${plan.options.map((option, place) => `${option} ${counted[place + 1]}`).join("; ")}; blank ${counted[0]}`,
    );
    say(
      `  ballots: ${cast.counts} count, ${cast.replaced} replaced, ${cast.refused} refused; record of ${text.length} bytes`,
    );
    // The time of the last batch, a second later: nothing else in the record is touched.
    const { time } = record.cast[record.cast.length - 1];
    const forged = text.replaceAll(`"time": ${time}`, `"time": ${time + 1}`);
    say(`  ${bad("refused")} ${await refusalOf(verifyElection(forged, trust))}`);
  }
}

/** Why a record is not believed. */
async function refusalOf(verification: Promise<unknown>): Promise<string> {
  try {
    await verification;
  } catch (error) {
    if (error instanceof InputError) return `one digit changed ${faint(`${error.field} ${error.problem}`)}`;
    throw error;
  }
  throw new Error("a changed record was believed");
}

/** Signs ballots of the elections, numbered from 1. */
function signer(
  domain: BallotTypedData["domain"],
  plans: readonly ElectionPlan[],
  rolls: readonly ElectoralRoll[],
): (election: number, voter: Wallet, ordinal: number, choice: bigint) => Promise<SignedBallot> {
  return async (election, voter, ordinal, choice) => {
    const voterIndex = rolls[election - 1].indexOf(voter.address);
    if (voterIndex === undefined) throw new Error(`${voter.address} is not on the roll`);
    const typedData = ballotTypedData(domain, {
      electionId: BigInt(election),
      termsHash: termsHash(termsOf(plans[election - 1])),
      voterIndex,
      ordinal,
      choice,
    });
    const { types, message } = typedData;
    return signedBallot({ voterIndex, ordinal, choice }, await voter.signTypedData(domain, types, message));
  };
}
