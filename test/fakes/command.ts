/** The command line as its users start it: a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { onTestFinished } from "vitest";

const root = resolve(import.meta.dirname, "..", "..");
const main = join(root, "dist", "cli", "main.js");

/** Arguments that add the experiments of the tests. */
export const withCoins = ["--load", join(root, "test", "fixtures-experiments", "coin-walks.mjs")];

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
}

export function start(args: readonly string[], { cwd = root, env = {} } = {}): Started {
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, ...env } });
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
    });
  const finished = new Promise<Finished>((done) => {
    child.on("close", (code, signal) => done({ code, signal, ...output }));
  });
  return { child, finished };
}

export const losscape = (
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
) => start(args, options).finished;

/** A directory that is gone after the test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), "losscape-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** SHA-256 of every file below a directory but the logs of time, by name. */
export function digests(directory: string): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "timings.jsonl")
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((path) => [
      relative(directory, path),
      createHash("sha256").update(readFileSync(path)).digest("hex"),
    ]),
  );
}
