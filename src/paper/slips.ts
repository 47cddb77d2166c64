/** Where the paper's print and its data disagree with each other or with the theory; readers will want to know. */

export interface PaperSlip {
  /** Where in the paper. */
  readonly place: string;
  readonly remark: string;
  /** The experiments whose reading depends on it. */
  readonly experiments: readonly string[];
}

export const paperSlips: readonly PaperSlip[] = [
  {
    place: "Theorem for Θ_k, branch u ≥ −E_inf",
    remark:
      "The constant is printed as ½ log(H−1) − (H−2)/(4(H−1)). Continuity at −E_inf, and the paper's own Figure 2, need ½ log(H−1) − (H−2)/H: for H = 3 that is 0.0132, not 0.2216. We use the latter.",
    experiments: ["complexity", "critical-counts"],
  },
  {
    place: "Theorem 11.1, at u = −E_inf exactly",
    remark:
      "The printed prefactor lacks the term with the derivative of the Airy function. Exact counts exceed the printed formula by 1.18 at N = 1000, and by 1.57 in the limit.",
    experiments: ["complexity", "critical-counts"],
  },
  {
    place: "Figure 1",
    remark:
      "The curves are d/du exp(ΛΘ(u)) without prefactors, not mean numbers of critical points as the caption says. The peak drawn is 3.14e151; the expected total is 3.30e152. We draw the paper's curves and, beside them, the true expected counts.",
    experiments: ["critical-counts"],
  },
  {
    place: "Section 3, the factor q",
    remark:
      "It is printed in two ways that exclude each other. Only constants in front of the loss depend on it.",
    experiments: ["complexity", "spin-glass-minima"],
  },
  {
    place: "Definition 4.1 and after",
    remark:
      "“Strictly decreasing” speaks of E_k; the thresholds −E_k, which bound the energies from below, increase with k.",
    experiments: ["complexity", "critical-counts"],
  },
  {
    place: "Section 5, “1000 networks”",
    remark:
      "The figures hold 890 networks for n1 = 250 and 970 for n1 = 500; the other sizes have their 1000.",
    experiments: ["network-losses"],
  },
  {
    place: "Figures 4 and 5, the normalised index",
    remark:
      "The bars stand at multiples of 1/(2P), P parameters: what is plotted is half of the share of negative eigenvalues. We count k/P, and draw the paper's bars at twice their place.",
    experiments: ["network-index"],
  },
  {
    place: "Figure 9",
    remark: "The caption says scaled losses; the axis, 0.08 to 0.25, shows them unscaled.",
    experiments: ["network-losses"],
  },
  {
    place: "Figure 6",
    remark:
      "SGD does at least as well as annealing at five of six sizes; at n1 = 15 they tie. The histograms of SGD at n1 = 10 and 15 nearly coincide, which is odd and stays unexplained.",
    experiments: ["annealing"],
  },
];
