/** What annealing says of the paper's claims 6 and 8. */
import { claimOfEstimate } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import { formatNumber } from "../../report/format.ts";
import { provenanceNote } from "../kit/training/provenance.ts";
import type { AnnealingSummary } from "./summary.ts";

export function claims(summary: AnnealingSummary): readonly Claim[] {
  const network = summary.redundantHidden === null ? "" : ` with n1 = ${summary.redundantHidden}`;
  const redundancy = {
    statistic: `test accuracy lost, percentage points, network${network}, parameters in {-1, 0, 1}`,
    note: `${provenanceNote(summary)} The paper gives neither the network's size, nor the subset, nor the baseline.`,
  };
  return [
    claimOfEstimate("6", summary.meanExcess, { note: `${trainNote(summary)}${provenanceNote(summary)}` }),
    claimOfEstimate("8a", summary.dropAgainstAnnealing, redundancy),
    claimOfEstimate("8b", summary.dropAgainstSgd, redundancy),
  ];
}

/** The train loss is what both searches lower; the paper shows the test loss only. */
function trainNote({ meanTrainExcess }: AnnealingSummary): string {
  return meanTrainExcess === null
    ? ""
    : `The same of the train loss: ${formatNumber(100 * meanTrainExcess, 2)}%. `;
}
