/**
 * Another host's Math, in play: every transcendental function of Math gives a neighbour of its result in some of its calls. Two
 * engines differ from each other by less.
 */
const NAMES = [
  "exp",
  "expm1",
  "log",
  "log1p",
  "log2",
  "log10",
  "pow",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "atan2",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "cbrt",
  "hypot",
];

const cell = new DataView(new ArrayBuffer(8));

/** The neighbour of a finite x away from zero (up) or towards it; 0 and what is not finite stay. */
function neighbour(x, up) {
  if (x === 0 || !Number.isFinite(x)) return x;
  cell.setFloat64(0, x);
  cell.setBigInt64(0, cell.getBigInt64(0) + (up ? 1n : -1n));
  return cell.getFloat64(0);
}

/** One step of mulberry32: a number in [0, 1) of a 32-bit state. */
function mixed(state) {
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

const WEYL = 0x6d2b79f5;

/** A 32-bit state that depends on nothing but the seed, the function and its arguments. */
function stateOf(seed, values) {
  let state = seed;
  for (const value of values) {
    cell.setFloat64(0, value);
    for (const at of [0, 4])
      state = (Math.imul(state ^ cell.getInt32(at), 0x01000193) + ((state >>> 13) | 0)) | 0;
  }
  return state;
}

/**
 * Replaces Math's functions for good, in this process. Which results move is drawn anew in every call: no sum may notice. While
 * Vega draws (`state.drawing`) it is another host's Math instead: the same argument has the same result, and results that are
 * whole numbers stay, as the logarithms of powers of ten do, of which Vega takes the floor for its ticks.
 *
 * @param share of the calls that are moved, 0.2 to 0.5
 * @returns the state, with counts of the results moved
 */
export function perturbMath({ seed, share }) {
  const state = { drawing: false, moved: 0, movedDrawing: 0 };
  let calls = seed | 0;
  for (const [number, name] of NAMES.entries()) {
    const original = Math[name];
    Math[name] = (...values) => {
      const result = original(...values);
      if (state.drawing && Number.isInteger(result)) return result;
      calls = (calls + WEYL) | 0;
      const own = state.drawing ? stateOf(seed + 97 * number, values) : calls;
      if (mixed(own) >= share) return result;
      state[state.drawing ? "movedDrawing" : "moved"]++;
      return neighbour(result, mixed(own ^ WEYL) < 0.5);
    };
  }
  return state;
}
