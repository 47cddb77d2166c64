/** What goes wrong becomes a sentence and an exit code. */
import { LosscapeError } from "../base/errors.ts";
import { EXIT } from "./exit-codes.ts";
import { Interrupted } from "./interrupt.ts";

/** Codes of errors that lie in what was asked for or in the files it was asked of. */
const BAD_INPUT = new Set([
  "spec",
  "format",
  "memory",
  "host",
  "shape",
  "file",
  "experiment",
  "run-locked",
  "run-differs",
  "run-corrupt",
  "run-incomplete",
]);

/** A task that failed over bad input (a data file, say) counts as bad input. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return EXIT.interrupted;
  if (!(error instanceof LosscapeError)) return EXIT.failed;
  if (error.code === "task-failed" && error.cause !== undefined) return exitCodeOf(error.cause);
  return BAD_INPUT.has(error.code) ? EXIT.badInput : EXIT.failed;
}

export function reportFailure(error: unknown, { debug }: { debug: boolean }): number {
  console.error(`losscape: ${error instanceof Error ? error.message : String(error)}`);
  if (debug) printStacks(error);
  else if (!(error instanceof LosscapeError)) console.error("Give the command with --debug to see where.");
  return exitCodeOf(error);
}

function printStacks(error: unknown): void {
  for (let inner = error; inner instanceof Error; inner = inner.cause) console.error(inner.stack);
}
