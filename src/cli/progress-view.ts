/** Progress on stderr: a bar for people, now and then a line for logs. */

import { formatBytes } from "../engine/memory.ts";
import { formatDuration, formatEstimate } from "../report/duration.ts";
import type { RunEvent } from "../run/events.ts";
import { ProgressTracker } from "../run/progress.ts";
import { isScreen } from "./colours.ts";

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

export async function createProgressView(options: ProgressOptions): Promise<ProgressView> {
  const { stream = process.stderr, silent } = options;
  if (silent) return { show: () => undefined, close: () => undefined };
  const tracker = new ProgressTracker(options);
  const print = (line: string) => stream.write(`${line}\n`);
  return isScreen(stream) ? await barView(tracker, options, stream) : lineView(tracker, options, print);
}

function opening(tracker: ProgressTracker, options: ProgressOptions): string {
  const { experiments, workers } = options;
  const reused = tracker.reused > 0 ? `, ${tracker.reused} of them done before` : "";
  const what = experiments === 1 ? "" : `${experiments} experiments, `;
  const hands = workers === 1 ? "one worker" : `${workers} workers`;
  return `${what}${tracker.tasks} tasks${reused}; ${formatEstimate(tracker.secondsLeft)} on ${hands}, at most about ${formatBytes(roundTo2(tracker.bytes))}. Ctrl-C stops; the same command goes on.`;
}

const roundTo2 = (bytes: number): number => Number(bytes.toPrecision(2));

function lineView(
  tracker: ProgressTracker,
  options: ProgressOptions,
  print: (line: string) => void,
): ProgressView {
  let lastLine = performance.now();
  let lastFraction = 0;
  return {
    show(event) {
      tracker.follow(event);
      if (event.type === "started" && tracker.allStarted) print(opening(tracker, options));
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

async function barView(
  tracker: ProgressTracker,
  options: ProgressOptions,
  stream: NodeJS.WriteStream,
): Promise<ProgressView> {
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
        stream.write(`${opening(tracker, options)}\n`);
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
