/** Files that a page holds in memory, by name: uploads. */
import type { FileSource } from "../../base/files.ts";

export function filesFrom(files: Readonly<Record<string, Uint8Array>>): FileSource {
  return {
    read: (path) => {
      const bytes = files[path];
      return bytes
        ? Promise.resolve(bytes)
        : Promise.reject(new Error(`No file “${path}” was given to this page.`));
    },
  };
}
