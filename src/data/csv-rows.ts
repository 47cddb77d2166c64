/** A table's text as rows of cells [RFC 4180], with the line on which each row begins; every kind of line end. */
import { FormatError } from "../base/errors.ts";

export interface CsvRow {
  readonly cells: readonly string[];
  /** 1 is the first line of the file. */
  readonly line: number;
}

const [QUOTE, LF, CR, SPACE, TAB] = [34, 10, 13, 32, 9];

/**
 * Rows in their order; lines at the end that hold nothing are left out, others are a row of one empty cell.
 *
 * @throws {FormatError} for a quoted cell that does not end, or goes on after its quote; with file and line
 */
export function* csvRows(text: string, options: { name: string; delimiter: string }): Generator<CsvRow> {
  const { name, delimiter } = options;
  const separator = delimiter.charCodeAt(0);
  const length = lengthWithoutBlankEnd(text);
  const refuse = (where: number, sentence: string) =>
    new FormatError(where, `${name}, line ${where}: ${sentence}`);
  let at = 0;
  let line = 1;
  const isBlank = (code: number) => (code === SPACE || code === TAB) && code !== separator;
  const quoted = (): string => {
    const opened = line;
    let cell = "";
    let from = ++at;
    for (;;) {
      if (at >= length) throw refuse(opened, "a quoted cell begins here and does not end.");
      const code = text.charCodeAt(at);
      if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) line++;
      if (code !== QUOTE) {
        at++;
        continue;
      }
      cell += text.slice(from, at++);
      if (text.charCodeAt(at) !== QUOTE) break;
      from = at++; // two quotes stand for one, which begins the next part
    }
    while (at < length && isBlank(text.charCodeAt(at))) at++;
    const after = at < length ? text.charCodeAt(at) : LF;
    if (after !== separator && after !== LF && after !== CR)
      throw refuse(line, "text follows a quoted cell; a quote inside of one is written twice.");
    return cell;
  };
  while (at < length) {
    const cells: string[] = [];
    const begun = line;
    for (;;) {
      let begin = at;
      while (begin < length && isBlank(text.charCodeAt(begin))) begin++;
      if (text.charCodeAt(begin) === QUOTE && begin < length) {
        at = begin;
        cells.push(quoted());
      } else {
        const from = at;
        for (; at < length; at++) {
          const code = text.charCodeAt(at);
          if (code === separator || code === LF || code === CR) break;
        }
        cells.push(text.slice(from, at));
      }
      if (at >= length || text.charCodeAt(at) !== separator) break;
      at++;
    }
    yield { cells, line: begun };
    if (text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF) at++;
    at++;
    line++;
  }
}

function lengthWithoutBlankEnd(text: string): number {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) === LF || text.charCodeAt(end - 1) === CR)) end--;
  return end;
}
