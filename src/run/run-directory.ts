/** A run that is there already: its manifest, its rows and its files, which belong together, and to an experiment that is known. */
import { RunError, SpecError } from "../base/errors.ts";
import type { FileSource } from "../base/files.ts";
import { canonicalJson } from "../base/json.ts";
import { version } from "../base/version.ts";
import { checkConfig } from "./config.ts";
import type { AnyExperiment } from "./contract.ts";
import { type JournalEntry, parseJournal } from "./journal.ts";
import { MANIFEST_FILE, type RunManifest, readManifest } from "./manifest.ts";
import { matchEntries, type PlannedTask, planTasks } from "./plan.ts";
import type { Store } from "./ports.ts";
import { ROWS_FILE } from "./results.ts";
import { assertSameFiles } from "./sealed-files.ts";

export interface RunDirectory {
  readonly store: Store;
  readonly manifest: RunManifest;
  readonly experiment: AnyExperiment;
  /** All tasks of the config, those of other shards too. */
  readonly planned: readonly PlannedTask[];
  /** Rows by the key of their task. */
  readonly done: ReadonlyMap<string, JournalEntry>;
}

export interface KnownHere {
  readonly experiments: readonly AnyExperiment[];
  /** Where the run's data files may be; those that are there are held against the manifest. Without it none is. */
  readonly files?: FileSource | undefined;
}

/**
 * Reads a run, whole or a part, and checks all that can be checked without computing anything.
 *
 * @throws {SpecError} when there is no run, or of an unknown experiment, or with a config that the experiment refuses
 * @throws {FormatError} when manifest or rows are damaged, or of another format
 * @throws {RunError} `run-differs` for another version of losscape, a data file that is another one, rows of another run
 */
export async function readRunDirectory(store: Store, known: KnownHere): Promise<RunDirectory> {
  const manifest = await readManifest(store);
  if (!manifest)
    throw new SpecError(store.label, `${store.label} is not a run directory: it has no ${MANIFEST_FILE}.`);
  if (manifest.losscape !== version)
    throw new RunError(
      "run-differs",
      `${store.label} was computed with losscape ${manifest.losscape}; this is ${version}, which may say something else of the same rows. Use that version, or run it again.`,
    );
  const experiment = experimentOf(store, manifest, known.experiments);
  assertConfig(store, manifest, experiment);
  if (known.files) await assertSameFiles(manifest.files, { label: store.label, files: known.files });
  const file = `${store.label}/${ROWS_FILE}`;
  const bytes = (await store.read(ROWS_FILE)) ?? new Uint8Array(0);
  const { entries } = parseJournal(bytes, file, manifest.run);
  const planned = planTasks(experiment, manifest.config);
  return { store, manifest, experiment, planned, done: matchEntries(entries, planned, file) };
}

function experimentOf(store: Store, { experiment: id }: RunManifest, experiments: readonly AnyExperiment[]) {
  const found = experiments.find((each) => each.id === id);
  if (found) return found;
  throw new SpecError(
    store.label,
    `${store.label} is a run of "${id}", which is not known here; a module that exports it is added with --load.`,
  );
}

/** The experiment may be a user's, whose schema has changed since. */
function assertConfig(store: Store, { config }: RunManifest, experiment: AnyExperiment): void {
  const completed = checkConfig(experiment, config);
  if (canonicalJson(completed) !== canonicalJson(config))
    throw new SpecError(
      store.label,
      `${store.label} has a config that "${experiment.id}" completes in another way today; run it again.`,
    );
}
