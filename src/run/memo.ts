/** Values that a worker keeps between tasks: data sets, disorders. The least recently used goes first. */

const CAPACITY = 4;

interface Entry {
  readonly value: Promise<unknown>;
  readonly dispose: ((value: never) => void) | undefined;
  /** Number of the task that last asked for it. */
  usedBy: number;
}

export class Memo {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  #task = 0;

  constructor(capacity: number = CAPACITY) {
    this.#capacity = capacity;
  }

  /** To be called before each task: values that the running task has asked for are never dropped under it. */
  beginTask(): void {
    this.#task++;
  }

  async get<T>(key: string, make: () => T | Promise<T>, dispose?: (value: T) => void): Promise<T> {
    const known = this.#entries.get(key);
    if (known) {
      known.usedBy = this.#task;
      this.#entries.delete(key); // re-inserted below: a Map keeps the order of insertion, here of use
      this.#entries.set(key, known);
      return (await known.value) as T;
    }
    // entered before it is made, so that a second asker waits for the first
    const value = Promise.resolve()
      .then(() => this.#makeRoom())
      .then(make);
    this.#entries.set(key, { value, dispose: dispose as never, usedBy: this.#task });
    try {
      return await value;
    } catch (error) {
      this.#entries.delete(key);
      throw error;
    }
  }

  /** Disposes of everything. */
  async clear(): Promise<void> {
    for (const key of [...this.#entries.keys()]) await this.#drop(key);
  }

  async #makeRoom(): Promise<void> {
    for (const [key, entry] of [...this.#entries]) {
      if (this.#entries.size <= this.#capacity) return;
      if (entry.usedBy !== this.#task) await this.#drop(key);
    }
  }

  async #drop(key: string): Promise<void> {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    if (entry?.dispose) entry.dispose((await entry.value) as never);
  }
}
