/** The one way to write an experiment down: types are inferred from its parts, never written out twice. */
import type { JsonObject } from "../../base/json.ts";
import type { Experiment, RowSlots, Task } from "../../run/contract.ts";

/**
 * The experiment as given. Config is inferred from the schema, Task from `tasks`, Row from `run`, Summary from `reduce`;
 * what the parts disagree about does not compile.
 */
export function defineExperiment<
  Config extends { seed: number },
  T extends Task,
  Row extends JsonObject & { readonly slots?: RowSlots },
  Summary extends JsonObject,
>(experiment: Experiment<Config, T, Row, Summary>): Experiment<Config, T, Row, Summary> {
  return experiment;
}
