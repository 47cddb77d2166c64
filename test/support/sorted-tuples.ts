/** Sorted tuples i1 <= … <= ip in lexicographic order: one a packed coupling. */
export function sortedTuples(n: number, p: number): readonly (readonly number[])[] {
  if (p === 0) return [[]];
  return sortedTuples(n, p - 1).flatMap((head) => {
    const first = head.at(-1) ?? 0;
    return Array.from({ length: n - first }, (_, i) => [...head, first + i]);
  });
}
