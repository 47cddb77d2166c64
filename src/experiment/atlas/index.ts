/** The atlas of a disorder: every critical point, certified; which minima join where; how much flows into each. */

import { z } from "zod";
import { pow } from "../../base/math.ts";
import { subStream } from "../../base/stream.ts";
import { mergeTree } from "../../critical/merge-tree.ts";
import { assertCensusFits, censusSeconds } from "../../critical/pspin/census.ts";
import { connectMinima, minimaReached, UNCONVERGED } from "../../critical/pspin/connections.ts";
import { normals } from "../../engine/random.ts";
import type { Experiment, Task, TaskContext } from "../../run/contract.ts";
import { wilsonInterval } from "../../stats/proportion.ts";
import { layerEnergy, thresholdEnergy } from "../../theory/index.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import { assertDistinct } from "../kit/list-checks.ts";
import { seedKey } from "../kit/training/protocol.ts";
import { atlasClaims, atlasFigures, atlasTables } from "./report.ts";
import type { AtlasMinimum, AtlasRow, AtlasSample, AtlasSummary } from "./rows.ts";

const schema = z.strictObject({
  seed: seedKey,
  p: z.int().min(3).max(8).describe("Order of the interaction: the depth H of the paper's network."),
  N: z.int().min(2).max(24).describe("Number of spins."),
  draws: z
    .array(z.int().min(0).max(1_000_000))
    .min(1)
    .max(20)
    .describe("Numbers of the disorders, one atlas each."),
  starts: z.int().min(1).max(10_000_000).describe("Random starts of the descents that measure basins."),
  budget: z.int().min(1).max(20_000_000).describe("Most paths of the homotopy that one disorder may take."),
});

export type AtlasConfig = z.infer<typeof schema>;

interface AtlasTask extends Task {
  readonly draw: number;
}

const BUDGET = 300_000;

const presets: Experiment<AtlasConfig, AtlasTask, AtlasRow, AtlasSummary>["presets"] = {
  quick: { p: 3, N: 12, draws: [0], starts: 1000, budget: BUDGET },
  laptop: { p: 3, N: 14, draws: [0, 1], starts: 10_000, budget: BUDGET },
  paper: { p: 3, N: 16, draws: [0, 1, 2, 3], starts: 100_000, budget: BUDGET },
};

const SHARE_OF_CENSUS = 0.7;
const STARTS_A_CALL = 256;
/** Seconds of one descent at n = 12, and how it grows. */
const descentSeconds = (n: number, p: number): number => 2e-8 * pow(n, p) * 60;

function tasks({ draws, N, p, starts }: AtlasConfig): readonly AtlasTask[] {
  const seconds = censusSeconds(N, p) + 0.1 + starts * descentSeconds(N, p);
  return draws.map((draw) => ({ key: `N=${N}/disorder=${draw}`, seconds, draw }));
}

async function run({ draw }: AtlasTask, context: TaskContext<AtlasConfig>): Promise<AtlasRow> {
  const { N: n, p, budget, starts } = context.config;
  const couplings = drawCouplings(context, { n, p, draw });
  try {
    const census = await censusOf(context, couplings, {
      budget,
      progress: (fraction) => context.progress(SHARE_OF_CENSUS * fraction),
    });
    const { edges, unresolved, unconverged } = connectMinima(context.engine, couplings, census.points);
    const minima = census.points.filter(({ index }) => index === 0);
    const basins = minima.map(() => 0);
    let [lost, unconvergedStarts] = [0, 0];
    const key = context.sharedStream(`basins ${n} ${draw}`);
    for (let first = 0; first < starts; first += STARTS_A_CALL) {
      const count = Math.min(STARTS_A_CALL, starts - first);
      const points = new Float64Array(count * n);
      for (let r = 0; r < count; r++)
        points.set(normals(context.engine, subStream(key, first + r), n), r * n);
      for (const end of minimaReached(couplings, minima, points)) {
        if (end === UNCONVERGED) unconvergedStarts++;
        else if (end < 0) lost++;
        else basins[end]!++;
      }
      context.progress(SHARE_OF_CENSUS + ((1 - SHARE_OF_CENSUS) * (first + count)) / starts);
      await Promise.resolve();
    }
    return {
      n,
      p,
      draw,
      complete: census.complete,
      missing: census.missing,
      solutions: census.foundClasses,
      expectedSolutions: census.expectedClasses,
      retracked: census.retracked,
      points: census.points.map(({ energy, index, smallest, alpha }) => ({ energy, index, smallest, alpha })),
      edges,
      unresolved,
      unconverged,
      basins,
      lost,
      unconvergedStarts,
    };
  } finally {
    couplings.dispose();
  }
}

function reduce(rows: readonly AtlasRow[], { p }: AtlasConfig): AtlasSummary {
  return {
    p,
    groundState: layerEnergy(0, p),
    thresholdEnergy: thresholdEnergy(p),
    samples: rows.map(sampleOf),
  };
}

function sampleOf(row: AtlasRow): AtlasSample {
  const energies = row.points.filter(({ index }) => index === 0).map(({ energy }) => energy);
  const tree = mergeTree(energies, row.edges);
  const starts = row.basins.reduce((sum, count) => sum + count, 0) + row.lost;
  const minima = energies.map(
    (energy, i): AtlasMinimum => ({
      energy,
      share: starts === 0 ? 0 : row.basins[i]! / starts,
      shareInterval: starts === 0 ? [0, 1] : wilsonInterval(row.basins[i]!, starts),
      barrier: tree.heights[i] === null ? null : row.n * (tree.heights[i]! - energy),
    }),
  );
  return {
    n: row.n,
    draw: row.draw,
    complete: row.complete,
    missing: row.missing,
    solutions: row.solutions,
    expectedSolutions: row.expectedSolutions,
    counts: Array.from({ length: row.n }, (_, k) => row.points.filter(({ index }) => index === k).length),
    points: row.points,
    minima,
    merges: tree.merges,
    components: tree.components,
    unresolved: row.unresolved,
    unconverged: row.unconverged,
    lost: row.lost,
    unconvergedStarts: row.unconvergedStarts,
  };
}

export const atlas: Experiment<AtlasConfig, AtlasTask, AtlasRow, AtlasSummary> = {
  id: "atlas",
  title: "The atlas of a spin glass",
  question:
    "What does the whole landscape of one disorder look like: every critical point, and how minima are joined?",
  answers: ["beyond the paper"],
  schema,
  presets,
  check: ({ N, p, budget, draws }) => {
    assertDistinct("draws", draws);
    assertCensusFits(N, p, budget);
  },
  tasks,
  run,
  reduce,
  figures: atlasFigures,
  tables: atlasTables,
  claims: atlasClaims,
  notes: () => [
    "Heights at which minima join: the lowest index-1 saddles, each followed down both sides of its negative curvature by gradient descent of small steps. Passes over higher saddles only repeat joins that lower ones made.",
    "Shares of the sphere: where gradient descent of small steps ends from uniformly random starts, with Wilson's 95% intervals. Descents that did not reach their tolerance are counted apart: they are no part of a share.",
  ],
};
