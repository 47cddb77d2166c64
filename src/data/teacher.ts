/** N(0, 1) inputs labelled by a random network of one hidden ReLU layer: a student of the same shape can reach zero loss. */
import { streamKey, subStream } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { normals } from "../engine/random.ts";
import type { DataSet, Samples } from "./data-set.ts";

export interface TeacherSpec {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}

/** label = argmax_k of W2 relu(W1 x), with standard normal W1 (hidden x inputs) and W2 (classes x hidden). */
export function makeTeacher(engine: Engine, spec: TeacherSpec): DataSet {
  const { inputs: d, hidden, classes } = spec;
  const key = streamKey("teacher", spec.seed);
  const w1 = normals(engine, subStream(key, 0, 9), hidden * d);
  const w2 = normals(engine, subStream(key, 1, 9), classes * hidden);
  const split = (n: number, plane: number): Samples => {
    const inputs = Float32Array.from(normals(engine, subStream(key, 0, plane), n * d));
    const labels = new Int32Array(n);
    const h = new Float64Array(hidden);
    for (let s = 0; s < n; s++) {
      const x = inputs.subarray(s * d, (s + 1) * d);
      for (let a = 0; a < hidden; a++) h[a] = Math.max(0, dot(w1, a * d, x));
      let best = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < classes; k++) {
        const score = dot(w2, k * hidden, h);
        if (score > best) [best, labels[s]] = [score, k];
      }
    }
    return { inputs, labels, n, d, classes };
  };
  return {
    name: "teacher",
    provenance: `synthetic teacher ${d}-${hidden}-${classes}`,
    train: split(spec.train, 0),
    test: split(spec.test, 1),
  };
}

/** The row of `matrix` from `from` on, times x. */
function dot(matrix: Float64Array, from: number, x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += matrix[from + i]! * x[i]!;
  return sum;
}
