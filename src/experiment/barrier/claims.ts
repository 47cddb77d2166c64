/** What barrier says of the paper's claims. */
import { claimOfEstimate } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import type { BarrierSummary } from "./summary.ts";

export function claims({ exponent, sizes, isOwn }: BarrierSummary): readonly Claim[] {
  if (sizes.length < 2 || isOwn) return [];
  return [
    claimOfEstimate("1e", exponent, {
      statistic: `exponent w of barrier ~ N^w, N = ${sizes[0]!.n} to ${sizes.at(-1)!.n}`,
      note: "Small N, where every pass is known; the paper speaks of N → ∞.",
      blocked: sizes.some(({ incomplete }) => incomplete > 0),
    }),
  ];
}
