/** Files that the user names: paths relative to where the command was given. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { FileSource } from "../../run/contract.ts";
import { directoryCache, userCacheDirectory } from "./byte-cache.ts";
import { withFileErrors } from "./file-error.ts";

export const nodeFiles: FileSource = {
  read: (path) => withFileErrors("read", path, () => readFile(resolve(path))),
  cache: directoryCache(userCacheDirectory()),
};
