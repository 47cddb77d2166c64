/**
 * The journal rows.jsonl: one finished task a line, each line with the run it belongs to and a checksum of itself.
 *
 *   {"check":"<16 hex digits>","row":{…},"run":"<16 hex digits>","task":"<key>"}
 *
 * `run` is the start of the manifest's (experiment, version, config, kernels, files), so a row of another run is known as one.
 * `check` is the start of SHA-256 over the rest of the line as it would stand without it. Lines are appended whole, so a
 * process killed while writing leaves at most a last line without its line feed; that one is dropped. Anything else that
 * does not fit is corruption, and is refused.
 */
import { FormatError, RunError } from "../base/errors.ts";
import type { JsonObject } from "../base/json.ts";
import { textDigest } from "../base/sha256.ts";

export interface JournalEntry {
  readonly key: string;
  /** Canonical JSON text of the row. */
  readonly row: string;
}

export interface ParsedJournal {
  readonly entries: readonly JournalEntry[];
  /** True when a torn last line was left out. */
  readonly torn: boolean;
}

const CHECK_DIGITS = 16;
const RUN_DIGITS = 16;
const LINE_FEED = 10;
const LINE_FORM = new RegExp(`^\\{"check":"([0-9a-f]{${CHECK_DIGITS}})",("row":.*\\})$`, "s");

const checksum = (body: string): string => textDigest(body).slice(0, CHECK_DIGITS);

/** What follows the row in a line. */
const tail = (run: string, key: string): string =>
  `,"run":"${run.slice(0, RUN_DIGITS)}","task":${JSON.stringify(key)}}`;

/** One line, with its line feed. @param run the manifest's `run` */
export function formatJournalLine({ key, row }: JournalEntry, run: string): string {
  const body = `"row":${row}${tail(run, key)}`;
  return `{"check":"${checksum(`{${body}`)}",${body}\n`;
}

export const formatJournal = (entries: readonly JournalEntry[], run: string): string =>
  entries.map((entry) => formatJournalLine(entry, run)).join("");

/**
 * Reads a journal.
 *
 * @param file its name, for messages
 * @param run the `run` of the manifest that it stands beside
 * @throws {FormatError} naming file and line, when a complete line is not what was written
 * @throws {RunError} `run-differs` for a line of another run
 */
export function parseJournal(bytes: Uint8Array, file: string, run: string): ParsedJournal {
  const end = bytes.lastIndexOf(LINE_FEED) + 1;
  const lines = decode(bytes.subarray(0, end), file).split("\n").slice(0, -1);
  const entries: JournalEntry[] = [];
  const lineOf = new Map<string, number>();
  lines.forEach((line, i) => {
    const entry = parseLine(line, { where: `${file}, line ${i + 1}`, number: i + 1, run });
    const earlier = lineOf.get(entry.key);
    if (earlier !== undefined)
      throw new FormatError(
        i + 1,
        `${file}, line ${i + 1}: task "${entry.key}" stands there already in line ${earlier}; each task may have one row.`,
      );
    lineOf.set(entry.key, i + 1);
    entries.push(entry);
  });
  return { entries, torn: end < bytes.length };
}

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const line = lineOfBadByte(bytes);
    throw new FormatError(
      line,
      `${file}, line ${line}: the journal is damaged here (not UTF-8 text). ${ADVICE}`,
    );
  }
}

const ADVICE = "Restore the file, or remove this line to have its task run again.";

function lineOfBadByte(bytes: Uint8Array): number {
  let start = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(LINE_FEED, start);
    if (end < 0) return line;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
}

interface Place {
  readonly where: string;
  readonly number: number;
  readonly run: string;
}

function parseLine(line: string, { where, number, run }: Place): JournalEntry {
  const match = LINE_FORM.exec(line);
  const body = match ? `{${match[2]!}` : "";
  if (!match || checksum(body) !== match[1])
    throw new FormatError(
      number,
      `${where}: the journal is damaged here (the line does not match its checksum). ${ADVICE}`,
    );
  const { run: own, task } = JSON.parse(body) as { task: string; run: string; row: JsonObject };
  if (own !== run.slice(0, RUN_DIGITS))
    throw new RunError(
      "run-differs",
      `${where}: this row belongs to another run (${own}) than the manifest beside it (${run.slice(0, RUN_DIGITS)}): another seed, config, version, kernels or data. Put the journal back that belongs here.`,
    );
  return { key: task, row: body.slice('{"row":'.length, -tail(own, task).length) };
}
