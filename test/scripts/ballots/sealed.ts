import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";

import { expect } from "chai";
import { concat, keccak256, toBeHex, type Wallet, ZeroHash } from "ethers";

import adopt from "../../../scripts/sealed/adopt.js";
import audit from "../../../scripts/sealed/audit.js";
import close from "../../../scripts/sealed/close.js";
import create from "../../../scripts/sealed/create.js";
import exportRecord from "../../../scripts/sealed/export.js";
import finalise from "../../../scripts/sealed/finalise.js";
import open from "../../../scripts/sealed/open.js";
import planCeremony from "../../../scripts/sealed/plan.js";
import relay from "../../../scripts/sealed/relay.js";
import tally from "../../../scripts/sealed/tally.js";
import verify from "../../../scripts/sealed/verify.js";
import check from "../../../scripts/trustee/check.js";
import complete from "../../../scripts/trustee/complete.js";
import deal from "../../../scripts/trustee/deal.js";
import forget from "../../../scripts/trustee/forget.js";
import { readKeyFile } from "../../../scripts/trustee/keyFile.js";
import register from "../../../scripts/trustee/register.js";
import share from "../../../scripts/trustee/share.js";
import { dealingsOf } from "../../../scripts/trustee/ceremony.js";
import { GENERATOR, times } from "../../../sdk/ballots/sealed/curve.js";
import {
  choicesFor,
  dealingBytes,
  pointBytes,
  randomScalar,
  readPoint,
  sealBallot,
  type SealedBallotDraft,
  sealedBallotFileText,
  sealedBallotTypedData,
  sealedFormOf,
  type SealedPlan,
} from "../../../sdk/ballots/sealed/index.js";
import type { Hex } from "../../../sdk/index.js";
import { deployDouble, type RelayDouble } from "../../support/doubles.js";
import { voterOf } from "../../support/electionDay.js";
import { holdCeremony, scalarsFrom } from "../../support/sealedKeys.js";
import { openSealedSite, type SealedSite } from "../../support/sealedSite.js";
import { runCli } from "../../support/processes.js";
import { toldBy } from "../../support/toldBy.js";

const HOUR = 3600;
const DAY = 24 * HOUR;

describe("the commands of sealed elections and of their trustees", function () {
  let site: SealedSite;
  let { anvil, env, sealed, ceremonies, contract, roll, domain, trustees } = {} as SealedSite;
  let { at, now, passTo, trusteeArgs, asTrustee, password } = {} as SealedSite;
  let plan: SealedPlan;
  const voters: Wallet[] = Array.from({ length: 5 }, (_, number) => voterOf(300 + number));
  const drafts = new Map<string, SealedBallotDraft>();
  const common = () => ({ deployments: at("deployments"), calldata: false });

  /** A voter's sealed ballot in the folder. */
  async function write(
    file: string,
    voter: Wallet,
    options: readonly number[],
    random = randomScalar,
    folder = "ballots",
  ): Promise<void> {
    const voterIndex = roll.indexOf(voter.address)!;
    const context = (await sealed.contextOf(1)) as Hex;
    const [, page] = await ceremonies.keyOf(1);
    const draft = sealBallot(
      [readPoint(page.slice(0, 130), "key")],
      sealedFormOf(plan),
      { context, voterIndex, voter: voter.address },
      choicesFor(plan, options),
      random,
    );
    drafts.set(file, draft);
    const message = { electionId: 1n, context, voterIndex, ballotHash: draft.ballotHash };
    const { types } = sealedBallotTypedData(domain, message);
    const signature = await voter.signTypedData(domain, types, message);
    await writeFile(at(folder, file), sealedBallotFileText(domain, message, draft.ballot, signature));
  }

  before(async () => {
    site = await openSealedSite(voters, 3);
    ({ anvil, env, sealed, ceremonies, contract, roll, domain, trustees } = site);
    ({ at, now, passTo, trusteeArgs, asTrustee, password } = site);
  });
  after(() => site.stop());

  it("plan a ceremony, whose trustees are numbered by their accounts", async () => {
    const from = await now();
    const ceremony = {
      trustees: trustees.map(({ address }) => address).toReversed(),
      threshold: 2,
      keyCount: 1,
      registerUntil: from + HOUR,
      dealUntil: from + 2 * HOUR,
      complainUntil: from + 3 * HOUR,
    };
    await writeFile(at("ceremony.json"), JSON.stringify(ceremony));
    const { text, isGood } = await toldBy(() =>
      planCeremony({ ...common(), plan: at("ceremony.json") }, env),
    );
    expect(isGood, text).to.equal(true);
    expect(text).to.match(/^done plan a ceremony .*\nceremony 1\n/);
    expect(text).to.include(`trustee 1: ${trustees[0].address}`);
    await writeFile(at("wrong.json"), JSON.stringify({ ...ceremony, threshold: 1 }));
    const wrong = await toldBy(() => planCeremony({ ...common(), plan: at("wrong.json") }, env));
    expect(wrong.text).to.include("plan.threshold");
  });

  it("keep each trustee's key encrypted in a file of its own, and serve no other trustee with it", async () => {
    const short = await toldBy(() => register(trusteeArgs(1), env));
    expect(short.text).to.include("TRUSTEE_PASSWORD: 0 characters");
    for (const trustee of [1, 2, 3]) {
      const { text, isGood } = await asTrustee(trustee, (own) => register(trusteeArgs(trustee), own));
      expect(isGood, text).to.equal(true);
      expect(text).to.include(`register trustee ${trustee}`);
      const file = at(`trustee ${trustee}`, "key.json");
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
    }
    const again = await asTrustee(1, (own) => register(trusteeArgs(1), own));
    expect(again.text).to.equal("trustee 1 is registered already");

    // The other's file: refused by its owner before it is decrypted, and by its password.
    const other = await asTrustee(2, (own) => check(trusteeArgs(2, at("trustee 1", "key.json")), own));
    expect(other.text).to.include("is of trustee 1 of ceremony 1");
    const guessed = await asTrustee(2, (own) => check(trusteeArgs(1), own));
    expect(guessed.text).to.include("does not open");
    const missing = await asTrustee(1, (own) => check(trusteeArgs(1, at("nowhere.json")), own));
    expect(missing.text).to.include("there is no such file; register first");
  });

  it("hold in each file the secret of its own registered key, and nobody else's", async () => {
    const { session } = await ceremonies.ceremonyOf(1);
    const secrets: bigint[] = [];
    for (const trustee of [1, 2, 3]) {
      const kept = await readKeyFile(at(`trustee ${trustee}`, "key.json"), password(trustee), {
        chainId: 31_337,
        contract: (await ceremonies.getAddress()).toLowerCase(),
        ceremonyId: 1,
        trustee,
        session,
      });
      const { keyX } = await ceremonies.trusteeOf(1, trustee);
      expect(times(GENERATOR, kept!.secret).toAffine().x).to.equal(keyX);
      secrets.push(kept!.secret);
    }
    expect(new Set(secrets).size).to.equal(3);
    for (const trustee of [1, 2, 3]) {
      expect(await readdir(at(`trustee ${trustee}`))).to.deep.equal(["key.json"]);
      const text = await readFile(at(`trustee ${trustee}`, "key.json"), "utf8");
      for (const secret of secrets) {
        expect(text).not.to.include(secret.toString(16)).and.not.to.include(String(secret));
      }
    }
  });

  it("deal, check and make the key", async () => {
    const early = await asTrustee(1, (own) => check(trusteeArgs(1), own));
    expect(early.text).to.include("trustee 1 has not dealt");
    for (const trustee of [1, 2, 3]) {
      const dealt = await asTrustee(trustee, (own) => deal(trusteeArgs(trustee), own));
      expect(dealt.isGood, dealt.text).to.equal(true);
    }
    expect((await asTrustee(2, (own) => deal(trusteeArgs(2), own))).text).to.equal(
      "trustee 2 has dealt already",
    );
    for (const trustee of [1, 2, 3]) {
      const { text, isGood } = await asTrustee(trustee, (own) => check(trusteeArgs(trustee), own));
      expect(isGood, text).to.equal(true);
      expect(text).to.include("all 3 dealings are right");
    }
    const early2 = await toldBy(() => complete({ deployments: at("deployments"), ceremony: "1" }, env));
    expect(early2.text).to.include("CeremonyDeadlineOpen");
    await passTo(Number((await ceremonies.ceremonyOf(1)).complainUntil) + 1);
    const { text, isGood } = await toldBy(() =>
      complete({ deployments: at("deployments"), ceremony: "1" }, env),
    );
    expect(isGood, text).to.equal(true);
    expect((await ceremonies.ceremonyOf(1)).stage).to.equal(4n);
  });

  it("find what a trustee dealt through a wallet contract, and nothing else", async () => {
    const [admin, other] = [await anvil.provider.getSigner(0), await anvil.provider.getSigner(9)];
    const wallet = await deployDouble<RelayDouble>("Relay__Double", admin, ["0x"]);
    const to = await ceremonies.getAddress();
    const members = [
      { account: await wallet.getAddress(), send: (data: string) => wallet.relay(to, data) },
      { account: other.address, send: (data: string) => other.sendTransaction({ to, data }) },
    ].toSorted((one, two) => (BigInt(one.account) < BigInt(two.account) ? -1 : 1));
    const from = await now();
    const ceremony = {
      ballot: contract,
      trustees: members.map(({ account }) => account),
      threshold: 2,
      keyCount: 1,
      registerUntil: from + HOUR,
      dealUntil: from + 2 * HOUR,
      complainUntil: from + 3 * HOUR,
    };
    await (await ceremonies.planCeremony(ceremony)).wait();
    const { session } = await ceremonies.ceremonyOf(2);
    const { registrations, dealings } = holdCeremony(session as Hex, 2, 2, 1, scalarsFrom("a wallet"));
    const abi = ceremonies.interface;
    for (const [i, { key, proof }] of registrations.entries()) {
      const data = abi.encodeFunctionData("register", [2, i + 1, pointBytes(key), proof]);
      await (await members[i].send(data)).wait();
    }
    const sent = dealings.map(dealingBytes);
    const office = {
      ceremonies,
      provider: anvil.provider,
      rpc: site.rpc,
      addresses: { sealed: contract, ceremonies: to },
    };
    const find = () => dealingsOf({ office, ceremonyId: 2, trusteeCount: 2, keyCount: 1, threshold: 2 });
    for (const [i, { commitments, shares }] of sent.entries()) {
      const early = await find().catch((error: unknown) => error);
      expect(early)
        .to.be.instanceOf(Error)
        .and.have.property("message")
        .that.includes(`trustee ${i + 1} has not dealt`);
      const data = abi.encodeFunctionData("deal", [2, i + 1, commitments, [...dealings[i].proofs], shares]);
      await (await members[i].send(data)).wait();
    }
    expect((await find()).map(({ bytes }) => bytes)).to.deep.equal(sent);
  });

  it("create an election, take its key and open it", async () => {
    const opensAt = (await now()) + HOUR;
    plan = {
      rollId: 1,
      question: "Shall the harbour be dredged?",
      options: ["Dredge it", "Leave it"],
      form: "Motion",
      hasBlank: false,
      isAdvisory: true,
      minimumBallots: 3,
      ceremonyId: 1,
      tallyUntil: opensAt + 3 * DAY,
      schedule: { opensAt, openUntil: opensAt + HOUR, closesAt: opensAt + DAY, finalisesAt: opensAt + DAY },
      rules: {
        quorum: { numerator: 1, denominator: 2 },
        threshold: { numerator: 1, denominator: 2 },
        measure: "Decided",
        isStrict: true,
      },
    };
    await writeFile(at("plan.json"), JSON.stringify(plan));
    const created = await toldBy(() => create({ ...common(), plan: at("plan.json") }, env));
    expect(created.text).to.match(/^terms 0x\w{64}\ndone create a sealed election .*\nelection 1$/);
    const adopted = await toldBy(() => adopt({ ...common(), election: "1" }, env));
    expect(adopted.isGood, adopted.text).to.equal(true);
    await passTo(opensAt);
    const opened = await toldBy(() => open({ ...common(), election: "1" }, env));
    expect(opened.isGood, opened.text).to.equal(true);
    expect((await toldBy(() => open({ ...common(), election: "1" }, env))).text).to.equal(
      "election 1 is Open already",
    );
  });

  it("relay no ballot that the contract cannot add to the sums, and let it keep no other one back", async () => {
    const [first] = voters.toSorted(
      (one, other) => roll.indexOf(one.address)! - roll.indexOf(other.address)!,
    );
    const other = voters.slice(0, 2).find((voter) => voter !== first)!;
    await mkdir(at("first ballots"));
    // The sums begin with the random scalar 1.
    const scalars = [1n];
    await write("first.json", first, [2], () => scalars.pop() ?? randomScalar(), "first ballots");
    await write("other.json", other, [1], randomScalar, "first ballots");
    const args = {
      ...common(),
      election: "1",
      folder: at("first ballots"),
      roll: at("roll.json"),
      maxGas: "15000000",
    };
    const { text, isGood } = await toldBy(() => relay(args, env));
    expect(isGood).to.equal(false);
    expect(text).to.include("2 files: 1 to cast, 0 cast already, 1 wrong");
    expect(text).to.include("first.json").and.to.include("the contract cannot add it");
    expect(await sealed.ballotsOf(1)).to.equal(1n);
    expect(await sealed.voterOf(1, roll.indexOf(other.address)!)).to.deep.equal([true, false]);
  });

  it("relay only ballots that are proven, signed and not spoilt, and tell what is wrong with the others", async () => {
    await write("0.json", voters[0], [1]);
    await write("1.json", voters[1], [1]);
    await write("2.json", voters[2], [2]);
    await write("3 audited.json", voters[3], [2]);
    for (const file of ["4.json", "4 twice.json"]) await write(file, voters[4], [1]);
    const spoilt = drafts.get("3 audited.json")!;
    const index = roll.indexOf(voters[3].address)!;
    const voter = voters[3].connect(anvil.provider);
    await anvil.provider.send("anvil_setBalance", [voter.address, "0xde0b6b3a7640000"]);
    const auditArgs = {
      deployments: at("deployments"),
      ballot: at("ballots", "3 audited.json"),
      openings: spoilt.openings.join(),
      roll: at("roll.json"),
    };
    const before = await toldBy(() => audit(auditArgs, env));
    expect(before.isGood).to.equal(false);
    expect(before.text).to.include("contest 1: choice 0").and.to.include("NOT spoilt");
    await (await sealed.connect(voter).spoil(1, index, [...spoilt.seals], roll.proofOf(index))).wait();
    const after = await toldBy(() => audit(auditArgs, env));
    expect(after.isGood, after.text).to.equal(true);
    const lied = await toldBy(() => audit({ ...auditArgs, openings: "7" }, env));
    expect(lied.isGood).to.equal(false);

    const own = JSON.parse(await readFile(at("ballots", "1.json"), "utf8")) as Record<string, string>;
    const { ballot } = own;
    const forged = `${ballot.slice(0, -2)}${ballot.endsWith("00") ? "01" : "00"}`;
    for (const [name, change] of Object.entries({
      "another chain": { chainId: 1 },
      "another context": { context: ZeroHash },
      "another proof": { ballot: forged },
      "another's": { voterIndex: roll.indexOf(voters[4].address) },
    })) {
      await writeFile(at("ballots", `x ${name}.json`), JSON.stringify({ ...own, ...change }));
    }
    const args = {
      ...common(),
      election: "1",
      folder: at("ballots"),
      roll: at("roll.json"),
      maxGas: "15000000",
    };
    const { text, isGood } = await toldBy(() => relay(args, env));
    expect(isGood).to.equal(false);
    expect(text).to.include("10 files: 2 to cast, 1 cast already, 7 wrong");
    for (const problem of [
      "is spoilt",
      "is not 31337",
      "let the voter seal a ballot for this election",
      "is not by the voter",
      "has another ballot in 4 twice.json, and votes once",
      "has another ballot in 4.json, and votes once",
    ]) {
      expect(text).to.include(problem);
    }
    expect(await sealed.ballotsOf(1)).to.equal(3n);
    const again = await toldBy(() => relay(args, env));
    expect(again.text).to.include("0 to cast, 3 cast already, 7 wrong");
  });

  it("decrypt nothing before the close, and then in a process of each trustee's own", async () => {
    const early = await asTrustee(1, (own) => share({ ...trusteeArgs(1), election: "1" }, own));
    expect(early.text).to.include("is Open; a trustee decrypts a closed one alone");
    await passTo(plan.schedule.closesAt + 1);
    const closed = await toldBy(() => close({ ...common(), election: "1" }, env));
    expect(closed.isGood, closed.text).to.equal(true);
    const tooFew = await toldBy(() => tally({ ...common(), election: "1" }, env));
    expect(tooFew.text).to.include("0 trustees have shared; 2 are needed");
    // A node that names other sums, a single ballot perhaps, gets nothing decrypted.
    const foreign = { ...trusteeArgs(1), election: "1", sums: ZeroHash };
    const lied = await asTrustee(1, (own) => share(foreign, own));
    expect(lied.isGood).to.equal(false);
    const words = await sealed.sumsOf(1);
    const sums = keccak256(concat(words.map((word) => toBeHex(word, 32))));
    expect(lied.text).to.include(`--sums: the node names the sums ${sums}`);
    expect(await sealed.shareOf(1, 1)).to.equal(ZeroHash);
    for (const trustee of [3, 1]) {
      // The environment of the process has this trustee's password and account, and no other's.
      const key = at(`trustee ${trustee}`, "key.json");
      const more = ["--election", "1", "--key-file", key, "--sums", sums];
      const { code, output } = await site.inProcess(trustee, "share", more);
      expect(code, output).to.equal(0);
      expect(output)
        .to.include(`sums of 3 ballots: ${sums}`)
        .and.to.include("share the decryption of election 1");
    }
    const again = await asTrustee(1, (own) => share({ ...trusteeArgs(1), election: "1" }, own));
    expect(again.text).to.equal("trustee 1 has shared already");
  });

  it("prove the tally, make the result final, and forget the keys only then", async () => {
    const early = await asTrustee(1, (own) => forget({ ...trusteeArgs(1), election: "1" }, own));
    expect(early.text).to.include("a key is needed until its election is Final or Void");
    const counted = await toldBy(() => tally({ ...common(), election: "1" }, env));
    expect(counted.isGood, counted.text).to.equal(true);
    const done = await toldBy(() => finalise({ ...common(), election: "1" }, env));
    expect(done.text).to.include("election 1: Adopted, option 1 (advice); 3 ballots, 0 blank");
    const forgotten = await asTrustee(1, (own) => forget({ ...trusteeArgs(1), election: "1" }, own));
    expect(forgotten.isGood, forgotten.text).to.equal(true);
    expect(await readdir(at("trustee 1"))).to.deep.equal([]);
  });

  it("write the record, which a journalist verifies offline, and in which a voter finds the ballot", async () => {
    const exported = await toldBy(() =>
      exportRecord(
        {
          ...common(),
          election: "1",
          plan: at("plan.json"),
          roll: at("roll.json"),
          out: at("record.json"),
          block: "latest",
          fromBlock: "0",
        },
        env,
      ),
    );
    expect(exported.isGood, exported.text).to.equal(true);
    expect(exported.text).to.match(/1 +Dredge it +2 +adopted/);
    const block = (await anvil.provider.getBlock("latest"))!;
    const args = {
      record: at("record.json"),
      chainId: "31337",
      contract,
      blockHash: block.hash!,
      codeHash: "",
      find: drafts.get("2.json")!.ballotHash,
    };
    const verified = await toldBy(() => verify(args));
    expect(verified.isGood, verified.text).to.equal(true);
    expect(verified.text)
      .to.include(`of voter ${roll.indexOf(voters[2].address)}`)
      .and.to.include("counts");
    const lost = await toldBy(() => verify({ ...args, find: drafts.get("3 audited.json")!.ballotHash }));
    expect(lost.isGood).to.equal(false);
    expect(lost.text).to.include("is in no entry of the record");
    // The commands of the manual, as they stand there, each in a process that knows nothing else.
    const manual = await readFile("docs/ballots.md", "utf8");
    const [, lines] = /\*\*A journalist\*\* verifies in three commands[^`]*```sh\n([^`]*)```/.exec(manual)!;
    const [install, ...commands] = lines.trim().split("\n");
    expect([install, commands.length]).to.deep.equal(["npm ci", 2]);
    const given: Readonly<Record<string, string>> = {
      FILE: args.record,
      N: args.chainId,
      ADDRESS: contract,
      HASH: args.blockHash,
      BALLOT_HASH: args.find,
    };
    for (const command of commands) {
      const [npx, hardhat, ...words] = command.split(" ");
      expect([npx, hardhat]).to.deep.equal(["npx", "hardhat"]);
      const { code, output } = await runCli(words.map((word) => given[word] ?? word));
      expect(code, output).to.equal(0);
      expect(output).to.match(/1 +Dredge it +2 +adopted/);
    }

    const text = await readFile(at("record.json"), "utf8");
    await writeFile(at("forged.json"), text.replace("Dredge it", "Leave it!"));
    expect((await toldBy(() => verify({ ...args, record: at("forged.json") }))).isGood).to.equal(false);
  });
});
