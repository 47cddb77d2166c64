/** manifest.json of a reproduction: what its experiments have in common, and which run each of them is. */
import { z } from "zod";
import { RunError } from "../base/errors.ts";
import type { JsonObject } from "../base/json.ts";
import { shortDigest } from "../base/sha256.ts";
import { version } from "../base/version.ts";
import { SCALES } from "./config.ts";
import type { Scale } from "./contract.ts";
import { formatDifference, jsonDifferences } from "./differences.ts";
import {
  digest,
  MANIFEST_FILE,
  type RunManifest,
  schemaError,
  WAYS_OUT,
  type WasmIdentity,
  wasmSchema,
} from "./manifest.ts";
import type { Store } from "./ports.ts";
import { FORMAT, formatSealed, parseSealed } from "./sealed-json.ts";

export const REPRODUCTION = "reproduction";

export interface ReproductionManifest {
  readonly format: number;
  readonly kind: typeof REPRODUCTION;
  readonly losscape: string;
  readonly scale: Scale;
  readonly seed: number;
  readonly wasm: WasmIdentity;
  /** `run` of each experiment's manifest, by its id. */
  readonly runs: Readonly<Record<string, string>>;
  readonly machine: JsonObject;
}

const SCHEMA = z.strictObject({
  format: z.literal(FORMAT),
  kind: z.literal(REPRODUCTION),
  losscape: z.string().min(1),
  scale: z.enum(SCALES as readonly [Scale, ...Scale[]]),
  seed: z.int().min(0),
  wasm: wasmSchema,
  runs: z.record(z.string(), digest),
  machine: z.record(z.string(), z.unknown()),
});

export interface ReproductionParts {
  readonly scale: Scale;
  readonly seed: number;
  readonly wasm: WasmIdentity;
  readonly runs: Readonly<Record<string, string>>;
  readonly machine: JsonObject;
}

export function createReproduction({
  scale,
  seed,
  wasm,
  runs,
  machine,
}: ReproductionParts): ReproductionManifest {
  const { sha256, relaxed } = wasm;
  const common = { format: FORMAT, kind: REPRODUCTION, losscape: version } as const;
  return { ...common, scale, seed, wasm: { sha256, relaxed }, runs, machine };
}

export const formatReproduction = (manifest: ReproductionManifest): string => formatSealed(manifest as never);

/**
 * The manifest of a reproduction; null where there is none, or that of a single run.
 *
 * @throws {FormatError} for a file that is no manifest of this format, or was changed
 */
export async function readReproduction(store: Store): Promise<ReproductionManifest | null> {
  const bytes = await store.read(MANIFEST_FILE);
  if (bytes === null) return null;
  const file = `${store.label}/${MANIFEST_FILE}`;
  const content = parseSealed(bytes, file);
  if (content.kind === undefined) return null;
  const parsed = SCHEMA.safeParse(content);
  if (!parsed.success) throw schemaError(file, parsed.error.issues[0]!);
  return content as never as ReproductionManifest;
}

/** @throws {RunError} `run-differs` when the directory holds a reproduction of another scale, seed, version or kernels */
export function assertSameReproduction(
  there: ReproductionManifest,
  wanted: ReproductionManifest,
  label: string,
): void {
  const own = { machine: {}, runs: {} };
  const differences = jsonDifferences({ ...there, ...own } as never, { ...wanted, ...own } as never);
  if (differences.length > 0)
    throw new RunError(
      "run-differs",
      `${label} holds another reproduction: ${differences.map(formatDifference).join("; ")}. ${WAYS_OUT.run}`,
    );
}

/** @throws {RunError} `run-differs` for a run in a reproduction's directory that is not the one that was made there */
export function assertOwnRun(reproduction: ReproductionManifest, manifest: RunManifest, label: string): void {
  const known = reproduction.runs[manifest.experiment];
  if (known === manifest.run) return;
  const what = known === undefined ? "none of that experiment" : shortDigest(known);
  throw new RunError(
    "run-differs",
    `${label} holds run ${shortDigest(manifest.run)} of "${manifest.experiment}"; the reproduction above it made ${what}: it is of another seed, config, version, kernels or data. Put the run back that belongs here, or give the command of the reproduction again.`,
  );
}
