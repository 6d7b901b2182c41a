/** A copy in the opposite order. (`toReversed` is younger than the browsers that the package is for.) */
export function reversed<T>(items: readonly T[]): T[] {
  return items.map((_, i) => items[items.length - 1 - i]);
}
