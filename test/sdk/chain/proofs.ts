import { expect } from "chai";
import { keccak256, toBeHex, Transaction, type Signer } from "ethers";
import hre from "hardhat";

import { encodeHeader } from "../../../sdk/chain/encodeHeader.js";
import type { RpcBlock } from "../../../sdk/chain/header.js";
import { mappingSlot } from "../../../sdk/chain/mappingSlot.js";
import { readAccount } from "../../../sdk/chain/readAccount.js";
import { readHeader } from "../../../sdk/chain/readHeader.js";
import { readStorage } from "../../../sdk/chain/readStorage.js";
import { trieOf } from "../../../sdk/chain/trieOf.js";
import { transactionKey, verifyTransaction } from "../../../sdk/chain/verifyTransaction.js";
import { startAnvil } from "../../support/chains.js";
import { expectInputError } from "../../support/inputError.js";

/** Stores 42 in slot 7 and 2^255 in slot 8, and leaves one byte of code. */
const INIT_CODE = "0x602a600755600160ff1b60085560016000f3";

type Request = (method: string, params: readonly unknown[]) => Promise<unknown>;

interface Subject {
  readonly request: Request;
  readonly signer: Signer;
  readonly close: () => Promise<void>;
}

const chains: Record<string, () => Promise<Subject>> = {
  "the embedded chain": async () => {
    const chain = await hre.network.create({ network: "default", chainType: "l1" });
    const [signer] = await chain.ethers.getSigners();
    const request: Request = (method, params) => chain.provider.request({ method, params: [...params] });
    return { request, signer, close: () => chain.close() };
  },
  anvil: async () => {
    const { provider, stop } = await startAnvil({ hardfork: "osaka" });
    const request: Request = (method, params) => provider.send(method, [...params]);
    return { request, signer: await provider.getSigner(0), close: stop };
  },
};

for (const [name, open] of Object.entries(chains)) {
  describe(`proofs of ${name}`, () => {
    let subject: Subject;
    let block: RpcBlock & { transactions: readonly { hash: string }[] };
    let contract: string;

    before(async () => {
      subject = await open();
      const sent = await subject.signer.sendTransaction({ data: INIT_CODE });
      contract = (await sent.wait())!.contractAddress!;
      block = (await subject.request("eth_getBlockByNumber", ["latest", true])) as typeof block;
    });
    after(() => subject.close());

    it("lead from the header's hash to the words of a contract, and to the absence of one", async () => {
      const header = readHeader(encodeHeader(block));
      expect(header).to.deep.include({
        hash: block.hash,
        parentHash: block.parentHash,
        stateRoot: block.stateRoot,
        transactionsRoot: block.transactionsRoot,
        number: BigInt(block.number as string),
        timestamp: BigInt(block.timestamp as string),
      });
      const slots = [7n, 8n, 9n];
      const { accountProof, storageProof } = (await subject.request("eth_getProof", [
        contract,
        slots.map((slot) => toBeHex(slot, 32)),
        block.number,
      ])) as { accountProof: string[]; storageProof: { proof: string[] }[] };
      const account = readAccount(header.stateRoot, contract, accountProof);
      expect(account.codeHash).to.equal(keccak256("0x00"));
      expect(
        slots.map((slot, place) => readStorage(account.storageRoot, slot, storageProof[place].proof)),
      ).to.deep.equal([42n, 1n << 255n, 0n]);
      await expectInputError(() => readStorage(account.storageRoot, 8n, storageProof[0].proof, "words[0]"), {
        field: /^words\[0\]/,
        problem: /./,
      });
      await expectInputError(() => readAccount(header.stateRoot, toBeHex(1n, 20), accountProof), {
        field: /^accountProof/,
        problem: /./,
      });
    });

    it("prove that an account is absent", async () => {
      const { stateRoot } = readHeader(encodeHeader(block));
      const nobody = toBeHex(0xdeadn, 20);
      const { accountProof } = (await subject.request("eth_getProof", [nobody, [], block.number])) as {
        accountProof: string[];
      };
      await expectInputError(() => readAccount(stateRoot, nobody, accountProof), {
        field: "accountProof",
        problem: "is no account in that state",
      });
    });

    it("place a transaction in its block", async () => {
      const { transactionsRoot } = readHeader(encodeHeader(block));
      const response = await subject.signer.provider!.getTransaction(block.transactions[0].hash);
      const raw = Transaction.from(response!).serialized;
      expect(keccak256(raw)).to.equal(block.transactions[0].hash);
      const trie = trieOf([[transactionKey(0), raw]]);
      expect(trie.root).to.equal(transactionsRoot);
      const proof = trie.proofOf(transactionKey(0));
      verifyTransaction(transactionsRoot, 0, raw, proof);
      await expectInputError(() => verifyTransaction(transactionsRoot, 0, `${raw}00`, proof), {
        field: "proof",
        problem: "is not the transaction 0 of its block",
      });
      await expectInputError(() => verifyTransaction(transactionsRoot, 1, raw, proof), {
        field: "proof",
        problem: "is not the transaction 1 of its block",
      });
    });

    it("need a header whose hash they know", () =>
      expectInputError(() => encodeHeader({ ...block, timestamp: "0x1" }), {
        field: "block.hash",
        problem: "is not the hash of the header's known fields",
      }));
  });
}

describe("a header", () => {
  for (const encoded of ["0x", "0x01", "0xc0", "0xc3010203", "0xf9", `0xcf${"c0".repeat(15)}`]) {
    it(`is not ${encoded}`, () =>
      expectInputError(() => readHeader(encoded, "headers[3]"), {
        field: "headers[3]",
        problem: "is no header of a block",
      }));
  }
});

describe("the slot of a mapping's entry", () => {
  it("is keccak256(key ‖ slot)", () => {
    // The second word of the example in Solidity's documentation is computed the same way by every node.
    expect(toBeHex(mappingSlot(0n, 0n), 32)).to.equal(keccak256(`0x${"00".repeat(64)}`));
    expect(mappingSlot(1n, 2n)).to.not.equal(mappingSlot(2n, 1n));
  });
});
