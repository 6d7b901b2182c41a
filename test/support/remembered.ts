/**
 * What was made before of the same: proofs are slow to make, and tests that start from one fixture make the same ones.
 * @param kept Where results are kept.
 * @param name Of everything that the result follows from.
 * @param make Makes it.
 */
export function remembered<T>(kept: Map<string, T>, name: string, make: () => T): T {
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = make();
  kept.set(name, made);
  return made;
}
