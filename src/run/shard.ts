/** A part of a run for one machine of several: tasks whose index is `index - 1` modulo `of`. */
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

export const formatShard = (shard: Shard | null): string => (shard ? `${shard.index}/${shard.of}` : "all");

export function inShard(taskIndex: number, shard: Shard | null): boolean {
  return shard === null || taskIndex % shard.of === shard.index - 1;
}
