/**
 * One run a directory. The lock is the file `.lock`, which names the process that holds it; it comes into being whole
 * (link of a written file), so it is never seen empty. The lock of a process that is gone is taken over, and a second
 * file guards the taking over, so that of two newcomers one gets it.
 */
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RunError } from "../../base/errors.ts";
import type { Lock } from "../../run/ports.ts";
import { hasCode } from "./file-error.ts";
import { livenessOf, ownIdentity, type ProcessIdentity } from "./process-identity.ts";

export const LOCK_FILE = ".lock";
const TAKEOVER_FILE = ".lock-takeover";
const ATTEMPTS = 50;
/** A lock that names nobody may be one that is being written; it is left alone this often. */
const ATTEMPTS_UNREADABLE = 10;
const PAUSE_MS = 20;

let serial = 0;

/** @throws {RunError} `run-locked` while another process, or another run of this one, holds it */
export async function lockDirectory(directory: string): Promise<Lock> {
  const text = JSON.stringify({ ...ownIdentity(), serial: ++serial });
  const path = join(directory, LOCK_FILE);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await createWhole(path, text)) return { release: () => releaseLock(path, text) };
    const there = await readText(path);
    if (there === null) {
      await pause(); // let go in this moment; or a link that leads nowhere, which no run makes
      continue;
    }
    refuseIfHeld(directory, there);
    if (parseOwner(there) === null && attempt < ATTEMPTS_UNREADABLE) await pause();
    else await takeOver(directory, there);
  }
  throw new RunError("run-locked", `${directory} is being taken by another run at this moment; try again.`);
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

function refuseIfHeld(directory: string, text: string): void {
  const owner = parseOwner(text);
  if (owner === null) return; // being written, or damaged by a crash of the machine
  const liveness = livenessOf(owner);
  if (liveness === "alive")
    throw new RunError(
      "run-locked",
      `${directory} is in use by another run (process ${owner.pid}). Wait for it, stop it, or choose another directory with --out.`,
    );
  if (liveness === "elsewhere")
    throw new RunError(
      "run-locked",
      `${directory} is in use by process ${owner.pid} on the machine "${owner.host}". If that run is over, remove ${join(directory, LOCK_FILE)}.`,
    );
}

function parseOwner(text: string): ProcessIdentity | null {
  try {
    const owner = JSON.parse(text) as Partial<ProcessIdentity> | null;
    const isOwner =
      isProcess(owner?.pid) && typeof owner?.host === "string" && typeof owner.started === "string";
    return isOwner ? (owner as ProcessIdentity) : null;
  } catch {
    return null;
  }
}

/** 0 and negative numbers name groups of processes, which are always alive; beyond 31 bits they would be taken for others. */
const isProcess = (pid: unknown): boolean =>
  Number.isInteger(pid) && (pid as number) > 0 && (pid as number) < 2 ** 31;

/** Removes a dead owner's lock, unless someone else has replaced it in between. */
async function takeOver(directory: string, dead: string): Promise<void> {
  const guard = join(directory, TAKEOVER_FILE);
  const own = JSON.stringify({ ...ownIdentity(), serial: ++serial });
  if (!(await createWhole(guard, own))) {
    const other = parseOwner((await readText(guard)) ?? "");
    if (other === null || livenessOf(other) === "dead") await removeFile(guard);
    return pause();
  }
  try {
    const path = join(directory, LOCK_FILE);
    if ((await readText(path)) === dead) await removeFile(path);
  } finally {
    await removeFile(guard);
  }
}

async function releaseLock(path: string, text: string): Promise<void> {
  if ((await readText(path)) === text) await removeFile(path);
}

/** True when the file was made, false when it was there. */
async function createWhole(path: string, text: string): Promise<boolean> {
  const draft = `${path}-${process.pid}-${++serial}.tmp`;
  await writeFile(draft, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    if (NO_LINKS.some((code) => hasCode(error, code))) return createExclusively(path, text);
    throw error;
  } finally {
    await removeFile(draft);
  }
}

/** File systems without hard links: the file may be seen empty for an instant. */
const NO_LINKS = ["EPERM", "ENOTSUP", "ENOSYS", "EOPNOTSUPP"];

async function createExclusively(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    if (hasCode(error, "EISDIR"))
      throw new RunError("run-locked", `${path} is a directory, and no lock of a run; remove it.`);
    throw error;
  }
}

async function removeFile(path: string): Promise<void> {
  await unlink(path).catch((error) => {
    if (!hasCode(error, "ENOENT")) throw error;
  });
}
