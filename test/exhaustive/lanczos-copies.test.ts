// Lanczos on operators of known spectra with random multiplicities, in random orthogonal bases.
import { expect, test } from "vitest";
import { Engine, lanczos, normals, streamKey, subStream, uniforms } from "../../dist/index.js";

const CASES = 1000;

/** Two Householder reflections: an orthogonal basis in which a product costs O(n). */
function rotated(d: Float64Array, axes: readonly Float64Array[]) {
  const n = d.length;
  const reflect = (v: Float64Array, axis: Float64Array): void => {
    let [along, square] = [0, 0];
    for (let i = 0; i < n; i++) {
      along += axis[i]! * v[i]!;
      square += axis[i]! ** 2;
    }
    for (let i = 0; i < n; i++) v[i]! -= ((2 * along) / square) * axis[i]!;
  };
  return {
    dimension: n,
    apply: (v: Float64Array, out: Float64Array): void => {
      out.set(v);
      for (const axis of axes) reflect(out, axis);
      for (let i = 0; i < n; i++) out[i]! *= d[i]!;
      for (const axis of [...axes].reverse()) reflect(out, axis);
    },
  };
}

test("every copy is found, or status says that some may be missing", async () => {
  const engine = await Engine.create();
  let [converged, products, single] = [0, 0, 0];
  for (let round = 0; round < CASES; round++) {
    const key = streamKey("copies", round);
    const u = uniforms(engine, key, 400);
    const n = 60 + Math.floor(200 * u[0]!);
    const d: number[] = [];
    for (let k = 1, value = -1; d.length < n; k++) {
      value += 0.02 + u[k % 400]! / 4;
      const copies = u[(7 * k) % 400]! < 0.6 ? 1 : 1 + Math.floor(6 * u[(11 * k) % 400]!);
      for (let c = 0; c < copies && d.length < n; c++) d.push(value);
    }
    const axes = [1, 2].map((plane) => normals(engine, subStream(key, 0, plane), n));
    const operator = rotated(Float64Array.from(d), axes);
    const count = 1 + Math.floor(8 * u[399]!);
    const end = round % 2 === 0 ? "lowest" : "highest";
    const found = lanczos(engine, operator, { count, end, key });
    products += found.products;
    single += lanczos(engine, operator, { count, end, key, copies: false }).products;
    if (found.status !== "converged") continue;
    converged++;
    const wanted = end === "lowest" ? d.slice(0, count) : d.slice(n - count);
    const scale = Math.max(...d.map(Math.abs));
    wanted.forEach((value, r) => {
      expect(Math.abs(found.values[r]! - value)).toBeLessThanOrEqual(1e-10 * scale);
    });
  }
  console.log({ converged, of: CASES, products: products / CASES, withoutSearch: single / CASES });
  expect(converged).toBe(CASES);
});
