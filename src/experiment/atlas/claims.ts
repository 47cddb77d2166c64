/** What atlas says of the paper's claims. */
import { claimOfValue } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import type { AtlasSample, AtlasSummary } from "./summary.ts";

/** Steps between the lowest points of index k and k + 1 are looked at below this k. */
const LAYERS = 4;

export function claims({ samples }: AtlasSummary): readonly Claim[] {
  if (samples.length === 0) return [];
  const steps = samples.flatMap(stepsOf);
  const least = steps.length === 0 ? null : Math.min(...steps);
  const complete = samples.every((sample) => sample.complete);
  const { n } = samples[0]!;
  const last = Math.min(LAYERS, n - 1) - 1;
  return [
    claimOfValue("2b", least, {
      statistic: `least step in H/N between the lowest points of index k and k + 1, k = 0 … ${last}, ${samples.length} ${samples.length === 1 ? "disorder" : "disorders"} of N = ${n}`,
      note: noteOf(complete, least),
      blocked: !complete,
    }),
  ];
}

function noteOf(complete: boolean, least: number | null): string {
  if (!complete) return "A list is not proved complete.";
  if (least === null) return "No disorder has critical points of an index and of the next.";
  return "Exact for these disorders: the lists are proved complete.";
}

/** From the lowest point of index k to that of k + 1, where a disorder has both. */
function stepsOf({ points }: AtlasSample): readonly number[] {
  const lowest = Array.from({ length: LAYERS + 1 }, (_, k) => {
    const energies = points.filter(({ index }) => index === k).map(({ energy }) => energy);
    return energies.length === 0 ? null : Math.min(...energies);
  });
  return lowest.slice(1).flatMap((next, k) => {
    const here = lowest[k]!;
    return here === null || next === null ? [] : [next - here];
  });
}
