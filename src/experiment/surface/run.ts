/** Computes one plane: trains or descends to what it goes through, then evaluates a grid and the lines between its points. */
import type { SurfaceTask } from "./config.ts";
import { greatSphere } from "./glass.ts";
import type { Context, SurfaceRow } from "./grid.ts";
import { randomDirections, threeSolutions } from "./network.ts";

export type { MarkedPoint, SurfaceRow } from "./grid.ts";

export function run(task: SurfaceTask, context: Context): Promise<SurfaceRow> {
  if (task.kind === "great-sphere") return greatSphere(task, context);
  return task.kind === "three-solutions" ? threeSolutions(task, context) : randomDirections(task, context);
}
