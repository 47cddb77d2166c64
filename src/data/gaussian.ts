/** Gaussian clusters, one a class; with no separation, the paper's N(0, 1) inputs and labels at random. */
import { streamKey, subStream } from "../base/stream.ts";
import { norm } from "../base/vector.ts";
import type { Engine } from "../engine/engine.ts";
import { normals, uniforms } from "../engine/random.ts";
import type { DataSet, Samples } from "./data-set.ts";

export interface GaussianSpec {
  readonly inputs: number;
  readonly classes: number;
  readonly separation: number;
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}

/** x = separation · centre(label) + N(0, I); centres are unit vectors in random directions. */
export function makeGaussian(engine: Engine, spec: GaussianSpec): DataSet {
  const { inputs: d, classes, separation } = spec;
  const key = streamKey("gaussian", spec.seed);
  const centres = normals(engine, subStream(key, 0, 9), classes * d);
  for (let c = 0; c < classes; c++) {
    const centre = centres.subarray(c * d, (c + 1) * d);
    const size = norm(centre);
    for (let i = 0; i < d; i++) centre[i]! *= separation / size;
  }
  const split = (n: number, plane: number): Samples => {
    const labels = Int32Array.from(uniforms(engine, subStream(key, 1, plane), n), (u) =>
      Math.floor(u * classes),
    );
    const noise = normals(engine, subStream(key, 2, plane), n * d);
    const inputs = Float32Array.from(
      noise,
      (z, at) => z + centres[labels[Math.floor(at / d)]! * d + (at % d)]!,
    );
    return { inputs, labels, n, d, classes };
  };
  return {
    name: "gaussian",
    provenance: separation > 0 ? "synthetic Gaussian clusters" : "synthetic N(0, 1) inputs, random labels",
    train: split(spec.train, 0),
    test: split(spec.test, 1),
  };
}
