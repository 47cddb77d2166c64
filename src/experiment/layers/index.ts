/**
 * The layered structure of a landscape [ChoEtAl15, section 4; AufBenCer13]: index against energy of every critical point of small
 * disorders, and the lowest energy at which each index occurs, with exact and asymptotic theory.
 */

import { z } from "zod";
import type { JsonObject } from "../../base/json.ts";
import { pow } from "../../base/math.ts";
import { assertCensusFits, censusSeconds } from "../../critical/pspin/census.ts";
import type { Experiment, Task, TaskContext } from "../../run/contract.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { ascending, mean, variance } from "../../stats/moments.ts";
import { studentQuantile } from "../../stats/student.ts";
import { layerEnergy, meanCountsOfIndices, thresholdEnergy } from "../../theory/index.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import { seedKey } from "../kit/training/protocol.ts";
import { layersClaims, layersFigures, layersTables } from "./report.ts";

const schema = z.strictObject({
  seed: seedKey,
  p: z.int().min(3).max(8).describe("Order of the interaction: the depth H of the paper's network."),
  N: z.int().min(3).max(20).describe("Number of spins."),
  disorders: z.int().min(2).max(100_000).describe("Draws of the couplings."),
  budget: z.int().min(1).max(20_000_000).describe("Most paths of the homotopy that one disorder may take."),
});

export type LayersConfig = z.infer<typeof schema>;

interface LayersTask extends Task {
  readonly draw: number;
}

type LayersRow = JsonObject & {
  readonly draw: number;
  readonly complete: boolean;
  /** [H/N, index] of every critical point. */
  readonly points: readonly (readonly [number, number])[];
};

export type Layer = {
  readonly k: number;
  readonly count: number;
  /** Lowest H/N of index k in a disorder: mean over disorders that have one. */
  readonly lowest: Estimate;
  /** Lowest of index k + 1 minus lowest of index k, within each disorder. */
  readonly step: Estimate | null;
  readonly meanEnergy: Estimate;
  /** Exact mean and standard deviation of the energy of points of index k. */
  readonly exactMean: number;
  readonly exactSd: number;
  /** -E_k of the limit N -> inf. */
  readonly limit: number;
};

export type LayersSummary = JsonObject & {
  readonly n: number;
  readonly p: number;
  readonly disorders: number;
  readonly incomplete: number;
  readonly groundState: number;
  readonly thresholdEnergy: number;
  readonly layers: readonly Layer[];
  readonly points: readonly (readonly [number, number])[];
};

const BUDGET = 300_000;

const presets: Experiment<LayersConfig, LayersTask, LayersRow, LayersSummary>["presets"] = {
  quick: { p: 3, N: 10, disorders: 20, budget: BUDGET },
  laptop: { p: 3, N: 12, disorders: 60, budget: BUDGET },
  paper: { p: 3, N: 14, disorders: 200, budget: BUDGET },
};

function tasks({ N, p, disorders }: LayersConfig): readonly LayersTask[] {
  const seconds = censusSeconds(N, p) + 2e-4 * pow(1.7, N);
  return Array.from({ length: disorders }, (_, draw) => ({ key: `N=${N}/disorder=${draw}`, seconds, draw }));
}

async function run({ draw }: LayersTask, context: TaskContext<LayersConfig>): Promise<LayersRow> {
  const { N: n, p, budget } = context.config;
  const couplings = drawCouplings(context, { n, p, draw });
  try {
    const census = await censusOf(context, couplings, { budget, progress: context.progress });
    return {
      draw,
      complete: census.complete,
      points: census.points.map(({ energy, index }) => [energy, index] as const),
    };
  } finally {
    couplings.dispose();
  }
}

const LEVEL = 0.95;
/** Points of the scatter plot, at most: enough to see the cloud. */
const MOST_POINTS = 4000;

function estimateOf(values: readonly number[]): Estimate {
  const value = mean(values);
  if (values.length < 2) return { value, interval: null };
  const half = studentQuantile(LEVEL, values.length - 1) * Math.sqrt(variance(values) / values.length);
  return { value, interval: [value - half, value + half] };
}

function reduce(rows: readonly LayersRow[], { N: n, p }: LayersConfig): LayersSummary {
  const exact = meanCountsOfIndices(
    { n, p },
    Array.from({ length: n }, (_, k) => k),
  );
  const lowestOf = (row: LayersRow, k: number): number | null =>
    ascending(row.points.filter(([, index]) => index === k).map(([energy]) => energy))[0] ?? null;
  const layers = exact.flatMap(({ k, meanEnergy, sdEnergy }): Layer[] => {
    const lowest = rows.flatMap((row) => lowestOf(row, k) ?? []);
    if (lowest.length === 0) return [];
    const steps = rows.flatMap((row) => {
      const [here, next] = [lowestOf(row, k), lowestOf(row, k + 1)];
      return here === null || next === null ? [] : [next - here];
    });
    const all = rows.flatMap((row) => row.points.filter(([, index]) => index === k));
    return [
      {
        k,
        count: all.length,
        lowest: estimateOf(lowest),
        step: steps.length > 0 ? estimateOf(steps) : null,
        meanEnergy: { value: mean(all.map(([energy]) => energy)), interval: null },
        exactMean: meanEnergy,
        exactSd: sdEnergy,
        limit: -layerEnergy(k, p),
      },
    ];
  });
  const points = rows.flatMap((row) => row.points);
  const keep = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  return {
    n,
    p,
    disorders: rows.length,
    incomplete: rows.filter(({ complete }) => !complete).length,
    groundState: layerEnergy(0, p),
    thresholdEnergy: thresholdEnergy(p),
    layers,
    points: points.filter((_, i) => i % keep === 0),
  };
}

export const layers: Experiment<LayersConfig, LayersTask, LayersRow, LayersSummary> = {
  id: "layers",
  title: "Layers: lower index, lower energy",
  question: "Does the index of a critical point tell its energy, and where does each index begin?",
  answers: ["section 4, the layered structure"],
  schema,
  presets,
  check: ({ N, p, budget }) => assertCensusFits(N, p, budget),
  tasks,
  run,
  reduce,
  figures: layersFigures,
  tables: layersTables,
  claims: layersClaims,
  notes: (summary) => [
    `Every critical point of ${summary.disorders} disorders of N = ${summary.n}; ${summary.disorders - summary.incomplete} lists are proved complete.`,
    "The curve of index against energy is the limit N → ∞ (shifted semicircle); at small N the points lie around it. −E_k are limits too: at small N the lowest points of low index lie above them in the mean.",
  ],
};
