/** A run that the user names: a directory, or the archive of one. */
import { readFile } from "node:fs/promises";
import type { Store } from "../../run/ports.ts";
import { unzipStore } from "../../run/zip.ts";
import { createDirectoryStore } from "./directory-store.ts";
import { withFileErrors } from "./file-error.ts";

export const isArchive = (path: string): boolean => /\.zip$/i.test(path);

/** What is written into the store of an archive stays in memory. */
export async function openRun(path: string): Promise<Store> {
  if (!isArchive(path)) return createDirectoryStore(path);
  return unzipStore(await withFileErrors("read", path, () => readFile(path)), path);
}
