/** A landscape from a function that a user wrote in JavaScript; derivatives that are not given come from differences. */
import { assertKnownOptions, assertVector, assertWhole, shown } from "../base/arguments.ts";
import { ShapeError, SpecError } from "../base/errors.ts";
import type { Landscape } from "../base/landscape.ts";
import type { Manifold } from "../base/manifold.ts";
import { rowCount, rowOf } from "../base/rows.ts";
import { scaledNorm } from "../base/vector.ts";
import { assertReturnedNumber, written } from "../base/written.ts";
import { completeLandscape } from "./complete.ts";
import { distance } from "./difference-ladder.ts";
import {
  columnFromGradient,
  mixedPartial,
  partial,
  productFromGradient,
  productFromValues,
  type Sampled,
  secondPartial,
} from "./differences.ts";
import { euclidean } from "./euclidean.ts";
import { assertSymmetric } from "./sphere.ts";

/** All functions are of a point of R^n; on a manifold too, where they are taken in a neighbourhood of it. They get copies of points. */
export interface UserFunction {
  readonly dimension: number;
  /** Where the points are: `euclidean(dimension)` unless another is given, as `sphere(dimension)`. */
  readonly manifold?: Manifold;
  /** NaN or an infinity marks what is outside the function's domain. */
  value(x: Float64Array): number;
  /** Euclidean gradient, written into `out`. */
  gradient?(x: Float64Array, out: Float64Array): void;
  /** Euclidean Hessian times v, written into `out`. */
  hessianVectorProduct?(x: Float64Array, v: Float64Array, out: Float64Array): void;
}

export interface DifferenceOptions {
  /**
   * Largest step of difference quotients, one for all coordinates or one for each; half and a quarter of it are used as well. By
   * default found for each coordinate from the function's own behaviour. Taken as the power of two below it.
   */
  readonly step?: number | readonly number[] | Float64Array;
  /** Relative error of values and of gradients (default 2^-52); about 1e-7 for what is computed in single precision. */
  readonly valueError?: number;
}

/** A landscape that tells how far its derivatives may be off: estimates, no bounds. They are 0 for derivatives that were given. */
export interface UserLandscape extends Landscape {
  /** The gradient at x with the estimated error of each of its numbers. */
  gradientWithError(x: Float64Array): { value: number; gradient: Float64Array; error: Float64Array };
  /** The Hessian at x with the estimated |error| (Frobenius), and its asymmetry where that is larger. */
  hessianWithError(x: Float64Array): { hessian: Float64Array; error: number };
  productWithError(x: Float64Array, v: Float64Array): { product: Float64Array; error: number };
}

/** Relative asymmetry of a Hessian by given products, from which they are refused. */
const WRONG_PRODUCTS = 1e-6;

/** A vector of R^n with the estimated error of each number. */
interface Gradient {
  readonly value: Float64Array;
  readonly error: Float64Array;
}

interface Euclidean {
  readonly dimension: number;
  readonly value: (x: Float64Array) => number;
  readonly gradient: (x: Float64Array) => Gradient;
  readonly product: (x: Float64Array, v: Float64Array) => { product: Float64Array; error: number };
  readonly hessian: (x: Float64Array) => { hessian: Float64Array; error: number };
}

function stepsOf(n: number, step: DifferenceOptions["step"]): Float64Array | undefined {
  if (step === undefined) return undefined;
  const given: ArrayLike<unknown> = typeof step === "number" ? new Float64Array(n).fill(step) : step;
  if (!Array.isArray(given) && !(given instanceof Float64Array))
    throw new SpecError("step", `userLandscape: step is a number or ${n} numbers, got ${shown(step)}.`);
  if (given.length !== n)
    throw new SpecError("step", `userLandscape: ${n} coordinates need ${n} steps, got ${given.length}.`);
  const wrong = Array.from(given).find((each) => !(Number.isFinite(each) && (each as number) >= 2 ** -1000));
  if (wrong !== undefined)
    throw new SpecError(
      "step",
      `userLandscape: a step is a finite number above 1e-301, got ${shown(wrong)}.`,
    );
  return Float64Array.from(given as ArrayLike<number>);
}

function assertFunction(f: UserFunction, options: DifferenceOptions): void {
  if (typeof f?.value !== "function")
    throw new SpecError("value", `userLandscape: value is a function of a point, got ${shown(f?.value)}.`);
  for (const name of ["gradient", "hessianVectorProduct"] as const)
    if (f[name] !== undefined && typeof f[name] !== "function")
      throw new SpecError(name, `userLandscape: ${name} is a function or left out, got ${shown(f[name])}.`);
  assertWhole("userLandscape", "dimension", f.dimension, { least: 1 });
  const { manifold } = f;
  if (manifold !== undefined && typeof manifold?.retract !== "function")
    throw new SpecError(
      "manifold",
      `userLandscape: manifold is an object as euclidean(${f.dimension}) or sphere(${f.dimension}), got ${shown(manifold)}.`,
    );
  if (manifold !== undefined && manifold.dimension !== f.dimension)
    throw new SpecError(
      "manifold",
      `userLandscape: points of ${f.dimension} numbers cannot lie on ${manifold.description}, whose points have ${manifold.dimension}.`,
    );
  assertKnownOptions("userLandscape", options, ["step", "valueError"]);
  const { valueError = Number.EPSILON } = options;
  if (!(valueError >= Number.EPSILON / 2 && valueError < 1))
    throw new SpecError(
      "valueError",
      `userLandscape: valueError is a relative error from 1.1e-16 to 1, got ${shown(valueError)}.`,
    );
}

function sampled(f: UserFunction, { step, valueError = Number.EPSILON }: DifferenceOptions): Sampled {
  const n = f.dimension;
  const value = (x: Float64Array): number => {
    const returned: unknown = f.value(x.slice());
    assertReturnedNumber("userLandscape: value", returned);
    return returned;
  };
  const steps = stepsOf(n, step);
  if (!f.gradient) return { value, valueError, steps };
  const gradient = (x: Float64Array): Float64Array =>
    written("userLandscape: gradient", n, (out) => f.gradient!(x.slice(), out));
  return { value, gradient, valueError, steps };
}

function givenProduct(f: UserFunction, x: Float64Array, v: Float64Array): Float64Array {
  return written("userLandscape: hessianVectorProduct", f.dimension, (out) =>
    f.hessianVectorProduct!(x.slice(), v.slice(), out),
  );
}

/** Given where it is given, by differences where not. */
function euclideanOf(f: UserFunction, options: DifferenceOptions): Euclidean {
  const n = f.dimension;
  const source = sampled(f, options);
  const withGradient = source.gradient && (source as Required<Sampled>);
  const inside = (x: Float64Array): number => {
    const value = source.value(x);
    if (Number.isFinite(value)) return value;
    throw new ShapeError(`userLandscape: value is ${value} at this point; it has no derivatives there.`);
  };
  const product = f.hessianVectorProduct
    ? (x: Float64Array, v: Float64Array) => ({ product: givenProduct(f, x, v), error: 0 })
    : (x: Float64Array, v: Float64Array) => {
        const size = scaledNorm(v);
        if (size === 0) return { product: v.slice(), error: 0 };
        const unit = v.map((value) => value / size);
        const found = withGradient
          ? productFromGradient(withGradient, x, unit)
          : productFromValues(source, x, { v: unit, centre: inside(x) });
        return { product: found.value.map((value) => value * size), error: found.error * size };
      };
  return {
    dimension: n,
    value: source.value,
    gradient: (x) => {
      if (source.gradient) return { value: source.gradient(x), error: new Float64Array(n) };
      const centre = inside(x);
      const parts = Array.from(x, (_, i) => partial(source, x, { i, centre }));
      return {
        value: Float64Array.from(parts, (part) => part.value[0]!),
        error: Float64Array.from(parts, (part) => part.error),
      };
    },
    product,
    hessian: (x) => {
      if (f.hessianVectorProduct) return hessianFromProducts(n, (v) => product(x, v).product);
      inside(x);
      return withGradient ? hessianFromGradient(withGradient, x) : hessianFromValues(source, x);
    },
  };
}

function hessianFromProducts(n: number, product: (v: Float64Array) => Float64Array) {
  const rows = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    rows.set(product(unit), j * n);
  }
  assertSymmetric("userLandscape: hessianVectorProduct", rows, n, WRONG_PRODUCTS);
  const hessian = rows.map((value, at) => (value + rows[(at % n) * n + Math.floor(at / n)]!) / 2);
  return { hessian, error: distance(hessian, rows) };
}

/** Each pair of entries from the column with the smaller error of the two. */
function hessianFromGradient(f: Required<Sampled>, x: Float64Array) {
  const n = x.length;
  const columns = Array.from(x, (_, j) => columnFromGradient(f, x, j));
  const hessian = new Float64Array(n * n);
  let asymmetry = 0;
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const [a, b] = [columns[j]!.value[i]!, columns[i]!.value[j]!];
      hessian[i * n + j] = hessian[j * n + i] = columns[j]!.error <= columns[i]!.error ? a : b;
      asymmetry = Math.max(asymmetry, Math.abs(a - b) / 2);
    }
  return { hessian, error: Math.max(scaledNorm(columns.map(({ error }) => error)), asymmetry) };
}

function hessianFromValues(f: Sampled, x: Float64Array) {
  const n = x.length;
  const hessian = new Float64Array(n * n);
  const errors: number[] = [];
  const centre = f.value(x);
  const diagonal = Array.from(x, (_, i) => secondPartial(f, x, { i, centre }));
  for (let i = 0; i < n; i++) {
    hessian[i * n + i] = diagonal[i]!.value[0]!;
    errors.push(diagonal[i]!.error);
    for (let j = 0; j < i; j++) {
      const { value, error } = mixedPartial(f, x, { i, j, ki: diagonal[i]!.k, kj: diagonal[j]!.k });
      hessian[i * n + j] = hessian[j * n + i] = value[0]!;
      errors.push(Math.SQRT2 * error);
    }
  }
  return { hessian, error: scaledNorm(errors) };
}

/** The Riemannian derivatives on a manifold of what is given on R^n. */
function onManifold(flat: Euclidean, manifold: Manifold): Euclidean {
  const n = flat.dimension;
  return {
    ...flat,
    gradient: (x) => {
      const { value, error } = flat.gradient(x);
      const radial = manifold.curvatureError(x, error);
      return {
        value: manifold.project(x, value, new Float64Array(n)),
        error: error.map((each, i) => each + radial * Math.abs(x[i]!)),
      };
    },
    product: (x, v) => {
      const tangent = manifold.project(x, v, new Float64Array(n));
      const { product, error } = flat.product(x, tangent);
      const { value: gradient, error: errors } = flat.gradient(x);
      const image = manifold.hessianProduct(x, { gradient, image: product, v: tangent }, product);
      return {
        product: image,
        error: error + manifold.curvatureError(x, errors) * scaledNorm(tangent),
      };
    },
    hessian: (x) => {
      const { hessian, error } = flat.hessian(x);
      const { value: gradient, error: errors } = flat.gradient(x);
      const curvature = manifold.curvatureError(x, errors) * Math.sqrt(manifold.tangentDimension);
      return { hessian: manifold.hessian(x, gradient, hessian), error: error + curvature };
    },
  };
}

/**
 * The landscape of a function, on R^n or another manifold. Derivatives that are not given come from central differences with one Richardson
 * extrapolation; the step of each coordinate is found where truncation and rounding balance, whatever the size of x, and may be
 * given instead. `gradientWithError`, `hessianWithError` and `productWithError` estimate what error is left.
 *
 * Of a function of size |f| that varies on the length s along a coordinate, first derivatives come out within 1e-11 |f| / s, second
 * ones within 2e-9 |f| / s² of its values, and within 1e-11 |g| / s of a gradient g. Measured on cosines, Lorentz curves and quartics of
 * s = 2^-20 … 2^20 at |x| = 1e-3 s … 1e6 s, 10^5 points; errors were below 3 times their estimates there. A function that rounds
 * more than its result (x / s with |x| / s = 10^6, a difference of large sums, single precision) loses as much more, and the
 * estimates see it mostly, not always: give `valueError` where it is known. From |x| = 10^9 s on a step may span many periods, and
 * around points where all values underflow to 0 the function looks constant: there neither result nor estimate tells; give `step`. At 10^4 coordinates errors and estimates are those
 * of each coordinate; products along v suffer where v has both stiff and soft coordinates, and say so by their estimate.
 *
 * Points outside the domain, where `value` is NaN or infinite, have no derivatives; near its edge steps shrink until they fit. At a
 * kink the estimate is as large as the jump.
 *
 * Cost, by values: 16 to 40 a first or second derivative, 10 to 12 a mixed one: 25 n a gradient, 5 n² a Hessian, 40 n a product. By
 * gradients: 8 to 20 a column or product.
 *
 * @throws {SpecError} for a dimension, a manifold or options that cannot be. The methods throw a {ShapeError} for points of the wrong
 *   length, with NaN or infinity, off the sphere or outside the domain, and when a given function is asynchronous, returns no number,
 *   or writes only part of its result.
 */
export function userLandscape(f: UserFunction, options: DifferenceOptions = {}): UserLandscape {
  assertFunction(f, options);
  const { dimension: n, manifold = euclidean(f.dimension) } = f;
  const flat = euclideanOf(f, options);
  const own = f.manifold ? onManifold(flat, manifold) : flat;
  const assertPoint = (x: Float64Array): void => {
    if (x?.length !== n) throw new ShapeError(`This landscape's points have ${n} numbers, got ${x?.length}.`);
    manifold.assertPoint("userLandscape", x);
  };
  const productWithError = (x: Float64Array, v: Float64Array) => {
    assertPoint(x);
    assertVector("userLandscape", "v", v, n);
    return own.product(x, v);
  };
  const hessianWithError = (x: Float64Array) => {
    assertPoint(x);
    return own.hessian(x);
  };
  const gradientWithError = (x: Float64Array) => {
    assertPoint(x);
    const { value: gradient, error } = own.gradient(x);
    return { value: own.value(x), gradient, error };
  };
  return completeLandscape({
    dimension: n,
    manifold,
    evaluate: (points: Float64Array, gradients?: Float64Array) =>
      Float64Array.from({ length: rowCount("userLandscape", points, n) }, (_, r) => {
        const x = rowOf(points, r, n);
        assertPoint(x);
        const value = own.value(x);
        if (!gradients) return value;
        const out = rowOf(gradients, r, n);
        if (Number.isFinite(value)) out.set(own.gradient(x).value);
        else out.fill(Number.NaN);
        return value;
      }),
    value(x: Float64Array) {
      assertPoint(x);
      return own.value(x);
    },
    gradient(x: Float64Array, out: Float64Array) {
      const { value, gradient } = gradientWithError(x);
      out.set(gradient);
      return value;
    },
    hessianVectorProduct: (x: Float64Array, v: Float64Array, out: Float64Array) =>
      out.set(productWithError(x, v).product),
    hessian: (x: Float64Array) => hessianWithError(x).hessian,
    gradientWithError,
    hessianWithError,
    productWithError,
  });
}
