/** What complexity says of the paper's claims. */
import { claimOfValue } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import type { ComplexitySummary } from "./summary.ts";

export function claims(summary: ComplexitySummary): readonly Claim[] {
  const layers = summary.curves.flatMap(({ layer }) => (layer === null ? [] : [layer]));
  if (layers.length < 2) return [];
  const gaps = layers.slice(1).map((layer, i) => layers[i]! - layer);
  return [
    claimOfValue("2a", Math.min(...gaps), {
      statistic: `smallest E_k − E_(k+1) over k = 0 … ${layers.length - 2}, exact formula, p = ${summary.p}`,
      note: "A statement of the theory for N → ∞, evaluated here; it is not a measurement.",
    }),
  ];
}
