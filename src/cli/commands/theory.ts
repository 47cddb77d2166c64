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

const ORDERS = { least: 2, most: 32 };

/** The order is the architecture's depth; without an architecture it is --p, or 3. */
export async function theoryCommand({ p: text, architecture, json }: TheoryOptions): Promise<void> {
  const mapping = architecture === undefined ? null : mapNetwork(parseArchitecture(architecture));
  const asked = parseWhole("--p", text, ORDERS);
  if (mapping && asked !== undefined && asked !== mapping.depth)
    throw new SpecError(
      "--p",
      `--p ${asked} contradicts --architecture ${architecture}, whose ${layersOfWeights(mapping.depth)} the spin glass an interaction of order ${mapping.depth}; leave --p out.`,
    );
  const p = mapping?.depth ?? asked ?? DEFAULT_ORDER;
  const tables =
    p >= ORDERS.least && p <= ORDERS.most ? [thresholdTable(p), complexityTable(p), countTable(p)] : [];
  const all = mapping ? [mappingTable(mapping), ...tables] : tables;
  if (json) {
    const model = tables.length > 0 ? { p, thresholdEnergy: thresholdEnergy(p) } : { p };
    printJson(roundedJson({ ...model, mapping, tables: all } as never));
    return;
  }
  for (const table of all) printTable(table, { rows: table.rows.length });
  if (tables.length === 0) console.log(`\n${noTables(p)}`);
}

const layersOfWeights = (depth: number): string =>
  depth === 1 ? "one layer of weights gives" : `${depth} layers of weights give`;

const noTables = (p: number): string =>
  p < ORDERS.least
    ? "A network of one layer of weights is linear: it has no spin glass of its own."
    : `Thresholds and counts are computed for orders up to ${ORDERS.most}; this network's is ${p}.`;

function parseArchitecture(text: string): readonly number[] {
  if (!/^\d+(-\d+)+$/.test(text))
    throw new SpecError(
      "--architecture",
      `--architecture must be two or more layer sizes joined by "-", as 100-25-10; got "${text}".`,
    );
  return text.split("-").map(Number);
}
