/** The benchmark's own types and table, as tests see them. */
import type { measureCase } from "../../dist/bench/measure.js";
import { kernelTable as table } from "../../dist/bench/table.js";

export type CaseResultLike = Awaited<ReturnType<typeof measureCase>>;

export const kernelTable = (result: CaseResultLike) =>
  table({
    date: "2015-01-01",
    machine: {},
    python: null,
    relaxed: false,
    rounds: 3,
    peakFlops: 1e10,
    cases: [result],
    scaling: [],
    memory: [],
    endToEnd: null,
  });
