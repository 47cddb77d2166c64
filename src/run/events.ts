/** Everything that a run tells the world; plain JSON. */
import type { JsonObject } from "../base/json.ts";
import type { Claim, Table } from "../report/figure.ts";

export type RunEvent =
  | {
      readonly type: "started";
      readonly experiment: string;
      /** Tasks of this run (of this shard), and how many of them stood in the journal. */
      readonly tasks: number;
      readonly reused: number;
      /** Expected cost of all and of the remaining tasks, core-seconds. */
      readonly seconds: number;
      readonly remainingSeconds: number;
      /** Workers, and the expected peak bytes of one of them. */
      readonly workers: number;
      readonly workerBytes: number;
    }
  | {
      readonly type: "progress";
      readonly experiment: string;
      readonly task: string;
      readonly fraction: number;
      /** Expected cost of the task, seconds. */
      readonly expectedSeconds: number;
    }
  | {
      readonly type: "task";
      readonly experiment: string;
      readonly task: string;
      /** Position in the experiment's list of tasks. */
      readonly index: number;
      /** Finished tasks, this one included. */
      readonly done: number;
      /** Expected and true cost, seconds. */
      readonly expectedSeconds: number;
      readonly seconds: number;
      readonly row: JsonObject;
    }
  | { readonly type: "summarising"; readonly experiment: string }
  | {
      readonly type: "finished";
      readonly experiment: string;
      /** False for a shard, which has no summary of its own. */
      readonly complete: boolean;
      readonly claims: readonly Claim[];
      readonly tables: readonly Table[];
    };

/** A queue of events between those who tell and the one who listens; waiting progress of a task is replaced by later one. */
export class EventQueue {
  #events: RunEvent[] = [];
  #wake: (() => void) | null = null;
  #closed = false;
  #failure: { readonly error: unknown } | null = null;

  push(event: RunEvent): void {
    if (this.#closed) return;
    const waiting =
      event.type === "progress"
        ? this.#events.findIndex(
            (other) =>
              other.type === "progress" && other.experiment === event.experiment && other.task === event.task,
          )
        : -1;
    if (waiting >= 0) this.#events[waiting] = event;
    else this.#events.push(event);
    this.#wake?.();
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.close();
  }

  /** Yields until closed; events told before a failure come before it. */
  async *[Symbol.asyncIterator](): AsyncGenerator<RunEvent, void, undefined> {
    for (;;) {
      const event = this.#events.shift();
      if (event) yield event;
      else if (this.#failure) throw this.#failure.error;
      else if (this.#closed) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = () => {
            this.#wake = null;
            resolve();
          };
        });
    }
  }
}
