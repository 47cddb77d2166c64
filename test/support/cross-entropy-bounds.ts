/** The errors that cross-entropy may have, in units of 2^-53 (f32: 2^-24) of the exact value, and how far a case uses them. */
import type { Engine } from "../../dist/engine/engine.js";
import {
  annealerLoss,
  errorUnits,
  LEAST,
  LEAST32,
  type LogitCase,
  type LogitNetworks,
  trainedDeltas,
  U,
  U32,
} from "./cross-entropy.ts";

/** One compared number: what it is, its error in units, and the bound. */
export interface Bound {
  readonly what: "loss" | "gradient" | "product" | "hessian" | "delta32" | "loss32";
  readonly units: number;
  readonly most: number;
  readonly z: readonly number[];
  readonly y: number;
}

// exp is within 2 ulp = 4 units; a sum of k terms in two lanes adds k/2 + 2; log and log1p 2; 1/sum and a product 2
const sumUnits = (k: number) => 4 + k / 2 + 2;
const lossUnits = (k: number) => sumUnits(k) + 3;
const shareUnits = (k: number) => 4 + sumUnits(k) + 2;
// A = p (x - mean): two shares and a mean of k terms; where 1 - rest stands for a dominant p > 1/2, twice that
const curveUnits = (k: number) => 2 * (2 * shareUnits(k) + k + 4);

/** Loss, gradient, columns of the Hessian by products, and the exact Hessian of one case. */
export function checkF64(networks: LogitNetworks, { z, y, loss, gradient, hessian }: LogitCase): Bound[] {
  const k = z.length;
  const at = networks.at(z, y);
  const { value, g } = at.gradient();
  const h = at.hessian();
  const scale = { unit: U, floor: (2 + k / 2) * LEAST }; // each of k subnormal terms is rounded to a multiple of LEAST
  const entry = (what: Bound["what"], got: number, exact: number, most: number): Bound => {
    return { what, units: errorUnits(got, exact, scale), most, z, y };
  };
  const most = curveUnits(k);
  const infinite = Number.POSITIVE_INFINITY;
  return [
    entry("loss", value, loss ?? infinite, lossUnits(k)),
    entry("loss", at.loss(), loss ?? infinite, lossUnits(k)),
    ...gradient.map((x, j) => entry("gradient", g[j]!, x, shareUnits(k))),
    ...hessian.flatMap(([i, j, x]) => [
      entry("product", at.column(j)[i]!, x, most),
      entry("product", at.column(i)[j]!, x, most),
      entry("hessian", h[i * k + j]!, x, most),
      entry("hessian", h[j * k + i]!, x, most),
    ]),
  ];
}

// exp: 3 units; a difference of logits is rounded here, and that error grows with it; the other terms as above
const deltaUnits = (k: number, gap: number) => 3 + gap + (3 + k / 4 + 2) + 2 + 2;
// the annealer sums the classes in one lane: k additions; log 2 units, two additions
const keptUnits = (k: number, gap: number) => 3 + gap + k + 4 + 2;

/** A step of SGD and the annealer's loss in f32 of one case; `paths` are the deltas of the five ways to make the step. */
export function checkF32(engine: Engine, { z, y, loss, gradient }: LogitCase) {
  const k = z.length;
  const top = Math.max(...z);
  // the others' gaps, weighted by their exponentials, exceed the smallest by log k at most
  const others = Math.min(...z.filter((_, j) => j !== y).map((x) => top - x)) + Math.log(k);
  const paths = trainedDeltas(engine, z, y);
  const scale = { unit: U32, floor: k * LEAST32 }; // each of k terms below LEAST32 counts as 0
  const entry = (what: Bound["what"], got: number, exact: number, most: number): Bound => {
    return { what, units: errorUnits(got, exact, scale), most, z, y };
  };
  const gapOf = (j: number) => Math.min(90, j === y ? others : top - z[j]!);
  const bounds = [
    ...gradient.map((x, j) => entry("delta32", paths.single[j]!, x, deltaUnits(k, gapOf(j)))),
    entry("loss32", annealerLoss(engine, z, y), loss!, keptUnits(k, z[y] === top ? gapOf(y) : 0)),
  ];
  return { bounds, paths };
}

/** The largest errors, and what lies outside its bound. */
export function summarise(bounds: readonly Bound[]) {
  const largest: Record<string, number> = {};
  for (const { what, units } of bounds) largest[what] = Math.max(largest[what] ?? 0, units);
  return { largest, outside: bounds.filter(({ units, most }) => !(units <= most)).slice(0, 5) };
}
