/** A directory of the file system as a run's store: atomic replacement, durable appends, one run at a time. */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { shown } from "../../base/arguments.ts";
import { LosscapeError, SpecError } from "../../base/errors.ts";
import type { Lock, Store } from "../../run/ports.ts";
import { LOCK_FILE, lockDirectory } from "./directory-lock.ts";
import { hasCode, withFileErrors } from "./file-error.ts";

const DRAFT_SUFFIX = ".tmp";
const OWN_FOLDERS = [".", "figures", "tables"];

/** @throws {SpecError} for an empty path, which names no directory */
export function createDirectoryStore(directory: string): Store {
  if (typeof directory !== "string" || directory.trim() === "")
    throw new SpecError(
      "out",
      `A run's directory is a path, as out/first; got ${shown(directory)}. The present directory is "."`,
    );
  const at = (name: string) => join(directory, name);
  return {
    label: directory,
    read: (name) => withFileErrors("read", at(name), () => readOrNull(at(name))),
    write: (name, content) =>
      withFileErrors("write", at(name), () => replaceFile(at(name), Buffer.from(content as Uint8Array))),
    append: (name, content) => withFileErrors("write", at(name), () => appendFile(at(name), content)),
    remove: (name) => withFileErrors("remove", at(name), () => rm(at(name), { force: true })),
    list: (folder) => withFileErrors("list", at(folder), () => listFiles(directory, folder)),
    lock: () => withFileErrors("use", directory, () => openDirectory(directory)),
  };
}

async function openDirectory(directory: string): Promise<Lock> {
  await mkdir(directory, { recursive: true }).catch((error) => {
    if (!hasCode(error, "EEXIST")) throw error;
    throw new LosscapeError("file", `Cannot use ${directory}: it is a file, not a directory.`, {
      cause: error,
    });
  });
  const lock = await lockDirectory(directory);
  for (const folder of OWN_FOLDERS) await removeDrafts(join(directory, folder));
  return lock;
}

/** What a killed run was writing. Deeper folders may be runs of their own, under other locks. */
async function removeDrafts(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const { name } of entries)
    if (name.endsWith(DRAFT_SUFFIX) && !name.startsWith(LOCK_FILE))
      await rm(join(folder, name), { force: true });
}

async function readOrNull(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    throw error;
  }
}

/** Write beside, sync, rename, sync the directory. A file that has this content already is left alone. */
async function replaceFile(path: string, content: Buffer): Promise<void> {
  const present = await readOrNull(path);
  if (present && content.equals(present)) return;
  await mkdir(dirname(path), { recursive: true });
  const draft = path + DRAFT_SUFFIX;
  const file = await open(draft, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncDirectory(dirname(path));
}

async function appendFile(path: string, content: string): Promise<void> {
  const file = await open(path, "a");
  try {
    await file.writeFile(content);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Makes a rename durable; Windows has no such thing. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function listFiles(directory: string, folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(join(directory, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(directory, join(entry.parentPath ?? entry.path, entry.name)))
      .map((name) => name.split(sep).join("/"))
      .sort();
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}
