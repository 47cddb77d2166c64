/** Appends lines durably, several at once when they arrive faster than the disk syncs. */
import type { Store } from "./ports.ts";

export class JournalWriter {
  readonly #store: Store;
  readonly #file: string;
  #waiting: string[] = [];
  #next: Promise<void> | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(store: Store, file: string) {
    this.#store = store;
    this.#file = file;
  }

  /** Resolves when the line is durable. After a failed write every later one fails too: nothing follows a torn line. */
  append(line: string): Promise<void> {
    this.#waiting.push(line);
    if (!this.#next) {
      this.#next = this.#last.then(() => {
        const text = this.#waiting.join("");
        this.#waiting = [];
        this.#next = null;
        return this.#store.append(this.#file, text);
      });
      this.#last = this.#next;
      this.#last.catch(() => undefined); // each caller has the rejection from the promise it was given
    }
    return this.#next;
  }

  /** Resolves when nothing is being written any more, whether or not writing failed. */
  async settle(): Promise<void> {
    await this.#last.catch(() => undefined);
  }
}
