/** What fails half way frees what it had allocated: each constructor and call, with its n-th allocation refused, for every n. */
import { expect, test } from "vitest";
import { KrylovBasis } from "../dist/engine/linalg/krylov-basis.js";
import {
  createMixedPSpin,
  createMultiSpecies,
  Engine,
  eigenSymmetric,
  inertia,
  initialise,
  MemoryError,
  Network,
  NetworkAnnealer,
  NetworkData,
  NetworkTrainer,
  networkShape,
  PSpinCouplings,
  solve,
  solvePositiveDefinite,
  streamKey,
} from "../dist/index.js";

type Blocks = readonly { readonly pointer: number }[];

/** Makes the allocation number `fatal` fail (from 0), and keeps those before it. */
function limit(
  engine: Engine,
  fatal: number,
): { readonly made: Blocks; readonly count: () => number; restore(): void } {
  const made: { pointer: number }[] = [];
  let count = 0;
  const memory = engine.memory as unknown as Record<string, (length: number) => { pointer: number }>;
  const kinds = ["f64", "f32", "i32", "u8"] as const;
  for (const kind of kinds) {
    const real = Object.getPrototypeOf(engine.memory)[kind] as (length: number) => { pointer: number };
    memory[kind] = (length) => {
      if (count++ === fatal) throw new MemoryError(length, 0, "memory: refused by the test.");
      const block = real.call(engine.memory, length);
      made.push(block);
      return block;
    };
  }
  return { made, count: () => count, restore: () => void kinds.map((kind) => delete memory[kind]) };
}

const inUse = (engine: Engine, blocks: Blocks): number =>
  blocks.filter((block) => {
    try {
      engine.memory.assertUsable("test", "block", block as never);
      return true;
    } catch {
      return false;
    }
  }).length;

const key = streamKey(5, "engine-leaks");
const shape = networkShape({ sizes: [6, 5, 3], loss: "hinge" });
const samples = {
  n: 8,
  d: 6,
  classes: 3,
  inputs: Float32Array.from({ length: 48 }, (_, i) => Math.fround(((7 * i) % 11) / 11 - 0.5)),
  labels: Int32Array.from({ length: 8 }, (_, i) => i % 3),
};
const spd = Float64Array.of(4, 1, 0, 1, 3, 1, 0, 1, 5);

/** Each prepares on an engine without a limit, and returns the work that is then refused memory. */
const works: Readonly<Record<string, (engine: Engine) => () => unknown>> = {
  "network data": (engine) => () => new NetworkData(engine, samples),
  network: (engine) => () => new Network(engine, shape),
  "network gradient": (engine) => {
    const [network, data] = [new Network(engine, shape), new NetworkData(engine, samples)];
    const parameters = initialise(engine, shape, { key, init: { kind: "scaled-normal" } });
    return () => network.gradient(parameters, data, new Float64Array(shape.parameterCount));
  },
  "network Hessian": (engine) => {
    const [network, data] = [new Network(engine, shape), new NetworkData(engine, samples)];
    const parameters = initialise(engine, shape, { key, init: { kind: "scaled-normal" } });
    return () => network.hessian(parameters, data);
  },
  trainer: (engine) => {
    const data = new NetworkData(engine, samples);
    const parameters = initialise(engine, shape, { key, init: { kind: "scaled-normal" } });
    const replicas = [0, 1, 2, 3, 4].map(() => ({ parameters, shuffle: key }));
    return () => new NetworkTrainer(shape, data, { replicas, batch: 2, momentum: 0.5 });
  },
  annealer: (engine) => {
    const data = new NetworkData(engine, samples);
    const parameters = initialise(engine, shape, { key, init: { kind: "scaled-normal" } });
    return () => new NetworkAnnealer(shape, data, { parameters, key, proposal: { kind: "gaussian" } });
  },
  "p-spin couplings": (engine) => () => new PSpinCouplings(engine, { n: 6, p: 3, key }),
  "p-spin samples": (engine) => () => new PSpinCouplings(engine, { n: 6, p: 3, key, samples: 4 }),
  "p-spin Hessian": (engine) => {
    const couplings = new PSpinCouplings(engine, { n: 6, p: 3, key });
    return () => couplings.hessian(Float64Array.of(1, 1, 1, 1, 1, 1));
  },
  "mixed p-spin": (engine) => () => createMixedPSpin(engine, { n: 6, weights: { 2: 1, 3: 1, 4: 1 }, key }),
  "multi-species": (engine) => () => createMultiSpecies(engine, { layers: [2, 3, 2], key }),
  "Krylov basis": (engine) => () => new KrylovBasis(engine, 10, 4),
  eigenvectors: (engine) => () => eigenSymmetric(engine, spd, 3),
  inertia: (engine) => () => inertia(engine, spd, { n: 3 }),
  solve: (engine) => () => solve(engine, spd, Float64Array.of(1, 2, 3), 3),
  "positive definite": (engine) => () => solvePositiveDefinite(engine, spd, Float64Array.of(1, 2, 3), 3),
};

test.each(Object.entries(works))("%s keeps nothing when an allocation fails", async (_, prepare) => {
  const engine = await Engine.create();
  let fatal = 0;
  for (; ; fatal++) {
    const work = prepare(engine);
    const limited = limit(engine, fatal);
    let error: unknown = null;
    try {
      work();
    } catch (thrown) {
      error = thrown;
    } finally {
      limited.restore();
    }
    if (limited.count() <= fatal) {
      expect(error).toBe(null);
      break;
    }
    expect(error).toBeInstanceOf(MemoryError);
    expect(inUse(engine, limited.made), `after allocation ${fatal} failed`).toBe(0);
  }
  expect(fatal).toBeGreaterThan(0);
});
