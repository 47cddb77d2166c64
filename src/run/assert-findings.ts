/** What an experiment says of its rows, checked before it is written: the compiler has not seen a user's module. */
import { shown } from "../base/arguments.ts";
import { needPart } from "./call-experiment.ts";

/** Ids become names of files, on every file system; no path can be made of them. */
export const ID = /^[a-z0-9][a-z0-9-]{0,99}$/;
export const ID_KIND = "1 to 100 small letters, digits and hyphens";

type Given = Readonly<Record<string, unknown>>;
type Kind = readonly [string, (value: unknown) => boolean];

export const isObject = (value: unknown): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string";
const orLeftOut =
  (isRight: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || isRight(value);
const isCell = (value: unknown): boolean => value === null || isText(value) || typeof value === "number";
const oneOf =
  (...allowed: readonly string[]) =>
  (value: unknown): boolean =>
    allowed.includes(value as string);

const id: Kind = [ID_KIND, (value) => isText(value) && ID.test(value)];
const text: Kind = ["a text", isText];
const optionalText: Kind = ["a text or left out", orLeftOut(isText)];

const FIGURE: Readonly<Record<string, Kind>> = {
  id,
  title: text,
  caption: text,
  paperFigure: optionalText,
  grammar: ['"vega-lite" or "vega"', oneOf("vega-lite", "vega")],
  spec: ["an object", isObject],
};

const TABLE: Readonly<Record<string, Kind>> = {
  id,
  title: text,
  caption: optionalText,
  columns: [
    "a list of columns, each with a `name`",
    (value) => Array.isArray(value) && value.every((column) => isObject(column) && isText(column.name)),
  ],
  rows: [
    "a list of lists of texts, numbers and null",
    (value) => Array.isArray(value) && value.every((row) => Array.isArray(row) && row.every(isCell)),
  ],
};

const CLAIM: Readonly<Record<string, Kind>> = {
  id: text,
  statement: text,
  statistic: text,
  value: ["a number or null", (value) => value === null || typeof value === "number"],
  interval: [
    "two numbers or left out",
    orLeftOut(
      (value) => Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === "number"),
    ),
  ],
  threshold: text,
  verdict: [
    '"supported", "not supported" or "inconclusive"',
    oneOf("supported", "not supported", "inconclusive"),
  ],
  note: optionalText,
};

/** @throws {LosscapeError} `experiment` for a summary that is no object */
export function assertSummary(experiment: string, summary: unknown): void {
  needPart(isObject(summary), () => `${experiment}: \`reduce\` gives an object, it gives ${shown(summary)}.`);
}

export const assertFigures = (experiment: string, figures: unknown): void => {
  assertList({ experiment, part: "figures", what: "figure", kinds: FIGURE }, figures);
  assertDistinct(experiment, "figures", figures as readonly Given[]);
};

/** The name "ledger" is that of the claims' own table. */
export function assertTables(experiment: string, tables: unknown): void {
  assertList({ experiment, part: "tables", what: "table", kinds: TABLE }, tables);
  const list = tables as readonly (Given & { columns: unknown[]; rows: unknown[][] })[];
  assertDistinct(experiment, "tables", list);
  for (const { id: name, columns, rows } of list) {
    needPart(
      name !== "ledger",
      () => `${experiment}: a table has the id "ledger", which is that of the claims' table.`,
    );
    const odd = rows.findIndex((row) => row.length !== columns.length);
    needPart(
      odd < 0,
      () =>
        `${experiment}: row ${odd} of the table "${name}" has ${rows[odd]!.length} cells, its columns are ${columns.length}.`,
    );
  }
}

export const assertClaims = (experiment: string, claims: unknown): void =>
  assertList({ experiment, part: "claims", what: "claim", kinds: CLAIM }, claims);

export function assertNotes(experiment: string, notes: unknown): void {
  needPart(
    Array.isArray(notes) && notes.every(isText),
    () => `${experiment}: \`notes\` gives a list of texts, it gives ${shown(notes)}.`,
  );
}

interface ListParts {
  readonly experiment: string;
  readonly part: string;
  readonly what: string;
  readonly kinds: Readonly<Record<string, Kind>>;
}

function assertList({ experiment, part, what, kinds }: ListParts, list: unknown): void {
  needPart(Array.isArray(list), () => `${experiment}: \`${part}\` gives a list, it gives ${shown(list)}.`);
  for (const [i, each] of list.entries()) {
    needPart(
      isObject(each),
      () => `${experiment}: \`${part}\`[${i}] is ${shown(each)}; a ${what} is an object.`,
    );
    for (const [name, [kind, isRight]] of Object.entries(kinds))
      needPart(
        isRight(each[name]),
        () => `${experiment}: \`${part}\`[${i}] needs \`${name}\`, ${kind}; it is ${shown(each[name])}.`,
      );
  }
}

function assertDistinct(experiment: string, part: string, list: readonly Given[]): void {
  const seen = new Set<unknown>();
  for (const { id: name } of list) {
    needPart(
      !seen.has(name),
      () => `${experiment}: two of its ${part} have the id "${name}"; each is a file.`,
    );
    seen.add(name);
  }
}
