/** How far a run, or several at once, are: from their events, for a bar, a line or a page. */
import type { RunEvent } from "./events.ts";

export interface RunProgress {
  readonly done: number;
  readonly tasks: number;
  /** Share of the expected work that is done, 0 … 1. */
  readonly fraction: number;
  /** Expected time to the end at the speed seen so far. */
  readonly secondsLeft: number;
}

export interface TrackerOptions {
  /** Experiments that will tell of their start. */
  readonly experiments: number;
  readonly workers: number;
}

/** Weight of the expected speed against the measured one, core-seconds. */
const PRIOR_SECONDS = 4;

/** What is done and what is left, over all experiments. */
export class ProgressTracker {
  tasks = 0;
  done = 0;
  remainingSeconds = 0;
  started = 0;
  #finishedSeconds = 0;
  reused = 0;
  /** Expected peak bytes of all workers; several experiments share them, and the largest counts. */
  bytes = 0;
  #begin = performance.now();
  /** Expected seconds of running tasks that are behind them. */
  readonly #running = new Map<string, number>();
  readonly #options: TrackerOptions;

  constructor(options: TrackerOptions) {
    this.#options = options;
  }

  get allStarted(): boolean {
    return this.started === this.#options.experiments;
  }

  follow(event: RunEvent): void {
    if (event.type === "started") {
      this.started++;
      this.tasks += event.tasks;
      this.done += event.reused;
      this.reused += event.reused;
      this.remainingSeconds += event.remainingSeconds;
      this.bytes = Math.max(this.bytes, event.workers * event.workerBytes);
      this.#begin = performance.now();
    } else if (event.type === "progress")
      this.#running.set(`${event.experiment} ${event.task}`, event.fraction * event.expectedSeconds);
    else if (event.type === "task") {
      this.done++;
      this.#running.delete(`${event.experiment} ${event.task}`);
      this.#finishedSeconds += event.expectedSeconds;
    }
  }

  /** Share of the work, 0..1, of this session's remaining work. */
  get fraction(): number {
    return this.remainingSeconds > 0 ? Math.min(1, this.#workDone / this.remainingSeconds) : 1;
  }

  get #workDone(): number {
    let running = 0;
    for (const seconds of this.#running.values()) running += seconds;
    return this.#finishedSeconds + running;
  }

  /** Expected cost of what is left at the speed seen so far; the estimate before the run counts as some seconds seen. */
  get secondsLeft(): number {
    const { workers } = this.#options;
    const elapsed = (performance.now() - this.#begin) / 1000;
    const perUnit = (elapsed + PRIOR_SECONDS / workers) / (this.#workDone + PRIOR_SECONDS);
    return Math.max(0, this.remainingSeconds - this.#workDone) * perUnit;
  }

  get progress(): RunProgress {
    const { done, tasks, fraction, secondsLeft } = this;
    return { done, tasks, fraction, secondsLeft };
  }
}
