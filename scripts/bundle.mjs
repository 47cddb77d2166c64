// Makes the files that a browser loads without a bundler's help: the Web Worker as one file, which dev servers can serve as it
// is, and losscape itself as one module for a plain <script type="module">.
import { rmSync } from "node:fs";
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
  await bundle(source("platform/web/browser.ts"), join(dist, "browser"), "losscape.js");
}
