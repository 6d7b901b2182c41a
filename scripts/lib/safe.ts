import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import {
  concat,
  Contract,
  ContractFactory,
  Interface,
  ZeroAddress,
  type ContractTransactionResponse,
  type InterfaceAbi,
  type Signer,
} from "ethers";

/** A multisignature wallet: the offices of sample cities, tests and the demo (Safe 1.5.0, as published on npm). */
export interface Safe {
  readonly address: string;
  /** Who signs for it here, as many as its threshold asks for. */
  readonly owners: readonly Signer[];
}

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

const SAFE_TRANSACTION = {
  SafeTx: [
    { type: "address", name: "to" },
    { type: "uint256", name: "value" },
    { type: "bytes", name: "data" },
    { type: "uint8", name: "operation" },
    { type: "uint256", name: "safeTxGas" },
    { type: "uint256", name: "baseGas" },
    { type: "uint256", name: "gasPrice" },
    { type: "address", name: "gasToken" },
    { type: "address", name: "refundReceiver" },
    { type: "uint256", name: "nonce" },
  ],
};

const require = createRequire(import.meta.url);

function artifact(path: string): Artifact {
  const file = require.resolve(`@safe-global/safe-smart-account/build/artifacts/contracts/${path}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Artifact;
}

/**
 * Deploys wallets that share one singleton and one factory.
 * @param deployer pays
 * @param teams owners of each wallet
 * @param threshold signatures that each wallet asks for
 */
export async function deploySafes(
  deployer: Signer,
  teams: readonly (readonly Signer[])[],
  threshold: number,
): Promise<Safe[]> {
  const [safe, proxyFactory] = [
    artifact("Safe.sol/Safe"),
    artifact("proxies/SafeProxyFactory.sol/SafeProxyFactory"),
  ];
  const singleton = await new ContractFactory(safe.abi, safe.bytecode, deployer).deploy();
  const factory = await new ContractFactory(proxyFactory.abi, proxyFactory.bytecode, deployer).deploy();
  await Promise.all([singleton.waitForDeployment(), factory.waitForDeployment()]);
  const create = factory.getFunction("createProxyWithNonce");
  const safes: Safe[] = [];
  for (const [index, owners] of teams.entries()) {
    const addresses = await Promise.all(owners.map((owner) => owner.getAddress()));
    const setup = new Interface(safe.abi).encodeFunctionData("setup", [
      addresses,
      threshold,
      ZeroAddress,
      "0x",
      ZeroAddress,
      ZeroAddress,
      0,
      ZeroAddress,
    ]);
    const args = [await singleton.getAddress(), setup, index] as const;
    const address = (await create.staticCall(...args)) as string;
    await (await create(...args)).wait();
    safes.push({ address, owners: owners.slice(0, threshold) });
  }
  return safes;
}

/**
 * Lets a wallet call a contract: its owners sign, anyone sends.
 * @param sender pays and sends
 * @returns the transaction
 */
export async function actAs(safe: Safe, sender: Signer, to: string, data: string) {
  const contract = new Contract(safe.address, artifact("Safe.sol/Safe").abi, sender);
  const nonce = (await contract.getFunction("nonce")()) as bigint;
  const transaction = {
    to,
    value: 0,
    data,
    operation: 0,
    safeTxGas: 0,
    baseGas: 0,
    gasPrice: 0,
    gasToken: ZeroAddress,
    refundReceiver: ZeroAddress,
    nonce,
  };
  if (sender.provider === null) throw new Error("sender: not connected to a chain; connect the signer first");
  const { chainId } = await sender.provider.getNetwork();
  const domain = { chainId, verifyingContract: safe.address };
  const signed = await Promise.all(
    safe.owners.map(async (owner) => ({
      owner: (await owner.getAddress()).toLowerCase(),
      signature: await owner.signTypedData(domain, SAFE_TRANSACTION, transaction),
    })),
  );
  // A Safe wants the signatures in the order of their owners.
  const signatures = concat(
    signed.toSorted((a, b) => (a.owner < b.owner ? -1 : 1)).map(({ signature }) => signature),
  );
  return contract.getFunction("execTransaction")(
    to,
    0,
    data,
    0,
    0,
    0,
    0,
    ZeroAddress,
    ZeroAddress,
    signatures,
  ) as Promise<ContractTransactionResponse>;
}
