/** What spin-glass-minima says of the paper's claims. */

import { claimOfEstimate } from "../../report/claim.ts";
import type { Claim } from "../../report/figure.ts";
import { unconvergedNote } from "../kit/convergence.ts";
import type { SpinGlassConfig } from "./config.ts";
import type { SpinGlassGroup, SpinGlassSummary } from "./summary.ts";

/** Finite-size fluctuation of the ground state itself is of order 1/N: below this N it is no small correction. */
const LARGE = 100;

export function claims(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Claim[] {
  const main = summary.groups.filter(({ optimiser }) => optimiser === config.optimiser);
  // the paper speaks of the pure glass; a note says that others are not judged
  if (main.length === 0 || summary.p === null) return [];
  const sizes = main.map(({ size }) => size);
  const range = `N = ${Math.min(...sizes)} to ${Math.max(...sizes)}`;
  return [
    claimOfEstimate("1a", summary.meanExponent, {
      statistic: `exponent w of (mean H/N + E∞) ~ N^−w, ${range}`,
      note: `The interval is over starts, given the disorders.${unconvergedNote(main)}`,
    }),
    claimOfEstimate("1b", summary.deviationExponent, {
      statistic: `exponent w of sd(H/N) ~ N^−w, ${range}`,
      note: unconvergedNote(main).trim(),
    }),
    ...groundStateClaim(main),
    ...minimaClaim(main),
    ...noiseClaim(summary),
  ];
}

/** "200 starts", or "198 of 200 starts that converged". */
function endsText({ starts, unconverged }: SpinGlassGroup): string {
  return unconverged === 0
    ? `${starts} starts`
    : `${starts - unconverged} of ${starts} starts that converged`;
}

function groundStateClaim(main: readonly SpinGlassGroup[]): readonly Claim[] {
  const large = main.filter(({ size, belowGroundState }) => size >= LARGE && belowGroundState !== null);
  const group = large.reduce<SpinGlassGroup | null>(
    (best, each) => (best && best.energies.length >= each.energies.length ? best : each),
    null,
  );
  if (!group) return [];
  return [
    claimOfEstimate("1c", group.belowGroundState, {
      statistic: `share of end points with H/N < −E₀ at N = ${group.size}, ${endsText(group)}`,
      note: "Wilson's interval.",
    }),
  ];
}

function minimaClaim(main: readonly SpinGlassGroup[]): readonly Claim[] {
  const judged = main.filter(({ minimaShare }) => minimaShare !== null);
  const group = judged.reduce<SpinGlassGroup | null>(
    (best, each) => (best && best.energies.length >= each.energies.length ? best : each),
    null,
  );
  if (!group) return [];
  return [
    claimOfEstimate("1d", group.minimaShare, {
      statistic: `share of end points of index 0 at N = ${group.size}, ${endsText(group)}`,
      note: "All eigenvalues of the Riemannian Hessian at each end point; Wilson's interval.",
    }),
  ];
}

function noiseClaim(summary: SpinGlassSummary): readonly Claim[] {
  const of = (optimiser: string) => summary.groups.filter((group) => group.optimiser === optimiser);
  const stochastic = of("paper-sgd").at(-1);
  const plain = of("gradient-descent").find((group) => group.size === stochastic?.size);
  if (!stochastic?.mean || !plain?.mean) return [];
  const higher = stochastic.mean.value - plain.mean.value;
  const [a, b] = [stochastic.mean.interval, plain.mean.interval];
  // conservative: the two samples share starts and disorders
  const interval = a && b ? ([a[0] - b[1], a[1] - b[0]] as const) : null;
  return [
    claimOfEstimate(
      "9a",
      { value: higher, interval },
      {
        statistic: `mean H/N of SGD minus that of gradient descent, N = ${stochastic.size}, same starts`,
        note: `The interval adds both intervals and is wide: the samples are paired, which it does not use.${unconvergedNote([stochastic, plain])}`,
      },
    ),
  ];
}
