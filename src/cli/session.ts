/** What the commands that run something have in common: experiments, kernels, workers, a renderer. */
import type { JsonObject } from "../base/json.ts";
import type { CompiledKernels } from "../engine/engine.ts";
import { loadExperiments } from "../platform/node/experiments.ts";
import { host } from "../platform/node/host.ts";
import { coreCount, machineFacts } from "../platform/node/machine.ts";
import { createRenderer } from "../platform/node/renderer.ts";
import { createNodePool } from "../platform/node/worker-threads-pool.ts";
import type { AnyExperiment } from "../run/contract.ts";
import type { Renderer, TaskPool } from "../run/ports.ts";
import { parseWorkers } from "./arguments.ts";

export interface SessionOptions {
  readonly load: readonly string[];
  readonly workers?: string;
  readonly fastMath?: boolean;
}

export interface Session {
  readonly experiments: readonly AnyExperiment[];
  readonly wasm: CompiledKernels;
  readonly renderer: Renderer;
  readonly machine: JsonObject;
  readonly pool: TaskPool;
}

export async function withSession<T>(
  options: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const experiments = await loadExperiments(options.load);
  const size = parseWorkers(options.workers) ?? coreCount();
  const wasm = await host.compile({ relaxed: options.fastMath === true });
  const pool = createNodePool({ wasm, size, modules: options.load });
  try {
    const renderer = await createRenderer();
    return await work({ experiments, wasm, renderer, machine: machineFacts(), pool });
  } finally {
    await pool.close();
  }
}
