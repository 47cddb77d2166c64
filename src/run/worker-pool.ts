/**
 * A pool over workers of any host: one queue, a task at a time to each worker. A worker whose task failed or was stopped
 * is ended, and a new one takes its place when there is work, so that no task inherits a broken memory.
 */
import { LosscapeError } from "../base/errors.ts";
import type { SubmitOptions, TaskOutcome, TaskPool, TaskRequest } from "./ports.ts";
import { type FromWorker, revivedError, type ToWorker } from "./worker-messages.ts";

/** A worker as the pool needs it: Node's and the browser's differ in their events only. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  /** Stops it at once, also inside a kernel. */
  terminate(): Promise<void>;
}

export interface WorkerEvents {
  readonly onMessage: (message: FromWorker) => void;
  /** The worker ended or broke, outside of any task's own error. */
  readonly onBroken: (error: Error) => void;
}

export interface WorkerPoolOptions {
  readonly size: number;
  readonly spawn: (events: WorkerEvents) => WorkerHandle;
}

interface Job {
  readonly id: number;
  readonly request: TaskRequest;
  readonly onProgress: ((fraction: number) => void) | undefined;
  readonly settle: (result: { outcome: TaskOutcome } | { error: unknown }) => void;
}

interface Seat {
  worker: WorkerHandle | null;
  job: Job | null;
}

export class WorkerPool implements TaskPool {
  readonly size: number;
  readonly #spawn: WorkerPoolOptions["spawn"];
  readonly #seats: readonly Seat[];
  readonly #endings = new Set<Promise<void>>();
  readonly #watched = new Map<AbortSignal, { readonly jobs: Set<Job>; readonly listener: () => void }>();
  #queue: Job[] = [];
  #nextId = 1;
  #closed = false;

  constructor({ size, spawn }: WorkerPoolOptions) {
    this.size = size;
    this.#spawn = spawn;
    this.#seats = Array.from({ length: size }, () => ({ worker: null, job: null }));
  }

  submit(request: TaskRequest, { signal, onProgress }: SubmitOptions = {}): Promise<TaskOutcome> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new LosscapeError("pool", "The pool is closed."));
      if (signal?.aborted) return reject(signal.reason);
      const job: Job = {
        id: this.#nextId++,
        request,
        onProgress,
        settle: (result) => {
          if (signal) this.#forget(job, signal);
          if ("error" in result) reject(result.error);
          else resolve(result.outcome);
        },
      };
      if (signal) this.#watch(job, signal);
      this.#queue.push(job);
      this.#fill();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const error = new LosscapeError("pool", "The pool was closed before the task was done.");
    for (const job of this.#queue.splice(0)) job.settle({ error });
    for (const seat of this.#seats) this.#vacate(seat, { error });
    await Promise.all(this.#endings);
  }

  #fill(): void {
    if (this.#closed) return;
    for (const seat of this.#seats) {
      if (seat.job) continue;
      const job = this.#queue.shift();
      if (!job) return;
      seat.job = job;
      try {
        seat.worker ??= this.#newWorker(seat);
        seat.worker.post({ type: "run", id: job.id, request: job.request });
      } catch (error) {
        this.#vacate(seat, { error });
      }
    }
  }

  #newWorker(seat: Seat): WorkerHandle {
    const worker = this.#spawn({
      onMessage: (message) => {
        if (seat.worker === worker) this.#receive(seat, message);
      },
      onBroken: (error) => {
        if (seat.worker !== worker) return;
        this.#vacate(seat, { error });
        this.#fill();
      },
    });
    return worker;
  }

  #receive(seat: Seat, message: FromWorker): void {
    const { job } = seat;
    if (message.type === "unfit") {
      this.#vacate(seat, { error: revivedError(message.error) });
      this.#fill();
      return;
    }
    if (message.type === "ready" || job === null || message.id !== job.id) return;
    if (message.type === "progress") {
      job.onProgress?.(message.fraction);
      return;
    }
    if (message.type === "done") {
      seat.job = null;
      job.settle({ outcome: { row: message.row, seconds: message.seconds } });
    } else this.#vacate(seat, { error: revivedError(message.error) });
    this.#fill();
  }

  /** Ends a seat's worker, and its job with it. */
  #vacate(seat: Seat, result: { error: unknown }): void {
    const { worker, job } = seat;
    seat.worker = null;
    seat.job = null;
    if (worker) {
      const ending = worker.terminate().finally(() => this.#endings.delete(ending));
      this.#endings.add(ending);
    }
    job?.settle(result);
  }

  /** One listener a signal, however many jobs hang on it. */
  #watch(job: Job, signal: AbortSignal): void {
    const watched = this.#watched.get(signal);
    if (watched) {
      watched.jobs.add(job);
      return;
    }
    const jobs = new Set([job]);
    const listener = () => {
      for (const each of [...jobs]) this.#drop(each, signal.reason);
    };
    this.#watched.set(signal, { jobs, listener });
    signal.addEventListener("abort", listener, { once: true });
  }

  #forget(job: Job, signal: AbortSignal): void {
    const watched = this.#watched.get(signal);
    watched?.jobs.delete(job);
    if (watched?.jobs.size !== 0) return;
    signal.removeEventListener("abort", watched.listener);
    this.#watched.delete(signal);
  }

  #drop(job: Job, reason: unknown): void {
    const seat = this.#seats.find((other) => other.job === job);
    if (seat) this.#vacate(seat, { error: reason });
    else {
      this.#queue = this.#queue.filter((other) => other !== job);
      job.settle({ error: reason });
    }
    this.#fill();
  }
}
