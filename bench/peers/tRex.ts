import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import {
  AbiCoder,
  type BaseContract,
  Contract,
  ContractFactory,
  getBytes,
  type InterfaceAbi,
  keccak256,
  type Signer,
  ZeroAddress,
} from "ethers";

interface Artifact {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

/** The claim that holders must have where the token asks for one. */
const TOPIC = 1n;
const ECDSA_SCHEME = 1n;
const NOWHERE = 756;

const require = createRequire(import.meta.url);

/** Reads a published artifact. */
function artifact(path: string): Artifact {
  const file = require.resolve(`@tokenysolutions/t-rex/artifacts/${path}.json`);
  return JSON.parse(readFileSync(file, "utf8")) as Artifact;
}

/** Deploys from a published artifact; `as` names the interface behind a proxy. */
async function deploy(
  signer: Signer,
  path: string,
  args: readonly unknown[] = [],
  as = path,
): Promise<BaseContract> {
  const { bytecode, abi } = artifact(path);
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  await contract.waitForDeployment();
  if (as === path) return contract;
  return new Contract(await contract.getAddress(), artifact(as).abi, signer);
}

/** Sends and waits. */
async function send(contract: BaseContract, name: string, ...args: readonly unknown[]): Promise<void> {
  await (await contract.getFunction(name).send(...args)).wait();
}

/** The implementations and the authority that tells proxies which of them to use. */
async function deployImplementations(owner: Signer): Promise<BaseContract> {
  const implementations = [
    "contracts/token/Token.sol/Token",
    "contracts/registry/implementation/ClaimTopicsRegistry.sol/ClaimTopicsRegistry",
    "contracts/registry/implementation/IdentityRegistry.sol/IdentityRegistry",
    "contracts/registry/implementation/IdentityRegistryStorage.sol/IdentityRegistryStorage",
    "contracts/registry/implementation/TrustedIssuersRegistry.sol/TrustedIssuersRegistry",
    "contracts/compliance/modular/ModularCompliance.sol/ModularCompliance",
  ];
  const deployed: BaseContract[] = [];
  for (const path of implementations) deployed.push(await deploy(owner, path));
  const authority = await deploy(
    owner,
    "contracts/proxy/authority/TREXImplementationAuthority.sol/TREXImplementationAuthority",
    [true, ZeroAddress, ZeroAddress],
  );
  await send(authority, "addAndUseTREXVersion", [4, 1, 6], deployed);
  return authority;
}

/** An identity contract for a holder, with the issuer's claim where there is an issuer. */
async function identify(owner: Signer, issuer: BaseContract | undefined): Promise<BaseContract> {
  const ownerAddress = await owner.getAddress();
  const identity = await deploy(owner, "@onchain-id/solidity/contracts/Identity.sol/Identity", [
    ownerAddress,
    false,
  ]);
  if (issuer === undefined) return identity;
  const data = "0x01";
  const claim = AbiCoder.defaultAbiCoder().encode(
    ["address", "uint256", "bytes"],
    [await identity.getAddress(), TOPIC, data],
  );
  const signature = await owner.signMessage(getBytes(keccak256(claim)));
  await send(identity, "addClaim", TOPIC, ECDSA_SCHEME, issuer, signature, data, "");
  return identity;
}

/**
 * Deploys T-REX 4.1.6 (ERC-3643) from its published artifacts, with its proxies, and gives tokens to holders.
 * @param owner Deploys, is the agent, and issues the claims.
 * @param holders Are registered and get tokens.
 * @param withClaim Whether holders need a claim of one trusted issuer.
 * @returns the token
 */
export async function deployTRex(
  owner: Signer,
  holders: readonly Signer[],
  withClaim: boolean,
): Promise<BaseContract> {
  const authority = await deployImplementations(owner);
  const proxy = (name: string, as: string, ...args: readonly unknown[]): Promise<BaseContract> =>
    deploy(owner, `contracts/proxy/${name}.sol/${name}`, [authority, ...args], as);
  const registries = "contracts/registry/implementation";
  const topics = await proxy(
    "ClaimTopicsRegistryProxy",
    `${registries}/ClaimTopicsRegistry.sol/ClaimTopicsRegistry`,
  );
  const issuers = await proxy(
    "TrustedIssuersRegistryProxy",
    `${registries}/TrustedIssuersRegistry.sol/TrustedIssuersRegistry`,
  );
  const storage = await proxy(
    "IdentityRegistryStorageProxy",
    `${registries}/IdentityRegistryStorage.sol/IdentityRegistryStorage`,
  );
  const identities = await proxy(
    "IdentityRegistryProxy",
    `${registries}/IdentityRegistry.sol/IdentityRegistry`,
    issuers,
    topics,
    storage,
  );
  const compliance = await proxy(
    "ModularComplianceProxy",
    "contracts/compliance/modular/ModularCompliance.sol/ModularCompliance",
  );
  const terms = ["Peer", "PEER", 6, ZeroAddress];
  const token = await proxy(
    "TokenProxy",
    "contracts/token/Token.sol/Token",
    identities,
    compliance,
    ...terms,
  );

  const ownerAddress = await owner.getAddress();
  await send(storage, "bindIdentityRegistry", identities);
  await send(identities, "addAgent", ownerAddress);
  await send(token, "addAgent", ownerAddress);
  let issuer: BaseContract | undefined;
  if (withClaim) {
    issuer = await deploy(owner, "@onchain-id/solidity/contracts/ClaimIssuer.sol/ClaimIssuer", [
      ownerAddress,
    ]);
    await send(topics, "addClaimTopic", TOPIC);
    await send(issuers, "addTrustedIssuer", issuer, [TOPIC]);
  }
  for (const holder of holders) {
    const account = await holder.getAddress();
    await send(identities, "registerIdentity", account, await identify(owner, issuer), NOWHERE);
    await send(token, "mint", account, 1_000_000_000n);
  }
  await send(token, "unpause");
  return token;
}

/** Deploys T-REX's contract for delivery versus delivery from its published artifact. */
export const deployTRexDvd = (owner: Signer): Promise<BaseContract> =>
  deploy(owner, "contracts/DVD/DVDTransferManager.sol/DVDTransferManager");
