/**
 * Exact mean numbers of critical points of each index at finite N [AufBenCer13, Thm 2.2]:
 *
 *   E[Crt_k(B)] = 2 sqrt(2/p) (p-1)^(N/2) int f_k(y) exp(-(p-2) y² / (2p)) 1{E(y) in B} dy,   E = sqrt(2(p-1) / (pN)) y,
 *
 * f_k the density of the k-th smallest eigenvalue of the N x N GOE (Mehta's scaling). f_k is log-concave (a marginal of a log-concave
 * density), and so is the integrand: a node where it has fallen bounds everything beyond. Every answer comes with an
 * error estimate, and is refused when that exceeds 1e-10.
 */

import { ConvergenceError, SpecError } from "../base/errors.ts";
import { exp, log, log1p } from "../base/math.ts";
import { assertEnergy, assertInteractionOrder } from "./complexity.ts";
import {
  type OrderStatisticDensities,
  orderStatisticDensities,
  type Precision,
} from "./goe-order-statistics.ts";

const LARGEST_N = 400;

/** Beyond it a count in double-double arithmetic takes more than about two minutes. */
const LARGEST_PRECISE_N = 200;

/** No eigenvalue is ever found this far beyond the edge sqrt(2N): the density there is below exp(-98). */
const MARGIN = 14;
const ACCURACY = 1e-10;
const PRECISIONS: readonly Precision[] = ["double", "double-double"];

/** What moments, elimination and normalisation have been seen to add, against 200-bit arithmetic: 1e-13 at most. */
const FLOOR = 512 * Number.EPSILON;

/** Beyond a node with this share of the largest integrand, nothing is looked at. */
const NEGLIGIBLE = 1e-16;

export interface IndexCount {
  readonly k: number;
  /** log of the mean number of critical points of index k below the energy asked for */
  readonly logCount: number;
  /** mean and standard deviation of their energy per spin */
  readonly meanEnergy: number;
  readonly sdEnergy: number;
  /** estimated relative error of the count: quadrature, rounding, truncation */
  readonly relativeError: number;
}

interface Ensemble {
  readonly n: number;
  readonly p: number;
}

function assertEnsemble({ n, p }: Ensemble): void {
  assertInteractionOrder(p);
  if (!Number.isInteger(n) || n < 2 || n > LARGEST_N)
    throw new SpecError(
      "N",
      `The count by index takes a whole number N from 2 to ${LARGEST_N} (Pfaffians of size N), got ${n}.`,
    );
}

function assertIndexBelow(n: number, k: number): void {
  if (!Number.isInteger(k) || k < 0 || k >= n)
    throw new SpecError("k", `An index is a whole number from 0 to N - 1 = ${n - 1}, got ${k}.`);
}

const energyOf = ({ n, p }: Ensemble): number => Math.sqrt((2 * (p - 1)) / (p * n)); // energy = this times y
const gaussian = (p: number): number => (p - 2) / (2 * p);
const logPrefactor = ({ n, p }: Ensemble): number => log(2) + 0.5 * log(2 / p) + (n / 2) * log(p - 1);

/**
 * log of the mean number of critical points of index k per unit of energy per spin, at u; -Infinity at the infinities.
 * @throws {SpecError} when n, p or k is out of range, or rounding leaves fewer than 10 digits of f_k there
 */
export function logMeanDensityOfIndex(u: number, { n, p, k }: Ensemble & { k: number }): number {
  assertEnsemble({ n, p });
  assertIndexBelow(n, k);
  assertEnergy(u);
  if (Math.abs(u) === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  const y = u / energyOf({ n, p });
  for (const precision of PRECISIONS) {
    const { density, noise } = densitiesAt(n, y, { indices: [k], precision });
    if (noise[k]! > ACCURACY * density[k]! || density[k]! === 0) continue;
    return logPrefactor({ n, p }) + log(density[k]!) - gaussian(p) * y * y - log(energyOf({ n, p }));
  }
  throw new SpecError(
    "u",
    `At u = ${u} the density of index ${k} at N = ${n} is too small to be had to ${ACCURACY}: take an energy nearer to the bulk of that index.`,
  );
}

interface How {
  readonly indices: readonly number[];
  readonly precision: Precision;
}

/** Densities at y, taken from -|y| by the symmetry f_k(y) = f_{N-1-k}(-y), where the moments are of the thin side. */
function densitiesAt(n: number, y: number, { indices, precision }: How): OrderStatisticDensities {
  const here = y <= 0 ? indices : indices.map((k) => n - 1 - k);
  const parities = [...new Set(here.map((k) => k % 2))];
  const found = orderStatisticDensities(n, -Math.abs(y), { precision, parities });
  return y <= 0 ? found : { density: found.density.reverse(), noise: found.noise.reverse() };
}

/** A place of the quadrature rule. */
interface Node {
  readonly y: number;
  readonly weight: number;
}

/** Half the spacing at which the trapezoidal rule has converged to 1e-10: below the deviation of an eigenvalue in the bulk. */
const spacing = (n: number): number => Math.min(0.175, 0.6 / Math.sqrt(2 * n));

/** Equidistant nodes on the line. */
const lineRule =
  (n: number) =>
  (i: number): Node => ({ y: (i + 0.5) * spacing(n), weight: spacing(n) });

const EDGE_STEP = 0.08;

/**
 * Nodes below an edge, y = edge - c log(1 + exp(t - exp(-t))), t = (i + 1/2) h: equidistant far from the edge, doubly
 * exponentially dense towards it, where the trapezoidal rule needs the integrand to vanish [TakMor74].
 */
const edgeRule =
  (n: number, edge: number) =>
  (i: number): Node => {
    const t = (i + 0.5) * EDGE_STEP;
    const z = t - exp(-t);
    const c = (0.75 * spacing(n)) / EDGE_STEP;
    const softplus = z > 0 ? z + log1p(exp(-z)) : log1p(exp(z));
    const slope = (1 + exp(-t)) / (1 + exp(-z));
    return { y: edge - c * softplus, weight: EDGE_STEP * c * slope };
  };

/** First node of the edge rule whose distance from the edge is not below the rounding of the edge. */
const EDGE_START = Math.floor(-3.6 / EDGE_STEP);

/** The integrand of one index at one node, relative to exp(logScale) and with its weight; its rounding. */
interface Sample {
  readonly y: number;
  readonly value: number;
  readonly noise: number;
  readonly weight: number;
}

/**
 * Is the integrand of this index, known up to this end of its samples, used up there or lost in rounding? If it never rose above
 * rounding, and the bulk lies behind, it is when its bound has died away.
 */
function isFinished(samples: readonly Sample[], last: Sample, bulk: number): boolean {
  let largest = 0;
  let bound = 0;
  for (const sample of samples) {
    if (isTrusted(sample)) largest = Math.max(largest, sample.value);
    bound = Math.max(bound, sample.value + sample.noise);
  }
  if (largest === 0) return last.y < bulk && last.value + last.noise <= NEGLIGIBLE * bound;
  return last.value <= NEGLIGIBLE * largest || !isTrusted(last);
}

const isTrusted = ({ value, noise }: Sample): boolean => value > 0 && noise < 0.01 * value;

/** Samples of f_k(y) exp(-a y² + logScale) for each index, in order of y. */
function sampleIntegrands({ n, p }: Ensemble, edge: number, how: How): Sample[][] {
  const { indices } = how;
  const samples: Sample[][] = indices.map(() => []);
  const logScale = 2 * n * gaussian(p);
  const visit = ({ y, weight }: Node, end: "push" | "unshift"): boolean => {
    const { density, noise } = densitiesAt(n, y, how);
    const factor = exp(logScale - gaussian(p) * y * y);
    return indices
      .map((k, which) => {
        const sample = { y, value: density[k]! * factor, noise: noise[k]! * factor, weight };
        samples[which]![end](sample);
        return isFinished(samples[which]!, sample, -Math.sqrt(2 * n));
      })
      .every(Boolean);
  };
  const reach = Math.sqrt(2 * n) + MARGIN;
  if (edge === Number.POSITIVE_INFINITY) {
    const node = lineRule(n);
    const start = Math.floor(-Math.sqrt(2 * n) / spacing(n));
    for (let i = start; node(i).y < reach; i++) if (visit(node(i), "push")) break;
    for (let i = start - 1; node(i).y > -reach; i--) if (visit(node(i), "unshift")) break;
  } else {
    const node = edgeRule(n, edge);
    for (let i = EDGE_START; node(i).y > -reach - Math.abs(edge); i++) if (visit(node(i), "unshift")) break;
  }
  return samples;
}

/** Bound of the integral of a log-concave function beyond `last`, falling from `before`; 0 beyond an end of the domain. */
function tailBound(last: Sample, before: Sample | undefined): number {
  if (!before || before.value <= last.value) return Number.POSITIVE_INFINITY;
  return (last.value * Math.abs(last.y - before.y)) / log(before.value / last.value);
}

/** The samples around the largest one that rise above their rounding, and a bound of what is left out on either side. */
function trustedRange(samples: readonly Sample[], edge: number): { kept: readonly Sample[]; tail: number } {
  let peak = -1;
  samples.forEach((sample, i) => {
    if (isTrusted(sample) && (peak < 0 || sample.value > samples[peak]!.value)) peak = i;
  });
  if (peak < 0) return { kept: [], tail: Number.POSITIVE_INFINITY };
  let first = peak;
  let last = peak;
  while (first > 0 && isTrusted(samples[first - 1]!)) first--;
  while (last < samples.length - 1 && isTrusted(samples[last + 1]!)) last++;
  const atEdge = edge < Number.POSITIVE_INFINITY && last === samples.length - 1;
  const tail =
    tailBound(samples[first]!, samples[first + 1]) +
    (atEdge ? 0 : tailBound(samples[last]!, samples[last - 1]));
  return { kept: samples.slice(first, last + 1), tail };
}

/** Sum of the kept samples, its moments, and the estimate of its error. */
function summarise(samples: readonly Sample[], edge: number) {
  const { kept, tail } = trustedRange(samples, edge);
  let total = 0;
  let first = 0;
  let alternating = 0;
  let rounding = 0;
  kept.forEach(({ y, value, weight, noise }, i) => {
    total += weight * value;
    first += weight * value * y;
    alternating += (i % 2 === 0 ? 1 : -1) * weight * value; // half the difference of two rules of twice the spacing
    rounding += weight * noise; // errors of neighbouring nodes were seen to have one sign
  });
  const mean = first / total;
  let second = 0;
  for (const { y, value, weight } of kept) second += weight * value * (y - mean) * (y - mean);
  const place = edge < Number.POSITIVE_INFINITY ? 4 * Number.EPSILON * Math.abs(edge) : 0; // rounding of the edge itself
  const atEdge = place * (samples[samples.length - 1]?.value ?? 0);
  return {
    total,
    mean,
    sd: Math.sqrt(second / total),
    errors: {
      quadrature: Math.abs(alternating) / total,
      rounding: (rounding + atEdge) / total,
      truncation: tail / total,
    },
  };
}

const isAccurate = (count: IndexCount | undefined): boolean =>
  count !== undefined && count.relativeError <= ACCURACY;

/** The count of index k from its samples, and what its error consists of. */
function countOf(ensemble: Ensemble, samples: readonly Sample[], { k, edge }: { k: number; edge: number }) {
  const { total, mean, sd, errors } = summarise(samples, edge);
  const scale = energyOf(ensemble);
  const count: IndexCount = {
    k,
    logCount: logPrefactor(ensemble) + log(total) - 2 * ensemble.n * gaussian(ensemble.p),
    meanEnergy: mean * scale,
    sdEnergy: sd * scale,
    relativeError: FLOOR + errors.quadrature + errors.rounding + errors.truncation,
  };
  return { count, errors };
}

/**
 * Mean numbers of critical points of the given indices with energy per spin below u, with their mean energies and an error
 * estimate. All indices share the work: the densities of all order statistics at about 10 sqrt(N) nodes, O(N³) each. What doubles
 * cannot give to 1e-10 is done again with twice the digits, at about ten times the cost.
 *
 * @throws {SpecError} when an argument is out of range, or an estimated relative error exceeds 1e-10
 */
export function meanCountsOfIndices(
  ensemble: Ensemble,
  indices: readonly number[],
  u = Number.POSITIVE_INFINITY,
): IndexCount[] {
  assertEnsemble(ensemble);
  const { n } = ensemble;
  for (const k of indices) assertIndexBelow(n, k);
  assertEnergy(u);
  const reach = Math.sqrt(2 * n) + MARGIN;
  const place = u / energyOf(ensemble);
  if (place < -reach)
    throw new SpecError(
      "u",
      `u = ${u} lies so far below all critical points that nothing can be counted there.`,
    );
  const edge = place > reach ? Number.POSITIVE_INFINITY : place;
  const whole = edge === Number.POSITIVE_INFINITY;
  const low = (k: number): number => (whole ? Math.min(k, n - 1 - k) : k); // index k at y is index N-1-k at -y
  const found = new Map<number, ReturnType<typeof countOf>>();
  for (const precision of PRECISIONS) {
    if (precision === "double-double" && n > LARGEST_PRECISE_N) break;
    const open = [...new Set(indices.map(low))].filter((k) => !isAccurate(found.get(k)?.count));
    if (open.length === 0) break;
    const samples = tryToSample(ensemble, edge, { indices: open, precision });
    samples?.forEach((sampled, i) => {
      found.set(open[i]!, countOf(ensemble, sampled, { k: open[i]!, edge }));
    });
  }
  return indices.map((k) => {
    const answer = found.get(low(k));
    if (!answer || !isAccurate(answer.count)) return refuse(ensemble, k, answer?.errors ?? {});
    return low(k) === k ? answer.count : { ...answer.count, k, meanEnergy: -answer.count.meanEnergy };
  });
}

/** Null when rounding has made the eigenvalues of some node ill-defined: more digits are needed. */
function tryToSample(ensemble: Ensemble, edge: number, how: How): Sample[][] | null {
  try {
    return sampleIntegrands(ensemble, edge, how);
  } catch (error) {
    if (error instanceof ConvergenceError) return null;
    throw error;
  }
}

function refuse({ n, p }: Ensemble, k: number, errors: Record<string, number>): never {
  const parts = Object.entries(errors).map(([name, value]) => `${name} ${value.toExponential(1)}`);
  const why = parts.length > 0 ? parts.join(", ") : "rounding in every digit";
  const digits =
    n > LARGEST_PRECISE_N
      ? `in double precision, and N > ${LARGEST_PRECISE_N} has no other`
      : "even with 32 digits";
  throw new SpecError(
    "k",
    `The count of index ${k} at N = ${n}, p = ${p} cannot be had to ${ACCURACY} ${digits} (${why}): take a smaller N, or an energy or index nearer to the bulk.`,
  );
}

/**
 * log of the mean number of critical points of index k with energy per spin below u (all energies by default).
 * @throws {SpecError} as meanCountsOfIndices
 */
export function logMeanCountOfIndex(ensemble: Ensemble, k: number, u = Number.POSITIVE_INFINITY): number {
  return meanCountsOfIndices(ensemble, [k], u)[0]!.logCount;
}
