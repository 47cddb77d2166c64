/** Files that the user names: paths relative to where the command was given. */

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { LosscapeError } from "../../base/errors.ts";
import type { ImportedModule } from "../../base/files.ts";
import { bytesDigest } from "../../base/sha256.ts";
import type { FileSource } from "../../run/contract.ts";
import { directoryCache, userCacheDirectory } from "./byte-cache.ts";
import { withFileErrors } from "./file-error.ts";

const read = (path: string): Promise<Uint8Array> =>
  withFileErrors("read", path, () => readFile(resolve(path)));

const digest = (path: string): Promise<string> =>
  withFileErrors("read", path, async () => {
    const hash = createHash("sha256");
    for await (const part of createReadStream(resolve(path))) hash.update(part as Buffer);
    return hash.digest("hex");
  });

async function importModule(path: string): Promise<ImportedModule> {
  const sha256 = await bytesDigest(await read(path));
  const url = pathToFileURL(resolve(path));
  url.search = sha256; // Node keeps modules by address: one that was changed since must not be taken for the new one
  try {
    return { exports: (await import(url.href)) as Record<string, unknown>, sha256 };
  } catch (error) {
    throw new LosscapeError("file", `Cannot load ${path}: ${(error as Error).message}`, { cause: error });
  }
}

export const nodeFiles: FileSource = {
  read,
  digest,
  importModule,
  cache: directoryCache(userCacheDirectory()),
};
