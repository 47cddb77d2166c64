import { expect, test } from "vitest";
import { dot, norm } from "../dist/base/vector.js";
import { completedPlane, evenly, filterNormalised, planeThrough, pointOf } from "../dist/landscape/plane.js";
import { sphereCoordinates, sphereInto, sphereThrough } from "../dist/landscape/sphere-map.js";

const EPS = 2 ** -52;

/** A fixed, irregular vector: no generator needed. */
const vector = (n: number, salt: number) =>
  Float64Array.from({ length: n }, (_, i) => ((i * i + 3 * salt * i + 7 * salt) % 17) - 8 + 1 / (i + salt));

test("the plane through three points has orthonormal directions and holds the points", () => {
  const n = 40;
  const points = [1, 2, 3].map((salt) => vector(n, salt)) as [Float64Array, Float64Array, Float64Array];
  const { plane, coordinates } = planeThrough(...points);
  expect(Math.abs(dot(plane.e1, plane.e2))).toBeLessThan(8 * n * EPS);
  expect(Math.abs(norm(plane.e1) - 1)).toBeLessThan(8 * n * EPS);
  const tolerance = 8 * n * EPS * Math.max(...points.map(norm));
  coordinates.forEach((xy, k) => {
    const back = pointOf(plane, xy, new Float64Array(n));
    expect(norm(back.map((value, i) => value - points[k]![i]!))).toBeLessThan(tolerance);
  });
});

test("three points on a line are refused with a sentence", () => {
  const a = vector(10, 1);
  const b = vector(10, 2);
  const middle = a.map((value, i) => (value + b[i]!) / 2);
  expect(() => planeThrough(a, b, middle)).toThrow(/one line/);
});

test("filter normalisation gives every row the network's norm and leaves biases alone", () => {
  const layers = [
    { offset: 0, rows: 3, columns: 4 },
    { offset: 15, rows: 2, columns: 3 },
  ];
  const parameters = vector(23, 4);
  const out = filterNormalised(vector(23, 5), parameters, layers);
  for (const { offset, rows, columns } of layers)
    for (let row = 0; row < rows; row++) {
      const from = offset + row * columns;
      const expected = norm(parameters.subarray(from, from + columns));
      expect(Math.abs(norm(out.subarray(from, from + columns)) - expected)).toBeLessThan(16 * EPS * expected);
    }
  expect([...out.subarray(12, 15), ...out.subarray(21, 23)]).toEqual([0, 0, 0, 0, 0]);
});

test("the sphere map stays on the sphere, inverts, and keeps areas", () => {
  const n = 30;
  const points = [1, 2, 3].map((salt) => vector(n, salt)) as [Float64Array, Float64Array, Float64Array];
  const map = sphereThrough(...points);
  const out = new Float64Array(n);
  for (const xy of [
    [0, 0],
    [0.3, -0.4],
    [-1.2, 1.1],
    [0, 1.99],
  ] as const) {
    expect(sphereInto(map, xy, { radius: 5, out })).toBe(true);
    expect(Math.abs(norm(out) - 5)).toBeLessThan(64 * n * EPS);
    const back = sphereCoordinates(map, out);
    // 1 + z = 2 - r²/2 loses digits towards the antipode.
    const lost = 1 / (1 - (xy[0] ** 2 + xy[1] ** 2) / 4);
    expect(Math.hypot(back[0] - xy[0], back[1] - xy[1])).toBeLessThan(64 * n * EPS * lost);
  }
  for (const point of points) {
    sphereInto(map, sphereCoordinates(map, point), { radius: norm(point), out });
    expect(norm(out.map((value, i) => value - point[i]!))).toBeLessThan(64 * n * EPS * norm(point));
  }
  expect(sphereInto(map, [1.5, 1.5], { radius: 1, out })).toBe(false);
  expect(Math.abs(areaRatio(map, [0.9, 0.8]) - areaRatio(map, [0, 0]))).toBeLessThan(AREA_STEP ** 2);
});

const AREA_STEP = 1e-3;

/** Area on the unit sphere over area on paper, by central differences of u. */
function areaRatio(map: Parameters<typeof sphereInto>[0], [x, y]: readonly [number, number]): number {
  const at = (dx: number, dy: number) => {
    const out = new Float64Array(map.centre.length);
    sphereInto(map, [x + dx, y + dy], { radius: 1, out });
    return out;
  };
  const slope = (a: Float64Array, b: Float64Array) => a.map((value, i) => (value - b[i]!) / (2 * AREA_STEP));
  const u = slope(at(AREA_STEP, 0), at(-AREA_STEP, 0));
  const v = slope(at(0, AREA_STEP), at(0, -AREA_STEP));
  return Math.sqrt(dot(u, u) * dot(v, v) - dot(u, v) ** 2);
}

test("evenly spaced numbers include both ends", () => {
  expect(evenly(-1, 1, 5)).toEqual([-1, -0.5, 0, 0.5, 1]);
});

test.each([
  ["two of them opposite", [1, 0, 0, 0], [-1, 0, 0, 0], [0, 1, 0, 0]],
  ["all on one axis", [1, 2, 3, 4], [-1, -2, -3, -4], [1, 2, 3, 4]],
  ["all the same", [0, 0, 2, 0], [0, 0, 2, 0], [0, 0, 2, 0]],
] as const)("three points span a map and a plane, %s", (_, a, b, c) => {
  const points = [a, b, c].map((point) => Float64Array.from(point)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const map = sphereThrough(...points);
  const units = [map.centre, map.e1, map.e2];
  for (const [i, u] of units.entries())
    for (const [j, v] of units.entries()) expect(dot(u, v)).toBeCloseTo(i === j ? 1 : 0, 12);
  const out = new Float64Array(4);
  for (const point of points) {
    const at = sphereCoordinates(map, point);
    expect(sphereInto(map, at, { radius: norm(point), out })).toBe(true);
    for (let i = 0; i < 4; i++) expect(out[i]).toBeCloseTo(point[i]!, 10);
  }
  const { plane, coordinates } = completedPlane(...points);
  expect(dot(plane.e1, plane.e2)).toBeCloseTo(0, 12);
  for (const [i, at] of coordinates.entries()) {
    pointOf(plane, at, out);
    for (let k = 0; k < 4; k++) expect(out[k]).toBeCloseTo(points[i]![k]!, 12);
  }
});
