import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

import { expect } from "chai";
import { id, Wallet } from "ethers";

import check from "../../scripts/trustee/check.js";
import deal from "../../scripts/trustee/deal.js";
import register from "../../scripts/trustee/register.js";
import share from "../../scripts/trustee/share.js";
import complete from "../../scripts/trustee/complete.js";
import tally from "../../scripts/sealed/tally.js";
import {
  exportSealedElection,
  type SealedPlan,
  sealedTermsOf,
  verifySealedElection,
} from "../../sdk/ballots/sealed/index.js";
import type { Hex } from "../../sdk/index.js";
import type { SealedBatch, SealOrder } from "../support/sealWorker.js";
import { deployDouble, type RelayDouble } from "../support/doubles.js";
import { openSealedSite, type SealedSite } from "../support/sealedSite.js";
import { toldBy } from "../support/toldBy.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const isLong = process.env.CIVITAS_LONG !== undefined;

/** 10,000, or as many as `CIVITAS_VOTERS` says. */
function longVoters(): number {
  return Number(process.env.CIVITAS_VOTERS ?? 10_000);
}

/** How large the election is; in the long form each trustee's every act has a process of its own. */
const { voterCount, trusteeCount, threshold, hasBlank } = isLong
  ? { voterCount: longVoters(), trusteeCount: 5, threshold: 3, hasBlank: true }
  : { voterCount: 200, trusteeCount: 2, threshold: 2, hasBlank: false };

/** Ballots of a batch: under 15 million gas with three choices. */
const BATCH = 150;
const CHOICES = hasBlank ? 3 : 2;

describe(`a sealed election of ${voterCount} voters`, function () {
  // Ten thousand ballots are sealed and checked: more than the ten minutes after which a test is taken to hang.
  if (isLong) this.timeout(7_200_000);
  let site: SealedSite;
  const seedOf = (number: number): string => `voter ${number} of the long day`;
  const wallets = Array.from({ length: voterCount }, (_, number) => new Wallet(id(seedOf(number))));
  const numberOf = new Map(wallets.map(({ address }, number) => [address, number]));
  /** What a voter chooses: 0 is blank, or the last option where there is no blank ballot. */
  const choiceOf = (voterIndex: number): number => (voterIndex * 7 + (voterIndex % 11)) % CHOICES;

  before(async function () {
    site = await openSealedSite(wallets, trusteeCount);
  });
  after(() => site.stop());

  /** A trustee acts: in the long form in a process of its own. */
  async function trusteeActs(trustee: number, name: "register" | "deal" | "check" | "share"): Promise<void> {
    const { trusteeArgs, asTrustee, inProcess } = site;
    const args = trusteeArgs(trustee);
    if (isLong) {
      const more = [
        ...(name === "deal" ? [] : ["--key-file", args.keyFile]),
        ...(name === "share" ? ["--election", "1"] : []),
      ];
      const { code, output } = await inProcess(trustee, name, more);
      expect(code, output).to.equal(0);
      return;
    }
    const commands = { register, deal, check, share };
    const { text, isGood } = await asTrustee(trustee, (own) =>
      commands[name]({ ...args, election: "1" }, own),
    );
    expect(isGood, text).to.equal(true);
  }

  /** Seals, signs and checks ballots on every core. */
  async function sealAll(orders: readonly SealOrder[]): Promise<SealedBatch[]> {
    const batches: SealedBatch[] = [];
    const waiting = orders.map((order, place) => ({ order, place }));
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const { order, place } = next;
        batches[place] = await new Promise<SealedBatch>((resolve, reject) => {
          const worker = new Worker(new URL("../support/sealWorker.ts", import.meta.url), {
            workerData: order,
            execArgv: ["--import", "tsx"],
          });
          worker.once("message", resolve).once("error", reject);
        });
      }
    };
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), orders.length) }, work));
    return batches;
  }

  it("is sealed by voters, relayed, tallied by trustees, exported, and verified against a plain tally", async function () {
    const { anvil, sealed, ceremonies, contract, domain, roll, rpc, env, at, now, passTo } = site;
    const everyone = Array.from({ length: trusteeCount }, (_, i) => i + 1);
    const from = await now();
    const times = {
      registerUntil: from + DAY,
      dealUntil: from + 2 * DAY,
      complainUntil: from + 3 * DAY,
    };
    const accounts = site.trustees.map(({ address }) => address);
    await (
      await ceremonies.planCeremony({
        ballot: contract,
        trustees: accounts,
        threshold,
        keyCount: CHOICES - 1,
        ...times,
      })
    ).wait();
    for (const name of ["register", "deal", "check"] as const) {
      for (const trustee of everyone) await trusteeActs(trustee, name);
    }
    await passTo(times.complainUntil + 1);
    const made = await toldBy(() => complete({ deployments: at("deployments"), ceremony: "1" }, env));
    expect(made.isGood, made.text).to.equal(true);

    const opensAt = (await now()) + HOUR;
    const closesAt = opensAt + 10 * DAY;
    const plan: SealedPlan = {
      rollId: 1,
      question: "Which of the two plans shall be carried out?",
      options: ["The first plan", "The second plan"],
      form: "SingleChoice",
      hasBlank,
      isAdvisory: true,
      minimumBallots: 100,
      ceremonyId: 1,
      tallyUntil: closesAt + 10 * DAY,
      schedule: { opensAt, openUntil: opensAt + HOUR, closesAt, finalisesAt: closesAt + 10 * DAY },
      rules: {
        quorum: { numerator: 1, denominator: 2 },
        threshold: { numerator: 1, denominator: 4 },
        measure: "Roll",
        isStrict: false,
      },
    };
    await (await sealed.create(sealedTermsOf(plan))).wait();
    await (await sealed.adoptKey(1)).wait();
    await passTo(opensAt);
    await (await sealed.open(1)).wait();

    const [, page] = await ceremonies.keyOf(1);
    const keys = Array.from({ length: CHOICES - 1 }, (_, i) => `0x${page.slice(2 + 128 * i, 130 + 128 * i)}`);
    const context = (await sealed.contextOf(1)) as Hex;
    const votes = roll.accounts.map((account, voterIndex) => ({
      voterIndex,
      seed: seedOf(numberOf.get(account) ?? -1),
      choice: choiceOf(voterIndex),
    }));
    const orders = Array.from({ length: Math.ceil(votes.length / BATCH) }, (_, i) => ({
      keys,
      choices: CHOICES,
      context,
      domain,
      votes: votes.slice(i * BATCH, (i + 1) * BATCH),
    }));
    // Every other batch comes through another contract, as relays may send them.
    const carrier = await deployDouble<RelayDouble>("Relay__Double", await anvil.provider.getSigner(0), [
      "0x",
    ]);
    for (const [i, { packed, hints }] of (await sealAll(orders)).entries()) {
      const data = sealed.interface.encodeFunctionData("castSigned", [1, packed, hints, "0x"]);
      const sent = await (i % 2 === 1
        ? carrier.relay(contract, data)
        : sealed.castSigned(1, packed, hints, "0x"));
      await sent.wait();
    }
    expect(await sealed.ballotsOf(1)).to.equal(BigInt(voterCount));

    await passTo(closesAt + 1);
    await (await sealed.close(1)).wait();
    for (const trustee of everyone.slice(-threshold)) await trusteeActs(trustee, "share");
    const told = await toldBy(() =>
      tally({ deployments: at("deployments"), calldata: false, election: "1" }, env),
    );
    expect(told.isGood, told.text).to.equal(true);
    await passTo(plan.schedule.finalisesAt);
    await (await sealed.finalise(1)).wait();

    const chosen = Array.from(
      { length: CHOICES },
      (_, choice) => votes.filter((vote) => vote.choice === choice).length,
    );
    const plain = hasBlank ? chosen : [0, ...chosen.slice(1), chosen[0]];
    const { text, report } = await exportSealedElection(rpc, {
      contract,
      electionId: 1,
      plan,
      ceremony: {
        contract: (await ceremonies.getAddress()).toLowerCase(),
        trustees: accounts.map((account) => account.toLowerCase()),
        threshold,
        ...times,
        page,
      },
      accounts: roll.accounts,
      block: "latest",
    });
    expect(report.votes).to.deep.equal(plain);
    expect(report.cast).to.deep.equal({ counts: voterCount, refused: 0, spoilt: 0 });
    const trust = { chainId: 31_337n, contract, blockHash: report.block.hash };
    expect((await verifySealedElection(text, trust)).votes).to.deep.equal(plain);
    for (const option of [0, 1, 2]) {
      expect(await sealed.votesOf(1, option)).to.equal(BigInt(plain[option]));
    }
  });
});
