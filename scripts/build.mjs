// Builds the kernels (AssemblyScript -> WebAssembly), embeds them as TypeScript constants, then compiles src/ to dist/.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { hostCodes, lossDispatch } from "./codes.mjs";
import { experimentImports } from "./experiments.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stampFile = join(root, "build", "stamp.json");
const generated = join(root, "src", "engine", "generated");
const generatedKernels = join(root, "assembly", "generated");
const targets = [
  { name: "release", wasm: "losscape.wasm", module: "baseline.ts" },
  { name: "relaxed", wasm: "losscape-relaxed.wasm", module: "relaxed.ts" },
];
/** Kernels with every bound asserted: tests alone load them, so only tests wait for them. */
const debugTarget = { name: "debug", wasm: "losscape-debug.wasm", module: null };

function run(script, args) {
  const result = spawnSync(process.execPath, [join(root, "node_modules", script), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (result.status !== 0) {
    console.error(`losscape: ${script} ${args.join(" ")} failed.`);
    process.exit(1);
  }
}

/** Compiles the kernels of one target; the returned promise lets targets be compiled side by side. */
function compileKernels(target) {
  const args = ["assemblyscript/bin/asc.js", "--config", "asconfig.json", "--target", target.name];
  const script = join(root, "node_modules", args[0]);
  const child = spawn(process.execPath, [script, ...args.slice(1)], { cwd: root, stdio: "inherit" });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`losscape: the compiler of the kernels did not start: ${error.message}`);
      process.exit(1);
    });
    child.on("exit", (code) => {
      if (code === 0) return resolve();
      console.error(`losscape: ${args.join(" ")} failed.`);
      process.exit(1);
    });
  });
}

/** Every file whose content decides what the build makes. */
function listSources(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|json|html|css|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !/[\\/]generated[\\/]/.test(path))
    .sort();
}

function digest(paths) {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(path.slice(root.length)).update(readFileSync(path));
  return hash.digest("hex");
}

const configFiles = (names) => names.map((name) => join(root, name)).filter((path) => existsSync(path));

function kernelDigest() {
  return digest([
    ...listSources("assembly"),
    ...configFiles([
      "asconfig.json",
      "package-lock.json",
      "scripts/build.mjs",
      "scripts/codes.mjs",
      "scripts/names.mjs",
    ]),
  ]);
}

function hostDigest() {
  const configs = readdirSync(root).filter((name) => /^tsconfig.*\.json$/.test(name));
  return digest([
    ...listSources("src"),
    ...configFiles(configs),
    ...configFiles([
      "package-lock.json",
      "scripts/bundle.mjs",
      "scripts/experiments.mjs",
      "scripts/names.mjs",
    ]),
  ]);
}

const readStamp = () => (existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, "utf8")) : {});

function writeIfChanged(path, text) {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

/** The binary as a base64 constant: found by every bundler and by Node without configuration. */
function embed(target) {
  const bytes = readFileSync(join(root, "build", target.wasm));
  const hash = createHash("sha256").update(bytes).digest("hex");
  const text =
    "// Made by scripts/build.mjs from assembly/; do not edit.\n" +
    `export const wasmSha256: string = "${hash}";\n` +
    `export const wasmBase64: string =\n  "${bytes.toString("base64")}";\n`;
  writeIfChanged(join(generated, target.module), text);
}

/** The signatures of all exports as a type alias, from the declarations that asc writes (`--bindings raw`). */
function kernelTypes() {
  const declarations = readFileSync(join(root, "build", "losscape.d.ts"), "utf8");
  const functions = [...declarations.matchAll(/export function (\w+)(\([^)]*\): [\w ]+);/g)];
  const lines = functions.map(([, name, signature]) => `  ${name}${signature};`);
  return (
    "// Made by scripts/build.mjs from the exports of assembly/index.ts; do not edit.\n" +
    `export type KernelExports = {\n${lines.join("\n")}\n};\n`
  );
}

async function buildKernels(wanted) {
  mkdirSync(join(root, "build"), { recursive: true });
  mkdirSync(generated, { recursive: true });
  mkdirSync(generatedKernels, { recursive: true });
  const codes = readFileSync(join(root, "assembly", "codes.ts"), "utf8");
  writeIfChanged(join(generated, "codes.ts"), hostCodes(codes));
  writeIfChanged(join(generatedKernels, "losses.ts"), lossDispatch(codes));
  await Promise.all(wanted.map(compileKernels));
  for (const target of wanted) if (target.module) embed(target);
  writeIfChanged(join(generated, "kernels.ts"), kernelTypes());
}

/** Folders of dist/ that come of bundlers, and of bench/, not of src/. */
const NOT_OF_SRC = /^(bench|browser|page)[\\/]/;

/** Removes what an earlier build left of sources that are gone: otherwise imports of moved modules keep resolving here and nowhere else. */
function removeOrphans() {
  const sourceOf = (path) => path.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
  for (const [outputs, sources] of [
    [join("dist", "bench"), "bench"],
    ["dist", "src"],
  ]) {
    const folder = join(root, outputs);
    if (!existsSync(folder)) continue;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      const inside = relative(folder, path);
      if (!entry.isFile() || NOT_OF_SRC.test(inside) || !/\.(js|ts|map)$/.test(entry.name)) continue;
      if (!existsSync(join(root, sources, sourceOf(inside)))) rmSync(path);
    }
  }
}

function writeExperiments() {
  const folder = join(root, "src", "experiment");
  const ids = readdirSync(folder).filter((name) => existsSync(join(folder, name, "index.ts")));
  mkdirSync(join(root, "src", "generated"), { recursive: true });
  const text = experimentImports(readFileSync(join(folder, "registry.ts"), "utf8"), ids);
  writeIfChanged(join(root, "src", "generated", "experiments.ts"), text);
}

function buildHost() {
  writeExperiments();
  removeOrphans();
  run("typescript/bin/tsc", ["-b"]);
}

/**
 * Builds what is missing or older than its sources: the kernels of both targets, the host, the bundles for browsers, and
 * with `debug` the kernels that tests check bounds with.
 */
export async function buildIfStale({ force = false, debug = false } = {}) {
  const stamp = readStamp();
  const kernels = kernelDigest();
  const complete =
    targets.every((t) => existsSync(join(root, "build", t.wasm))) &&
    ["kernels.ts", "codes.ts"].every((name) => existsSync(join(generated, name))) &&
    existsSync(join(generatedKernels, "losses.ts"));
  const debugIsCurrent = stamp.debug === kernels && existsSync(join(root, "build", debugTarget.wasm));
  const wanted = force || stamp.kernels !== kernels || !complete ? [...targets] : [];
  if (debug && (force || !debugIsCurrent)) wanted.unshift(debugTarget);
  if (wanted.length > 0) await buildKernels(wanted);
  const host = hostDigest();
  const hasDist =
    existsSync(join(root, "src", "generated")) &&
    existsSync(join(root, "dist", "index.js")) &&
    existsSync(join(root, "dist", "browser"));
  if (force || stamp.host !== host || stamp.kernels !== kernels || !hasDist) {
    buildHost();
    // loaded late: before the first installation there is no bundler to load
    await (await import("./bundle.mjs")).bundleForBrowsers();
  }
  writeFileSync(stampFile, `${JSON.stringify({ kernels, host, debug: debug ? kernels : stamp.debug })}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  statSync(join(root, "node_modules"));
  await buildIfStale({ force: process.argv.includes("--force"), debug: process.argv.includes("--debug") });
}
