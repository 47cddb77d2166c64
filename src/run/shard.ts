/** A part of a run for one machine of several: tasks whose index is `index - 1` modulo `of`. */
import { shown } from "../base/arguments.ts";
import { SpecError } from "../base/errors.ts";

export interface Shard {
  /** 1 … of */
  readonly index: number;
  readonly of: number;
}

/**
 * Reads "3/8".
 *
 * @throws {SpecError} when it is not i/n with whole numbers 1 <= i <= n
 */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || index < 1 || index > of)
    throw new SpecError(
      "shard",
      `--shard ${text}: a shard is written i/n with 1 <= i <= n, as 3/8 for the third of eight.`,
    );
  return { index, of };
}

/** @throws {SpecError} for numbers that are no part of a run */
export function assertShard(shard: Shard): Shard {
  const { index, of } = (shard ?? {}) as Partial<Shard>;
  if (Number.isInteger(index) && Number.isInteger(of) && index! >= 1 && index! <= of!) return shard;
  throw new SpecError(
    "shard",
    `run: a shard is "i/n" or { index, of } with whole numbers 1 <= index <= of, got ${describeShard(shard)}.`,
  );
}

const describeShard = (shard: unknown): string =>
  typeof shard === "object" && shard !== null
    ? `index ${(shard as Shard).index} of ${(shard as Shard).of}`
    : shown(shard);

export const formatShard = (shard: Shard | null): string => (shard ? `${shard.index}/${shard.of}` : "all");

export function inShard(taskIndex: number, shard: Shard | null): boolean {
  return shard === null || taskIndex % shard.of === shard.index - 1;
}
