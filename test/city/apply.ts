import { expect } from "chai";
import { toBeHex, type Provider, type Signer, type TransactionRequest } from "ethers";

import { applySteps } from "../../scripts/city/apply.js";
import { TRANSACTION_GAS_CAP } from "../../scripts/city/preflight.js";
import type { Call, Step } from "../../scripts/city/steps.js";
import { PATIENCE } from "../../scripts/lib/receipt.js";
import { sleep } from "../support/chains.js";
import { openEmbeddedChain } from "../support/embeddedCity.js";
import { failureOf } from "../support/failureOf.js";

const NOBODY = "0x000000000000000000000000000000000000dEaD";

/** Milliseconds within which a failure is told: long before a step's patience ends. */
const AT_ONCE = PATIENCE / 2;

describe("applySteps", () => {
  let chain: Awaited<ReturnType<typeof openEmbeddedChain>>;
  let provider: Provider;
  let deployer: Signer & { readonly address: string };

  beforeEach(async () => {
    chain = await openEmbeddedChain();
    ({ provider } = chain.ethers);
    [deployer] = await chain.ethers.getSigners();
  });

  afterEach(() => chain.close());

  const sentSoFar = () => provider.getTransactionCount(deployer.address);

  /** A step that is done once NOBODY holds `wei`; `onTransaction` acts between the question and the sending. */
  const payment = (wei: bigint, onTransaction: () => Promise<void> = async () => {}): Step => ({
    what: `pay ${wei}`,
    isDone: async () => (await provider.getBalance(NOBODY)) >= wei,
    transaction: async () => {
      await onTransaction();
      return { to: NOBODY, data: "0x", value: wei } as Call;
    },
  });

  /** Sends the whole request, value included, which real steps do not have. */
  const paying = (): Signer =>
    withMethod(deployer, "sendTransaction", ({ to, ...request }: TransactionRequest) =>
      deployer.sendTransaction({ ...request, to, value: to === NOBODY ? 1n : 0n }),
    );

  it("does what is missing, in order, and skips what is done", async () => {
    const seen: string[] = [];
    const done: Step = {
      what: "done",
      isDone: async () => true,
      transaction: () => expect.fail("asked for"),
    };
    const sent = await applySteps([done, payment(1n), done], paying(), provider, {
      onSkip: ({ what }, position, count) => seen.push(`${position}/${count} skip ${what}`),
      onSent: ({ what }, position, count, { gasUsed }) =>
        seen.push(`${position}/${count} sent ${what} ${gasUsed}`),
    });
    expect(seen).to.deep.equal(["1/3 skip done", "2/3 sent pay 1 21000", "3/3 skip done"]);
    expect(sent.map(({ what, gasUsed }) => ({ what, gasUsed }))).to.deep.equal([
      { what: "pay 1", gasUsed: 21_000n },
    ]);
  });

  describe("a step that fails", () => {
    it("in the simulation is reported once, with its reason, and never sent", async () => {
      let asked = 0;
      const failing: Step = {
        what: "deploy the impossible",
        isDone: async () => false,
        transaction: async () => {
          asked++;
          return { to: null, data: "0xfe" };
        },
      };
      expect(await failureOf(applySteps([failing, payment(1n)], paying(), provider))).to.match(
        /^deploy the impossible: .*(invalid opcode|reverted)/,
      );
      expect({ asked, sent: await sentSoFar() }).to.deep.equal({ asked: 1, sent: 0 });
    }).timeout(AT_ONCE);

    it("on the chain is sent once", async () => {
      const blind = withMethod(provider, "estimateGas", async () => 100_000n);
      const failing: Step = {
        what: "deploy the impossible",
        isDone: async () => false,
        transaction: async () => ({ to: null, data: "0xfe" }),
      };
      await chain.provider.request({ method: "evm_setAutomine", params: [false] });
      await chain.provider.request({ method: "evm_setIntervalMining", params: [100] });
      expect(await failureOf(applySteps([failing], paying(), blind))).to.match(
        /^deploy the impossible: transaction 0x[0-9a-f]{64} failed$/,
      );
      expect(await sentSoFar()).to.equal(1);
    }).timeout(AT_ONCE);

    it("to do what it says is sent once", async () => {
      const idle: Step = {
        what: "do nothing",
        isDone: async () => false,
        transaction: async () => ({ to: NOBODY, data: "0x" }),
      };
      expect(await failureOf(applySteps([idle], paying(), provider))).to.equal(
        "do nothing: the transaction was mined and has not done it",
      );
      expect(await sentSoFar()).to.equal(1);
    }).timeout(AT_ONCE);
  });

  describe("another run of the same deployment", () => {
    it("took the nonce: the step is tried again", async () => {
      let isFirst = true;
      const step = payment(1n, async () => {
        if (isFirst) await (await deployer.sendTransaction({ to: deployer.address })).wait();
        isFirst = false;
      });
      const sent = await applySteps([step], paying(), provider);
      expect(sent).to.have.length(1);
      expect(await sentSoFar()).to.equal(2);
    });

    it("did the step meanwhile: nothing is sent", async () => {
      const elsewhere: string[] = [];
      const step = payment(1n, async () => {
        await (await deployer.sendTransaction({ to: NOBODY, value: 1n })).wait();
      });
      const sent = await applySteps([step], paying(), provider, {
        onDoneElsewhere: ({ what }) => elsewhere.push(what),
      });
      expect(sent).to.deep.equal([]);
      expect(elsewhere).to.deep.equal(["pay 1"]);
      expect(await sentSoFar()).to.equal(1);
    });

    it("replaced the transaction by one that does something else: the step is tried again", async () => {
      const nonce = await deployer.getNonce();
      await chain.provider.request({ method: "evm_setAutomine", params: [false] });
      const applied = applySteps([payment(1n)], paying(), provider);
      while ((await provider.getTransactionCount(deployer.address, "pending")) === nonce) await sleep(20);
      await deployer.sendTransaction({
        to: deployer.address,
        nonce,
        maxFeePerGas: 10n ** 12n,
        maxPriorityFeePerGas: 10n ** 11n,
      });
      await chain.provider.request({ method: "evm_setAutomine", params: [true] });
      await chain.provider.request({ method: "evm_mine", params: [] });
      expect(await applied).to.have.length(1);
      expect(await provider.getBalance(NOBODY)).to.equal(1n);
      expect(await sentSoFar()).to.equal(2);
    });
  });

  it("waits until what a killed run has left behind is mined", async () => {
    await chain.provider.request({ method: "evm_setAutomine", params: [false] });
    await deployer.sendTransaction({ to: deployer.address });
    let hasStarted = false;
    const step = payment(1n, async () => {
      hasStarted = true;
    });
    const applied = applySteps([step], paying(), provider);
    await sleep(600);
    expect(hasStarted, "started while a transaction was pending").to.equal(false);
    await chain.provider.request({ method: "evm_setAutomine", params: [true] });
    await chain.provider.request({ method: "evm_mine", params: [] });
    expect(await applied).to.have.length(1);
    expect(await sentSoFar()).to.equal(2);
  });

  it("offers a reserve of gas, up to the largest that a transaction may have", async () => {
    for (const [estimate, expected] of [
      [1_000_000n, 1_100_000n],
      [16_000_000n, TRANSACTION_GAS_CAP],
    ]) {
      let offered: unknown;
      const generous = withMethod(provider, "estimateGas", async () => estimate);
      const recording = withMethod(deployer, "sendTransaction", (request: TransactionRequest) => {
        offered = request.gasLimit;
        return deployer.sendTransaction({ ...request, value: 1n });
      });
      const step = payment((await provider.getBalance(NOBODY)) + 1n);
      await applySteps([step], recording, generous);
      expect(offered).to.equal(expected);
    }
  });

  it("offers no fee where there is none", async () => {
    const poor = (await chain.ethers.getSigners())[1];
    await chain.provider.request({ method: "hardhat_setBalance", params: [poor.address, toBeHex(0)] });
    await chain.provider.request({ method: "hardhat_setNextBlockBaseFeePerGas", params: ["0x0"] });
    await chain.provider.request({ method: "hardhat_mine", params: [] });
    let gasPrice: unknown;
    const recording = withMethod(poor, "sendTransaction", async (request: TransactionRequest) => {
      ({ gasPrice } = request);
      return deployer.sendTransaction({ to: NOBODY, value: 1n });
    });
    await applySteps([payment(1n)], recording, provider);
    expect(gasPrice).to.equal(0n);
  });
});

/** The same object with one method of its own. */
function withMethod<T extends object>(object: T, name: keyof T, method: (...args: never[]) => unknown): T {
  return new Proxy(object, {
    get: (target, key) => {
      if (key === name) return method;
      const member: unknown = Reflect.get(target, key);
      return typeof member === "function" ? (member.bind(target) as unknown) : member;
    },
  });
}
