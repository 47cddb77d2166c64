/** What critical-counts says of the paper's claims. */
import { claimOfValue } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import { formatNumber } from "../../report/format.ts";
import { complexityOfIndex } from "../../theory/complexity.ts";
import type { CriticalCountsSummary } from "./summary.ts";

export function claims(summary: CriticalCountsSummary): readonly Claim[] {
  if (summary.log10Total === null || summary.log10BelowThreshold === null) return [];
  const share = summary.log10BelowThreshold - summary.log10Total;
  const below = complexityOfIndex(-summary.thresholdEnergy - 0.01, { k: 1, p: summary.p });
  const minima = complexityOfIndex(-summary.thresholdEnergy - 0.01, { k: 0, p: summary.p });
  const ratio = (summary.N * (below - minima)) / Math.LN10;
  return [
    claimOfValue("3a", summary.log10FiniteIndexShareAbove, {
      statistic: `log10 of the ratio of critical points of finite index to all, at half the barrier's energy, N = ${summary.N}, leading order`,
      note: `Of all critical points, exactly a share of 10^${formatNumber(share)} lies below the barrier. Theory, not a measurement.`,
    }),
    claimOfValue("3b", ratio, {
      statistic: `log10 of the ratio of index-1 saddles to minima below −E∞ − 0.01, N = ${summary.N}, leading order`,
      note: "Theory, not a measurement: at this distance from the barrier the ratio falls exponentially with N.",
    }),
  ];
}
