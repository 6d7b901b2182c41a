import type { Provider, Signer } from "ethers";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { CompiledCode } from "../city/inspect.js";

/** A chain and the accounts whose keys are at hand. */
export interface Connection {
  readonly name: string;
  readonly url: string | undefined;
  readonly provider: Provider;
  readonly signers: () => Promise<Signer[]>;
  readonly close: () => Promise<void>;
}

/** A private copy of a chain, to try things on. */
export interface Fork extends Connection {
  /** Acts for an account without its key. */
  readonly impersonate: (account: string) => Promise<Signer>;
}

/** Connects to the network that `--network` names; without it to the embedded chain. */
export async function connect(hre: HardhatRuntimeEnvironment): Promise<Connection> {
  const connection = await hre.network.create();
  const { networkName, networkConfig, ethers } = connection;
  return {
    name: networkName,
    url: networkConfig.type === "http" ? await networkConfig.url.getUrl() : undefined,
    provider: ethers.provider,
    signers: () => ethers.getSigners(),
    close: () => connection.close(),
  };
}

/**
 * Forks the chain of a connection into an embedded one.
 * @throws where the connection is the embedded chain itself
 */
export async function forkOf(
  hre: HardhatRuntimeEnvironment,
  { name, url, provider }: Connection,
): Promise<Fork> {
  if (url === undefined) {
    throw new Error(
      `--plan: network ${name} is embedded and new at every start; name one with an address (--network)`,
    );
  }
  const { chainId } = await provider.getNetwork();
  const fork = await hre.network.create({
    network: "default",
    chainType: "l1",
    override: { chainId: Number(chainId), forking: { url }, initialBaseFeePerGas: 0 },
  });
  // A call on the forked block itself would need the other chain's history of hardforks; one on a new block does not.
  await fork.provider.request({ method: "hardhat_mine", params: ["0x1"] });
  return {
    name: `${name} (fork)`,
    url: undefined,
    provider: fork.ethers.provider,
    signers: () => fork.ethers.getSigners(),
    close: () => fork.close(),
    impersonate: async (account) => {
      await fork.provider.request({
        method: "hardhat_setBalance",
        params: [account, "0x3635c9adc5dea00000"],
      });
      return fork.ethers.getImpersonatedSigner(account);
    },
  };
}

/** Compiles what has changed, and says nothing where nothing has. */
export async function buildQuietly(hre: HardhatRuntimeEnvironment): Promise<void> {
  await hre.tasks.getTask("build").run({ quiet: true });
}

/** Reads compiled code by contract name. */
export function artifactReader(hre: HardhatRuntimeEnvironment): (contract: string) => Promise<CompiledCode> {
  return async (contract) => {
    const { deployedBytecode, immutableReferences } = await hre.artifacts.readArtifact(contract);
    return { deployedBytecode, immutableReferences };
  };
}
