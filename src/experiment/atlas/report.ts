/** What atlas draws, tabulates and claims. */

import { numberColumn } from "../../report/columns.ts";
import type { Claim, Figure, Table } from "../../report/figure.ts";
import { barcodeFigure, disconnectivityFigure, type Rule } from "../../report/figures/index.ts";
import { colourOfSize, SERIES_COLOURS, THEORY_COLOUR, THRESHOLD_COLOUR } from "../../report/theme.ts";
import type { AtlasSample, AtlasSummary } from "./rows.ts";

const name = ({ n, draw }: AtlasSample): string => `N = ${n}, disorder ${draw}`;

export function atlasFigures(summary: AtlasSummary): readonly Figure[] {
  return summary.samples.flatMap((sample) => [tree(sample, summary), barcode(sample, summary)]);
}

/** What a caption says of descents and saddles that enter nothing; empty when there are none. */
function leftOut({ lost, unconvergedStarts, unresolved, unconverged }: AtlasSample): string {
  const parts = [
    unconvergedStarts > 0 ? `${unconvergedStarts} descents that did not reach the tolerance` : "",
    unconverged > 0 ? `${unconverged} saddles with a side whose descent did not` : "",
    unresolved > 0 ? `${unresolved} saddles with a side that led to no known minimum` : "",
  ].filter((part) => part !== "");
  const apart = parts.length > 0 ? ` Left out: ${parts.join("; ")}.` : "";
  return lost > 0 ? `${apart} ${lost} starts ended in no known minimum.` : apart;
}

function rulesOf(summary: AtlasSummary): readonly Rule[] {
  return [
    { value: -summary.groundState, label: "−E₀", colour: THEORY_COLOUR },
    { value: -summary.thresholdEnergy, label: "−E∞", colour: THRESHOLD_COLOUR },
  ];
}

function tree(sample: AtlasSample, summary: AtlasSummary): Figure {
  return disconnectivityFigure({
    id: `atlas-tree-${sample.n}-${sample.draw}`,
    title: `How the minima are joined, ${name(sample)}, p = ${summary.p}`,
    caption: `Every minimum hangs from the lowest pass that leads to another (disconnectivity graph). The area of a dot is the share of random starts that descend into it.${leftOut(sample)}`,
    y: { title: "energy per spin H/N" },
    leaves: sample.minima.map(({ energy, share }, i) => ({ energy, label: String(i + 1), share })),
    merges: sample.merges,
    rules: rulesOf(summary),
    colour: colourOfSize(sample.n),
  });
}

function barcode(sample: AtlasSample, summary: AtlasSummary): Figure {
  const rows = sample.counts.map((_, k) => ({
    label: String(k),
    colour: SERIES_COLOURS[k % SERIES_COLOURS.length]!,
    values: sample.points.filter(({ index }) => index === k).map(({ energy }) => energy),
  }));
  return barcodeFigure({
    id: `atlas-barcode-${sample.n}-${sample.draw}`,
    title: `Every critical point by index, ${name(sample)}, p = ${summary.p}`,
    caption:
      "One stroke a critical point. The index rises with the energy: minima at the bottom of the landscape, maxima at its top, saddles of index k in layers between.",
    x: { title: "energy per spin H/N" },
    yTitle: "index",
    rows,
    rules: rulesOf(summary),
  });
}

export function atlasTables(summary: AtlasSummary): readonly Table[] {
  return summary.samples.flatMap((sample) => [proof(sample), minima(sample), points(sample)]);
}

function proof(sample: AtlasSample): Table {
  const { counts, solutions, expectedSolutions, complete, missing } = sample;
  const euler = counts.reduce((sum, count, k) => sum + (k % 2 === 0 ? count : -count), 0);
  return {
    id: `atlas-proof-${sample.n}-${sample.draw}`,
    title: `Is the list complete? ${name(sample)}`,
    columns: [
      { name: "condition", align: "left" },
      { name: "found", align: "right" },
      { name: "needed", align: "right" },
    ],
    rows: [
      ["distinct certified complex solutions", solutions, expectedSolutions],
      ["critical points on the sphere", sample.points.length, null],
      ["of index 0, 1, …", counts.join(" "), null],
      ["alternating sum (Euler characteristic)", euler, sample.n % 2 === 1 ? 2 : 0],
      ["complete", complete ? "true" : `false: ${missing.join(" ")}`, "true"],
    ],
  };
}

function minima(sample: AtlasSample): Table {
  return {
    id: `atlas-minima-${sample.n}-${sample.draw}`,
    title: `The minima, ${name(sample)}`,
    caption: `Barrier: energy H (not per spin) of the lowest pass on the way to the lowest minimum, minus the minimum's own.${leftOut(sample)}`,
    columns: [
      { name: "minimum" },
      numberColumn("H/N", 8),
      numberColumn("share of starts (%)", 3),
      { name: "95% interval", align: "right" },
      numberColumn("barrier", 4),
    ],
    rows: sample.minima.map(({ energy, share, shareInterval: [low, high], barrier }, i) => [
      i + 1,
      energy,
      100 * share,
      `${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)}`,
      barrier,
    ]),
  };
}

function points(sample: AtlasSample): Table {
  return {
    id: `atlas-points-${sample.n}-${sample.draw}`,
    title: `All critical points, ${name(sample)}`,
    columns: [
      { name: "number" },
      numberColumn("H/N", 10),
      { name: "index" },
      numberColumn("smallest |eigenvalue|", 4),
      numberColumn("Smale's alpha", 2),
    ],
    rows: sample.points.map(({ energy, index, smallest, alpha }, i) => [
      i + 1,
      energy,
      index,
      smallest,
      alpha,
    ]),
  };
}

/** Steps between the lowest points of index k and k + 1 are looked at below this k. */
const LAYERS = 4;

export function atlasClaims({ samples }: AtlasSummary): readonly Claim[] {
  if (samples.length === 0) return [];
  const steps = samples.flatMap(stepsOf);
  const least = steps.length === 0 ? null : Math.min(...steps);
  const complete = samples.every((sample) => sample.complete);
  const { n } = samples[0]!;
  const last = Math.min(LAYERS, n - 1) - 1;
  const verdict = least === null || !complete ? "inconclusive" : least > 0 ? "supported" : "not supported";
  return [
    {
      id: "2b",
      statement:
        "In one disorder, all of whose critical points are known, the lowest point of index k + 1 lies above that of index k.",
      statistic: `least step in H/N between the lowest points of index k and k + 1, k = 0 … ${last}, ${samples.length} ${samples.length === 1 ? "disorder" : "disorders"} of N = ${n}`,
      value: least,
      threshold: "> 0",
      verdict,
      note: noteOf(complete, least),
    },
  ];
}

function noteOf(complete: boolean, least: number | null): string {
  if (!complete) return "A list is not proved complete.";
  if (least === null) return "No disorder has critical points of an index and of the next.";
  return "Exact for these disorders: the lists are proved complete.";
}

/** From the lowest point of index k to that of k + 1, where a disorder has both. */
function stepsOf({ points }: AtlasSample): readonly number[] {
  const lowest = Array.from({ length: LAYERS + 1 }, (_, k) => {
    const energies = points.filter(({ index }) => index === k).map(({ energy }) => energy);
    return energies.length === 0 ? null : Math.min(...energies);
  });
  return lowest.slice(1).flatMap((next, k) => {
    const here = lowest[k]!;
    return here === null || next === null ? [] : [next - here];
  });
}
