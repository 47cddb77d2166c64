/**
 * The elementary functions as plain IEEE double arithmetic: + - * /, square roots and the bits of a double. Engines differ in their own
 * Math.exp and the like, and a result that went through one would differ with them; these give the same bits wherever IEEE arithmetic
 * is. The error stated beside each function, in units in the last place, is held against mpmath in test/math.test.ts, over the whole range.
 */
export { erf, erfc } from "./math/error-function.ts";
export { exp, expm1, sinh, tanh } from "./math/exponential.ts";
export { lgamma } from "./math/gamma.ts";
export { hypot } from "./math/hypot.ts";
export { asin, atan } from "./math/inverse-trigonometric.ts";
export { acosh, atanh, log, log1p, log2, log10 } from "./math/logarithm.ts";
export { pow } from "./math/power.ts";
export { cos, sin, tan } from "./math/trigonometric.ts";
