/**
 * A number that is not used, found in few questions where numbers are counted up: the last of a run of used ones, and
 * one more.
 * @param isUsed Asks for one number.
 * @param from Numbers below are not asked for.
 */
export async function firstUnused(
  isUsed: (number: bigint) => Promise<boolean>,
  from: bigint,
): Promise<bigint> {
  if (!(await isUsed(from))) return from;
  let used = from;
  let step = 1n;
  while (await isUsed(used + step)) {
    used += step;
    step *= 2n;
  }
  let unused = used + step;
  while (unused - used > 1n) {
    const middle = (used + unused) / 2n;
    if (await isUsed(middle)) used = middle;
    else unused = middle;
  }
  return unused;
}
