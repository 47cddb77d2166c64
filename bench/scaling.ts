/** How cost grows: fitted exponents beside those of theory, on geometric ranges of one size at a time. */
import {
  couplingCount,
  type Engine,
  initialise,
  Network,
  NetworkData,
  networkShape,
  PSpinCouplings,
  streamKey,
} from "losscape";
import { eigenvaluesSymmetric } from "losscape/engine/linalg";
import { pattern } from "./groups/dense.ts";
import { sampleSeconds } from "./measure.ts";

export interface Scaling {
  readonly name: string;
  readonly against: string;
  readonly sizes: readonly number[];
  readonly seconds: readonly number[];
  readonly exponent: number;
  /** Of the leading term of the flop count. */
  readonly theory: number;
  readonly note?: string;
}

interface Ladder {
  readonly name: string;
  readonly against: string;
  readonly sizes: readonly number[];
  readonly theory: number;
  readonly note?: string;
  work(size: number): { run(): number; dispose(): void };
}

/** Least squares of log seconds on log size. */
export function fittedExponent(sizes: readonly number[], seconds: readonly number[]): number {
  const x = sizes.map(Math.log);
  const y = seconds.map(Math.log);
  const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const cov = x.reduce((s, xi, i) => s + (xi - mx) * (y[i]! - my), 0);
  return cov / x.reduce((s, xi) => s + (xi - mx) ** 2, 0);
}

export function measureScaling(
  engine: Engine,
  { rounds, budget }: { rounds: number; budget: number },
): Scaling[] {
  return ladders(engine).map(({ work, ...ladder }) => {
    const seconds = ladder.sizes.map((size) => {
      const { run, dispose } = work(size);
      const times = Array.from({ length: rounds }, () => sampleSeconds(run, budget)).sort((a, b) => a - b);
      dispose();
      return times[Math.floor(rounds / 2)]!;
    });
    return { ...ladder, seconds, exponent: fittedExponent(ladder.sizes, seconds) };
  });
}

const key = streamKey("bench scaling", 1);

const ORDERS = [3, 4, 5, 6];

function ladders(engine: Engine): readonly Ladder[] {
  const gradient = (n: number, p: number, replicas: number, single = false) => {
    const couplings = new PSpinCouplings(engine, { n, p, key });
    const points = Float32Array.from(pattern(n * replicas, 2));
    const wide = Float64Array.from(points.subarray(0, 8 * n));
    const run = (): number =>
      single ? couplings.evaluateF32(points).energies[0]! : couplings.evaluate(wide).energies[0]!;
    return { run, dispose: () => couplings.dispose() };
  };
  const network = (sizes: readonly number[], samples: number) => {
    const shape = networkShape({ sizes: [...sizes], bias: true, loss: "cross-entropy" });
    const data = new NetworkData(engine, {
      inputs: Float32Array.from(pattern(samples * sizes[0]!, 3), Math.abs),
      labels: Int32Array.from({ length: samples }, (_, i) => i % sizes.at(-1)!),
      n: samples,
      d: sizes[0]!,
      classes: sizes.at(-1)!,
    });
    const net = new Network(engine, shape);
    const parameters = initialise(engine, shape, { key, init: { kind: "scaled-normal" } });
    const out = new Float64Array(shape.parameterCount);
    return {
      run: () => net.gradient(parameters, data, out),
      dispose() {
        net.dispose();
        data.dispose();
      },
    };
  };
  return [
    {
      name: "p=3 gradient, f32, 32 replicas",
      against: "N",
      sizes: [50, 100, 200, 400],
      theory: 3,
      work: (n) => gradient(n, 3, 32, true),
    },
    {
      name: "p=3 gradient, f32, N=200",
      against: "replicas",
      sizes: [8, 16, 32, 64, 128],
      theory: 1,
      work: (replicas) => gradient(200, 3, replicas, true),
    },
    {
      name: "p=4 gradient, f64, 8 replicas",
      against: "N",
      sizes: [16, 32, 64],
      theory: 4,
      work: (n) => gradient(n, 4, 8),
    },
    {
      name: "gradient, f64, N=16, 8 replicas, p = 3 … 6",
      against: "p times couplings",
      sizes: ORDERS.map((p) => p * couplingCount(16, p)),
      theory: 1,
      note: "p = 3 has a kernel of its own",
      work: (size) => gradient(16, ORDERS.find((p) => p * couplingCount(16, p) === size)!, 8),
    },
    {
      name: "eigenvalues",
      against: "n",
      sizes: [128, 256, 512, 1024],
      theory: 3,
      work(n) {
        const a = pattern(n * n);
        for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i]!;
        return { run: () => eigenvaluesSymmetric(engine, a, n)[0]!, dispose: () => undefined };
      },
    },
    {
      name: "network gradient, 100-h-10, 1000 samples",
      against: "width h",
      sizes: [32, 64, 128, 256, 512],
      theory: 1,
      work: (h) => network([100, h, 10], 1000),
    },
    {
      name: "network gradient, 50 units a layer, 1000 samples",
      against: "hidden layers",
      sizes: [2, 4, 8, 16],
      theory: 1,
      note: "the first and last layer cost the same at every depth",
      work: (depth) => network([50, ...new Array<number>(depth).fill(50), 10], 1000),
    },
  ];
}
