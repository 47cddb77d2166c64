/** Aligned tables for terminals; columns of text wrap to the width there is. */

export interface TextColumn {
  readonly title: string;
  readonly align?: "left" | "right";
  /** May become narrower than its texts, which then wrap. */
  readonly wrap?: boolean;
}

export interface TextTableOptions {
  readonly width: number;
  /** Applied after the alignment: colours have no width. */
  readonly paint?: (text: string, cell: { readonly row: number; readonly column: number }) => string;
}

const GAP = "  ";
const NARROWEST_WRAP = 16;

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

/** As wide as the texts; where that is too wide, the widest of those that may wrap gives way, again and again. */
function columnWidths(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly number[] {
  const widths = columns.map(({ title }, c) => Math.max(title.length, ...rows.map((row) => row[c]!.length)));
  const room = width - GAP.length * (columns.length - 1);
  for (let excess = widths.reduce((sum, n) => sum + n, -room); excess > 0; excess--) {
    const flexible = widths.map((n, c) => (columns[c]!.wrap && n > NARROWEST_WRAP ? n : 0));
    const widest = Math.max(...flexible);
    if (widest === 0) break;
    widths[flexible.indexOf(widest)]!--;
  }
  return widths;
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
  for (const word of text.split(" ").flatMap((part) => chunks(part, width))) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}

/** A word that no line can hold is cut. */
function chunks(word: string, width: number): readonly string[] {
  if (word.length <= width) return [word];
  return Array.from({ length: Math.ceil(word.length / width) }, (_, i) =>
    word.slice(i * width, (i + 1) * width),
  );
}
