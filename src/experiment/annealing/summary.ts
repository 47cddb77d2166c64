/** From the losses of single networks to SGD against annealing, and to what three values cost. */
import type { JsonObject } from "../../base/json.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { bootstrapEstimate } from "../../stats/estimate.ts";
import { mean, standardDeviation } from "../../stats/moments.ts";
import { welchDifference } from "../../stats/student.ts";
import type { NetworkOutcome } from "../kit/training/outcome.ts";
import { provenanceOf } from "../kit/training/provenance.ts";
import type { AnnealingMethod } from "./config.ts";
import type { AnnealingRow } from "./run.ts";

export type MethodSummary = {
  readonly method: AnnealingMethod;
  readonly hidden: number;
  readonly networks: number;
  readonly trainMean: number;
  readonly testMean: Estimate;
  readonly testSd: number;
  readonly trainAccuracy: number;
  readonly testAccuracy: Estimate;
  readonly acceptance: number | null;
};

export type AnnealingSummary = JsonObject & {
  readonly provenance: string;
  readonly genuine: boolean;
  /** Networks whose loss left the finite numbers, of all trained by any method. */
  readonly diverged: number;
  readonly trained: number;
  readonly methods: readonly MethodSummary[];
  /** A size's mean test loss under SGD over that under annealing, minus one. */
  readonly excess: readonly { readonly hidden: number; readonly excess: Estimate }[];
  /** Mean of `excess` over the sizes. */
  readonly meanExcess: Estimate | null;
  /** The same of the train loss. */
  readonly meanTrainExcess: number | null;
  /** Test accuracy lost with three-valued parameters, in percentage points, against annealing and against SGD. */
  readonly dropAgainstAnnealing: Estimate | null;
  readonly dropAgainstSgd: Estimate | null;
  readonly redundantHidden: number | null;
  /** [method, hidden, test loss] of every network of Figure 6. */
  readonly points: readonly (readonly [string, number, number])[];
  /** [method, test accuracy] of every network of the redundancy test. */
  readonly redundancy: readonly (readonly [string, number])[];
};

const METHODS: readonly AnnealingMethod[] = [
  "sgd",
  "annealing",
  "three-valued",
  "unrestricted",
  "unrestricted-sgd",
];

const PER_CENT = 100;

interface Group {
  readonly method: AnnealingMethod;
  readonly hidden: number;
  readonly networks: readonly NetworkOutcome[];
  readonly acceptance: number | null;
}

export function reduce(rows: readonly AnnealingRow[]): AnnealingSummary {
  const groups = groupsOfRows(rows).filter((group) => group.networks.length >= 2);
  const find = (method: AnnealingMethod, hidden?: number) =>
    groups.find((group) => group.method === method && (hidden === undefined || group.hidden === hidden));
  const pairs = groups
    .filter((group) => group.method === "sgd")
    .flatMap((sgd) => {
      const annealed = find("annealing", sgd.hidden);
      if (annealed === undefined) return [];
      const samples = [losses(sgd), losses(annealed)];
      return [{ hidden: sgd.hidden, samples, trainSamples: [trainLosses(sgd), trainLosses(annealed)] }];
    });
  const threeValued = find("three-valued");
  return {
    ...provenanceOf(rows),
    diverged: rows.reduce((sum, row) => sum + row.diverged, 0),
    trained: rows.reduce((sum, row) => sum + row.diverged + row.networks.length, 0),
    methods: groups.map(summariseGroup),
    excess: pairs.flatMap(({ hidden, samples }) => {
      const excess = excessEstimate(samples);
      return excess === null ? [] : [{ hidden, excess }];
    }),
    meanExcess: excessEstimate(pairs.flatMap((pair) => pair.samples)),
    meanTrainExcess: finiteOrNull(meanExcess(pairs.flatMap((pair) => pair.trainSamples))),
    dropAgainstAnnealing: accuracyDrop(find("unrestricted"), threeValued),
    dropAgainstSgd: accuracyDrop(find("unrestricted-sgd"), threeValued),
    redundantHidden: threeValued?.hidden ?? null,
    points: groups
      .filter((group) => group.method === "sgd" || group.method === "annealing")
      .flatMap((group) => group.networks.map((o) => [group.method, group.hidden, o.testLoss] as const)),
    redundancy: groups
      .filter((group) => group.method !== "sgd" && group.method !== "annealing")
      .flatMap((group) => group.networks.map((o) => [group.method, o.testAccuracy] as const)),
  };
}

function groupsOfRows(rows: readonly AnnealingRow[]): readonly Group[] {
  const sizes = [...new Set(rows.map((row) => row.hidden))].sort((a, b) => a - b);
  return METHODS.flatMap((method) =>
    sizes.flatMap((hidden) => {
      const own = rows.filter((row) => row.method === method && row.hidden === hidden);
      if (own.length === 0) return [];
      const rates = own.flatMap((row) => (row.acceptance === null ? [] : [row.acceptance]));
      const acceptance = rates.length === 0 ? null : mean(rates);
      return [{ method, hidden, networks: own.flatMap((row) => row.networks), acceptance }];
    }),
  );
}

const losses = (group: Group): readonly number[] => group.networks.map((o) => o.testLoss);

const trainLosses = (group: Group): readonly number[] => group.networks.map((o) => o.trainLoss);

const accuracies = (group: Group): readonly number[] => group.networks.map((o) => o.testAccuracy);

function estimate(
  samples: readonly (readonly number[])[],
  statistic: (samples: readonly (readonly number[])[]) => number,
): Estimate {
  return bootstrapEstimate(samples, statistic);
}

/**
 * Mean over sizes of (mean of SGD) / (mean of annealing) - 1; samples alternate SGD, annealing, SGD, … NaN without samples, and
 * where the losses of annealing are all 0: there is no ratio to them.
 */
function meanExcess(samples: readonly (readonly number[])[]): number {
  const ratios: number[] = [];
  for (let i = 0; i < samples.length; i += 2) ratios.push(mean(samples[i]!) / mean(samples[i + 1]!) - 1);
  return ratios.length > 0 && ratios.every(Number.isFinite) ? mean(ratios) : Number.NaN;
}

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

const excessEstimate = (samples: readonly (readonly number[])[]): Estimate | null =>
  Number.isFinite(meanExcess(samples)) ? estimate(samples, meanExcess) : null;

function accuracyDrop(baseline: Group | undefined, restricted: Group | undefined): Estimate | null {
  if (baseline === undefined || restricted === undefined) return null;
  return welchDifference(
    accuracies(baseline).map((share) => PER_CENT * share),
    accuracies(restricted).map((share) => PER_CENT * share),
  );
}

function summariseGroup(group: Group): MethodSummary {
  const test = losses(group);
  return {
    method: group.method,
    hidden: group.hidden,
    networks: group.networks.length,
    trainMean: mean(group.networks.map((o) => o.trainLoss)),
    testMean: estimate([test], ([drawn]) => mean(drawn!)),
    testSd: standardDeviation(test),
    trainAccuracy: mean(group.networks.map((o) => o.trainAccuracy)),
    testAccuracy: estimate([accuracies(group)], ([drawn]) => mean(drawn!)),
    acceptance: group.acceptance,
  };
}
