/** Aligned tables for terminals; one column may wrap to the width there is. */

export interface TextColumn {
  readonly title: string;
  readonly align?: "left" | "right";
  /** Takes the room that the others leave, and wraps. */
  readonly wrap?: boolean;
}

export interface TextTableOptions {
  readonly width: number;
  /** Applied after the alignment: colours have no width. */
  readonly paint?: (text: string, cell: { readonly row: number; readonly column: number }) => string;
}

const GAP = "  ";
const NARROWEST_WRAP = 24;

/** Row -1 is the head. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  { width, paint = (text) => text }: TextTableOptions,
): string {
  const widths = columnWidths(columns, rows, width);
  const head = columns.map(({ title }) => title);
  return [head, ...rows]
    .flatMap((row, i) => rowLines(columns, row, widths).map((line) => ({ line, row: i - 1 })))
    .map(({ line, row }) =>
      line
        .map((text, column) => paint(text, { row, column }))
        .join(GAP)
        .trimEnd(),
    )
    .join("\n");
}

function columnWidths(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly number[] {
  const natural = columns.map(({ title }, c) => Math.max(title.length, ...rows.map((row) => row[c]!.length)));
  const fixed = natural.reduce(
    (sum, n, c) => sum + (columns[c]!.wrap ? 0 : n),
    GAP.length * (columns.length - 1),
  );
  return natural.map((n, c) => (columns[c]!.wrap ? Math.min(n, Math.max(NARROWEST_WRAP, width - fixed)) : n));
}

function rowLines(
  columns: readonly TextColumn[],
  row: readonly string[],
  widths: readonly number[],
): readonly (readonly string[])[] {
  const cells = row.map((text, c) => (columns[c]!.wrap ? wrapText(text, widths[c]!) : [text]));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) =>
    cells.map((lines, c) => {
      const text = lines[i] ?? "";
      return columns[c]!.align === "right" ? text.padStart(widths[c]!) : text.padEnd(widths[c]!);
    }),
  );
}

export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
