/** The glass's kernels against the general methods of the same names. */
import { expect } from "vitest";
import {
  type Engine,
  type Method,
  optimise,
  PSpinCouplings,
  SphericalPSpin,
  streamKey,
} from "../../dist/index.js";
import { startsOf } from "./landscapes.ts";

/** Shares of starts that have to end in the same critical point, by N: fixed before the first comparison was made. */
const SAME = [
  { n: 25, share: 0.99 },
  { n: 100, share: 0.95 },
] as const;

/** One step to 1e-12, 20 evaluations to 1e-8, then the same critical point; all ends are critical points by their gradients. */
export async function holdsKernelAndMethodTogether(
  engine: Engine,
  method: Method,
  { p, small, large }: { readonly p: number; readonly small: number; readonly large: number },
): Promise<void> {
  for (const { n, share } of SAME) {
    const count = n === 25 ? small : large;
    if (count === 0) continue;
    const couplings = new PSpinCouplings(engine, { n, p, key: streamKey("solvers", "native", n) });
    const landscape = new SphericalPSpin(couplings);
    const held = { name: `native ${n}`, landscape, spread: 1, eta: 0, isMorse: true };
    const starts = startsOf(engine, held, count);
    const both = async (maxEvaluations: number) => {
      const common = { method, tolerance: 1e-6, maxEvaluations };
      const kernel = await optimise(engine, landscape, starts, common);
      const general = await optimise(engine, landscape, starts, { ...common, native: "never" });
      const apart = Array.from({ length: count }, (_, r) => {
        let most = 0;
        for (let i = r * n; i < (r + 1) * n; i++)
          most = Math.max(most, Math.abs(kernel.points[i]! - general.points[i]!));
        return most;
      });
      return { kernel, general, apart };
    };
    expect(Math.max(...(await both(2)).apart)).toBeLessThan(1e-12);
    expect(Math.max(...(await both(20)).apart)).toBeLessThan(1e-8);
    const { kernel, general, apart } = await both(20_000);
    expect(apart.filter((distance) => distance < 1e-4).length).toBeGreaterThanOrEqual(share * count);
    for (const ends of [kernel, general])
      for (let r = 0; r < count; r++) {
        expect(ends.status[r], `start ${r} of N = ${n}`).toBe("converged");
        expect(ends.gradientNorms[r]).toBeLessThanOrEqual(1e-6);
      }
    couplings.dispose();
  }
}
