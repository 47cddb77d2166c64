/** The hosts that must agree, and how to run something on each: this Node, another Node, Bun, Chromium. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "vite";
import { launchChromium, serveFolder } from "./browser.ts";
import type { HostResult } from "./compare-artefacts.ts";
import type { SmallCase } from "./small-configs.ts";

export const root = join(import.meta.dirname, "..", "..");

const run = promisify(execFile);

export interface Perturbation {
  readonly seed: number;
  /** Of the calls of Math's functions. */
  readonly share: number;
}

/** All cases in a process of `executable`. */
export async function collectInProcess(
  executable: string,
  cases: readonly SmallCase[],
  perturbation?: Perturbation,
): Promise<HostResult> {
  const folder = mkdtempSync(join(tmpdir(), "losscape-hosts-"));
  try {
    const [input, output] = [join(folder, "cases.json"), join(folder, "out.json")];
    writeFileSync(input, JSON.stringify(cases));
    const script = join(root, "test", "hosts", "run-on-host.mjs");
    const extra = perturbation ? [String(perturbation.seed), String(perturbation.share)] : [];
    await run(executable, [script, input, output, ...extra], { cwd: root });
    return JSON.parse(readFileSync(output, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The collector and all that it imports as one module, in a page that has nothing else. */
async function buildPage(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    root,
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "es2022",
      minify: false,
      lib: {
        entry: join(root, "test", "hosts", "collect-artefacts.mjs"),
        formats: ["es"],
        fileName: () => "collect.js",
      },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><meta charset="utf-8"><title>hosts</title><script type="module">import { collectArtefacts } from "./collect.js"; window.collectArtefacts = collectArtefacts;</script>',
  );
}

type Collect = (cases: readonly SmallCase[]) => Promise<Omit<HostResult, "host">>;

/** All cases in a page of Chromium. */
export async function collectInChromium(cases: readonly SmallCase[]): Promise<HostResult> {
  const folder = join(root, "build", "hosts-page");
  await buildPage(folder);
  const { url, server } = await serveFolder(folder);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction(() => "collectArtefacts" in window);
    const result = await page.evaluate(
      (list) => (window as never as { collectArtefacts: Collect }).collectArtefacts(list),
      cases,
    );
    return { ...result, host: `Chromium ${browser.version()}` };
  } finally {
    await browser.close();
    server.close();
  }
}

/** What the command line prints on a host, with its exit code; never throws. */
export async function commandLine(
  executable: string,
  args: readonly string[],
): Promise<{ code: number; text: string }> {
  const main = join(root, "dist", "cli", "main.js");
  try {
    const { stdout, stderr } = await run(executable, [main, ...args], { cwd: root });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, text: stdout + stderr };
  }
}
