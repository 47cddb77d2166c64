/** The mixed spherical p-spin glass: independent pure glasses of several p, added up with weights. */
import { assertWhole, shown } from "../base/arguments.ts";
import { MemoryError, SpecError } from "../base/errors.ts";
import { type StreamKey, subStream } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import { assertPSpinFits, couplingBytes, PSpinCouplings } from "../engine/pspin/couplings.ts";
import { type OwnedLandscape, pspinSum } from "./pspin-sum.ts";
import { sphere } from "./sphere.ts";

/** w_p by p, as in { 2: 1, 3: 0.5 }; those that are left out are 0. */
export type MixedWeights = Readonly<Record<number, number>>;

/** A part of a mixture: w_p > 0. */
export interface MixedPart {
  readonly p: number;
  readonly weight: number;
}

const LEAST_P = 2;
const MOST_P = 32;

/**
 * The parts of a mixture, p ascending.
 *
 * @throws {SpecError} for a p that is no whole number from 2 to 32, a weight that is no finite number of 0 or more, and no weight above 0
 */
export function mixedParts(weights: MixedWeights): readonly MixedPart[] {
  if (typeof weights !== "object" || weights === null || Array.isArray(weights))
    throw new SpecError(
      "weights",
      `mixed p-spin: weights are an object of numbers by p, as { 2: 1, 3: 1 }, got ${shown(weights)}.`,
    );
  const parts = Object.entries(weights).map(([name, weight]: [string, unknown]) => {
    const p = Number(name);
    assertWhole("mixed p-spin", "p", p, { least: LEAST_P, most: MOST_P });
    if (typeof weight !== "number" || !Number.isFinite(weight) || weight < 0)
      throw new SpecError(
        "weights",
        `mixed p-spin: the weight of p = ${p} is a finite number of 0 or more, got ${shown(weight)}.`,
      );
    return { p, weight };
  });
  const present = parts.filter(({ weight }) => weight > 0).sort((a, b) => a.p - b.p);
  if (present.length === 0)
    throw new SpecError("weights", "mixed p-spin: one weight at least is above 0; all of these are 0.");
  return present;
}

/** What a WebAssembly memory can hold beside some work. */
const MOST_BYTES = 3.9e9;

/** @throws {SpecError} for what is no mixture, {MemoryError} when its couplings do not fit, before anything is allocated */
export function assertMixedPSpinFits(n: number, weights: MixedWeights): void {
  const parts = mixedParts(weights);
  for (const { p } of parts) assertPSpinFits(n, p);
  const bytes = parts.reduce((sum, { p }) => sum + couplingBytes(n, p), 0);
  if (bytes > MOST_BYTES)
    throw new MemoryError(
      bytes,
      MOST_BYTES,
      `The couplings of N = ${n}, p = ${parts.map(({ p }) => p).join(" and ")} need ${(bytes / 1e9).toFixed(1)} GB together; a worker has ${(MOST_BYTES / 1e9).toFixed(1)} GB for them. Take a smaller N or p.`,
    );
}

export interface MixedPSpinOptions {
  readonly n: number;
  readonly weights: MixedWeights;
  /** H_p comes from its sub-stream p, whatever the other weights are. */
  readonly key: StreamKey;
}

/**
 * One disorder of the mixed spherical p-spin glass on |sigma|² = n:
 *
 *   H = sum over p of w_p H_p,   cov(H(s), H(s')) = n xi(s·s' / n),   xi(q) = sum over p of w_p² q^p      [AufBen13]
 *
 * with independent H_p as in `PSpinCouplings`: of variance n each. Owns the couplings of all p in the engine's memory: call
 * `dispose`. It has no descent of its own; the general optimisers go down it.
 *
 * @throws {SpecError} for an n or weights that cannot be; {MemoryError} when the couplings do not fit
 *
 * Cost of values and gradients: that of the pure glasses one after the other, up to 8 points a pass.
 */
export function createMixedPSpin(
  engine: Engine,
  { n, weights, key }: MixedPSpinOptions,
): OwnedLandscape & { readonly parts: readonly MixedPart[] } {
  assertMixedPSpinFits(n, weights);
  const parts = mixedParts(weights);
  const terms = engine.memory.build(() =>
    parts.map(({ p, weight }) => ({
      weight,
      couplings: new PSpinCouplings(engine, { n, p, key: subStream(key, p) }),
    })),
  );
  return { ...pspinSum("mixed p-spin", terms, sphere(n)), parts };
}
