/** One task of atlas: from its config and its random streams to a row. */
import type { JsonObject } from "../../base/json.ts";
import { connectMinima, minimaReached, UNCONVERGED } from "../../critical/pspin/connections.ts";
import type { TaskContext } from "../../run/contract.ts";
import { censusOf, drawCouplings } from "../kit/disorder/census.ts";
import { startDirections } from "../kit/disorder/starts.ts";
import type { AtlasConfig, AtlasTask } from "./config.ts";

export type AtlasPoint = {
  /** H / N */
  readonly energy: number;
  readonly index: number;
  /** Smallest |eigenvalue| of the Riemannian Hessian of H. */
  readonly smallest: number;
  /** Smale's alpha: a certificate below 0.157. */
  readonly alpha: number;
};

export type AtlasRow = JsonObject & {
  readonly n: number;
  readonly p: number;
  readonly draw: number;
  readonly complete: boolean;
  readonly missing: readonly string[];
  readonly solutions: number;
  readonly expectedSolutions: number;
  readonly retracked: number;
  readonly points: readonly AtlasPoint[];
  /** Index-1 saddles with the minima (numbers by ascending energy) on both sides. */
  readonly edges: readonly { readonly a: number; readonly b: number; readonly energy: number }[];
  /** Index-1 saddles of which a side led to no known minimum, and of which a descent did not converge. */
  readonly unresolved: number;
  readonly unconverged: number;
  /** Random starts that gradient descent led to each minimum, to none of them, and that did not converge. */
  readonly basins: readonly number[];
  readonly lost: number;
  readonly unconvergedStarts: number;
};

const SHARE_OF_CENSUS = 0.7;

const STARTS_A_CALL = 256;

export async function run({ draw }: AtlasTask, context: TaskContext<AtlasConfig>): Promise<AtlasRow> {
  const { N: n, p, budget, starts } = context.config;
  const couplings = drawCouplings(context, { n, p, draw });
  try {
    const census = await censusOf(context, couplings, {
      budget,
      progress: (fraction) => context.progress(SHARE_OF_CENSUS * fraction),
    });
    const { edges, unresolved, unconverged } = await connectMinima(couplings, census.points);
    const minima = census.points.filter(({ index }) => index === 0);
    const basins = minima.map(() => 0);
    let [lost, unconvergedStarts] = [0, 0];
    const key = context.sharedStream(`basins ${n} ${draw}`);
    for (let first = 0; first < starts; first += STARTS_A_CALL) {
      const count = Math.min(STARTS_A_CALL, starts - first);
      const points = startDirections(context.engine, { n, first, past: first + count, key });
      for (const end of await minimaReached(couplings, minima, points)) {
        if (end === UNCONVERGED) unconvergedStarts++;
        else if (end < 0) lost++;
        else basins[end]!++;
      }
      context.progress(SHARE_OF_CENSUS + ((1 - SHARE_OF_CENSUS) * (first + count)) / starts);
    }
    return {
      n,
      p,
      draw,
      complete: census.complete,
      missing: census.missing,
      solutions: census.foundClasses,
      expectedSolutions: census.expectedClasses,
      retracked: census.retracked,
      points: census.points.map(({ energy, index, smallest, alpha }) => ({ energy, index, smallest, alpha })),
      edges,
      unresolved,
      unconverged,
      basins,
      lost,
      unconvergedStarts,
    };
  } finally {
    couplings.dispose();
  }
}
