// Every example runs as it stands.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const SAYS: Readonly<Record<string, RegExp>> = {
  "census.mjs": /complete: true/,
  "mixed-p-spin.mjs":
    /H\/N = -2\.\d+ on average, the first of them at index 0\nN -> infinity: threshold -2\.1920, ground state -2\.2021/,
  "network-hessian.mjs": /negative eigenvalues: \d+ of 898/,
  "own-landscape.mjs": /^2\.1213, index 0\. Reached a minimum in .*lbfgs/m,
  "own-optimiser.mjs": /16 of 16 converged\nmean H\/N = -1\.5\d\d/,
  "own-function.mjs": /curvatures 0\.39\d and 1001\.60/,
};
const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

test.each(Object.keys(SAYS))("examples/%s", (name) => {
  expect(node(join("examples", name))).toMatch(SAYS[name]!);
});

test("examples/own-experiment.mjs is run by the command line like any other", () => {
  const out = mkdtempSync(join(tmpdir(), "losscape-example-"));
  const args = ["run", "ground-states", "--load", "examples/own-experiment.mjs", "--set", "disorders=3"];
  expect(node("dist/cli/main.js", ...args, "--out", join(out, "run"), "--workers", "2")).toMatch(
    /report\.html/,
  );
  expect(readdirSync(join(out, "run", "figures"))).toContain("ground-states.svg");
  rmSync(out, { recursive: true });
});

test("no example is left out", () => {
  expect(readdirSync(join(root, "examples")).sort()).toEqual(
    [...Object.keys(SAYS), "own-experiment.mjs"].sort(),
  );
});
