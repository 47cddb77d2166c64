/** From the rows of critical-counts to what is reported. */
import type { JsonObject } from "../../base/json.ts";
import { complexity, complexityOfIndex, layerEnergy, thresholdEnergy } from "../../theory/complexity.ts";
import { logMeanCountAsymptotic } from "../../theory/kac-rice.ts";
import type { CriticalCountsConfig } from "./config.ts";
import type { CriticalCountsRow } from "./run.ts";

export type CriticalCountsSummary = JsonObject & {
  readonly N: number;
  readonly p: number;
  readonly groundState: number;
  readonly thresholdEnergy: number;
  readonly rows: readonly CriticalCountsRow[];
  /** log10 of mean numbers: exact total, its asymptotic form, exact below -E_inf. */
  readonly log10Total: number | null;
  readonly log10Asymptotic: number;
  readonly log10BelowThreshold: number | null;
  /** log10 of (critical points of finite index) / (all) per unit of energy, halfway from the barrier to 0, leading order. */
  readonly log10FiniteIndexShareAbove: number;
};

export function reduce(
  rows: readonly CriticalCountsRow[],
  config: CriticalCountsConfig,
): CriticalCountsSummary {
  const { N: n, p } = config;
  const exact = rows.find(({ curve }) => curve === "exact");
  const half = -thresholdEnergy(p) / 2;
  return {
    N: n,
    p,
    groundState: layerEnergy(0, p),
    thresholdEnergy: thresholdEnergy(p),
    rows,
    log10Total: exact?.logTotal ?? null,
    log10Asymptotic: logMeanCountAsymptotic(n, p) / Math.LN10,
    log10BelowThreshold: exact?.logBelowThreshold ?? null,
    log10FiniteIndexShareAbove:
      (n * (complexityOfIndex(half, { k: 0, p }) - complexity(half, p))) / Math.LN10,
  };
}
