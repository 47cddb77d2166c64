// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw (SC11). [SalMorDroSha11]
// Output block i of a stream is a pure function of (counter, key): no state, any range on its own.

const M0: u64 = 0xd2511f53;
const M1: u64 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9; // golden ratio
const W1: u32 = 0xbb67ae85; // sqrt(3) - 1
const ROUNDS: i32 = 10;

/** One block: counter (c0, c1, c2, c3) under key (k0, k1); four u32 words to out. */
export function philox4x32(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32, out: usize): void {
  for (let round = 0; round < ROUNDS; round++) {
    const p0 = M0 * <u64>c0;
    const p1 = M1 * <u64>c2;
    c0 = <u32>(p1 >> 32) ^ c1 ^ k0;
    c1 = <u32>p1;
    c2 = <u32>(p0 >> 32) ^ c3 ^ k1;
    c3 = <u32>p0;
    k0 += W0;
    k1 += W1;
  }
  store<u32>(out, c0, 0);
  store<u32>(out, c1, 4);
  store<u32>(out, c2, 8);
  store<u32>(out, c3, 12);
}

/** Per lane, the lower (keep = 0) or upper (keep = 1) halves of four 64-bit products, two in each argument. */
function halves(low: v128, high: v128, keep: i32): v128 {
  return keep === 0 ? v128.shuffle<u32>(low, high, 0, 2, 4, 6) : v128.shuffle<u32>(low, high, 1, 3, 5, 7);
}

/** Blocks first … first+3 of counter (block, c2, c3): word w of all four to out + 16 w. The same words as `philox4x32`. */
export function philoxFour(first: u64, c2: u32, c3: u32, k0: u32, k1: u32, out: usize): void {
  const m0 = i32x4.splat(<i32>M0);
  const m1 = i32x4.splat(<i32>M1);
  const even = i64x2.add(i64x2.splat(<i64>first), i64x2(0, 1));
  const odd = i64x2.add(even, i64x2.splat(2));
  let x0 = halves(even, odd, 0);
  let x1 = halves(even, odd, 1);
  let x2 = i32x4.splat(<i32>c2);
  let x3 = i32x4.splat(<i32>c3);
  for (let round = 0; round < ROUNDS; round++) {
    const p0 = i64x2.extmul_low_i32x4_u(x0, m0);
    const p0High = i64x2.extmul_high_i32x4_u(x0, m0);
    const p1 = i64x2.extmul_low_i32x4_u(x2, m1);
    const p1High = i64x2.extmul_high_i32x4_u(x2, m1);
    x0 = v128.xor(v128.xor(halves(p1, p1High, 1), x1), i32x4.splat(<i32>k0));
    x1 = halves(p1, p1High, 0);
    x2 = v128.xor(v128.xor(halves(p0, p0High, 1), x3), i32x4.splat(<i32>k1));
    x3 = halves(p0, p0High, 0);
    k0 += W0;
    k1 += W1;
  }
  v128.store(out, x0);
  v128.store(out, x1, 16);
  v128.store(out, x2, 32);
  v128.store(out, x3, 48);
}
