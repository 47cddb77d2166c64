/** losscape report */
import { join } from "node:path";
import { SpecError } from "../../base/errors.ts";
import { createDirectoryStore } from "../../platform/node/directory-store.ts";
import { loadExperiments } from "../../platform/node/experiments.ts";
import { nodeFiles } from "../../platform/node/files.ts";
import { isArchive, openRun } from "../../platform/node/open-run.ts";
import { createRenderer } from "../../platform/node/renderer.ts";
import { MANIFEST_FILE, readManifest } from "../../run/manifest.ts";
import type { Renderer, Store } from "../../run/ports.ts";
import { reportRun } from "../../run/report-run.ts";
import { writeReproduction } from "../../run/reproduce.ts";
import {
  assertOwnRun,
  type ReproductionManifest,
  readReproduction,
} from "../../run/reproduction-manifest.ts";
import { REPORT_FILE, type Results } from "../../run/results.ts";
import type { RunDirectory } from "../../run/run-directory.ts";
import { printJson, printLedger, printPath } from "../results-view.ts";

export interface ReportOptions {
  readonly json?: boolean;
  readonly load: readonly string[];
}

export async function reportCommand(path: string, { json, load }: ReportOptions): Promise<void> {
  const directory = isArchive(path) ? await unpacked(path) : path;
  const experiments = await loadExperiments(load);
  const renderer = await createRenderer();
  const store = createDirectoryStore(directory);
  const manifest = await topManifest(store);
  const results =
    manifest === null
      ? [await reportRun(store, { experiments, renderer, files: nodeFiles })]
      : await reportAll(directory, { manifest, experiments, renderer });
  const claims = results.flatMap((result) => result.claims);
  const report = join(directory, REPORT_FILE);
  if (json) printJson({ directory, report, ledger: claims });
  else {
    printLedger(claims);
    printPath("Report", report);
  }
}

/**
 * The directory beside an archive that its files are put in: the archive's name without .zip.
 *
 * @throws {SpecError} when there are files in it already, so that none is written over
 * @throws {FormatError} for an archive that holds no run of this format; nothing is unpacked then
 */
async function unpacked(archive: string): Promise<string> {
  const directory = archive.replace(/\.zip$/i, "");
  const target = createDirectoryStore(directory);
  if ((await target.read(MANIFEST_FILE)) !== null)
    throw new SpecError(
      archive,
      `${directory} holds a run already; move it away, or make its report with: losscape report ${directory}`,
    );
  const [first] = await target.list("");
  if (first !== undefined)
    throw new SpecError(
      archive,
      `The archive is unpacked into ${directory}, which holds other files (${first}); move one of the two.`,
    );
  const source = await openRun(archive);
  if ((await topManifest(source)) === null) await readManifest(source);
  for (const name of await source.list("")) await target.write(name, (await source.read(name))!);
  return directory;
}

/** The manifest of a reproduction, or null for a single run's directory. */
async function topManifest(store: Store): Promise<ReproductionManifest | null> {
  if ((await store.read(MANIFEST_FILE)) === null)
    throw new SpecError(store.label, `${store.label} holds no run: it has no ${MANIFEST_FILE}.`);
  return readReproduction(store);
}

interface AllParts {
  readonly manifest: ReproductionManifest;
  readonly experiments: Awaited<ReturnType<typeof loadExperiments>>;
  readonly renderer: Renderer;
}

async function reportAll(
  directory: string,
  { manifest, experiments, renderer }: AllParts,
): Promise<Results[]> {
  const top = createDirectoryStore(directory);
  const lock = await top.lock();
  try {
    const results: Results[] = [];
    const names = await top.list("");
    for (const { id } of experiments) {
      if (!names.includes(`${id}/${MANIFEST_FILE}`)) continue;
      const store = createDirectoryStore(join(directory, id));
      const assertRun = (run: RunDirectory) => assertOwnRun(manifest, run.manifest, store.label);
      results.push(await reportRun(store, { experiments, renderer, files: nodeFiles, assertRun }));
    }
    await writeReproduction(top, { results, manifest, renderer });
    return results;
  } finally {
    await lock.release();
  }
}
