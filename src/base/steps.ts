/**
 * Long computations that are written once and run either way: whole, or in pieces between which the thread belongs to others. A
 * computation is a generator; what it yields is the share that is done. Where it pauses changes no number.
 */
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
