/**
 * Every claim that losscape judges, once: the paper's sentence in our words, where the paper says it, the experiment that
 * decides it, the statistic, and the threshold with its reason. Thresholds are fixed here before the run that judges; an
 * experiment looks its claims up and adds nothing but the measured value and what its config makes of the statistic.
 */

export interface PaperClaim {
  /** Number in the paper's list of claims (docs/PAPER.md) and a letter where a claim has parts. */
  readonly id: string;
  readonly sentence: string;
  /** Section and figure of [ChoEtAl15]; "beyond" where the claim makes precise what the paper leaves open. */
  readonly place: string;
  /** Id of the experiment that decides it. */
  readonly experiment: string;
  readonly statistic: string;
  readonly threshold: Threshold;
}

export interface Threshold {
  /** Where the value, with its whole interval, has to lie. */
  readonly side: "above" | "below";
  readonly value: number;
  readonly reason: string;
}

const above = (value: number, reason: string): Threshold => ({ side: "above", value, reason });
const below = (value: number, reason: string): Threshold => ({ side: "below", value, reason });

const GROWS_WITH_SIZE =
  "An exponent of finite-size corrections: those known are 1/3 to 1; below 0.3 a trend is not told from drift.";
const NO_EFFECT = "0 is no effect of the size at all.";
const PAPER_ACCURACY = "The paper's own figure: less than 2.5% of the accuracy is lost.";
const ORDERED =
  "0 is no order at all; the formula and the complete lists have no error that would need a margin.";

export const paperClaims = [
  {
    id: "1a",
    sentence: "The energies that descents reach move to −E∞ as N grows.",
    place: "sections 4 and 5, Figure 3 (left)",
    experiment: "spin-glass-minima",
    statistic: "exponent w of (mean H/N + E∞) ~ N^−w",
    threshold: above(0.3, GROWS_WITH_SIZE),
  },
  {
    id: "1b",
    sentence: "They concentrate: their spread vanishes as N grows.",
    place: "section 5, Figure 3 (left)",
    experiment: "spin-glass-minima",
    statistic: "exponent w of sd(H/N) ~ N^−w",
    threshold: above(0.3, GROWS_WITH_SIZE),
  },
  {
    id: "1c",
    sentence: "No end point lies below the ground state −E₀ (up to finite-N fluctuation).",
    place: "section 4, Theorem 4.1",
    experiment: "spin-glass-minima",
    statistic: "share of end points with H/N < −E₀",
    threshold: below(
      0.05,
      "The lowest energy of one disorder fluctuates about −E₀ by order 1/N: from N = 100 on, one end point in twenty at most lies beyond it.",
    ),
  },
  {
    id: "1d",
    sentence: "Descents end in local minima, not in saddles.",
    place: "section 5",
    experiment: "spin-glass-minima",
    statistic: "share of end points of index 0",
    threshold: above(0.95, "All but one in twenty, the share that a 95% interval itself may miss."),
  },
  {
    id: "1e",
    sentence:
      "Crossing from the minimum that a descent finds to the lowest one costs a barrier that grows with N.",
    place: "section 4, after Theorem 4.1",
    experiment: "barrier",
    statistic: "exponent w of barrier ~ N^w",
    threshold: above(0, "0 is a barrier that does not grow."),
  },
  {
    id: "2a",
    sentence:
      "Low-index critical points are layered: the higher the index, the higher the lowest energy at which it is found.",
    place: "section 4, Figure 2",
    experiment: "complexity",
    statistic: "smallest E_k − E_(k+1), exact formula",
    threshold: above(0, ORDERED),
  },
  {
    id: "2b",
    sentence:
      "In one disorder, all of whose critical points are known, the lowest point of index k + 1 lies above that of index k.",
    place: "beyond section 4, for one disorder",
    experiment: "atlas",
    statistic: "least step in H/N between the lowest points of index k and k + 1",
    threshold: above(0, ORDERED),
  },
  {
    id: "2c",
    sentence: "The lowest energy at which an index occurs rises with the index.",
    place: "section 4, Figure 2, at finite N",
    experiment: "layers",
    statistic: "least mean step in H/N from the lowest point of index k to that of k + 1, k < N/2",
    threshold: above(0, "0 is no rise."),
  },
  {
    id: "3a",
    sentence: "Above −E∞ saddles outnumber minima exponentially.",
    place: "section 4, Figure 1",
    experiment: "critical-counts",
    statistic:
      "log10 of the ratio of critical points of finite index to all, at half the barrier's energy, leading order",
    threshold: below(-3, "Three powers of ten: one critical point in a thousand."),
  },
  {
    id: "3b",
    sentence: "Below −E∞ minima dominate.",
    place: "section 4, Figure 1",
    experiment: "critical-counts",
    statistic: "log10 of the ratio of index-1 saddles to minima below −E∞ − 0.01, leading order",
    threshold: below(0, "0 is as many saddles as minima."),
  },
  {
    id: "3c",
    sentence: "The mean number of critical points of every index is the one that Kac and Rice give.",
    place: "supplement 11, the theory behind Figure 1",
    experiment: "kac-rice",
    statistic: "largest |measured − exact| in standard errors",
    threshold: below(
      4,
      "The largest of 5 to 100 standard normals passes 4 less than once in a hundred runs when the formula holds.",
    ),
  },
  {
    id: "4a",
    sentence: "The spread of the test loss over random starts falls as the network grows.",
    place: "section 5, Figure 3 (right)",
    experiment: "network-losses",
    statistic: "slope of log variance of the test loss against log n1",
    threshold: below(0, NO_EFFECT),
  },
  {
    id: "4b",
    sentence: "So does the spread of the scaled test loss, from which the fall of the mean is divided out.",
    place: "section 5, Figure 3 (right)",
    experiment: "network-losses",
    statistic: "slope of log variance of test loss / exp(α n1^β) against log n1",
    threshold: below(0, NO_EFFECT),
  },
  {
    id: "4c",
    sentence: "Bad solutions are common only in small networks.",
    place: "sections 1 and 5, Figure 3 (right)",
    experiment: "network-losses",
    statistic: "relative gap (q90 - q10) / median of the test loss, smallest n1 over largest n1",
    threshold: above(1, "1 is equal relative gaps in the smallest and in the largest networks."),
  },
  {
    id: "5",
    sentence: "SGD ends in minima or in saddles of very low index (normalised index of order 0.01).",
    place: "section 5, Figures 4 and 5",
    experiment: "network-index",
    statistic: "mean share of negative Hessian eigenvalues, largest over the sizes",
    threshold: below(0.03, "“Of order 0.01” is less than half a decade above it."),
  },
  {
    id: "6",
    sentence: "SGD ends in points no worse than simulated annealing, which uses no gradient.",
    place: "section 5, Figure 6",
    experiment: "annealing",
    statistic: "mean test loss of SGD over that of annealing, minus 1, averaged over the sizes",
    threshold: below(0.01, "“At least as good” is an excess of less than one part in a hundred."),
  },
  {
    id: "7",
    sentence: "Train and test loss of the solutions decorrelate as the network grows.",
    place: "section 5, Table 1 and Figure 7",
    experiment: "network-losses",
    statistic: "slope of Fisher's z of corr(train loss, test loss) against ln n1, weights n - 3",
    threshold: below(0, NO_EFFECT),
  },
  {
    id: "8a",
    sentence:
      "Networks are over-parametrised: parameters of three values cost little accuracy, against real parameters, trained by the same annealing.",
    place: "section 3 and supplement 12",
    experiment: "annealing",
    statistic: "test accuracy lost, percentage points, parameters in {-1, 0, 1}",
    threshold: below(2.5, PAPER_ACCURACY),
  },
  {
    id: "8b",
    sentence:
      "Networks are over-parametrised: parameters of three values cost little accuracy, against real parameters, trained by SGD.",
    place: "section 3 and supplement 12",
    experiment: "annealing",
    statistic: "test accuracy lost, percentage points, parameters in {-1, 0, 1}",
    threshold: below(2.5, PAPER_ACCURACY),
  },
  {
    id: "9a",
    sentence: "Noise does not hurt: SGD ends no higher than plain gradient descent.",
    place: "section 5",
    experiment: "spin-glass-minima",
    statistic: "mean H/N of SGD minus that of gradient descent, same starts",
    threshold: below(
      0.01,
      "A hundredth of H/N, less than half of what separates neighbouring layers E_0 and E_1.",
    ),
  },
  {
    id: "9b",
    sentence: "Noise helps to leave saddles: SGD leaves them sooner than gradient descent.",
    place: "sections 1 and 5",
    experiment: "escape",
    statistic: "median time of gradient descent over that of SGD, the same saddles",
    threshold: above(1, "1 is the same time."),
  },
] as const satisfies readonly PaperClaim[];

export type ClaimId = (typeof paperClaims)[number]["id"];

/** The claim of that id. */
export function claimOf(id: ClaimId): PaperClaim {
  return paperClaims.find((claim) => claim.id === id)!;
}
