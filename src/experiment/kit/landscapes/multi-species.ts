/** The layered glass: one sphere a layer, couplings between layers only. */
import { z } from "zod";
import { SpecError } from "../../../base/errors.ts";
import { couplingCount } from "../../../engine/pspin/couplings.ts";
import { assertMultiSpeciesFits, createMultiSpecies } from "../../../landscape/multi-species.ts";
import { defineFamily, effortOfOrder } from "./family.ts";

const layers = z
  .array(z.int().min(1).max(1000))
  .min(2)
  .max(8)
  .describe(
    "Shares of the N spins that the layers have, as [1, 1, 1] or [2, 1]; their number is that of the layers.",
  );

/** @throws {SpecError} unless n spins can be shared out in whole numbers, more than one to some layer */
function sizesOf(shares: readonly number[], n: number): readonly number[] {
  const parts = shares.reduce((all, share) => all + share, 0);
  if (n % parts !== 0)
    throw new SpecError(
      "sizes",
      `N = ${n} spins cannot be shared out as ${shares.join(" : ")}; take a multiple of ${parts}.`,
    );
  if (n === shares.length)
    throw new SpecError(
      "sizes",
      `N = ${n} leaves one spin to each layer, and nothing that can move; take more.`,
    );
  return shares.map((share) => (share * n) / parts);
}

export const multiSpecies = defineFamily({
  schema: z
    .strictObject({ kind: z.literal("multi-species"), layers })
    .describe(
      "Layers of spins, coupled to each other and not among themselves: nearest to a multilayer network.",
    ),
  name: (settings) => `multi-species glass, layers ${settings.layers.join(" : ")}`,
  description: (settings) =>
    `Disorder: a tensor of independent normal numbers that couples one spin of each of ${settings.layers.length} layers; the spins are shared out as ${settings.layers.join(" : ")}, each layer on a sphere of its own.`,
  pureOrder: () => null,
  check: (settings, { n }) => assertMultiSpeciesFits(sizesOf(settings.layers, n)),
  work: (settings, n) => couplingCount(n, settings.layers.length),
  effort: (settings, n) => effortOfOrder(settings.layers.length) * couplingCount(n, settings.layers.length),
  theory: () => ({
    thresholdEnergy: null,
    groundState: null,
    variance: 1,
    remark:
      "Theory unknown: no closed form of the threshold or of the ground state of this landscape is at hand here.",
    memory: "What large systems of this landscape remember is not known here.",
  }),
  make: (engine, settings, { n, key }) =>
    createMultiSpecies(engine, { layers: sizesOf(settings.layers, n), key }),
});
