/** What the paper itself measured, for the faint layer behind our figures and the column beside our tables. */
import { fig7Points } from "./data/fig7-points.ts";
import { figures } from "./data/figures.ts";

/** A histogram as drawn: `hist` lists [left edge of the bin, count]. */
export interface PaperHistogram {
  readonly total: number;
  readonly binwidth: number;
  readonly mean: number;
  readonly sd: number;
  readonly hist: readonly (readonly number[])[];
}

export interface PaperTrainTest {
  readonly n_points: number;
  readonly train_mean: number;
  readonly train_sd: number;
  readonly test_mean: number;
  readonly test_sd: number;
  readonly pearson: number;
}

type BySize<T> = Readonly<Record<string, T>>;

/** Figures 3 (left) and 8 (top): energy per spin of the end points, by Lambda. */
export const paperSpinGlassEnergies: BySize<PaperHistogram> = figures.fig3_fig8_spinglass_E_over_Lambda;
/** Figures 3 (right) and 8 (bottom): scaled test loss, by number of hidden units. */
export const paperScaledTestLoss: BySize<PaperHistogram> = figures.fig3_fig8_mnist_scaled_test_loss;
/** Figure 6, keys "SGD, nh=10" and "SA, nh=10". */
export const paperAnnealing: BySize<PaperHistogram> = figures.fig6_SA_vs_SGD_test_loss;
/** Figure 7 and Table 1, by number of hidden units. */
export const paperTrainTest: BySize<PaperTrainTest> = figures.fig7_train_vs_test_loss;
/** Table 1 as printed: Pearson correlation of train and test loss. */
export const paperTable1: BySize<number> = figures.table1_printed;
/** Figure 7: [train loss, test loss] of every network, by number of hidden units. */
export const paperTrainTestPoints: BySize<readonly (readonly number[])[]> = fig7Points;
/** Figure 5: bars [left, right, count] of the normalised index as plotted (half the true fraction, docs/PAPER.md, section 5). */
export const paperIndexBars: BySize<{
  readonly bars_left_right_count: readonly (readonly number[])[];
  readonly total: number;
}> = figures.fig5_normalized_index;
/** Figure 10: [n1, mean test loss] and [n1, variance of the test loss]. */
export const paperTestLossMean: readonly (readonly number[])[] = figures.fig10_mean;
export const paperTestLossVariance: readonly (readonly number[])[] = figures.fig10_variance;
