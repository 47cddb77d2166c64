/** A fixed workload through every family of kernels, as SHA-256: the same on every host, or determinism is broken. */
import { textDigest } from "../base/sha256.ts";
import type { Engine } from "../engine/engine.ts";
import {
  eigenvalues,
  eigenvaluesInTwoStages,
  eigenvectors,
  factorisations,
  krylov,
  products,
  randomNumbers,
  vectors,
} from "./dense.ts";
import { glassDescents, glassInF32, glassInF64, glassLangevin, homotopies } from "./glass.ts";
import { annealing, digits, elementary, networks, training } from "./networks.ts";
import { digestOf, type Family } from "./sink.ts";

const FAMILIES = {
  "random numbers": randomNumbers,
  digits,
  vectors,
  "matrix products": products,
  eigenvalues,
  "eigenvalues in two stages": eigenvaluesInTwoStages,
  eigenvectors,
  "inertia, LU, Cholesky": factorisations,
  "Krylov methods": krylov,
  "p-spin in f64": glassInF64,
  "p-spin in f32": glassInF32,
  "p-spin descents": glassDescents,
  "Langevin dynamics": glassLangevin,
  "homotopies and certificates": homotopies,
  "networks: loss, gradient, Hessian": networks,
  "networks: training": training,
  "networks: annealing": annealing,
  "exp and log": elementary,
} as const satisfies Readonly<Record<string, Family>>;

export type WorkloadFamily = keyof typeof FAMILIES;

/** The digest of every family, so that a difference between hosts has a name. */
export function workloadDigests(engine: Engine): Readonly<Record<WorkloadFamily, string>> {
  const entries = Object.entries(FAMILIES).map(([name, family]) => [name, digestOf(family, engine)]);
  return Object.fromEntries(entries) as Record<WorkloadFamily, string>;
}

/** One digest of them all. */
export function workloadDigest(engine: Engine): string {
  const lines = Object.entries(workloadDigests(engine)).map(([name, digest]) => `${name} ${digest}\n`);
  return textDigest(lines.join(""));
}
