// Valid configs of every experiment, at the edges of their schemas: those that cost little are run, dearer ones have to be priced.

import { canonicalJson } from "../../dist/base/json.js";
import { compileKernels } from "../../dist/engine/engine.js";
import { experiments } from "../../dist/generated/experiments.js";
import { tableMarkdown } from "../../dist/report/index.js";
import { schemaOf } from "../../dist/run/allowed.js";
import { checkConfig, createInlinePool, createMemoryStore, runExperiment } from "../../dist/run/index.js";
import { planTasks, totalSeconds } from "../../dist/run/plan.js";

/** Predicted seconds up to which a config is run. */
const CHEAP = 2;

function numberOf(draw, node) {
  const whole = node.type === "integer";
  const low = node.minimum ?? (node.exclusiveMinimum !== undefined ? 5e-324 : -10);
  const high = node.maximum ?? 1e6;
  const edge = draw.below(10);
  if (edge < 4) return low;
  if (edge === 4) return high;
  if (edge < 9 && low >= 0) {
    const most = Math.min(high, Math.max(low + 8, 8 * low));
    const value = low + draw.next() * draw.next() * (most - low);
    return whole ? Math.round(value) : value;
  }
  const value = low + draw.next() ** 6 * (high - low);
  return whole ? Math.round(value) : value;
}

function valueFor(draw, node, parts) {
  const kinds = node.anyOf ?? node.oneOf;
  if (kinds)
    return valueFor(
      draw,
      draw.pick(kinds.filter((kind) => !parts.skip.has(kind.properties?.kind?.const))),
      parts,
    );
  if (node.const !== undefined) return node.const;
  if (node.enum) return draw.pick(node.enum);
  if (node.type === "boolean") return draw.chance(0.5);
  if (node.type === "integer" || node.type === "number") return numberOf(draw, node);
  if (node.type === "array") {
    const least = Math.max(node.minItems ?? 0, Math.min(parts.length, node.maxItems ?? 9));
    const list = draw.times(least, () => valueFor(draw, node.items, parts));
    return draw.chance(0.8)
      ? [...new Set(list)].concat(
          list.slice(new Set(list).size).map((x, i) => (typeof x === "number" ? x + i + 1 : x)),
        )
      : list;
  }
  if (node.type === "object") {
    const names = Object.entries(node.properties ?? {}).filter(
      ([name]) => node.required?.includes(name) || draw.chance(0.3),
    );
    if (!node.properties) return { 2: 1, 3: draw.next() };
    return Object.fromEntries(names.map(([name, child]) => [name, valueFor(draw, child, parts)]));
  }
  return draw.pick(["a", "2"]);
}

const plain = {
  figureSvg: async ({ spec, caption }) => canonicalJson({ spec, caption }),
  tableMarkdown,
  reportHtml: async (input) => JSON.stringify(input),
};
const files = {
  read: async (path) => {
    throw new Error(`${path}: no such file`);
  },
};
let kernels;

export const configs = {
  outcome: (value) => value,
  make(draw) {
    const experiment = draw.pick(experiments);
    const schema = schemaOf(experiment);
    const parts = { length: 1 + draw.below(3), skip: new Set(["mnist", "idx", "csv", "module"]) };
    const config = valueFor(draw, schema, parts);
    delete config.landscape?.file;
    // settings of the quick preset stay for most keys: a config with one or two edges says more than one of edges alone
    const preset = { seed: 1, ...experiment.presets.quick };
    const mixed = Object.fromEntries(
      Object.entries(config).filter(
        ([key]) => !(key in preset) || draw.chance(0.8) || Array.isArray(preset[key]),
      ),
    );
    const { landscape, ...rest } = { ...preset, ...mixed };
    const whole =
      landscape?.kind && landscape.kind !== "module" && schema.properties.landscape?.oneOf
        ? { ...rest, landscape }
        : rest;
    return new TextEncoder().encode(JSON.stringify({ id: experiment.id, config: whole }));
  },
  async read(input) {
    const { id, config } = JSON.parse(new TextDecoder().decode(input));
    const experiment = experiments.find((each) => each.id === id);
    const complete = checkConfig(experiment, config);
    const planned = planTasks(experiment, complete);
    const seconds = totalSeconds(planned);
    if (!(seconds > 0 && seconds < Number.POSITIVE_INFINITY))
      throw new TypeError(`a price of ${seconds} seconds`);
    if (seconds > CHEAP) return `priced`;
    kernels ??= await compileKernels();
    const pool = await createInlinePool({
      experiments: [experiment],
      wasm: kernels,
      files,
      now: () => performance.now(),
    });
    try {
      for await (const _ of runExperiment(experiment, complete, {
        store: createMemoryStore(),
        pool,
        renderer: plain,
        wasm: kernels,
      }));
    } finally {
      await pool.close();
    }
    return "run";
  },
};
