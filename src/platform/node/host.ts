/** Node as the host of a run: directories, worker threads, files of the disk. */
import { freemem } from "node:os";
import { HostError } from "../../base/errors.ts";
import { checkDataFiles } from "../../data/check-data.ts";
import { compileKernels, Engine } from "../../engine/engine.ts";
import type { Host } from "../../run/host.ts";
import { createDirectoryStore } from "./directory-store.ts";
import { codeOf, loadExperiments } from "./experiments.ts";
import { nodeFiles } from "./files.ts";
import { coreCount, machineFacts } from "./machine.ts";
import { enableRelaxedSimd } from "./relaxed-simd.ts";
import { createRenderer } from "./renderer.ts";
import { createNodePool } from "./worker-threads-pool.ts";

export const host: Host = {
  get cores() {
    return coreCount();
  },
  get freeBytes() {
    return freemem();
  },
  get machine() {
    return machineFacts();
  },
  loadExperiments,
  compile: async ({ relaxed }) => {
    if (relaxed && !enableRelaxedSimd())
      throw new HostError("This Node has no relaxed WebAssembly SIMD; leave --fast-math out.");
    return compileKernels({ relaxed });
  },
  createPool: async (request) => createNodePool(request),
  filesOf: () => nodeFiles,
  openStore: createDirectoryStore,
  createRenderer,
  checkData: (wasm, sources) => checkDataFiles(() => new Engine(wasm), sources, nodeFiles),
  codeOf,
};
