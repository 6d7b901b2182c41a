import type { BallotForm } from "./ballotForm.js";
import { type Decision, decideVotes } from "./decideVotes.js";
import type { VoterState } from "./replayBallots.js";
import type { Rules } from "./terms.js";

/**
 * Counts ballots and decides by the rules, as the contract does.
 * @param voters The last ballot of each voter who has cast.
 * @param rollSize Voters on the roll.
 */
export function decideElection(
  voters: Iterable<VoterState>,
  form: BallotForm,
  rules: Rules,
  rollSize: number,
): Decision {
  const votes = Array<number>(form.optionCount + 1).fill(0);
  let ballots = 0;
  for (const { choice } of voters) {
    ballots++;
    const options = form.optionsOf(choice);
    for (const option of options.length === 0 ? [0] : options) votes[option]++;
  }
  return decideVotes({ form: form.form, rules, rollSize, ballots, votes });
}
