/** What network-index says of the paper's claim 5. */
import type { Claim } from "../../report/figure.ts";
import { claimNumbers, verdictOf } from "../../report/verdict.ts";
import { provenanceNote } from "../kit/training/provenance.ts";
import type { NetworkIndexSummary } from "./rows.ts";

/** "Of order 0.01": less than half a decade above it. Fixed before any solution was looked at. */
const ORDER_OF_INDEX = 0.03;

export function networkIndexClaims(summary: NetworkIndexSummary): readonly Claim[] {
  const worst = summary.worst;
  return [
    {
      id: "5",
      statement: "SGD ends in minima or in saddles of very low index (normalised index of order 0.01).",
      statistic: `mean share of Hessian eigenvalues below -${summary.deadBand}, largest over the sizes${worst ? ` (n1 = ${worst.hidden})` : ""}`,
      ...claimNumbers(worst?.index ?? null),
      threshold: `< ${ORDER_OF_INDEX}`,
      verdict: verdictOf(worst?.index ?? null, "below", ORDER_OF_INDEX),
      note: `${startNote(summary)}${provenanceNote(summary)}`,
    },
  ];
}

function startNote(summary: NetworkIndexSummary): string {
  const measured = summary.sizes.filter((size) => size.startIndex !== null);
  if (measured.length === 0) return "";
  const list = measured.map((size) => `${Number(size.startIndex!.toPrecision(2))} for n1 = ${size.hidden}`);
  return `At the random start the same share is ${list.join(", ")}. `;
}
