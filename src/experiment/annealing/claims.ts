/** What annealing says of the paper's claims 6 and 8. The thresholds stand here, and nowhere else. */
import type { Claim } from "../../report/figure.ts";
import { claimNumbers, verdictOf } from "../../report/verdict.ts";
import { provenanceNote } from "../kit/training/provenance.ts";
import type { AnnealingSummary } from "./rows.ts";

/** "At least as good": SGD's mean loss exceeds that of annealing by less than this share. */
const NON_INFERIORITY = 0.01;
/** The paper's own figure: less than 2.5% accuracy lost. */
const ACCURACY_DROP = 2.5;

export function annealingClaims(summary: AnnealingSummary): readonly Claim[] {
  return [sgdClaim(summary), ...redundancyClaims(summary)];
}

function sgdClaim(summary: AnnealingSummary): Claim {
  return {
    id: "6",
    statement: "SGD ends in points no worse than simulated annealing, which uses no gradient.",
    statistic: "mean test loss of SGD over that of annealing, minus 1, averaged over the sizes",
    ...claimNumbers(summary.meanExcess),
    threshold: `< ${NON_INFERIORITY}`,
    verdict: verdictOf(summary.meanExcess, "below", NON_INFERIORITY),
    note: `${trainNote(summary)}${provenanceNote(summary)}`,
  };
}

/** The train loss is what both searches lower; the paper shows the test loss only. */
function trainNote(summary: AnnealingSummary): string {
  if (summary.meanTrainExcess === null) return "";
  const share = Number((100 * summary.meanTrainExcess).toPrecision(2));
  return `The same of the train loss: ${share}%. `;
}

function redundancyClaims(summary: AnnealingSummary): readonly Claim[] {
  const network = summary.redundantHidden === null ? "" : ` with n1 = ${summary.redundantHidden}`;
  const against = [
    {
      id: "8a",
      baseline: "real parameters, trained by the same annealing",
      drop: summary.dropAgainstAnnealing,
    },
    { id: "8b", baseline: "real parameters, trained by SGD", drop: summary.dropAgainstSgd },
  ] as const;
  return against.map(({ id, baseline, drop }) => ({
    id,
    statement: `Networks are over-parametrised: parameters of three values cost little accuracy, against ${baseline}.`,
    statistic: `test accuracy lost, percentage points, network${network}, parameters in {-1, 0, 1}`,
    ...claimNumbers(drop),
    threshold: `< ${ACCURACY_DROP}`,
    verdict: verdictOf(drop, "below", ACCURACY_DROP),
    note: `${provenanceNote(summary)} The paper gives neither the network's size, nor the subset, nor the baseline.`,
  }));
}
