// Every builder of figures, every kind of data that breaks scales, both scales.
import { test } from "vitest";
import { builders, expectSound, kinds } from "../support/hostile-figures.ts";

const cases = Object.keys(builders).flatMap((builder) =>
  Object.keys(kinds).flatMap((kind) =>
    (["linear", "log"] as const).map((scale) => [builder, kind, scale] as const),
  ),
);

test.each(cases)("%s with values %s on a %s scale", expectSound);
