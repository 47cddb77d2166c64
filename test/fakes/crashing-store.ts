/** A store that dies at its k-th change, as a process does that is killed: nothing after it is done, an append may be torn. */
import type { MemoryStore, Store } from "../../dist/run/index.js";

export class Crash extends Error {}

/** `torn`: share of the fatal append's bytes that still reach the file. A fatal write leaves the old file: it is atomic. */
export function crashingStore(inner: MemoryStore, { at, torn = 0 }: { at: number; torn?: number }): Store {
  let changes = 0;
  const alive = () => {
    if (changes > at) throw new Crash("the process is dead");
  };
  const change = async (work: () => Promise<void>, last: () => Promise<void> = async () => undefined) => {
    alive();
    if (changes++ < at) return work();
    await last();
    throw new Crash("killed");
  };
  return {
    label: inner.label,
    read: async (name) => {
      alive();
      return inner.read(name);
    },
    list: async (folder) => {
      alive();
      return inner.list(folder);
    },
    write: async (name, content) => {
      alive();
      // as on a disk: a file that has this content already is left alone, which is no change
      if (sameText(await inner.read(name), content)) return;
      await change(() => inner.write(name, content));
    },
    remove: (name) => change(() => inner.remove(name)),
    append: (name, content) =>
      change(
        () => inner.append(name, content),
        () => inner.append(name, content.slice(0, Math.floor(torn * content.length))),
      ),
    lock: () => inner.lock(),
  };
}

function sameText(there: Uint8Array | null, content: Uint8Array | string): boolean {
  return there !== null && typeof content === "string" && new TextDecoder().decode(there) === content;
}
