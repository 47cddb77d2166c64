/** What atlas draws, tabulates and claims. */
import { numberColumn } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { barcodeFigure, disconnectivityFigure } from "../../report/figures/index.ts";
import { energyRules } from "../../report/figures/rules.ts";
import { colourOfSize, SERIES_COLOURS } from "../../report/theme.ts";
import type { AtlasSample, AtlasSummary } from "./summary.ts";

const name = ({ n, draw }: AtlasSample): string => `N = ${n}, disorder ${draw}`;

export function figures(summary: AtlasSummary): readonly Figure[] {
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

function tree(sample: AtlasSample, summary: AtlasSummary): Figure {
  return disconnectivityFigure({
    id: `atlas-tree-${sample.n}-${sample.draw}`,
    title: `How the minima are joined, ${name(sample)}, p = ${summary.p}`,
    caption: `Every minimum hangs from the lowest pass that leads to another (disconnectivity graph). The area of a dot is the share of random starts that descend into it.${leftOut(sample)}`,
    y: { title: "energy per spin H/N" },
    leaves: sample.minima.map(({ energy, share }, i) => ({ energy, label: String(i + 1), share })),
    merges: sample.merges,
    rules: energyRules(summary),
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
    rules: energyRules(summary),
  });
}

export function tables(summary: AtlasSummary): readonly Table[] {
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

export const notes = (): readonly string[] => [
  "Heights at which minima join: the lowest index-1 saddles, each followed down both sides of its negative curvature by gradient descent of small steps. Passes over higher saddles only repeat joins that lower ones made.",
  "Shares of the sphere: where gradient descent of small steps ends from uniformly random starts, with Wilson's 95% intervals. Descents that did not reach their tolerance are counted apart: they are no part of a share.",
];
