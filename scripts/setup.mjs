// Makes a checkout ready: installs packages when they are missing or older than the lock file, builds when sources changed.
// Plain Node, no dependency: it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildIfStale } from "./build.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** npm keeps a copy of the lock file it installed from; an older copy means a stale tree. */
function packagesAreCurrent() {
  const installed = join(root, "node_modules", ".package-lock.json");
  const lock = join(root, "package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
}

function installPackages() {
  console.log("losscape: installing packages (npm ci) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const result = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    console.error("losscape: npm ci failed; see its message above.");
    process.exit(1);
  }
}

const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(`losscape: Node 20.19 or newer is needed, this is ${process.versions.node}.`);
  process.exit(2);
}
if (!packagesAreCurrent()) installPackages();
await buildIfStale({ debug: process.argv.includes("--debug") });
