// Configs at the edges of every experiment's schema, made from its JSON Schema, and what comes of running them.

import { experiments } from "../../dist/generated/experiments.js";
import { canonicalJson } from "../../dist/index.js";
import { type Figure, renderFigureSvg, reportHtml, tableMarkdown } from "../../dist/report/index.js";
import { type SchemaNode, schemaOf } from "../../dist/run/allowed.js";
import {
  checkConfig,
  createInlinePool,
  createMemoryStore,
  runExperiment,
  sealFiles,
} from "../../dist/run/index.js";
import { planTasks } from "../../dist/run/plan.js";

type Value = unknown;
type Config = { readonly [key: string]: Value };
export interface Edge {
  readonly name: string;
  readonly config: Config;
}

const training = { epochs: 2, batch: 5, learningRate: 0.1, decay: "linear", initRange: 0.5 };
const gaussian = { kind: "gaussian", inputs: 3, classes: 3, separation: 1, train: 12, test: 6, seed: 1 };

/** A small config of every experiment: seconds are for the edges. */
export const smallConfigs: Readonly<Record<string, Config>> = {
  complexity: { p: 4, indices: 2, points: 12 },
  "critical-counts": { p: 4, N: 10, indices: 1, points: 12 },
  "spin-glass-minima": {
    p: 3,
    sizes: [4, 6],
    starts: [3, 2],
    disorders: [2, 2],
    optimiser: "lbfgs",
    compare: ["paper-sgd"],
    compareLargest: 4,
    compareStarts: 2,
    samples: 2,
    sgdEpochs: 3,
    tolerance: 1e-6,
    maxEvaluations: 500,
    indices: true,
  },
  "network-losses": { data: gaussian, hidden: [2, 3], networks: [3, 2], ...training },
  "network-index": {
    data: gaussian,
    hidden: [2, 3],
    networks: [2, 2],
    ...training,
    deadBand: 0.001,
    spectrumLimit: 40,
    checkpoints: [0, 1],
    followed: [1, 0],
  },
  annealing: {
    data: gaussian,
    hidden: [2, 3],
    networks: [3, 2],
    annealed: [2, 2],
    ...training,
    proposals: 40,
    temperatureStart: 1e-3,
    temperatureEnd: 1e-5,
    step: 0.25,
    redundantHidden: 2,
    redundantNetworks: 2,
    redundantProposals: 40,
    threeValuedGain: 0.25,
  },
  surface: { data: gaussian, hidden: [2], ...training, grid: 5, range: 1, margin: 0.4, spins: 5, p: 3 },
  "kac-rice": { p: 3, sizes: [2, 3], disorders: [3, 2], budget: 300_000 },
  layers: { p: 3, N: 3, disorders: 3, budget: 300_000 },
  atlas: { p: 3, N: 3, draws: [0, 1], starts: 10, budget: 300_000 },
  barrier: { p: 3, sizes: [3, 4], disorders: [3, 2], starts: 5, budget: 300_000 },
  escape: {
    p: 3,
    N: 10,
    indices: [1, 2],
    saddles: 1,
    disorders: 2,
    samples: 2,
    temperature: 0.05,
    offset: 1e-3,
    drop: 0.005,
    time: 1,
  },
};

/** The smallest data of the other kinds that need no files of others; "t.csv" is `csvFile`. */
const otherData: readonly Config[] = [
  { kind: "strokes", side: 4, train: 12, test: 6, seed: 1 },
  { kind: "teacher", inputs: 3, hidden: 2, classes: 3, train: 12, test: 6, seed: 1 },
  { kind: "csv", file: "t.csv", train: 12, test: 6, seed: 1 },
];

/** 24 rows of two numbers and one of three classes. */
const csvFile = new TextEncoder().encode(
  `a,b,class\n${Array.from({ length: 24 }, (_, i) => `${i % 5},${(i * i) % 7},${"xyz"[i % 3]}`).join("\n")}\n`,
);

const files = {
  read: async (path: string) => {
    if (path !== "t.csv") throw new Error(`${path}: there is no such file here.`);
    return csvFile;
  },
};

/** Every experiment that takes data with every other kind of them, once. */
export const dataKinds: readonly (readonly [string, string, Config])[] = Object.entries(smallConfigs)
  .filter(([, { data }]) => data !== undefined)
  .flatMap(([id]) => otherData.map((data) => [id, data.kind as string, { data }] as const));

/** Maxima that cost next to nothing in a small config; others are checked, not run. */
const CHEAP_MAXIMA = new Set([
  ..."seed data.seed deadBand spectrumLimit learningRate initRange batch temperature temperatureStart".split(
    " ",
  ),
  ..."temperatureEnd step threeValuedGain range margin tolerance offset drop compareLargest".split(" "),
  ..."compareStarts data.separation maxEvaluations budget indices samples p".split(" "),
]);

/** Of these experiments a maximum named above takes minutes. */
const DEAR = new Set(["escape indices", "escape p", "barrier p", "spin-glass-minima p"]);

const still = { learningRate: 5e-324, initRange: 5e-324 };
const certain = { data: { ...gaussian, separation: 1000, test: 1 }, initRange: 10, learningRate: 1 };
const families = { hidden: [25, 26, 27, 28, 29], networks: [4, 4, 4, 4, 4] };
const searched = { networks: [4, 4], annealed: [4, 4], redundantNetworks: 4 };

/**
 * Runs whose statistics have nothing to divide by: networks that are all the same, losses that are all 0, networks that all
 * diverge; with enough of them for every statistic to be asked for.
 */
export const degenerate: readonly (readonly [string, Config])[] = [
  ...[
    {},
    still,
    certain,
    { learningRate: 100, initRange: 10 },
    { ...still, data: { ...gaussian, train: 5, test: 1 } },
  ].flatMap((change): (readonly [string, Config])[] => [
    ["network-losses", { ...families, ...change }],
    ["annealing", { ...searched, ...change }],
    ["network-index", change],
    ["surface", change],
  ]),
  ["annealing", { ...searched, ...still, step: 5e-324 }],
  ["annealing", { ...searched, ...certain, step: 5e-324, proposals: 1, redundantProposals: 1 }],
  ["escape", { drop: 5e-324, offset: 0.1, time: 5e-324 }],
  ["escape", { drop: 1, time: 5e-324 }],
  ["barrier", { sizes: [3, 4, 5], disorders: [2, 2, 2], starts: 1 }],
];

/** The same maxima at sizes that make them cheap. */
const DEAR_ONES: Readonly<Record<string, readonly Config[]>> = {
  "spin-glass-minima": [{ p: 32, sizes: [2, 3], maxEvaluations: 50 }],
  barrier: [{ p: 8, sizes: [3], disorders: [2], starts: 2 }],
  escape: [
    { p: 8, indices: [1], disorders: 1, time: 0.1 },
    { indices: [100], disorders: 1, time: 0.1 },
    { indices: [9], disorders: 1, time: 0.1 },
  ],
};

interface Extreme {
  readonly value: Value;
  readonly side: "min" | "max";
}

/** The ends of a number's range, and the smallest steps inside open ones. */
function extremesOf(node: SchemaNode): readonly Extreme[] {
  if (node.enum) return node.enum.map((value) => ({ value, side: "min" as const }));
  if (node.type === "boolean") return [true, false].map((value) => ({ value, side: "min" as const }));
  if (node.type !== "integer" && node.type !== "number") return [];
  const low =
    node.minimum !== undefined ? [node.minimum] : node.exclusiveMinimum !== undefined ? [5e-324, 1e-200] : [];
  const high = node.maximum !== undefined ? [node.maximum] : [];
  return [
    ...low.map((value) => ({ value, side: "min" as const })),
    ...high.map((value) => ({ value, side: "max" as const })),
  ];
}

/** Configs with one setting at an edge. Lists: one item (all lists together), every item at its ends, empty where allowed. */
export function edgesOf(id: string): readonly (Edge & { readonly side: "min" | "max" })[] {
  const base = { seed: 1, ...smallConfigs[id]! };
  const schema = schemaOf(experimentOf(id));
  const edges: (Edge & { side: "min" | "max" })[] = [{ name: "small", config: base, side: "min" }];
  const put = (path: string, value: Value, side: "min" | "max") =>
    edges.push({
      name: `${path}=${JSON.stringify(value)}`,
      config: replaced(base, path.split("."), value),
      side,
    });
  const visit = (path: string, node: SchemaNode) => {
    const now = path
      .split(".")
      .reduce((at: unknown, key) => (at as Config | undefined)?.[key], base as unknown);
    if (now === undefined) return;
    const kinds = node.anyOf ?? node.oneOf;
    if (kinds) {
      const own = kinds.find((kind) => kind.properties?.kind?.const === (now as Config).kind);
      for (const [key, child] of Object.entries(own?.properties ?? {})) visit(`${path}.${key}`, child);
    } else if (node.type === "array" && node.items) {
      if (!node.minItems) put(path, [], "min");
      for (const { value, side } of extremesOf(node.items)) {
        put(
          path,
          (now as Value[]).map(() => value),
          side,
        );
        put(path, [value, ...(now as Value[]).slice(1)], side);
      }
    } else for (const { value, side } of extremesOf(node)) put(path, value, isCheap(id, path) ? "min" : side);
  };
  for (const [key, node] of Object.entries(schema.properties ?? {})) visit(key, node);
  for (const config of DEAR_ONES[id] ?? [])
    edges.push({ name: JSON.stringify(config), config: { ...base, ...config }, side: "min" });
  edges.push({ name: "every list with one item", config: shortened(base), side: "min" });
  return edges;
}

const isCheap = (id: string, path: string): boolean => CHEAP_MAXIMA.has(path) && !DEAR.has(`${id} ${path}`);

function replaced(config: Config, [key, ...rest]: readonly string[], value: Value): Config {
  return { ...config, [key!]: rest.length ? replaced(config[key!] as Config, rest, value) : value };
}

export const shortened = (config: Config): Config =>
  Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, Array.isArray(value) ? value.slice(0, 1) : value]),
  );

export function experimentOf(id: string) {
  const found = experiments.find((experiment) => experiment.id === id);
  if (!found) throw new Error(`no experiment ${id}`);
  return found;
}

const drawing = {
  figureSvg: renderFigureSvg,
  tableMarkdown,
  reportHtml: async (input: never) => reportHtml(input),
};

/** Writes what it is given, as canonical JSON: numbers that are none are found, and nothing is drawn. */
const plain = {
  figureSvg: async ({ spec, caption }: Figure) => canonicalJson({ spec, caption }),
  tableMarkdown,
  reportHtml: async (input: never) => JSON.stringify(input),
};

/**
 * "report", or "refused: …" before the first task; anything else throws. `drawn`: with the figures and the page, as a user gets them.
 */
export async function outcomeOf(id: string, config: Config, { drawn = false } = {}): Promise<string> {
  const experiment = experimentOf(id);
  let complete: ReturnType<typeof checkConfig>;
  try {
    complete = checkConfig(experiment, config as never);
    planTasks(experiment, complete);
  } catch (error) {
    const { name, message } = error as Error;
    if (["SpecError", "MemoryError"].includes(name)) return `refused: ${message}`;
    throw error;
  }
  const pool = await poolOf(id);
  const store = createMemoryStore();
  const renderer = (drawn ? drawing : plain) as never;
  const options = { store, pool, renderer, wasm: { sha256: "0".repeat(64), relaxed: false } };
  const data = experiment.data?.of(complete) as { file?: string } | undefined;
  const seals = await sealFiles(files, data?.file === undefined ? [] : [data.file]);
  for await (const _ of runExperiment(experiment, complete, { ...options, files: seals }));
  for (const [name, bytes] of store.files) {
    const text = new TextDecoder().decode(bytes);
    if (name.endsWith(".json")) canonicalJson(JSON.parse(text));
    const found = /.{0,60}(?:NaN|undefined|Infinity).{0,40}/.exec(text);
    if (found && !name.endsWith(".html")) throw new Error(`${name} has: ${found[0]}`);
  }
  return "report";
}

const pools = new Map<string, ReturnType<typeof createInlinePool>>();

/** One pool an experiment: engines are dear. */
function poolOf(id: string): ReturnType<typeof createInlinePool> {
  const pool = pools.get(id) ?? createInlinePool({ experiments: [experimentOf(id)], files });
  pools.set(id, pool);
  return pool;
}

/** Configs with two settings at an edge each: the edges of one put upon those of the other. */
export function pairsOf(id: string): readonly Edge[] {
  const base = { seed: 1, ...smallConfigs[id]! } as Config;
  const changes = edgesOf(id)
    .filter(({ side }) => side === "min")
    .map(({ name, config }) => ({
      name,
      config,
      keys: Object.keys(base).filter((key) => JSON.stringify(config[key]) !== JSON.stringify(base[key])),
    }))
    .filter(({ keys }) => keys.length === 1 && keys[0] !== "seed");
  return changes.flatMap((a, i) =>
    changes
      .slice(i + 1)
      .filter((b) => b.keys[0] !== a.keys[0])
      .map((b) => ({
        name: `${a.name}, ${b.name}`,
        config: { ...a.config, [b.keys[0]!]: b.config[b.keys[0]!] },
      })),
  );
}
