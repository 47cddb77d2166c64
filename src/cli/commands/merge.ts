/** losscape merge */
import { join, resolve } from "node:path";
import { SpecError } from "../../base/errors.ts";
import { createDirectoryStore } from "../../platform/node/directory-store.ts";
import { loadExperiments } from "../../platform/node/experiments.ts";
import { nodeFiles } from "../../platform/node/files.ts";
import { openRun } from "../../platform/node/open-run.ts";
import { createRenderer } from "../../platform/node/renderer.ts";
import { mergeRuns } from "../../run/merge.ts";
import { REPORT_FILE } from "../../run/results.ts";
import { printJson, printLedger, printPath } from "../results-view.ts";

export interface MergeCommandOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly load: readonly string[];
}

export async function mergeCommand(
  directories: readonly string[],
  options: MergeCommandOptions,
): Promise<void> {
  const { out, json, load } = options;
  if (directories.some((directory) => resolve(directory) === resolve(out)))
    throw new SpecError(
      "--out",
      `merge: --out ${out} is one of the shards; the whole run needs a directory of its own.`,
    );
  const experiments = await loadExperiments(load);
  const renderer = await createRenderer();
  const target = createDirectoryStore(out);
  const { claims, summary } = await mergeRuns(await Promise.all(directories.map(openRun)), {
    target,
    experiments,
    renderer,
    files: nodeFiles,
  });
  const report = join(out, REPORT_FILE);
  if (json) printJson({ directory: out, report, summary, claims });
  else {
    printLedger(claims);
    printPath("Report", report);
  }
}
