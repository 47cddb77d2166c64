/**
 * The cost of leaving a minimum: how high the lowest pass to the lowest minimum lies above the others, and how that grows with N
 * [ChoEtAl15, section 4: crossing to another minimum costs a barrier that grows with the size].
 */

import { z } from "zod";
import type { JsonObject } from "../../base/json.ts";
import { pow } from "../../base/math.ts";
import { subStream } from "../../base/stream.ts";
import { mergeTree } from "../../critical/merge-tree.ts";
import { assertCensusFits, censusSeconds } from "../../critical/pspin/census.ts";
import { connectMinima, minimaReached, UNCONVERGED } from "../../critical/pspin/connections.ts";
import { normals } from "../../engine/random.ts";
import type { Experiment, Task, TaskContext } from "../../run/contract.ts";
import type { Estimate } from "../../stats/estimate.ts";
import { mean } from "../../stats/moments.ts";
import { resampleInterval } from "../../stats/resample.ts";
import { logLogSlope } from "../../stats/weighted-slope.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import { assertDistinct, assertOneEach } from "../kit/list-checks.ts";
import { groupsOf, seedKey } from "../kit/training/protocol.ts";
import { barrierClaims, barrierFigures, barrierTables } from "./report.ts";

const schema = z.strictObject({
  seed: seedKey,
  p: z.int().min(3).max(8).describe("Order of the interaction: the depth H of the paper's network."),
  sizes: z.array(z.int().min(3).max(20)).min(1).max(20).describe("Numbers of spins N."),
  disorders: z
    .array(z.int().min(2).max(100_000))
    .min(1)
    .max(20)
    .describe("Draws of the couplings, one number a size."),
  starts: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe("Random starts a disorder: minima are weighted by how many end in them."),
  budget: z.int().min(1).max(20_000_000).describe("Most paths of the homotopy that one disorder may take."),
});

export type BarrierConfig = z.infer<typeof schema>;

interface BarrierTask extends Task {
  readonly n: number;
  readonly first: number;
  readonly past: number;
}

/** One disorder. */
type Barriers = {
  readonly draw: number;
  readonly complete: boolean;
  readonly minima: number;
  /** Barrier in H from each minimum but the lowest, and the share of starts that end in it. */
  readonly barriers: readonly { readonly height: number; readonly share: number }[];
  /** Minima from which no pass to the lowest was resolved. */
  readonly cut: number;
  /** Share of starts that end in the lowest minimum, of those whose descent converged; 0 when none did. */
  readonly lowestShare: number;
  /** Starts whose descent did not converge, and saddles of which a side's did not. */
  readonly unconverged: number;
  readonly unconvergedSaddles: number;
};

type BarrierRow = JsonObject & { readonly n: number; readonly disorders: readonly Barriers[] };

export type BarrierSize = {
  readonly n: number;
  readonly disorders: number;
  readonly single: number;
  readonly incomplete: number;
  readonly cut: number;
  readonly starts: number;
  readonly unconverged: number;
  readonly unconvergedSaddles: number;
  /** Mean over disorders of the mean barrier over minima but the lowest, weighted by their basins. */
  readonly weighted: Estimate;
  readonly plain: Estimate;
  readonly highest: Estimate;
  readonly lowestShare: Estimate;
};

export type BarrierSummary = JsonObject & {
  readonly p: number;
  readonly sizes: readonly BarrierSize[];
  /** d log(barrier) / d log N. */
  readonly exponent: Estimate | null;
};

const BUDGET = 300_000;

const presets: Experiment<BarrierConfig, BarrierTask, BarrierRow, BarrierSummary>["presets"] = {
  quick: { p: 3, sizes: [4, 6, 8, 10], disorders: [150, 100, 60, 24], starts: 100, budget: BUDGET },
  laptop: {
    p: 3,
    sizes: [4, 6, 8, 10, 12],
    disorders: [1000, 500, 300, 150, 60],
    starts: 200,
    budget: BUDGET,
  },
  paper: {
    p: 3,
    sizes: [4, 6, 8, 10, 12, 14],
    disorders: [5000, 5000, 3000, 1000, 400, 100],
    starts: 1000,
    budget: BUDGET,
  },
};

const TASK_SECONDS = 0.5;

function tasks({ sizes, disorders, p, starts }: BarrierConfig): readonly BarrierTask[] {
  return sizes.flatMap((n, i) => {
    const seconds = censusSeconds(n, p) + 2e-4 * pow(1.7, n) + starts * 1.2e-6 * pow(n, p);
    const group = Math.max(1, Math.min(50, Math.floor(TASK_SECONDS / seconds)));
    return groupsOf(disorders[i]!, group).map(([first, past]) => ({
      key: `N=${n}/disorder=${first}-${past - 1}`,
      seconds: seconds * (past - first),
      n,
      first,
      past,
    }));
  });
}

function check({ sizes, disorders, p, budget }: BarrierConfig): void {
  assertOneEach(["disorders", disorders], ["sizes", sizes]);
  assertDistinct("sizes", sizes);
  for (const n of sizes) assertCensusFits(n, p, budget);
}

async function run(
  { n, first, past }: BarrierTask,
  context: TaskContext<BarrierConfig>,
): Promise<BarrierRow> {
  const disorders: Barriers[] = [];
  for (let draw = first; draw < past; draw++) {
    disorders.push(await barriersOf(n, draw, context));
    context.progress((draw + 1 - first) / (past - first));
  }
  return { n, disorders };
}

async function barriersOf(n: number, draw: number, context: TaskContext<BarrierConfig>): Promise<Barriers> {
  const { p, starts, budget } = context.config;
  const couplings = drawCouplings(context, { n, p, draw });
  try {
    const census = await censusOf(context, couplings, { budget });
    const minima = census.points.filter(({ index }) => index === 0);
    const { edges, unconverged: unconvergedSaddles } = connectMinima(
      context.engine,
      couplings,
      census.points,
    );
    const { heights } = mergeTree(
      minima.map(({ energy }) => energy),
      edges,
    );
    const key = context.sharedStream(`barrier starts ${n} ${draw}`);
    const points = new Float64Array(starts * n);
    for (let r = 0; r < starts; r++) points.set(normals(context.engine, subStream(key, r), n), r * n);
    const ends = minimaReached(couplings, minima, points);
    const unconverged = ends.filter((end) => end === UNCONVERGED).length;
    const shareOf = (i: number): number =>
      ends.filter((end) => end === i).length / Math.max(1, starts - unconverged);
    const others = minima.map((_, i) => i).slice(1);
    return {
      draw,
      complete: census.complete,
      minima: minima.length,
      barriers: others.flatMap((i) =>
        heights[i] === null || heights[i] === undefined
          ? []
          : [{ height: n * (heights[i] - minima[i]!.energy), share: shareOf(i) }],
      ),
      cut: others.filter((i) => heights[i] === null).length,
      lowestShare: shareOf(0),
      unconverged,
      unconvergedSaddles,
    };
  } finally {
    couplings.dispose();
  }
}

function reduce(rows: readonly BarrierRow[], { p, starts }: BarrierConfig): BarrierSummary {
  const sizes = [...new Set(rows.map(({ n }) => n))].sort((a, b) => a - b);
  const samples = sizes.map((n) => rows.filter((row) => row.n === n).flatMap((row) => row.disorders));
  const usable = samples.map((list) => list.filter(({ barriers }) => weightedMean(barriers) !== null));
  const ready = sizes.flatMap((n, i) =>
    usable[i]!.length >= 2 ? [{ n, list: samples[i]!, usable: usable[i]! }] : [],
  );
  const slope = (drawn: readonly (readonly Barriers[])[]): number =>
    logLogSlope(
      ready.map(({ n }) => n),
      drawn.map((list) => mean(list.map(({ barriers }) => weightedMean(barriers)!))),
    );
  const lists = ready.map((each) => each.usable);
  return {
    p,
    sizes: ready.map((each) => sizeOf(each, starts)),
    exponent: ready.length < 2 ? null : { value: slope(lists), interval: resampleInterval(lists, slope) },
  };
}

/** Null when no start ends in any of them. */
function weightedMean(barriers: Barriers["barriers"]): number | null {
  const weight = barriers.reduce((sum, { share }) => sum + share, 0);
  if (weight === 0) return null;
  return barriers.reduce((sum, { height, share }) => sum + height * share, 0) / weight;
}

interface SizeParts {
  readonly n: number;
  readonly list: readonly Barriers[];
  /** Those with a minimum beside the lowest that descents end in. */
  readonly usable: readonly Barriers[];
}

function sizeOf({ n, list, usable }: SizeParts, starts: number): BarrierSize {
  const estimate = (statistic: (one: Barriers) => number): Estimate => {
    const values = usable.map(statistic);
    return { value: mean(values), interval: resampleInterval([values], ([drawn]) => mean(drawn!)) };
  };
  return {
    n,
    disorders: list.length,
    single: list.filter(({ minima }) => minima === 1).length,
    incomplete: list.filter(({ complete }) => !complete).length,
    cut: list.reduce((sum, { cut }) => sum + cut, 0),
    starts: starts * list.length,
    unconverged: list.reduce((sum, { unconverged }) => sum + unconverged, 0),
    unconvergedSaddles: list.reduce((sum, { unconvergedSaddles }) => sum + unconvergedSaddles, 0),
    weighted: estimate(({ barriers }) => weightedMean(barriers)!),
    plain: estimate(({ barriers }) => mean(barriers.map(({ height }) => height))),
    highest: estimate(({ barriers }) => Math.max(...barriers.map(({ height }) => height))),
    lowestShare: estimate(({ lowestShare }) => lowestShare),
  };
}

export const barrier: Experiment<BarrierConfig, BarrierTask, BarrierRow, BarrierSummary> = {
  id: "barrier",
  title: "Barriers between minima",
  question:
    "How much energy does it cost to leave a minimum for the lowest one, and how does that grow with N?",
  answers: ["section 4, the remark on hardness"],
  schema,
  presets,
  check,
  tasks,
  run,
  reduce,
  figures: barrierFigures,
  tables: barrierTables,
  claims: barrierClaims,
  notes: () => [
    "The barrier of a minimum is the energy H (not per spin) of the lowest pass on the way to the lowest minimum, minus its own: exact, for all critical points are known. Weighted means count a minimum as often as random starts descend into it.",
    "Small N only: what a barrier does at N in the hundreds is an extrapolation of this, not a measurement.",
  ],
};
