// Langevin dynamics against equilibrium: the mean energy of a glass on a small sphere by quadrature, which knows nothing of dynamics.
import { expect, test } from "vitest";
import {
  Engine,
  langevinDynamics,
  optimise,
  PSpinCouplings,
  SphericalPSpin,
  streamKey,
} from "../dist/index.js";
import { startsOf } from "./support/landscapes.ts";

const engine = await Engine.create();

/** Nodes and weights of Gauss-Legendre quadrature on [-1, 1], by Newton's iteration on the polynomial. */
function legendre(count: number): { x: number; w: number }[] {
  return Array.from({ length: count }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let step = 0; step < 50; step++) {
      let [p0, p1] = [1, x];
      for (let k = 2; k <= count; k++) [p0, p1] = [p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k];
      slope = (count * (x * p1 - p0)) / (x * x - 1);
      x -= p1 / slope;
    }
    return { x, w: 2 / ((1 - x * x) * slope * slope) };
  });
}

/** Points of S^2 or S^3 with the weights of their area, exact for polynomials of degree below 48. */
function sphereRule(n: 3 | 4): { point: number[]; weight: number }[] {
  const around = Array.from({ length: 48 }, (_, k) => (2 * Math.PI * (k + 0.5)) / 48);
  const s2 = legendre(24).flatMap(({ x, w }) =>
    around.map((phi) => ({
      point: [Math.sqrt(1 - x * x) * Math.cos(phi), Math.sqrt(1 - x * x) * Math.sin(phi), x],
      weight: w,
    })),
  );
  if (n === 3) return s2;
  // S^3: sin²(t) dt is the weight of Chebyshev's polynomials of the second kind
  return Array.from({ length: 24 }, (_, k) => (Math.PI * (k + 1)) / 25).flatMap((t) =>
    s2.map(({ point, weight }) => ({
      point: [...point.map((value) => Math.sin(t) * value), Math.cos(t)],
      weight: weight * Math.sin(t) ** 2,
    })),
  );
}

function meanEnergy(landscape: SphericalPSpin, n: 3 | 4, temperature: number): number {
  let [above, below] = [0, 0];
  for (const { point, weight } of sphereRule(n)) {
    const energy = landscape.value(Float64Array.from(point, (value) => Math.sqrt(n) * value));
    const boltzmann = weight * Math.exp(-energy / temperature);
    above += boltzmann * energy;
    below += boltzmann;
  }
  return above / below;
}

const REPLICAS = 64;
/** Time until a replica has forgotten its start, and time over which its energies are averaged, in units of eta times steps. */
const [FORGET, MEASURE] = [10, 50];

/** Mean energy over replicas, each a time average, with its standard error: replicas are the independent units. */
async function measured(landscape: SphericalPSpin, eta: number, temperature: number) {
  const n = landscape.dimension;
  const sums = new Float64Array(REPLICAS);
  const counts = new Float64Array(REPLICAS);
  const held = { name: `law ${n} ${temperature}`, landscape, spread: 1, eta, isMorse: true };
  await optimise(engine, landscape, startsOf(engine, held, REPLICAS), {
    method: langevinDynamics({ eta, temperature }),
    maxEvaluations: Math.round((FORGET + MEASURE) / eta),
    key: streamKey("langevin law", n, eta, temperature),
    watch: (r, step, { value }) => {
      if (step * eta >= FORGET) {
        sums[r]! += value;
        counts[r]!++;
      }
      return false;
    },
  });
  const means = sums.map((sum, r) => sum / counts[r]!);
  const mean = means.reduce((sum, value) => sum + value, 0) / REPLICAS;
  const variance = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (REPLICAS - 1);
  return { mean, error: Math.sqrt(variance / REPLICAS) };
}

test.each([
  [3, 0.5],
  [3, 2],
  [4, 0.5],
  [4, 1],
] as const)(
  "N = %i, T = %f: extrapolated to steps of 0, the mean energy is that of equilibrium",
  async (n, temperature) => {
    const couplings = new PSpinCouplings(engine, { n, p: 3, key: streamKey("langevin law", n) });
    const landscape = new SphericalPSpin(couplings);
    const exact = meanEnergy(landscape, n, temperature);
    const [coarse, fine] = [
      await measured(landscape, 0.04, temperature),
      await measured(landscape, 0.02, temperature),
    ];
    // the bias is of order eta: 2 fine - coarse has none of that order
    const extrapolated = 2 * fine.mean - coarse.mean;
    const error = Math.sqrt(4 * fine.error ** 2 + coarse.error ** 2);
    expect(Math.abs(extrapolated - exact), `${exact} ${coarse.mean} ${fine.mean} ${error}`).toBeLessThan(
      4 * error,
    );
    // and the errors are small enough to tell a temperature of 1.3 T, as without the square root of 2 or with it twice
    expect(4 * error).toBeLessThan(Math.abs(meanEnergy(landscape, n, 1.3 * temperature) - exact));
    couplings.dispose();
  },
);
