// Installs the other hosts that results are compared on, a current Node and Bun, into build/hosts, and prints where they are:
// eval "$(node scripts/hosts.mjs)". Needs npm and the network once; afterwards only looks.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "build", "hosts");
const windows = process.platform === "win32";
/** Exact versions: a host that changes by itself would make a failing test hard to repeat. */
const PACKAGES = { node: "26.10.0", bun: "1.4.5" };
const HOSTS = [
  { variable: "LOSSCAPE_OTHER_NODE", path: `node/bin/node${windows ? ".exe" : ""}`, version: PACKAGES.node },
  { variable: "LOSSCAPE_BUN", path: "bun/bin/bun.exe", version: PACKAGES.bun },
];

/** Both packages fetch their binary in a script after installation, which some settings of npm leave out. */
const SCRIPTS = ["node/installArchSpecificPackage.js", "bun/install.js"];

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: folder, stdio: ["ignore", 2, 2], shell: windows });
  return status === 0;
}

const pathOf = ({ path }) => join(folder, "node_modules", path);

function works(host) {
  if (!existsSync(pathOf(host))) return false;
  const { status, stdout } = spawnSync(pathOf(host), ["--version"], { encoding: "utf8" });
  return status === 0 && stdout.trim().replace(/^v/, "") === host.version;
}

function fail(sentence) {
  console.error(`losscape: ${sentence}`);
  process.exit(1);
}

if (!HOSTS.every(works)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify({ private: true, dependencies: PACKAGES })}\n`,
  );
  const npm = windows ? "npm.cmd" : "npm";
  const flags = ["--no-audit", "--no-fund", "--loglevel=error"];
  if (!run(npm, ["install", "--prefix", folder, ...flags]))
    fail("npm could not install the other hosts; see its message above.");
  if (!HOSTS.every(works))
    for (const script of SCRIPTS) run(process.execPath, [join("node_modules", script)]);
}
for (const host of HOSTS) {
  if (!works(host)) fail(`${pathOf(host)} does not run, or is not version ${host.version}.`);
  console.log(`export ${host.variable}='${pathOf(host)}'`);
}
