/** What a report is made of: plain data, no rendering. */
import type { Json, JsonObject } from "../base/json.ts";

/** A picture as a declarative specification, with its data inline. */
export interface Figure {
  /** Stable, kebab-case, unique within a report: the file name. */
  readonly id: string;
  readonly title: string;
  /** What one sees and what to conclude, in one or two sentences. */
  readonly caption: string;
  /** The paper's figure it answers ("Figure 3, left"), if any. */
  readonly paperFigure?: string;
  readonly grammar: "vega-lite" | "vega";
  readonly spec: JsonObject;
}

/** A cell is text, a number (printed to `digits` significant digits), or empty. */
export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  readonly unit?: string;
  readonly digits?: number;
  readonly align?: "left" | "right";
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly caption?: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Verdict = "supported" | "not supported" | "inconclusive";

/** A sentence of the paper, made checkable. One row of the ledger. */
export interface Claim {
  /** Number in the paper's list of claims (docs/PAPER.md, section 7) and a letter where a claim has parts: "4a". */
  readonly id: string;
  readonly statement: string;
  /** What was computed, in words. */
  readonly statistic: string;
  readonly value: number | null;
  /** 95% interval of the value, where it has one. */
  readonly interval?: readonly [number, number];
  /** What the value is held against, in words with its number: "> 0", "< 0.02". Fixed before the data was seen. */
  readonly threshold: string;
  readonly verdict: Verdict;
  /** Caveats that a reader must know: sizes, synthetic data, finite-N effects. */
  readonly note?: string;
}

export type { Json };
