/** A user's own landscape: what an ES module exports. */
import { SpecError } from "../../../base/errors.ts";
import type { ModuleSource } from "../../../run/contract.ts";
import { defineFamily } from "./family.ts";
import { moduleSource, ownLandscape, ownLandscapeNotes } from "./own.ts";

/** Evaluations of a gradient by differences, for each coordinate; a guess at what a user's function costs. */
const DIFFERENCES = 25;

const nameOf = (file: string): string => file.split(/[\\/]/).at(-1)!;

export const module = defineFamily({
  schema: moduleSource.describe("A landscape of your own, from an ES module."),
  name: ({ file }) => `landscape of ${nameOf(file)}`,
  description: (settings) =>
    `${ownLandscapeNotes(settings as ModuleSource).join(" ")} What is called H is its value, N the number of its coordinates, a disorder one draw of it.`,
  pureOrder: () => null,
  check({ file, dimension, sha256 }, { n }) {
    // before the run has looked at the module, its size is not settled
    if (sha256 !== undefined && n !== dimension)
      throw new SpecError(
        "landscape.dimension",
        `The landscape of ${nameOf(file)} has ${dimension} coordinates; N is ${n}.`,
      );
  },
  work: (_, n) => DIFFERENCES * n * n,
  effort: (_, n) => DIFFERENCES * n * n,
  theory: () => ({
    thresholdEnergy: null,
    groundState: null,
    variance: null,
    remark: "No theory is known of it.",
    memory: "Whether descents remember the temperature of their start is what the figure shows.",
  }),
  async make(engine, settings, { key, files }) {
    const landscape = await ownLandscape(settings as ModuleSource, { engine, key, files });
    const dispose = (): void => landscape.dispose?.();
    return Object.assign(Object.create(landscape) as typeof landscape, { dispose });
  },
});
