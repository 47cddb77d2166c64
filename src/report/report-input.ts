/** What a report is made from: one section an experiment, plain data. */
import type { JsonObject } from "../base/json.ts";
import type { Claim, Figure, Table } from "./figure.ts";

export interface DrawnFigure {
  readonly figure: Figure;
  readonly svg: string;
}

export interface ReportSection {
  readonly experiment: string;
  readonly title: string;
  readonly question: string;
  readonly answers: readonly string[];
  readonly figures: readonly DrawnFigure[];
  readonly tables: readonly Table[];
  readonly claims: readonly Claim[];
  readonly notes: readonly string[];
  readonly config: JsonObject;
  /** The data set that the config names, with its kind; null where there is none. */
  readonly data: (JsonObject & { readonly kind: string }) | null;
}

export type LedgerClaim = Claim & { readonly experiment: string };

export interface ReportInput {
  readonly title: string;
  readonly subtitle: string;
  readonly ledger: readonly LedgerClaim[];
  readonly sections: readonly ReportSection[];
  readonly manifest: JsonObject;
}
