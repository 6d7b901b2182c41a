import type { IdentityState } from "./readIdentityState.js";

/** Who can do something about an identity. */
export type SafetyActor = "owner" | "objecting key" | "guardian" | "anyone" | "court";

/** What can be done, as the registry's functions are called. */
export type SafetyAct =
  | "applyChanges"
  | "setGuardians"
  | "freeze"
  | "unfreeze"
  | "supportRecovery"
  | "vetoRecovery"
  | "executeRecovery"
  | "decideRecovery";

/** Where an identity stands between a stolen phone and a new one. */
export interface RecoveryOutlook {
  /**
   * `quiet`: no recovery. `collecting`: guardians support one. `waiting`: it has reached the threshold, and can still
   * be stopped. `due`: anyone can complete it. `contested`: the court decides.
   */
  readonly phase: "quiet" | "collecting" | "waiting" | "due" | "contested";
  readonly isFrozen: boolean;
  /** What each can do now. "owner" stands for keys enrolled to act, too. */
  readonly possible: Readonly<Record<SafetyActor, readonly SafetyAct[]>>;
  /** When the phase changes by itself, Unix seconds; absent where it does not. */
  readonly nextAt?: bigint;
}

/**
 * What can be done now about an identity, and by whom: for a screen that a citizen without a phone reads.
 *
 * It knows the rules, not who has acted already: a guardian that has supported a recovery, or has frozen twice this
 * year, is refused by the registry. "objecting key" is a key whose right to object has begun, if there is one.
 * @param state From `readIdentityState`.
 * @param now Unix seconds.
 */
export function recoveryOutlook(state: IdentityState, now: bigint): RecoveryOutlook {
  const { recovery, guardians, isDeactivated } = state;
  const isFrozen = now < state.frozenUntil;
  const phase = phaseOf(recovery, now);
  const isOpposable = phase === "waiting" || phase === "due";
  const isLiftable = isFrozen && phase !== "contested";
  const hasGuardians = guardians.accounts.length > 0;
  const ownerActs = !isFrozen && !isDeactivated;
  const possible: Record<SafetyActor, SafetyAct[]> = {
    owner: ownerActs
      ? [
          "applyChanges",
          ...(phase === "contested" ? [] : (["setGuardians"] as const)),
          "freeze",
          ...(isOpposable ? (["vetoRecovery"] as const) : []),
        ]
      : [],
    "objecting key": [
      "freeze",
      ...(isLiftable ? (["unfreeze"] as const) : []),
      ...(isOpposable ? (["vetoRecovery"] as const) : []),
    ],
    guardian: hasGuardians
      ? [
          "freeze",
          ...(isLiftable ? (["unfreeze"] as const) : []),
          "supportRecovery",
          ...(isOpposable ? (["vetoRecovery"] as const) : []),
        ]
      : [],
    anyone: phase === "due" ? ["executeRecovery"] : [],
    court: phase === "contested" ? ["decideRecovery"] : [],
  };
  return { phase, isFrozen, possible, ...(phase === "waiting" ? { nextAt: recovery.readyAt } : {}) };
}

/** How far a recovery is. */
function phaseOf(
  { isContested, readyAt, openedAt }: IdentityState["recovery"],
  now: bigint,
): RecoveryOutlook["phase"] {
  if (isContested) return "contested";
  if (readyAt !== 0n) return now >= readyAt ? "due" : "waiting";
  return openedAt === 0n ? "quiet" : "collecting";
}
