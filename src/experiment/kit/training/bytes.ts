/** How much memory the network experiments take, told before anything is made. */
import { MemoryError } from "../../../base/errors.ts";
import type { DataSpec } from "../../../data/data-spec.ts";
import { formatBytes } from "../../../engine/memory.ts";
import { STROKES_SIDE } from "../../../engine/strokes.ts";

/** What a WebAssembly memory can hold beside some work. */
const MOST_ENGINE_BYTES = 3.9e9;

interface NetworkConfig {
  readonly data: DataSpec;
  readonly hidden: readonly number[];
}

/** Numbers of an input and of classes, as far as the config tells them; tables tell theirs when they are read. */
function shapeOf(data: DataSpec): { readonly d: number; readonly classes: number } {
  if ("inputs" in data) return { d: data.inputs, classes: data.classes };
  return { d: "side" in data ? data.side * data.side : 1, classes: 10 };
}

/** Bytes of the engine's memory while the data are made, and of both splits there for good. */
function dataBytes(data: DataSpec): { readonly making: number; readonly kept: number } {
  const { d } = shapeOf(data);
  const padded = 4 * Math.ceil(d / 4) + 4;
  const most = Math.max(data.train, data.test);
  const kept = 4 * (data.train + data.test) * padded + 4 * most * d;
  if (data.kind === "strokes") return { making: most * (STROKES_SIDE * STROKES_SIDE + 4 * d), kept };
  if (data.kind === "teacher")
    return { making: 8 * Math.max(most * d, data.hidden * d, data.classes * data.hidden), kept };
  if (data.kind === "gaussian") return { making: 8 * Math.max(most * d, data.classes * d), kept };
  return { making: 5 * most * d, kept };
}

/** Parameters of the largest network, d-n1-classes with biases. */
export function largestNetwork({ data, hidden }: NetworkConfig): number {
  const { d, classes } = shapeOf(data);
  return Math.max(...hidden) * (d + 1 + classes) + classes;
}

/** Eight replicas in f32 with their gradients, and a few vectors in f64. */
const BYTES_OF_A_PARAMETER = 8 * 8 + 6 * 8;

/** Peak bytes of the engine of one worker. `beside`: what the experiment takes beyond training. */
export function trainingBytes(config: NetworkConfig, beside = 0): number {
  const { making, kept } = dataBytes(config.data);
  return Math.max(making, kept + BYTES_OF_A_PARAMETER * largestNetwork(config) + beside);
}

/** @throws {MemoryError} when data and networks cannot be in a worker's memory; says what takes it */
export function assertTrainingFits(config: NetworkConfig, beside?: { bytes: number; what: string }): void {
  const { making, kept } = dataBytes(config.data);
  const refuse = (bytes: number, what: string) => {
    if (bytes > MOST_ENGINE_BYTES)
      throw new MemoryError(
        bytes,
        MOST_ENGINE_BYTES,
        `${what} need ${formatBytes(bytes)}; a worker has ${formatBytes(MOST_ENGINE_BYTES)} for them.`,
      );
  };
  const { train, test } = config.data;
  refuse(Math.max(making, kept), `The data of ${train} training and ${test} test samples`);
  const parameters = largestNetwork(config);
  refuse(trainingBytes(config), `Networks of ${parameters} parameters beside their data`);
  if (beside) refuse(trainingBytes(config, beside.bytes), beside.what);
}
