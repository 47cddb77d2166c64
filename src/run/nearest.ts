/** "Did you mean …?" */
import { closest, distance } from "fastest-levenshtein";

/** The nearest of `names`, or null when none is near enough to be meant. */
export function nearest(word: string, names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const contained = names.filter((name) => word.length >= 3 && (name.includes(word) || word.includes(name)));
  if (contained.length === 1) return contained[0]!;
  const spelled = names.find((name) => name.toLowerCase() === word.toLowerCase());
  if (spelled !== undefined) return spelled;
  const best = closest(word, names as string[]);
  return distance(word, best) <= Math.max(2, Math.ceil(best.length / 3)) ? best : null;
}

/** ` Did you mean "sizes"?`, or nothing. */
export function suggestion(word: string, names: readonly string[]): string {
  const best = nearest(word, names);
  return best === null ? "" : ` Did you mean "${best}"?`;
}
