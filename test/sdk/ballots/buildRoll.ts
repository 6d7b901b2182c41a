import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { expect } from "chai";
import { concat, getAddress, id, keccak256, toBeHex, ZeroHash } from "ethers";

import { buildRoll, PAGE_ACCOUNTS } from "../../../sdk/index.js";
import { leafOf, RollDrawing } from "../../support/ballots.js";
import { deployBallots, type ElectionChain, openElectionChain } from "../../support/electionDay.js";
import { expectInputError } from "../../support/inputError.js";
import { pick, randomFrom, testSeed } from "../../support/random.js";

/** What their library hands to a function that hashes a node; ours are always in hexadecimal. */
type NodePair = Parameters<NonNullable<NonNullable<Parameters<typeof SimpleMerkleTree.of>[1]>["nodeHash"]>>;

const accountsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, number) => getAddress(`0x${id(`account ${number}`).slice(-40)}`));

describe("a roll", () => {
  for (const size of [1, 2, 3, 4, 7, 64, 65, 1_023, 1_024, 1_025, 2_500]) {
    it(`has the tree that the interface draws: ${size} voters`, () => {
      const roll = buildRoll(accountsOf(size));
      const drawing = new RollDrawing(roll.accounts);
      expect(roll).to.include({ size, root: drawing.root, datasetHash: drawing.datasetHash });
      for (const index of [0, size >> 1, size - 1]) {
        expect(roll.proofOf(index)).to.deep.equal(drawing.proof(index));
      }
      expect(roll.pages()).to.deep.equal(
        Array.from({ length: Math.ceil(size / PAGE_ACCOUNTS) }, (_, number) => drawing.page(number)),
      );
    });
  }

  it("has the tree of @openzeppelin/merkle-tree, where its nodes keep their order and empty leaves fill it", () => {
    for (const [size, width] of [
      [16, 16],
      [100, 128],
    ]) {
      const roll = buildRoll(accountsOf(size));
      const leaves = roll.accounts.map((account, index) => leafOf(index, account));
      const filled = [...leaves, ...Array<string>(width - size).fill(ZeroHash)];
      // Their array holds the first leaf at its end, so left and right change places.
      const nodeHash = (...pair: NodePair) =>
        keccak256(concat(pair.toReversed() as string[])) as `0x${string}`;
      const peer = SimpleMerkleTree.of(filled, { sortLeaves: false, nodeHash });
      expect(roll.root).to.equal(peer.root);
    }
  });

  it("follows from the accounts alone, whatever their order and case, from any source", () => {
    const accounts = accountsOf(50);
    const shuffled = pick(accounts, 50, randomFrom(testSeed)).map((account) => account.toLowerCase());
    const source = function* () {
      yield* shuffled;
    };
    const [one, other] = [buildRoll(accounts), buildRoll(source())];
    expect(other.root).to.equal(one.root);
    expect(other.accounts).to.deep.equal(one.accounts);
    expect(one.accounts.map((account) => one.indexOf(account.toLowerCase()))).to.deep.equal([
      ...Array(50).keys(),
    ]);
    expect(one.indexOf(toBeHex(7, 20))).to.equal(undefined);
  });

  it("names what makes no roll", async () => {
    const [anna, boris] = accountsOf(2);
    await expectInputError(() => buildRoll([]), { field: "accounts", problem: "voters make no roll" });
    await expectInputError(() => buildRoll([anna, boris, anna.toLowerCase()]), {
      field: "accounts[2]",
      problem: /^stands at accounts\[0\] already$/,
    });
    await expectInputError(() => buildRoll([anna, "0x12"]), {
      field: "accounts[1]",
      problem: "is no address",
    });
    await expectInputError(() => buildRoll([toBeHex(0, 20)]), {
      field: "accounts[0]",
      problem: "is the zero address",
    });
    const roll = buildRoll([anna, boris]);
    for (const index of [-1, 2, 0.5]) {
      await expectInputError(() => roll.proofOf(index), {
        field: "index",
        problem: "is no voter of the roll",
      });
    }
    await expectInputError(() => roll.indexOf("0x12"), { field: "account", problem: "is no address" });
  });

  describe("in the contract", () => {
    let chain: ElectionChain & { close: () => Promise<void> };
    before(async () => (chain = await openElectionChain("embedded")));
    after(() => chain.close());

    it("has its proofs and its pages accepted", async () => {
      const { rolls } = await deployBallots(chain);
      const roll = buildRoll(accountsOf(1_100));
      const { timestamp } = (await chain.provider.getBlock("latest"))!;
      await rolls.announce(roll.root, roll.datasetHash, id("source"), roll.size, timestamp + 4 * 86_400);
      expect(await rolls.PAGE_ACCOUNTS()).to.equal(BigInt(PAGE_ACCOUNTS));
      await (await rolls.publishPages(1n, roll.pages())).wait();
      for (const index of [0, 1_023, 1_024, 1_099]) {
        expect(await rolls.isOnRoll(1n, index, roll.accounts[index], roll.proofOf(index))).to.equal(true);
        expect(await rolls.accountAt(1n, index)).to.equal(roll.accounts[index]);
      }
      expect(await rolls.isOnRoll(1n, 1, roll.accounts[0], roll.proofOf(0))).to.equal(false);
    });
  });
});
