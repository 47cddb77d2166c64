/** Small runs in the present thread, and what golden files keep of them. */
import { createHash } from "node:crypto";
import { type AnyExperiment, createInlinePool } from "../../dist/run/index.js";
import type { SmallCase } from "./small-configs.ts";

const LONG = 24;

/** Rows of a small fixed run, in this thread: all of them, or the first `most` only. */
export async function smallRun(experiment: AnyExperiment, small: SmallCase, most = Number.POSITIVE_INFINITY) {
  const config = experiment.schema.parse(small.config);
  const files = new Map(
    Object.entries(small.files ?? {}).map(([path, text]) => [path, Buffer.from(text, "base64")]),
  );
  const pool = await createInlinePool({
    experiments: [experiment],
    files: { read: async (path) => new Uint8Array(files.get(path)!) },
  });
  try {
    const rows = [];
    for (const task of experiment.tasks(config).slice(0, most)) {
      const { row } = await pool.submit({ experiment: experiment.id, config, task });
      rows.push(JSON.parse(row));
    }
    return { config, rows };
  } finally {
    await pool.close();
  }
}

/** Long lists as their first and last items and the digest of all: a golden file stays short enough to be read. */
export function abridged(value: unknown): unknown {
  if (Array.isArray(value)) {
    if (value.length <= LONG) return value.map(abridged);
    const digest = createHash("sha256").update(JSON.stringify(value)).digest("hex");
    return [...value.slice(0, 5), `… ${value.length - 8} more, of all: ${digest}`, ...value.slice(-3)].map(
      abridged,
    );
  }
  if (typeof value === "string" && value.length > 40 * LONG)
    return `${value.slice(0, 60)} … ${createHash("sha256").update(value).digest("hex")}`;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, abridged(item)]));
}

/** Everything that an experiment says of its rows. */
export function resultsOf(experiment: AnyExperiment, rows: readonly unknown[], config: unknown) {
  const summary = experiment.reduce(rows, config);
  return {
    figures: experiment.figures(summary, config),
    tables: experiment.tables(summary, config),
    claims: experiment.claims(summary, config),
    notes: experiment.notes?.(summary, config) ?? [],
  };
}
