/** npm run bench, losscape bench: groups by name, or all of them. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Engine } from "losscape";
import { machineFacts } from "losscape/node";
import type { Case } from "./case.ts";
import { measureEndToEnd } from "./end-to-end.ts";
import { denseCases } from "./groups/dense.ts";
import { surfaceCases } from "./groups/surfaces.ts";
import { guardReport, measureGuard } from "./guard.ts";
import { type CaseResult, measureCase } from "./measure.ts";
import { measureMemory } from "./memory.ts";
import { measurePeak } from "./peak.ts";
import { startPythonPeers } from "./peers/python.ts";
import { picture } from "./picture.ts";
import { measureScaling } from "./scaling.ts";
import { allTables, type Results, resultsMarkdown } from "./table.ts";
import { printTable } from "./terminal.ts";

const GROUPS = [
  "gemm",
  "eigen",
  "inertia",
  "solve",
  "p-spin",
  "sgd",
  "hessian",
  "random",
  "scaling",
  "memory",
  "end-to-end",
];
const BASELINE = "results.json";
const RELAXED = "results-relaxed.json";
const folder = join(import.meta.dirname, "..", "..", "bench");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    guard: { type: "boolean", default: false },
    "fast-math": { type: "boolean", default: false },
    "store-guard": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const unknown = positionals.find((name) => !GROUPS.includes(name));
if (values.help || unknown !== undefined) {
  if (unknown !== undefined) console.error(`There is no group "${unknown}".`);
  console.log(
    `npm run bench -- [groups] [--quick] [--fast-math] [--json] [--save] [--guard]\ngroups: ${GROUPS.join(", ")}`,
  );
  process.exit(unknown === undefined ? 0 : 2);
}

const wanted = (group: string): boolean => positionals.length === 0 || positionals.includes(group);
const say = (text: string): void => console.error(text);

const engine = await Engine.create({ relaxed: values["fast-math"] });
const guardCases = (): readonly Case[] => [...denseCases(engine, true), ...surfaceCases(engine, true)];

if (values.guard || values["store-guard"]) {
  const measured = measureGuard(guardCases());
  if (values["store-guard"])
    writeFileSync(
      join(folder, "guard.json"),
      `${JSON.stringify({ tolerance: 1.6, ratios: measured }, null, 2)}\n`,
    );
  for (const line of guardReport(measured)) console.log(line);
  process.exit(0);
}

const results = await measureAll();
if (values.json) console.log(JSON.stringify(results, null, 2));
else for (const table of allTables(results)) printTable(table);
if (values.save) {
  const file = values["fast-math"] ? RELAXED : BASELINE;
  writeFileSync(join(folder, file), `${JSON.stringify(withEarlier(results, stored(file)), null, 2)}\n`);
  const baseline = stored(BASELINE);
  if (baseline) {
    writeFileSync(join(folder, "RESULTS.md"), resultsMarkdown(baseline, stored(RELAXED)));
    writeFileSync(join(folder, "results.svg"), await picture(baseline));
  }
}

function stored(file: string): Results | undefined {
  const path = join(folder, file);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as Results) : undefined;
}

/** Groups that were not measured this time keep the numbers of the last. */
function withEarlier(now: Results, earlier: Results | undefined): Results {
  if (positionals.length === 0 || !earlier) return now;
  return {
    ...now,
    peakFlops: Math.max(now.peakFlops, earlier.peakFlops),
    cases: [...earlier.cases.filter(({ group }) => !wanted(group)), ...now.cases],
    scaling: wanted("scaling") ? now.scaling : earlier.scaling,
    memory: wanted("memory") ? now.memory : earlier.memory,
    endToEnd: wanted("end-to-end") ? now.endToEnd : earlier.endToEnd,
  };
}

async function measureAll(): Promise<Results> {
  const { quick } = values;
  const rounds = quick ? 3 : 15;
  const budget = quick ? 0.05 : 0.1;
  const python = await startPythonPeers();
  const cases: CaseResult[] = [];
  let peakFlops = measurePeak(engine);
  for (const bench of [...denseCases(engine, quick), ...surfaceCases(engine, quick)]) {
    if (!wanted(bench.group)) continue;
    say(`${bench.group}: ${bench.name}`);
    cases.push(await measureCase(bench, { rounds, budget, python }));
    peakFlops = Math.max(peakFlops, measurePeak(engine));
  }
  python?.close();
  const { cpu, cores, node, platform } = machineFacts();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: { cpu, cores, node, platform },
    python: python?.description ?? null,
    relaxed: values["fast-math"],
    rounds,
    peakFlops,
    cases,
    scaling: wanted("scaling") ? measureScaling(engine, { rounds: 3, budget }) : [],
    memory: wanted("memory") ? await measureMemory() : [],
    endToEnd: wanted("end-to-end") ? measureEndToEnd(quick ? ["complexity"] : []) : null,
  };
}
