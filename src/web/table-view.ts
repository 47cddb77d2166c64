/** A table of the report as an HTML element. */

import type { Table } from "../report/figure.ts";
import { formatCell } from "../report/format.ts";

export function tableElement(table: Table): HTMLElement {
  const element = document.createElement("table");
  element.id = `table-${table.id}`;
  element.createCaption().textContent = table.title;
  const head = element.createTHead().insertRow();
  for (const column of table.columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = column.unit ? `${column.name} (${column.unit})` : column.name;
    cell.className = column.align === "left" ? "left" : "";
    head.append(cell);
  }
  const body = element.createTBody();
  for (const row of table.rows) {
    const line = body.insertRow();
    row.forEach((value, i) => {
      const cell = line.insertCell();
      const column = table.columns[i];
      cell.textContent = formatCell(value, column);
      if (column?.align === "left" || typeof value === "string")
        cell.classList.toggle("left", column?.align === "left");
    });
  }
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.append(element);
  return scroll;
}
