/** losscape replay */
import { SpecError } from "../../base/errors.ts";
import type { JsonObject } from "../../base/json.ts";
import { compileKernels, Engine } from "../../engine/engine.ts";
import { createDirectoryStore } from "../../platform/node/directory-store.ts";
import { loadExperiments } from "../../platform/node/experiments.ts";
import { nodeFiles } from "../../platform/node/files.ts";
import { enableRelaxedSimd } from "../../platform/node/relaxed-simd.ts";
import { findExperiment } from "../../run/find-experiment.ts";
import { suggestion } from "../../run/nearest.ts";
import { planTasks } from "../../run/plan.ts";
import { readRunDirectory } from "../../run/run-directory.ts";
import { createTaskRunner } from "../../run/task-runner.ts";
import { printJson } from "../results-view.ts";

export async function replayCommand(
  directory: string,
  key: string,
  { load }: { readonly load: readonly string[] },
): Promise<void> {
  const { manifest, entries } = await readRunDirectory(createDirectoryStore(directory));
  const experiments = await loadExperiments(load);
  const experiment = findExperiment(experiments, manifest.experiment);
  const tasks = planTasks(experiment, manifest.config).map(({ task }) => task);
  const task = tasks.find((other) => other.key === key);
  if (!task) {
    const hint =
      suggestion(
        key,
        tasks.map((other) => other.key),
      ) || ` The first is "${tasks[0]?.key}".`;
    throw new SpecError("task", `${manifest.experiment} has no task "${key}" with this config.${hint}`);
  }
  const { relaxed } = manifest.wasm;
  if (relaxed) enableRelaxedSimd();
  const engine = new Engine(await compileKernels({ relaxed }));
  const runner = createTaskRunner({ experiments, engine, files: nodeFiles });
  const request = { experiment: experiment.id, config: manifest.config, task: task as never as JsonObject };
  const row = await runner.run(request, () => undefined);
  printJson(JSON.parse(row));
  const before = entries.find((entry) => entry.key === key);
  if (!before) console.error("The journal has no row of this task.");
  else if (before.row === row) console.error("The journal has the same row.");
  else {
    console.error("losscape: the journal has another row for this task.");
    process.exitCode = 1;
  }
}
