/**
 * erf by its Taylor series below 1/2, erfc as e^(-x²) times a polynomial beyond: e^(x²) erfc x is smooth, and falls slowly. The
 * polynomials are Chebyshev fits with relative errors below 2^-61 (test/fixtures/make_math.py has them).
 */
import { scaled } from "./bits.ts";
import { productError } from "./double-double.ts";
import { expParts, rest } from "./exponential.ts";

/** 2 / sqrt(pi) - 1. */
const EXCESS = 0.1283791670955126;
const TWO_OVER_SQRT_PI = 1.1283791670955126;
/** 1 - erf x < 2^-54 beyond. */
const ONE_FROM = 6;
/** erfc x < 2^-1075 beyond. */
const ZERO_FROM = 27.3;

/** erf x - x for |x| <= 1/2: 2/sqrt(pi) sum (-1)^k x^(2k+1) / (k! (2k+1)) less x. */
function erfTail(x: number): number {
  const z = x * x;
  let sum = 1 / 11975040000;
  sum = -1 / 918086400 + z * sum;
  sum = 1 / 76204800 + z * sum;
  sum = -1 / 6894720 + z * sum;
  sum = 1 / 685440 + z * sum;
  sum = -1 / 75600 + z * sum;
  sum = 1 / 9360 + z * sum;
  sum = -1 / 1320 + z * sum;
  sum = 1 / 216 + z * sum;
  sum = -1 / 42 + z * sum;
  sum = 1 / 10 + z * sum;
  sum = -1 / 3 + z * sum;
  return x * (EXCESS + TWO_OVER_SQRT_PI * z * sum);
}

/** Error function. Error below 0.8 ulp. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size <= 0.5) return x + erfTail(x);
  if (!(size < ONE_FROM)) return Number.isNaN(size) ? size : Math.sign(x);
  return Math.sign(x) * (1 - erfcBeyond(size));
}

/** 1 - erf x without cancellation: relative accuracy down to the smallest numbers. Error below 1 ulp. */
export function erfc(x: number): number {
  if (Math.abs(x) <= 0.5) {
    const tail = erfTail(x);
    return 1 - x - tail + (1 - (1 - x) - x);
  }
  if (Number.isNaN(Math.abs(x))) return Number.NaN;
  if (x > 0) return x < ZERO_FROM ? erfcBeyond(x) : 0;
  return x > -ONE_FROM ? 2 - erfcBeyond(-x) : 2;
}

/** A polynomial in u = (x - centre) / half, of which the constant is hi + lo. */
interface Piece {
  readonly end: number;
  readonly centre: number;
  readonly half: number;
  readonly first: readonly [number, number];
  readonly rest: readonly number[];
}

/** erfc x for 1/2 <= x < 27.3. */
function erfcBeyond(x: number): number {
  const far = x >= 5;
  const piece = far ? TAIL : PIECES.find(({ end }) => x < end)!;
  const u = ((far ? 1 / (x * x) : x) - piece.centre) / piece.half;
  let sum = 0;
  for (let k = piece.rest.length - 1; k >= 0; k--) sum = piece.rest[k]! + u * sum;
  const tail = piece.first[1] + u * sum;
  let high = piece.first[0] + tail;
  let low = piece.first[0] - high + tail;
  if (far) {
    const q = high / x;
    const p = q * x;
    low = (high - p - productError(q, x, p) + low) / x;
    high = q;
  }
  const square = x * x;
  const base = expParts(-square, -productError(x, x, square));
  const product = base * high;
  const error = productError(base, high, product) + (rest[0]! * high + base * low);
  return scaled(64 * product, 64 * error, rest[1]! - 6); // high > 0.02, and `scaled` wants 1/2 at least
}

/** e^(x²) erfc x on 1/2 … 5. */
const PIECES: readonly Piece[] = [
  {
    end: 1,
    centre: 0.75,
    half: 0.25,
    first: [0.5069376502931449, -5.335681035462232e-17],
    rest: [
      -0.09199317291394885, 0.014434883221956143, -0.0020286884686699707, 0.00026090055674831184,
      -3.114966996112664e-5, 3.488573893088815e-6, -3.6935621693335953e-7, 3.719539411742085e-8,
      -3.5801452026870127e-9, 3.306876440008758e-10, -2.940238691685661e-11, 2.5250183778041673e-12,
      -2.149720777127483e-13, 1.7310702436308993e-14,
    ],
  },
  {
    end: 1.5,
    centre: 1.25,
    half: 0.25,
    first: [0.3678229164523611, 3.607072079916514e-19],
    rest: [
      -0.052205468991152464, 0.006674723218537403, -0.0007846605374360542, 8.598189160525874e-5,
      -8.86877698531246e-6, 8.674584703816643e-7, -8.091936811748378e-8, 7.2322189424948945e-9,
      -6.216435284092416e-10, 5.1541247449058564e-11, -4.134526075119391e-12, 3.2792698382308406e-13,
      -2.4751971707679498e-14,
    ],
  },
  {
    end: 2.25,
    centre: 1.875,
    half: 0.375,
    first: [0.2694299851646704, 2.4822829346538205e-17],
    rest: [
      -0.044256271022999394, 0.006770901100735336, -0.0009751655174365052, 0.00013324735642165035,
      -1.737724136220245e-5, 2.173178888251872e-6, -2.616166174334721e-7, 3.041352326154623e-8,
      -3.4234060381349257e-9, 3.739659920060098e-10, -3.972258259192615e-11, 4.107326134953527e-12,
      -4.145779605846081e-13, 4.241654235516961e-14, -4.083994034412035e-15,
    ],
  },
  {
    end: 3.25,
    centre: 2.75,
    half: 0.5,
    first: [0.1936620962790687, -1.2054435056941238e-17],
    rest: [
      -0.03161881878031742, 0.004939648246830721, -0.0007417922371247476, 0.00010747386783047223,
      -1.5068596405646842e-5, 2.0497156341167235e-6, -2.7108288741559016e-7, 3.492248131139226e-8,
      -4.38940088651936e-9, 5.390458061224735e-10, -6.475925824931989e-11, 7.611319824757465e-12,
      -8.780294797605237e-13, 1.0444746722960348e-13, -1.1591522662887317e-14,
    ],
  },
  {
    end: 5,
    centre: 4.125,
    half: 0.875,
    first: [0.13306497124120825, 4.204318172777277e-18],
    rest: [
      -0.026769010061101405, 0.00525847291726219, -0.001010148428191688, 0.00019000692213733047,
      -3.503546229806877e-5, 6.339309342225399e-6, -1.126594617503583e-6, 1.9680782140467204e-7,
      -3.382128729879349e-8, 5.721442846616866e-9, -9.533696146811637e-10, 1.565906846302737e-10,
      -2.5358447328270554e-11, 4.029733282660459e-12, -6.356330408554967e-13, 1.1058012930221909e-13,
      -1.6967715886942308e-14,
    ],
  },
];

/** x e^(x²) erfc x in 1 / x² on 5 … 28. */
const TAIL: Piece = {
  end: Number.POSITIVE_INFINITY,
  centre: 0.020625,
  half: 0.019375,
  first: [0.5585427119422548, -4.434536483194646e-17],
  rest: [
    -0.005151299839841425, 0.00013735000379980447, -5.892932914523089e-6, 3.423199814609734e-7,
    -2.4763014648665467e-8, 2.123469527624713e-9, -2.0898252432370464e-10, 2.3071638873621828e-11,
    -2.8035271433632212e-12, 3.714610558844622e-13, -5.77797002421835e-14, 8.912559423032828e-15,
  ],
};
