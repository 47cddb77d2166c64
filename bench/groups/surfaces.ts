/** The surfaces themselves, beside PyTorch: spin-glass gradients, SGD epochs, exact Hessians, random normals. */
import {
  type Engine,
  initialise,
  Network,
  NetworkData,
  NetworkTrainer,
  networkShape,
  PSpinCouplings,
  streamKey,
} from "losscape";
import { normalInto } from "losscape/engine/random";
import type { Case, LocalWork } from "../case.ts";
import { pattern } from "./dense.ts";

const key = streamKey("bench", 1);
const REPLICAS = 32;

/** The gradient of packed p = 3 couplings as one would write it: a replica at a time, three nested loops. */
function plainGradient(n: number): LocalWork {
  const couplings = pattern((n * (n + 1) * (n + 2)) / 6);
  const x = pattern(n, 7);
  const g = new Float64Array(n);
  const one = (): void => {
    g.fill(0);
    let at = 0;
    for (let i = 0; i < n; i++)
      for (let j = i; j < n; j++)
        for (let k = j; k < n; k++) {
          const c = couplings[at++]!;
          g[i]! += c * x[j]! * x[k]!;
          g[j]! += c * x[i]! * x[k]!;
          g[k]! += c * x[i]! * x[j]!;
        }
  };
  return {
    name: "plain JavaScript",
    run() {
      for (let r = 0; r < REPLICAS; r++) one();
      return g[0]!;
    },
  };
}

function gradientCase(engine: Engine, n: number): Case {
  return {
    group: "p-spin",
    name: `p=3 gradient, f32, N=${n}, ${REPLICAS} replicas`,
    amount: [((2 * n ** 3) / 3) * REPLICAS, "flop"],
    checkUnit: "largest relative error against f64",
    ours: () => {
      const couplings = new PSpinCouplings(engine, { n, p: 3, key });
      const points = Float32Array.from(pattern(n * REPLICAS, 3));
      return {
        name: "losscape",
        run: () => couplings.evaluateF32(points).energies[0]!,
        check() {
          const exact = couplings.evaluate(Float64Array.from(points.subarray(0, n))).gradients;
          const { gradients } = couplings.evaluateF32(points);
          const size = Math.max(...exact.map(Math.abs));
          return Math.max(...exact.map((value, i) => Math.abs(value - gradients[i]!))) / size;
        },
        dispose: () => couplings.dispose(),
      };
    },
    locals: () => (n <= 200 ? [plainGradient(n)] : []),
    pythons: [
      {
        name: "PyTorch, symmetrised tensor, matmul",
        width: "full",
        request: { op: "pspin-matmul", n, batch: REPLICAS },
      },
      {
        name: "PyTorch autograd of the einsum",
        width: "full",
        request: { op: "pspin-autograd", n, batch: REPLICAS },
      },
    ],
    targets: [
      { peer: "PyTorch, symmetrised tensor, matmul", ratio: 1 / 3 },
      { peer: "PyTorch autograd of the einsum", ratio: 1 / 6 },
    ],
  };
}

function descentCase(engine: Engine, n: number): Case {
  const replicas = 8;
  return {
    group: "p-spin",
    name: `p=3 L-BFGS to |gradient| 1e-6, f64, N=${n}`,
    amount: [replicas, "descents"],
    ours: () => {
      const couplings = new PSpinCouplings(engine, { n, p: 3, key });
      const starts = pattern(n * replicas, 4);
      return {
        name: "losscape",
        run: () =>
          couplings.descend(starts, { method: "lbfgs", tolerance: 1e-6, maxEvaluations: 20_000 })
            .energies[0]!,
        dispose: () => couplings.dispose(),
      };
    },
  };
}

function images(engine: Engine, n: number): NetworkData {
  const inputs = Float32Array.from(pattern(n * 100, 5), Math.abs);
  const labels = Int32Array.from({ length: n }, (_, i) => (i * 7) % 10);
  return new NetworkData(engine, { inputs, labels, n, d: 100, classes: 10 });
}

/** The goals set for SGD by hidden units and batch: our speed over PyTorch's. */
const SGD_TARGETS: Readonly<Record<string, number>> = {
  "25/1": 80,
  "25/10": 8,
  "25/100": 2.5,
  "100/1": 40,
  "100/10": 6,
  "100/100": 1.5,
  "500/1": 15,
  "500/10": 2,
  "500/100": 0.6,
};

function sgdCase(engine: Engine, hidden: number, batch: number): Case {
  const samples = 2000;
  const sizes = [100, hidden, 10];
  const target = SGD_TARGETS[`${hidden}/${batch}`];
  return {
    group: "sgd",
    name: `SGD epoch ${sizes.join("-")}, batch ${batch}`,
    amount: [samples, "samples"],
    ours: () => {
      const shape = networkShape({ sizes, bias: true, loss: "cross-entropy" });
      const data = images(engine, samples);
      const parameters = initialise(engine, shape, { key, init: { kind: "uniform", range: 0.5 } });
      const replicas = [{ parameters, shuffle: key }];
      const trainer = new NetworkTrainer(shape, data, { replicas, batch });
      return {
        name: "losscape",
        run() {
          trainer.epoch(0.01);
          return trainer.epochs;
        },
        dispose() {
          trainer.dispose();
          data.dispose();
        },
      };
    },
    pythons: [{ name: "PyTorch", width: "full", request: { op: "sgd", sizes, batch, samples } }],
    targets: target === undefined ? [] : [{ peer: "PyTorch", ratio: 1 / target }],
  };
}

function hessianCase(engine: Engine, hidden: number, samples: number): Case {
  const sizes = [100, hidden, 10];
  return {
    group: "hessian",
    name: `exact Hessian ${sizes.join("-")} (${111 * hidden + 10} parameters), ${samples} samples`,
    amount: [1, "Hessians"],
    ours: () => {
      const shape = networkShape({ sizes, bias: true, loss: "cross-entropy" });
      const data = images(engine, samples);
      const network = new Network(engine, shape);
      const parameters = initialise(engine, shape, { key, init: { kind: "uniform", range: 0.5 } });
      return {
        name: "losscape",
        run() {
          const h = network.hessian(parameters, data);
          const first = h.view()[0]!;
          h.free();
          return first;
        },
        dispose() {
          network.dispose();
          data.dispose();
        },
      };
    },
    pythons: [
      {
        name: "torch.autograd.functional.hessian",
        width: "full",
        request: { op: "hessian", sizes, samples },
      },
    ],
    targets: [{ peer: "torch.autograd.functional.hessian", ratio: 1 / 10 }],
  };
}

function normalsCase(engine: Engine, n: number): Case {
  return {
    group: "random",
    name: `${n / 1e6} million normals, f32`,
    amount: [n, "numbers"],
    ours: () => {
      const block = engine.memory.f32(n);
      return {
        name: "losscape",
        run() {
          normalInto(engine, key, block);
          return block.view()[0]!;
        },
        dispose: () => block.free(),
      };
    },
    locals: () => {
      const out = new Float32Array(n);
      return [
        {
          name: "plain JavaScript (Math.random, Box-Muller)",
          run() {
            for (let i = 0; i < n; i += 2) {
              const r = Math.sqrt(-2 * Math.log(1 - Math.random()));
              const t = 2 * Math.PI * Math.random();
              out[i] = r * Math.cos(t);
              out[i + 1] = r * Math.sin(t);
            }
            return out[0]!;
          },
        },
      ];
    },
    pythons: [{ name: "NumPy Generator(Philox)", width: "full", request: { op: "normals", n } }],
  };
}

export function surfaceCases(engine: Engine, quick: boolean): readonly Case[] {
  return [
    gradientCase(engine, quick ? 100 : 200),
    ...(quick ? [] : [gradientCase(engine, 500)]),
    descentCase(engine, quick ? 50 : 200),
    ...(quick ? [25] : [25, 100, 500]).flatMap((hidden) =>
      [1, 10, 100].map((batch) => sgdCase(engine, hidden, batch)),
    ),
    hessianCase(engine, 10, quick ? 200 : 1000),
    normalsCase(engine, quick ? 1e6 : 1e7),
  ];
}
