/**
 * Every experiment, in the order of the report: the paper's, then those beyond it. The build imports `experiment` of
 * src/experiment/<id>/index.ts for each into src/generated/experiments.ts.
 */
export const experimentIds = [
  "complexity",
  "critical-counts",
  "spin-glass-minima",
  "network-losses",
  "network-index",
  "annealing",
  "surface",
  "kac-rice",
  "layers",
  "atlas",
  "barrier",
  "escape",
] as const;
