/** A run directory as one file: what the page hands out, and what `report` and `merge` take. */
import { unzipSync, type Zippable, zipSync } from "fflate";
import { FormatError } from "../base/errors.ts";
import { createMemoryStore, type MemoryStore } from "./memory-store.ts";
import type { Store } from "./ports.ts";

/** The earliest time that ZIP can tell: the archive of the same files has the same bytes, whenever it is made. */
const TIME = new Date(1980, 0, 1);

/** All files of the store, sorted by name. */
export async function zipStore(store: Store): Promise<Uint8Array> {
  const files: Zippable = {};
  for (const name of await store.list("")) files[name] = [(await store.read(name))!, { mtime: TIME }];
  return zipSync(files, { level: 6 });
}

/**
 * Names that a store may hold: relative, of one or more parts none of which climbs, of what every file system takes. A reproduction's
 * runs are folders of their own.
 */
const NAME = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w.-]+(?:\/[\w.-]+)*$/;

/** @throws {FormatError} when the bytes are no archive, or name a file outside of it */
export async function unzipStore(bytes: Uint8Array, label: string): Promise<MemoryStore> {
  const store = createMemoryStore(label);
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes);
  } catch (error) {
    throw new FormatError(0, `${label} is not a ZIP archive: ${(error as Error).message}.`);
  }
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith("/")) continue;
    if (!NAME.test(name))
      throw new FormatError(
        0,
        `${label} holds a file ${JSON.stringify(name)}, whose name no run's file has.`,
      );
    await store.write(name, content);
  }
  return store;
}
