/** The page: pick an experiment and its settings, run it in workers, watch the figures grow, stop at will. */
import { canonicalJson, type Json, type JsonObject } from "../base/json.ts";
import { experiments } from "../generated/experiments.ts";
import { formatDuration, formatEstimate } from "../report/duration.ts";
import { schemaOf } from "../run/allowed.ts";
import { type CompleteConfig, checkConfig, SCALES } from "../run/config.ts";
import type { AnyExperiment, Scale } from "../run/contract.ts";
import type { RunProgress } from "../run/progress.ts";
import { findingsOf } from "../run/results.ts";
import { run as runExperiment } from "../run/run.ts";
import { showDownloads } from "./downloads.ts";
import { createResultsView } from "./results-view.ts";
import { createSettingsForm, type SettingsForm } from "./settings-form.ts";
import "./self-check.ts";
import { readUrl, writeUrl } from "./url-state.ts";

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
  form = createSettingsForm(byId<HTMLFormElement>("settings"), schemaOf(chosen));
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

async function compute(config: CompleteConfig, signal: AbortSignal): Promise<void> {
  const chosen = experiment;
  const started = performance.now();
  const growing = growingView(chosen, config);
  const outcome = await runExperiment(chosen.id, {
    config,
    signal,
    onProgress: (progress, event) => {
      showProgress(progress);
      if (event.type === "task") growing.add(event.index, event.row);
    },
  });
  await growing.settled();
  await view.show(outcome);
  await showDownloads(byId("downloads"), outcome);
  const seconds = (performance.now() - started) / 1000;
  status.textContent = `Done: ${outcome.rows.length} tasks in ${formatDuration(seconds)}.`;
}

/** Draws what the rows so far say, now and then. */
function growingView(chosen: AnyExperiment, config: CompleteConfig) {
  const rows: JsonObject[] = [];
  let drawn = performance.now();
  let drawing: Promise<void> | undefined;
  return {
    add(index: number, row: JsonObject): void {
      rows[index] = row;
      if (drawing || performance.now() - drawn < REDRAW_MS) return;
      drawn = performance.now();
      // holes are tasks to come; too few rows for a figure yet: the next rows bring it
      drawing = Promise.resolve()
        .then(() => view.show(findingsOf(chosen, config, Object.values(rows))))
        .catch(() => undefined)
        .finally(() => {
          drawing = undefined;
        });
    },
    settled: async (): Promise<void> => drawing,
  };
}

function showProgress({ done, tasks, fraction, secondsLeft }: RunProgress): void {
  bar.value = fraction;
  const left = fraction > 0.02 && fraction < 1 ? `, ${formatEstimate(secondsLeft)} left` : "";
  status.textContent = `${done} of ${tasks} tasks${left}.`;
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
