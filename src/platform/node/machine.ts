/** What this machine is, for manifests and benchmarks. */
import { availableParallelism, cpus, totalmem } from "node:os";
import type { JsonObject } from "../../base/json.ts";

export function machineFacts(): JsonObject {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
  };
}

export const coreCount = (): number => availableParallelism();
