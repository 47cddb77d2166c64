/** What experiments know of a kind of landscape: its settings, how one disorder of it is made, and what theory says of it. */
import type { z } from "zod";
import type { FileSource } from "../../../base/files.ts";
import type { StreamKey } from "../../../base/stream.ts";
import type { Engine } from "../../../engine/engine.ts";
import type { PSpinCouplings } from "../../../engine/pspin/couplings.ts";
import type { OwnedLandscape } from "../../../landscape/pspin-sum.ts";

/** One disorder. A pure p-spin glass has its couplings beside, for the descents of its own that landscapes do not know. */
export interface Glass extends OwnedLandscape {
  readonly couplings?: PSpinCouplings;
}

/** Energies are per spin; null where theory does not tell. */
export interface LandscapeTheory {
  /** E_inf > 0, at which minima of a large system begin to be the rule; -E_inf is drawn. */
  readonly thresholdEnergy: number | null;
  /** E_0 > 0. */
  readonly groundState: number | null;
  /** Variance of H / n: in equilibrium at a temperature T that is not low, H/n is this divided by -T. */
  readonly variance: number | null;
  /** What the two numbers are, and where they hold, in sentences. */
  readonly remark: string;
  /** Whether the end of a descent depends on the temperature of its start in a large system, in a sentence. */
  readonly memory: string;
}

export interface Draw {
  readonly n: number;
  readonly key: StreamKey;
  /** Where a landscape that stands in a file is read from. */
  readonly files: FileSource;
  /** Tensors that the disorder is a sum of, where the family knows that; 1 when not given. */
  readonly samples?: number;
}

/** One value a family: a file of this folder, and its line in `families.ts`. `Settings` is the part of a config that names it. */
export interface LandscapeFamily<Schema extends z.ZodObject, Settings = z.infer<Schema>> {
  /** strictObject with `kind` and the family's own settings, each described. */
  readonly schema: Schema;
  /** "mixed p-spin glass, 1 H₂ + 0.5 H₃", as it stands in captions after "the". */
  name(settings: Settings): string;
  /** What the disorder is, in sentences for the notes. */
  description(settings: Settings): string;
  /** p of a pure p-spin glass, of which the paper speaks; null for the rest. */
  pureOrder(settings: Settings): number | null;
  /** @throws {SpecError} for an n that the settings do not go with, {MemoryError} when it does not fit */
  check(settings: Settings, size: Pick<Draw, "n" | "samples">): void;
  /** Multiply-adds of a gradient at one point. Cuts tasks, and so is part of the protocol. */
  work(settings: Settings, n: number): number;
  /** The same in multiply-adds of the kernel of p = 3, the fastest: for estimates of time, never for results. */
  effort(settings: Settings, n: number): number;
  theory(settings: Settings): LandscapeTheory;
  make(engine: Engine, settings: Settings, draw: Draw): Glass | Promise<Glass>;
}

/** What a coupling costs at p beside one at p = 3, whose kernel is written out. */
export const effortOfOrder = (p: number): number => (p === 3 ? 1 : 2 * p);

/** The family as given: what its parts disagree about does not compile. */
export function defineFamily<Schema extends z.ZodObject>(
  family: LandscapeFamily<Schema>,
): LandscapeFamily<Schema> {
  return family;
}
