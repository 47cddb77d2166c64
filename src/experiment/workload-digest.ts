/** A fixed workload through every family of kernels, as one SHA-256: the same on every host, or determinism is broken. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { streamKey } from "../base/stream.ts";
import { makeStrokes } from "../data/strokes.ts";
import type { Engine } from "../engine/engine.ts";
import { eigenvaluesSymmetric } from "../engine/linalg.ts";
import { initialise, NetworkData, networkShape } from "../engine/network.ts";
import { NetworkTrainer } from "../engine/network-trainer.ts";
import { PSpinCouplings } from "../engine/pspin.ts";
import { normals } from "../engine/random.ts";
import { SphericalPSpin } from "../landscape/spherical-p-spin.ts";

const SPINS = 30;
const EPOCHS = 3;

/** Normals, digits, a descent on a spin glass, the spectrum at its end, epochs of SGD. */
export function workloadDigest(engine: Engine): string {
  const hash = sha256.create();
  const add = (values: Float64Array | Float32Array): void => {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  };
  add(normals(engine, streamKey("digest", "normals"), 10_000));

  const glass = new PSpinCouplings(engine, { n: SPINS, p: 3, key: streamKey("digest", "glass") });
  const starts = normals(engine, streamKey("digest", "starts"), SPINS * 10);
  const ends = glass.descend(starts, { method: "lbfgs", tolerance: 1e-8, maxEvaluations: 1000 });
  add(ends.points);
  add(
    eigenvaluesSymmetric(engine, new SphericalPSpin(glass).hessian(ends.points.slice(0, SPINS)), SPINS - 1),
  );
  glass.dispose();

  const digits = makeStrokes(engine, { train: 300, test: 1, side: 10, seed: 1 });
  add(digits.train.inputs);
  const shape = networkShape({ sizes: [100, 12, 10] });
  const data = new NetworkData(engine, digits.train);
  const start = initialise(engine, shape, {
    key: streamKey("digest", "init"),
    init: { kind: "uniform", range: 0.5 },
  });
  const replica = { parameters: start, shuffle: streamKey("digest", "shuffle") };
  const trainer = new NetworkTrainer(engine, shape, data, { replicas: [replica], batch: 10 });
  for (let epoch = 0; epoch < EPOCHS; epoch++) trainer.epoch(0.1);
  add(Float64Array.from(trainer.parameters(0)));
  trainer.dispose();
  data.dispose();
  return bytesToHex(hash.digest());
}
