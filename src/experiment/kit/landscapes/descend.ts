/** Ways down a landscape that has no descent of its own: L-BFGS and gradient descent on its manifold, all starts side by side. */
import { Breather, type LongRun } from "../../../base/breather.ts";
import type { Landscape } from "../../../base/landscape.ts";
import { rowCount, rowOf } from "../../../base/rows.ts";
import { dot, norm } from "../../../base/vector.ts";
import type { DescentStatus } from "../../../engine/pspin/descent.ts";

export type GeneralMethod = "lbfgs" | "gradient-descent";

export interface GeneralDescentOptions extends LongRun {
  readonly method: GeneralMethod;
  /** Wanted |gradient| / sqrt(n). */
  readonly tolerance: number;
  /** Evaluations of each descent, at most. */
  readonly maxEvaluations: number;
}

export interface GeneralEnds {
  readonly points: Float64Array;
  readonly values: Float64Array;
  /** |gradient| / sqrt(n) */
  readonly gradientNorms: Float64Array;
  readonly evaluations: Int32Array;
  readonly status: readonly DescentStatus[];
}

/** Pairs of steps and changes of the gradient that L-BFGS keeps [NocWri06, Algorithm 7.4]. */
const PAIRS = 10;
/** First step per unit of gradient. */
const FIRST_ETA = 0.1;
/** Longest step, in scales of the manifold. */
const LONGEST = 0.25;
/** Sufficient decrease [NocWri06, (3.4)]. */
const DECREASE = 1e-4;
/** Rounding of a value, of its size: a step that raises it by less and lowers the gradient is taken. */
const ROUNDING = 1e-14;
/** Halvings of a step before a descent counts as stalled. */
const HALVINGS = 40;
/** Points evaluated at once. */
const LANES = 8;

interface Found {
  readonly value: number;
  readonly gradient: Float64Array;
}

interface End extends Found {
  readonly point: Float64Array;
  readonly evaluations: number;
  readonly status: DescentStatus;
}

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly curvature: number;
}

/** -H g by the two loops over the pairs; plain -g without any. */
function direction(g: Float64Array, pairs: readonly Pair[]): Float64Array {
  const d = g.map((value) => -value);
  const factors = pairs.map(() => 0);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, curvature } = pairs[k]!;
    const factor = (factors[k] = dot(s, d) / curvature);
    for (let i = 0; i < d.length; i++) d[i]! -= factor * y[i]!;
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = last.curvature / dot(last.y, last.y);
    for (let i = 0; i < d.length; i++) d[i]! *= scale;
  }
  for (const [k, { s, y, curvature }] of pairs.entries()) {
    const factor = factors[k]! - dot(y, d) / curvature;
    for (let i = 0; i < d.length; i++) d[i]! += factor * s[i]!;
  }
  return d;
}

type Path = Generator<Float64Array, End, Found>;

/**
 * One descent: yields the points that it wants to know about. Armijo steps, halved until they lower the value.
 *
 * Long: one loop, whose state would be passed around otherwise.
 */
function* descent(
  { manifold, dimension: n }: Landscape,
  start: Float64Array,
  o: GeneralDescentOptions,
): Path {
  const root = Math.sqrt(n);
  let x = start;
  let at = yield x;
  let [evaluations, pairs, eta] = [1, [] as Pair[], FIRST_ETA];
  const ended = (status: DescentStatus): End => ({ ...at, point: x, evaluations, status });
  for (;;) {
    const size = norm(at.gradient);
    if (!Number.isFinite(at.value) || !Number.isFinite(size)) return ended("not-finite");
    if (size / root <= o.tolerance) return ended("converged");
    let d = direction(at.gradient, pairs);
    let slope = dot(d, at.gradient);
    if (!(slope < 0)) {
      pairs = [];
      d = at.gradient.map((value) => -value);
      slope = -size * size;
    }
    const longest = (LONGEST * manifold.scale(x)) / norm(d);
    let step = Math.min(pairs.length > 0 ? 1 : eta, longest);
    let accepted = false;
    for (let halving = 0; halving < HALVINGS && !accepted; halving++) {
      if (evaluations >= o.maxEvaluations) return ended("max-evaluations");
      const move = d.map((value) => step * value);
      const y = manifold.retract(x, move, new Float64Array(n));
      const next = yield y;
      evaluations++;
      accepted =
        next.value <= at.value + DECREASE * step * slope ||
        (next.value <= at.value + ROUNDING * Math.abs(at.value) && norm(next.gradient) < size);
      if (!accepted) {
        step /= 2;
        continue;
      }
      const carry = (v: Float64Array) => manifold.transport(x, y, v, new Float64Array(n));
      if (o.method === "lbfgs") {
        const [s, old] = [carry(move), carry(at.gradient)];
        const change = next.gradient.map((value, i) => value - old[i]!);
        pairs = pairs.map((pair) => {
          const [a, b] = [carry(pair.s), carry(pair.y)];
          return { s: a, y: b, curvature: dot(a, b) };
        });
        const pair = { s, y: change, curvature: dot(s, change) };
        pairs = [...pairs, pair]
          .slice(-PAIRS)
          .filter(({ s, y, curvature }) => curvature > 1e-10 * norm(s) * norm(y));
      } else eta = 2 * step;
      x = y;
      at = next;
    }
    if (!accepted && pairs.length === 0) return ended("stalled");
    if (!accepted) pairs = [];
  }
}

/**
 * Goes down from each start. What happens to one depends on no other, to the last bit: evaluations are shared, nothing else.
 *
 * @param starts rows on the manifold
 */
export async function descendFrom(
  landscape: Landscape,
  starts: Float64Array,
  options: GeneralDescentOptions,
): Promise<GeneralEnds> {
  const n = landscape.dimension;
  const count = rowCount("descend", starts, n);
  const breather = new Breather(options);
  const ends: End[] = [];
  const live = Array.from({ length: count }, (_, r) => {
    const path = descent(landscape, rowOf(starts, r, n).slice(), options);
    return { r, path, wants: path.next().value as Float64Array };
  });
  while (live.length > 0) {
    const group = live.slice(0, LANES);
    const points = new Float64Array(group.length * n);
    for (const [k, { wants }] of group.entries()) points.set(wants, k * n);
    const gradients = new Float64Array(points.length);
    const values = landscape.evaluate(points, gradients);
    for (const [k, one] of group.entries()) {
      const next = one.path.next({ value: values[k]!, gradient: rowOf(gradients, k, n).slice() });
      if (!next.done) {
        one.wants = next.value;
        continue;
      }
      ends[one.r] = next.value;
      live.splice(live.indexOf(one), 1);
    }
    await breather.breathe((count - live.length) / count);
  }
  const points = new Float64Array(count * n);
  for (const [r, { point }] of ends.entries()) points.set(point, r * n);
  return {
    points,
    values: Float64Array.from(ends, ({ value }) => value),
    gradientNorms: Float64Array.from(ends, ({ gradient }) => norm(gradient) / Math.sqrt(n)),
    evaluations: Int32Array.from(ends, ({ evaluations }) => evaluations),
    status: ends.map(({ status }) => status),
  };
}
