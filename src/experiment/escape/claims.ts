/** What escape says of the paper's claims. */
import { claimOfEstimate } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import type { EscapeSummary } from "./summary.ts";

export function claims({ timeRatio, n, groups, thresholdEnergy }: EscapeSummary): readonly Claim[] {
  if (thresholdEnergy === null) return []; // the paper speaks of the glass
  if (groups.length === 0) return [];
  return [
    claimOfEstimate("9b", timeRatio, {
      statistic: `median time of gradient descent over that of SGD, the same saddles, N = ${n}`,
      note: "Saddles of a sample that favours those near descent paths; both start at the same small distance from them.",
    }),
  ];
}
