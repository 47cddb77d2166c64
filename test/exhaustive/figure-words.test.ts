// Every hostile word in every place, and 300 times three words of any kind, for every builder of figures.
import fc from "fast-check";
import { test } from "vitest";
import { builders, expectVerbatim, hostile, threeWords } from "../support/figure-words.ts";

test.each(Object.keys(builders))("%s shows hostile words as they are", async (builder) => {
  for (const [i, title] of hostile.entries())
    await expectVerbatim(builder, {
      title,
      x: hostile[(i + 5) % hostile.length]!,
      y: hostile[(i + 11) % hostile.length]!,
    });
});

test.each(Object.keys(builders))("%s shows any words as they are", async (builder) => {
  const property = fc.asyncProperty(threeWords, (words) => expectVerbatim(builder, words));
  await fc.assert(property, { seed: 2026, numRuns: 300 });
});
