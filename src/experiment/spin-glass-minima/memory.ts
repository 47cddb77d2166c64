/** Whether descents remember the temperature at which they started: a figure, a table and what follows from them. */
import { intervalCell } from "../../report/columns.ts";
import type { Figure, Table } from "../../report/figure.ts";
import { type Series, seriesFigure } from "../../report/figures/index.ts";
import { measuredPoint } from "../../report/figures/points.ts";
import { colourOfSize, THEORY_COLOUR, THRESHOLD_COLOUR } from "../../report/theme.ts";
import { type SpinGlassConfig, START_STEP, START_TIME } from "./config.ts";
import type { PreparedGroup, SpinGlassSummary } from "./summary.ts";

/** Sizes side by side, so that bars stay legible. */
const shiftOf = (i: number, count: number, coldest: number): number =>
  0.006 * coldest * (i - (count - 1) / 2);

/** A horizontal line. */
function level(
  name: string,
  y: number,
  { colour, coldest }: { readonly colour: string; readonly coldest: number },
): Series {
  return {
    name,
    role: "theory",
    colour,
    points: [
      { x: 0, y },
      { x: coldest, y },
    ],
  };
}

/** Energies at the end against 1/T of the start; random starts are those of 1/T = 0. */
export function memoryFigures(summary: SpinGlassSummary): readonly Figure[] {
  const { prepared = [], groups } = summary;
  if (prepared.every(({ mean }) => mean === null)) return [];
  const sizes = [...new Set(prepared.map(({ size }) => size))];
  const coldest = Math.max(...prepared.map(({ temperature }) => 1 / temperature));
  const line = (name: string, energy: number | null, colour: string): readonly Series[] =>
    energy === null ? [] : [level(name, -energy, { colour, coldest })];
  const measured = sizes.map((size, i): Series => {
    const random = groups.find((group) => group.size === size)?.mean ?? null;
    const own = prepared
      .filter((group) => group.size === size)
      .map(({ temperature, mean }) => [1 / temperature, mean] as const)
      .sort(([a], [b]) => a - b);
    const shift = shiftOf(i, sizes.length, coldest);
    return {
      name: `N = ${size}`,
      role: "ours",
      colour: colourOfSize(size),
      joined: true,
      points: [[0, random] as const, ...own].flatMap(([x, mean]) =>
        mean === null ? [] : measuredPoint(x + shift, mean),
      ),
    };
  });
  return [
    seriesFigure({
      id: "spin-glass-memory",
      title: "Where descents end, by the temperature of their start",
      caption:
        "Mean energy per spin of the end points against 1/T of the start; 0 is a random start. A descent that forgets its start ends at one level whatever T is. Bars: 95% intervals, over draws of the disorder where there are four or more, else over the starts; those of one N share their disorders, so that the table's differences are sharper.",
      x: { title: "1 / T of the start (sizes slightly shifted)" },
      y: { title: "mean H/N at the end" },
      series: [
        ...measured,
        ...line("−E∞", summary.thresholdEnergy, THRESHOLD_COLOUR),
        ...line("−E₀", summary.groundState, THEORY_COLOUR),
      ],
    }),
    ...differences(summary),
  ];
}

/** The same as differences from random starts of the same disorder: what disorders differ by has gone. */
function differences({ prepared = [] }: SpinGlassSummary): readonly Figure[] {
  if (prepared.every(({ lower }) => lower === null)) return [];
  const sizes = [...new Set(prepared.map(({ size }) => size))];
  const coldest = Math.max(...prepared.map(({ temperature }) => 1 / temperature));
  return [
    seriesFigure({
      id: "spin-glass-memory-difference",
      title: "What the temperature of the start changes",
      caption:
        "Mean over disorders of the energy at the end from prepared starts minus that from random starts of the same disorder; 0 is a descent that forgets its start. Bars: Student's 95% intervals over disorders, where there are two or more.",
      x: { title: "1 / T of the start (sizes slightly shifted)" },
      y: { title: "difference of the mean H/N at the end" },
      series: [
        ...sizes.map(
          (size, i): Series => ({
            name: `N = ${size}`,
            role: "ours",
            colour: colourOfSize(size),
            joined: true,
            points: prepared
              .filter((group) => group.size === size)
              .sort((a, b) => b.temperature - a.temperature)
              .flatMap(({ temperature, lower }) =>
                lower === null
                  ? []
                  : measuredPoint(1 / temperature + shiftOf(i, sizes.length, coldest), lower),
              ),
          }),
        ),
        level("no memory", 0, { colour: THEORY_COLOUR, coldest }),
      ],
    }),
  ];
}

/** What the interval of a difference says. */
function reading({ lower }: PreparedGroup): string {
  if (!lower?.interval) return "inconclusive";
  const [low, high] = lower.interval;
  if (high < 0) return "lower";
  return low > 0 ? "higher" : "inconclusive";
}

/** @param variance of H / N: the equilibrium at T has the energy -variance / T while T is not low; null where it is not known */
export function memoryTable({ prepared }: SpinGlassSummary, variance: number | null): readonly Table[] {
  if (!prepared || prepared.length === 0) return [];
  return [
    {
      id: "spin-glass-memory",
      title: "End points of descents from prepared starts",
      caption:
        "Difference: mean over disorders of the energy at the end from starts of temperature T minus that from random starts of the same disorder; Student's interval over disorders. −Var H / (N T) is the energy of equilibrium in the phase of high temperature.",
      columns: [
        { name: "N" },
        { name: "T", digits: 3 },
        { name: "disorders" },
        { name: "starts" },
        { name: "not converged" },
        { name: "H/N at the start", digits: 4 },
        { name: "−Var H / (N T)", digits: 4 },
        { name: "mean at the end", digits: 5 },
        { name: "difference", digits: 3 },
        { name: "95% interval" },
        { name: "than from random starts", align: "left" },
      ],
      rows: prepared.map((group) => [
        group.size,
        group.temperature,
        group.draws,
        group.starts,
        group.unconverged,
        group.startEnergy,
        variance === null ? null : -variance / group.temperature,
        group.mean?.value ?? null,
        group.lower?.value ?? null,
        intervalCell(group.lower?.interval, 3),
        reading(group),
      ]),
    },
  ];
}

/** "0.8, 1.2" */
const listed = (groups: readonly PreparedGroup[]): string =>
  groups.map(({ temperature }) => temperature).join(", ");

/** @param memory what theory says of large systems, in a sentence */
export function memoryNotes(
  { prepared }: SpinGlassSummary,
  config: SpinGlassConfig,
  memory: string,
): readonly string[] {
  if (!prepared || prepared.length === 0) return [];
  const { startTime = START_TIME, startStep = START_STEP } = config;
  const sizes = [...new Set(prepared.map(({ size }) => size))];
  const sentences = sizes.map((size) => {
    const own = prepared.filter((group) => group.size === size);
    const parts = (["lower", "higher", "inconclusive"] as const).flatMap((word) => {
      const some = own.filter((group) => reading(group) === word);
      return some.length === 0 ? [] : [`${word} at T = ${listed(some)}`];
    });
    return `N = ${size}: ${parts.join(", ")}`;
  });
  return [
    `Starts are prepared by Langevin dynamics from the random ones, for a time of ${startTime} in steps of ${startStep}. Where theirs is the table's −Var H / (N T), up to the bias of the step and terms of order 1/N, they are in equilibrium in the phase of high temperature; colder ones are only as far as the time took them.`,
    `Energies at the end against those from random starts: ${sentences.join("; ")}. ${memory}`,
  ];
}
