/** What a kernel is told about a run, in the block that it reads: assembly/run-block.ts. */
import type { BlockF64 } from "./memory.ts";

/** A number for every name of an enumeration of assembly/codes.ts. */
export type RunNumbers<Names extends readonly string[]> = Readonly<Record<Names[number], number>>;

/** A block with the numbers at their places; the caller frees it. */
export function runBlock<const Names extends readonly string[]>(
  memory: { readonly f64: (length: number) => BlockF64 },
  names: Names,
  numbers: RunNumbers<Names>,
): BlockF64 {
  return memory.f64(names.length).set(runNumbers(names, numbers));
}

/** The numbers in the order of their places. */
export function runNumbers<const Names extends readonly string[]>(
  names: Names,
  numbers: RunNumbers<Names>,
): number[] {
  return names.map((name) => numbers[name as Names[number]]);
}
