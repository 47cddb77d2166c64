/** Calls of an experiment's own functions: what they throw names the experiment and the function. */
import { LosscapeError } from "../base/errors.ts";

/**
 * The result of `work`, which calls `part` of an experiment.
 *
 * @throws {LosscapeError} as thrown; `experiment-failed` for any other error, with it as the cause
 */
export function calledPart<T>(id: string, part: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof LosscapeError) throw error;
    const said = error instanceof Error ? error.message : String(error);
    throw new LosscapeError("experiment-failed", `${id}: \`${part}\` failed: ${said.replace(/\.$/, "")}.`, {
      cause: error,
    });
  }
}

/** @throws {LosscapeError} `experiment` for something of an experiment that is not what it has to be */
export function needPart(isRight: boolean, sentence: () => string): asserts isRight {
  if (!isRight) throw new LosscapeError("experiment", sentence());
}
