/** One task of critical-counts: from its config and its random streams to a row. */
import type { JsonObject } from "../../base/json.ts";
import { summaryNumber } from "../../base/json.ts";
import { layerEnergy, logSlopeOfCount, thresholdEnergy } from "../../theory/complexity.ts";
import { logMeanCount, logMeanDensity } from "../../theory/kac-rice.ts";
import type { CriticalCountsConfig, CriticalCountsTask, Curve } from "./config.ts";

/** Points are [u, log10 of the value]; a value of zero is left out. */
export type CriticalCountsRow = JsonObject & {
  readonly curve: Curve;
  readonly k: number;
  readonly points: readonly (readonly [number, number])[];
  readonly logTotal: number | null;
  readonly logBelowThreshold: number | null;
};

export async function run(
  task: CriticalCountsTask,
  { config }: { config: CriticalCountsConfig },
): Promise<CriticalCountsRow> {
  const { N: n, p, points } = config;
  const barrier = thresholdEnergy(p);
  const ground = layerEnergy(0, p);
  const [from, to] = task.curve === "paper-index" ? [-ground, -barrier] : [-1.03 * ground, 0];
  const value = (u: number): number => {
    if (task.curve === "exact") return logMeanDensity(u, { n, p }) / Math.LN10;
    return logSlopeOfCount(u, { k: task.curve === "paper-total" ? null : task.k, p, n }) / Math.LN10;
  };
  const list = Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1))
    .map((u) => [summaryNumber(u), value(u)] as const)
    .filter(([, y]) => Number.isFinite(y))
    .map(([u, y]) => [u, summaryNumber(y)] as const);
  const isExact = task.curve === "exact";
  return {
    curve: task.curve,
    k: task.k,
    points: list,
    logTotal: isExact ? summaryNumber(logMeanCount(n, p) / Math.LN10) : null,
    logBelowThreshold: isExact ? summaryNumber(logMeanCount(n, p, -barrier) / Math.LN10) : null,
  };
}
