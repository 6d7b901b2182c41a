import { ORDER } from "../../sdk/ballots/sealed/curve.js";
import {
  ceremonyKey,
  type CeremonyKey,
  type Dealing,
  dealShares,
  openDealing,
  type Registration,
  registerTrustee,
  type ScalarSource,
} from "../../sdk/ballots/sealed/index.js";
import type { Hex } from "../../sdk/signing/types.js";

export { scalarsFrom } from "../../scripts/vectors/scalarsFrom.js";

/** Everything that a ceremony made, its secrets among it. */
export interface HeldCeremony extends CeremonyKey {
  readonly session: Hex;
  readonly registrations: readonly Registration[];
  readonly registered: readonly bigint[];
  readonly dealings: readonly Dealing[];
  /** For every trustee, its share of every key. */
  readonly secrets: readonly (readonly bigint[])[];
}

/** Holds a ceremony in one process: only tests may know all secrets at once. */
export function holdCeremony(
  session: Hex,
  threshold: number,
  trusteeCount: number,
  keyCount: number,
  random: ScalarSource,
): HeldCeremony {
  const trustees = Array.from({ length: trusteeCount }, (_, i) => i + 1);
  const drawn = trustees.map((trustee) => registerTrustee(session, trustee, random));
  const registrations = drawn.map(({ registration }) => registration);
  const keys = registrations.map(({ key }) => key);
  const dealings = trustees.map((dealer) => dealShares(session, dealer, threshold, keyCount, keys, random));
  const open = (recipient: number): bigint[] =>
    dealings
      .map(
        (dealing, i) => openDealing(session, i + 1, recipient, drawn[recipient - 1].secret, dealing).shares,
      )
      .reduce((sums, shares) => sums.map((sum, key) => (sum + shares[key]) % ORDER));
  let secrets: readonly (readonly bigint[])[] | undefined;
  const made = ceremonyKey(
    session,
    dealings.map(({ commitments }) => commitments),
  );
  return {
    ...made,
    session,
    registrations,
    registered: drawn.map(({ secret }) => secret),
    dealings,
    // Opened where somebody asks: a large ceremony has hundreds of shares.
    get secrets() {
      secrets ??= trustees.map(open);
      return secrets;
    },
  };
}
