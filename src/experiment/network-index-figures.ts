import type { Figure } from "../report/figure.ts";
import type { NetworkIndexSummary } from "./network-index-rows.ts";
export function networkIndexFigures(_summary: NetworkIndexSummary): readonly Figure[] {
  return [];
}
