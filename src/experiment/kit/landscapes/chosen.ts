/** The landscape of a config: its key in schemas, and the one that a config names, ready for use. */
import { z } from "zod";
import type { Engine } from "../../../engine/engine.ts";
import * as families from "./families.ts";
import type { Draw, Glass, LandscapeFamily, LandscapeTheory } from "./family.ts";

type Family = (typeof families)[keyof typeof families];
type Schema = Family["schema"];

export type LandscapeSpec = z.infer<Schema>;

const list: readonly Family[] = Object.values(families);
const schemas = list.map(({ schema }) => schema) as unknown as readonly [Schema, ...Schema[]];

/** Optional in a config: absent, it is the pure glass of the config's p. */
export const landscapeKey = z
  .discriminatedUnion("kind", schemas)
  .optional()
  .describe(
    'The landscape, as {"kind": "mixed-p-spin", "weights": {"2": 1, "3": 1}}; the glass of p when left out.',
  );

/** A family with its settings filled in. */
export interface ChosenLandscape {
  readonly name: string;
  readonly description: string;
  readonly pureOrder: number | null;
  readonly theory: LandscapeTheory;
  check(size: Pick<Draw, "n" | "samples">): void;
  work(n: number): number;
  effort(n: number): number;
  make(engine: Engine, draw: Draw): Glass | Promise<Glass>;
}

/** What a config with the key `landscape` beside p names. */
export function chosenLandscape(config: {
  readonly p: number;
  readonly landscape?: LandscapeSpec | undefined;
}): ChosenLandscape {
  const settings = config.landscape ?? { kind: "p-spin", p: config.p };
  const family = list.find(({ schema }) => schema.shape.kind.value === settings.kind)!;
  return bound(family as unknown as LandscapeFamily<z.ZodObject, LandscapeSpec>, settings);
}

function bound(
  family: LandscapeFamily<z.ZodObject, LandscapeSpec>,
  settings: LandscapeSpec,
): ChosenLandscape {
  return {
    name: family.name(settings),
    description: family.description(settings),
    pureOrder: family.pureOrder(settings),
    get theory() {
      return family.theory(settings);
    },
    check: (size) => family.check(settings, size),
    work: (n) => family.work(settings, n),
    effort: (n) => family.effort(settings, n),
    make: (engine, draw) => family.make(engine, settings, draw),
  };
}
