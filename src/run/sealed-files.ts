/** Files of a run: hashed when it is planned, held against those hashes by whoever reads them, compared when it is opened again. */
import { LosscapeError, RunError } from "../base/errors.ts";
import { fileDigest } from "../base/file-digest.ts";
import type { FileSeal, FileSource } from "../base/files.ts";
import { bytesDigest, shortDigest } from "../base/sha256.ts";

/**
 * Hashes files: each path once, sorted, so that the same files make the same list.
 *
 * @throws {LosscapeError} `file` for one that cannot be read
 */
export async function sealFiles(files: FileSource, paths: readonly string[]): Promise<readonly FileSeal[]> {
  const seals: FileSeal[] = [];
  for (const path of [...new Set(paths)].sort()) seals.push({ path, sha256: await fileDigest(files, path) });
  return seals;
}

/** Two lists as one, in the order that `sealFiles` gives. */
export function uniteSeals(...lists: readonly (readonly FileSeal[])[]): readonly FileSeal[] {
  const all = new Map(lists.flat().map((seal) => [seal.path, seal]));
  return [...all.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * Files as a task sees them: those of the run, with the bytes they had when it was planned, and no others.
 *
 * @throws {LosscapeError} `file` (when reading) for a file that is not among the seals
 * @throws {RunError} `run-differs` (when reading) for one that was changed since
 */
export function sealedSource(files: FileSource, seals: readonly FileSeal[]): FileSource {
  const byPath = new Map(seals.map(({ path, sha256 }) => [path, sha256]));
  return {
    ...files,
    async read(path) {
      const sha256 = byPath.get(path);
      if (sha256 === undefined)
        throw new LosscapeError(
          "file",
          `${path} is no file of this run: what tasks read is named by the config's data, or by the experiment's \`files(config)\`, so that the run can be held to it.`,
        );
      const bytes = await files.read(path);
      const now = await bytesDigest(bytes);
      if (now !== sha256)
        throw new RunError(
          "run-differs",
          `${path} was changed while the run was under way: its SHA-256 was ${shortDigest(sha256)}, and is ${shortDigest(now)} now. Put the file back as it was, or start anew with --fresh.`,
        );
      return bytes;
    },
  };
}

/**
 * Compares the files of a run with those that are there now. A file that is not there contradicts nothing: the run of another
 * machine has a report too.
 *
 * @throws {RunError} `run-differs`, which names the first file that is another one
 */
export async function assertSameFiles(
  seals: readonly FileSeal[],
  { label, files }: { readonly label: string; readonly files: FileSource },
): Promise<void> {
  for (const { path, sha256 } of seals) {
    const now = await fileDigest(files, path).catch(() => undefined);
    if (now !== undefined && now !== sha256)
      throw new RunError("run-differs", otherFile(label, { path, there: sha256, here: now }));
  }
}

export const otherFile = (
  label: string,
  { path, there, here }: { readonly path: string; readonly there: string; readonly here: string },
): string =>
  `${label} was computed from ${path} with SHA-256 ${shortDigest(there)}; that file has ${shortDigest(here)} here. Put the file back as it was, or run anew: in another directory with --out, or in this one with --fresh.`;
