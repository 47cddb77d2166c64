/** One task of complexity: from its config and its random streams to a row. */

import type { JsonObject } from "../../base/json.ts";
import { summaryNumber } from "../../base/json.ts";
import type { TaskContext } from "../../run/contract.ts";
import {
  complexityOfIndex,
  layerEnergy,
  thresholdEnergy,
  complexity as totalComplexity,
} from "../../theory/complexity.ts";
import type { ComplexityConfig, ComplexityTask } from "./config.ts";

export type ComplexityRow = JsonObject & {
  readonly k: number | null;
  /** E_k, the energy below which no critical point of this index or more is expected; null for the total. */
  readonly layer: number | null;
  /** [u, Theta(u)] */
  readonly curve: readonly (readonly [number, number])[];
  readonly zoom: readonly (readonly [number, number])[];
};

/** Energies of the two panels: the whole range below zero, and the layers near the barrier, as the paper chose them at p = 3. */
function ranges(p: number): { whole: readonly [number, number]; zoom: readonly [number, number] } {
  const [ground, barrier] = [layerEnergy(0, p), thresholdEnergy(p)];
  const gap = ground - barrier;
  return { whole: [-(ground + 1.8 * gap), 0], zoom: [-(ground + 0.9 * gap), -(barrier - 0.12 * gap)] };
}

export function curve(
  [from, to]: readonly [number, number],
  points: number,
  value: (u: number) => number,
): (readonly [number, number])[] {
  return Array.from({ length: points }, (_, i) => {
    const u = from + ((to - from) * i) / (points - 1);
    return [u, value(u)] as const;
  });
}

export async function run(
  { k }: ComplexityTask,
  { config }: TaskContext<ComplexityConfig>,
): Promise<ComplexityRow> {
  const { p, points } = config;
  const value = (u: number): number => (k === null ? totalComplexity(u, p) : complexityOfIndex(u, { k, p }));
  const rounded = (list: readonly (readonly [number, number])[]) =>
    list.map(([u, theta]) => [summaryNumber(u), summaryNumber(theta)] as const);
  const { whole, zoom } = ranges(p);
  return {
    k,
    layer: k === null ? null : summaryNumber(layerEnergy(k, p)),
    curve: rounded(k === null ? curve(whole, points, value) : []),
    zoom: rounded(curve(zoom, points, value)),
  };
}
