/** Files that a page holds in memory, by name: uploads. */
import { LosscapeError } from "../../base/errors.ts";
import type { FileSource } from "../../base/files.ts";
import { bytesDigest } from "../../base/sha256.ts";

export function filesFrom(files: Readonly<Record<string, Uint8Array>>): FileSource {
  const read = async (path: string): Promise<Uint8Array> => {
    const bytes = files[path];
    if (!bytes) throw new Error(`No file “${path}” was given to this page.`);
    return bytes;
  };
  return {
    read,
    async importModule(path) {
      const bytes = await read(path);
      const url = URL.createObjectURL(new Blob([bytes.slice()], { type: "text/javascript" }));
      try {
        const exports = (await import(/* @vite-ignore */ url)) as Record<string, unknown>;
        return { exports, sha256: await bytesDigest(bytes) };
      } catch (error) {
        throw new LosscapeError("file", `Cannot load ${path}: ${(error as Error).message}`, { cause: error });
      } finally {
        URL.revokeObjectURL(url);
      }
    },
  };
}
