/** From a claim of the paper's table and what was measured to a row of the ledger. */
import { type ClaimId, claimOf, type Threshold } from "../paper/claims.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { Claim, Verdict } from "./figure.ts";

/** What an experiment adds to a claim of the table. */
export interface Evidence {
  /** The statistic in the words of this config, such as with its range of sizes; the table's words when absent. */
  readonly statistic?: string;
  readonly note?: string | undefined;
  /** Something stands in the way of a verdict, such as a list that is not proved complete. */
  readonly blocked?: boolean;
}

/** A claim decided by an estimate: its whole 95% interval has to lie on the claim's side of the threshold. */
export function claimOfEstimate(id: ClaimId, estimate: Estimate | null, evidence: Evidence = {}): Claim {
  const { threshold } = claimOf(id);
  return {
    ...heading(id, evidence),
    value: estimate?.value ?? null,
    ...(estimate?.interval ? { interval: estimate.interval } : {}),
    threshold: thresholdText(threshold),
    verdict: evidence.blocked ? "inconclusive" : verdictOf(estimate, threshold),
    ...noteOf(evidence),
  };
}

/** A claim decided by a value that has no error: an exact formula, a complete list, a largest score. */
export function claimOfValue(id: ClaimId, value: number | null, evidence: Evidence = {}): Claim {
  const { threshold } = claimOf(id);
  return {
    ...heading(id, evidence),
    value,
    threshold: thresholdText(threshold),
    verdict: evidence.blocked || value === null ? "inconclusive" : exactVerdict(value, threshold),
    ...noteOf(evidence),
  };
}

function heading(id: ClaimId, { statistic }: Evidence): Pick<Claim, "id" | "statement" | "statistic"> {
  const claim = claimOf(id);
  return { id, statement: claim.sentence, statistic: statistic ?? claim.statistic };
}

const noteOf = ({ note }: Evidence): Pick<Claim, "note"> => (note ? { note } : {});

/** "> 0.3" */
export const thresholdText = ({ side, value }: Threshold): string =>
  `${side === "above" ? ">" : "<"} ${String(value).replace("-", "−")}`;

/** Supported when the whole interval lies on the wanted side, not supported when on the other, else inconclusive. */
export function verdictOf(estimate: Estimate | null, { side, value }: Threshold): Verdict {
  if (estimate?.interval == null) return "inconclusive";
  const [low, high] = estimate.interval;
  if (high < value) return side === "below" ? "supported" : "not supported";
  if (low > value) return side === "above" ? "supported" : "not supported";
  return "inconclusive";
}

const exactVerdict = (measured: number, { side, value }: Threshold): Verdict =>
  (side === "above" ? measured > value : measured < value) ? "supported" : "not supported";
