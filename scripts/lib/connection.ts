import { isHexString, type Provider, type Signer } from "ethers";
import type { HttpNetworkAccountsConfig, ResolvedConfigurationVariable } from "hardhat/types/config";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";

import type { CompiledCode } from "../city/inspect.js";
import type { Rpc } from "../../sdk/index.js";

/** A chain and the accounts whose keys are at hand. */
export interface Connection {
  readonly name: string;
  readonly url: string | undefined;
  readonly provider: Provider;
  /** Asks the chain's node itself. */
  readonly rpc: Rpc;
  readonly signers: () => Promise<Signer[]>;
  readonly close: () => Promise<void>;
}

/** A private copy of a chain, to try things on. */
export interface Fork extends Connection {
  /** Acts for an account without its key. */
  readonly impersonate: (account: string) => Promise<Signer>;
}

/**
 * Connects to the network that `--network` names; without it to the embedded chain.
 * @param isReadOnly whether to do without the keys of the network's accounts: whoever only reads needs none
 * @throws where a setting is missing or nobody answers, with what to do
 */
export async function connect(
  hre: HardhatRuntimeEnvironment,
  { isReadOnly = false } = {},
): Promise<Connection> {
  const name = hre.globalOptions.network ?? "default";
  const config = hre.config.networks[name];
  const url = config?.type === "http" ? await addressOf(name, config.url) : undefined;
  const isRemote = config?.type === "http" && isReadOnly;
  if (config?.type === "http" && !isReadOnly) await requireKeys(name, config.accounts);
  const connection = await hre.network.create(
    isRemote ? { network: name, override: { accounts: "remote" } } : name,
  );
  const { provider } = connection.ethers;
  try {
    await provider.getNetwork();
  } catch (error) {
    await connection.close();
    const where = url === undefined ? "" : ` at ${new URL(url).origin}`;
    throw new Error(`--network: no chain answers for ${name}${where}; start its node, or mend the address`, {
      cause: error,
    });
  }
  return {
    name,
    url,
    provider,
    rpc: ({ method, params }) => connection.provider.request({ method, params: [...params] }),
    signers: () => connection.ethers.getSigners(),
    close: () => connection.close(),
  };
}

async function addressOf(network: string, url: ResolvedConfigurationVariable): Promise<string> {
  try {
    return await url.getUrl();
  } catch (error) {
    throw new Error(
      `--network: ${network} has no valid address; set CITY_RPC_URL to the one of the chain's node, such as http://127.0.0.1:8545`,
      { cause: error },
    );
  }
}

/** Keys are checked before anything is done, and never printed. */
async function requireKeys(network: string, accounts: HttpNetworkAccountsConfig): Promise<void> {
  for (const account of Array.isArray(accounts) ? accounts : []) {
    const key = await account.getHexString().catch(() => "");
    if (!isHexString(key, 32)) {
      throw new Error(
        `--network: ${network} has no valid key; set CITY_DEPLOYER_KEY to the deployer's private key, 0x and 64 hexadecimal digits`,
      );
    }
  }
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
    rpc: ({ method, params }) => fork.provider.request({ method, params: [...params] }),
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

/** How often a build is tried again after another run wrote Hardhat's cache at the same moment. */
const BUILD_ATTEMPTS = 5;

/**
 * Compiles what has changed, and says nothing where nothing has. The typed bindings stay as they are (`npm run build`
 * writes them): this process has read them already, and another one that reads them now would find half a file.
 */
export async function buildQuietly(hre: HardhatRuntimeEnvironment): Promise<void> {
  Object.assign(hre.globalOptions, { noTypechain: true });
  await buildBesideOthers(hre);
}

/** Compiles what has changed, while other processes may do so, too. */
export async function buildBesideOthers(hre: HardhatRuntimeEnvironment): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await hre.tasks.getTask("build").run({ quiet: true });
      return;
    } catch (error) {
      // Two runs at once move the same temporary file, and only one of them finds it.
      const isMovedAway = (error as Error).name === "FileNotFoundError";
      if (!isMovedAway || attempt === BUILD_ATTEMPTS) throw error;
    }
  }
}

/** Reads compiled code by contract name. */
export function artifactReader(hre: HardhatRuntimeEnvironment): (contract: string) => Promise<CompiledCode> {
  return async (contract) => {
    const { deployedBytecode, immutableReferences, deployedLinkReferences } =
      await hre.artifacts.readArtifact(contract);
    return { deployedBytecode, immutableReferences, deployedLinkReferences };
  };
}
