/** Tables as aligned text. */
import type { Table } from "losscape/report";

export function printTable({ title, columns, rows }: Table): void {
  const all = [columns.map(({ name }) => name), ...rows.map((row) => row.map((cell) => String(cell ?? "")))];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  console.log(`\n${title}\n`);
  for (const row of all)
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join("  ")
        .trimEnd(),
    );
}
