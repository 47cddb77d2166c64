import type { Figure } from "../report/figure.ts";
import type { AnnealingSummary } from "./annealing-rows.ts";
export function annealingFigures(_summary: AnnealingSummary): readonly Figure[] {
  return [];
}
