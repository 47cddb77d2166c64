/** A table of the report as HTML: numbers right-aligned in tabular figures, long ones folded. */

import { escapeMarkup } from "../escape.ts";
import type { Column, Table } from "../figure.ts";
import { formatCell } from "../format.ts";
import { prose } from "./text.ts";

/** Longer tables are folded: the reader opens them. */
const FOLDED_ROWS = 24;

export function tableHtml(table: Table): string {
  const caption = table.caption ? `<p class="caption">${prose(table.caption)}</p>` : "";
  const body = `<div class="scroll" tabindex="0" role="region" aria-label="${prose(table.title).replace(/<[^>]+>/g, "")}"><table>
<thead><tr>${table.columns.map((column, i) => headHtml(column, alignment(table, i))).join("")}</tr></thead>
<tbody>${table.rows.map((row) => rowHtml(row, table)).join("\n")}</tbody></table></div>`;
  const title = `<span class="name">${prose(table.title)}</span>`;
  if (table.rows.length <= FOLDED_ROWS)
    return `<div class="table" id="table-${escapeMarkup(table.id)}"><h4>${title}</h4>${body}${caption}</div>`;
  return `<details class="table" id="table-${escapeMarkup(table.id)}"><summary>${title} <span class="count">${table.rows.length} rows</span></summary>${body}${caption}</details>`;
}

/** Cells of more characters than this may break into lines. */
const SENTENCE = 40;

function rowHtml(row: Table["rows"][number], table: Table): string {
  const cells = row.map((cell, i) => {
    const plain = formatCell(cell, table.columns[i]);
    const kind = alignment(table, i) === "right" ? "number" : plain.length > SENTENCE ? "words" : "";
    return `<td${kind && ` class="${kind}"`}>${prose(plain)}</td>`;
  });
  return `<tr>${cells.join("")}</tr>`;
}

function headHtml(column: Column, align: "left" | "right"): string {
  const unit = column.unit ? ` <span class="unit">${prose(column.unit)}</span>` : "";
  return `<th scope="col"${align === "right" ? ' class="number"' : ""}>${prose(column.name)}${unit}</th>`;
}

function alignment(table: Table, i: number): "left" | "right" {
  const own = table.columns[i]?.align;
  if (own) return own;
  return table.rows.some((row) => typeof row[i] === "number") ? "right" : "left";
}
