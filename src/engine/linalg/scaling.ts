/** Scaling of systems by powers of two: exact, so that only what leaves the range of doubles is ever rounded. */
import { exponentOf, scaleByPower } from "../../base/powers-of-two.ts";

/** Row i is multiplied by 2^rows[i], column j by 2^columns[j]. */
export interface Exponents {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

const SMALL = 2 ** -300;
const LARGE = 2 ** 300;

/** Whether all these numbers are 0 or of moderate size: no product of two over- or underflows. */
export function hasModerateSizes(values: Float64Array): boolean {
  for (const value of values) {
    const size = Math.abs(value);
    if (size !== 0 && (size <= SMALL || size >= LARGE)) return false;
  }
  return true;
}

/** Exponents of the largest entries by column of a matrix whose row i stands for itself times 2^rows[i]; 0 for columns of zeros. */
export function columnExponents(a: Float64Array, rows: Int32Array, width: number): Int32Array {
  const most = new Int32Array(width);
  const seen = new Uint8Array(width);
  a.forEach((value, at) => {
    if (value === 0) return;
    const j = at % width;
    const exponent = exponentOf(value) + rows[Math.floor(at / width)]!;
    if (seen[j] === 0 || exponent > most[j]!) most[j] = exponent;
    seen[j] = 1;
  });
  return most;
}

/** Entries of a column within this many powers of two of its largest make one part. */
const WINDOW = 600;

/** Right-hand sides in parts whose entries are of similar sizes: column j is the sum of the parts that it owns. */
export interface Parts {
  /** n x (number of parts), row-major: the largest entry of a part is between 1 and 2, once its row is scaled. */
  readonly entries: Float64Array;
  readonly owners: Int32Array;
  /** Entries of part q were divided by 2^sizes[q]. */
  readonly sizes: Int32Array;
}

/** Columns of B (row i of which stands for itself times 2^rows[i]) in parts, so that none of its entries underflows beside another. */
export function splitColumns(b: Float64Array, rows: Int32Array, width: number): Parts {
  const tops = columnExponents(b, rows, width);
  const numbers = new Map<number, number>(); // of the part by owner and window
  const partOf = (at: number): number => {
    const j = at % width;
    const exponent = exponentOf(b[at]!) + rows[Math.floor(at / width)]!;
    const key = Math.floor((tops[j]! - exponent) / WINDOW) * width + j;
    if (!numbers.has(key)) numbers.set(key, numbers.size);
    return numbers.get(key)!;
  };
  const parts = Int32Array.from(b, (value, at) => (value === 0 ? -1 : partOf(at)));
  const count = numbers.size;
  const keys = [...numbers.keys()];
  const owners = Int32Array.from(keys, (key) => key % width);
  const sizes = Int32Array.from(keys, (key) => tops[key % width]! - WINDOW * Math.floor(key / width));
  const entries = new Float64Array(rows.length * count);
  b.forEach((value, at) => {
    const [i, part] = [Math.floor(at / width), parts[at]!];
    if (part >= 0) entries[i * count + part] = scaleByPower(value, rows[i]! - sizes[part]!);
  });
  return { entries, owners, sizes };
}

/** Entry (i, j) times 2^(rows[i] + columns[j]), rounded at most once. */
export function scaleEntries(
  a: Float64Array,
  { rows, columns, width }: Exponents & { readonly width: number },
): Float64Array {
  return a.map((value, at) => scaleByPower(value, rows[Math.floor(at / width)]! + columns[at % width]!));
}
