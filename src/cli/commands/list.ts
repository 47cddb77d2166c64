/** losscape list */

import { paperClaims } from "../../paper/claims.ts";
import { loadExperiments } from "../../platform/node/experiments.ts";
import { coreCount } from "../../platform/node/machine.ts";
import { thresholdText } from "../../report/claim.ts";
import { formatDuration } from "../../report/duration.ts";
import { describeNodes, nodesAt, schemaOf } from "../../run/allowed.ts";
import { completeConfig, SCALES } from "../../run/config.ts";
import type { AnyExperiment, Scale } from "../../run/contract.ts";
import { findExperiment } from "../../run/find-experiment.ts";
import { expectedWallSeconds, planTasks } from "../../run/plan.ts";
import { printJson, printTable } from "../results-view.ts";

export interface ListOptions {
  readonly claims?: boolean;
  readonly json?: boolean;
  readonly load: readonly string[];
}

export async function listCommand(id: string | undefined, options: ListOptions): Promise<void> {
  const { json, load } = options;
  const experiments = await loadExperiments(load);
  const chosen = id === undefined ? experiments : [findExperiment(experiments, id)];
  if (options.claims) listClaims(chosen, json === true);
  else if (json) printJson(chosen.map(jsonOf));
  else if (id === undefined) listAll(experiments);
  else listSettings(chosen[0]!);
}

const wallSeconds = (experiment: AnyExperiment, scale: Scale): number =>
  expectedWallSeconds(planTasks(experiment, completeConfig(experiment, { scale })), coreCount());

function jsonOf(experiment: AnyExperiment) {
  const { id, title, question, answers, presets } = experiment;
  const seconds = Object.fromEntries(SCALES.map((scale) => [scale, wallSeconds(experiment, scale)]));
  return { id, title, question, answers, seconds, presets, schema: schemaOf(experiment) };
}

function listAll(experiments: readonly AnyExperiment[]): void {
  printTable(
    {
      id: "experiments",
      title: "Experiments",
      columns: [
        { name: "id" },
        { name: "answers" },
        ...SCALES.map((scale) => ({ name: scale, align: "right" as const })),
        { name: "question" },
      ],
      rows: experiments.map((experiment) => [
        experiment.id,
        experiment.answers.join(", "),
        ...SCALES.map((scale) => formatDuration(wallSeconds(experiment, scale))),
        experiment.question,
      ]),
    },
    { rows: experiments.length },
  );
  console.log(`\nTimes are estimates for ${coreCount()} workers. Settings of one: losscape list <id>`);
}

/** The table of claims, of all experiments or of one. */
function listClaims(chosen: readonly AnyExperiment[], json: boolean): void {
  const claims = paperClaims.filter((claim) => chosen.some(({ id }) => id === claim.experiment));
  if (json) {
    printJson(claims);
    return;
  }
  for (const { id, sentence, place, experiment, statistic, threshold } of claims) {
    console.log(`\n${id}  ${sentence}`);
    console.log(`    paper      ${place}`);
    console.log(`    decided by ${experiment}: ${statistic}`);
    console.log(`    supported  ${thresholdText(threshold)}. ${threshold.reason}`);
  }
  if (claims.length === 0) console.log("No claim of the paper is judged by it.");
}

function listSettings(experiment: AnyExperiment): void {
  const schema = schemaOf(experiment);
  const keys = Object.keys(schema.properties ?? {}).filter((key) => key !== "seed");
  console.log(`\n${experiment.id}: ${experiment.title}\n${experiment.question}`);
  printTable(
    {
      id: "settings",
      title: "Settings",
      columns: [{ name: "key" }, { name: "meaning" }, { name: "allowed" }],
      rows: keys.map((key) => {
        const nodes = nodesAt(schema, [key]);
        const meaning = schema.properties?.[key]?.description ?? nodes[0]?.description ?? "";
        return [key, meaning, describeNodes(nodes)];
      }),
    },
    { rows: keys.length },
  );
  const presets = experiment.presets as Readonly<Record<Scale, Readonly<Record<string, unknown>>>>;
  printTable(
    {
      id: "presets",
      title: "Presets",
      columns: [{ name: "key" }, ...SCALES.map((name) => ({ name }))],
      rows: keys.map((key) => [key, ...SCALES.map((scale) => JSON.stringify(presets[scale][key]) ?? "")]),
    },
    { rows: keys.length },
  );
  const plain = keys.find((key) => typeof presets.quick[key] !== "object") ?? keys[0];
  console.log(`\nChange one with: losscape run ${experiment.id} --set ${plain}=…`);
}
