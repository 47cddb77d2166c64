import type { MemoryStore } from "../../dist/run/index.js";

/** Names and contents of everything that a run leaves, but for its log. */
export function resultFiles(store: MemoryStore): Record<string, string> {
  const files = [...store.files].filter(([name]) => name !== "timings.jsonl").sort();
  return Object.fromEntries(files.map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]));
}
