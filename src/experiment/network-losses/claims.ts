/** What network-losses says of the paper's claims 4 and 7. */
import { claimOfEstimate } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import { provenanceNote } from "../kit/training/provenance.ts";
import type { NetworkLossesSummary } from "./summary.ts";

export function claims(summary: NetworkLossesSummary): readonly Claim[] {
  const note = provenanceNote(summary);
  const [smallest, largest] = [summary.sizes[0], summary.sizes.at(-1)].map((size) => size?.hidden ?? "?");
  return [
    claimOfEstimate("4a", summary.rawVarianceSlope, { note }),
    claimOfEstimate("4b", summary.varianceSlope, { note }),
    claimOfEstimate("4c", summary.gapRatio, {
      statistic: `relative gap (q90 - q10) / median of the test loss, n1 = ${smallest} over n1 = ${largest}`,
      note,
    }),
    claimOfEstimate("7", summary.correlationSlope, { note }),
  ];
}
