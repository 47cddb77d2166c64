/** Grey images of any number type, averaged down to a side, scaled to [0, 1]. */
import { FormatError } from "../base/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { areaAverage } from "../engine/strokes.ts";
import type { IdxValues } from "./idx.ts";

export interface GreyOptions {
  readonly name: string;
  /** Side of the images, and the side wanted. */
  readonly from: number;
  readonly to: number;
  /** The value that stands for 1; 255 for whole numbers and 1 for floats when not given. */
  readonly white?: number | undefined;
  /** Exchanges rows and columns, as EMNIST's files need it. */
  readonly transpose?: boolean | undefined;
}

/**
 * @param values count x from² grey levels, 0 to white
 * @returns count x to² numbers in [0, 1]
 * @throws {FormatError} for a level outside, with its image
 */
export function greyImages(engine: Engine, values: IdxValues, options: GreyOptions): Float32Array {
  const { from, to } = options;
  const isFloat = values instanceof Float32Array || values instanceof Float64Array;
  const white = options.white ?? (isFloat ? 1 : 255);
  const images =
    values instanceof Uint8Array && white === 255
      ? areaAverage(engine, values, { from, to })
      : hostAverage(values, { ...options, white });
  return options.transpose ? transposed(images, to) : images;
}

function hostAverage(values: IdxValues, options: GreyOptions & { readonly white: number }): Float32Array {
  const { name, from, to, white } = options;
  const pixels = from * from;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= 0 && value <= white))
      throw new FormatError(
        i,
        `${name}: image ${Math.floor(i / pixels)} has the level ${value}; levels go from 0 to ${white}. The option white names another largest level.`,
      );
  }
  const count = values.length / pixels;
  const out = new Float32Array(count * to * to);
  const weights = overlaps(from, to);
  const columns = new Float64Array(from * to);
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < from; y++)
      for (let i = 0; i < to; i++) {
        let sum = 0;
        for (const [x, weight] of weights[i]!) sum += weight * (values[(n * from + y) * from + x]! / white);
        columns[y * to + i] = sum;
      }
    for (let j = 0; j < to; j++)
      for (let i = 0; i < to; i++) {
        let sum = 0;
        for (const [y, weight] of weights[j]!) sum += weight * columns[y * to + i]!;
        out[(n * to + j) * to + i] = Math.min(1, sum);
      }
  }
  return out;
}

/** Of each target pixel: the source pixels under it and their shares, as the kernel has them. */
function overlaps(from: number, to: number): readonly (readonly (readonly [number, number])[])[] {
  const ratio = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [left, right] = [i * ratio, (i + 1) * ratio];
    const under: [number, number][] = [];
    for (let x = Math.floor(left); x <= Math.min(from - 1, Math.floor(right)); x++) {
      const overlap = Math.min(right, x + 1) - Math.max(left, x);
      if (overlap > 0) under.push([x, overlap / ratio]);
    }
    return under;
  });
}

function transposed(images: Float32Array, side: number): Float32Array {
  const out = new Float32Array(images.length);
  const pixels = side * side;
  for (let at = 0; at < images.length; at += pixels)
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) out[at + x * side + y] = images[at + y * side + x]!;
  return out;
}
