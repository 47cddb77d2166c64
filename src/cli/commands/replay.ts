/** losscape replay */
import { SpecError } from "../../base/errors.ts";
import type { JsonObject } from "../../base/json.ts";
import { Engine } from "../../engine/engine.ts";
import { createDirectoryStore } from "../../platform/node/directory-store.ts";
import { loadExperiments } from "../../platform/node/experiments.ts";
import { nodeFiles } from "../../platform/node/files.ts";
import { host } from "../../platform/node/host.ts";
import { assertSameRun, createManifest, WAYS_OUT } from "../../run/manifest.ts";
import { suggestion } from "../../run/nearest.ts";
import { readRunDirectory } from "../../run/run-directory.ts";
import { createTaskRunner } from "../../run/task-runner.ts";
import { printJson } from "../results-view.ts";

export async function replayCommand(
  directory: string,
  key: string,
  { load }: { readonly load: readonly string[] },
): Promise<void> {
  const experiments = await loadExperiments(load);
  const store = createDirectoryStore(directory);
  const { manifest, experiment, planned, done } = await readRunDirectory(store, {
    experiments,
    files: nodeFiles,
  });
  const tasks = planned.map(({ task }) => task);
  const task = tasks.find((other) => other.key === key);
  if (!task) {
    const hint =
      suggestion(
        key,
        tasks.map((other) => other.key),
      ) || ` The first is "${tasks[0]?.key}".`;
    throw new SpecError("task", `${manifest.experiment} has no task "${key}" with this config.${hint}`);
  }
  const { config, files } = manifest;
  const kernels = await host.compile({ relaxed: manifest.wasm.relaxed });
  const parts = { experiment: experiment.id, config, files, shard: null, machine: {} };
  const here = createManifest({ ...parts, wasm: kernels, code: host.codeOf(experiment) });
  assertSameRun({ ...manifest, shard: here.shard }, here, { label: directory, wayOut: WAYS_OUT.replay });
  const runner = createTaskRunner({ experiments, engine: new Engine(kernels), files: nodeFiles });
  const request = { experiment: experiment.id, config, task: task as never as JsonObject, files };
  const row = await runner.run(request, () => undefined);
  printJson(JSON.parse(row));
  const before = done.get(key);
  if (!before) console.error("The journal has no row of this task.");
  else if (before.row === row) console.error("The journal has the same row.");
  else {
    console.error("losscape: the journal has another row for this task.");
    process.exitCode = 1;
  }
}
