// An experiment of your own, run with workers, journal and report like those that come with losscape:
//   losscape run ground-states --load examples/own-experiment.mjs
import { PSpinCouplings, takeCensus } from "losscape";
import { seriesFigure } from "losscape/report";
import { z } from "zod";

const groundStates = {
  id: "ground-states",
  title: "Ground states of small spin glasses",
  question: "How does the ground state's energy depend on N?",
  answers: [],
  schema: z.strictObject({
    seed: z.int().min(0).describe("Every random number follows from it."),
    sizes: z.array(z.int().min(2).max(10)).describe("Numbers of spins N."),
    disorders: z.int().min(1).max(1000).describe("Draws of the couplings a size."),
  }),
  presets: {
    quick: { sizes: [3, 4, 5, 6], disorders: 20 },
    laptop: { sizes: [3, 4, 5, 6, 7, 8], disorders: 100 },
    paper: { sizes: [3, 4, 5, 6, 7, 8, 9, 10], disorders: 1000 },
  },
  tasks: ({ sizes }) => sizes.map((n) => ({ key: `N=${n}`, seconds: 0.02 * 2 ** (n - 3), n })),
  async run({ n }, { config, engine, sharedStream }) {
    const energies = [];
    for (let draw = 0; draw < config.disorders; draw++) {
      const couplings = new PSpinCouplings(engine, { n, p: 3, key: sharedStream(`disorder ${n} ${draw}`) });
      const { points } = await takeCensus(couplings, { gamma: [0.6, 0.8] });
      energies.push(points[0].energy);
      couplings.dispose();
    }
    return { n, energies };
  },
  reduce: (rows) => ({
    means: rows.map(({ n, energies }) => ({
      x: n,
      y: energies.reduce((a, b) => a + b, 0) / energies.length,
    })),
  }),
  figures: ({ means }) => [
    seriesFigure({
      id: "ground-states",
      title: "Mean ground-state energy against N",
      caption: "Exact ground states: every critical point of every disorder is known.",
      x: { title: "spins N" },
      y: { title: "ground state H/N" },
      series: [{ name: "ground state", role: "ours", points: means }],
    }),
  ],
  tables: () => [],
  claims: () => [],
};

export const experiments = [groundStates];
