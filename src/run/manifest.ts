/**
 * manifest.json: what a run directory holds, and whether a command may resume it. `run` is the hash of all that decides a row:
 * experiment and its code, version, config (with the seed), kernels, the bytes of every file that tasks read. Every line of the
 * journal names it, so that no row can stand under a manifest that it was not made under.
 */
import { z } from "zod";
import { FormatError, RunError } from "../base/errors.ts";
import type { FileSeal } from "../base/files.ts";
import { canonicalJson, type Json, type JsonObject } from "../base/json.ts";
import { shortDigest, textDigest } from "../base/sha256.ts";
import { version } from "../base/version.ts";
import type { CompleteConfig } from "./config.ts";
import { formatDifference, jsonDifferences } from "./differences.ts";
import type { Store } from "./ports.ts";
import { otherFile } from "./sealed-files.ts";
import { FORMAT, formatSealed, parseSealed } from "./sealed-json.ts";
import { formatShard, type Shard } from "./shard.ts";

export const MANIFEST_FILE = "manifest.json";
export { FORMAT };

export interface WasmIdentity {
  readonly sha256: string;
  readonly relaxed: boolean;
}

/** What decides the rows of a run. */
export interface RunIdentity {
  /** Version of losscape. */
  readonly losscape: string;
  readonly experiment: string;
  /** SHA-256 of the user's module that exports the experiment; null for those that come with losscape, and for values. */
  readonly code: string | null;
  readonly config: CompleteConfig;
  readonly wasm: WasmIdentity;
  /** Every file that tasks read, as it was when the run was planned; sorted by path. */
  readonly files: readonly FileSeal[];
}

export interface RunManifest extends RunIdentity {
  readonly format: number;
  /** SHA-256 of the canonical JSON of all that decides the rows. */
  readonly run: string;
  /** SHA-256 of the canonical JSON of experiment and config. */
  readonly spec: string;
  /** "all" or "3/8". */
  readonly shard: string;
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
  readonly files?: readonly FileSeal[];
  readonly code?: string | null;
}

export function createManifest(parts: ManifestParts): RunManifest {
  const { experiment, config, shard, machine, files = [], code = null } = parts;
  const wasm = { sha256: parts.wasm.sha256, relaxed: parts.wasm.relaxed };
  const identity = { losscape: version, experiment, code, config, wasm, files };
  return {
    format: FORMAT,
    ...identity,
    run: runHash(identity),
    spec: specHash(experiment, config),
    shard: formatShard(shard),
    machine,
  };
}

export const specHash = (experiment: string, config: CompleteConfig): string =>
  textDigest(canonicalJson({ experiment, config }));

/** The run's name: equal exactly where the rows of equal tasks are. */
export function runHash({ losscape, experiment, code, config, wasm, files }: RunIdentity): string {
  const { sha256, relaxed } = wasm;
  const identity = { format: FORMAT, losscape, experiment, code, config, wasm: { sha256, relaxed }, files };
  return textDigest(canonicalJson(identity as never as Json));
}

export const formatManifest = (manifest: RunManifest): string => formatSealed(manifest as never);

export const digest = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in 64 hexadecimal digits");
export const wasmSchema = z.strictObject({ sha256: digest, relaxed: z.boolean() });
const object = z.record(z.string(), z.unknown());
const SCHEMA = z.strictObject({
  format: z.literal(FORMAT),
  losscape: z.string().min(1),
  experiment: z.string().min(1),
  code: digest.nullable(),
  config: object,
  wasm: wasmSchema,
  files: z.array(z.strictObject({ path: z.string().min(1), sha256: digest })),
  run: digest,
  spec: digest,
  shard: z.string().regex(/^(all|[1-9]\d{0,5}\/[1-9]\d{0,5})$/, 'must be "all" or a part as "3/8"'),
  machine: object,
  data: z.array(z.string()).optional(),
});

/**
 * The manifest in a directory, or null where there is none.
 *
 * @throws {FormatError} when it is there but is no manifest of this format, was changed, or contradicts itself
 */
export async function readManifest(store: Store): Promise<RunManifest | null> {
  const bytes = await store.read(MANIFEST_FILE);
  if (bytes === null) return null;
  const file = `${store.label}/${MANIFEST_FILE}`;
  const content = parseSealed(bytes, file);
  if (content.kind !== undefined)
    throw new FormatError(
      0,
      `${file} is the manifest of a ${content.kind} of several experiments, whose runs are in folders of their own: ${store.label}/<experiment>.`,
    );
  const parsed = SCHEMA.safeParse(content);
  if (!parsed.success) throw schemaError(file, parsed.error.issues[0]!);
  const manifest = content as never as RunManifest;
  if (manifest.run !== runHash(manifest) || manifest.spec !== specHash(manifest.experiment, manifest.config))
    throw new FormatError(0, `${file} contradicts itself: its hashes are not those of what it says.`);
  return manifest;
}

/** @returns what is wrong with a manifest, in a sentence */
export function schemaError(file: string, issue: z.core.$ZodIssue): FormatError {
  const place = issue.path.length > 0 ? `its \`${issue.path.join(".")}\`` : "it";
  const what = issue.message.replace(/\.$/, "");
  return new FormatError(0, `${file} is no manifest that losscape wrote: ${place} is wrong (${what}).`);
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
  replay: "A task is replayed with what its run was made of.",
} as const;

/**
 * Asks whether the run in a directory is the one that is wanted.
 *
 * @throws {RunError} `run-differs`, saying key by key what differs, or which file
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
      `was begun with other kernels (SHA-256 ${shortDigest(there.wasm.sha256)} there, ${shortDigest(wanted.wasm.sha256)} here), whose last digits may differ.`,
    );
  assertSameSeals(there, wanted, { label, wayOut });
  if (there.code !== wanted.code)
    differs(
      `was begun with other code of "${there.experiment}": its module has SHA-256 ${codeText(there.code)} there, ${codeText(wanted.code)} here.`,
    );
  if (there.run !== wanted.run) differs(`holds another run (${shortDigest(there.run)}).`);
}

function assertSameSeals(
  there: RunManifest,
  wanted: RunManifest,
  { label, wayOut }: Required<SeenDirectory>,
): void {
  const here = new Map(wanted.files.map(({ path, sha256 }) => [path, sha256]));
  for (const { path, sha256 } of there.files) {
    const other = here.get(path);
    if (other !== undefined && other !== sha256)
      throw new RunError("run-differs", otherFile(label, { path, there: sha256, here: other }));
  }
  const paths = (manifest: RunManifest): string =>
    manifest.files.map(({ path }) => path).join(", ") || "no file";
  if (paths(there) !== paths(wanted))
    throw new RunError(
      "run-differs",
      `${label} was computed from ${paths(there)}; ${paths(wanted)} would be read here. ${wayOut}`,
    );
}

const codeText = (code: string | null): string => (code === null ? "none" : shortDigest(code));
