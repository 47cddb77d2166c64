/** The operating system's complaints as sentences. */
import { cut } from "../../base/cut.ts";
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
  ENFILE: "too many files are open",
  ELOOP: "its symbolic links lead in a circle",
  ENAMETOOLONG: "a name in it is too long for the file system",
  EDQUOT: "the quota of the device is used up",
  EFBIG: "the file would be larger than the file system allows",
  EIO: "the device fails to read or write",
  EBUSY: "it is in use by another program",
  EINVAL: "the file system allows no such name",
  ENOTEMPTY: "the directory is not empty",
  ENODEV: "there is no such device",
  ENXIO: "there is no such device",
  ESTALE: "the network file system does not know it any more",
  ERR_INVALID_ARG_VALUE: "no path has a null byte",
};

/** Wraps what `work` throws: "cannot write out/rows.csv: no space is left on the device." */
export async function withFileErrors<T>(verb: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LosscapeError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const reason = REASONS[code] ?? String((error as Error).message).replace(/\.$/, "");
    throw new LosscapeError("file", `Cannot ${verb} ${shownPath(path)}: ${reason}.`, { cause: error });
  }
}

export const hasCode = (error: unknown, code: string): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === code;

const LONGEST = 200;

/** A path as a message shows it: cut when it is long, in quotes when a part of it cannot be seen. */
function shownPath(path: string): string {
  const short = cut(path, LONGEST);
  return /^[^\p{C}]+$/u.test(short) ? short : JSON.stringify(short);
}
