/** The page: pick an experiment and its settings, run it in workers, watch the figures grow, stop at will. */
import * as z from "zod";
import { canonicalJson, type Json, type JsonObject } from "../base/json.ts";
import { experiments } from "../experiment/registry.ts";
import { runInBrowser } from "../platform/web/index.ts";
import { checkConfig } from "../run/config.ts";
import type { AnyExperiment, Scale } from "../run/contract.ts";
import { showDownloads } from "./downloads.ts";
import { createResultsView } from "./results-view.ts";
import { createSettingsForm, type SettingSchema, type SettingsForm } from "./settings-form.ts";
import "./self-check.ts";
import { readUrl, writeUrl } from "./url-state.ts";

const SCALES: readonly Scale[] = ["quick", "laptop", "paper"];
/** The figures are redrawn at most this often while rows arrive. */
const REDRAW_MS = 1200;

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const picker = byId<HTMLSelectElement>("experiment");
const status = byId("status");
const bar = byId<HTMLProgressElement>("bar");
const runButton = byId<HTMLButtonElement>("run");
const stopButton = byId<HTMLButtonElement>("stop");
const errorBox = byId("error");
const view = createResultsView({
  ledger: byId("ledger"),
  figures: byId("figures"),
  tables: byId("tables"),
  notes: byId("notes"),
  empty: byId("empty"),
});

let experiment: AnyExperiment = experiments[0]!;
let scale: Scale = "quick";
let form: SettingsForm;
let running: AbortController | undefined;

function presetOf(chosen: AnyExperiment, size: Scale): JsonObject {
  return { seed: 1, ...chosen.presets[size] } as JsonObject;
}

function choose(chosen: AnyExperiment, size: Scale, changes: JsonObject = {}): void {
  experiment = chosen;
  scale = size;
  picker.value = chosen.id;
  byId("question").textContent = chosen.question;
  for (const button of byId("presets").querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset.scale === size));
  const schema = z.toJSONSchema(chosen.schema, { io: "input", unrepresentable: "any" }) as SettingSchema;
  form = createSettingsForm(byId<HTMLFormElement>("settings"), schema);
  form.write({ ...presetOf(chosen, size), ...changes });
  rememberInUrl();
}

function rememberInUrl(): void {
  const preset = presetOf(experiment, scale);
  let values: JsonObject;
  try {
    values = form.read();
  } catch {
    return; // a half-typed value: the URL keeps the last state that could be read
  }
  const changed = Object.entries(values).filter(
    ([name, value]) => canonicalJson(value as Json) !== canonicalJson((preset[name] ?? null) as Json),
  );
  const state = { experiment: experiment.id, preset: scale, changes: Object.fromEntries(changed) };
  history.replaceState(null, "", writeUrl(state));
}

async function run(): Promise<void> {
  hideError();
  const controller = new AbortController();
  try {
    const config = checkConfig(experiment, form.read());
    running = controller;
    setRunning(true);
    view.clear();
    byId("downloads").hidden = true;
    await compute(config, controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) showError(error);
    else status.textContent = "Stopped. What was computed stays.";
  } finally {
    running = undefined;
    setRunning(false);
  }
}

async function compute(config: JsonObject & { seed: number }, signal: AbortSignal): Promise<void> {
  const chosen = experiment;
  const started = performance.now();
  let drawn = started;
  let drawing: Promise<void> | undefined;
  let rows: readonly JsonObject[] = [];
  const draw = (): Promise<void> => {
    const summary = chosen.reduce(rows, config);
    return view.show({
      claims: chosen.claims(summary, config),
      figures: chosen.figures(summary, config),
      tables: chosen.tables(summary, config),
      notes: chosen.notes?.(summary, config) ?? [],
    });
  };
  for await (const event of runInBrowser(chosen, config, { signal })) {
    rows = event.rows;
    showProgress(event, started);
    if (rows.length > 0 && !drawing && performance.now() - drawn > REDRAW_MS) {
      drawn = performance.now();
      drawing = draw()
        .catch(() => undefined) // too few rows for a figure yet: the next rows bring it
        .finally(() => {
          drawing = undefined;
        });
    }
  }
  await drawing;
  await draw();
  const summary = chosen.reduce(rows, config);
  showDownloads(byId("downloads"), {
    experiment: chosen.id,
    rows,
    summary,
    figures: chosen.figures(summary, config),
  });
  status.textContent = `Done: ${rows.length} tasks in ${((performance.now() - started) / 1000).toFixed(1)} s.`;
}

function showProgress(event: { done: number; tasks: number; fraction: number }, started: number): void {
  bar.value = event.fraction;
  const elapsed = (performance.now() - started) / 1000;
  const left = event.fraction > 0.02 ? (elapsed * (1 - event.fraction)) / event.fraction : undefined;
  const time =
    left === undefined
      ? ""
      : `, about ${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} left`;
  status.textContent = `${event.done} of ${event.tasks} tasks${time}.`;
}

function setRunning(active: boolean): void {
  runButton.disabled = active;
  stopButton.disabled = !active;
  picker.disabled = active;
  if (!active) bar.value = 0;
}

function showError(error: unknown): void {
  errorBox.textContent = error instanceof Error ? error.message : String(error);
  errorBox.hidden = false;
  status.textContent = "Not run.";
}

function hideError(): void {
  errorBox.hidden = true;
}

function start(): void {
  for (const each of experiments) picker.append(new Option(each.title, each.id));
  byId("presets").replaceChildren(
    ...SCALES.map((size) => {
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.scale = size;
      button.textContent = size;
      button.addEventListener("click", () => choose(experiment, size));
      return button;
    }),
  );
  const state = readUrl(location.hash);
  const chosen = experiments.find((each) => each.id === state.experiment) ?? experiments[0]!;
  choose(chosen, SCALES.find((size) => size === state.preset) ?? "quick", state.changes);
  picker.addEventListener("change", () =>
    choose(experiments.find((each) => each.id === picker.value)!, scale),
  );
  byId("settings").addEventListener("input", rememberInUrl);
  byId("settings").addEventListener("submit", (event) => event.preventDefault());
  runButton.addEventListener("click", () => void run());
  stopButton.addEventListener("click", () => running?.abort());
}

start();
