/** A landscape from a function that a user wrote in JavaScript; derivatives that are not given are central differences. */
import { ShapeError, SpecError } from "../base/errors.ts";
import { type Landscape, type Manifold, tangentDimension } from "../base/landscape.ts";
import { projectTangent, restrictToTangent } from "./spherical-p-spin.ts";

/** All functions are of a point of R^n; on the sphere too, where they are taken in a neighbourhood of it. */
export interface UserFunction {
  readonly dimension: number;
  readonly manifold?: Manifold;
  value(x: Float64Array): number;
  /** Euclidean gradient, written into `out`. */
  gradient?(x: Float64Array, out: Float64Array): void;
  /** Euclidean Hessian times v, written into `out`. */
  hessianVectorProduct?(x: Float64Array, v: Float64Array, out: Float64Array): void;
}

/** Steps that balance truncation h² against rounding eps/h (first differences) and eps/h² (of values, twice). */
const FIRST_STEP = 6e-6; // eps^(1/3)
const SECOND_STEP = 1.2e-4; // eps^(1/4)

/**
 * The landscape of a function, on R^n or on |x|² = n. Without `gradient` its relative error is about 1e-10, and that of Hessians
 * about 1e-7; with it, that of Hessians is about 1e-10.
 *
 * @throws {SpecError} for a dimension that is no whole number of 1 or more
 */
export function userLandscape(f: UserFunction): Landscape {
  const { dimension: n, manifold = "euclidean" } = f;
  if (!Number.isInteger(n) || n < 1)
    throw new SpecError("dimension", `dimension must be a whole number of 1 or more, got ${n}.`);
  const assertPoint = (x: Float64Array): void => {
    if (x.length !== n) throw new ShapeError(`This landscape's points have ${n} numbers, got ${x.length}.`);
  };
  const euclideanGradient = (x: Float64Array, out: Float64Array): void => {
    if (f.gradient) f.gradient(x, out);
    else differenceGradient(f, x, out);
  };
  const euclideanProduct = (x: Float64Array, v: Float64Array, out: Float64Array): void => {
    if (f.hessianVectorProduct) f.hessianVectorProduct(x, v, out);
    else differenceProduct(euclideanGradient, { x, v, out, step: f.gradient ? FIRST_STEP : SECOND_STEP });
  };
  const radialOf = (x: Float64Array): number => {
    if (manifold === "euclidean") return 0;
    const g = new Float64Array(n);
    euclideanGradient(x, g);
    return g.reduce((sum, gi, i) => sum + gi * x[i]!, 0) / n;
  };
  return {
    dimension: n,
    manifold,
    value(x) {
      assertPoint(x);
      return f.value(x);
    },
    gradient(x, out) {
      assertPoint(x);
      euclideanGradient(x, out);
      if (manifold === "sphere") projectTangent(x, Float64Array.from(out), out);
      return f.value(x);
    },
    hessianVectorProduct(x, v, out) {
      assertPoint(x);
      if (manifold === "euclidean") return euclideanProduct(x, v, out);
      const tangent = projectTangent(x, v, new Float64Array(n));
      const image = new Float64Array(n);
      euclideanProduct(x, tangent, image);
      const radial = radialOf(x);
      projectTangent(
        x,
        image.map((value, i) => value - radial * tangent[i]!),
        out,
      );
    },
    hessian(x) {
      assertPoint(x);
      const h = new Float64Array(n * n);
      const unit = new Float64Array(n);
      const column = new Float64Array(n);
      for (let j = 0; j < n; j++) {
        unit.fill(0)[j] = 1;
        euclideanProduct(x, unit, column);
        for (let i = 0; i < n; i++) h[i * n + j] = column[i]!;
      }
      const radial = radialOf(x);
      for (let i = 0; i < n; i++) {
        h[i * n + i]! -= radial;
        for (let j = 0; j < i; j++) h[i * n + j] = h[j * n + i] = (h[i * n + j]! + h[j * n + i]!) / 2;
      }
      return tangentDimension({ dimension: n, manifold }) === n ? h : restrictToTangent(h, x);
    },
  };
}

function differenceGradient(f: UserFunction, x: Float64Array, out: Float64Array): void {
  const at = Float64Array.from(x);
  for (let i = 0; i < x.length; i++) {
    const h = FIRST_STEP * Math.max(1, Math.abs(x[i]!));
    at[i] = x[i]! + h;
    const high = f.value(at);
    at[i] = x[i]! - h;
    const low = f.value(at);
    at[i] = x[i]!;
    out[i] = (high - low) / (2 * h);
  }
}

function differenceProduct(
  gradient: (x: Float64Array, out: Float64Array) => void,
  { x, v, out, step }: { x: Float64Array; v: Float64Array; out: Float64Array; step: number },
): void {
  const length = Math.sqrt(v.reduce((sum, value) => sum + value * value, 0));
  if (length === 0) {
    out.fill(0);
    return;
  }
  const size = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
  const h = (step * Math.max(1, size)) / length;
  const low = new Float64Array(x.length);
  gradient(
    x.map((value, i) => value + h * v[i]!),
    out,
  );
  gradient(
    x.map((value, i) => value - h * v[i]!),
    low,
  );
  for (let i = 0; i < out.length; i++) out[i] = (out[i]! - low[i]!) / (2 * h);
}
