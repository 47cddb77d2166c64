/** Typed access to the digit generator and to exact area averaging. */
import { ShapeError } from "../base/errors.ts";
import type { StreamKey } from "../base/stream.ts";
import type { Engine } from "./engine.ts";

/** Side of the images that `renderStrokes` draws. */
export const STROKES_SIDE = 28;

/** Jitter of the points of a stroke, in units of a digit's height; calibrated once and frozen (docs/CALIBRATION.md). */
export const STROKES_SLOPPINESS = 0.05;

export interface GreyImages {
  /** count x side² bytes, row-major, 0 paper to 255 ink. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Handwritten-like digits number `start` … `start + count - 1` of a stream.
 *
 * @param options.plane a second coordinate of the stream: 0 for training images, 1 for test images, say
 */
export function renderStrokes(
  engine: Engine,
  key: StreamKey,
  options: { count: number; start?: number; plane?: number; sloppiness?: number },
): GreyImages {
  const { count, start = 0, plane = 0, sloppiness = STROKES_SLOPPINESS } = options;
  if (!Number.isInteger(count) || count < 0)
    throw new ShapeError(`strokes: a whole number of images is needed, got ${count}.`);
  return engine.memory.scope(() => {
    const { memory, kernels } = engine;
    const images = memory.u8(count * STROKES_SIDE * STROKES_SIDE);
    const labels = memory.u8(count);
    const work = memory.u8(kernels.strokesWork());
    kernels.strokesRender(
      key.k0,
      key.k1,
      plane,
      start,
      count,
      sloppiness,
      images.pointer,
      labels.pointer,
      work.pointer,
    );
    return { images: images.read(), labels: labels.read() };
  });
}

/**
 * Exact area average of square images to another side length, scaled to [0, 1].
 *
 * @param options.from side of the images in `grey`; @param options.to side wanted
 * @returns count x to² f32
 */
export function areaAverage(
  engine: Engine,
  grey: Uint8Array,
  options: { from: number; to: number },
): Float32Array {
  const { from, to } = options;
  const count = grey.length / (from * from);
  if (!Number.isInteger(count))
    throw new ShapeError(
      `areaAverage: ${grey.length} bytes are no whole number of ${from} x ${from} images.`,
    );
  if (!Number.isInteger(to) || to < 1)
    throw new ShapeError(`areaAverage: a side of 1 or more is needed, got ${to}.`);
  return engine.memory.scope(() => {
    const { memory, kernels } = engine;
    const source = memory.u8(grey.length).set(grey);
    const out = memory.f32(count * to * to);
    const work = memory.u8(kernels.areaAverageWork(from, to));
    kernels.areaAverage(count, from, to, 1 / 255, source.pointer, out.pointer, work.pointer);
    return out.read();
  });
}
