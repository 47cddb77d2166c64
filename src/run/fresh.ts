/** --fresh: an earlier run is removed, and nothing that is not one. Nothing is removed before all was found to be removable. */
import { SpecError } from "../base/errors.ts";
import { MANIFEST_FILE } from "./manifest.ts";
import type { Store } from "./ports.ts";
import { LEDGER_FILE, type ReproduceItem } from "./reproduce.ts";
import { ROWS_FILE, SUMMARY_FILE } from "./results.ts";

const RESULT =
  /^(manifest\.json|rows\.jsonl|rows\.csv|timings\.jsonl|summary\.json|report\.html|ledger\.md|(figures|tables)\/[^/]+)$/;

/** Removes the files of a run that is in `store`, also of a damaged one; what else is there stays. */
export async function removeRun(store: Store): Promise<void> {
  await removeFiles(store, await removable(store));
}

/** Removes a reproduction: what is above its experiments' runs, and the runs of `items`. */
export async function removeReproduction(store: Store, items: readonly ReproduceItem[]): Promise<void> {
  const plans = [];
  for (const { store: own } of items) plans.push({ store: own, names: await removable(own) });
  plans.push({ store, names: await removable(store) });
  for (const plan of plans) await removeFiles(plan.store, plan.names);
}

/**
 * The files of an earlier run, the manifest last: killed in between, the directory is still known as a run.
 *
 * @throws {SpecError} when there are results that may not be a run's
 */
async function removable(store: Store): Promise<readonly string[]> {
  const names = await store.list("");
  if (!names.includes(MANIFEST_FILE)) {
    if (names.some((name) => RESULT.test(name)))
      throw new SpecError(
        store.label,
        `${store.label} has no ${MANIFEST_FILE}: it may not be a run, and is not removed.`,
      );
    return [];
  }
  if (!(await isOurs(store, names)))
    throw new SpecError(
      store.label,
      `${store.label}/${MANIFEST_FILE} is not a manifest of losscape: what is there may not be a run, and is not removed.`,
    );
  const results = names.filter((name) => RESULT.test(name) && name !== MANIFEST_FILE);
  return [...results, MANIFEST_FILE];
}

/** A manifest of an earlier format, or a damaged one beside what only we write, is ours too; an empty one holds nothing to lose. */
async function isOurs(store: Store, names: readonly string[]): Promise<boolean> {
  const traces = [ROWS_FILE, LEDGER_FILE, SUMMARY_FILE];
  if (names.some((name) => traces.includes(name) || name.endsWith(`/${ROWS_FILE}`))) return true;
  const manifest = new TextDecoder().decode((await store.read(MANIFEST_FILE)) ?? new Uint8Array(0));
  return manifest.trim() === "" || manifest.includes('"losscape"');
}

async function removeFiles(store: Store, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const lock = await store.lock();
  try {
    for (const name of names) await store.remove(name);
  } finally {
    await lock.release();
  }
}
