/** A sorted copy. (`toSorted` is younger than the browsers that the package is for.) */
export function sorted<T>(items: Iterable<T>, compare: (a: T, b: T) => number): T[] {
  const copy = [...items];
  copy.sort(compare);
  return copy;
}
