// Hosts that lack something: a sentence that says what to do, the exit code of bad input, and a doctor that finds it.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryDirectory } from "./fakes/command.ts";

const main = join(import.meta.dirname, "..", "dist", "cli", "main.js");

interface Outcome {
  readonly code: number | null;
  readonly text: string;
}

/** The command under a shell, so that limits and flags of Node can be set for it. */
function shell(prefix: string, args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  const quoted = args.map((arg) => `'${arg}'`).join(" ");
  const child = spawn("sh", ["-c", `${prefix} '${main}' ${quoted}`], { env: { ...process.env, ...env } });
  let text = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, text })));
}

const node = `'${process.execPath}'`;
const lacking: readonly (readonly [string, string, RegExp])[] = [
  ["WebAssembly", `${node} --jitless`, /has no WebAssembly, .*start Node without --jitless/s],
  [
    "SIMD",
    `${node} --no-enable-sse4-1 --no-enable-ssse3`,
    /has no WebAssembly SIMD, .*a processor with SSE 4\.1/s,
  ],
  [
    "addresses",
    `ulimit -v 12000000; ${node}`,
    /No WebAssembly memory could be reserved.*ulimit -v unlimited/s,
  ],
];

test.skipIf(process.platform !== "linux" || process.arch !== "x64").each(lacking)(
  "without %s a run ends with a sentence, and doctor finds it",
  async (_, prefix, sentence) => {
    const out = join(temporaryDirectory(), "run");
    const run = await shell(prefix, [
      "run",
      "complexity",
      "--set",
      "points=21",
      "--out",
      out,
      "--workers",
      "4",
    ]);
    expect(run.text).toMatch(sentence);
    expect(run.text).not.toMatch(/\n\s+at |--debug/);
    expect(run.code).toBe(2);
    if (prefix.startsWith("ulimit")) return; // how many engines fit depends on the number of cores that doctor asks for
    const doctor = await shell(prefix, ["doctor", "--json"]);
    const findings = JSON.parse(doctor.text.slice(doctor.text.indexOf("["))) as {
      fine: boolean;
      finding: string;
    }[];
    expect(findings.find(({ fine }) => !fine)?.finding).toMatch(sentence);
    expect(doctor.code).toBe(1);
  },
);

test.skipIf(process.platform !== "linux")(
  "a terminal that is dumb is written lines, without an escape sequence",
  async () => {
    const out = join(temporaryDirectory(), "run");
    const command = `${process.execPath} ${main} run complexity --set points=21 --workers 1 --out ${out}`;
    const child = spawn("script", ["-qec", command, "/dev/null"], { env: { ...process.env, TERM: "dumb" } });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(0);
    expect(text).toContain("complexity: done.");
    expect(text).not.toContain("\u001b");
  },
);

test("doctor makes an engine for each worker, and says so", async () => {
  const { code, text } = await shell(node, ["doctor"]);
  expect(text).toMatch(/ok +engines +\d+ made at once/);
  expect(code).toBe(0);
});
