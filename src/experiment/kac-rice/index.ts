/**
 * Kac and Rice, exactly: mean numbers of critical points by index, over disorders whose every critical point was found and
 * certified, against the exact finite-N formula [AufBenCer13, Theorem 2.2].
 */
import { z } from "zod";
import { pow } from "../../base/math.ts";
import { assertCensusFits, censusSeconds } from "../../critical/pspin/census.ts";
import type { Experiment, Task, TaskContext } from "../../run/contract.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import { assertDistinct, assertOneEach } from "../kit/list-checks.ts";
import { groupsOf, seedKey } from "../kit/training/protocol.ts";
import { kacRiceClaims, kacRiceFigures, kacRiceTables } from "./report.ts";
import type { KacRiceRow, KacRiceSummary } from "./rows.ts";
import { summariseKacRice } from "./summary.ts";

const schema = z.strictObject({
  seed: seedKey,
  p: z.int().min(3).max(8).describe("Order of the interaction: the depth H of the paper's network."),
  sizes: z.array(z.int().min(2).max(20)).min(1).max(20).describe("Numbers of spins N."),
  disorders: z
    .array(z.int().min(2).max(100_000))
    .min(1)
    .max(20)
    .describe("Draws of the couplings, one number a size."),
  budget: z.int().min(1).max(20_000_000).describe("Most paths of the homotopy that one disorder may take."),
});

export type KacRiceConfig = z.infer<typeof schema>;

interface KacRiceTask extends Task {
  readonly n: number;
  readonly first: number;
  readonly past: number;
}

const BUDGET = 300_000;

const presets: Experiment<KacRiceConfig, KacRiceTask, KacRiceRow, KacRiceSummary>["presets"] = {
  quick: {
    p: 3,
    sizes: [2, 3, 4, 5, 6, 7, 8, 9, 10],
    disorders: [400, 400, 300, 200, 150, 100, 60, 30, 12],
    budget: BUDGET,
  },
  laptop: {
    p: 3,
    sizes: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    disorders: [4000, 4000, 3000, 2000, 1000, 800, 500, 200, 100, 50, 30],
    budget: BUDGET,
  },
  paper: {
    p: 3,
    sizes: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],
    disorders: [20_000, 20_000, 20_000, 20_000, 10_000, 8000, 5000, 2000, 1000, 500, 300, 100, 30],
    budget: BUDGET,
  },
};

/** Hessians, their eigenvalues and the host's share, beside the paths. */
const disorderSeconds = (n: number, p: number): number => censusSeconds(n, p) + 2e-4 * pow(1.7, n);
const TASK_SECONDS = 0.5;

function tasks(config: KacRiceConfig): readonly KacRiceTask[] {
  return config.sizes.flatMap((n, i) => {
    const seconds = disorderSeconds(n, config.p);
    const group = Math.max(1, Math.min(100, Math.floor(TASK_SECONDS / seconds)));
    return groupsOf(config.disorders[i]!, group).map(([first, past]) => ({
      key: `N=${n}/disorder=${first}-${past - 1}`,
      seconds: seconds * (past - first),
      n,
      first,
      past,
    }));
  });
}

function check({ sizes, disorders, p, budget }: KacRiceConfig): void {
  assertOneEach(["disorders", disorders], ["sizes", sizes]);
  assertDistinct("sizes", sizes);
  for (const n of sizes) assertCensusFits(n, p, budget);
}

async function run(task: KacRiceTask, context: TaskContext<KacRiceConfig>): Promise<KacRiceRow> {
  const { p, budget } = context.config;
  const { n, first, past } = task;
  const counts: (readonly number[])[] = [];
  const incomplete: { draw: number; why: string }[] = [];
  for (let draw = first; draw < past; draw++) {
    const couplings = drawCouplings(context, { n, p, draw });
    try {
      const census = await censusOf(context, couplings, { budget });
      counts.push(census.counts);
      if (!census.complete) incomplete.push({ draw, why: census.missing.join(" ") });
    } finally {
      couplings.dispose();
    }
    context.progress((draw + 1 - first) / (past - first));
  }
  return { n, first, counts, incomplete };
}

export const kacRice: Experiment<KacRiceConfig, KacRiceTask, KacRiceRow, KacRiceSummary> = {
  id: "kac-rice",
  title: "Every critical point, against exact theory",
  question: "Does the mean number of critical points of each index agree with the formula of Kac and Rice?",
  answers: ["the theory behind Figure 1"],
  schema,
  presets,
  check,
  tasks,
  run,
  reduce: summariseKacRice,
  figures: kacRiceFigures,
  tables: kacRiceTables,
  claims: kacRiceClaims,
  notes: (summary) => [
    `Of ${summary.disorders} disorders, ${summary.complete} have a census that is proved complete: as many distinct solutions, each certified by Smale's alpha test, as the equations of a generic disorder have over the complex numbers; the Euler characteristic; Morse's inequalities.`,
    "All disorders count in the means, also those whose proof is incomplete, if there are any: leaving them out would bias the means.",
  ],
};
