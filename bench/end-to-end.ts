/** The whole way: where the time of `reproduce --scale quick` goes, two workers against one, start-up, sizes of the kernels. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..", "..");
const cli = join(root, "dist", "cli", "main.js");

export interface EndToEnd {
  /** Seconds of the work of each experiment, summed over its tasks, with one worker. */
  readonly parts: readonly { readonly experiment: string; readonly seconds: number }[];
  readonly oneWorker: number;
  readonly twoWorkers: number;
  /** Wall seconds from start to report, everything included. */
  readonly helpMilliseconds: number;
  readonly wasm: readonly { readonly file: string; readonly bytes: number }[];
}

function reproduce(workers: number, only: readonly string[]): { wall: number; out: string } {
  const out = mkdtempSync(join(tmpdir(), "losscape-bench-"));
  const args = ["reproduce", "--out", join(out, "run"), "--workers", String(workers), "--json"];
  const start = performance.now();
  execFileSync(process.execPath, [cli, ...args, ...(only.length > 0 ? ["--only", only.join(",")] : [])], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  return { wall: (performance.now() - start) / 1000, out };
}

/** Seconds of all tasks, as the run's own log has them. */
function taskSeconds(folder: string): number {
  return readFileSync(join(folder, "timings.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.includes('"task"'))
    .reduce((sum, line) => sum + (JSON.parse(line) as { seconds: number }).seconds, 0);
}

export function measureEndToEnd(only: readonly string[] = []): EndToEnd {
  const one = reproduce(1, only);
  const run = join(one.out, "run");
  const parts = readdirSync(run, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ experiment: name, seconds: taskSeconds(join(run, name)) }))
    .sort((a, b) => b.seconds - a.seconds);
  const two = reproduce(2, only);
  for (const { out } of [one, two]) rmSync(out, { recursive: true });
  const help = Array.from({ length: 7 }, () => {
    const start = performance.now();
    execFileSync(process.execPath, [cli, "--help"], { stdio: "ignore" });
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return {
    parts,
    oneWorker: one.wall,
    twoWorkers: two.wall,
    helpMilliseconds: help[3]!,
    wasm: ["losscape.wasm", "losscape-relaxed.wasm"].map((file) => ({
      file,
      bytes: statSync(join(root, "build", file)).size,
    })),
  };
}
