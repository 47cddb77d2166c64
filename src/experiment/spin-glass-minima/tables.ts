/** Tables and claims of spin-glass-minima. */
import { paperSpinGlassEnergies } from "../../paper/measured.ts";
import { difference } from "../../report/columns.ts";
import type { Claim, Table } from "../../report/figure.ts";
import { claimNumbers, verdictOf } from "../../report/verdict.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { unconvergedNote } from "../kit/convergence.ts";
import { OPTIMISER_NAMES } from "./figures.ts";
import type { SpinGlassConfig } from "./index.ts";
import type { SpinGlassGroup, SpinGlassSummary } from "./rows.ts";

const intervalText = (estimate: Estimate | null, digits = 4): string | null =>
  estimate?.interval
    ? estimate.interval.map((bound) => bound.toFixed(digits).replace("-", "−")).join(" … ")
    : null;

export function spinGlassTables(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Table[] {
  const main = summary.groups.filter(({ optimiser }) => optimiser === config.optimiser);
  return [
    {
      id: "spin-glass-energies",
      title: "Energy per spin of the end points, ours and the paper's",
      caption: `E∞ = ${summary.thresholdEnergy.toFixed(5)}, E₀ = ${summary.groundState.toFixed(5)}. The paper's column is one disorder a size; ours has several at small N, whose means differ by the spread between draws.${unconvergedNote(main)}`,
      columns: [
        { name: "N" },
        { name: "disorders" },
        { name: "starts" },
        { name: "not converged" },
        { name: "mean", digits: 5 },
        { name: "95% interval" },
        { name: "paper", digits: 5 },
        { name: "ours − paper", digits: 2 },
        { name: "spread between disorders", digits: 2 },
        { name: "sd", digits: 3 },
        { name: "paper's sd", digits: 3 },
        { name: "lowest", digits: 5 },
        { name: "mean + E∞", digits: 3 },
      ],
      rows: main.map((group) => {
        const paper = config.p === 3 ? paperSpinGlassEnergies[String(group.size)] : undefined;
        return [
          group.size,
          group.draws,
          group.starts,
          group.unconverged,
          group.mean?.value ?? null,
          intervalText(group.mean),
          paper?.mean ?? null,
          difference(group.mean?.value, paper?.mean),
          group.betweenDraws,
          group.deviation?.value ?? null,
          paper?.sd ?? null,
          group.lowest,
          group.mean ? group.mean.value + summary.thresholdEnergy : null,
        ];
      }),
    },
    {
      id: "spin-glass-end-points",
      title: "What the end points are",
      caption: `Energies, minima, indices and eigenvalues are those of converged descents; evaluations and the largest gradient are those of all.${unconvergedNote(summary.groups)}`,
      columns: [
        { name: "optimiser", align: "left" },
        { name: "N" },
        { name: "starts" },
        { name: "mean H/N", digits: 5 },
        { name: "gradient evaluations, median" },
        { name: "largest |grad|/√N", digits: 2 },
        { name: "not converged" },
        { name: "minima", unit: "%", digits: 4 },
        { name: "largest index" },
        { name: "mean lowest eigenvalue", digits: 3 },
      ],
      rows: summary.groups.map((group) => [
        OPTIMISER_NAMES[group.optimiser],
        group.size,
        group.starts,
        group.mean?.value ?? null,
        group.evaluationsMedian,
        group.largestGradient,
        group.unconverged,
        group.minimaShare ? 100 * group.minimaShare.value : null,
        group.largestIndex,
        group.lowestEigenvalueMean,
      ]),
    },
  ];
}

/** Thresholds stand here, fixed before any run was judged. */
const MOST_BELOW_GROUND_STATE = 0.05;
const LEAST_MINIMA = 0.95;
const MOST_HIGHER = 0.01;
/** Finite-size fluctuation of the ground state itself is of order 1/N: below this N it is no small correction. */
const LARGE = 100;

export function spinGlassClaims(summary: SpinGlassSummary, config: SpinGlassConfig): readonly Claim[] {
  const main = summary.groups.filter(({ optimiser }) => optimiser === config.optimiser);
  if (main.length === 0) return [];
  const sizes = main.map(({ size }) => size);
  const range = `N = ${Math.min(...sizes)} to ${Math.max(...sizes)}`;
  return [
    {
      id: "1a",
      statement: "The energies that descents reach move to −E∞ as N grows.",
      statistic: `exponent w of (mean H/N + E∞) ~ N^−w, ${range}`,
      ...claimNumbers(summary.meanExponent),
      threshold: "> 0.3",
      verdict: verdictOf(summary.meanExponent, "above", 0.3),
      note: `The interval is over starts, given the disorders.${unconvergedNote(main)}`,
    },
    {
      id: "1b",
      statement: "They concentrate: their spread vanishes as N grows.",
      statistic: `exponent w of sd(H/N) ~ N^−w, ${range}`,
      ...claimNumbers(summary.deviationExponent),
      threshold: "> 0.3",
      verdict: verdictOf(summary.deviationExponent, "above", 0.3),
      ...(unconvergedNote(main) === "" ? {} : { note: unconvergedNote(main).trim() }),
    },
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
    {
      id: "1c",
      statement: "No end point lies below the ground state −E₀ (up to finite-N fluctuation).",
      statistic: `share of end points with H/N < −E₀ at N = ${group.size}, ${endsText(group)}`,
      ...claimNumbers(group.belowGroundState),
      threshold: `< ${MOST_BELOW_GROUND_STATE}`,
      verdict: verdictOf(group.belowGroundState, "below", MOST_BELOW_GROUND_STATE),
      note: "Wilson's interval.",
    },
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
    {
      id: "1d",
      statement: "Descents end in local minima, not in saddles.",
      statistic: `share of end points of index 0 at N = ${group.size}, ${endsText(group)}`,
      ...claimNumbers(group.minimaShare),
      threshold: `> ${LEAST_MINIMA}`,
      verdict: verdictOf(group.minimaShare, "above", LEAST_MINIMA),
      note: "All eigenvalues of the Riemannian Hessian at each end point; Wilson's interval.",
    },
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
  const estimate: Estimate = { value: higher, interval };
  return [
    {
      id: "9a",
      statement: "Noise does not hurt: SGD ends no higher than plain gradient descent.",
      statistic: `mean H/N of SGD minus that of gradient descent, N = ${stochastic.size}, same starts`,
      ...claimNumbers(estimate),
      threshold: `< ${MOST_HIGHER}`,
      verdict: verdictOf(estimate, "below", MOST_HIGHER),
      note: `The interval adds both intervals and is wide: the samples are paired, which it does not use.${unconvergedNote([stochastic, plain])}`,
    },
  ];
}
