/** What labels of files have to be: few enough classes, more than one, and none in the test split alone. */
import { FormatError } from "../base/errors.ts";
import type { Samples } from "./data-set.ts";

/** As many as the data that are made may have. */
export const MOST_CLASSES = 1000;

/**
 * @param describe a class number as the file has it
 * @throws {FormatError} when training sees one class alone, or the test split has one that training lacks
 */
export function assertClasses(
  { train, test }: { readonly train: Samples; readonly test: Samples },
  { name, describe }: { readonly name: string; readonly describe: (label: number) => string },
): void {
  const seen = new Set(train.labels);
  const lacking = test.labels.findIndex((label) => !seen.has(label));
  if (lacking >= 0)
    throw new FormatError(
      lacking,
      `${name}: test sample ${lacking} has the label ${describe(test.labels[lacking]!)}, which none of the ${train.n} training samples has; take more of them.`,
    );
  if (seen.size < 2)
    throw new FormatError(
      0,
      `${name}: ${train.n === 1 ? "the only training sample has" : `all ${train.n} training samples have`} the label ${describe(train.labels[0]!)}; a network needs two classes or more to tell apart.`,
    );
}
