import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { areaAverage, renderStrokes, STROKES_SIDE } from "../dist/engine/strokes.js";
import { Engine, streamKey } from "../dist/index.js";

const key = streamKey("strokes", 1);

test("the first images of strokes are frozen", async () => {
  const engine = await Engine.create();
  const { images, labels } = renderStrokes(engine, key, { count: 200 });
  const digest = createHash("sha256").update(images).update(labels).digest("hex");
  expect(digest).toBe("73fcce046c1c93c582e3137a9ead83bc40f8433cb4496eda564e77eea227d7ea");
});

test("an image depends on its number alone, not on the run of images it is made in", async () => {
  const engine = await Engine.create();
  const whole = renderStrokes(engine, key, { count: 30 });
  const part = renderStrokes(engine, key, { count: 7, start: 13 });
  const pixels = STROKES_SIDE ** 2;
  expect(part.images).toEqual(whole.images.slice(13 * pixels, 20 * pixels));
  expect(part.labels).toEqual(whole.labels.slice(13, 20));
});

test("all ten digits occur equally often, and ink stays inside the frame", async () => {
  const engine = await Engine.create();
  const count = 5000;
  const { images, labels } = renderStrokes(engine, key, { count });
  const counts = new Float64Array(10);
  for (const label of labels) counts[label]! += 1;
  const chi2 = counts.reduce((sum, n) => sum + (n - count / 10) ** 2 / (count / 10), 0);
  expect(chi2).toBeLessThan(27.9); // chi² with 9 degrees of freedom: probability 0.001
  let border = 0;
  let ink = 0;
  images.forEach((grey, i) => {
    const x = i % STROKES_SIDE;
    const y = Math.floor(i / STROKES_SIDE) % STROKES_SIDE;
    ink += grey;
    if (x === 0 || y === 0 || x === STROKES_SIDE - 1 || y === STROKES_SIDE - 1) border += grey;
  });
  expect(border / ink).toBeLessThan(0.002);
  expect(ink / images.length / 255).toBeGreaterThan(0.05);
});

test("area averaging keeps the mean, and agrees with integration by subpixels", async () => {
  const engine = await Engine.create();
  const { images } = renderStrokes(engine, key, { count: 3 });
  const small = areaAverage(engine, images, { from: 28, to: 10 });
  for (let n = 0; n < 3; n++) {
    const source = images.subarray(n * 784, (n + 1) * 784);
    for (let i = 0; i < 100; i++) {
      // 28 / 10 = 14 / 5: on a grid of 140 x 140 subpixels every border falls between subpixels
      let sum = 0;
      for (let v = 0; v < 14; v++)
        for (let u = 0; u < 14; u++) {
          const y = Math.floor((Math.floor(i / 10) * 14 + v) / 5);
          const x = Math.floor(((i % 10) * 14 + u) / 5);
          sum += source[y * 28 + x]!;
        }
      expect(Math.abs(small[n * 100 + i]! - sum / 196 / 255)).toBeLessThan(20 * 2 ** -24);
    }
  }
});
