/** Peak memory of one piece of work in an engine of its own, beside what its leading term predicts. */
import {
  couplingBytes,
  Engine,
  initialise,
  Network,
  NetworkData,
  networkShape,
  PSpinCouplings,
  streamKey,
} from "losscape";
import { eigenvaluesSymmetric, inertia } from "losscape/engine/linalg";
import { pattern } from "./groups/dense.ts";

export interface MemoryUse {
  readonly name: string;
  readonly formula: string;
  readonly predictedBytes: number;
  readonly measuredBytes: number;
}

interface Work {
  readonly name: string;
  readonly formula: string;
  readonly predictedBytes: number;
  run(engine: Engine): void;
}

const key = streamKey("bench memory", 1);

function glass(n: number, p: number): Work {
  return {
    name: `couplings and 8 L-BFGS steps of 8 replicas, p=${p}, N=${n}`,
    formula: "4 bytes for every i1 <= … <= ip",
    predictedBytes: couplingBytes(n, p),
    run(engine) {
      const couplings = new PSpinCouplings(engine, { n, p, key });
      const starts = Float64Array.from(pattern(8 * n, 2));
      couplings.descend(starts, { method: "lbfgs", tolerance: 1e-6, maxEvaluations: 8 });
    },
  };
}

function symmetric(n: number): Float64Array {
  const a = Float64Array.from(pattern(n * n));
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i]!;
  return a;
}

function hessian(sizes: readonly number[]): Work {
  const shape = networkShape({ sizes: [...sizes], bias: true, loss: "cross-entropy" });
  return {
    name: `exact Hessian ${sizes.join("-")}, ${shape.parameterCount} parameters, 1000 samples`,
    formula: "8 P² bytes",
    predictedBytes: 8 * shape.parameterCount ** 2,
    run(engine) {
      const d = sizes[0]!;
      const data = new NetworkData(engine, {
        inputs: Float32Array.from(pattern(1000 * d, 3), Math.abs),
        labels: Int32Array.from({ length: 1000 }, (_, i) => i % sizes.at(-1)!),
        n: 1000,
        d,
        classes: sizes.at(-1)!,
      });
      const parameters = initialise(engine, shape, { key, init: { kind: "scaled-normal" } });
      new Network(engine, shape).hessian(parameters, data);
    },
  };
}

const works = (): readonly Work[] => [
  glass(200, 3),
  glass(500, 3),
  glass(48, 4),
  hessian([100, 10, 10]),
  hessian([100, 25, 10]),
  {
    name: "eigenvalues n=1000",
    formula: "8 n² bytes",
    predictedBytes: 8e6,
    run: (engine) => void eigenvaluesSymmetric(engine, symmetric(1000), 1000),
  },
  {
    name: "eigenvalues n=2000",
    formula: "8 n² bytes",
    predictedBytes: 32e6,
    run: (engine) => void eigenvaluesSymmetric(engine, symmetric(2000), 2000),
  },
  {
    name: "inertia n=1000",
    formula: "8 n² bytes",
    predictedBytes: 8e6,
    run: (engine) => void inertia(engine, symmetric(1000), { n: 1000 }),
  },
];

export async function measureMemory(): Promise<MemoryUse[]> {
  const uses: MemoryUse[] = [];
  for (const { run, ...work } of works()) {
    const engine = await Engine.create();
    run(engine);
    uses.push({ ...work, measuredBytes: engine.memory.peakBytes });
  }
  return uses;
}
