import { packFields } from "./packFields.js";
import type { ElectoralRoll } from "./roll.js";
import { MEASURES, type Rules, type Schedule } from "./terms.js";

/** What the five words of an election's state hold. */
export const STATE = [
  "stage, closing time, roll and form",
  "times and rules",
  "termsHash",
  "rollRoot",
  "runningHash",
] as const;

/** Number of the stage `Final`. */
const FINAL = 7;

/** What the state of a final election is made of. */
export interface FinalState {
  readonly plan: { readonly rollId: number; readonly schedule: Schedule; readonly rules: Rules };
  /** The kind's own bits. */
  readonly settings: bigint;
  readonly roll: ElectoralRoll;
  readonly termsHash: string;
  readonly runningHash: string;
}

/** The five words of a final election's state, as `Elections` packs them. */
export function stateWords({ plan, settings, roll, termsHash, runningHash }: FinalState): bigint[] {
  const { rollId, schedule, rules } = plan;
  return [
    packFields([
      [8, FINAL],
      [40, schedule.closesAt],
      [64, rollId],
      [32, roll.size],
      [104, settings],
    ]),
    packFields([
      [40, schedule.opensAt],
      [40, schedule.openUntil],
      [40, schedule.finalisesAt],
      [16, rules.quorum.numerator],
      [16, rules.quorum.denominator],
      [16, rules.threshold.numerator],
      [16, rules.threshold.denominator],
      [8, MEASURES.indexOf(rules.measure)],
      [8, rules.isStrict ? 1 : 0],
    ]),
    BigInt(termsHash),
    BigInt(roll.root),
    BigInt(runningHash),
  ];
}
