/** The page's whole state lives in the URL's fragment: a link reproduces a run. */
import type { Json, JsonObject } from "../base/json.ts";

export interface PageState {
  readonly experiment: string;
  readonly preset: string;
  /** Only what differs from the preset. */
  readonly changes: JsonObject;
}

export function readUrl(hash: string): Partial<PageState> {
  const parameters = new URLSearchParams(hash.replace(/^#/, ""));
  const state: { experiment?: string; preset?: string; changes?: JsonObject } = {};
  const experiment = parameters.get("experiment");
  const preset = parameters.get("size");
  if (experiment) state.experiment = experiment;
  if (preset) state.preset = preset;
  const changes: Record<string, Json> = {};
  for (const [name, text] of parameters) {
    if (name === "experiment" || name === "size") continue;
    try {
      changes[name] = JSON.parse(text) as Json;
    } catch {
      changes[name] = text;
    }
  }
  state.changes = changes;
  return state;
}

export function writeUrl({ experiment, preset, changes }: PageState): string {
  const parameters = new URLSearchParams({ experiment, size: preset });
  for (const [name, value] of Object.entries(changes)) parameters.set(name, JSON.stringify(value));
  return `#${parameters}`;
}
