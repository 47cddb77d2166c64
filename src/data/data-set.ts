/** Labelled data, split into what is trained on and what is only looked at. */

export interface Samples {
  /** n x d, row-major; images scaled to [0, 1]. */
  readonly inputs: Float32Array;
  /** n class numbers, 0 … classes-1. */
  readonly labels: Int32Array;
  readonly n: number;
  readonly d: number;
  readonly classes: number;
}

export interface DataSet {
  readonly name: string;
  /** Where it comes from, for manifest and captions: "synthetic strokes", "genuine MNIST", … */
  readonly provenance: string;
  /** Side length of square images; undefined for data that are no images. */
  readonly side?: number;
  readonly train: Samples;
  readonly test: Samples;
}

/** The first n samples. */
export function takeSamples(samples: Samples, n: number): Samples {
  if (n >= samples.n) return samples;
  return {
    ...samples,
    n,
    inputs: samples.inputs.slice(0, n * samples.d),
    labels: samples.labels.slice(0, n),
  };
}
