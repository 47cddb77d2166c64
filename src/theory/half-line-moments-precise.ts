/** The moments of half-line-moments.ts to 30 digits: the same recurrences in double-double arithmetic. */
import {
  DD_PI,
  type DoubleDouble,
  type DoubleDoubles,
  dd,
  ddAdd,
  ddArray,
  ddDivide,
  ddErfc,
  ddExp,
  ddGet,
  ddMultiply,
  ddNegate,
  ddSet,
  ddSqrt,
  ddSubtract,
} from "./double-double.ts";

export interface PreciseMoments {
  readonly phi: DoubleDoubles;
  readonly integral: DoubleDoubles;
  readonly form: DoubleDoubles;
}

const HALF = dd(0.5);
const ROOT_TWO = ddSqrt(dd(2));

/** a_k = sqrt(k/2), k <= count, and its inverses. */
function recurrenceCoefficients(count: number): { a: DoubleDouble[]; inverse: DoubleDouble[] } {
  const a = Array.from({ length: count + 1 }, (_, k) => ddSqrt(dd(k / 2)));
  return { a, inverse: a.map((value, k) => (k === 0 ? dd(0) : ddDivide(dd(1), value))) };
}

type Coefficients = ReturnType<typeof recurrenceCoefficients>;

function hermiteFunctions(count: number, x: DoubleDouble, { a, inverse }: Coefficients): DoubleDouble[] {
  const gauss = ddExp(ddNegate(ddMultiply(ddMultiply(x, x), HALF)));
  const phi = [ddDivide(gauss, ddSqrt(ddSqrt(DD_PI)))];
  phi.push(ddMultiply(ddMultiply(ROOT_TWO, x), phi[0]!));
  for (let j = 1; j < count - 1; j++) {
    const next = ddSubtract(ddMultiply(x, phi[j]!), ddMultiply(a[j]!, phi[j - 1]!));
    phi.push(ddMultiply(next, inverse[j + 1]!));
  }
  return phi;
}

/** (j, k) -> int_x^inf phi_j phi_k, j, k < n. */
function overlaps(
  phi: readonly DoubleDouble[],
  { n, x, c }: { n: number; x: DoubleDouble; c: Coefficients },
) {
  const { a, inverse } = c;
  const slope = Array.from({ length: n + 1 }, (_, j) => {
    const down = j > 0 ? ddMultiply(a[j]!, phi[j - 1]!) : dd(0);
    return ddSubtract(down, ddMultiply(a[j + 1]!, phi[j + 1]!));
  });
  const off = (j: number, k: number): DoubleDouble => {
    const wronskian = ddSubtract(ddMultiply(slope[j]!, phi[k]!), ddMultiply(phi[j]!, slope[k]!));
    return ddDivide(wronskian, dd(2 * (j - k)));
  };
  const diagonal = [ddMultiply(ddErfc(x), HALF)];
  for (let j = 0; j < n - 1; j++) {
    let step = ddSubtract(ddMultiply(phi[j]!, phi[j + 1]!), ddMultiply(a[j + 2]!, off(j, j + 2)));
    if (j > 0) step = ddAdd(step, ddMultiply(a[j]!, off(j - 1, j + 1)));
    diagonal.push(ddAdd(diagonal[j]!, ddMultiply(step, inverse[j + 1]!)));
  }
  return (j: number, k: number): DoubleDouble => (j === k ? diagonal[j]! : off(j, k));
}

/** Moments over (x, inf) of the first n Hermite functions, n >= 2; x is taken as exact. */
export function preciseMoments(n: number, y: number): PreciseMoments {
  const c = recurrenceCoefficients(n + 3);
  const { a, inverse } = c;
  const x = dd(y);
  const functions = hermiteFunctions(n + 3, x, c);
  const phi = ddArray(n);
  const integral = ddArray(n);
  const form = ddArray(n * n);
  const zeroth = ddMultiply(ddSqrt(ddMultiply(DD_PI, HALF)), ddErfc(ddDivide(x, ROOT_TWO)));
  ddSet(integral, 0, ddDivide(zeroth, ddSqrt(ddSqrt(DD_PI))));
  ddSet(integral, 1, ddMultiply(functions[0]!, inverse[1]!));
  for (let j = 0; j < n; j++) ddSet(phi, j, functions[j]!);
  for (let j = 1; j < n - 1; j++) {
    const next = ddAdd(ddMultiply(a[j]!, ddGet(integral, j - 1)), functions[j]!);
    ddSet(integral, j + 1, ddMultiply(next, inverse[j + 1]!));
  }
  const overlap = overlaps(functions, { n, x, c });
  for (let j = 0; j < n; j++)
    for (let k = j; k < n - 1; k++) {
      const twice = ddMultiply(dd(2), overlap(j, k));
      let value = ddSubtract(twice, ddMultiply(functions[k]!, ddGet(integral, j)));
      if (k > 0) value = ddAdd(value, ddMultiply(a[k]!, ddGet(form, j * n + k - 1)));
      value = ddMultiply(value, inverse[k + 1]!);
      ddSet(form, j * n + k + 1, value);
      ddSet(form, (k + 1) * n + j, ddNegate(value));
    }
  return { phi, integral, form };
}

/** The same over (-inf, x): reflect, phi_j(-t) = (-1)^j phi_j(t). */
export function preciseLowerMoments(n: number, y: number): PreciseMoments {
  const moments = preciseMoments(n, -y);
  const flip = (x: DoubleDoubles, i: number): void => ddSet(x, i, ddNegate(ddGet(x, i)));
  for (let j = 0; j < n; j++) {
    if (j % 2 === 1) {
      flip(moments.phi, j);
      flip(moments.integral, j);
    }
    for (let k = 0; k < n; k++) if ((j + k) % 2 === 0) flip(moments.form, j * n + k);
  }
  return moments;
}
