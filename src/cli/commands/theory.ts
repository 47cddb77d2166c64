/** losscape theory */
import { SpecError } from "../../base/errors.ts";
import { roundedJson } from "../../base/json.ts";
import { mapNetwork, thresholdEnergy } from "../../theory/index.ts";
import { parseWhole } from "../arguments.ts";
import { printJson, printTable } from "../results-view.ts";
import { complexityTable, countTable, mappingTable, thresholdTable } from "../theory-tables.ts";

export interface TheoryOptions {
  readonly p?: string;
  readonly architecture?: string;
  readonly json?: boolean;
}

const DEFAULT_ORDER = 3;

/** Without --p, the order is the depth of the architecture, or 3. */
export async function theoryCommand({ p: text, architecture, json }: TheoryOptions): Promise<void> {
  const mapping = architecture === undefined ? null : mapNetwork(parseArchitecture(architecture));
  const asked = parseWhole("--p", text, { least: 2, most: 32 });
  const p = asked ?? mapping?.depth ?? DEFAULT_ORDER;
  const tables = p >= 2 && p <= 32 ? [thresholdTable(p), complexityTable(p), countTable(p)] : [];
  const all = mapping ? [mappingTable(mapping), ...tables] : tables;
  if (json) {
    const model = tables.length > 0 ? { p, thresholdEnergy: thresholdEnergy(p) } : { p };
    printJson(roundedJson({ ...model, mapping, tables: all } as never));
    return;
  }
  for (const table of all) printTable(table, { rows: table.rows.length });
  if (tables.length === 0)
    console.log(`\nA network of ${p} layer of weights is linear: it has no spin glass of its own.`);
}

function parseArchitecture(text: string): readonly number[] {
  if (!/^\d+(-\d+)+$/.test(text))
    throw new SpecError(
      "--architecture",
      `--architecture must be two or more layer sizes joined by "-", as 100-25-10; got "${text}".`,
    );
  return text.split("-").map(Number);
}
