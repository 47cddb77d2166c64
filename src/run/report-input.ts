// What a report is made from is defined where reports are made.
export type { ReportInput, ReportSection } from "../report/report-input.ts";
