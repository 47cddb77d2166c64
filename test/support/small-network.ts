/** A network of given sizes with random data and parameters, for tests that need one of some shape. */
import {
  type Engine,
  initialise,
  NetworkData,
  networkShape,
  normals,
  streamKey,
  subStream,
} from "../../dist/index.js";

const key = streamKey("pieces");

/** The caller disposes of the data. */
export function networkOf(engine: Engine, sizes: readonly number[], n: number, bias: boolean) {
  const shape = networkShape({ sizes, bias });
  const [d, classes] = [sizes[0]!, sizes.at(-1)!];
  const inputs = Float32Array.from(normals(engine, subStream(key, d, n), n * d));
  const labels = Int32Array.from({ length: n }, (_, s) => s % classes);
  const data = new NetworkData(engine, { inputs, labels, n, d, classes });
  const parameters = initialise(engine, shape, { key, init: { kind: "uniform", range: 0.5 } });
  return { shape, data, parameters };
}
