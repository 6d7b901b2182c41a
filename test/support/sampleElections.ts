import type { Wallet } from "ethers";

import { choiceOf, type ElectionPlan } from "../../sdk/index.js";
import { deployDouble, type RelayDouble } from "./doubles.js";
import {
  type BallotCity,
  type ElectionWish,
  fund,
  type OpenElection,
  openElection,
  passkeyVoter,
  voterOf,
} from "./electionDay.js";
import { Office } from "./Office.js";

const share = (numerator: number, denominator: number) => ({ numerator, denominator });

/** A council of seven decides on one motion. */
export const COUNCIL_VOTE: ElectionWish = {
  question: "Shall the market square be closed to cars?",
  options: ["Close it", "Leave it as it is"],
  form: "Motion",
  maxApprovals: 1,
  isRevotable: false,
  rules: { quorum: share(1, 2), threshold: share(1, 2), measure: "Decided", isStrict: true },
};

/** A district shares out its budget: up to three of five proposals, and voters may vote again. */
export const BUDGET: ElectionWish = {
  question: "Which proposals shall the district pay for?",
  options: ["A playground", "Trees in Mill Lane", "A bridge for bicycles", "Benches", "A free library"],
  form: "Approval",
  maxApprovals: 3,
  isRevotable: true,
  rules: { quorum: share(1, 4), threshold: share(1, 3), measure: "Ballots", isStrict: false },
};

/** An election that is final. */
export interface HeldElection extends OpenElection {
  readonly voters: readonly Wallet[];
}

/**
 * The council's vote, held: two members vote directly, with and without a proof; a batch brings two more, a second
 * ballot of somebody who has voted, and one with a wrong ordinal. Adopted by two against one.
 */
export async function holdCouncilVote(city: BallotCity): Promise<HeldElection> {
  const voters = Array.from({ length: 7 }, (_, number) => voterOf(number, city.provider));
  const election = await openElection(
    city,
    voters.map(({ address }) => address),
    COUNCIL_VOTE,
  );
  const { ballot, electionId, roll, sign, pack } = election;
  const [anna, boris, clara, david, emil] = voters;
  const indexOf = ({ address }: Wallet): number => roll.indexOf(address) ?? roll.size;
  for (const voter of [anna, boris]) await fund(city, voter.address);
  await (await ballot.connect(anna).cast(electionId, indexOf(anna), 1n)).wait();
  await (
    await ballot.connect(boris).castWithProof(electionId, indexOf(boris), 2n, roll.proofOf(indexOf(boris)))
  ).wait();
  const batch = [
    await sign(clara, 1, 1n),
    await sign(david, 1, 0n),
    await sign(anna, 1, 2n),
    await sign(emil, 2, 2n),
  ];
  await (await ballot.castSigned(electionId, pack(batch))).wait();
  await election.finish();
  return { ...election, voters };
}

/**
 * The budget, held: ballots of keys of both kinds, of a wallet that is a contract, and through another contract; some
 * voters think better of theirs, directly and by relay; every reason for a refusal comes up but that of an election
 * with one ballot. Numbers 1, 2 and 3 are adopted.
 */
export async function holdBudget(city: BallotCity): Promise<HeldElection> {
  const voters = Array.from({ length: 9 }, (_, number) => voterOf(100 + number, city.provider));
  const passkey = passkeyVoter("a phone of the test city");
  const office = await Office.open(city.admin);
  const election = await openElection(
    city,
    [...voters.map(({ address }) => address), passkey.account, office.address],
    BUDGET,
  );
  const { ballot, electionId, roll, sign, pack, digestFor } = election;
  const items = (...options: number[]): bigint => choiceOf(true, options);
  const indexOf = (account: string): number => roll.indexOf(account) ?? roll.size;
  const [anna, boris, clara, david, emil, flora] = voters;

  // A relay brings the first ballots; one of them is signed by somebody else.
  const stolen = await sign(boris, 1, items(5), { voterIndex: indexOf(clara.address) });
  await (
    await ballot.castSigned(
      electionId,
      pack([
        await sign(anna, 1, items(1, 2)),
        await sign(boris, 1, items(4)),
        { ...stolen, voterIndex: indexOf(clara.address) },
        await sign(david, 1, items(1, 2, 3, 4)),
        { ...(await sign(david, 1, items(1))), voterIndex: roll.size },
      ]),
    )
  ).wait();

  // A phone signs with P-256.
  const phone = { voterIndex: indexOf(passkey.account), ordinal: 1, choice: items(2, 3) };
  const byPhone = { ...phone, signature: passkey.sign(digestFor(phone)) as `0x${string}` };

  // Two batches in one block pass through another contract; Boris votes again, and again with an old number.
  const relay = await deployDouble<RelayDouble>("Relay__Double", city.admin, ["0x"]);
  const through = ballot.interface.encodeFunctionData("castSigned", [
    electionId,
    pack([byPhone, await sign(boris, 2, items(1, 3)), await sign(boris, 1, items(5))]),
  ]);
  await (await relay.relay(await ballot.getAddress(), through)).wait();

  // A wallet that is a contract casts directly; so does Anna, who thinks better of her ballot.
  await (await ballot.connect(office).cast(electionId, indexOf(office.address), items(1))).wait();
  await fund(city, anna.address);
  await (await ballot.connect(anna).cast(electionId, indexOf(anna.address), items(1, 2, 3))).wait();
  await (
    await ballot.castSignedWithProofs(
      electionId,
      pack([await sign(emil, 1, 0n), await sign(flora, 1, items(2))]),
      [emil, flora].map(({ address }) => ({ account: address, siblings: roll.proofOf(indexOf(address)) })),
    )
  ).wait();
  await election.finish();
  return { ...election, voters };
}

/** What an export needs to know of a held election. */
export const exportInputsOf = async ({ ballot, electionId, plan, roll }: HeldElection) => ({
  contract: await ballot.getAddress(),
  electionId: Number(electionId),
  plan: plan satisfies ElectionPlan,
  accounts: roll.accounts,
});
