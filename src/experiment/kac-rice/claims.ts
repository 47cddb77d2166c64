/** What kac-rice says of the paper's claims. */
import { claimOfValue } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import type { KacRiceSummary } from "./summary.ts";

export function claims({
  largestZ,
  comparisons,
  disorders,
  complete,
  sizes,
}: KacRiceSummary): readonly Claim[] {
  return [
    claimOfValue("3c", largestZ, {
      statistic: `largest |measured − exact| in standard errors, ${comparisons} comparisons, N = ${sizes[0]?.n ?? "–"} to ${sizes.at(-1)?.n ?? "–"}`,
      note: `${complete} of ${disorders} disorders have a census that is proved complete.`,
      blocked: complete < disorders,
    }),
  ];
}
