/** Verdicts of the spin glass's claims: each is decided both ways, and left open, by summaries that say so. */
import { expect, test } from "vitest";
import { experiment as complexity } from "../dist/experiment/complexity/index.js";
import { experiment as criticalCounts } from "../dist/experiment/critical-counts/index.js";
import { experiment as spinGlassMinima } from "../dist/experiment/spin-glass-minima/index.js";
import { type ClaimId, claimOf } from "../dist/paper/claims.js";

interface Estimate {
  readonly value: number;
  readonly interval: readonly [number, number] | null;
}

/** An estimate whose interval lies on the claim's side of its threshold, on the other, across it, or is not known. */
function estimates(id: ClaimId) {
  const { side, value } = claimOf(id).threshold;
  const width = 0.1 * Math.max(1e-3, Math.abs(value));
  const at = (centre: number): Estimate => ({ value: centre, interval: [centre - width, centre + width] });
  const [above, below] = [at(value + 2 * width), at(value - 2 * width)];
  return {
    supported: side === "above" ? above : below,
    "not supported": side === "above" ? below : above,
    inconclusive: at(value),
    unknown: { value, interval: null },
  };
}

const group = {
  optimiser: "lbfgs",
  size: 100,
  energies: [-1.6, -1.5],
  starts: 2,
  unconverged: 0,
  belowGroundState: null,
  minimaShare: null,
  mean: null,
};
const config = { ...spinGlassMinima.presets.quick, seed: 1, optimiser: "lbfgs" };

/** The summary in which the claim's statistic is the estimate. */
const summaries: Readonly<Record<string, (estimate: Estimate) => object>> = {
  "1a": (meanExponent) => ({ groups: [group], meanExponent, deviationExponent: null }),
  "1b": (deviationExponent) => ({ groups: [group], meanExponent: null, deviationExponent }),
  "1c": (belowGroundState) => ({ groups: [{ ...group, belowGroundState }] }),
  "1d": (minimaShare) => ({ groups: [{ ...group, minimaShare }] }),
  "9a": ({ value, interval }) => ({
    groups: [
      group,
      { ...group, optimiser: "gradient-descent", mean: { value: 0, interval: interval && [0, 0] } },
      { ...group, optimiser: "paper-sgd", mean: { value, interval } },
    ],
  }),
};

const verdictOf = (claims: readonly { id: string; verdict: string }[], id: string) =>
  claims.find((claim) => claim.id === id)?.verdict;

test.each(Object.keys(summaries) as ClaimId[])("claim %s is decided by its interval", (id) => {
  for (const [wanted, estimate] of Object.entries(estimates(id))) {
    const claims = spinGlassMinima.claims(summaries[id]!(estimate) as never, config as never);
    expect(verdictOf(claims, id), wanted).toBe(wanted === "unknown" ? "inconclusive" : wanted);
  }
});

test("without measurements the spin glass claims nothing, and what is not measured stays open", () => {
  expect(spinGlassMinima.claims({ groups: [] } as never, config as never)).toEqual([]);
  const claims = spinGlassMinima.claims(
    { groups: [group], meanExponent: null, deviationExponent: null } as never,
    config as never,
  );
  expect(claims.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["1a", "inconclusive"],
    ["1b", "inconclusive"],
  ]);
});

test("an end point below the ground state counts at N = 100 and more alone, where its shift is small", () => {
  const { "not supported": estimate } = estimates("1c");
  const small = { ...group, size: 50, belowGroundState: estimate };
  expect(
    verdictOf(spinGlassMinima.claims({ groups: [small] } as never, config as never), "1c"),
  ).toBeUndefined();
});

test("layers that overlap contradict 2a, one layer says nothing of it", () => {
  const of = (layers: readonly (number | null)[]) =>
    complexity.claims({ p: 3, curves: layers.map((layer) => ({ layer })) } as never, {} as never);
  expect(verdictOf(of([1.657, 1.64, 1.635, null]), "2a")).toBe("supported");
  expect(verdictOf(of([1.657, 1.64, 1.645, null]), "2a")).toBe("not supported");
  expect(of([1.657, null])).toEqual([]);
});

test("3a is decided by the share of points of finite index, 3b by the formula; without counts there is neither", () => {
  const p3 = {
    N: 1000,
    p: 3,
    thresholdEnergy: 2 * Math.sqrt(2 / 3),
    log10Total: 150,
    log10BelowThreshold: 2,
  };
  const of = (log10FiniteIndexShareAbove: number) =>
    criticalCounts.claims({ ...p3, log10FiniteIndexShareAbove } as never, {} as never);
  const { value } = claimOf("3a").threshold;
  expect(verdictOf(of(value - 1), "3a")).toBe("supported");
  expect(verdictOf(of(value + 1), "3a")).toBe("not supported");
  expect(verdictOf(of(value - 1), "3b")).toBe("supported");
  expect(criticalCounts.claims({ ...p3, log10Total: null } as never, {} as never)).toEqual([]);
});
