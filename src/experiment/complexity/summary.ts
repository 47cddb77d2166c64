/** From the rows of complexity to what is reported. */
import type { JsonObject } from "../../base/json.ts";
import { thresholdEnergy } from "../../theory/complexity.ts";
import type { ComplexityConfig } from "./config.ts";
import type { ComplexityRow } from "./run.ts";

export type ComplexitySummary = JsonObject & {
  readonly p: number;
  readonly thresholdEnergy: number;
  readonly curves: readonly ComplexityRow[];
};

export const reduce = (rows: readonly ComplexityRow[], config: ComplexityConfig): ComplexitySummary => ({
  p: config.p,
  thresholdEnergy: thresholdEnergy(config.p),
  curves: rows,
});
