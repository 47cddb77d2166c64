/** What two hosts made of the same configs: byte for byte, and drawings number by number. */

export interface HostResult {
  readonly host: string;
  /** [path, text], in the order of writing. */
  readonly files: readonly (readonly [string, string])[];
  /** Of the kernels' workload, by family. */
  readonly digests: Readonly<Record<string, string>>;
  /** Results of Math that were moved, outside of drawing and while Vega drew. */
  readonly moved?: { readonly moved: number; readonly movedDrawing: number };
}

export interface Difference {
  readonly file: string;
  /** Number of the first line that differs, from 1. */
  readonly line: number;
  readonly here: string;
  readonly there: string;
}

/** Coordinates are written to 3 decimals: neighbours in the last place may round to neighbours there. */
export const DRAWING_TOLERANCE = 1.5e-3;

/** What a file is, for the table; reports hold drawings, specifications and tables, and are compared as drawings. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ["rows.jsonl", /\/rows\.jsonl$/],
  ["rows.csv", /\/rows\.csv$/],
  ["summary.json", /\/summary\.json$/],
  ["ledger", /\/tables\/ledger\.md$/],
  ["tables", /\/tables\/.*\.md$/],
  ["figure specifications", /\/figures\/.*\.json$/],
  ["drawings (3 decimals)", /\.svg$/],
  ["report.html (3 decimals)", /\/report\.html$/],
  ["manifest.json", /\/manifest\.json$/],
];

export const kindOf = (file: string): string =>
  KINDS.find(([, pattern]) => pattern.test(file))?.[0] ?? "other files";

const isDrawing = (file: string): boolean => /\.(svg|html)$/.test(file);

const NUMBER = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g;

/** The same text, and every number in it within the tolerance. */
function sameDrawing(here: string, there: string): boolean {
  if (here === there) return true;
  const [a, b] = [here.match(NUMBER) ?? [], there.match(NUMBER) ?? []];
  if (a.length !== b.length || here.replace(NUMBER, "#") !== there.replace(NUMBER, "#")) return false;
  return a.every(
    (text, i) => text === b[i] || Math.abs(Number(text) - Number(b[i])) <= DRAWING_TOLERANCE * (1 + 1e-9),
  );
}

/** Lines of a text; long lines of drawings are cut between elements, so that a message can show one. */
const linesOf = (text: string): string[] => text.replace(/></g, ">\n<").split("\n");

const around = (line: string, at: number): string => line.slice(Math.max(0, at - 60), at + 60);

function firstDifference(file: string, here: string, there: string): Difference | undefined {
  if (here === there) return undefined;
  const drawing = isDrawing(file);
  const same = drawing ? sameDrawing : (a: string, b: string) => a === b;
  const [a, b] = [linesOf(here), linesOf(there)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [left, right] = [a[i] ?? "(ends)", b[i] ?? "(ends)"];
    if (same(left, right)) continue;
    let at = 0;
    while (left[at] === right[at] && at < left.length) at++;
    return { file, line: i + 1, here: around(left, at), there: around(right, at) };
  }
  return undefined;
}

/** Every file that differs, by its first differing line; files of one host only, and another order of writing, too. */
export function differencesOf(here: HostResult, there: HostResult): Difference[] {
  const others = new Map(there.files);
  const found = here.files.flatMap(([file, text]) => {
    const other = others.get(file);
    if (other === undefined) return [{ file, line: 0, here: "is there", there: "is missing" }];
    return firstDifference(file, text, other) ?? [];
  });
  const own = new Set(here.files.map(([file]) => file));
  for (const [file] of there.files)
    if (!own.has(file)) found.push({ file, line: 0, here: "is missing", there: "is there" });
  return found;
}

/** "file, line 3: … <> …" for each, the host named once. */
export function describe(differences: readonly Difference[], hosts: readonly [string, string]): string[] {
  return differences.map(
    ({ file, line, here, there }) =>
      `${file}, line ${line}\n  ${hosts[0]}: ${JSON.stringify(here)}\n  ${hosts[1]}: ${JSON.stringify(there)}`,
  );
}

/** One line a host: how many files of each kind are equal to the reference's. */
export function table(
  reference: HostResult,
  rows: readonly { readonly host: string; readonly differences: readonly Difference[] }[],
): string {
  const kinds = [...new Set(reference.files.map(([file]) => kindOf(file)))].sort();
  const lines = rows.map(({ host, differences }) => {
    const cells = kinds.map((kind) => {
      const all = reference.files.filter(([file]) => kindOf(file) === kind).length;
      const differing = differences.filter(({ file }) => kindOf(file) === kind).length;
      return differing === 0 ? `equal (${all})` : `${differing} of ${all} differ`;
    });
    return `| ${host} | ${cells.join(" | ")} |`;
  });
  return [
    `| against ${reference.host} | ${kinds.join(" | ")} |`,
    `| --- |${kinds.map(() => " --- |").join("")}`,
    ...lines,
  ].join("\n");
}
