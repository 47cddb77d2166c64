/** losscape run */
import { join } from "node:path";
import { createDirectoryStore } from "../../platform/node/directory-store.ts";
import { completeConfig } from "../../run/config.ts";
import type { Scale } from "../../run/contract.ts";
import { specHash } from "../../run/manifest.ts";
import { REPORT_FILE } from "../../run/results.ts";
import { type RunResult, runExperiment } from "../../run/run-experiment.ts";
import { parseShard, type Shard } from "../../run/shard.ts";
import { findExperiment, parseSeed, readConfigFile } from "../arguments.ts";
import { consume } from "../consume.ts";
import { removeRun } from "../fresh.ts";
import { interruptible, ownCommand } from "../interrupt.ts";
import { mnistOverrides } from "../mnist-option.ts";
import { checkDataFiles } from "../preflight.ts";
import { createProgressView } from "../progress-view.ts";
import { printJson, printLedger, printPath, printTable } from "../results-view.ts";
import { type SessionOptions, withSession } from "../session.ts";

export interface RunCommandOptions extends SessionOptions {
  readonly set: readonly string[];
  readonly config?: string;
  readonly scale: Scale;
  readonly seed?: string;
  readonly out?: string;
  readonly shard?: string;
  readonly mnist?: string;
  readonly json?: boolean;
  readonly fresh?: boolean;
}

const HASH_DIGITS = 8;

export async function runCommand(id: string, options: RunCommandOptions): Promise<void> {
  await withSession(options, async (session) => {
    const experiment = findExperiment(session.experiments, id);
    const seed = parseSeed(options.seed);
    const overrides = {
      ...mnistOverrides(experiment, { scale: options.scale, directory: options.mnist }),
      ...(await readConfigFile(options.config)),
    };
    const config = completeConfig(experiment, {
      scale: options.scale,
      overrides,
      settings: options.set,
      ...(seed === undefined ? {} : { seed }),
    });
    const shard = options.shard === undefined ? null : parseShard(options.shard);
    const directory = options.out ?? defaultDirectory(id, specHash(id, config), shard);
    const store = createDirectoryStore(directory);
    await checkDataFiles(session.wasm, [config]);
    if (options.fresh) await removeRun(store);
    const result = await interruptible(
      () => `Stopped; what was finished is kept in ${directory}. Go on with: ${ownCommand()}`,
      async (signal) => {
        const view = await createProgressView({
          experiments: 1,
          workers: session.pool.size,
          silent: options.json === true,
        });
        return consume(
          runExperiment(experiment, config, { ...session, store, shard, signal, now: Date.now }),
          view,
        );
      },
    );
    printRun(directory, result, { json: options.json === true });
  });
}

function defaultDirectory(id: string, hash: string, shard: Shard | null): string {
  const part = shard ? `-${shard.index}-of-${shard.of}` : "";
  return join("out", `${id}-${hash.slice(0, HASH_DIGITS)}${part}`);
}

export function printRun(
  directory: string,
  { manifest, results }: RunResult,
  { json }: { json: boolean },
): void {
  const report = results ? join(directory, REPORT_FILE) : null;
  if (json) {
    const { experiment, config, spec, shard } = manifest;
    const { summary, claims } = results ?? { summary: null, claims: [] };
    printJson({ directory, report, experiment, spec, shard, config, summary, claims });
    return;
  }
  if (!results || !report) {
    printPath(`Shard ${manifest.shard} is complete. Join all with losscape merge; this one is in`, directory);
    return;
  }
  for (const table of results.tables) printTable(table);
  printLedger(results.claims);
  printPath("Report", report);
}
