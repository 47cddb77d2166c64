/**
 * The contract between experiments and what runs them. An experiment is a value: what to compute, how to summarise it,
 * what to draw, what it claims. Node, browser and cluster run the same value.
 */
import type { z } from "zod";
import type { FileSource } from "../base/files.ts";
import type { JsonObject } from "../base/json.ts";
import type { StreamKey } from "../base/stream.ts";
import type { Engine } from "../engine/engine.ts";
import type { Claim, Figure, Table } from "../report/figure.ts";

export type { FileSource } from "../base/files.ts";

export type Scale = "quick" | "laptop" | "paper";

/** One unit of work: plain JSON. `key` is unique within the run and names its random stream and its row. */
export interface Task {
  readonly key: string;
  /** Expected cost in seconds on one core of a 2023 laptop; used for progress, estimates and order, never for results. */
  readonly seconds: number;
}

/** What a task may use. Nothing else reaches a result. */
export interface TaskContext<Config> {
  readonly config: Config;
  readonly engine: Engine;
  /** The files that the config names as data, and those of the experiment's `files`: as they were when the run was planned. */
  readonly files: FileSource;
  /** This task's own stream for one purpose: key (seed, experiment, task.key, purpose). */
  stream(purpose: string): StreamKey;
  /** A stream that several tasks share, such as one disorder: key (seed, experiment, label). */
  sharedStream(label: string): StreamKey;
  /**
   * A value kept on this worker between tasks (a data set, a disorder): made once a key, the least recently used one is
   * dropped with `dispose` when more than a few are held. `make` must depend on nothing but key, config and seed.
   */
  memo<T>(key: string, make: () => T | Promise<T>, dispose?: (value: T) => void): Promise<T>;
  /** Tells how far the task is, 0..1. Call it between kernel calls, some times a second. */
  progress(fraction: number): void;
}

/** A data set as a config names it: its kind, and what that kind needs. */
export type DataSource = JsonObject & { readonly kind: string };

/** How an experiment's config names its data, for those who check the files, take others, or say what they were. */
export interface DataSlot<Config> {
  of(config: Config): DataSource;
  /** The settings that put another source in its place. */
  overrides(source: DataSource): JsonObject;
}

/** A user's own ES module that exports a landscape, as a config names it. */
export type ModuleSource = JsonObject & {
  readonly kind: "module";
  readonly file: string;
  /** Numbers of a point. A run puts it in where the module exports a landscape of one size. */
  readonly dimension?: number | undefined;
  /** SHA-256 of the module's bytes. A run puts it in where the user did not, and refuses another. */
  readonly sha256?: string | undefined;
};

/** Where an experiment's config names a module that exports a landscape: under the key `landscape`, if anywhere. */
export interface LandscapeSlot<Config> {
  /** The module, where the config names one. */
  of(config: Config): ModuleSource | undefined;
  /** The settings that have to follow the landscape's dimension, such as sizes; `isOne`: every draw is the same landscape. */
  sized?(config: Config, dimension: number, isOne: boolean): JsonObject;
}

/** What a row may say beside its measurements, where the runner and the report look for it. */
export type RowSlots = {
  /** Where its data came from, in words: "synthetic strokes", "genuine MNIST". The manifest of a complete run lists them. */
  readonly data?: string;
};

export interface Experiment<
  Config extends { seed: number },
  T extends Task,
  Row extends JsonObject & { readonly slots?: RowSlots },
  Summary extends JsonObject,
> {
  readonly id: string;
  readonly title: string;
  /** One sentence: the question it answers. */
  readonly question: string;
  /** The paper's figures and tables that it reproduces, as "Figure 3 (left)". */
  readonly answers: readonly string[];
  /** zod strictObject: every key described with .describe(), every range stated. */
  readonly schema: z.ZodType<Config>;
  /** Where the config names a data set; absent where there is none. */
  readonly data?: DataSlot<NoInfer<Config>>;
  /** Paths of further files that tasks read with `context.files`: a run is held to their bytes. Those of `data` need no mention. */
  files?(config: Config): readonly string[];
  /** Where the config may name a landscape of the user's own; absent where it cannot. */
  readonly landscape?: LandscapeSlot<NoInfer<Config>>;
  /** Complete configs but for the seed. */
  readonly presets: Readonly<Record<Scale, Omit<Config, "seed">>>;
  /** Checks what the schema cannot see (memory, couplings between keys); throws SpecError or MemoryError. */
  check?(config: Config): void;
  /** Peak bytes of a worker's engine, roughly: for predictions and for how many workers fit, never for results. */
  bytes?(config: Config): number;
  /** A pure, ordered list. */
  tasks(config: Config): readonly T[];
  /** One task to one row of plain JSON (no NaN, no infinities), which may have `slots`. Long work yields between kernel calls (await). */
  run(task: T, context: TaskContext<Config>): Promise<Row>;
  /** Rows in the order of `tasks`; fewer than all while a run is under way, so that the browser can draw it growing. */
  reduce(rows: readonly Row[], config: Config): Summary;
  figures(summary: Summary, config: Config): readonly Figure[];
  tables(summary: Summary, config: Config): readonly Table[];
  claims(summary: Summary, config: Config): readonly Claim[];
  /** Caveats and notes for the report, plain sentences. */
  notes?(summary: Summary, config: Config): readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: the registry holds experiments of every config and row type
export type AnyExperiment = Experiment<any, any, any, any>;
