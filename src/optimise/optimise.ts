/** The one loop that all methods run in: start, step, stop; replicas side by side, their evaluations in batches. */
import { assertKnownOptions, assertSize, assertWhole, shown } from "../base/arguments.ts";
import { Breather, type LongRun } from "../base/breather.ts";
import { ShapeError, SpecError } from "../base/errors.ts";
import type { Landscape } from "../base/landscape.ts";
import { rowOf } from "../base/rows.ts";
import { type StreamKey, subStream } from "../base/stream.ts";
import { norm } from "../base/vector.ts";
import type { Engine } from "../engine/engine.ts";
import type { Iterate, Method, Need, Problem, Promised, Request, Stepper } from "./method.ts";

export interface OptimiseOptions extends LongRun {
  readonly method: Method;
  /** Wanted |gradient| / sqrt(n) (default 1e-6); does not end a method that promises a law. */
  readonly tolerance?: number;
  /** Evaluations of a replica, at most (default 10,000): of value and gradient, or of a value. */
  readonly maxEvaluations?: number;
  /** Where random numbers come from: replica r takes sub-streams (r, …). */
  readonly key?: StreamKey;
  /** Number of the first replica (default 0): groups of one run take numbers of their own. */
  readonly first?: number;
  /** Whether a kernel of the landscape may do the whole descent: "auto" (default) where it has this method. */
  readonly native?: "auto" | "never";
  /**
   * "single": evaluations in single precision, for landscapes that have it (`evaluateF32`): gradients are off by some 1e-6 of their
   * size, so tolerances below that are not reached. Keeps kernels out. Default "double".
   */
  readonly precision?: "double" | "single";
  /** Called with every iterate of replica r, the start included; true ends this replica. Keeps kernels out. */
  readonly watch?: (replica: number, step: number, here: Iterate) => boolean | undefined;
}

/**
 * - converged: the gradient is at or below the tolerance.
 * - max-evaluations: the evaluations allowed are spent.
 * - stalled: no step leads on although the gradient is above the tolerance; mostly it is at the level of rounding errors.
 * - not-finite: a step left the domain and the method has no way back. NaN as value: the start itself was outside.
 * - finished: the method has done all that it was asked for, as all steps of a dynamics.
 * - stopped: `watch` ended it.
 */
export type OptimiseStatus =
  | "converged"
  | "max-evaluations"
  | "stalled"
  | "not-finite"
  | "finished"
  | "stopped";

/** Where count replicas ended. */
export interface Optimised {
  /** count x n */
  readonly points: Float64Array;
  readonly values: Float64Array;
  /** |gradient| / sqrt(n) */
  readonly gradientNorms: Float64Array;
  readonly evaluations: Int32Array;
  readonly status: readonly OptimiseStatus[];
}

const KNOWN = [
  ...["method", "tolerance", "maxEvaluations", "key", "first", "native", "precision", "watch"],
  ...["signal", "progress"],
];
const TOLERANCE = 1e-6;
const MOST_EVALUATIONS = 10_000;
/** Replicas that are under way at once. */
const BATCH = 64;
/** Evaluations of a batch, after which the thread may be given back: as many as one pass over the couplings of a glass serves. */
const EVALUATED = 8;
/** Shares of a value's scale that are taken for rounding, in double and in single precision. */
const ROUNDING = 1e-12;
const SINGLE_ROUNDING = 1e-5;
/** A gradient of so many eps of the value's scale is rounding; a replica may spend some steps there, in case it gets lower. */
const GRADIENT_ROUNDING = 4 * Number.EPSILON;
const MOST_AT_LEVEL = 50;

/** A replica under way. */
interface Replica {
  readonly number: number;
  readonly run: Generator<Request, End, Iterate>;
  pending: Request | undefined;
  evaluations: number;
  end: End | undefined;
  /** Last iterate, for those whose evaluations are spent in the middle of a step. */
  here: Iterate;
}

interface End {
  readonly here: Iterate;
  readonly status: OptimiseStatus;
}

/**
 * Runs the method from each start (rows of n numbers on the manifold). What happens to a replica depends on its start, the
 * method and its number, not on the others.
 *
 * @throws {SpecError} for options that cannot be, and when the landscape lacks what the method needs
 * @throws {ShapeError} for starts that are no points of the landscape
 */
export async function optimise(
  engine: Engine,
  landscape: Landscape,
  starts: Float64Array,
  options: OptimiseOptions,
): Promise<Optimised> {
  assertOptimise(landscape, starts, options);
  const { method, native = "auto", watch, tolerance = TOLERANCE } = options;
  const isDouble = options.precision !== "single";
  const isNative = native === "auto" && isDouble && watch === undefined && method.native !== undefined;
  if (isNative && landscape.descent?.methods.includes(method.name))
    return descendNatively(landscape, starts, options);
  const { maxEvaluations = MOST_EVALUATIONS, first = 0, key } = options;
  const n = landscape.dimension;
  const isLaw = method.promises.kind === "law";
  const breather = new Breather(options);
  const evaluation: Evaluation = {
    dimension: n,
    evaluate: isDouble ? landscape.evaluate.bind(landscape) : singlePrecision(landscape),
  };
  const replicas = Array.from({ length: starts.length / n }, (_, r): Replica => {
    const problem: Problem = {
      engine,
      landscape,
      tolerance,
      rounding: isDouble ? ROUNDING : SINGLE_ROUNDING,
      stream: (number) => subStream(key!, first + r, number),
    };
    const start = rowOf(starts, r, n).slice();
    const nowhere = { point: start, value: Number.NaN, gradient: new Float64Array(n).fill(Number.NaN) };
    const replica = { number: r, pending: undefined, evaluations: 0, end: undefined, here: nowhere };
    return Object.assign(replica, { run: replicaRun(replica as unknown as Replica, problem, options) });
  });
  try {
    for (const replica of replicas) resume(replica, undefined);
    for (;;) {
      const active = replicas.filter(({ end }) => end === undefined).slice(0, BATCH);
      if (active.length === 0) break;
      for (const replica of active)
        if (replica.pending!.kind !== "pause" && replica.evaluations >= maxEvaluations)
          replica.end = { here: replica.here, status: isLaw ? "finished" : "max-evaluations" };
      const breathe = () => breather.breathe(shareDone(replicas, maxEvaluations));
      await answer(evaluation, active, breathe);
    }
    return collect(replicas, n);
  } finally {
    // those that are left in the middle of a step free what that holds
    for (const { run } of replicas) run.return(undefined as never);
  }
}

/** What is done for certain: the evaluations spent, of those allowed, by replicas that have not ended. */
function shareDone(replicas: readonly Replica[], maxEvaluations: number): number {
  const done = replicas.reduce(
    (sum, { end, evaluations }) => sum + (end ? 1 : Math.min(1, evaluations / maxEvaluations)),
    0,
  );
  return done / replicas.length;
}

function resume(replica: Replica, reply: Iterate | undefined): void {
  const { done, value } = replica.run.next(reply as Iterate);
  if (done) replica.end = value;
  else replica.pending = value;
}

/** Evaluates what the replicas ask for, those of a kind in batches, and lets them go on. */
async function answer(
  landscape: Evaluation,
  replicas: readonly Replica[],
  breathe: () => Promise<void>,
): Promise<void> {
  for (const kind of ["point", "value", "pause"] as const) {
    const asking = replicas.filter(({ end, pending }) => end === undefined && pending!.kind === kind);
    const size = kind === "pause" ? 1 : EVALUATED;
    for (let first = 0; first < asking.length; first += size) {
      const batch = asking.slice(first, first + size);
      if (kind === "pause") resume(batch[0]!, undefined);
      else evaluateBatch(landscape, kind, batch);
      await breathe();
    }
  }
}

type Evaluation = Pick<Landscape, "dimension" | "evaluate">;

/** `evaluate` by `evaluateF32`. */
function singlePrecision(landscape: Landscape): Landscape["evaluate"] {
  return (points, gradients) => {
    const narrow = new Float32Array(points.length);
    const values = landscape.evaluateF32!(Float32Array.from(points), narrow);
    gradients?.set(narrow);
    return Float64Array.from(values);
  };
}

function evaluateBatch(landscape: Evaluation, kind: "point" | "value", asking: readonly Replica[]): void {
  const n = landscape.dimension;
  const requests = asking.map(({ pending }) => pending!);
  const points = new Float64Array(asking.length * n);
  for (const [r, request] of requests.entries())
    points.set((request as { readonly point: Float64Array }).point, r * n);
  const gradients = new Float64Array(kind === "point" ? points.length : 0);
  const values = kind === "point" ? landscape.evaluate(points, gradients) : landscape.evaluate(points);
  for (const [r, replica] of asking.entries()) {
    replica.evaluations++;
    resume(replica, {
      point: rowOf(points, r, n),
      value: values[r]!,
      gradient: kind === "point" ? rowOf(gradients, r, n) : gradients,
    });
  }
}

function isFiniteAt(here: Iterate): boolean {
  return Number.isFinite(here.value) && here.gradient.every(Number.isFinite);
}

/** One replica from its start to its end. */
function* replicaRun(
  replica: Replica,
  problem: Problem,
  { method, watch }: OptimiseOptions,
): Generator<Request, End, Iterate> {
  const { landscape, tolerance } = problem;
  const { manifold, dimension: n } = landscape;
  const isLaw = method.promises.kind === "law";
  const stepper: Stepper = method.start(problem);
  let here = yield { kind: "point", point: replica.here.point };
  if (!isFiniteAt(here)) return { here: replica.here, status: "not-finite" };
  let [atLevel, scale] = [0, 0];
  for (let step = 0; ; step++) {
    replica.here = here;
    if (watch?.(replica.number, step, here)) return { here, status: "stopped" };
    if (!isLaw) {
      const length = norm(here.gradient);
      if (length / Math.sqrt(n) <= tolerance) return { here, status: "converged" };
      const reach = manifold.scale(here.point) * length;
      scale = Math.max(scale, Math.abs(here.value), reach);
      if (reach <= GRADIENT_ROUNDING * scale && ++atLevel > MOST_AT_LEVEL) return { here, status: "stalled" };
    }
    const next = yield* stepper.step(here);
    if (typeof next === "string") return { here, status: next };
    here = next;
  }
}

function collect(replicas: readonly Replica[], n: number): Optimised {
  const points = new Float64Array(replicas.length * n);
  for (const [r, { end }] of replicas.entries()) points.set(end!.here.point, r * n);
  return {
    points,
    values: Float64Array.from(replicas, ({ end }) => end!.here.value),
    gradientNorms: Float64Array.from(replicas, ({ end }) => norm(end!.here.gradient) / Math.sqrt(n)),
    evaluations: Int32Array.from(replicas, ({ evaluations }) => evaluations),
    status: replicas.map(({ end }) => end!.status),
  };
}

function descendNatively(
  landscape: Landscape,
  starts: Float64Array,
  options: OptimiseOptions,
): Promise<Optimised> {
  const { method, tolerance = TOLERANCE, maxEvaluations = MOST_EVALUATIONS } = options;
  const settings = { ...method.native, method: method.name, tolerance, maxEvaluations };
  return landscape.descent!.run(starts, settings, options);
}

const NEEDS: Readonly<Record<Need, (landscape: Landscape, options: OptimiseOptions) => string | undefined>> =
  {
    samples: ({ samples }) =>
      samples ? undefined : "a landscape that is a mean of samples (`samples`), and this one is none",
    key: (_, { key }) => (key ? undefined : "random numbers: give `key`, a stream as from streamKey(…)"),
  };

function assertOptimise(landscape: Landscape, starts: Float64Array, options: OptimiseOptions): void {
  assertKnownOptions("optimise", options, KNOWN);
  const { method, tolerance = TOLERANCE, maxEvaluations = MOST_EVALUATIONS, first = 0, native } = options;
  if (typeof method?.start !== "function" || !Array.isArray(method.needs))
    throw new SpecError("method", `optimise: method is a value as lbfgs() makes it, got ${shown(method)}.`);
  assertSize("optimise", "tolerance", tolerance);
  assertWhole("optimise", "maxEvaluations", maxEvaluations, { least: 1, most: 2 ** 31 - 1 });
  assertWhole("optimise", "first", first, { most: 2 ** 32 - 1 });
  if (native !== undefined && native !== "auto" && native !== "never")
    throw new SpecError("native", `optimise: native is "auto" or "never", got ${shown(native)}.`);
  const { precision = "double" } = options;
  if (precision !== "double" && precision !== "single")
    throw new SpecError(
      "precision",
      `optimise: precision is "double" or "single", got ${shown(precision as unknown)}.`,
    );
  if (precision === "single" && !landscape.evaluateF32)
    throw new SpecError(
      "precision",
      "optimise: single precision needs a landscape that has it (`evaluateF32`), and this one has not.",
    );
  for (const need of method.needs as readonly Need[]) {
    const missing = NEEDS[need](landscape, options);
    if (missing) throw new SpecError("method", `optimise: ${method.name} needs ${missing}.`);
  }
  const n = landscape.dimension;
  const count = starts instanceof Float64Array ? starts.length / n : Number.NaN;
  if (!Number.isInteger(count) || count < 1)
    throw new ShapeError(
      `optimise: starts are rows of ${n} numbers in a Float64Array, got ${shown(starts)}.`,
    );
  for (let r = 0; r < count; r++) landscape.manifold.assertPoint(`optimise, start ${r}`, rowOf(starts, r, n));
}

/**
 * What an end is, in a sentence with its numbers.
 *
 * @param r number of the replica
 */
export function describeEnd(
  ends: Optimised,
  r: number,
  { method, tolerance = TOLERANCE }: OptimiseOptions,
): string {
  const gradient = `|gradient| / sqrt(n) is ${ends.gradientNorms[r]!.toPrecision(3)}`;
  const spent = `${ends.evaluations[r]} evaluations of ${method.name}`;
  switch (ends.status[r]!) {
    case "converged":
      return `Reached ${PROMISED[method.promises.kind]} in ${spent}: ${gradient}, at or below ${tolerance}.`;
    case "max-evaluations":
      return `Spent all ${spent}: ${gradient}, ${tolerance} was wanted.`;
    case "stalled":
      return `No step leads on after ${spent}: ${gradient}, ${tolerance} was wanted; what is left is at the level of rounding, or the method's steps do not lower it.`;
    case "not-finite":
      return Number.isNaN(ends.values[r]!)
        ? "The start has no finite value: it lies outside the landscape's domain."
        : `A step of ${method.name} left the domain after ${ends.evaluations[r]} evaluations; take smaller steps.`;
    case "finished":
      return `Did all of ${spent}.`;
    case "stopped":
      return `Stopped by the caller after ${spent}: ${gradient}.`;
  }
}

const PROMISED: Readonly<Record<Promised["kind"], string>> = {
  minimum: "a minimum",
  stationary: "a stationary point",
  index: "a stationary point (of the wanted index unless modes are flat)",
  law: "the end",
  descent: "a stationary point",
};
