/** Descents on the spherical p-spin glass in the engine, as steps. */
import { ShapeError } from "../../base/errors.ts";
import type { Steps } from "../../base/steps.ts";
import type { Engine } from "../engine.ts";
import { DESCEND_RUN, SAMPLE_SGD_RUN } from "../generated/codes.ts";
import type { BlockF32 } from "../memory.ts";
import { runBlock } from "../run-block.ts";
import {
  assertDescent,
  assertOnSphere,
  type Descent,
  type DescentOptions,
  descentStarts,
  descentStatus,
  methodCode,
  type SampleSgdOptions,
} from "./descent.ts";

/** A disorder as the kernels take it. */
export interface GlassInEngine {
  readonly engine: Engine;
  readonly n: number;
  readonly p: number;
  /** Packed couplings, and those of all samples where there are some. */
  readonly total: BlockF32;
  readonly samples: BlockF32 | undefined;
  readonly sampleCount: number;
  /** @throws once the couplings have been freed */
  assertThere(): void;
  /** @throws for what are no `count` finite points */
  assertPoint(points: Float64Array, count: number): void;
}

/** What a coupling's share of an evaluation of all lanes costs, p = 3 or more: two flops a factor, lane and gradient. */
const FLOPS_OF_COUPLING = 64;

/** Goes down from each start until the gradient is small: `PSpinCouplings.descend`. */
export function* descendSteps(
  glass: GlassInEngine,
  starts: Float64Array,
  options: DescentOptions,
  allowed: number,
): Steps<Descent> {
  const { engine, n, p, total } = glass;
  const { method, eta = 0.1, decay = 0, tolerance, maxEvaluations } = options;
  const code = methodCode(method);
  assertDescent({ eta, decay, tolerance, maxEvaluations });
  const count = Math.floor(starts.length / n);
  const given = descentStarts(starts, n);
  glass.assertPoint(given, count);
  const { memory, kernels } = engine;
  const arena = memory.arena();
  try {
    const points = arena.fromF64(given);
    const [energies, gradients] = [arena.f64(count), arena.f64(count)];
    const [evaluations, status] = [arena.i32(count), arena.i32(count)];
    const work = arena.u8(kernels.pspinDescendWork(n, p));
    const run = runBlock(arena, DESCEND_RUN, {
      n,
      p,
      couplings: total.pointer,
      count,
      starts: points.pointer,
      method: code,
      eta,
      decay,
      tolerance,
      "max-evaluations": maxEvaluations,
      energies: energies.pointer,
      gradients: gradients.pointer,
      evaluations: evaluations.pointer,
      status: status.pointer,
      work: work.pointer,
      next: 0,
      newest: 0,
      begun: 0,
      allowed: Math.max(1, Math.ceil(allowed / (FLOPS_OF_COUPLING * total.length))),
    });
    while (kernels.pspinDescend(run.pointer)) {
      const ended = run.view()[DESCEND_RUN.indexOf("next")]! - Math.min(count, kernels.pspinLanes());
      yield Math.max(0, ended) / count;
      glass.assertThere();
    }
    return {
      points: points.read(),
      energies: energies.read(),
      gradients: gradients.read(),
      evaluations: evaluations.read(),
      status: descentStatus(status.view()),
    };
  } finally {
    arena.free();
  }
}

/** Epochs of stochastic descent: `PSpinCouplings.sgd`. */
export function* sgdSteps(
  glass: GlassInEngine,
  starts: Float64Array,
  options: SampleSgdOptions,
  allowed: number,
): Steps<Float64Array> {
  const { engine, n, p, samples } = glass;
  const { eta, decay, firstEpoch, epochs } = options;
  assertDescent({ eta, decay, firstEpoch, epochs });
  if (!samples) throw new ShapeError("p-spin: stochastic descent needs a disorder of two or more samples.");
  const { memory, kernels } = engine;
  const given = descentStarts(starts, n);
  const count = given.length / n;
  const lanes = kernels.pspinLanes();
  if (count > lanes)
    throw new ShapeError(`p-spin: stochastic descent takes up to ${lanes} starts at a time, got ${count}.`);
  glass.assertPoint(given, count);
  const { length } = glass.total;
  const flops = FLOPS_OF_COUPLING * length * glass.sampleCount;
  const arena = memory.arena();
  try {
    const points = arena.fromF64(given);
    const work = arena.u8(kernels.pspinSgdWork(n, p));
    const most = Math.max(1, Math.min(epochs, Math.floor(allowed / flops)));
    for (let done = 0; done === 0 || done < epochs; done += most) {
      glass.assertThere();
      const run = runBlock(arena, SAMPLE_SGD_RUN, {
        n,
        p,
        couplings: samples.pointer,
        length,
        samples: glass.sampleCount,
        count,
        points: points.pointer,
        eta,
        decay,
        "first-epoch": firstEpoch + done,
        epochs: Math.min(most, epochs - done),
        work: work.pointer,
        begun: done > 0 ? 1 : 0,
      });
      kernels.pspinSgd(run.pointer);
      arena.release(run);
      yield Math.min(1, (done + most) / epochs);
    }
    const ends = points.read();
    assertOnSphere(ends, n, eta);
    return ends;
  } finally {
    arena.free();
  }
}
