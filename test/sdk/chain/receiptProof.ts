import { expect } from "chai";
import { concat, decodeRlp, encodeRlp, id, type Signer, toBeHex } from "ethers";
import hre from "hardhat";

import { type Rpc, fetchReceiptProof, type ReceiptProof, verifyReceiptProof } from "../../../sdk/index.js";
import { startAnvil } from "../../support/chains.js";
import { expectInputError } from "../../support/inputError.js";

/**
 * CALLDATASIZE, PUSH1 5, JUMPI, INVALID, JUMPDEST; PUSH0 CALLDATALOAD PUSH0 MSTORE; PUSH1 7 PUSH1 32 PUSH0 LOG1; STOP:
 * logs the first word of its calldata under the topic 7, and fails without calldata.
 */
const RUNTIME = "0x36600557fe5b5f355f52600760205fa100";

/** Creates it: PUSH1 size, PUSH1 10, PUSH0, CODECOPY, PUSH1 size, PUSH0, RETURN. */
const INIT_CODE = concat(["0x6011600a5f3960115ff3", RUNTIME]);

interface Subject {
  readonly rpc: Rpc;
  readonly signer: Signer;
  readonly close: () => Promise<void>;
  /** Mines several transactions in one block. */
  readonly mine: (send: () => Promise<{ hash: string }[]>) => Promise<string[]>;
}

const miner =
  (rpc: Rpc): Subject["mine"] =>
  async (send) => {
    const automine = (isOn: boolean) => rpc({ method: "evm_setAutomine", params: [isOn] });
    await automine(false);
    const sent = await send();
    await rpc({ method: "evm_mine", params: [] });
    await automine(true);
    return sent.map(({ hash }) => hash);
  };

const chains: Record<string, () => Promise<Subject>> = {
  "the embedded chain": async () => {
    const chain = await hre.network.create({ network: "default", chainType: "l1" });
    const [signer] = await chain.ethers.getSigners();
    const rpc: Rpc = (request) => chain.provider.request(request);
    return { rpc, signer, close: () => chain.close(), mine: miner(rpc) };
  },
  anvil: async () => {
    const { provider, stop } = await startAnvil({ hardfork: "osaka" });
    const rpc: Rpc = ({ method, params }) => provider.send(method, params);
    return { rpc, signer: await provider.getSigner(0), close: stop, mine: miner(rpc) };
  },
};

for (const [name, open] of Object.entries(chains)) {
  describe(`receipts of ${name}`, () => {
    let subject: Subject;
    let contract: string;
    let hashes: string[];

    before(async () => {
      subject = await open();
      const created = await (await subject.signer.sendTransaction({ data: INIT_CODE })).wait();
      contract = created!.contractAddress!;
      const gasLimit = 100_000;
      hashes = await subject.mine(async () => [
        await subject.signer.sendTransaction({ to: contract, data: toBeHex(1n, 32), gasLimit, type: 0 }),
        await subject.signer.sendTransaction({ to: contract, gasLimit }),
        await subject.signer.sendTransaction({ to: contract, data: toBeHex(3n, 32), gasLimit }),
      ]);
    });
    after(() => subject?.close());

    it("lead from the block's hash to what a transaction has logged, and whether it failed", async () => {
      const proofs = await Promise.all(hashes.map((hash) => fetchReceiptProof(subject.rpc, hash)));
      const proven = proofs.map((proof) => verifyReceiptProof(proof));
      const block = (await subject.rpc({ method: "eth_getBlockByNumber", params: ["latest", false] })) as {
        hash: string;
        number: string;
        timestamp: string;
      };
      for (const { blockHash, blockNumber, timestamp } of proven) {
        expect(blockHash).to.equal(block.hash);
        expect([blockNumber, timestamp]).to.deep.equal([BigInt(block.number), BigInt(block.timestamp)]);
      }
      expect(proven.map(({ succeeded }) => succeeded)).to.deep.equal([true, false, true]);
      const log = (word: bigint) => ({
        address: contract.toLowerCase(),
        topics: [toBeHex(7n, 32)],
        data: toBeHex(word, 32),
      });
      expect(proven.map(({ logs }) => logs)).to.deep.equal([[log(1n)], [], [log(3n)]]);
    });

    it("do not hold where anything is changed", async () => {
      const proof = await fetchReceiptProof(subject.rpc, hashes[0]);
      const other = await fetchReceiptProof(subject.rpc, hashes[2]);
      const header = decodeRlp(proof.header) as string[];
      const forgeries: Partial<ReceiptProof>[] = [
        { receipt: other.receipt },
        { transactionIndex: 2 },
        { nodes: proof.nodes.slice(0, -1) },
        { nodes: [...proof.nodes, proof.nodes[0]] },
        { header: encodeRlp([...header.slice(0, 5), id("other root"), ...header.slice(6)]) as `0x${string}` },
        { header: "0x12" },
      ];
      for (const forgery of forgeries) {
        await expectInputError(() => verifyReceiptProof({ ...proof, ...forgery }), {
          field: /./,
          problem: /./,
        });
      }
    });

    it("are asked for only where the transaction is known", async () => {
      await expectInputError(() => fetchReceiptProof(subject.rpc, id("nothing")), {
        field: "transactionHash",
        problem: "is in no block that the node knows",
      });
    });
  });
}

describe("fetchReceiptProof", () => {
  it("refuses a receipt that its node has made up", async () => {
    const chain = await hre.network.create({ network: "default", chainType: "l1" });
    try {
      const [signer] = await chain.ethers.getSigners();
      const { hash } = await signer.sendTransaction({ to: signer, data: "0x" });
      const liar: Rpc = async (request) => {
        const answer = await chain.provider.request(request);
        return request.method === "eth_getTransactionReceipt"
          ? { ...(answer as object), status: "0x0" }
          : answer;
      };
      await expectInputError(() => fetchReceiptProof(liar, hash), { field: /^nodes/, problem: /hash/ });
    } finally {
      await chain.close();
    }
  });
});
