/** An experiment by its id. */
import { SpecError } from "../base/errors.ts";
import type { AnyExperiment } from "./contract.ts";
import { suggestion } from "./nearest.ts";

/** @throws {SpecError} with the nearest name */
export function findExperiment(experiments: readonly AnyExperiment[], id: string): AnyExperiment {
  const found = experiments.find((experiment) => experiment.id === id);
  if (found) return found;
  const ids = experiments.map((experiment) => experiment.id);
  const hint = suggestion(id, ids) || (ids.length ? ` There are: ${ids.join(", ")}.` : "");
  throw new SpecError("experiment", `There is no experiment "${id}".${hint} See: losscape list`);
}
