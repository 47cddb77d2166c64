/** Long computations in a thread that others need too: when to let them in, whether to stop, how far it is. */

/** What every long computation takes. */
export interface LongRun {
  /** Once aborted, the computation rejects with the signal's reason at its next pause, and frees what it holds. */
  readonly signal?: AbortSignal;
  /** Called at pauses with the share that is done, 0 to 1; where that cannot be known, with what is done for certain. */
  readonly progress?: (share: number) => void;
}

/** What a part of a computation takes: it ends with the whole, and its progress is not the whole's. */
export const signalOf = ({ signal }: LongRun): LongRun => (signal ? { signal } : {});

/**
 * Milliseconds of work between two pauses. A kernel call that was begun just before may last as long again, and both together stay
 * below the 50 ms after which a page feels slow.
 */
const WORK_MS = 12;

/** Lets timers, input and drawing run: a task of its own, which no browser delays as it delays timers of 0 ms. */
function giveThreadBack(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** One for each long computation: `await breathe()` between pieces of its work. Changes no number. */
export class Breather {
  readonly #run: LongRun;
  #since = performance.now();

  constructor(run: LongRun = {}) {
    this.#run = run;
    run.signal?.throwIfAborted();
  }

  /** Pauses where the last pause is long ago. @throws the reason of the signal, once it is aborted */
  async breathe(share?: number): Promise<void> {
    if (performance.now() - this.#since < WORK_MS) return;
    if (share !== undefined) this.#run.progress?.(share);
    await giveThreadBack();
    this.#run.signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
