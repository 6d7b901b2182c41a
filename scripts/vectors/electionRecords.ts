import { mkdirSync, writeFileSync } from "node:fs";

import { exportElection } from "../../sdk/index.js";
import { canonicalJson } from "../../sdk/inputs/canonicalJson.js";
import { deployBallots, openElectionChain } from "../../test/support/electionDay.js";
import { exportInputsOf, holdBudget, holdCouncilVote } from "../../test/support/sampleElections.js";

const FOLDER = "test/vectors/records";

/**
 * Holds two elections on an embedded chain and writes their records, and beside them what a verifier must know without
 * them. They are written anew where the format or the contract's storage changes: old records of old contracts keep
 * their own.
 */
export async function writeElectionRecords(): Promise<void> {
  const chain = await openElectionChain("embedded");
  try {
    mkdirSync(FOLDER, { recursive: true });
    const city = await deployBallots(chain);
    const held = [
      ["council.json", await holdCouncilVote(city), true],
      ["budget.json", await holdBudget(city), false],
    ] as const;
    const trust: Record<string, object> = {};
    for (const [name, election, withHeaders] of held) {
      const inputs = { ...(await exportInputsOf(election)), block: "latest", withHeaders } as const;
      const { text, report } = await exportElection(chain.rpc, inputs);
      writeFileSync(`${FOLDER}/${name}`, text);
      const { chainId, contract, block, codeHash } = report;
      trust[name] = { chainId: Number(chainId), contract, blockHash: block.hash, codeHash };
    }
    writeFileSync(`${FOLDER}/trust.json`, canonicalJson(trust));
  } finally {
    await chain.close();
  }
}
