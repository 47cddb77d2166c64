// Holds two run directories (of one experiment, or of `reproduce`) against each other: which files have equal bytes, and, where
// they differ, by how much: numbers relatively, texts and verdicts by name.
//
//   node scripts/compare-runs.mjs before after             a table a file; exit 1 when a byte differs
//   node scripts/compare-runs.mjs --digests run > file     SHA-256 of every compared file, as JSON
//   node scripts/compare-runs.mjs file.json run            the files of a run that differ from such digests
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Rows, summaries, tables and figure specifications; not what holds times, machines or drawn pictures. */
const COMPARED =
  /(^|\/)(rows\.jsonl|rows\.csv|summary\.json|ledger\.md|tables\/[^/]+\.md|figures\/[^/]+\.v[gl]\.json)$/;

const filesOf = (root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(root, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    )
    .filter((name) => COMPARED.test(name))
    .sort();

const NUMBER = /[-−]?\d+(?:\.\d+)?(?:[eE][-+−]?\d+)?/g;
const toNumber = (text) => Number(text.replaceAll("−", "-"));

/** What a journal's lines say, without their checksums and the run they belong to. */
const rowsOf = (text) =>
  text
    .replace(/^\{"check":"[0-9a-f]+",/gm, "{")
    .replace(/,"run":"[0-9a-f]+"(,"task":"(?:[^"\\]|\\.)*"\}$)/gm, "$1");

/** Largest relative difference of the numbers at the same places, and whether anything but numbers differs. */
function compareTexts(left, right) {
  const [a, b] = [rowsOf(left), rowsOf(right)];
  const [wordsA, wordsB] = [a.replace(NUMBER, "#"), b.replace(NUMBER, "#")];
  const [numbersA, numbersB] = [a.match(NUMBER) ?? [], b.match(NUMBER) ?? []];
  let [largest, integers, changed] = [0, 0, 0];
  for (let i = 0; i < Math.min(numbersA.length, numbersB.length); i++) {
    if (numbersA[i] === numbersB[i]) continue;
    const [x, y] = [toNumber(numbersA[i]), toNumber(numbersB[i])];
    changed++;
    if (Number.isInteger(x) && Number.isInteger(y)) integers++;
    largest = Math.max(largest, Math.abs(x - y) / Math.max(Math.abs(x), Math.abs(y)));
  }
  return { words: wordsA === wordsB, numbers: numbersA.length, changed, integers, largest };
}

function compare(before, after) {
  const names = [...new Set([...filesOf(before), ...filesOf(after)])].sort();
  let equal = 0;
  for (const name of names) {
    const [left, right] = [join(before, name), join(after, name)];
    if (!existsSync(left) || !existsSync(right)) {
      console.log(`${existsSync(left) ? "only before" : "only after "}  ${name}`);
      continue;
    }
    const [a, b] = [readFileSync(left, "utf8"), readFileSync(right, "utf8")];
    if (a === b) {
      equal++;
      continue;
    }
    const { words, numbers, changed, integers, largest } = compareTexts(a, b);
    console.log(
      `differs      ${name}: ${changed} of ${numbers} numbers, ${integers} integers among them, ` +
        `largest relative difference ${largest.toExponential(2)}${words ? "" : "; words differ"}`,
    );
  }
  console.log(`${equal} of ${names.length} files have equal bytes.`);
  return equal === names.length;
}

const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

function compareDigests(file, run) {
  const digests = JSON.parse(readFileSync(file, "utf8"));
  const names = [...new Set([...Object.keys(digests), ...filesOf(run)])].sort();
  const wrong = names.filter((name) => {
    const path = join(run, name);
    if (!existsSync(path)) console.log(`missing      ${name}`);
    else if (digests[name] === undefined) console.log(`new          ${name}`);
    else if (digests[name] !== sha256(path)) console.log(`differs      ${name}`);
    else return false;
    return true;
  });
  console.log(`${names.length - wrong.length} of ${names.length} files have the digests of ${file}.`);
  return wrong.length === 0;
}

const [first, second] = process.argv.slice(2);
if (first === "--digests" && second)
  console.log(
    JSON.stringify(
      Object.fromEntries(filesOf(second).map((name) => [name, sha256(join(second, name))])),
      null,
      1,
    ),
  );
else if (first?.endsWith(".json") && second) process.exitCode = compareDigests(first, second) ? 0 : 1;
else if (first && second) process.exitCode = compare(first, second) ? 0 : 1;
else {
  console.error(
    "compare-runs: two run directories are needed, or a file of digests and one, or --digests and one.",
  );
  process.exitCode = 2;
}
