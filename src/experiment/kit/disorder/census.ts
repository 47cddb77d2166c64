/** The census of one random disorder, as tasks of several experiments need it. */
import { pow } from "../../../base/math.ts";
import { type Census, takeCensus } from "../../../critical/pspin/census.ts";
import { PSpinCouplings } from "../../../engine/pspin/couplings.ts";
import { normals } from "../../../engine/random.ts";
import type { TaskContext } from "../../../run/contract.ts";

/** Rough seconds for the Hessians of a census, their eigenvalues and the host's share, beside `censusSeconds`: estimates only. */
export const inspectionSeconds = (n: number): number => 2e-4 * pow(1.7, n);

export interface Disorder {
  readonly n: number;
  readonly p: number;
  readonly draw: number;
}

/** Couplings of draw number `draw`; the caller disposes of them. */
export function drawCouplings<C>(context: TaskContext<C>, { n, p, draw }: Disorder): PSpinCouplings {
  return new PSpinCouplings(context.engine, {
    n,
    p,
    key: context.sharedStream(`disorder ${n} ${p} ${draw}`),
  });
}

/** All critical points of the couplings; the homotopy's generic number comes from the run's seed. */
export async function censusOf<C>(
  context: TaskContext<C>,
  couplings: PSpinCouplings,
  options: { readonly budget: number; readonly progress?: (fraction: number) => void },
): Promise<Census> {
  const [re, im] = normals(context.engine, context.sharedStream("homotopy gamma"), 2) as unknown as [
    number,
    number,
  ];
  const modulus = Math.sqrt(re * re + im * im);
  const { budget, progress } = options;
  return takeCensus(couplings, {
    gamma: [re / modulus, im / modulus],
    budget,
    ...(progress ? { progress } : {}),
  });
}
