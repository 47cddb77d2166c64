/** Calls of functions that others wrote and that write their result into an array: what they leave undone is named. */
import { shown } from "./arguments.ts";
import { ShapeError } from "./errors.ts";

/** Writes into `out`; what it returns is not used, and tells what it may have meant. */
export type Writer = (out: Float64Array) => unknown;

function assertSynchronous(subject: string, returned: unknown): void {
  if (typeof (returned as { then?: unknown } | null | undefined)?.then !== "function") return;
  Promise.resolve(returned).catch(() => undefined);
  throw new ShapeError(
    `${subject} is asynchronous: it returned a promise, and its result is needed at once; write it into \`out\` before returning.`,
  );
}

/** Called again over ones and over twos: what still stands there was not written, what differs is added to. */
function reasonFor(subject: string, write: Writer, first: { out: Float64Array; returned: unknown }): string {
  const { out, returned } = first;
  const n = out.length;
  const at = out.findIndex((value) => !Number.isFinite(value));
  const [ones, twos] = [new Float64Array(n).fill(1), new Float64Array(n).fill(2)];
  write(ones);
  write(twos);
  const untouched = Array.from(out.keys()).filter((i) => ones[i] === 1 && twos[i] === 2);
  const instead = returned === undefined ? "" : `; it returned ${shown(returned)} instead`;
  if (untouched.length === n && n > 0)
    return `${subject} did not write its result into \`out\`, its last argument${instead}.`;
  if (untouched.length > 0)
    return `${subject} did not write number ${untouched[0]} of the ${n} of \`out\`; all of them are needed.`;
  if (Number.isFinite(ones[at]) && Number.isFinite(twos[at]))
    return `${subject} adds to what \`out\` holds at number ${at}; it must overwrite it.`;
  const norm = out.some((value) => Number.isNaN(value)) ? Number.NaN : Number.POSITIVE_INFINITY;
  return `${subject} gave a vector of norm ${norm}: number ${at} is ${out[at]}.`;
}

/**
 * The n numbers that `write` writes, in an array of their own.
 *
 * @param write is called again only to tell what is wrong
 * @throws {ShapeError} when it returns a promise, leaves a number unwritten, adds to what is there, or gives NaN or infinity
 */
export function written(subject: string, n: number, write: Writer): Float64Array {
  const out = new Float64Array(n).fill(Number.NaN);
  const returned = write(out);
  assertSynchronous(subject, returned);
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(out[i])) throw new ShapeError(reasonFor(subject, write, { out, returned }));
  return out;
}

/** @throws {ShapeError} when a function that returns a number returned something else; NaN and infinities are numbers */
export function assertReturnedNumber(subject: string, returned: unknown): asserts returned is number {
  assertSynchronous(subject, returned);
  if (typeof returned !== "number")
    throw new ShapeError(`${subject} must return a number, and returned ${shown(returned)}.`);
}
