// losscape on Node: names, and nothing else.
export * from "../../run/index.ts";
export { createDirectoryStore } from "./directory-store.ts";
export { loadExperiments } from "./experiments.ts";
export { nodeFiles } from "./files.ts";
export { host } from "./host.ts";
export { coreCount, machineFacts } from "./machine.ts";
export { enableRelaxedSimd } from "./relaxed-simd.ts";
export { createRenderer } from "./renderer.ts";
export { createNodePool, type NodePoolOptions } from "./worker-threads-pool.ts";
