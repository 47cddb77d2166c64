/** What network-losses says of the paper's claims 4 and 7. The thresholds stand here, and nowhere else. */
import type { Claim } from "../../report/figure.ts";
import { claimNumbers, verdictOf } from "../../report/verdict.ts";
import { provenanceNote } from "../kit/training/provenance.ts";
import type { NetworkLossesSummary } from "./rows.ts";

/** No effect of size on the spread, or on the correlation. */
const FLAT = 0;
/** Equal relative gaps in the smallest and in the largest networks. */
const EQUAL_GAPS = 1;

export function networkLossesClaims(summary: NetworkLossesSummary): readonly Claim[] {
  return [...spreadClaims(summary), correlationClaim(summary)];
}

function spreadClaims(summary: NetworkLossesSummary): readonly Claim[] {
  const note = provenanceNote(summary);
  return [
    {
      id: "4a",
      statement: "The spread of the test loss over random starts falls as the network grows.",
      statistic: "slope of log variance of the test loss against log n1",
      ...claimNumbers(summary.rawVarianceSlope),
      threshold: `< ${FLAT}`,
      verdict: verdictOf(summary.rawVarianceSlope, "below", FLAT),
      note,
    },
    {
      id: "4b",
      statement:
        "So does the spread of the scaled test loss, from which the fall of the mean is divided out.",
      statistic: "slope of log variance of test loss / exp(α n1^β) against log n1",
      ...claimNumbers(summary.varianceSlope),
      threshold: `< ${FLAT}`,
      verdict: verdictOf(summary.varianceSlope, "below", FLAT),
      note,
    },
    {
      id: "4c",
      statement: "Bad solutions are common only in small networks.",
      statistic: `relative gap (q90 - q10) / median of the test loss, n1 = ${smallest(summary)} over n1 = ${largest(summary)}`,
      ...claimNumbers(summary.gapRatio),
      threshold: `> ${EQUAL_GAPS}`,
      verdict: verdictOf(summary.gapRatio, "above", EQUAL_GAPS),
      note,
    },
  ];
}

function correlationClaim(summary: NetworkLossesSummary): Claim {
  return {
    id: "7",
    statement: "Train and test loss of the solutions decorrelate as the network grows.",
    statistic: "slope of Fisher's z of corr(train loss, test loss) against ln n1, weights n - 3",
    ...claimNumbers(summary.correlationSlope),
    threshold: `< ${FLAT}`,
    verdict: verdictOf(summary.correlationSlope, "below", FLAT),
    note: provenanceNote(summary),
  };
}

const smallest = (summary: NetworkLossesSummary) => summary.sizes[0]?.hidden ?? "?";
const largest = (summary: NetworkLossesSummary) => summary.sizes.at(-1)?.hidden ?? "?";
