/** Buttons that hand the user the run: its directory as one archive, and its files one by one. */
import type { Store } from "../run/ports.ts";
import { zipStore } from "../run/zip.ts";

/** The log of times is of this page alone. */
const LEFT_OUT = new Set(["timings.jsonl"]);

export interface Downloadable {
  readonly store: Store;
  readonly manifest: { readonly experiment: string; readonly spec: string };
}

const HASH_DIGITS = 8;

export async function showDownloads(parent: HTMLElement, { store, manifest }: Downloadable): Promise<void> {
  const names = (await store.list("")).filter((name) => !LEFT_OUT.has(name));
  const run = `${manifest.experiment}-${manifest.spec.slice(0, HASH_DIGITS)}`;
  const archive = downloadButton(`${run}.zip`, async () => zipStore(store));
  archive.title = "The run directory: losscape report and losscape merge take it.";
  const single = names.map((name) =>
    downloadButton(name, async () => (await store.read(name))!, `${run}-${name.replaceAll("/", "-")}`),
  );
  const more = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = `${names.length} files one by one`;
  more.append(summary, ...single);
  parent.replaceChildren(archive, more);
  parent.hidden = false;
}

function downloadButton(
  label: string,
  bytes: () => Promise<Uint8Array>,
  fileName = label,
): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.addEventListener("click", async () => save(fileName, await bytes()));
  return button;
}

function save(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(
    new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }),
  );
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
