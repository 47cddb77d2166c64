// Smale's alpha test: beta and gamma against mpmath from both sides, and what is made of them.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { radiusOf, type SolutionList, separate } from "../dist/critical/pspin/eigenpair-classes.js";
import { refineEigenpairs } from "../dist/critical/pspin/refine-eigenpairs.js";
import { ALPHA_LIMIT, homotopyCertify, homotopyResidual } from "../dist/engine/pspin/homotopy.js";
import { scaledTensor } from "../dist/engine/pspin/symmetric-tensor.js";
import { Engine } from "../dist/index.js";

interface Point {
  readonly kind: "anywhere" | "near a root" | "rounded root" | "rho";
  readonly held: number;
  readonly point: readonly number[];
  readonly f: readonly number[];
  readonly unit: number;
  readonly residual: number;
  readonly rounding: number;
  readonly inverseNorm: number;
  readonly rho: number;
  readonly gamma: number;
  readonly trueBeta: number;
  readonly sampledGamma: number;
  readonly distance?: number;
}
interface Case {
  readonly n: number;
  readonly p: number;
  readonly couplings: readonly number[];
  readonly scale: number;
  readonly norm: number;
  readonly points: readonly Point[];
}
const fixture = JSON.parse(readFileSync(new URL("fixtures/alpha.json", import.meta.url), "utf8")) as {
  limit: string;
  cases: Case[];
};
const all = fixture.cases.flatMap((own) => own.points.map((point) => ({ own, point })));
const ofKind = (...kinds: readonly Point["kind"][]) => all.filter(({ point }) => kinds.includes(point.kind));

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

/** The norm of A carries 1e-9 of its own; all other slack of the kernel is rounding, below 1e-9 at these points. */
const SMALL = 5e-9;

function bounds(own: Case, point: Point) {
  const tensor = scaledTensor(Float32Array.from(own.couplings), own);
  const certified = homotopyCertify(engine, tensor, Float64Array.from(point.point), { newtonSteps: 0 });
  return {
    tensor,
    alpha: certified.alpha[0]!,
    beta: certified.beta[0]!,
    gamma: certified.gamma[0]!,
    inverseNorm: certified.inverseNorm[0]!,
    unit: certified.unit[0]!,
    solutions: certified.solutions,
  };
}

const within = (value: number, exact: number, slack = SMALL) => {
  expect(value).toBeGreaterThanOrEqual(exact);
  expect(value).toBeLessThanOrEqual(exact * (1 + slack));
};

describe("the bounds", () => {
  test("the tensor that is certified is the couplings' own, by a power of two", () => {
    for (const own of fixture.cases) {
      const tensor = scaledTensor(Float32Array.from(own.couplings), own);
      expect(tensor.scale).toBe(own.scale);
      within(tensor.norm, own.norm * (1 - 1e-14));
    }
  });

  test("|Df^-1|, gamma and beta are above mpmath's and hardly more", () => {
    for (const { own, point } of ofKind("anywhere", "near a root")) {
      const { alpha, beta, gamma, inverseNorm, unit, solutions } = bounds(own, point);
      expect(unit).toBe(point.unit);
      expect(Array.from(solutions)).toEqual(point.point);
      within(inverseNorm, point.inverseNorm);
      within(gamma, point.gamma);
      within(beta, point.inverseNorm * point.residual);
      within(alpha, beta * gamma);
    }
  });

  test("beta and gamma are above the true operator norms", () => {
    for (const { own, point } of all) {
      const { beta, gamma } = bounds(own, point);
      expect(beta).toBeGreaterThanOrEqual(point.trueBeta);
      expect(gamma).toBeGreaterThanOrEqual(point.sampledGamma);
    }
  });

  test("at rounded roots beta is the stated rounding of f, no less, and the root lies within 2 beta", () => {
    for (const { own, point } of ofKind("rounded root")) {
      const { alpha, beta } = bounds(own, point);
      expect(beta).toBeGreaterThanOrEqual(point.inverseNorm * point.rounding);
      // the computed f differs from the exact one by less than an eighth of its bound
      expect(beta).toBeLessThanOrEqual(
        point.inverseNorm * (point.residual + 1.125 * point.rounding) * (1 + SMALL),
      );
      expect(2 * beta).toBeGreaterThan(point.distance!);
      expect(alpha).toBeLessThan(ALPHA_LIMIT);
    }
  });

  test("a Jacobian that rounding may have made singular is not certified; one half is the limit", () => {
    const [passes, fails] = ofKind("rho");
    expect(passes!.point.rho).toBeCloseTo(0.4, 6);
    expect(fails!.point.rho).toBeCloseTo(0.6, 6);
    // the computed defect adds to rho at most the rounding of Y J, a sixteenth of its own bound
    const { beta, inverseNorm } = bounds(passes!.own, passes!.point);
    within(beta, inverseNorm * passes!.point.rounding); // f is 0 there, computed and true
    within(inverseNorm, passes!.point.inverseNorm / (1 - passes!.point.rho) / (1 + SMALL), 0.05);
    expect(bounds(fails!.own, fails!.point)).toMatchObject({
      alpha: Number.POSITIVE_INFINITY,
      beta: Number.POSITIVE_INFINITY,
      gamma: Number.POSITIVE_INFINITY,
    });
  });

  test("x = 0 is no solution here: neither it nor NaN is certified", () => {
    const { own } = all[0]!;
    const tensor = scaledTensor(Float32Array.from(own.couplings), own);
    for (const value of [0, 1e-200, Number.NaN]) {
      const zero = new Float64Array(2 * (own.n + 1)).fill(value);
      zero[2 * own.n] = 1;
      const { alpha, solutions } = homotopyCertify(engine, tensor, zero);
      const x = solutions.subarray(0, 2 * own.n);
      expect(alpha[0]! < ALPHA_LIMIT && Math.max(...x.map(Math.abs)) < 1).toBe(false);
    }
  });

  test("Smale's constant is not rounded up", () => {
    // the double nearest to (13 - 3 sqrt 17) / 4 lies above it, by mpmath; 2^-55 is the spacing there
    expect(Number(fixture.limit) - ALPHA_LIMIT).toBe(2 ** -55);
  });
});

describe("32 digits", () => {
  test("the residual is mpmath's to the last places of a double", () => {
    for (const { own, point } of all) {
      const tensor = scaledTensor(Float32Array.from(own.couplings), own);
      const high = Float64Array.from(point.point);
      const f = homotopyResidual(engine, tensor, { high, low: new Float64Array(high.length) });
      // the kernel's stated error: that of doubles times 2^-49
      const tolerance = point.unit * point.rounding * 2 ** -49;
      f.forEach((value, i) => {
        expect(Math.abs(value - point.f[i]!)).toBeLessThanOrEqual(
          tolerance + 2 ** -52 * Math.abs(point.f[i]!),
        );
      });
    }
  });

  test("refined roots have an alpha of 32 digits, and stay where they were, their rounding in beta", () => {
    let unmoved = 0;
    for (const { own, point } of ofKind("rounded root")) {
      const tensor = scaledTensor(Float32Array.from(own.couplings), own);
      const refined = refineEigenpairs(engine, tensor, Float64Array.from(point.point));
      expect(refined.alpha[0]!).toBeLessThan(2 ** -46 * point.inverseNorm * point.rounding * point.gamma);
      refined.solutions.forEach((value, i) => {
        expect(Math.abs(value - point.point[i]!)).toBeLessThan(2 ** -51);
      });
      expect(refined.beta[0]!).toBeLessThan(2 ** -51);
      const same = refined.solutions.every((value, i) => value === point.point[i]);
      if (!same) continue;
      expect(refined.beta[0]! * (1 + SMALL)).toBeGreaterThan(point.distance!);
      unmoved++;
    }
    expect(unmoved).toBeGreaterThan(5);
  });
});

describe("classes", () => {
  const list = (rows: readonly (readonly number[])[], beta: readonly number[], alpha = rows.map(() => 0)) =>
    ({
      n: rows[0]!.length / 2 - 1,
      points: Float64Array.from(rows.flat()),
      alpha: Float64Array.from(alpha),
      beta: Float64Array.from(beta),
    }) satisfies SolutionList;
  const at = (angle: number) => [1, 0, Math.tan(angle), 0, 1, 0]; // x = (1, tan), lambda = 1

  test("a ball has the radius 2 beta", () => {
    within(radiusOf(list([at(0)], [0.01]), 0), 0.02, 1e-12);
  });

  test("lines are different exactly when their angle is more than the balls allow", () => {
    for (const [b1, b2] of [
      [1e-3, 2e-3],
      [1e-9, 4e-9],
      [0.02, 0],
    ] as const) {
      const sum = 2 * (b1 + b2);
      const apart = separate(list([at(0), at(1.01 * Math.asin(sum))], [b1, b2]), [0, 1]);
      expect(apart).toEqual({ distinct: [0, 1], suspects: [] });
      const near = separate(list([at(0), at(0.99 * Math.asin(sum))], [b1, b2]), [0, 1]);
      expect(near).toEqual({ distinct: [expect.any(Number)], suspects: [0, 1] });
    }
  });

  test("representatives of one class are one, whatever the phase and the component that is 1", () => {
    const x = [1, 0, 0.3, 0.4, 0, 0.9];
    const [c, s] = [0.3, -0.4].map((v) => v / 0.25); // 1 / (0.3 + 0.4 i)
    const y = [0, 2, 4].flatMap((i) => [x[i]! * c! - x[i + 1]! * s!, x[i]! * s! + x[i + 1]! * c!]);
    const both = list(
      [
        [...x, 2, 0],
        [...y, 2 * c!, 2 * s!],
      ],
      [1e-14, 1e-14],
    );
    expect(separate(both, [0, 1]).distinct).toHaveLength(1);
  });

  test("what is not certified counts nowhere; the limit itself fails", () => {
    const three = list(
      [at(0), at(0.5), at(1)],
      [0, 0, 0],
      [ALPHA_LIMIT * (1 - 1e-15), ALPHA_LIMIT, Number.NaN],
    );
    expect(separate(three, [0, 1, 2])).toEqual({ distinct: [0], suspects: [1, 2] });
  });

  test("of a chain of touching balls those that stay touch nothing that stays", () => {
    const chain = list(
      Array.from({ length: 6 }, (_, i) => at(0.03 * i)),
      Array.from({ length: 6 }, () => 0.01),
    );
    const { distinct, suspects } = separate(chain, [0, 1, 2, 3, 4, 5]);
    expect(suspects).toEqual([0, 1, 2, 3, 4, 5]);
    expect(distinct).toHaveLength(3);
    distinct.slice(1).forEach((place, i) => {
      expect(place - distinct[i]!).toBeGreaterThan(1);
    });
  });
});
