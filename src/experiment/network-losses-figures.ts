import type { Figure } from "../report/figure.ts";
import type { NetworkLossesSummary } from "./network-losses-rows.ts";
export function networkLossesFigures(_summary: NetworkLossesSummary): readonly Figure[] {
  return [];
}
