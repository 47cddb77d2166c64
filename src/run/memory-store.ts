/** A store that lives in memory: for pages without a file system, examples and tests. */
import { RunError } from "../base/errors.ts";
import type { Store } from "./ports.ts";

export interface MemoryStore extends Store {
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export function createMemoryStore(label = "memory"): MemoryStore {
  const files = new Map<string, Uint8Array>();
  const encode = (content: Uint8Array | string): Uint8Array =>
    typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
  let locked = false;
  return {
    label,
    files,
    read: async (name) => files.get(name)?.slice() ?? null,
    write: async (name, content) => {
      files.set(name, encode(content));
    },
    append: async (name, content) => {
      const before = files.get(name) ?? new Uint8Array(0);
      const added = encode(content);
      const whole = new Uint8Array(before.length + added.length);
      whole.set(before);
      whole.set(added, before.length);
      files.set(name, whole);
    },
    remove: async (name) => {
      files.delete(name);
    },
    list: async (folder) =>
      [...files.keys()].filter((name) => folder === "" || name.startsWith(`${folder}/`)).sort(),
    lock: async () => {
      if (locked) throw new RunError("run-locked", `${label} is in use by another run.`);
      locked = true;
      return {
        release: async () => {
          locked = false;
        },
      };
    },
  };
}
