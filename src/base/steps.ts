/**
 * Long computations that are written once and run either way: whole, or in pieces between which the thread belongs to others. A
 * computation is a generator; what it yields is the share that is done. Where it pauses changes no number.
 */
import { assertKnownOptions } from "./arguments.ts";
import { Breather, type LongRun } from "./breather.ts";

/** Yields the share that is done, 0 to 1, or nothing where that is not known; returns the result. */
export type Steps<T> = Generator<number | undefined, T, undefined>;

/** A computation, told how many flops one call of a kernel may spend. */
export type Computation<T> = (allowed: number) => Steps<T>;

/** About three milliseconds of a kernel; what is begun within may last some times longer. */
export const PIECE_FLOPS = 2e7;

/** The result, at once: kernels do all their work in one call. */
export function atOnce<T>(compute: Computation<T>): T {
  const steps = compute(Number.POSITIVE_INFINITY);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * The result, the thread given back on the way: the same bytes as at once.
 *
 * @throws the reason of the signal, once it is aborted; what the computation held is freed then
 */
export async function inPieces<T>(compute: Computation<T>, run: LongRun = {}): Promise<T> {
  const breather = new Breather(run);
  const steps = compute(PIECE_FLOPS);
  try {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      await breather.breathe(value);
    }
  } finally {
    steps.return(undefined as never);
  }
}

/**
 * `inPieces` for a public function: options that it does not know are refused, and it computes with its own ones.
 *
 * @param what begins the messages
 * @param known names of its options beside `signal` and `progress`
 * @throws {SpecError} for an unknown option; the reason of the signal
 */
export function piecesOf<T, Options extends object>(
  what: string,
  options: Options & LongRun,
  known: readonly string[],
  compute: (own: Options, allowed: number) => Steps<T>,
): Promise<T> {
  return inPieces((allowed) => {
    assertKnownOptions(what, options, [...known, "signal", "progress"]);
    const { signal: _, progress: __, ...own } = options;
    return compute(own as unknown as Options, allowed);
  }, options);
}

/** The same steps, their shares between two shares of a longer computation. */
export function* within<T>(steps: Steps<T>, from: number, to: number): Steps<T> {
  try {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      yield value === undefined ? from : from + (to - from) * value;
    }
  } finally {
    steps.return(undefined as never);
  }
}

/** What a kernel in pieces returns in place of the number of the next piece. */
const DONE = -1;

/** Calls a kernel until none of its pieces is left. A kernel takes the number of its first piece, 0 at the start, and gives the next. */
export function* callInPieces(
  call: (from: number) => number,
  of: { readonly flops: number; readonly allowed: number },
): Steps<void> {
  let calls = 0;
  for (let next = call(0); next !== DONE; next = call(next)) {
    calls++;
    yield Math.min(1, (calls * of.allowed) / of.flops);
  }
}
