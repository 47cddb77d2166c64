/** A guard against regressions that no machine's speed moves: kernels over a plain reference loop of the same run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "losscape";
import type { Case } from "./case.ts";
import { sampleSeconds } from "./measure.ts";

interface Stored {
  /** A ratio may be this many times the stored one before it is called a regression. */
  readonly tolerance: number;
  /** Kernel's seconds over the reference loop's. */
  readonly ratios: Readonly<Record<string, number>>;
}

const FILE = join(import.meta.dirname, "..", "..", "bench", "guard.json");

/** A plain triple loop over 96 x 96 matrices: what the kernels are measured in. */
function reference(): number {
  const n = 96;
  const a = new Float64Array(n * n).fill(0.5);
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const x = a[i * n + k]!;
      for (let j = 0; j < n; j++) c[i * n + j]! += x * a[k * n + j]!;
    }
  return c[5]!;
}

const ROUNDS = 5;
const BUDGET = 0.05;

/** Ratios, each the median of interleaved rounds. */
export function measureGuard(cases: readonly Case[]): Readonly<Record<string, number>> {
  const ratios: Record<string, number> = {};
  for (const bench of cases) {
    const ours = bench.ours();
    const rounds = Array.from(
      { length: ROUNDS },
      () => sampleSeconds(() => ours.run(), BUDGET) / sampleSeconds(reference, BUDGET),
    ).sort((a, b) => a - b);
    ours.dispose?.();
    ratios[bench.name] = rounds[Math.floor(ROUNDS / 2)]!;
  }
  return ratios;
}

/** Lines of a report; nothing fails. */
export function guardReport(measured: Readonly<Record<string, number>>): readonly string[] {
  const { tolerance, ratios } = JSON.parse(readFileSync(FILE, "utf8")) as Stored;
  return Object.entries(measured).map(([name, ratio]) => {
    const stored = ratios[name];
    if (stored === undefined) return `new          ${name}: ${ratio.toFixed(3)} reference loops`;
    const change = ratio / stored;
    const verdict = change > tolerance ? "SLOWER" : change < 1 / tolerance ? "faster" : "as before";
    return `${verdict.padEnd(12)} ${name}: ${ratio.toFixed(3)} reference loops, ${change.toFixed(2)} of the stored ${stored.toFixed(3)}`;
  });
}

export type { Engine };
