import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect, test } from "vitest";
import { experiments } from "../dist/generated/experiments.js";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

/** Folder -> folders it may import, from the ```imports block of ARCHITECTURE.md. */
function importTable(): Map<string, ReadonlySet<string>> {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const block = /```imports\n([\s\S]*?)```/.exec(text)![1]!;
  return new Map(
    block
      .trim()
      .split("\n")
      .map((line) => {
        const [folder, allowed] = line.split("<-").map((part) => part.trim());
        return [folder!, new Set(allowed!.split(/\s+/).filter(Boolean))];
      }),
  );
}

const sources = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts") && !name.includes("generated"))
  .map((name) => join(src, name));

const folderOf = (path: string) => relative(src, path).split(sep)[0]!;

function relativeImports(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const found = text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g);
  return [...found].map((match) => resolve(dirname(path), match[1]!));
}

test("imports go one way, as the table of ARCHITECTURE.md says", () => {
  const table = importTable();
  const wrong: string[] = [];
  for (const path of sources) {
    const folder = folderOf(path);
    if (folder.endsWith(".ts")) continue; // src/index.ts lists names of every folder
    const allowed = table.get(folder);
    if (allowed === undefined) wrong.push(`${folder}/ is not in the table`);
    for (const target of relativeImports(path)) {
      const other = folderOf(target);
      if (other !== folder && !allowed?.has(other)) wrong.push(`${relative(root, path)} imports ${other}/`);
    }
  }
  expect(wrong).toEqual([]);
  expect(sources.length).toBeGreaterThan(10);
});

/** Groups of files that import each other in circles, type imports included (Tarjan's strongly connected components). */
function circles(): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const visit = (path: string): void => {
    order.set(path, order.size);
    low.set(path, order.get(path)!);
    stack.push(path);
    for (const target of relativeImports(path).filter((each) => sources.includes(each))) {
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) low.set(path, Math.min(low.get(path)!, low.get(target)!));
    }
    if (low.get(path) !== order.get(path)) return;
    const group = stack.splice(stack.indexOf(path));
    if (group.length > 1) found.push(group.map((each) => relative(src, each)).sort());
  };
  for (const path of sources) if (!order.has(path)) visit(path);
  return found;
}

test("no files import each other in a circle, type imports included", () => {
  expect(circles()).toEqual([]);
});

/**
 * The parts of an experiment in the order of their imports: each may import those before it, itself or by way of files with names of
 * their own, which have no place in the order.
 */
const PARTS = ["config", "run", "summary", "figures", "tables", "report", "claims", "index"];

test("an experiment imports the kit and the layers below, its parts downwards, and never another experiment", () => {
  const wrong: string[] = [];
  const place = (path: string) => relative(join(src, "experiment"), path).split(sep);
  const rank = (name: string) => PARTS.indexOf(name.replace(/\.ts$/, ""));
  const inside = sources.filter((path) => folderOf(path) === "experiment");
  const siblings = (path: string) =>
    relativeImports(path).filter((each) => dirname(each) === dirname(path) && sources.includes(each));
  /** Parts that a file imports, and those that it reaches through files that are none. */
  const partsBehind = (path: string): string[] =>
    siblings(path).flatMap((each) => (rank(place(each).at(-1)!) >= 0 ? [each] : partsBehind(each)));
  for (const path of inside)
    for (const target of relativeImports(path).filter((each) => folderOf(each) === "experiment")) {
      const [[from, ...file], [to, ...other]] = [place(path), place(target)];
      const report = (why: string) =>
        wrong.push(`${relative(src, path)} imports ${relative(src, target)}: ${why}`);
      if (from !== to) {
        if (to !== "kit") report("another experiment");
        continue;
      }
      const own = rank(file[0]!);
      if (from === "kit" || own < 0) continue;
      const reached = rank(other[0]!) >= 0 ? [target] : partsBehind(target);
      for (const part of reached)
        if (rank(place(part).at(-1)!) >= own) report(`upwards, to ${place(part).at(-1)}`);
    }
  expect(wrong).toEqual([]);
  expect(inside.length).toBeGreaterThan(60);
});

test("every experiment is a folder with config, run, summary, report, claims and index, or a small one with an index alone", () => {
  const root = join(src, "experiment");
  const entries = readdirSync(root, { withFileTypes: true });
  expect(entries.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual(["registry.ts"]);
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  expect(folders.sort()).toEqual([...experiments.map(({ id }) => id), "kit"].sort());
  for (const { id } of experiments) {
    const files = readdirSync(join(root, id));
    if (files.length === 1 && readFileSync(join(root, id, "index.ts"), "utf8").split("\n").length <= 250)
      continue;
    expect(files, id).toEqual(
      expect.arrayContaining(["config.ts", "run.ts", "summary.ts", "report.ts", "claims.ts", "index.ts"]),
    );
  }
});

test("only src/engine sees a pointer or calls a kernel", () => {
  const outside = sources.filter((path) => folderOf(path) !== "engine" && folderOf(path) !== "index.ts");
  const wrong = outside.filter((path) => /\.kernels\b|\.pointer\b/.test(readFileSync(path, "utf8")));
  expect(wrong.map((path) => relative(root, path))).toEqual([]);
});

test("every work that the code cites stands in the references", () => {
  const known = new Set(
    [...readFileSync(join(root, "docs", "REFERENCES.md"), "utf8").matchAll(/\*\*\[(\w+)\]\*\*/g)].map(
      (match) => match[1]!,
    ),
  );
  const missing = new Set<string>();
  for (const folder of ["assembly", "src", "bench"])
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts")) continue;
      const text = readFileSync(join(root, folder, name), "utf8");
      for (const match of text.matchAll(/\[([A-Z][a-z]+(?:[A-Z][A-Za-z]*)?\d\d)\b[^\]\n]*\]/g))
        if (!known.has(match[1]!)) missing.add(`${match[1]} (${folder}/${name})`);
    }
  expect([...missing]).toEqual([]);
  expect(known.size).toBeGreaterThan(30);
});

test("a function of more than 60 lines says beside it why it is long", () => {
  const silent: string[] = [];
  let explained = 0;
  for (const folder of ["assembly", "src"])
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts") || name.includes("generated")) continue;
      const lines = readFileSync(join(root, folder, name), "utf8").split("\n");
      lines.forEach((line, start) => {
        const [, indent, found] =
          /^( {2})?(?:export |async |static |\*)*(?:function\*? )?(#?\w+)(?:<.*>)?\(/.exec(line) ?? [];
        if (found === undefined || (indent === undefined && !line.includes("function"))) return;
        const end = lines.indexOf(`${indent ?? ""}}`, start);
        if (end < 0 || end - start < 60 || lines.slice(start + 1, end).some((each) => each === "}")) return;
        const comment = lines.slice(lines.lastIndexOf("/**", start), start).join("\n");
        if (comment.includes("Long: ")) explained++;
        else silent.push(`${folder}/${name}: ${found}`);
      });
    }
  expect(silent).toEqual([]);
  expect(explained).toBeGreaterThan(0);
});
