/** The operating system's complaints as sentences. */
import { LosscapeError } from "../../base/errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or directory",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  ENOSPC: "no space is left on the device",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of the path is a file, not a directory",
  EISDIR: "it is a directory",
  EEXIST: "it exists already",
  EMFILE: "too many files are open",
};

/** Wraps what `work` throws: "cannot write out/rows.csv: no space is left on the device." */
export async function withFileErrors<T>(verb: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LosscapeError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const reason = REASONS[code] ?? (error as Error).message;
    throw new LosscapeError("file", `Cannot ${verb} ${path}: ${reason}.`, { cause: error });
  }
}

export const hasCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === code;
