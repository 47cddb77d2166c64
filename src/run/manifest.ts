/** manifest.json: what a run directory holds, and whether a command may resume it. */
import { sha256 } from "@noble/hashes/sha2.js";
import { FormatError, RunError } from "../base/errors.ts";
import { canonicalJson, type JsonObject } from "../base/json.ts";
import { version } from "../base/version.ts";
import type { CompleteConfig } from "./config.ts";
import { formatDifference, jsonDifferences } from "./differences.ts";
import type { Store } from "./ports.ts";
import { prettyJson } from "./pretty-json.ts";
import { formatShard, type Shard } from "./shard.ts";

export const MANIFEST_FILE = "manifest.json";
/** Of run directories. Another one is refused: 1 was never published. */
export const FORMAT = 2;

export interface WasmIdentity {
  readonly sha256: string;
  readonly relaxed: boolean;
}

export interface RunManifest {
  readonly format: number;
  /** Version of losscape. */
  readonly losscape: string;
  readonly experiment: string;
  readonly config: CompleteConfig;
  /** SHA-256 of the canonical JSON of experiment and config. */
  readonly spec: string;
  /** "all" or "3/8". */
  readonly shard: string;
  readonly wasm: WasmIdentity;
  /** The machine that began the run. */
  readonly machine: JsonObject;
  /** Once complete: where the data came from, as the rows say ("genuine MNIST" only when its checksums matched). */
  readonly data?: readonly string[];
}

export interface ManifestParts {
  readonly experiment: string;
  readonly config: CompleteConfig;
  readonly shard: Shard | null;
  readonly wasm: WasmIdentity;
  readonly machine: JsonObject;
}

export function createManifest({ experiment, config, shard, wasm, machine }: ManifestParts): RunManifest {
  return {
    format: FORMAT,
    losscape: version,
    experiment,
    config,
    spec: specHash(experiment, config),
    shard: formatShard(shard),
    wasm: { sha256: wasm.sha256, relaxed: wasm.relaxed },
    machine,
  };
}

export function specHash(experiment: string, config: CompleteConfig): string {
  const digest = sha256(new TextEncoder().encode(canonicalJson({ experiment, config })));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const formatManifest = (manifest: RunManifest): string => prettyJson(manifest as never);

/**
 * The manifest in a directory, or null where there is none.
 *
 * @throws {FormatError} when it is there but is no manifest of this format
 */
export async function readManifest(store: Store): Promise<RunManifest | null> {
  const bytes = await store.read(MANIFEST_FILE);
  if (bytes === null) return null;
  const bad = (what: string) =>
    new FormatError(0, `${store.label}/${MANIFEST_FILE} ${what}; it cannot be resumed.`);
  let manifest: RunManifest;
  try {
    manifest = JSON.parse(new TextDecoder().decode(bytes)) as RunManifest;
  } catch {
    throw bad("is not JSON");
  }
  assertFormat(manifest, `${store.label}/${MANIFEST_FILE}`);
  const { experiment, config, wasm } = manifest;
  const hasConfig = typeof config === "object" && config !== null && !Array.isArray(config);
  if (typeof experiment !== "string" || !hasConfig || typeof wasm?.sha256 !== "string")
    throw bad("lacks the experiment, its config or the kernels");
  return manifest;
}

/** @throws {FormatError} for a manifest of another format, or of none */
export function assertFormat(manifest: unknown, file: string): void {
  const format = (manifest as { readonly format?: unknown } | null)?.format;
  if (format === FORMAT) return;
  const what = typeof format === "number" ? `has format ${format}` : "is not a manifest of losscape";
  throw new FormatError(
    0,
    `${file} ${what}; this is losscape ${version}, which reads format ${FORMAT} alone: run it again.`,
  );
}

interface SeenDirectory {
  readonly label: string;
  readonly wayOut?: string;
}

/** What one may do about a directory with another run; a merge cannot start anew. */
export const WAYS_OUT = {
  run: "Choose another directory with --out, or start this one anew with --fresh.",
  merge: "Choose another directory with --out.",
  parts: "The directories of a merge are parts of one run.",
} as const;

/**
 * Asks whether the run in a directory is the one that is wanted.
 *
 * @throws {RunError} `run-differs`, saying key by key what differs
 */
export function assertSameRun(there: RunManifest, wanted: RunManifest, directory: SeenDirectory): void {
  const { label, wayOut = WAYS_OUT.run } = directory;
  const differs = (sentence: string) => {
    throw new RunError("run-differs", `${label} ${sentence} ${wayOut}`);
  };
  if (there.experiment !== wanted.experiment)
    differs(`holds a run of "${there.experiment}", not of "${wanted.experiment}".`);
  const differences = jsonDifferences(there.config, wanted.config);
  if (differences.length > 0)
    differs(`holds a run with another config: ${differences.map(formatDifference).join("; ")}.`);
  if (there.shard !== wanted.shard)
    differs(`holds shard ${there.shard} of this run; shard ${wanted.shard} was asked for.`);
  if (there.losscape !== wanted.losscape)
    differs(`was begun with losscape ${there.losscape}; this is ${wanted.losscape}.`);
  if (there.wasm.relaxed !== wanted.wasm.relaxed)
    differs(
      `was begun ${there.wasm.relaxed ? "with" : "without"} --fast-math, and its numbers would not match.`,
    );
  if (there.wasm.sha256 !== wanted.wasm.sha256)
    differs(
      `was begun with other kernels (SHA-256 ${short(there.wasm.sha256)} there, ${short(wanted.wasm.sha256)} here), whose last digits may differ.`,
    );
}

const short = (hash: string): string => `${hash.slice(0, 12)}…`;
