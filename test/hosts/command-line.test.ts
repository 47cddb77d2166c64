// The command line as a whole, workers and files included, under every host that runs scripts.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commandLine } from "../support/hosts.ts";
import { hostsRequired, missingHost, OTHER_HOSTS } from "../support/other-hosts.ts";

const folder = mkdtempSync(join(tmpdir(), "losscape-hosts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Timings and the machine in the manifest (and in the report that shows it) belong to the host. */
const OWN = /^(timings\.jsonl|manifest\.json|report\.html)$|\.svg$/;

function filesIn(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(directory, name)).isFile())
    .map((name) => relative(".", name));
  return new Map(
    names
      .filter((name) => !OWN.test(name))
      .map((name) => [name, readFileSync(join(directory, name), "utf8")]),
  );
}

const RUNS: readonly (readonly [string, ...string[]])[] = [
  ["complexity", "--set", "points=40"],
  ["kac-rice", "--set", "sizes=3,4", "--set", "disorders=30,20", "--workers", "2"],
  [
    "network-losses",
    "--set",
    "hidden=2,3",
    "--set",
    "networks=4,4",
    "--set",
    "epochs=2",
    "--set",
    "data.train=300",
  ],
];

async function runAll(executable: string, name: string): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  for (const [id, ...rest] of RUNS) {
    const out = join(folder, name, id);
    const { code, text } = await commandLine(executable, ["run", id, ...rest, "--out", out]);
    expect(code, text).toBe(0);
    for (const [file, content] of filesIn(out)) all.set(`${id}/${file}`, content);
  }
  return all;
}

let reference: Map<string, string>;
beforeAll(async () => {
  reference = await runAll(process.execPath, "this");
  expect(reference.size).toBeGreaterThan(15);
}, 120_000);

for (const host of OTHER_HOSTS)
  test(`runs, resumes, makes reports and refuses nonsense under ${host.name} as under this Node`, async ({
    skip,
  }) => {
    if (!host.path) {
      if (hostsRequired) expect.fail(missingHost(host));
      console.warn(missingHost(host));
      return skip(missingHost(host));
    }
    const name = host.variable;
    const files = await runAll(host.path, name);
    expect([...files.keys()].sort()).toEqual([...reference.keys()].sort());
    for (const [file, content] of reference) expect(files.get(file), `${host.name}: ${file}`).toBe(content);
    const out = join(folder, name, "kac-rice");
    const again = await commandLine(host.path, ["run", "kac-rice", ...RUNS[1]!.slice(1), "--out", out]);
    expect(again.code, again.text).toBe(0);
    expect(again.text).toMatch(/done before/);
    for (const args of [["list"], ["doctor"], ["theory", "--p", "3"], ["report", out]]) {
      const { code, text } = await commandLine(host.path, args);
      expect(code, text).toBe(0);
    }
    const wrong = await commandLine(host.path, [
      "run",
      "complexity",
      "--set",
      "p=99",
      "--out",
      join(out, "x"),
    ]);
    expect(wrong.code).toBe(2);
    expect(wrong.text).toMatch(/\bp\b.*32/);
  });
