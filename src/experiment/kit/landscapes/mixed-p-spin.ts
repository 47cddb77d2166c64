/** Sums of pure spherical glasses of several p. */
import { z } from "zod";
import { couplingCount } from "../../../engine/pspin/couplings.ts";
import {
  assertMixedPSpinFits,
  createMixedPSpin,
  type MixedWeights,
  mixedParts,
} from "../../../landscape/mixed-p-spin.ts";
import { mixedGroundState, mixedThresholdEnergy, mixtureAt, mixtureKind } from "../../../theory/mixed.ts";
import { defineFamily, effortOfOrder, type LandscapeTheory } from "./family.ts";

const weights = z
  .record(z.string(), z.number().min(0).max(1000))
  .refine(
    (given) => Object.keys(given).every((name) => /^(?:[2-9]|[12]\d|3[0-2])$/.test(name)),
    "weights stand under the numbers p of their glasses, whole ones from 2 to 32",
  )
  .refine((given) => Object.values(given).some((weight) => weight > 0), "one weight at least is above 0")
  .describe('Weights w of the pure glasses by their p, as {"2": 1, "3": 0.5}.');

/** Digits as they stand below a letter. */
const below = (p: number): string => [...String(p)].map((digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]).join("");

/** "H₂ + 0.5 H₃" */
const sum = (given: MixedWeights): string =>
  mixedParts(given)
    .map(({ p, weight }) => `${weight === 1 ? "" : `${weight} `}H${below(p)}`)
    .join(" + ");

const PHASES = {
  "replica-symmetric": "its ground state is that of p = 2",
  "1rsb": "its ground state breaks replica symmetry in one step",
  "full-rsb":
    "its ground state breaks replica symmetry fully, where descents may come as near to it as they like",
} as const;

function theory(given: MixedWeights): LandscapeTheory {
  const state = mixedGroundState(given);
  const kind = mixtureKind(given);
  const has = kind !== "full" && state?.phase !== "full-rsb";
  const ground = state
    ? `E₀ by the Crisanti-Sommers functional [CheSen17]: ${PHASES[state.phase]}.`
    : "Its ground state breaks replica symmetry in a way for which no closed form is at hand: E₀ is not known.";
  const threshold = has
    ? "E∞, where minima begin to be the rule [AufBen13], is where gradient descent from a random start ends by the aging solution of [CugKur93]; simulations of mixed glasses end below and remember their start [FolFraRic20], [FolZam23]."
    : "It is a full mixture: no E∞ separates its saddles from its minima [AufBen13].";
  return {
    thresholdEnergy: has ? mixedThresholdEnergy(given) : null,
    groundState: state?.energy ?? null,
    variance: mixtureAt(given, 1).xi,
    remark: `${threshold} ${ground}`,
    memory:
      "Of a large mixed glass the end is lower the colder the start is, below an onset temperature [FolFraRic20]; small systems show it on top of what they owe to their size.",
  };
}

export const mixedPSpin = defineFamily({
  schema: z
    .strictObject({ kind: z.literal("mixed-p-spin"), weights })
    .describe("A weighted sum of independent pure glasses."),
  name: (settings) => `mixed p-spin glass ${sum(settings.weights)}`,
  description: (settings) =>
    `Disorder: ${sum(settings.weights)}, where each Hₚ is a pure glass of its own couplings and variance N.`,
  pureOrder: () => null,
  check: (settings, { n }) => assertMixedPSpinFits(n, settings.weights),
  work: (settings, n) => mixedParts(settings.weights).reduce((all, { p }) => all + couplingCount(n, p), 0),
  effort: (settings, n) =>
    mixedParts(settings.weights).reduce((all, { p }) => all + effortOfOrder(p) * couplingCount(n, p), 0),
  theory: (settings) => theory(settings.weights),
  make: (engine, settings, { n, key }) => createMixedPSpin(engine, { n, weights: settings.weights, key }),
});
