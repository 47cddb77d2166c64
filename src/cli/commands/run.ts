/** losscape run */
import { join } from "node:path";
import { loadExperiments } from "../../platform/node/experiments.ts";
import { nodeFiles } from "../../platform/node/files.ts";
import { coreCount } from "../../platform/node/machine.ts";
import { completeConfig } from "../../run/config.ts";
import type { Scale } from "../../run/contract.ts";
import type { RunEvent } from "../../run/events.ts";
import { findExperiment } from "../../run/find-experiment.ts";
import { specHash } from "../../run/manifest.ts";
import type { RunProgress } from "../../run/progress.ts";
import { REPORT_FILE } from "../../run/results.ts";
import { type RunOutcome, run } from "../../run/run.ts";
import { landscapeOverrides, sealLandscape } from "../../run/seal-landscape.ts";
import { parseShard, type Shard } from "../../run/shard.ts";
import { parseMaxSeconds, parseSeed, parseWorkers, readConfigFile } from "../arguments.ts";
import { interruptible, ownCommand } from "../interrupt.ts";
import { assertMnistUsed, mnistOverrides } from "../mnist-option.ts";
import { createProgressView } from "../progress-view.ts";
import { printJson, printLedger, printPath, printTable } from "../results-view.ts";
import type { SessionOptions } from "../session.ts";

export interface RunCommandOptions extends SessionOptions {
  readonly set: readonly string[];
  readonly config?: string;
  readonly scale: Scale;
  readonly seed?: string;
  readonly out?: string;
  readonly shard?: string;
  readonly maxSeconds?: string;
  readonly mnist?: string;
  readonly landscape?: string;
  readonly json?: boolean;
  readonly fresh?: boolean;
}

const HASH_DIGITS = 8;

export async function runCommand(id: string, options: RunCommandOptions): Promise<void> {
  const { load, scale, json = false } = options;
  const experiment = findExperiment(await loadExperiments(load), id);
  assertMnistUsed([experiment], { scale, directory: options.mnist });
  const seed = parseSeed(options.seed);
  const overrides = {
    ...mnistOverrides(experiment, { scale, directory: options.mnist }),
    ...(await readConfigFile(options.config)),
    ...landscapeOverrides(experiment, options.landscape),
  };
  const sources = { scale, overrides, settings: options.set, ...(seed === undefined ? {} : { seed }) };
  const config = await sealLandscape(experiment, completeConfig(experiment, sources), nodeFiles);
  const shard = options.shard === undefined ? null : parseShard(options.shard);
  const directory = options.out ?? defaultDirectory(id, specHash(id, config), shard);
  const workers = parseWorkers(options.workers) ?? coreCount();
  const maxSeconds = parseMaxSeconds(options.maxSeconds);
  const outcome = await interruptible(
    () => `Stopped; what was finished is kept in ${directory}. Resume with: ${ownCommand()}`,
    async (signal) => {
      const view = await createProgressView({ experiments: 1, workers, silent: json });
      const settings = {
        config,
        workers,
        out: directory,
        signal,
        modules: load,
        fresh: options.fresh === true,
        fastMath: options.fastMath === true,
        onProgress: (_: RunProgress, event: RunEvent) => view.show(event),
        ...(shard === null ? {} : { shard }),
        ...(maxSeconds === undefined ? {} : { maxSeconds }),
      };
      return await run(id, settings).finally(() => view.close());
    },
  );
  printRun(directory, outcome, { json });
}

function defaultDirectory(id: string, hash: string, shard: Shard | null): string {
  const part = shard ? `-${shard.index}-of-${shard.of}` : "";
  return join("out", `${id}-${hash.slice(0, HASH_DIGITS)}${part}`);
}

function printRun(directory: string, outcome: RunOutcome, { json }: { json: boolean }): void {
  const { manifest, config, summary, claims, tables } = outcome;
  const report = summary ? join(directory, REPORT_FILE) : null;
  if (json) {
    const { experiment, spec, shard } = manifest;
    printJson({ directory, report, experiment, spec, shard, config, summary, claims });
    return;
  }
  if (!report) {
    printPath(`Shard ${manifest.shard} is complete. Join all with losscape merge; this one is in`, directory);
    return;
  }
  for (const table of tables) printTable(table);
  printLedger(claims);
  printPath("Report", report);
}
