/** losscape bench: the benchmarks stand in the source tree, beside the peers that they are measured against. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { LosscapeError } from "../../base/errors.ts";

export async function benchCommand(args: readonly string[]): Promise<void> {
  const script = fileURLToPath(new URL("../../../bench/main.mjs", import.meta.url));
  if (!existsSync(script))
    throw new LosscapeError(
      "host",
      "The benchmarks are not part of the installed package; run `npm run bench` in a clone of the repository.",
    );
  const child = spawn(process.execPath, [script, ...args], { stdio: "inherit" });
  process.exitCode = await new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}
