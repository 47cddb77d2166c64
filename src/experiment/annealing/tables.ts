/** SGD and annealing beside the paper's Figure 6, and the redundancy test. */
import { paperAnnealing } from "../../paper/measured.ts";
import { intervalCell, intervalColumn, numberColumn } from "../../report/columns.ts";
import type { Table } from "../../report/figure.ts";
import type { AnnealingMethod, AnnealingSummary, MethodSummary } from "./rows.ts";

export function annealingTables(summary: AnnealingSummary): readonly Table[] {
  if (summary.methods.length === 0) return [];
  return [comparisonTable(summary), redundancyTable(summary)];
}

function comparisonTable(summary: AnnealingSummary): Table {
  const sizes = [...new Set(summary.points.map(([, hidden]) => hidden))];
  const find = (method: AnnealingMethod, hidden: number) =>
    summary.methods.find((entry) => entry.method === method && entry.hidden === hidden);
  return {
    id: "figure-6-losses",
    title: "Test loss of SGD and of simulated annealing",
    caption: `Ours on ${summary.provenance}; the train losses show which search does better at what it was asked.`,
    columns: [
      numberColumn("n1"),
      numberColumn("SGD networks"),
      numberColumn("annealed"),
      numberColumn("SGD, test", 4),
      numberColumn("annealing, test", 4),
      numberColumn("SGD / annealing − 1", 3),
      intervalColumn(),
      numberColumn("paper, SGD", 4),
      numberColumn("paper, annealing", 4),
      numberColumn("SGD, train", 4),
      numberColumn("annealing, train", 4),
      numberColumn("accepted", 3, "%"),
    ],
    rows: sizes.map((hidden) => {
      const [sgd, annealed] = [find("sgd", hidden), find("annealing", hidden)];
      const excess = summary.excess.find((entry) => entry.hidden === hidden)?.excess;
      return [
        hidden,
        sgd?.networks ?? null,
        annealed?.networks ?? null,
        sgd?.testMean.value ?? null,
        annealed?.testMean.value ?? null,
        excess?.value ?? null,
        intervalCell(excess?.interval, 2),
        paperAnnealing[`SGD, nh=${hidden}`]?.mean ?? null,
        paperAnnealing[`SA, nh=${hidden}`]?.mean ?? null,
        sgd?.trainMean ?? null,
        annealed?.trainMean ?? null,
        annealed?.acceptance == null ? null : 100 * annealed.acceptance,
      ];
    }),
  };
}

const NAMES: Readonly<Partial<Record<AnnealingMethod, string>>> = {
  "three-valued": "annealing, parameters in {−1, 0, 1}",
  unrestricted: "annealing, real parameters",
  "unrestricted-sgd": "SGD, real parameters",
};

function redundancyTable(summary: AnnealingSummary): Table {
  const entries = summary.methods.filter((entry) => NAMES[entry.method] !== undefined);
  const drop = (entry: MethodSummary) =>
    entry.method === "unrestricted"
      ? summary.dropAgainstAnnealing
      : entry.method === "unrestricted-sgd"
        ? summary.dropAgainstSgd
        : null;
  return {
    id: "redundancy",
    title: `Three-valued parameters, n1 = ${summary.redundantHidden ?? "?"}`,
    caption: "The last columns: accuracy that three values lose against this way, in percentage points.",
    columns: [
      { name: "trained by" },
      numberColumn("networks"),
      numberColumn("train loss", 4),
      numberColumn("test loss", 4),
      numberColumn("train accuracy", 4, "%"),
      numberColumn("test accuracy", 4, "%"),
      numberColumn("lost", 3),
      intervalColumn(),
    ],
    rows: entries.map((entry) => [
      NAMES[entry.method]!,
      entry.networks,
      entry.trainMean,
      entry.testMean.value,
      100 * entry.trainAccuracy,
      100 * entry.testAccuracy.value,
      drop(entry)?.value ?? null,
      intervalCell(drop(entry)?.interval),
    ]),
  };
}
