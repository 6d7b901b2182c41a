import { InputError } from "../../errors.js";

/** The form of a sealed ballot: how many contests it holds, each of how many choices. */
export interface SealedForm {
  /** 1, or the number of items where voters approve of each item by itself. */
  readonly contests: number;
  /** 2 to 8; 2 where there are several contests: no (0) and yes (1). */
  readonly choices: number;
}

/** The largest forms. */
export const MAXIMUM_CHOICES = 8;
export const MAXIMUM_CONTESTS = 16;

/** Bytes of one contest of a ballot for each of its choices: two points and two scalars. */
const CHOICE_BYTES = 192;

/** Bytes of one contest of a ballot. */
export const contestBytes = ({ choices }: SealedForm): number => CHOICE_BYTES * choices;

/** Bytes of a ballot. */
export const sealedBallotBytes = (form: SealedForm): number => form.contests * contestBytes(form);

/**
 * Checks a form.
 * @throws InputError where no election can have it.
 */
export function requireSealedForm({ contests, choices }: SealedForm): void {
  const isForm =
    Number.isInteger(contests) &&
    Number.isInteger(choices) &&
    choices >= 2 &&
    (contests === 1
      ? choices <= MAXIMUM_CHOICES
      : contests > 1 && contests <= MAXIMUM_CONTESTS && choices === 2);
  if (!isForm) {
    throw new InputError(
      "form",
      `${contests} × ${choices}`,
      "is no form of a sealed ballot",
      `take one contest of 2 to ${MAXIMUM_CHOICES} choices, or up to ${MAXIMUM_CONTESTS} contests of 2`,
    );
  }
}
