/** What is in a run directory: its manifest and its rows, which belong together. */
import { SpecError } from "../base/errors.ts";
import type { AnyExperiment } from "./contract.ts";
import { type JournalEntry, parseJournal } from "./journal.ts";
import { MANIFEST_FILE, type RunManifest, readManifest } from "./manifest.ts";
import { matchEntries, type PlannedTask } from "./plan.ts";
import type { Store } from "./ports.ts";
import { ROWS_FILE } from "./results.ts";

export interface RunDirectory {
  readonly store: Store;
  readonly manifest: RunManifest;
  readonly entries: readonly JournalEntry[];
}

/**
 * @throws {SpecError} when there is no run
 * @throws {FormatError} when manifest or rows are damaged, or of another format
 */
export async function readRunDirectory(store: Store): Promise<RunDirectory> {
  const manifest = await readManifest(store);
  if (!manifest)
    throw new SpecError(store.label, `${store.label} is not a run directory: it has no ${MANIFEST_FILE}.`);
  const bytes = (await store.read(ROWS_FILE)) ?? new Uint8Array(0);
  return { store, manifest, entries: parseJournal(bytes, rowsFile(store)).entries };
}

const rowsFile = (store: Store): string => `${store.label}/${ROWS_FILE}`;

/** The experiment whose run it is. */
export function experimentOf({ store, manifest }: RunDirectory, experiments: readonly AnyExperiment[]) {
  const found = experiments.find(({ id }) => id === manifest.experiment);
  if (found) return found;
  throw new SpecError(
    store.label,
    `${store.label} is a run of "${manifest.experiment}", which is not known here.`,
  );
}

/** The rows by task. @throws {FormatError} for a row of no task of the config's */
export const entriesByTask = (
  { store, entries }: RunDirectory,
  planned: readonly PlannedTask[],
): Map<string, JournalEntry> => matchEntries(entries, planned, rowsFile(store));
