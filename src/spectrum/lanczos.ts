/** A few extreme eigenpairs of a large symmetric operator by its products, copies of multiple eigenvalues included. */
import { assertKnownOptions, assertSize, assertWhole, shown } from "../base/arguments.ts";
import type { LongRun } from "../base/breather.ts";
import { SpecError } from "../base/errors.ts";
import type { LinearOperator } from "../base/landscape.ts";
import { atOnce, piecesOf, type Steps } from "../base/steps.ts";
import type { StreamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { KrylovCycle, type RitzPairs } from "./krylov-cycle.ts";
import { OperatorProducts } from "./operator-products.ts";

export interface LanczosOptions {
  /** How many eigenpairs. */
  readonly count: number;
  readonly end?: "lowest" | "highest";
  /** Stream of the start vectors; the result is a function of it. */
  readonly key: StreamKey;
  /** Residual |A v - λ v| relative to the largest |Ritz value| (default 1e-10). */
  readonly tolerance?: number;
  /** Vectors kept at once, beside those that are found (default: the larger of 2 count + 20 and 40, at most n). */
  readonly basis?: number;
  /** Most operator products, those of the search for copies included (default 100 times the basis). */
  readonly maxProducts?: number;
  /** Whether to search for further copies of what was found (default true): about as many products again, each time one is found. */
  readonly copies?: boolean;
  /** Asymmetry |A - Aᵀ| / |A| from which the operator is refused (default 1e-9); above the noise of its products. */
  readonly symmetryTolerance?: number;
}

/**
 * "converged": the residuals are below the tolerance, and a search from a random vector that is orthogonal to all that was found
 * met no further value among the wanted. "copies-may-be-missing": residuals are below the tolerance, but one Krylov space sees one
 * direction of a multiple eigenvalue, and the others were not searched for, or products ran out before the search's end.
 * "max-products": products ran out before.
 */
export type LanczosStatus = "converged" | "copies-may-be-missing" | "max-products";

export interface ExtremeEigenpairs {
  readonly status: LanczosStatus;
  /** Ascending. */
  readonly values: Float64Array;
  /** Row r is the unit eigenvector of value r. */
  readonly vectors: Float64Array;
  /** |A v - λ v|, as the recurrence knows it. */
  readonly residuals: Float64Array;
  readonly products: number;
}

type Settings = Required<LanczosOptions>;

const KNOWN = [
  "count",
  "end",
  "key",
  "tolerance",
  "basis",
  "maxProducts",
  "copies",
  "symmetryTolerance",
] as const;
const TOLERANCE = 1e-10;
const EPS = Number.EPSILON;
/** The search's last Ritz value is taken to be beyond the wanted range when its residual is that share of its distance. */
const CLEAR = 0.1;

function assertKey(key: StreamKey): void {
  if (typeof key?.k0 !== "number" || typeof key.k1 !== "number")
    throw new SpecError("key", `lanczos: key is a stream, as from streamKey("name"), got ${shown(key)}.`);
}

function settingsOf(n: number, options: LanczosOptions): Settings {
  assertKnownOptions("lanczos", options, KNOWN);
  const { count, end = "lowest", key, tolerance = TOLERANCE, copies = true } = options;
  if (!Number.isInteger(count) || count < 1 || count > n)
    throw new SpecError(
      "count",
      `lanczos: between 1 and ${n} eigenpairs can be asked for, got ${shown(count)}.`,
    );
  if (end !== "lowest" && end !== "highest")
    throw new SpecError("end", `lanczos: end is "lowest" or "highest", got ${shown(end)}.`);
  if (typeof copies !== "boolean")
    throw new SpecError("copies", `lanczos: copies is true or false, got ${shown(copies)}.`);
  assertKey(key);
  assertSize("lanczos", "tolerance", tolerance);
  const basis = options.basis ?? Math.min(n, Math.max(2 * count + 20, 40));
  if (!Number.isInteger(basis) || basis > n || (basis < count + 2 && basis < n))
    throw new SpecError(
      "basis",
      `lanczos: the basis needs at least count + 2 = ${count + 2} and at most n = ${n} vectors, got ${shown(basis)}.`,
    );
  const maxProducts = options.maxProducts ?? 100 * basis;
  assertWhole("lanczos", "maxProducts", maxProducts, { least: count });
  const { symmetryTolerance } = { symmetryTolerance: undefined, ...options };
  return { count, end, key, tolerance, basis, maxProducts, copies, symmetryTolerance } as Settings;
}

interface Search {
  readonly cycle: KrylovCycle;
  readonly products: OperatorProducts;
  readonly settings: Settings;
}

interface Found {
  readonly values: readonly number[];
  readonly residuals: readonly number[];
}

/** Cycles until `judge` says how many of the lowest Ritz pairs are wanted and that they have converged; undefined: products ran out. */
function* iterate(
  { cycle, products, settings }: Search,
  most: number,
  judge: (pairs: RitzPairs, complete: boolean) => { readonly done: boolean; readonly wanted: number },
): Steps<{ pairs: RitzPairs; wanted: number; done: boolean }> {
  const size = Math.min(settings.basis, most);
  for (;;) {
    yield* cycle.fill(size, () => products.count < settings.maxProducts);
    const pairs = cycle.ritz();
    const { done, wanted } = judge(pairs, pairs.size === most);
    if (done || products.count >= settings.maxProducts) return { pairs, wanted, done };
    const kept = Math.min(size, wanted + 1);
    cycle.restart(pairs, Math.min(size - 1, kept + Math.floor((size - kept) / 2)));
  }
}

/** The lowest pairs as one Krylov space sees them. */
function* firstPass(
  search: Search,
  tolerance: number,
): Steps<Found & { done: boolean; scale: number; complete: boolean }> {
  const { count } = search.settings;
  const n = search.products.dimension;
  let scale = 0;
  const { pairs, done } = yield* iterate(search, n, ({ values, residuals }, complete) => {
    scale = Math.max(Math.abs(values[0]!), Math.abs(values.at(-1)!));
    const wanted = residuals.subarray(0, count);
    return { done: complete || wanted.every((residual) => residual <= tolerance * scale), wanted: count };
  });
  search.cycle.lock(
    pairs,
    Array.from({ length: count }, (_, r) => r),
  );
  return {
    values: Array.from(pairs.values.subarray(0, count)),
    residuals: Array.from(pairs.residuals.subarray(0, count)),
    done,
    scale,
    complete: pairs.size === n,
  };
}

/**
 * A search for values below the largest of those found, in the space orthogonal to them. Done when all Ritz values below it have
 * converged and the next is clearly not below.
 *
 * @returns what is wanted now; the same object when nothing was below; undefined when products ran out
 */
function* searchOnce(
  search: Search,
  found: Found,
  limits: { tolerance: number; scale: number },
): Steps<Found | undefined> {
  const { cycle, products, settings } = search;
  const { scale } = limits;
  const bound = found.values.at(-1)! - settings.tolerance * scale;
  const lowest = (now: RitzPairs, complete: boolean) => {
    const below = now.values.filter((value) => value < bound).length;
    const settled = now.residuals.subarray(0, below).every((each) => each <= settings.tolerance * scale);
    const distance = below === now.size ? 0 : now.values[below]! - bound;
    const clear =
      below < now.size && now.residuals[below]! <= Math.max(limits.tolerance * scale, CLEAR * distance);
    return { done: complete || (settled && clear), wanted: below };
  };
  const most = products.dimension - cycle.locked;
  const { pairs, wanted, done } = yield* iterate(search, most, lowest);
  if (!done) return undefined;
  if (wanted === 0) return found;
  const all = [...found.values, ...pairs.values.subarray(0, wanted)];
  const order = Array.from(all.keys()).sort((i, j) => all[i]! - all[j]! || i - j);
  const chosen = order.slice(0, settings.count);
  const residuals = [...found.residuals, ...pairs.residuals];
  cycle.lock(pairs, chosen);
  return { values: chosen.map((i) => all[i]!), residuals: chosen.map((i) => residuals[i]!) };
}

function resultOf(
  { cycle, products, settings }: Search,
  found: Found,
  status: LanczosStatus,
): ExtremeEigenpairs {
  const n = products.dimension;
  const vectors = cycle.lockedVectors();
  const rows = Array.from({ length: settings.count }, (_, r) => r);
  const sign = settings.end === "lowest" ? 1 : -1;
  if (sign < 0) rows.reverse();
  const ordered = new Float64Array(vectors.length);
  for (const [to, from] of rows.entries()) ordered.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  return {
    status,
    // 0 - 0 rather than -0 where the sign turns
    values: Float64Array.from(rows, (r) => (sign * found.values[r]!) / products.scale + 0),
    vectors: ordered,
    residuals: Float64Array.from(rows, (r) => found.residuals[r]! / products.scale),
    products: products.count,
  };
}

/**
 * The `count` lowest (or highest) eigenpairs of a symmetric operator, by products only [WuSim00]: a Krylov space for the first, then
 * further ones orthogonal to all that was found, until one has nothing below the largest of the wanted. A multiple eigenvalue so
 * comes out as often as it is there, once a search; that many searches are made as its multiplicity says. No algorithm by products
 * proves that: it is right with probability one over the start vectors, and "converged" means no more.
 *
 * The operator must be symmetric: projections that show the contrary are refused. It gets copies, and may keep or change them.
 *
 * @throws {SpecError} for options that are unknown or out of range; {ShapeError} when the operator is not symmetric, writes only
 *   part of its result, is asynchronous, or gives NaN or infinity
 */
export function lanczos(
  engine: Engine,
  operator: LinearOperator,
  options: LanczosOptions,
): ExtremeEigenpairs {
  return atOnce(() => lanczosSteps(engine, operator, options));
}

/**
 * The same bytes, with the thread given back between products.
 *
 * @throws the reason of the signal
 */
export function lanczosAsync(
  engine: Engine,
  operator: LinearOperator,
  options: LanczosOptions & LongRun,
): Promise<ExtremeEigenpairs> {
  return piecesOf("lanczos", options, KNOWN, (own) => lanczosSteps(engine, operator, own));
}

function* lanczosSteps(
  engine: Engine,
  operator: LinearOperator,
  options: LanczosOptions,
): Steps<ExtremeEigenpairs> {
  const { end, symmetryTolerance } = { end: "lowest", ...options } as const;
  // the lowest of -A where the highest are wanted, so that there is one end only
  const products = new OperatorProducts("lanczos", operator, {
    symmetryTolerance,
    negated: end !== "lowest",
  });
  const settings = settingsOf(products.dimension, options);
  const { count, basis, copies, key } = settings;
  const capacity = Math.min(products.dimension, basis + (copies ? count : 0));
  const cycle = new KrylovCycle(engine, products, { capacity, key });
  try {
    const search = { cycle, products, settings };
    // vectors found later have components of the earlier residuals, sqrt(count) of them
    const tolerance = copies
      ? Math.max(
          settings.tolerance / (1 + Math.sqrt(count)),
          Math.min(settings.tolerance, EPS * products.dimension),
        )
      : settings.tolerance;
    const first = yield* firstPass(search, tolerance);
    if (!first.done) return resultOf(search, first, "max-products");
    if (first.complete) return resultOf(search, first, "converged");
    let found: Found = first;
    while (copies) {
      const next = yield* searchOnce(search, found, { tolerance, scale: first.scale });
      if (next === found) return resultOf(search, found, "converged");
      if (next === undefined) break;
      found = next;
    }
    return resultOf(search, found, "copies-may-be-missing");
  } finally {
    cycle.dispose();
  }
}
