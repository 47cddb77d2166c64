// What did not converge, a descent or a network, is counted apart and enters nothing else, in every experiment that uses it.
import { beforeAll, expect, test } from "vitest";
import { takeCensus } from "../dist/critical/pspin/census.js";
import { minimaReached, NO_MINIMUM, UNCONVERGED } from "../dist/critical/pspin/connections.js";
import { experiment as annealing } from "../dist/experiment/annealing/index.js";
import { experiment as atlas } from "../dist/experiment/atlas/index.js";
import { experiment as barrier } from "../dist/experiment/barrier/index.js";
import { experiment as saddleEscape } from "../dist/experiment/escape/index.js";
import { experiment as networkIndex } from "../dist/experiment/network-index/index.js";
import { experiment as networkLosses } from "../dist/experiment/network-losses/index.js";
import { experiment as spinGlassMinima } from "../dist/experiment/spin-glass-minima/index.js";
import { experiment as surface } from "../dist/experiment/surface/index.js";
import {
  canonicalJson,
  createTaskRunner,
  Engine,
  normals,
  PSpinCouplings,
  streamKey,
} from "../dist/index.js";
import { sealFiles } from "../dist/run/sealed-files.js";

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

/** Inputs near the end of single precision: every step of SGD overflows. */
const CSV = `a,b,y\n${Array.from({ length: 40 }, (_, i) => `${(i % 7) - 3}e17,${(i % 5) - 2}e17,${i % 2}`).join("\n")}`;
const files = { read: () => Promise.resolve(new TextEncoder().encode(CSV)) };

// biome-ignore lint/suspicious/noExplicitAny: experiments of every config and row type
async function rowsOf(experiment: any, config: any): Promise<any[]> {
  const full = experiment.schema.parse({ seed: 1, ...config });
  const runner = createTaskRunner({ experiments: [experiment], engine, files });
  const rows = [];
  const sealed = await sealFiles(files, ["big.csv"]);
  for (const task of experiment.tasks(full)) {
    const request = { experiment: experiment.id, config: full, task, files: sealed };
    rows.push(JSON.parse(await runner.run(request, () => {})));
  }
  return rows;
}

/** Everything that is made of rows, as a run would write it. */
// biome-ignore lint/suspicious/noExplicitAny: as above
function reportOf(experiment: any, rows: readonly any[], config: any) {
  const full = experiment.schema.parse({ seed: 1, ...config });
  const summary = experiment.reduce(rows, full);
  const report = {
    summary,
    figures: experiment.figures(summary, full),
    tables: experiment.tables(summary, full),
    claims: experiment.claims(summary, full),
    notes: experiment.notes(summary, full),
  };
  return { ...report, text: canonicalJson(report) };
}

const glass = {
  ...spinGlassMinima.presets.quick,
  sizes: [5, 8],
  starts: [12, 12],
  disorders: [3, 3],
  sgdEpochs: 1,
  compare: ["gradient-descent" as const],
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("spin-glass-minima averages over converged descents only, and says how many were not", async () => {
  const config = { ...glass, maxEvaluations: 22 };
  const rows = await rowsOf(spinGlassMinima, config);
  const { summary, text } = reportOf(spinGlassMinima, rows, config);
  let apart = 0;
  for (const group of summary.groups) {
    const own = rows.filter((row) => row.size === group.size && row.optimiser === group.optimiser);
    const kept = own.flatMap((row) =>
      // by the gradient, not by the status: an independent witness
      row.energies.filter((_: number, i: number) => row.gradients[i] <= config.tolerance),
    );
    expect(group.energies).toEqual(kept);
    expect(group.starts).toBe(own.flatMap((row) => row.energies).length);
    expect(group.unconverged).toBe(group.starts - kept.length);
    expect(group.mean?.value ?? null).toBe(kept.length === 0 ? null : mean(kept));
    expect(group.lowest).toBe(kept.length === 0 ? null : Math.min(...kept));
    apart += group.unconverged;
  }
  expect(apart).toBeGreaterThan(0);
  expect(summary.groups.some((group: { energies: unknown[] }) => group.energies.length > 0)).toBe(true);
  expect(text).toContain(`${apart} of 120 descents did not reach the tolerance`);
});

test("spin-glass-minima of which nothing converged, or one descent only, is a report without numbers", async () => {
  const none = { ...glass, maxEvaluations: 1 };
  const { summary, text, claims } = reportOf(spinGlassMinima, await rowsOf(spinGlassMinima, none), none);
  for (const group of summary.groups) {
    expect([group.mean, group.deviation, group.lowest, group.minimaShare]).toEqual([null, null, null, null]);
    expect(group.belowGroundState).toBe(null);
    expect(group.unconverged).toBe(group.starts);
  }
  expect(text).toContain("120 of 120 descents did not reach the tolerance");
  expect(new Set(claims.map(({ verdict }: { verdict: string }) => verdict))).toEqual(
    new Set(["inconclusive"]),
  );
  const one = { ...glass, sizes: [4], starts: [1], disorders: [1], compare: [] };
  const single = reportOf(spinGlassMinima, await rowsOf(spinGlassMinima, one), one).summary.groups[0]!;
  // a deviation of one number is none, not its value
  expect([single.deviation, single.mean?.interval]).toEqual([null, null]);
  expect(single.mean?.value).toBe(single.lowest);
});

test("a descent that did not converge reaches no minimum, not even one that it is near to", async () => {
  const couplings = new PSpinCouplings(engine, { n: 6, p: 3, key: streamKey("unconverged", 1) });
  const census = await takeCensus(couplings, { gamma: [0.6, 0.8] });
  const minima = census.points.filter(({ index }) => index === 0);
  const starts = normals(engine, streamKey("unconverged starts"), 6 * 8);
  const ends = await minimaReached(couplings, minima, starts);
  expect(Math.min(...ends)).toBeGreaterThanOrEqual(0);
  const few = { maxEvaluations: 5 };
  expect(await minimaReached(couplings, minima, starts, few)).toEqual(ends.map(() => UNCONVERGED));
  expect(await minimaReached(couplings, [], starts)).toEqual(ends.map(() => NO_MINIMUM));
  couplings.dispose();
});

test("atlas and barrier: shares are of the starts that converged, also when none did", async () => {
  const config = { p: 3, N: 5, draws: [0], starts: 8, budget: 1000 };
  const [row] = await rowsOf(atlas, config);
  expect(row.basins.reduce((sum: number, count: number) => sum + count, 0) + row.lost).toBe(8);
  const some = { ...row, basins: row.basins.map((_: number, i: number) => (i === 0 ? 3 : 0)), lost: 1 };
  const partly = reportOf(atlas, [{ ...some, unconvergedStarts: 4, unconverged: 2 }], config);
  expect(partly.summary.samples[0]!.minima[0]!.share).toBe(3 / 4);
  expect(partly.text).toContain("4 descents that did not reach the tolerance; 2 saddles with a side");
  const nothing = { ...some, basins: some.basins.map(() => 0), lost: 0, unconvergedStarts: 8 };
  expect(reportOf(atlas, [nothing], config).summary.samples[0]!.minima[0]!.shareInterval).toEqual([0, 1]);

  const barriers = { p: 3, sizes: [4], disorders: [4], starts: 6, budget: 1000 };
  const rows = await rowsOf(barrier, barriers);
  for (const one of rows.flatMap((each) => each.disorders)) expect(one.unconverged).toBe(0);
  rows[0]!.disorders[0]!.unconverged = 2;
  const { summary, text } = reportOf(barrier, rows, barriers);
  expect(summary.sizes[0]!.unconverged).toBe(2);
  expect(text).toContain("2 of 24 descents did not reach the tolerance");
});

test("escape: ends that did not converge are in no mean", async () => {
  const config = { ...saddleEscape.presets.quick, N: 12, indices: [1], saddles: 2, disorders: 1, time: 2 };
  const rows = await rowsOf(saddleEscape, config);
  const ways = rows[0]!.departures;
  expect(ways.SGD.length).toBeGreaterThan(0);
  for (const each of Object.values(ways).flat())
    expect((each as { status: string }).status).toBe("converged");
  ways.SGD[0].status = "stalled";
  ways.SGD[0].end = 1e6;
  for (const each of ways.Langevin) each.status = "max-evaluations";
  const { summary, text } = reportOf(saddleEscape, rows, config);
  const [, stochastic, thermal] = summary.groups;
  expect(stochastic!.unconverged).toBe(1);
  expect(stochastic!.end?.value ?? 0).toBeLessThan(0);
  expect(thermal!.end).toBe(null);
  expect(text).toContain("did not reach the tolerance");
});

const data = { kind: "csv", file: "big.csv", label: "y", train: 20, test: 10, seed: 1 };
const wild = { data, epochs: 4, batch: 1, learningRate: 100, initRange: 10, decay: "linear" };

test.each([
  { experiment: networkLosses, diverged: 4, config: { ...wild, hidden: [2, 3], networks: [2, 2] } },
  {
    experiment: networkIndex,
    diverged: 2,
    config: {
      ...networkIndex.presets.quick,
      ...wild,
      hidden: [2],
      networks: [2],
      followed: [1],
      checkpoints: [0, 1],
    },
  },
  {
    experiment: annealing,
    diverged: 4,
    config: {
      ...annealing.presets.quick,
      ...wild,
      hidden: [2],
      networks: [2],
      annealed: [2],
      proposals: 50,
      redundantHidden: 2,
      redundantNetworks: 2,
      redundantProposals: 50,
    },
  },
])("$experiment.id counts networks that diverge apart", async ({ experiment, diverged, config }) => {
  const { summary, notes } = reportOf(experiment, await rowsOf(experiment, config), config);
  expect(summary.diverged).toBe(diverged);
  expect(notes.join(" ")).toContain(`${diverged} of ${summary.trained} networks diverged`);
});

test("surface: without finite networks there is no plane, and a descent short of the tolerance is no minimum", async () => {
  const config = { ...surface.presets.quick, ...wild, hidden: [2], grid: 5, spins: 6 };
  const rows = await rowsOf(surface, config);
  const { figures, notes } = reportOf(surface, rows, config);
  expect(rows.map(({ diverged }) => diverged)).toEqual([1, 3, 0]);
  expect(figures).toHaveLength(2);
  expect(notes.join(" ")).toContain("There is no plane three-solutions");
  const glassRow = { ...rows[2], status: ["converged", "max-evaluations", "converged"] };
  expect(reportOf(surface, [glassRow], config).text).toContain(
    "The descents to B did not reach the tolerance",
  );
});
