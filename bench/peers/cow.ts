import { createRequire } from "node:module";

import {
  type BaseContract,
  Contract,
  ContractFactory,
  type ContractTransactionResponse,
  id,
  type InterfaceAbi,
  type Signer,
  Wallet,
  ZeroAddress,
  ZeroHash,
} from "ethers";

import { deployDouble } from "../../test/support/doubles.js";

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

/** CoW Protocol's settlement with two tokens and traders who have approved it. */
export interface CowMarket {
  readonly settlement: BaseContract;
  readonly solver: Signer;
  readonly money: BaseContract;
  readonly energy: BaseContract;
  readonly traders: readonly Wallet[];
}

/** What every trader holds, and allows to be spent. */
const FORTUNE = 10n ** 30n;

/** Units of money for a unit of energy. */
const PRICE = 170n;

const VALID_TO = 2n ** 32n - 1n;
const ORDER = [
  { name: "sellToken", type: "address" },
  { name: "buyToken", type: "address" },
  { name: "receiver", type: "address" },
  { name: "sellAmount", type: "uint256" },
  { name: "buyAmount", type: "uint256" },
  { name: "validTo", type: "uint32" },
  { name: "appData", type: "bytes32" },
  { name: "feeAmount", type: "uint256" },
  { name: "kind", type: "string" },
  { name: "partiallyFillable", type: "bool" },
  { name: "sellTokenBalance", type: "string" },
  { name: "buyTokenBalance", type: "string" },
];

const require = createRequire(import.meta.url);

/** Reads a published artifact. */
const artifact = (name: string): Artifact =>
  require(`@cowprotocol/contracts/lib/contracts/${name}.json`) as Artifact;

async function deploy(signer: Signer, name: string, ...args: readonly unknown[]): Promise<BaseContract> {
  const { abi, bytecode } = artifact(name);
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  await contract.waitForDeployment();
  return contract;
}

async function send(
  contract: BaseContract,
  name: string,
  ...args: readonly unknown[]
): Promise<ContractTransactionResponse> {
  const tx = await contract.getFunction(name).send(...args);
  await tx.wait();
  return tx;
}

/**
 * Deploys GPv2Settlement and its list of solvers from the published artifacts, and gives traders both tokens.
 * @param solver Deploys, and settles.
 * @param count How many traders.
 */
export async function deployCow(solver: Signer, count: number): Promise<CowMarket> {
  const authenticator = await deploy(solver, "GPv2AllowListAuthentication");
  const solverAddress = await solver.getAddress();
  await send(authenticator, "initializeManager", solverAddress);
  await send(authenticator, "addSolver", solverAddress);
  // Balances stay in the tokens: Balancer's vault is never called.
  const settlement = await deploy(solver, "GPv2Settlement", authenticator, ZeroAddress);
  const relayer = (await settlement.getFunction("vaultRelayer").staticCall()) as string;
  const money = await deployDouble("OpenZeppelinTokenPeer", solver);
  const energy = await deployDouble("OpenZeppelinTokenPeer", solver);
  const traders = Array.from({ length: count }, (_, i) => new Wallet(id(`trader ${i}`), solver.provider));
  for (const token of [money, energy]) {
    await send(token, "mint", settlement, FORTUNE);
    for (const trader of traders) {
      await send(token, "mint", trader, FORTUNE);
      await (await solver.sendTransaction({ to: trader.address, value: 10n ** 17n })).wait();
      await send(token.connect(trader), "approve", relayer, FORTUNE);
    }
  }
  return { settlement, solver, money, energy, traders };
}

/**
 * Settles one signed order of each trader at one price: half of them sell energy, half buy it.
 * @param amountOf Energy that a trader sells or buys.
 */
export async function settleCow(
  { settlement, solver, money, energy, traders }: CowMarket,
  amountOf: (trader: number) => bigint,
): Promise<ContractTransactionResponse> {
  const tokens = [await money.getAddress(), await energy.getAddress()];
  const { chainId } = (await solver.provider?.getNetwork()) ?? { chainId: 0n };
  const domain = {
    name: "Gnosis Protocol",
    version: "v2",
    chainId,
    verifyingContract: await settlement.getAddress(),
  };
  const trades = await Promise.all(
    traders.map(async (trader, i) => {
      const isSeller = i % 2 === 0;
      const amount = amountOf(i);
      const [sell, buy] = isSeller ? [1, 0] : [0, 1];
      const [sellAmount, buyAmount] = isSeller ? [amount, amount * PRICE] : [amount * PRICE, amount];
      const order = { sellAmount, buyAmount, validTo: VALID_TO, appData: ZeroHash, feeAmount: 0n };
      const signature = await trader.signTypedData(
        domain,
        { Order: ORDER },
        {
          ...order,
          sellToken: tokens[sell],
          buyToken: tokens[buy],
          receiver: ZeroAddress,
          kind: "sell",
          partiallyFillable: false,
          sellTokenBalance: "erc20",
          buyTokenBalance: "erc20",
        },
      );
      return {
        ...order,
        sellTokenIndex: sell,
        buyTokenIndex: buy,
        receiver: ZeroAddress,
        flags: 0,
        executedAmount: 0n,
        signature,
      };
    }),
  );
  return send(
    new Contract(settlement, artifact("GPv2Settlement").abi, solver),
    "settle",
    tokens,
    [1n, PRICE],
    trades,
    [[], [], []],
  );
}
