/** All methods: a new one is a file and a line. */
export { annealing } from "./annealing.ts";
export { conjugateGradients } from "./conjugate-gradients.ts";
export { eigenvectorFollowing } from "./eigenvector-following.ts";
export { gradientDescent } from "./gradient-descent.ts";
export { langevinDynamics } from "./langevin.ts";
export { lbfgs } from "./lbfgs.ts";
export { momentum } from "./momentum.ts";
export { newton } from "./newton.ts";
export { saddleFreeNewton } from "./saddle-free-newton.ts";
export { sgd } from "./sgd.ts";
export { trustRegion } from "./trust-region.ts";
