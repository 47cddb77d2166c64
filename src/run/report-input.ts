/** What a report is made from: one section an experiment, plain data. */
import type { JsonObject } from "../base/json.ts";
import type { Claim, Figure, Table } from "../report/figure.ts";

export interface ReportSection {
  readonly experiment: string;
  readonly title: string;
  readonly question: string;
  readonly answers: readonly string[];
  readonly figures: readonly { readonly figure: Figure; readonly svg: string }[];
  readonly tables: readonly Table[];
  readonly claims: readonly Claim[];
  readonly notes: readonly string[];
  readonly config: JsonObject;
}

export interface ReportInput {
  readonly title: string;
  readonly subtitle: string;
  readonly ledger: readonly (Claim & { readonly experiment: string })[];
  readonly sections: readonly ReportSection[];
  readonly manifest: JsonObject;
}
