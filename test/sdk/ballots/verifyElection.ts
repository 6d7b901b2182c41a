import { expect } from "chai";
import hre from "hardhat";

import { exportElection, verifyElection } from "../../../sdk/index.js";
import { deployBallots, electionChain, openElection, voterOf, fund } from "../../support/electionDay.js";

describe("probe", () => {
  it("works", async () => {
    const chain = await hre.network.create({ network: "default", chainType: "l1" });
    const [admin] = await chain.ethers.getSigners();
    const rpc = (method: string, params: readonly unknown[]) => chain.provider.request({ method, params: [...params] });
    const city = await deployBallots({ provider: chain.ethers.provider, admin, rpc });
    const voters = Array.from({ length: 7 }, (_, i) => voterOf(i, chain.ethers.provider));
    const e = await openElection(city, voters.map((v) => v.address), {
      question: "Shall the square be paved?", options: ["Yes", "No"], form: "Motion", maxApprovals: 1, isRevotable: false,
      rules: { quorum: { numerator: 1, denominator: 2 }, threshold: { numerator: 1, denominator: 2 }, measure: "Decided", isStrict: true },
    });
    await fund(city, voters[0].address);
    await fund(city, voters[1].address);
    await (await e.ballot.connect(voters[0]).cast(e.electionId, e.roll.indexOf(voters[0].address)!, 1n)).wait();
    await (await e.ballot.connect(voters[1]).castWithProof(e.electionId, e.roll.indexOf(voters[1].address)!, 2n, e.roll.proofOf(e.roll.indexOf(voters[1].address)!))).wait();
    await (await e.ballot.castSigned(e.electionId, e.pack([await e.sign(voters[2], 1, 1n), await e.sign(voters[3], 1, 0n), await e.sign(voters[0], 1, 2n), await e.sign(voters[4], 2, 2n)]))).wait();
    await e.finish();
    for (const withHeaders of [true, false]) {
      const { text, report } = await exportElection(rpc, { contract: await e.ballot.getAddress(), electionId: 1, plan: e.plan, accounts: e.roll.accounts, block: "latest", withHeaders });
      console.log(text.length, report);
    }
    expect(1).to.equal(1);
    await chain.close();
  });
});
