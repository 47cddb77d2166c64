// No descent ends far from a critical point: 10^5 starts at N = 25, 10^4 at N = 50, and other sizes, orders, first steps,
// tolerances and units. LOSSCAPE_SHARE = 0.1 takes a tenth of the disorders.
import { expect, test } from "vitest";
import { Engine } from "../../dist/index.js";
import { type DescentSet, descendAll } from "../support/descents.ts";

const share = Number(process.env.LOSSCAPE_SHARE ?? 1);
const base = { p: 3, starts: 100, eta: 0.1, tolerance: 1e-6 };

const SETS: readonly DescentSet[] = [
  { ...base, n: 25, disorders: 1000 },
  { ...base, n: 50, disorders: 100 },
  { ...base, n: 100, disorders: 5 },
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => ({ ...base, n, disorders: 100, tolerance: 1e-8 })),
  ...[1e-3, 1e-2, 1, 10].flatMap((eta) => [
    { ...base, n: 25, disorders: 50, eta },
    { ...base, n: 10, disorders: 50, eta, tolerance: 1e-10 },
  ]),
  ...[1e-30, 0, 1e30, 1e300].map((eta) => ({ ...base, n: 12, disorders: 20, eta, tolerance: 1e-8 })),
  ...[1e-8, 1e-10, 1e-12].map((tolerance) => ({ ...base, n: 25, disorders: 50, tolerance })),
  // below what rounding allows: stalled, with a gradient that is rounding
  ...[1e-16, 0].flatMap((tolerance) => [
    { ...base, n: 4, disorders: 20, tolerance },
    { ...base, n: 25, disorders: 10, tolerance },
    { ...base, n: 60, disorders: 1, tolerance },
  ]),
  ...([2, 4, 5, 6, 8] as const).flatMap((p) =>
    [2, 3, 4, 5, 7].map((n) => ({ ...base, n, p, disorders: 50, tolerance: 1e-10 })),
  ),
  { ...base, n: 25, p: 2, disorders: 100, tolerance: 1e-10 },
  { ...base, n: 15, p: 4, disorders: 50, tolerance: 1e-8 },
  { ...base, n: 10, p: 5, disorders: 50, tolerance: 1e-8 },
  { ...base, n: 8, p: 6, disorders: 50, tolerance: 1e-8 },
  { ...base, n: 3, p: 20, disorders: 20, tolerance: 1e-8 },
  { ...base, n: 2, p: 32, disorders: 20, tolerance: 1e-6 },
  ...[1e-30, 1e-10, 1e10, 1e30].map((scale) => ({ ...base, n: 12, disorders: 50, tolerance: 1e-8, scale })),
];

const name = (set: DescentSet) =>
  `N = ${set.n}, p = ${set.p}, eta = ${set.eta}, tolerance = ${set.tolerance}, units of ${set.scale ?? 1}`;

test.each(SETS.map((set) => ({ name: name(set), set })))("$name", async ({ name, set }) => {
  const disorders = Math.max(1, Math.round(share * set.disorders));
  const outcomes = descendAll(await Engine.create(), { ...set, disorders }, "exhaustive descents");
  const { far, status, largest, meanEvaluations, mostEvaluations } = outcomes;
  const words = Object.entries(status).filter(([, count]) => count > 0);
  console.log(
    `${name}: ${words.map(([word, count]) => `${count} ${word}`).join(", ")}; largest gradient / tolerance ${largest.toFixed(6)}; evaluations ${meanEvaluations.toFixed(1)}, at most ${mostEvaluations}`,
  );
  expect(far).toEqual([]);
});
