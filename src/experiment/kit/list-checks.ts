/** What a schema cannot see of a config's lists: that they belong together, and that no item stands twice. */
import { SpecError } from "../../base/errors.ts";

/** @throws {SpecError} when `list` has not one entry for each of `per` */
export function assertOneEach(
  [name, list]: readonly [string, readonly unknown[]],
  [perName, per]: readonly [string, readonly unknown[]],
): void {
  if (list.length !== per.length)
    throw new SpecError(
      name,
      `${name} has ${list.length} entries and ${perName} has ${per.length}; give one for each of ${perName}.`,
    );
}

/** @throws {SpecError} when an item stands twice: its tasks would be the same */
export function assertDistinct(name: string, list: readonly number[]): void {
  const twice = list.find((item, i) => list.indexOf(item) !== i);
  if (twice !== undefined) throw new SpecError(name, `${name} names ${twice} twice; name each once.`);
}
