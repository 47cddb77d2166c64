import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect, test } from "vitest";

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
