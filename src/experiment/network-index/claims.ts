/** What network-index says of the paper's claim 5. */
import { claimOfEstimate } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import { formatNumber } from "../../report/format.ts";
import { provenanceNote } from "../kit/training/provenance.ts";
import type { NetworkIndexSummary } from "./summary.ts";

export function claims(summary: NetworkIndexSummary): readonly Claim[] {
  const { worst, deadBand } = summary;
  return [
    claimOfEstimate("5", worst?.index ?? null, {
      statistic: `mean share of Hessian eigenvalues below -${deadBand}, largest over the sizes${worst ? ` (n1 = ${worst.hidden})` : ""}`,
      note: `${startNote(summary)}${provenanceNote(summary)}`,
    }),
  ];
}

function startNote({ sizes }: NetworkIndexSummary): string {
  const shares = sizes.flatMap(({ startIndex, hidden }) =>
    startIndex === null ? [] : [`${formatNumber(startIndex, 2)} for n1 = ${hidden}`],
  );
  return shares.length === 0 ? "" : `At the random start the same share is ${shares.join(", ")}. `;
}
