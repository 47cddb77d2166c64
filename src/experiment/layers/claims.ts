/** What layers says of the paper's claims. */
import { claimOfEstimate } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import type { LayersSummary } from "./summary.ts";

export function claims({
  layers,
  n,
  disorders,
  incomplete,
  thresholdEnergy,
}: LayersSummary): readonly Claim[] {
  if (thresholdEnergy === null) return []; // a user's own landscape: the paper's claim is about the glass
  const steps = layers.flatMap(({ k, step }) => (step?.interval && k < n / 2 ? [{ k, step }] : []));
  if (steps.length === 0) return [];
  const least = steps.reduce((a, b) => (b.step.value < a.step.value ? b : a));
  return [
    claimOfEstimate("2c", least.step, {
      statistic: `least mean step in H/N from the lowest point of index k to that of k + 1, k < N/2, N = ${n}, ${disorders} disorders (here k = ${least.k})`,
      note: "All critical points of every disorder, proved complete.",
      blocked: incomplete > 0,
    }),
  ];
}
