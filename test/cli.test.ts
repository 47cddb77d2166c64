import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { digests, type Finished, losscape, temporaryDirectory, withCoins } from "./fakes/command.ts";

const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8"));

/** What is said on stderr is one sentence or more, and no stack. */
function expectRefusal({ code, stdout, stderr }: Finished, sentence: string | RegExp): void {
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(stdout).toBe("");
  expect(code).toBe(2);
}

describe("bad input is told in a sentence, with exit code 2 and nothing written:", () => {
  const cases: readonly (readonly [string, readonly string[], string | RegExp])[] = [
    ["an unknown experiment", ["run", "coin-wlaks", ...withCoins], 'Did you mean "coin-walks"?'],
    ["an unknown command", ["reproduec"], "losscape: unknown command 'reproduec'"],
    ["an unknown option", ["run", "coin-walks", "--sede", "1"], "losscape: unknown option '--sede'"],
    ["an unknown scale", ["reproduce", "--scale", "huge"], "Allowed choices are quick, laptop, paper"],
    [
      "a value out of range",
      ["run", "coin-walks", ...withCoins, "--set", "walks=0"],
      "from 1 to 10000; got 0.",
    ],
    [
      "no workers",
      ["reproduce", "--workers", "0"],
      '--workers must be a whole number from 1 to 1024; got "0".',
    ],
    ["MNIST that is not there", ["reproduce", "--mnist", "nowhere"], /nowhere: has none of t[\w-]+ubyte/],
    [
      "MNIST for an experiment without images",
      ["run", "coin-walks", ...withCoins, "--mnist", "here"],
      "--mnist here would not be read: coin-walks takes no images. Leave it out.",
    ],
    [
      "MNIST for experiments without images",
      ["reproduce", "--only", "kac-rice,complexity", "--mnist", "here"],
      "--mnist here would not be read: complexity, kac-rice take no images.",
    ],
    [
      "an order that is not the architecture's",
      ["theory", "--architecture", "100-25-10", "--p", "3"],
      "--p 3 contradicts --architecture 100-25-10, whose 2 layers of weights give the spin glass an interaction of order 2",
    ],
    ["a directory without a run", ["report", "."], ". holds no run: it has no manifest.json."],
    ["shards that are none", ["merge", "a", "b", "--out", "c"], "a is not a run directory"],
    ["a module that is not there", ["list", "--load", "none.mjs"], "Cannot load none.mjs"],
  ];
  test.each(cases)("%s", async (_, args, sentence) => {
    const cwd = temporaryDirectory();
    expectRefusal(await losscape(args, { cwd }), sentence);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

test("an existing run with another config is refused key by key, and left as it was", async () => {
  const out = join(temporaryDirectory(), "run");
  const run = (...more: string[]) => losscape(["run", "coin-walks", ...withCoins, "--out", out, ...more]);
  expect((await run()).code).toBe(0);
  const before = digests(out);
  expectRefusal(
    await run("--set", "walks=13", "--seed", "2"),
    "seed: 1 there, 2 asked for; walks: 12 there, 13 asked for.",
  );
  expect(digests(out)).toEqual(before);
  const fresh = await run("--set", "walks=13", "--seed", "2", "--fresh");
  expect(fresh.code).toBe(0);
  expect(digests(out)).not.toEqual(before);
});

test("--fresh removes nothing where no run is", async () => {
  const out = temporaryDirectory();
  writeFileSync(join(out, "summary.json"), "mine");
  expectRefusal(
    await losscape(["run", "coin-walks", ...withCoins, "--out", out, "--fresh"]),
    "has no manifest.json: it may not be a run, and is not removed.",
  );
  expect(readFileSync(join(out, "summary.json"), "utf8")).toBe("mine");
});

test("a damaged journal is refused by file and line, and left as it was", async () => {
  const out = join(temporaryDirectory(), "run");
  const run = () => losscape(["run", "coin-walks", ...withCoins, "--out", out]);
  await run();
  const rows = join(out, "rows.jsonl");
  writeFileSync(rows, readFileSync(rows, "utf8").replace(/"size":5/, '"size":6'));
  const before = digests(out);
  expectRefusal(await run(), `${rows}, line 2: the journal is damaged here`);
  expect(digests(out)).toEqual(before);
});

test("a task that fails names itself, with exit code 1, a stack only with --debug", async () => {
  const cwd = temporaryDirectory();
  const args = ["run", "coin-walks", ...withCoins, "--set", "failAt=3"];
  const plain = await losscape(args, { cwd });
  expect(plain.code).toBe(1);
  expect(plain.stderr).toContain('coin-walks, task "walk-3/size-5" failed: walk 3 was told to fail.');
  expect(plain.stderr).not.toMatch(/\n\s+at /);
  // the command that is told runs the task, and fails as it did
  const [, replay] = /losscape (replay .*--load \S+coin-walks\.mjs)/.exec(plain.stderr)!;
  const again = await losscape(replay!.replaceAll('"', "").split(" "), { cwd });
  expect(again.stderr).toContain("walk 3 was told to fail");
  const debug = await losscape(["--debug", ...args], { cwd });
  expect(debug.stderr).toMatch(/\n\s+at .*coin-walks\.mjs/);
});

test("a run ends with its tables, the ledger and the report's path, without colour in a pipe", async () => {
  const cwd = temporaryDirectory();
  const { code, stdout, stderr } = await losscape(["run", "coin-walks", ...withCoins], {
    cwd,
    env: { CI: "1" },
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^verdict +# +claim +value/m);
  expect(stdout).toMatch(/✓ supported +0 +A walk goes somewhere\./);
  const report = /Report: (.*report\.html)/.exec(stdout)![1]!;
  expect(existsSync(join(cwd, report))).toBe(true);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  expect(stdout + stderr).not.toMatch(/\u001b/);
  expect(stderr).toMatch(/^12 tasks; /);
});

test("--json prints one document on stdout and nothing on stderr", async () => {
  const cwd = temporaryDirectory();
  const run = await losscape(["run", "coin-walks", ...withCoins, "--json", "--set", "walks=4"], { cwd });
  expect(run.stderr).toBe("");
  expect(JSON.parse(run.stdout)).toMatchObject({
    experiment: "coin-walks",
    config: { walks: 4 },
    summary: { count: 4 },
  });
  const all = await losscape(["reproduce", ...withCoins, "--only", "more-walks coin-walks", "--json"], {
    cwd,
  });
  expect(all.stderr).toBe("");
  const { ledger, experiments, directory } = JSON.parse(all.stdout);
  expect(Object.keys(experiments)).toEqual(["coin-walks", "more-walks"]);
  expect(ledger).toHaveLength(2);
  expect(directory).toBe(join("out", "quick"));
});

test("help and version answer", async () => {
  const help = await losscape(["--help"]);
  expect(help.code).toBe(0);
  for (const name of ["reproduce", "run", "list", "theory", "report", "merge", "bench", "doctor"])
    expect(help.stdout).toMatch(new RegExp(`^ {2}${name}\\b`, "m"));
  expect((await losscape(["--version"])).stdout.trim()).toBe(manifest.version);
});

test("list shows every experiment, and the settings of one", async () => {
  const all = await losscape(["list", ...withCoins]);
  expect(all.stdout).toMatch(/^coin-walks /m);
  const one = await losscape(["list", "coin-walks", ...withCoins]);
  expect(one.stdout).toMatch(/^walks +Number of walks +a whole number from 1 to 10000$/m);
  const json = JSON.parse((await losscape(["list", "coin-walks", "--json", ...withCoins])).stdout);
  expect(json[0].schema.properties.law.enum).toEqual(["fair", "lazy"]);
});

test("doctor finds this machine fit", async () => {
  const { code, stdout } = await losscape(["doctor", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).every((finding: { fine: boolean }) => finding.fine)).toBe(true);
});

test("theory prints thresholds, exact counts and the mapping of a network", async () => {
  const { code, stdout } = await losscape(["theory", "--architecture", "100-25-25-10", "--json"]);
  expect(code).toBe(0);
  const { p, thresholdEnergy, mapping, tables } = JSON.parse(stdout);
  expect(p).toBe(3);
  expect(thresholdEnergy).toBeCloseTo(2 * Math.sqrt(2 / 3), 11);
  expect(mapping.size).toBe(100 * 25 + 25 * 25 + 25);
  expect(mapping.lambda ** 3).toBeCloseTo(100 * 25 * 25, 6);
  const counts = tables.find(({ id }: { id: string }) => id === "counts").rows;
  expect(Number(counts[0][1])).toBeCloseTo(2 * Math.sqrt(3 * p - 2), 5); // N = 2
  const rows = tables.find(({ id }: { id: string }) => id === "thresholds").rows;
  const [e0, distance] = rows
    .find(([name]: [string]) => name === "E_0")
    .slice(1, 3)
    .map(Number);
  expect(e0).toBeCloseTo(1.65699, 4); // p = 3
  expect(distance).toBeCloseTo(e0 - thresholdEnergy, 3);
  expect(rows.at(-1).slice(0, 3).map(Number).slice(1)).toEqual([expect.closeTo(thresholdEnergy, 9), 0]);
  const same = await losscape(["theory", "--architecture", "100-25-25-10", "--p", "3", "--json"]);
  expect(same.stdout).toBe(stdout);
  const deep = await losscape(["theory", "--architecture", Array(40).fill(2).join("-")]);
  expect(deep.stdout).toContain("computed for orders up to 32; this network's is 39");
  expectRefusal(await losscape(["theory", "--architecture", "100-x"]), 'as 100-25-10; got "100-x".');
});
