/** --fresh: an earlier run is removed, and nothing that is not one. */
import { SpecError } from "../base/errors.ts";
import { MANIFEST_FILE } from "./manifest.ts";
import type { Store } from "./ports.ts";
import { ROWS_FILE } from "./results.ts";

const RESULT =
  /^(manifest\.json|rows\.jsonl|rows\.csv|timings\.jsonl|summary\.json|report\.html|ledger\.md|(figures|tables)\/[^/]+)$/;

/** Removes the files of a run that is in `store`; what else is there stays. */
export async function removeRun(store: Store): Promise<void> {
  const names = await store.list("");
  if (!names.includes(MANIFEST_FILE)) {
    if (names.some((name) => RESULT.test(name)))
      throw new SpecError(
        store.label,
        `${store.label} has no ${MANIFEST_FILE}: it may not be a run, and is not removed.`,
      );
    return;
  }
  const manifest = new TextDecoder().decode((await store.read(MANIFEST_FILE))!);
  // a run of an earlier format, or with a damaged manifest, is one too
  if (!manifest.includes('"losscape"') && !names.includes(ROWS_FILE))
    throw new SpecError(
      store.label,
      `${store.label}/${MANIFEST_FILE} is not a manifest of losscape: what is there may not be a run, and is not removed.`,
    );
  const lock = await store.lock();
  try {
    const results = names.filter((name) => RESULT.test(name) && name !== MANIFEST_FILE);
    for (const name of [...results, MANIFEST_FILE]) await store.remove(name);
  } finally {
    await lock.release();
  }
}
