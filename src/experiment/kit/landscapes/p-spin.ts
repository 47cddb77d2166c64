/** The paper's landscape: the pure spherical p-spin glass. */
import { z } from "zod";
import { assertPSpinFits, couplingCount, PSpinCouplings } from "../../../engine/pspin/couplings.ts";
import { SphericalPSpin } from "../../../landscape/spherical-p-spin.ts";
import { layerEnergy, thresholdEnergy } from "../../../theory/complexity.ts";
import { orderKey } from "../keys.ts";
import { defineFamily, effortOfOrder, type Glass } from "./family.ts";

export const pSpin = defineFamily({
  schema: z.strictObject({ kind: z.literal("p-spin"), p: orderKey(2) }).describe("The paper's glass."),
  name: ({ p }) => `spherical ${p}-spin glass`,
  description: ({ p }) =>
    `Disorder: the packed couplings of p = ${p}, one normal number for each sorted tuple of spins.`,
  pureOrder: ({ p }) => p,
  check: ({ p }, { n, samples }) => assertPSpinFits(n, p, samples),
  work: ({ p }, n) => couplingCount(n, p),
  effort: ({ p }, n) => effortOfOrder(p) * couplingCount(n, p),
  theory: ({ p }) => ({
    thresholdEnergy: thresholdEnergy(p),
    groundState: layerEnergy(0, p),
    variance: 1,
    remark: "E∞ = 2 √((p − 1) / p), E₀ the root of the complexity of minima [AufBenCer13].",
    memory:
      "Of a large pure glass every start from above its dynamical transition ends at the barrier: a difference is an effect of size, or of a start that is colder [FolFraRic20].",
  }),
  make(engine, { p }, { n, key, samples = 1 }): Glass {
    const couplings = new PSpinCouplings(engine, { n, p, key, samples });
    return Object.assign(new SphericalPSpin(couplings), { couplings, dispose: () => couplings.dispose() });
  },
});
