/** Progress on stderr: a bar for people, now and then a line for logs. */
import type { RunEvent } from "../run/events.ts";
import { formatDuration, formatEstimate } from "./duration.ts";

export interface ProgressView {
  show(event: RunEvent): void;
  close(): void;
}

export interface ProgressOptions {
  /** Experiments that will tell of their start. */
  readonly experiments: number;
  readonly workers: number;
  readonly silent: boolean;
  readonly stream?: NodeJS.WriteStream;
}

/** A line at least this often, and at each tenth if that is not too often. */
const LINE_INTERVAL_S = 15;
const SHORTEST_INTERVAL_S = 4;
const LINE_SHARE = 0.1;
/** Weight of the expected speed against the measured one, core-seconds. */
const PRIOR_SECONDS = 4;

export async function createProgressView(options: ProgressOptions): Promise<ProgressView> {
  const { stream = process.stderr, silent } = options;
  if (silent) return { show: () => undefined, close: () => undefined };
  const tracker = new ProgressTracker(options);
  const print = (line: string) => stream.write(`${line}\n`);
  return stream.isTTY ? await barView(tracker, stream) : lineView(tracker, print);
}

/** What is done and what is left, over all experiments. */
class ProgressTracker {
  tasks = 0;
  done = 0;
  remainingSeconds = 0;
  started = 0;
  #finishedSeconds = 0;
  #reused = 0;
  #begin = performance.now();
  readonly #expected = new Map<string, number>();
  readonly #fractions = new Map<string, number>();
  readonly #options: ProgressOptions;

  constructor(options: ProgressOptions) {
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
      this.#reused += event.reused;
      this.remainingSeconds += event.remainingSeconds;
      this.#begin = performance.now();
    } else if (event.type === "progress")
      this.#fractions.set(`${event.experiment} ${event.task}`, event.fraction);
    else if (event.type === "task") {
      this.done++;
      this.#fractions.delete(`${event.experiment} ${event.task}`);
      this.#finishedSeconds += event.expectedSeconds;
      this.#expected.set(event.experiment, event.expectedSeconds);
    }
  }

  /** Share of the work, 0..1, of this session's remaining work. */
  get fraction(): number {
    return this.remainingSeconds > 0 ? Math.min(1, this.#workDone / this.remainingSeconds) : 1;
  }

  get #workDone(): number {
    // a running task counts with its fraction of what tasks of its kind were expected to cost
    let running = 0;
    for (const [key, fraction] of this.#fractions)
      running += fraction * (this.#expected.get(key.slice(0, key.indexOf(" "))) ?? 0);
    return this.#finishedSeconds + running;
  }

  /** Expected cost of what is left at the speed seen so far; the estimate before the run counts as some seconds seen. */
  get secondsLeft(): number {
    const { workers } = this.#options;
    const elapsed = (performance.now() - this.#begin) / 1000;
    const perUnit = (elapsed + PRIOR_SECONDS / workers) / (this.#workDone + PRIOR_SECONDS);
    return Math.max(0, this.remainingSeconds - this.#workDone) * perUnit;
  }

  get opening(): string {
    const { experiments, workers } = this.#options;
    const reused = this.#reused > 0 ? `, ${this.#reused} of them done before` : "";
    const what = experiments === 1 ? "" : `${experiments} experiments, `;
    const hands = workers === 1 ? "one worker" : `${workers} workers`;
    return `${what}${this.tasks} tasks${reused}; ${formatEstimate(this.secondsLeft)} on ${hands}. Ctrl-C stops; the same command goes on.`;
  }
}

function lineView(tracker: ProgressTracker, print: (line: string) => void): ProgressView {
  let lastLine = performance.now();
  let lastFraction = 0;
  return {
    show(event) {
      tracker.follow(event);
      if (event.type === "started" && tracker.allStarted) print(tracker.opening);
      if (event.type === "finished") print(`${event.experiment}: done.`);
      const waited = (performance.now() - lastLine) / 1000;
      const tenth = tracker.fraction - lastFraction >= LINE_SHARE && waited >= SHORTEST_INTERVAL_S;
      if (event.type === "task" && (tenth || waited >= LINE_INTERVAL_S)) {
        lastLine = performance.now();
        lastFraction = tracker.fraction;
        print(
          `${Math.floor(100 * tracker.fraction)}%, ${tracker.done} of ${tracker.tasks} tasks, ${formatEstimate(tracker.secondsLeft)} left`,
        );
      }
    },
    close: () => undefined,
  };
}

async function barView(tracker: ProgressTracker, stream: NodeJS.WriteStream): Promise<ProgressView> {
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    format: "{bar} {percentage}%  {tasks} tasks  {left}  {what}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    stream,
    fps: 8,
    gracefulExit: false,
  });
  let what = "";
  const payload = () => ({
    tasks: `${tracker.done}/${tracker.tasks}`,
    left: tracker.fraction < 1 ? `${formatDuration(tracker.secondsLeft)} left` : "",
    what,
  });
  const redraw = () => bar.update(tracker.fraction, payload());
  let timer: ReturnType<typeof setInterval> | null = null;
  return {
    show(event) {
      tracker.follow(event);
      if (event.type === "started" && tracker.allStarted) {
        stream.write(`${tracker.opening}\n`);
        bar.start(1, tracker.fraction, payload());
        timer = setInterval(redraw, 1000);
        timer.unref();
      }
      if (event.type === "task") what = event.experiment;
      if (event.type === "summarising") what = `${event.experiment}: report`;
      if (timer) redraw();
    },
    close() {
      if (timer) clearInterval(timer);
      bar.stop();
    },
  };
}
