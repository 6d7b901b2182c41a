import { type DIDResolutionResult, Resolver } from "did-resolver";
import { type BaseContract, Contract, ContractFactory, type Provider, type Signer } from "ethers";
import { EthereumDIDRegistry, EthrDidController, getResolver } from "ethr-did-resolver";

import type { Rpc } from "../../sdk/index.js";
import { type IERC1056, IERC1056__factory } from "../../typechain-types/index.js";

/** The client is built for ethers' CommonJS build, whose types are not those of its other build. */
const asTheirs = (value: unknown): never => value as never;

/** Deploys the registry that `ethr-did-resolver` carries: the original of ERC-1056. */
export async function deployPublishedRegistry(deployer: Signer): Promise<IERC1056> {
  const { abi, bytecode } = EthereumDIDRegistry;
  const deployed = await new ContractFactory(abi, bytecode, deployer).deploy();
  await deployed.waitForDeployment();
  return IERC1056__factory.connect(await deployed.getAddress(), deployer);
}

/** Resolves as the published client does. */
export interface PublishedClient {
  readonly resolve: (did: string) => Promise<DIDResolutionResult>;
}

/** The published client over a registry; it knows the chain by its id in hexadecimal. */
export async function publishedClient(
  provider: Provider,
  registry: BaseContract | string,
): Promise<PublishedClient> {
  const { chainId } = await provider.getNetwork();
  const methods = getResolver({
    name: "city",
    chainId: `0x${chainId.toString(16)}`,
    provider: asTheirs(provider),
    registry: typeof registry === "string" ? registry : await registry.getAddress(),
  });
  return new Resolver(methods as unknown as ConstructorParameters<typeof Resolver>[0]);
}

/** The published client's writer over a registry, sending as `sender`. */
export async function publishedController(
  identity: string,
  registry: BaseContract | string,
  sender: Signer,
): Promise<EthrDidController> {
  const address = typeof registry === "string" ? registry : await registry.getAddress();
  const contract = new Contract(address, EthereumDIDRegistry.abi, sender);
  return new EthrDidController(
    identity,
    asTheirs(contract),
    asTheirs(sender),
    undefined,
    undefined,
    undefined,
    undefined,
    false,
  );
}

/** The node of an embedded chain, as the SDK asks it. */
export const requestOf =
  (provider: { request: (args: { method: string; params?: unknown[] }) => Promise<unknown> }): Rpc =>
  ({ method, params }) =>
    provider.request({ method, params: [...params] });
