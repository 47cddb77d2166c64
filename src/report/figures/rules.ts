/** The two energies of the theory as lines across a figure: the ground state −E₀ and the barrier of saddles −E∞. */
import { THEORY_COLOUR, THRESHOLD_COLOUR } from "../theme.ts";
import type { Rule } from "./axis.ts";

export interface TheoryEnergies {
  /** E₀ in H/N; no line where it is absent or null. */
  readonly groundState?: number | null | undefined;
  /** E∞ in H/N; null where theory knows none. */
  readonly thresholdEnergy: number | null;
}

/** Lines at −E₀ and −E∞ of an axis in H/N; with `n` at −N E₀ and −N E∞ of an axis in H. */
export function energyRules({ groundState, thresholdEnergy }: TheoryEnergies, n?: number): readonly Rule[] {
  const [scale, name] = n === undefined ? [1, ""] : [n, "N "];
  return [
    ...(groundState === undefined || groundState === null
      ? []
      : [{ value: -scale * groundState, label: `−${name}E₀`, colour: THEORY_COLOUR }]),
    ...(thresholdEnergy === null
      ? []
      : [{ value: -scale * thresholdEnergy, label: `−${name}E∞`, colour: THRESHOLD_COLOUR }]),
  ];
}
