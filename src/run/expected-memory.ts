/** How much memory a run will take, and on how many workers it fits. */
import { MemoryError } from "../base/errors.ts";
import type { JsonObject } from "../base/json.ts";
import { formatBytes } from "../engine/memory.ts";
import type { AnyExperiment } from "./contract.ts";

/** A thread with its heap, before it does anything. */
const BYTES_OF_A_WORKER = 60e6;
/** What the host keeps of the data and results beside the engine. */
const HOST_SHARE = 0.5;

/** Peak bytes of one worker, roughly; of experiments that tell nothing, those of an idle one. */
export function expectedWorkerBytes(experiment: AnyExperiment, config: JsonObject): number {
  return BYTES_OF_A_WORKER + (1 + HOST_SHARE) * (experiment.bytes?.(config) ?? 0);
}

/**
 * As many of the wanted workers as have room.
 *
 * @param freeBytes what the host has; undefined where it does not tell
 * @throws {MemoryError} when not one fits
 */
export function workersThatFit(
  wanted: number,
  { workerBytes, freeBytes }: { readonly workerBytes: number; readonly freeBytes: number | undefined },
): number {
  if (freeBytes === undefined) return wanted;
  const fitting = Math.floor(freeBytes / workerBytes);
  // an idle worker always fits: what is free is a guess, and a run that takes little is not refused for it
  if (fitting < 1 && workerBytes > 2 * BYTES_OF_A_WORKER)
    throw new MemoryError(
      workerBytes,
      freeBytes,
      `This run needs about ${formatBytes(workerBytes)} of memory on one worker, and ${formatBytes(freeBytes)} are free. Take smaller sizes or less data.`,
    );
  return Math.min(wanted, Math.max(1, fitting));
}
