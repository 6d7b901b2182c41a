import { concat, getCreateAddress, type Provider } from "ethers";

import { counted } from "../lib/table.js";
import type { Blueprint } from "./blueprint.js";

/** A reason not to start, one line: what, which value, what to do. */
export class PreflightError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`Preflight:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.name = "PreflightError";
  }
}

/** What a preflight found out about the chain. */
export interface ChainFacts {
  readonly chainId: bigint;
  /** Block gas limit. */
  readonly blockGasLimit: bigint;
  /** Wei for a unit of gas that a transaction is expected to pay; 0 on a chain without fees. */
  readonly gasPrice: bigint;
  /** Whether precompile 0x100 verifies P-256; without it a passkey's signature costs about 250,000 gas more. */
  readonly hasP256: boolean;
  /** Wei that the deployer holds. */
  readonly balance: bigint;
  readonly notes: readonly string[];
}

/** Largest gas of one transaction (EIP-7825). */
export const TRANSACTION_GAS_CAP = 16_777_216n;

/** What the largest deployment may take: a block must hold it. */
const REQUIRED_BLOCK_GAS = 8_000_000n;

/** Chains where everybody knows the keys. */
const TEST_CHAINS = [31337n, 1337n];

/** First accounts of the public test mnemonic of Hardhat and Anvil. */
const PUBLIC_TEST_ACCOUNTS = new Set(
  [
    "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
    "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
    "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
    "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
    "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
    "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc",
    "0x976EA74026E726554dB657fA54763abd0C3a0aa9",
    "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955",
    "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
    "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
  ].map((account) => account.toLowerCase()),
);

/** Init code that runs one instruction of a hardfork and returns nothing, and what lacks where it fails. */
const HARDFORK_PROBES: readonly (readonly [string, string])[] = [
  ["0x5f5ff3", "PUSH0 (Shanghai)"],
  ["0x5f5f5f5e5f5ff3", "MCOPY (Cancun)"],
  ["0x5f5f5d5f5ff3", "TSTORE (Cancun)"],
];

/** A valid signature for precompile 0x100: hash, r, s, x, y (first vector of Project Wycheproof's P-256 set). */
const P256_VECTOR = concat([
  "0xbb5a52f42f9c9261ed4361f59422a1e30036e7c32b270c8807a419feca605023",
  "0x2ba3a8be6b94d5ec80a6d9d1190a436effe50d85a1eee859b8cc6af9bd5c2e18",
  "0x4cd60b855d442f5b3c7b11eb6c4e0ae7525fe710fab9aa7c77a67f79e6fadd76",
  "0x2927b10512bae3eddcfe467828128bad2903269919f7086069c8c4df6c732838",
  "0xc7787964eaac00e5921fb1498a60f4606766b3d9685001558d1a974e7341513e",
]);

/**
 * Checks the chain before anything is sent.
 * @throws {PreflightError} with every problem found
 */
export async function preflight(blueprint: Blueprint, provider: Provider): Promise<ChainFacts> {
  const { city, deployer } = blueprint;
  const { chainId } = await provider.getNetwork();
  if (chainId !== city.chainId) {
    throw new PreflightError([
      `chainId: the chain is ${chainId}, the city file says ${city.chainId}; connect to that chain or mend the file`,
    ]);
  }
  const missing = await missingInstructions(provider);
  if (missing.length > 0) {
    throw new PreflightError([
      `hardfork: the chain lacks ${missing.join(" and ")}; Civitas needs Cancun, upgrade the chain's clients`,
    ]);
  }
  const block = await provider.getBlock("latest");
  const blockGasLimit = block?.gasLimit ?? 0n;
  const hasP256 = await isP256Verified(provider);
  const problems = [
    ...(blockGasLimit < REQUIRED_BLOCK_GAS
      ? [`block gas limit: ${blockGasLimit} is too low; set at least ${REQUIRED_BLOCK_GAS}`]
      : []),
    ...(await deployerProblems(blueprint, provider)),
    ...(await officeProblems(blueprint, provider)),
    ...publicKeyProblems(blueprint),
  ];
  if (problems.length > 0) throw new PreflightError(problems);
  return {
    chainId,
    blockGasLimit,
    gasPrice: await expectedGasPrice(deployer, provider),
    hasP256,
    balance: await provider.getBalance(deployer),
    notes: hasP256
      ? []
      : ["the chain lacks the P-256 precompile (0x100): signatures of passkeys cost about 250,000 gas more"],
  };
}

async function missingInstructions(provider: Provider): Promise<string[]> {
  const missing: string[] = [];
  for (const [code, name] of HARDFORK_PROBES) {
    try {
      await provider.call({ data: code });
    } catch {
      missing.push(name);
    }
  }
  return missing;
}

async function isP256Verified(provider: Provider): Promise<boolean> {
  const answer = await provider.call({ to: "0x0000000000000000000000000000000000000100", data: P256_VECTOR });
  return answer !== "0x" && BigInt(answer) === 1n;
}

/** The factory's address follows from the deployer's first transaction, so the key must be fresh, or ours. */
async function deployerProblems({ deployer, factory }: Blueprint, provider: Provider): Promise<string[]> {
  const nonce = await provider.getTransactionCount(deployer);
  if (nonce === 0 || (await provider.getCode(factory)) !== "0x") return [];
  return [
    `deployer: ${deployer} has sent ${counted(nonce, "transaction")} and none of them created a city ` +
      `(at ${getCreateAddress({ from: deployer, nonce: 0 })}); use a fresh key`,
  ];
}

async function officeProblems({ city, deployer, roles }: Blueprint, provider: Provider): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, heldByContract } of roles) {
    for (const account of city.offices[name]) {
      if (account === deployer) {
        problems.push(
          `offices.${name}: ${account} is the deployer, who keeps no right; give another account, or deploy with another key`,
        );
        continue;
      }
      const code = await provider.getCode(account);
      const isContract = code !== "0x" && !code.startsWith("0xef0100");
      if (heldByContract && !isContract) {
        problems.push(
          `offices.${name}: ${account} holds no contract on chain ${city.chainId}; ` +
            "give the address of a multisignature wallet or a governor, this office is never one key",
        );
      }
    }
  }
  return problems;
}

function publicKeyProblems({ city, deployer }: Blueprint): string[] {
  if (TEST_CHAINS.includes(city.chainId)) return [];
  const named: [string, string][] = Object.entries(city.offices).flatMap(([name, accounts]) =>
    accounts.map((account): [string, string] => [`offices.${name}`, account]),
  );
  return [["deployer", deployer], ...named]
    .filter(([, account]) => PUBLIC_TEST_ACCOUNTS.has(account.toLowerCase()))
    .map(
      ([field, account]) => `${field}: the key of ${account} is public (a test account); use one of your own`,
    );
}

/**
 * Wei that the sender offers for a unit of gas; 0 on a chain without fees. Some clients of such chains suggest a tip
 * all the same: who holds nothing offers nothing where there is no base fee.
 */
export async function expectedGasPrice(sender: string, provider: Provider): Promise<bigint> {
  const { gasPrice, maxFeePerGas } = await provider.getFeeData();
  if (gasPrice === 0n) return 0n;
  const block = await provider.getBlock("latest");
  if (block?.baseFeePerGas === 0n && (await provider.getBalance(sender)) === 0n) return 0n;
  return maxFeePerGas ?? gasPrice ?? 0n;
}
