// The package as its users get it: packed, unpacked into a fresh project, imported in Node, through Vite, and by a plain page.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build, createServer } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { findChromium, launchChromium, serveFolder } from "./support/browser.ts";

const root = join(import.meta.dirname, "..");
const chromium = findChromium();
let app: string;

const NODE_SCRIPT = `
import { compileKernels, Engine, PSpinCouplings, run, SphericalPSpin, streamKey, thresholdEnergy } from "losscape";
import { createNodePool, loadExperiments } from "losscape/node";
import { renderFigureSvg, seriesFigure } from "losscape/report";
const engine = await Engine.create();
const couplings = new PSpinCouplings(engine, { n: 12, p: 3, key: streamKey("package", 1) });
const landscape = new SphericalPSpin(couplings);
const pool = createNodePool({ wasm: await compileKernels(), size: 1 });
const experiment = (await loadExperiments()).find(({ id }) => id === "complexity");
const config = { ...experiment.presets.quick, seed: 1 };
const { row } = await pool.submit({ experiment: "complexity", config, task: experiment.tasks(config)[0] });
await pool.close();
const { claims } = await run("complexity", { set: ["points=21"], workers: 1 });
console.log(JSON.stringify({ claims: claims.map(({ id, verdict }) => id + " " + verdict), dimension: landscape.dimension, barrier: thresholdEnergy(3), row: Object.keys(JSON.parse(row)).length }));
`;

const PAGE_SCRIPT = `
const config = { sizes: [10], starts: [8], disorders: [2], compare: [] };
const { rows } = await run("spin-glass-minima", { config, workers: 1 });
document.title = "rows " + rows.length;
`;

beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), "losscape-package-"));
  execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", app], { cwd: root });
  const tarball = readdirSync(app).find((name) => name.endsWith(".tgz"))!;
  const modules = join(app, "node_modules");
  mkdirSync(join(modules, "losscape"), { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "-C", "node_modules/losscape", "--strip-components=1"], { cwd: app });
  mkdirSync(join(modules, "@assemblyscript"));
  mkdirSync(join(modules, "@noble"));
  for (const name of Object.keys(manifest.dependencies))
    symlinkSync(join(root, "node_modules", name), join(modules, name));
  writeFileSync(join(app, "package.json"), '{ "name": "app", "private": true, "type": "module" }');
  writeFileSync(join(app, "main.mjs"), NODE_SCRIPT);
  writeFileSync(join(app, "page.js"), `import { run } from "losscape";\n${PAGE_SCRIPT}`);
  writeFileSync(
    join(app, "index.html"),
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
  );
  writeFileSync(
    join(app, "plain.html"),
    `<!doctype html><link rel="icon" href="data:,"><script type="module">
import { run } from "./node_modules/losscape/dist/browser/losscape.js";
${PAGE_SCRIPT}</script>`,
  );
});

afterAll(() => rmSync(app, { recursive: true, force: true }));

test("a fresh ESM project in Node imports it, and its kernels and workers are found", () => {
  const out = execFileSync(process.execPath, ["main.mjs"], { cwd: app, encoding: "utf8" });
  const { dimension, barrier, row, claims } = JSON.parse(out);
  expect(claims).toEqual(["2a supported"]);
  expect(dimension).toBe(12);
  expect(barrier).toBeCloseTo(2 * Math.sqrt(2 / 3), 14);
  expect(row).toBeGreaterThan(0);
});

describe.runIf(chromium)("a fresh page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  async function titleOf(url: string): Promise<string> {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(url);
    await page
      .waitForFunction(() => document.title.startsWith("rows"), undefined, { timeout: 240_000 })
      .catch((error: Error) => errors.push(error.message));
    expect(errors).toEqual([]);
    return page.title();
  }

  const vite = () => ({ root: app, logLevel: "error", configFile: false }) as const;

  test("built by Vite runs an experiment in its workers", async () => {
    await build(vite());
    const { url, server } = await serveFolder(join(app, "dist"));
    expect(await titleOf(url)).toBe("rows 2");
    server.close();
  });

  test("served by Vite's development server does so too", async () => {
    const server = await createServer({ ...vite(), server: { port: 0 } });
    await server.listen();
    expect(await titleOf(server.resolvedUrls!.local[0]!)).toBe("rows 2");
    await server.close();
  });

  test("with nothing but a script element does so too", async () => {
    const { url, server } = await serveFolder(app);
    expect(await titleOf(`${url}plain.html`)).toBe("rows 2");
    server.close();
  });
});
