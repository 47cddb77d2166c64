/** From the rows of atlas to what is reported. */
import type { JsonObject } from "../../base/json.ts";
import { mergeTree } from "../../critical/merge-tree.ts";
import { wilsonInterval } from "../../stats/proportion.ts";
import { layerEnergy, thresholdEnergy } from "../../theory/index.ts";
import type { AtlasConfig } from "./config.ts";
import type { AtlasPoint, AtlasRow } from "./run.ts";

export type AtlasMinimum = {
  readonly energy: number;
  /** Of the starts whose descent converged. */
  readonly share: number;
  readonly shareInterval: readonly [number, number];
  /** H at the lowest pass to the lowest minimum, minus H here (total energy); null for the lowest. */
  readonly barrier: number | null;
};

export type AtlasSample = {
  readonly n: number;
  readonly draw: number;
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly solutions: number;
  readonly expectedSolutions: number;
  readonly counts: readonly number[];
  readonly points: readonly AtlasPoint[];
  readonly minima: readonly AtlasMinimum[];
  readonly merges: readonly { readonly energy: number; readonly children: readonly [number, number] }[];
  readonly components: number;
  readonly unresolved: number;
  readonly unconverged: number;
  readonly lost: number;
  readonly unconvergedStarts: number;
};

export type AtlasSummary = JsonObject & {
  readonly p: number;
  readonly groundState: number;
  readonly thresholdEnergy: number;
  readonly samples: readonly AtlasSample[];
};

export function reduce(rows: readonly AtlasRow[], { p }: AtlasConfig): AtlasSummary {
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
