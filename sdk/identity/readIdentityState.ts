import { Interface, ZeroAddress } from "ethers";

import { InputError } from "../errors.js";
import { requireAddress } from "../inputs/requireAddress.js";
import type { Address, Call, Hex } from "../signing/types.js";

const REGISTRY = new Interface([
  "function identityOwner(address identity) view returns (address)",
  "function isDeactivated(address identity) view returns (bool)",
  "function frozenUntil(address account) view returns (uint40)",
  "function successorOf(address account) view returns (address)",
  "function guardiansOf(address identity) view returns (tuple(address[] guardians, uint8 threshold, uint32 delay) set)",
  "function recoveryOf(address identity) view returns (tuple(uint32 round, address newOwner, uint40 readyAt, uint40 openedAt, bool isContested, address rival) state)",
]);

/** How an identity stands. Times are Unix seconds. */
export interface IdentityState {
  readonly identity: Address;
  /** Who acts for it; absent where it is deactivated. */
  readonly owner?: Address;
  readonly isDeactivated: boolean;
  /** Its owner does nothing until then; 0, or a time past, where it is not frozen. */
  readonly frozenUntil: bigint;
  /** Who took its holdings over after a recovery. */
  readonly successor?: Address;
  readonly guardians: {
    readonly accounts: readonly Address[];
    readonly threshold: bigint;
    /** Seconds between the threshold and the change of owner. */
    readonly delay: bigint;
  };
  readonly recovery: {
    /** The round that signatures of guardians name. */
    readonly round: bigint;
    /** Who reached the threshold. */
    readonly newOwner?: Address;
    /** From when it can be completed; 0 where nobody reached the threshold. */
    readonly readyAt: bigint;
    /** When the round had its first support; 0 where it has none. */
    readonly openedAt: bigint;
    /** Whether the court decides. */
    readonly isContested: boolean;
    /** Who reached the threshold against the first; absent where a veto opposes it. */
    readonly rival?: Address;
  };
}

/**
 * Reads how an identity stands: owner, freeze, guardians, recovery.
 * @param call Asks the chain.
 * @param registry The `DIDRegistry`.
 * @param identity The account.
 * @throws InputError where the contract is no `DIDRegistry`.
 */
export async function readIdentityState(
  call: Call,
  registry: string,
  identity: string,
): Promise<IdentityState> {
  const [to, account] = [requireAddress("registry", registry), requireAddress("identity", identity)];
  const ask = async (question: string): Promise<unknown> => {
    const answer = await call({ to, data: REGISTRY.encodeFunctionData(question, [account]) as Hex });
    try {
      return REGISTRY.decodeFunctionResult(question, answer)[0] as unknown;
    } catch {
      throw new InputError(
        "registry",
        to,
        `does not answer ${question}`,
        "give the city's DIDRegistry, from its directory",
      );
    }
  };
  const [owner, isDeactivated, frozenUntil, successor, set, state] = (await Promise.all(
    ["identityOwner", "isDeactivated", "frozenUntil", "successorOf", "guardiansOf", "recoveryOf"].map(ask),
  )) as [string, boolean, bigint, string, GuardianSet, RecoveryState];
  return {
    identity: account,
    ...named("owner", owner),
    isDeactivated,
    frozenUntil,
    ...named("successor", successor),
    guardians: { accounts: [...set.guardians], threshold: set.threshold, delay: set.delay },
    recovery: {
      round: state.round,
      ...named("newOwner", state.newOwner),
      readyAt: state.readyAt,
      openedAt: state.openedAt,
      isContested: state.isContested,
      ...named("rival", state.rival),
    },
  };
}

/** As the registry answers them. */
interface GuardianSet {
  readonly guardians: readonly Address[];
  readonly threshold: bigint;
  readonly delay: bigint;
}
interface RecoveryState {
  readonly round: bigint;
  readonly newOwner: string;
  readonly readyAt: bigint;
  readonly openedAt: bigint;
  readonly isContested: boolean;
  readonly rival: string;
}

/** A field that is absent where it names nobody. */
function named<Field extends string>(field: Field, account: string): { readonly [F in Field]?: Address } {
  return (account === ZeroAddress ? {} : { [field]: account }) as { readonly [F in Field]?: Address };
}
