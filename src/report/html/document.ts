/** What an HTML report is made from: plain data. */
import type { JsonObject } from "../../base/json.ts";
import type { Claim, Figure, Table } from "../figure.ts";

export interface HtmlSection {
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

export interface HtmlReport {
  readonly title: string;
  readonly subtitle: string;
  readonly ledger: readonly (Claim & { readonly experiment: string })[];
  readonly sections: readonly HtmlSection[];
  readonly manifest: JsonObject;
}
