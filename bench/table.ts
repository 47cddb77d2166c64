/** Results as tables: for the terminal and for bench/RESULTS.md. */
import { type Table, tableMarkdown } from "losscape/report";
import type { EndToEnd } from "./end-to-end.ts";
import type { CaseResult, Ratio } from "./measure.ts";
import type { MemoryUse } from "./memory.ts";
import type { Scaling } from "./scaling.ts";

export interface Results {
  readonly date: string;
  readonly machine: Readonly<Record<string, unknown>>;
  readonly python: string | null;
  readonly relaxed: boolean;
  readonly rounds: number;
  readonly peakFlops: number;
  readonly cases: readonly CaseResult[];
  readonly scaling: readonly Scaling[];
  readonly memory: readonly MemoryUse[];
  readonly endToEnd: EndToEnd | null;
}

export function rate({ amount: [amount, unit] }: CaseResult, seconds: number): string {
  const value = amount / seconds;
  if (unit === "flop") return `${(value / 1e9).toPrecision(3)} GFLOP/s`;
  return `${value >= 1e6 ? `${(value / 1e6).toPrecision(3)} M` : value >= 1e3 ? `${(value / 1e3).toPrecision(3)} k` : value.toPrecision(3)} ${unit}/s`.replace(
    " M ",
    " million ",
  );
}

function seconds(value: number): string {
  if (value < 1e-3) return `${(value * 1e6).toPrecision(3)} µs`;
  return value < 1 ? `${(value * 1e3).toPrecision(3)} ms` : `${value.toPrecision(3)} s`;
}

/** How many times faster than the peer: median, lowest and highest of the rounds. */
function factor({ ratio, low, high }: Ratio): string {
  return `${(1 / ratio).toPrecision(3)} (${(1 / high).toPrecision(2)} – ${(1 / low).toPrecision(2)})`;
}

function verdict({ ratio, reachFor }: Ratio): string {
  if (reachFor === null) return "";
  return `${(1 / reachFor).toPrecision(3)}: ${ratio <= reachFor ? "reached" : "not reached"}`;
}

export function kernelTable({ cases, peakFlops }: Results): Table {
  return {
    id: "kernels",
    title: "Kernels beside their peers, one thread each",
    columns: [
      { name: "work" },
      { name: "losscape" },
      { name: "share of peak" },
      { name: "peer" },
      { name: "peer's time" },
      { name: "times faster (spread)" },
      { name: "fastest rounds" },
      { name: "reach for" },
      { name: "residual" },
    ],
    rows: cases.flatMap((result) => {
      const [amount, unit] = result.amount;
      const single = /f32|sgemm/.test(result.name) ? 2 : 1;
      const share =
        unit === "flop"
          ? `${Math.round((100 * amount) / result.ours.medianSeconds / (peakFlops * single))}%`
          : "";
      const check =
        result.ours.check === null ? "" : `${result.ours.check.toPrecision(2)} ${result.checkUnit ?? ""}`;
      const first = [
        result.name,
        `${seconds(result.ours.medianSeconds)}, ${rate(result, result.ours.medianSeconds)}`,
        share,
      ];
      if (result.peers.length === 0) return [[...first, "", "", "", "", "", check]];
      return result.peers.map((peer, i) => [
        ...(i === 0 ? first : ["", "", ""]),
        peer.name,
        seconds(peer.medianSeconds),
        factor(result.ratios[i]!),
        result.ratios[i]!.fastest ? (1 / result.ratios[i]!.fastest).toPrecision(3) : "",
        verdict(result.ratios[i]!),
        i === 0 ? check : "",
      ]);
    }),
  };
}

/** The run with one worker and with two is a ladder like the others. */
function workersLadder({ oneWorker, twoWorkers }: EndToEnd): Scaling {
  return {
    name: "reproduce --scale quick, wall",
    against: "workers",
    sizes: [1, 2],
    seconds: [oneWorker, twoWorkers],
    exponent: -Math.log2(oneWorker / twoWorkers),
    theory: -1,
  };
}

export function scalingTable({ scaling, endToEnd }: Results): Table {
  return {
    id: "scaling",
    title: "How cost grows",
    columns: [
      { name: "work" },
      { name: "against" },
      { name: "sizes" },
      { name: "times" },
      { name: "fitted exponent" },
      { name: "of the flop count" },
      { name: "note" },
    ],
    rows: [...scaling, ...(endToEnd ? [workersLadder(endToEnd)] : [])].map((each) => [
      each.name,
      each.against,
      each.sizes.join(", "),
      each.seconds.map(seconds).join(", "),
      each.exponent.toFixed(2),
      String(each.theory),
      each.note ?? "",
    ]),
  };
}

export function memoryTable({ memory }: Results): Table {
  return {
    id: "memory",
    title: "Peak memory beside its prediction",
    columns: [
      { name: "work" },
      { name: "predicted by" },
      { name: "predicted" },
      { name: "measured peak" },
      { name: "ratio" },
    ],
    rows: (memory ?? []).map(({ name, formula, predictedBytes, measuredBytes }) => [
      name,
      formula,
      `${(predictedBytes / 1e6).toPrecision(3)} MB`,
      `${(measuredBytes / 1e6).toPrecision(3)} MB`,
      (measuredBytes / predictedBytes).toFixed(2),
    ]),
  };
}

/** What was measured, as tables; empty ones are left out. */
export function allTables(results: Results): readonly Table[] {
  return [kernelTable(results), scalingTable(results), memoryTable(results), endToEndTable(results)].filter(
    (table): table is Table => table !== null && table.rows.length > 0,
  );
}

export function endToEndTable({ endToEnd }: Results): Table | null {
  if (!endToEnd) return null;
  const { parts, oneWorker, twoWorkers, helpMilliseconds, wasm } = endToEnd;
  const work = parts.reduce((sum, part) => sum + part.seconds, 0);
  return {
    id: "end-to-end",
    title: "The whole way: losscape reproduce --scale quick",
    columns: [{ name: "what" }, { name: "measured" }, { name: "reach for" }],
    rows: [
      ...parts.map(({ experiment, seconds }): string[] => [
        `tasks of ${experiment}, one worker`,
        `${seconds.toFixed(1)} s (${Math.round((100 * seconds) / work)}%)`,
        "",
      ]),
      ["wall time, one worker", `${oneWorker.toFixed(1)} s`, ""],
      ["wall time, two workers", `${twoWorkers.toFixed(1)} s`, ""],
      ["two workers against one, wall", `${(oneWorker / twoWorkers).toFixed(2)}`, "1.9 on the parallel part"],
      ["losscape --help", `${helpMilliseconds.toFixed(0)} ms`, "150 ms"],
      ...wasm.map(({ file, bytes }) => [file, `${(bytes / 1000).toFixed(0)} kB`, "150 kB"]),
    ],
  };
}

/** The baseline build's results, and after them the kernels of the relaxed build. */
export function resultsMarkdown(results: Results, fused?: Results): string {
  const { machine, date, python, rounds, peakFlops } = results;
  const relaxedTable = fused && kernelTable(fused);
  return [
    "# Benchmarks",
    "",
    "Written by `npm run bench -- --save`; the raw numbers are in results.json, the picture in results.svg.",
    "",
    `- ${date}; ${machine.cpu}, ${machine.cores} cores; Node ${machine.node}; baseline SIMD build`,
    `- peers: ${python ?? "no Python with numpy found"}; ml-matrix; plain JavaScript. One thread each.`,
    `- Every ratio is the median of ${rounds} interleaved rounds, its spread the lowest and the highest of them; "fastest rounds" sets our fastest against the peer's.`,
    `- Measured peak of 128-bit multiply-and-adds in registers: ${(peakFlops / 1e9).toPrecision(3)} GFLOP/s in f64; f32 has twice that.`,
    "",
    ...allTables(results).flatMap((table) => [`## ${table.title}`, "", tableMarkdown(table), ""]),
    ...(relaxedTable
      ? ["## The same with fused multiply-adds (`--fast-math`)", "", tableMarkdown(relaxedTable), ""]
      : []),
  ].join("\n");
}
