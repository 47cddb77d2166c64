/** What is known of the barriers of one disorder. */
export type Barriers = {
  readonly draw: number;
  readonly complete: boolean;
  readonly minima: number;
  /** Barrier in H from each minimum but the lowest, and the share of starts that end in it. */
  readonly barriers: readonly { readonly height: number; readonly share: number }[];
  /** Minima from which no pass to the lowest was resolved. */
  readonly cut: number;
  /** Share of starts that end in the lowest minimum, of those whose descent converged; 0 when none did. */
  readonly lowestShare: number;
  /** Starts whose descent did not converge, and saddles of which a side's did not. */
  readonly unconverged: number;
  readonly unconvergedSaddles: number;
};
