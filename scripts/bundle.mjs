// Makes the files that a browser loads without a bundler's help: the Web Worker as one file, which dev servers can serve as it
// is, and losscape itself as one module for a plain <script type="module">.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");

/** One ES module with everything in it, written over nothing that other steps of the build read. */
async function bundle(entry, outDir, fileName) {
  await build({
    root,
    base: "./",
    resolve: { alias: { "#host": join(root, "src", "platform", "web", "host.ts") } },
    configFile: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    build: {
      outDir,
      emptyOutDir: false,
      target: "es2022",
      minify: true,
      sourcemap: false,
      lib: { entry, formats: ["es"], fileName: () => fileName },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
}

export async function bundleForBrowsers() {
  const source = (path) => join(root, "src", path);
  await bundle(source("platform/web/worker.ts"), join(dist, "platform", "web"), "worker.js");
  rmSync(join(dist, "platform", "web", "worker.js.map"), { force: true });
  const entry = join(root, "build", "browser-entry.ts");
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(entry, 'export * from "../src/index.ts";\nexport * from "../src/platform/web/index.ts";\n');
  await bundle(entry, join(dist, "browser"), "losscape.js");
}
