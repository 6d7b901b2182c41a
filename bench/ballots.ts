import { type BaseContract, concat, type Signer, type Wallet, ZeroAddress } from "ethers";

import {
  type ElectionRoll,
  ElectionRoll__factory,
  type RollCallBallot,
  RollCallBallot__factory,
} from "../typechain-types/index.js";
import { deployAuthority } from "../test/support/authority.js";
import { deployDouble } from "../test/support/doubles.js";
import {
  digestOf,
  FORM,
  hashOfTerms,
  packBallot,
  PAGE_ACCOUNTS,
  RULES,
  SOURCE,
  type Terms,
  termsOf,
} from "../test/support/rollCall.js";
import { wholeTransaction } from "./lib/bound.js";
import type { Chain } from "./lib/chain.js";
import { drawRoll, drawVoters, freezeRoll, midnight, waitUntil } from "./lib/electorate.js";
import { GAS, logGas } from "./lib/gasSchedule.js";
import type { BoundPart, Context, Growth, Measured, Peer, Scenario } from "./lib/scenario.js";

/** ELECTION_OFFICE. */
const OFFICE = 9n;

/** Voters whose keys the bench holds: one word of the record. */
const VOTERS = 64;

/** Voters on the roll of the rows; more in the rows' growth. */
const ROLL_SIZE = 100_000;

const BATCH = 50;
const DAY = 86_400;
const YES = 1n;
const GOVERNOR =
  "@openzeppelin/contracts 5.7.0: Governor, GovernorCountingSimple, ERC20Votes; one token a member";

/** A city that votes, and OpenZeppelin's Governor with the same members. */
interface BallotCity {
  readonly roll: ElectionRoll;
  readonly ballot: RollCallBallot;
  readonly office: Signer;
  readonly relayer: Signer;
  /** In the order of the roll, from index 0 on. */
  readonly voters: readonly Wallet[];
  readonly governor: BaseContract;
  readonly proposalId: bigint;
  /** The election that the rows vote in, and its roll as far as it is drawn. */
  poll: { electionId: bigint; terms: Terms; proof: (index: number) => string[] };
}

/** Opens an election on the newest roll. */
async function openElection(
  chain: Chain,
  { roll, ballot, office }: Pick<BallotCity, "roll" | "ballot" | "office">,
  changes: Partial<Terms> = {},
): Promise<{ electionId: bigint; terms: Terms }> {
  const terms = termsOf(await midnight(chain), { rollId: await roll.rollCount(), ...changes });
  await ballot.connect(office).create(terms);
  const electionId = await ballot.electionCount();
  await waitUntil(chain, BigInt(terms.schedule.opensAt));
  await ballot.connect(office).open(electionId);
  return { electionId, terms };
}

/** Deploys everything, and opens a motion for a roll of 100,000 and the same proposal of the Governor. */
async function setUp(chain: Chain): Promise<BallotCity> {
  const { ethers, networkHelpers } = chain;
  const [admin, office, relayer] = await ethers.getSigners();
  const authority = await deployAuthority(admin);
  const roll = await new ElectionRoll__factory(admin).deploy(authority.address, ZeroAddress);
  const ballot = await new RollCallBallot__factory(admin).deploy(authority.address, roll, ZeroAddress);
  await authority.allow(roll, ["announce", "freeze"], OFFICE);
  await authority.allow(ballot, ["create", "open"], OFFICE);
  await authority.grant(OFFICE, [await office.getAddress()]);

  const voters = await drawVoters(chain, VOTERS);

  const membership = await deployDouble("MembershipPeer", admin);
  const governor = await deployDouble("GovernorPeer", admin, [await membership.getAddress()]);
  for (const voter of voters.slice(0, 6)) {
    await membership.getFunction("admit").send(voter);
    await membership.connect(voter).getFunction("delegate").send(voter);
  }
  const proposal = [[await membership.getAddress()], [0n], ["0x"], "the same motion"] as const;
  const proposalId = (await governor.getFunction("propose").staticCall(...proposal)) as bigint;
  await governor
    .connect(voters[0])
    .getFunction("propose")
    .send(...proposal);
  await networkHelpers.mine(2);

  const city = { roll, ballot, office, relayer, voters, governor, proposalId };
  const proof = await freezeRoll(chain, city, ROLL_SIZE);
  return { ...city, poll: { ...(await openElection(chain, city)), proof } };
}

// --- Acts ---

/** The first voter has cast, so that the record's word is not new. */
async function castFirst({ ballot, voters, poll }: BallotCity): Promise<void> {
  await ballot.connect(voters[0]).castWithProof(poll.electionId, 0, YES, poll.proof(0));
}

/** A voter casts directly. */
async function castDirectly(city: BallotCity, path: "pages" | "root"): Promise<Measured> {
  const { ballot, voters, poll } = city;
  await castFirst(city);
  const { runningHash } = await ballot.electionOf(poll.electionId);
  const voter = ballot.connect(voters[1]);
  const tx =
    path === "pages"
      ? await voter.cast(poll.electionId, 1, YES)
      : await voter.castWithProof(poll.electionId, 1, YES, poll.proof(1));
  return {
    tx,
    async effects(expect) {
      expect(await ballot.ballotOf(poll.electionId, 1)).to.deep.equal([1n, YES]);
      expect(await ballot.recordWord(poll.electionId, 0n)).to.equal(0x22n);
      expect((await ballot.electionOf(poll.electionId)).runningHash).not.to.equal(runningHash);
      await expect(tx).to.emit(ballot, "BallotCast").withArgs(poll.electionId, 1, YES);
      await expect(voter.castWithProof.staticCall(poll.electionId, 1, YES, poll.proof(1)))
        .to.be.revertedWithCustomError(ballot, "AlreadyVoted")
        .withArgs(poll.electionId, 1);
    },
  };
}

/** A relay carries the ballots of fifty voters. */
async function relay(city: BallotCity, path: "pages" | "root"): Promise<Measured> {
  const { ballot, relayer, voters, poll } = city;
  await castFirst(city);
  const [contract, termsHash] = [await ballot.getAddress(), hashOfTerms(poll.terms)];
  const indices = Array.from({ length: BATCH }, (_, i) => i + 1);
  const packed = concat(
    indices.map((voterIndex) => {
      const terms = { electionId: poll.electionId, termsHash, voterIndex, ordinal: 1, choice: YES };
      return packBallot(terms, voters[voterIndex].signingKey.sign(digestOf(contract, terms)));
    }),
  );
  const proofs = indices.map((i) => ({ account: voters[i].address, siblings: poll.proof(i) }));
  const tx =
    path === "pages"
      ? await ballot.connect(relayer).castSigned(poll.electionId, packed)
      : await ballot.connect(relayer).castSignedWithProofs(poll.electionId, packed, proofs);
  return {
    tx,
    async effects(expect) {
      const { runningHash } = await ballot.electionOf(poll.electionId);
      await expect(tx).to.emit(ballot, "BallotsRelayed").withArgs(poll.electionId, BATCH, 0n, runningHash);
      for (const index of indices) {
        expect(await ballot.ballotOf(poll.electionId, index)).to.deep.equal([1n, YES]);
      }
    },
  };
}

/** A member votes in the Governor, after others on the same side. */
async function castInGovernor({ governor, proposalId, voters }: BallotCity): Promise<Measured> {
  const vote = (voter: Wallet) => governor.connect(voter).getFunction("castVote").send(proposalId, 1);
  await vote(voters[0]);
  const tx = await vote(voters[1]);
  return {
    tx,
    async effects(expect) {
      expect(await governor.getFunction("hasVoted").staticCall(proposalId, voters[1])).to.equal(true);
      const votes = (await governor.getFunction("proposalVotes").staticCall(proposalId)) as bigint[];
      expect(votes[1]).to.equal(2n);
    },
  };
}

/** A closed motion in which one full word has voted is counted. */
async function countWord(city: BallotCity, chain: Chain): Promise<Measured> {
  const { ballot, poll } = city;
  await relay(city, "pages");
  await waitUntil(chain, BigInt(poll.terms.schedule.closesAt) + 1n);
  await ballot.close(poll.electionId);
  await ballot.count(poll.electionId, 0n);
  const plain = await ballot.count(poll.electionId, 0n);
  const tx = await ballot.count(poll.electionId, 1n);
  return {
    tx,
    without: [plain],
    async effects(expect) {
      expect(await ballot.votesOf(poll.electionId, 1n)).to.equal(BigInt(BATCH + 1));
      expect((await ballot.countOf(poll.electionId))[0]).to.equal(1n);
    },
  };
}

/** A page of a new roll of the same size is written. */
async function publishPage({ roll, office, voters }: BallotCity, chain: Chain): Promise<Measured> {
  const drawing = drawRoll(voters, ROLL_SIZE);
  const { root, proof } = drawing.within(17);
  const until = (await midnight(chain)) + BigInt(4 * DAY);
  await roll.connect(office).announce(root, drawing.datasetHash, SOURCE, ROLL_SIZE, until);
  const rollId = await roll.rollCount();
  const tx = await roll.publishPages(rollId, [{ ...drawing.page(0), proof: proof(0, 10) }]);
  return {
    tx,
    async effects(expect) {
      const [account, isPublished] = await roll.pageOf(rollId, 0);
      expect(isPublished).to.equal(true);
      await expect(tx).to.emit(roll, "RollPagePublished").withArgs(rollId, 0, account);
      expect(await roll.accountAt(rollId, 5)).to.equal(voters[5].address);
    },
  };
}

/** A participatory budget of 100 items: a voter approves of three. */
async function approve(city: BallotCity, chain: Chain): Promise<Measured> {
  const { ballot, voters, poll } = city;
  const budget = { form: FORM.approval, optionCount: 100n, maxApprovals: 5n, rules: RULES } as const;
  const { electionId } = await openElection(chain, city, budget);
  await ballot.connect(voters[0]).cast(electionId, 0, 0n);
  const choice = (1n << 99n) | (1n << 40n) | 1n;
  const tx = await ballot.connect(voters[1]).cast(electionId, 1, choice);
  return {
    tx,
    async effects(expect) {
      expect(await ballot.ballotOf(electionId, 1)).to.deep.equal([1n, choice]);
      await expect(tx).to.emit(ballot, "BallotCast").withArgs(electionId, 1, choice);
      expect(poll.electionId).not.to.equal(electionId);
    },
  };
}

// --- Bounds ---

const ELECTION: BoundPart = {
  what: "the election's word, cold read",
  gas: GAS.coldRead,
  why: "it is open, until when, on which roll, in which form",
};
const PAGE: BoundPart = {
  what: "page of the roll, cold account",
  gas: GAS.coldAccount,
  why: "who has the index",
};
const ROOT: BoundPart = {
  what: "root of the roll, cold read",
  gas: GAS.coldRead,
  why: "the proof leads to it",
};
const PROOF: BoundPart = {
  what: "17 hashes of 64 bytes and the leaf",
  gas: 19 * (GAS.keccak + 2 * GAS.keccakWord),
  why: "the proof leads to the root",
};
const RECORD: BoundPart = {
  what: "word of the record, cold update",
  gas: GAS.coldUpdate,
  why: "it holds the vote, and that the voter has voted",
};
const RUNNING_HASH: BoundPart = {
  what: "running hash, cold update",
  gas: GAS.coldUpdate,
  why: "the record is complete, and anyone can prove it",
};
const CAST_EVENT: BoundPart = { what: "BallotCast event", gas: logGas(3, 32), why: "a wallet sees its vote" };
const SIGNATURE: BoundPart = { what: "signature", gas: GAS.ecrecover, why: "the voter is not the sender" };

/** What a batch pays once, shared. */
const shared = ({ what, gas, why }: BoundPart): BoundPart => ({
  what: `${what}, shared by ${BATCH}`,
  gas: typeof gas === "number" ? gas : (data) => gas(data),
  why,
});

/** What each ballot of a batch pays. */
const each = ({ what, gas, why }: BoundPart): BoundPart => ({
  what: `${what}, ${BATCH} times`,
  gas: typeof gas === "number" ? gas * BATCH : (data) => gas(data) * BATCH,
  why,
});

const TERMS_HASH: BoundPart = {
  what: "hash of the terms, cold read",
  gas: GAS.coldRead,
  why: "it is part of what is signed",
};
const RELAY_EVENT: BoundPart = { what: "BallotsRelayed event", gas: logGas(2, 96), why: "how many count" };

const VOTER_CHECKS = [
  "the election is open and its closing second not over",
  "the caller stands on the roll at the index",
  "the choice is one of the form",
  "the voter has not voted",
] as const;
const RELAY_CHECKS = [
  "the election is open and its closing second not over",
  "each ballot's index, choice, signature and ordinal; none twice",
  "spoilt ballots are refused and logged, and at least one counts",
] as const;

const governor: Peer<BallotCity> = {
  name: "Governor",
  source: GOVERNOR,
  per: 1,
  run: ({ city }) => castInGovernor(city),
};

/** The same election on a roll of that many more voters. */
const growth = (law: "flat" | "log2"): Growth<BallotCity> => ({
  records: "more voters on the roll",
  law,
  async seed({ chain, city }: Context<BallotCity>, _from, to) {
    const proof = await freezeRoll(chain, city, VOTERS + to);
    city.poll = { ...(await openElection(chain, city)), proof };
  },
});

/** Why the direct rows pass their goals: the goals come from a sketch without record and events. */
const REASON_DIRECT =
  "the goal's sketch had no running hash (5,000), which makes the record provable, and no event (1,756)";

/** Public votes. */
export const scenario: Scenario<BallotCity> = {
  domain: "ballots",
  setUp,
  rows: [
    {
      operation: "roll-call vote, direct with pages",
      story: "A member of an electorate of 100,000 votes on a motion; others of the word have voted.",
      goal: 32_000,
      bound: wholeTransaction(ELECTION, PAGE, RECORD, RUNNING_HASH, CAST_EVENT),
      checks: VOTER_CHECKS,
      peers: [governor],
      reason: `${REASON_DIRECT}; reading a page costs 500 more than its table of voters, which cost 44,000 a voter to fill`,
      growth: growth("flat"),
      run: ({ city }) => castDirectly(city, "pages"),
    },
    {
      operation: "roll-call vote, direct with root",
      story: "The same where nobody has published the roll's pages: the voter brings 17 siblings.",
      goal: 45_000,
      bound: wholeTransaction(ELECTION, ROOT, PROOF, RECORD, RUNNING_HASH, CAST_EVENT),
      checks: VOTER_CHECKS,
      peers: [governor],
      reason: `${REASON_DIRECT}; it hashed leaves once and did not bind the length and the sides of the proof to size and index`,
      growth: growth("log2"),
      run: ({ city }) => castDirectly(city, "root"),
    },
    {
      operation: "roll-call vote, relayed, batch of 50",
      story: "A relay carries the signed ballots of fifty neighbours on the roll.",
      goal: 8_500,
      per: BATCH,
      bound: wholeTransaction(
        ...[ELECTION, TERMS_HASH, RUNNING_HASH, RECORD, PAGE, RELAY_EVENT].map(shared),
        each(SIGNATURE),
        {
          what: `page of the roll, warm, ${BATCH - 1} times`,
          gas: GAS.warmAccess * (BATCH - 1),
          why: "who has each index",
        },
      ),
      checks: RELAY_CHECKS,
      peers: [governor],
      growth: growth("flat"),
      run: ({ city }) => relay(city, "pages"),
    },
    {
      operation: "roll-call vote, relayed with root, batch of 50",
      story: "The same with a proof of 17 siblings for each.",
      per: BATCH,
      bound: wholeTransaction(
        ...[ELECTION, TERMS_HASH, RUNNING_HASH, RECORD, ROOT, RELAY_EVENT].map(shared),
        each(SIGNATURE),
        each(PROOF),
      ),
      checks: [...RELAY_CHECKS, "each proof leads to the roll at its index"],
      peers: [governor],
      run: ({ city }) => relay(city, "root"),
    },
    {
      operation: "approval of budget items, direct with pages",
      story: "A citizen approves of three of a hundred items; two voters share a word.",
      bound: wholeTransaction(ELECTION, PAGE, RECORD, RUNNING_HASH, CAST_EVENT),
      checks: [...VOTER_CHECKS, "no more items than allowed"],
      peers: [],
      run: ({ city, chain }) => approve(city, chain),
    },
    {
      operation: "count the record, each voter",
      story: "Anyone counts the first word of 64 voters of a closed election; its counters are new.",
      per: VOTERS,
      checks: ["the election is closed", "each word is counted once"],
      peers: [],
      run: ({ city, chain }) => countWord(city, chain),
    },
    {
      operation: "publish a roll's page, each account",
      story: "Anyone writes 1,024 accounts of a roll of 100,000 into code.",
      per: PAGE_ACCOUNTS,
      checks: ["the accounts ascend", "the page leads to the root"],
      peers: [],
      run: ({ city, chain }) => publishPage(city, chain),
    },
  ],
};
