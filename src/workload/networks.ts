/** Families of the workload: digits, networks with every loss, their training and annealing. */
import { makeStrokes } from "../data/strokes.ts";
import { elementaryFunctions } from "../engine/bare-kernels.ts";
import type { Engine } from "../engine/engine.ts";
import { initialiseLevels, NetworkAnnealer, type Proposal } from "../engine/network/annealer.ts";
import {
  initialise,
  Network,
  NetworkData,
  type NetworkShape,
  networkShape,
} from "../engine/network/network.ts";
import { NetworkTrainer } from "../engine/network/trainer.ts";
import { normals } from "../engine/random.ts";
import { areaAverage, renderStrokes } from "../engine/strokes.ts";
import { keyOf, type Sink } from "./sink.ts";

export function digits(engine: Engine, add: Sink): void {
  const { images, labels } = renderStrokes(engine, keyOf("digits"), { count: 30, start: 5 });
  add(images);
  add(labels);
  for (const to of [1, 7, 10, 28, 40]) add(areaAverage(engine, images, { from: 28, to }));
  const { train } = makeStrokes(engine, { train: 100, test: 1, side: 10, seed: 1 });
  add(Float32Array.from(train.inputs));
}

const CLASSES = 3;
const LOSSES = ["cross-entropy", "mse", "hinge"] as const;

/** Normal inputs, labels in turn. */
function withData(engine: Engine, n: number, d: number, use: (data: NetworkData) => void): void {
  const inputs = Float32Array.from(normals(engine, keyOf("inputs", n, d), n * d));
  const labels = Int32Array.from({ length: n }, (_, i) => i % CLASSES);
  const data = new NetworkData(engine, { inputs, labels, n, d, classes: CLASSES });
  try {
    use(data);
  } finally {
    data.dispose();
  }
}

function startOf(engine: Engine, shape: NetworkShape, replica = 0): Float64Array {
  return initialise(engine, shape, {
    key: keyOf("start", ...shape.sizes, replica),
    init: { kind: "uniform", range: 0.5 },
  });
}

function addNetwork(engine: Engine, data: NetworkData, shape: NetworkShape, add: Sink): void {
  const network = new Network(engine, shape);
  const parameters = startOf(engine, shape);
  const out = new Float64Array(shape.parameterCount);
  const { loss, accuracy } = network.evaluate(parameters, data);
  add([loss, accuracy, network.gradient(parameters, data, out)]);
  add(out);
  const v = normals(engine, keyOf("direction"), shape.parameterCount);
  network.hessianVectorProduct({ parameters, data }, v, out);
  add(out);
  const h = network.hessian(parameters, data);
  add(h.read());
  h.free();
  network.dispose();
}

/** Loss, gradient, Hessian product and exact Hessian: no, one and two hidden layers, with biases and without. */
export function networks(engine: Engine, add: Sink): void {
  const shapes = [
    { sizes: [9, CLASSES] },
    { sizes: [9, 7, CLASSES] },
    { sizes: [9, 5, CLASSES], bias: false },
    { sizes: [9, 6, 5, CLASSES + 1] },
  ];
  withData(engine, 45, 9, (data) => {
    for (const shape of shapes)
      for (const loss of LOSSES) addNetwork(engine, data, networkShape({ ...shape, loss }), add);
  });
}

interface Training {
  readonly sizes: readonly number[];
  readonly replicas: number;
  readonly batch: number;
  readonly momentum?: number;
  readonly weightDecay?: number;
}

/** One replica and several (side by side in narrow networks), one sample a step, some, all. */
const TRAININGS: readonly Training[] = [
  { sizes: [12, 4, CLASSES], replicas: 1, batch: 1 },
  { sizes: [12, 4, CLASSES], replicas: 6, batch: 1 },
  { sizes: [12, 4, CLASSES], replicas: 6, batch: 7, momentum: 0.5, weightDecay: 1e-3 },
  { sizes: [12, 4, CLASSES], replicas: 5, batch: 50 },
  { sizes: [12, 19, CLASSES], replicas: 2, batch: 7 },
  { sizes: [12, 19, CLASSES], replicas: 1, batch: 50, momentum: 0.9 },
  { sizes: [12, 6, 5, CLASSES], replicas: 2, batch: 10, weightDecay: 1e-2 },
  { sizes: [12, CLASSES], replicas: 1, batch: 5 },
];

export function training(engine: Engine, add: Sink): void {
  withData(engine, 50, 12, (data) => {
    for (const { sizes, replicas, batch, momentum = 0, weightDecay = 0 } of TRAININGS)
      for (const loss of LOSSES) {
        const shape = networkShape({ sizes, loss });
        const options = {
          replicas: Array.from({ length: replicas }, (_, r) => ({
            parameters: startOf(engine, shape, r),
            shuffle: keyOf("shuffle", r),
          })),
          batch,
          momentum,
          weightDecay,
        };
        const trainer = new NetworkTrainer(shape, data, options);
        for (const rate of [0.1, 0.05]) trainer.epoch(rate);
        for (let r = 0; r < replicas; r++) add(Float64Array.from(trainer.parameters(r)));
        trainer.dispose();
      }
  });
}

const LEVELS = { hidden: 1, output: 0.25 };
const PROPOSALS: readonly Proposal[] = [
  { kind: "gaussian" },
  { kind: "uniform" },
  { kind: "levels", levels: LEVELS },
];

export function annealing(engine: Engine, add: Sink): void {
  withData(engine, 50, 12, (data) => {
    for (const proposal of PROPOSALS)
      for (const loss of LOSSES) {
        const shape = networkShape({ sizes: [12, 5, CLASSES], loss });
        const parameters =
          proposal.kind === "levels"
            ? initialiseLevels(engine, shape, { key: keyOf("levels"), levels: LEVELS })
            : startOf(engine, shape);
        const annealer = new NetworkAnnealer(shape, data, {
          parameters,
          key: keyOf("moves"),
          proposal,
        });
        const scale = { from: 0.5, to: 0.1 };
        const { loss: reached, accepted } = annealer.run({
          moves: 500,
          temperature: { from: 0.1, to: 1e-3 },
          scale,
        });
        add([reached, accepted]);
        add(annealer.parameters());
        annealer.dispose();
      }
  });
}

export function elementary(engine: Engine, add: Sink): void {
  add(elementaryFunctions(engine, keyOf("elementary"), 501));
}
