/**
 * Bytes kept between runs in the user's cache directory. A file appears whole, by a rename, or not at all, and begins with the
 * SHA-256 of its name and its content: what does not fit was damaged, and is as good as absent.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ByteCache } from "../../base/files.ts";

/** $LOSSCAPE_CACHE, or a directory of ours where this system keeps what programs may lose. */
export function userCacheDirectory(): string {
  const { LOSSCAPE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (LOSSCAPE_CACHE) return LOSSCAPE_CACHE;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, "losscape");
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "losscape", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "losscape");
  return join(homedir(), ".cache", "losscape");
}

const DIGEST_BYTES = 32;

function digestOf(name: string, parts: readonly Uint8Array[]): Buffer {
  const hash = createHash("sha256").update(`${name}\n`);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export function directoryCache(directory: string): ByteCache {
  return {
    async read(name) {
      const bytes = await readFile(join(directory, name)).catch(() => undefined);
      const content = bytes?.subarray(DIGEST_BYTES);
      const isWhole = content && digestOf(name, [content]).equals(bytes!.subarray(0, DIGEST_BYTES));
      return isWhole ? content : undefined;
    },
    async write(name, parts) {
      const draft = join(directory, `${name}.${randomUUID()}`);
      try {
        await mkdir(directory, { recursive: true });
        const file = await open(draft, "wx");
        try {
          for (const part of [digestOf(name, parts), ...parts]) await file.writeFile(part);
        } finally {
          await file.close();
        }
        await rename(draft, join(directory, name));
      } catch {
        await rm(draft, { force: true }).catch(() => undefined); // a full disk or a read-only home: it is made again next time
      }
    },
  };
}
