// A small experiment for the tests of running: random walks, their mean and spread. Two tasks share a start by memo.
import { z } from "zod";
import { uniforms } from "../../dist/engine/random.js";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const schema = z.strictObject({
  walks: z.number().int().min(1).max(10_000).describe("Number of walks"),
  steps: z.number().int().min(1).max(1_000_000).describe("Steps of a walk"),
  sizes: z.array(z.number().int().min(2).max(100)).min(1).describe("Step sizes"),
  law: z.enum(["fair", "lazy"]).describe("Law of a step"),
  pauseMs: z.number().min(0).max(60_000).describe("Time to waste in a task, ms"),
  failAt: z.number().int().min(-1).describe("Task that fails; -1 for none"),
  failure: z.enum(["throw", "exit", "nan"]).describe("How it fails"),
  spin: z.boolean().describe("Whether a task loops for ever without yielding"),
  seed: z.number().int().min(0).describe("Seed"),
});

const small = {
  walks: 12,
  steps: 100,
  sizes: [2, 5],
  law: "fair",
  pauseMs: 0,
  failAt: -1,
  failure: "throw",
  spin: false,
};

function fail(task, failure) {
  if (failure === "nan") return { end: Number.NaN };
  if (failure === "exit") process.exit(7);
  throw new Error(`walk ${task.index} was told to fail.`);
}

async function run(task, context) {
  const { config, engine } = context;
  if (config.failAt === task.index) return fail(task, config.failure);
  while (config.spin) engine.sha256.length;
  const start = await context.memo(
    `start ${task.size}`,
    () => uniforms(engine, context.sharedStream(`start ${task.size}`), 1)[0],
  );
  const u = uniforms(engine, context.stream("steps"), config.steps);
  const idle = config.law === "lazy" ? 0.5 : 0;
  let position = start;
  for (let i = 0; i < u.length; i++) {
    if (u[i] >= idle) position += task.size * (u[i] < idle + (1 - idle) / 2 ? -1 : 1);
    if (i % 32 === 0) context.progress(i / u.length);
  }
  if (config.pauseMs > 0) await pause(config.pauseMs);
  return {
    size: task.size,
    end: position,
    path: { first: u[0], last: u[u.length - 1] },
    note: 'a "quoted", note',
  };
}

const walks = {
  id: "coin-walks",
  title: "Walks with a coin",
  question: "How far does a drunkard get?",
  answers: [],
  schema,
  presets: {
    quick: small,
    laptop: { ...small, walks: 100 },
    paper: { ...small, walks: 1000, steps: 100_000 },
  },
  tasks: (config) =>
    Array.from({ length: config.walks }, (_, index) => {
      const size = config.sizes[index % config.sizes.length];
      return {
        key: `walk-${index}/size-${size}`,
        seconds: 0.001 + config.pauseMs / 1000 + size / 1e6,
        index,
        size,
      };
    }),
  run,
  reduce(rows) {
    const mean = rows.reduce((sum, row) => sum + row.end, 0) / rows.length;
    const variance = rows.reduce((sum, row) => sum + (row.end - mean) ** 2, 0) / rows.length;
    return { count: rows.length, mean, sd: Math.sqrt(variance), ends: rows.map((row) => row.end) };
  },
  figures: (summary) => [
    {
      id: "ends",
      title: "Where the walks end",
      caption: "One tick a walk.",
      grammar: "vega-lite",
      spec: {
        data: { values: summary.ends.map((end) => ({ end })) },
        mark: "tick",
        encoding: { x: { field: "end", type: "quantitative", title: "end" } },
      },
    },
  ],
  tables: (summary) => [
    {
      id: "ends",
      title: "Where the walks end",
      columns: [
        { name: "walks", align: "right" },
        { name: "mean", align: "right", digits: 4 },
      ],
      rows: [[summary.count, summary.mean]],
    },
  ],
  claims: (summary) => [
    {
      id: "0",
      statement: "A walk goes somewhere.",
      statistic: "standard deviation of the ends",
      value: summary.sd,
      threshold: "> 0",
      verdict: summary.sd > 0 ? "supported" : "not supported",
    },
  ],
  notes: () => ["Nobody was hurt."],
};

export const experiments = [walks, { ...walks, id: "more-walks", title: "More walks with a coin" }];
